"""Work cut into chunks: done in any order by any number of workers, given back in one."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from eventstudy.errors import EventStudyError
from eventstudy.messages import message
from eventstudy.scale.engines import LOCAL, Engine, Submit
from eventstudy.threads import OneThread

if TYPE_CHECKING:
    from eventstudy.scale.checkpoints import Checkpoints

__all__ = ["Arrays", "run_chunks", "streams"]

Chunk = TypeVar("Chunk")
Arrays = Mapping[str, NDArray[np.generic]]

MOST_BREAKS = 3
"""Workers that may die before the fault is taken to be the work's own."""


def run_chunks(
    function: Callable[..., Any],
    chunks: Sequence[Chunk],
    *,
    shared: Sequence[Any] = (),
    engine: Engine = LOCAL,
    resume: str | None = None,
) -> Iterator[Any]:
    """Results of a function over chunks, in the order of the chunks, each given as soon as it can be.

    The same numbers come from every engine and any number of workers if a chunk says all that its result depends on,
    its random stream included (see `streams`). A worker that dies costs time: what it had not finished is done again.

    Parameters
    ----------
    function : callable
        Of a module, not a lambda nor a local function: workers import it. Takes one chunk, then each of `shared`; with
        `resume` it gives arrays by name, else whatever can be pickled.
    chunks : sequence
        Values that can be pickled, each at least a second's work.
    shared : sequence
        Values that all chunks need, such as large arrays: each worker gets them once.
    engine : Engine
    resume : str, optional
        Text that says all that the results depend on beside this program's code. The result of each chunk is then kept
        in the cache until the last one is given, and an interrupted run that is started again goes on where it stopped.

    Yields
    ------
    result
        Of the function.

    Raises
    ------
    EventStudyError
        Workers die again and again, or the engine is not there. What the function raises is raised here.

    Examples
    --------
    >>> chunks = [(stream, 1000) for stream in streams(seed, 8)]  # doctest: +SKIP
    >>> for counts in run_chunks(count, chunks, engine=Engine("processes", 2)):  # doctest: +SKIP
    ...     total += counts["rejected"]
    """
    if not chunks:
        return
    kept = _checkpoints(function, len(chunks), resume)
    there = {i for i in range(len(chunks)) if kept.find(i) is not None} if kept is not None else set()
    fresh = _computed(function, [chunk for i, chunk in enumerate(chunks) if i not in there], shared, engine)
    for i, chunk in enumerate(chunks):
        if kept is not None and i in there:
            found = kept.find(i)
            # Another run of the same may have ended in the meantime, and removed what both were taking up.
            yield found if found is not None else next(_computed(function, [chunk], shared, engine))
            continue
        result = next(fresh)
        if kept is not None:
            kept.write(i, result)
        yield result
    if kept is not None:
        kept.remove()


def streams(seed: int, count: int) -> list[np.random.SeedSequence]:
    """One independent random stream for each of `count` chunks; the i-th is the same however many there are."""
    return [np.random.SeedSequence((seed, i)) for i in range(count)]


def _checkpoints(function: Callable[..., Any], count: int, about: str | None) -> Checkpoints | None:
    if about is None:
        return None
    from eventstudy.scale.checkpoints import Checkpoints  # workers need not import what it needs

    return Checkpoints.of(function, count, about)


def _computed(
    function: Callable[..., Any], chunks: Sequence[Chunk], shared: Sequence[Any], engine: Engine
) -> Iterator[Any]:
    """Results in the order of the chunks; workers that die are replaced."""
    done = breaks = 0
    while done < len(chunks):
        try:
            with engine.open(shared) as submit:
                for result in _submitted(function, chunks[done:], submit, engine):
                    yield result
                    done += 1
        except BrokenExecutor as e:
            breaks += 1
            if breaks >= MOST_BREAKS:
                remedy = message("use_fewer_jobs")
                raise EventStudyError(message("workers_died", n=breaks), remedy) from e


def _submitted(function: Callable[..., Any], chunks: Sequence[Chunk], submit: Submit, engine: Engine) -> Iterator[Any]:
    if engine.name == "local":  # nothing ahead of what is asked for
        for chunk in chunks:
            yield submit(partial(_alone, function), chunk).result()
        return
    futures = deque(submit(partial(_alone, function), chunk) for chunk in chunks)
    try:
        while futures:  # a result that was handed on need not be held any longer
            yield futures.popleft().result()
    finally:
        for future in futures:
            future.cancel()


def _alone(function: Callable[..., Any], chunk: Any, *shared: Any) -> Any:
    """The function in one thread, wherever the worker is and whatever its environment says."""
    with OneThread():
        return function(chunk, *shared)
