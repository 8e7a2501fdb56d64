"""Engines by name: each opens a way to hand chunks to its workers."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Future, ProcessPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any

from eventstudy.errors import EventStudyError
from eventstudy.messages import message
from eventstudy.scale.alike import refuse_unlike

__all__ = ["ENGINES", "LOCAL", "NEEDS_DASK", "Engine", "Opener", "Submit"]

NEEDS_DASK = (message("engine_needs_distributed"), message("extra_cluster"))

ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""Workers side by side must not each start as many threads as there are cores."""


@dataclass(frozen=True)
class Engine:
    """Where chunks run.

    Attributes
    ----------
    name : {"local", "processes", "dask"}
        A key of `ENGINES`.
    jobs : int
        Worker processes; `local` has none, and a scheduler brings its own.
    scheduler : str or None
        Address of a running Dask scheduler, such as tcp://10.0.0.5:8786; None starts workers on this computer.
    """

    name: str = "local"
    jobs: int = 1
    scheduler: str | None = None

    def open(self, shared: Sequence[Any] = ()) -> AbstractContextManager[Submit]:
        """Way to hand over chunks, for as long as the context lasts.

        Parameters
        ----------
        shared : sequence
            What all chunks need: sent to each worker once, by the engine's own means, so that workers need no file of
            this computer's.

        Raises
        ------
        EventStudyError
            The package of the engine is not installed, the scheduler or its workers do not answer, or they are not
            like this computer.
        """
        return ENGINES[self.name](self, shared)


Submit = Callable[[Callable[..., Any], Any], "Future[Any]"]
"""Takes a function and a chunk, and calls the function with the chunk and what is shared."""
LOCAL = Engine()

OWN_PORT: dict[str, Any] = {"dashboard_address": "127.0.0.1:0", "scheduler_kwargs": {"dashboard": False}}
"""A scheduler serves its figures even without a dashboard: at a free port, or two runs would want the same one."""

PATIENCE = 10
"""Seconds that a scheduler has to answer."""

Opener = Callable[[Engine, Sequence[Any]], AbstractContextManager[Submit]]


@contextlib.contextmanager
def _local(engine: Engine, shared: Sequence[Any]) -> Iterator[Submit]:  # noqa: ARG001 - all engines are called alike
    def submit(function: Callable[..., Any], chunk: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(function(chunk, *shared))
        except Exception as e:
            future.set_exception(e)
        return future

    yield submit


@contextlib.contextmanager
def _processes(engine: Engine, shared: Sequence[Any]) -> Iterator[Submit]:
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    os.environ.update({name: value for name, value in ONE_THREAD.items() if before[name] is None})
    try:
        # Not forked: a fork beside running threads can deadlock.
        pool = ProcessPoolExecutor(engine.jobs, get_context("spawn"), _keep, (tuple(shared),))
        try:
            yield lambda function, chunk: pool.submit(_with_kept, function, chunk)
        finally:
            pool.shutdown(cancel_futures=True)
    finally:
        for name in (name for name, value in before.items() if value is None):
            os.environ.pop(name, None)


_kept: list[Any] = []
"""In a worker process, what its chunks share."""


def _keep(shared: tuple[Any, ...]) -> None:
    _kept[:] = shared


def _with_kept(function: Callable[..., Any], chunk: Any) -> Any:
    return function(chunk, *_kept)


@contextlib.contextmanager
def _dask(engine: Engine, shared: Sequence[Any]) -> Iterator[Submit]:
    try:
        from distributed import KilledWorker
    except ImportError as e:
        raise EventStudyError(*NEEDS_DASK) from e
    with _own_cluster(engine) if engine.scheduler is None else _their_cluster(engine.scheduler) as client:
        try:
            there = client.scatter(list(shared), broadcast=True, hash=False) if shared else []
            executor = client.get_executor(pure=False)
            yield lambda function, chunk: executor.submit(function, chunk, *there)
        except KilledWorker as e:  # it gives a chunk to another worker when one dies, but not for ever
            raise EventStudyError(message("workers_died_over_chunk"), message("memory_short_on_workers")) from e
        except CancelledError as e:
            raise BrokenExecutor("the workers that held what the chunks share are gone") from e


@contextlib.contextmanager
def _own_cluster(engine: Engine) -> Iterator[Any]:
    import dask
    from distributed import Client, LocalCluster

    # The whole mapping is replaced: Dask's own makes the allocator give memory back after every array (a trim
    # threshold of 64 kB), which doubles the time that NumPy takes.
    with (
        dask.config.set({"distributed.nanny.pre-spawn-environ": ONE_THREAD}),
        LocalCluster(engine.jobs, threads_per_worker=1, host="127.0.0.1", **OWN_PORT) as cluster,
        Client(cluster) as client,
    ):
        yield client


@contextlib.contextmanager
def _their_cluster(scheduler: str) -> Iterator[Any]:
    from distributed import Client

    try:
        client = Client(scheduler, timeout=PATIENCE)
    except (OSError, ValueError, KeyError) as e:  # the last two: an address, or a protocol, that is none
        raise EventStudyError(message("no_scheduler_answers", scheduler=scheduler), message("start_scheduler")) from e
    with client:
        try:
            client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError as e:
            remedy = message("start_workers", scheduler=scheduler)
            raise EventStudyError(message("scheduler_without_workers", scheduler=scheduler), remedy) from e
        refuse_unlike(client)
        yield client


ENGINES: dict[str, Opener] = {"local": _local, "processes": _processes, "dask": _dask}
"""Each takes an `Engine` and what chunks share, and gives a context with a way to hand over chunks."""
