"""Engines by name: each opens a `concurrent.futures.Executor`."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any

from eventstudy.errors import EventStudyError

__all__ = ["ENGINES", "LOCAL", "NEEDS_DASK", "Engine", "Opener"]

NEEDS_DASK = ("the engine 'dask' needs the package 'distributed'", "pip install 'market-eventstudy[cluster]'")

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

    def open(self) -> AbstractContextManager[Executor]:
        """Executor whose workers live as long as the context.

        Raises
        ------
        EventStudyError
            The package of the engine is not installed, or the scheduler does not answer.
        """
        return ENGINES[self.name](self)


LOCAL = Engine()

OWN_PORT: dict[str, Any] = {"dashboard_address": "127.0.0.1:0", "scheduler_kwargs": {"dashboard": False}}
"""A scheduler serves its figures even without a dashboard: at a free port, or two runs would want the same one."""

PATIENCE = 10
"""Seconds that a scheduler has to answer."""

Opener = Callable[[Engine], AbstractContextManager[Executor]]


class _Here(Executor):
    """Runs each call when it is submitted, in this process."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as e:
            future.set_exception(e)
        return future


def _local(engine: Engine) -> AbstractContextManager[Executor]:  # noqa: ARG001 - all engines are called alike
    return _Here()


@contextlib.contextmanager
def _processes(engine: Engine) -> Iterator[Executor]:
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    os.environ.update({name: value for name, value in ONE_THREAD.items() if before[name] is None})
    try:
        # Not forked: a fork beside running threads can deadlock.
        pool = ProcessPoolExecutor(engine.jobs, mp_context=get_context("spawn"))
        try:
            yield pool
        finally:
            pool.shutdown(cancel_futures=True)
    finally:
        for name in (name for name, value in before.items() if value is None):
            os.environ.pop(name, None)


@contextlib.contextmanager
def _dask(engine: Engine) -> Iterator[Executor]:
    try:
        import dask
        from distributed import Client, KilledWorker, LocalCluster
    except ImportError as e:
        raise EventStudyError(*NEEDS_DASK) from e
    if engine.scheduler is not None:
        try:
            client = Client(engine.scheduler, timeout=PATIENCE)
        except OSError as e:
            raise EventStudyError(
                f"no Dask scheduler answers at '{engine.scheduler}'", "start one, or leave out --scheduler"
            ) from e
        with client, _patience(KilledWorker):
            yield client.get_executor(pure=False)
        return
    # The whole mapping is replaced: Dask's own makes the allocator give memory back after every array (a trim
    # threshold of 64 kB), which doubles the time that NumPy takes.
    with (
        dask.config.set({"distributed.nanny.pre-spawn-environ": ONE_THREAD}),
        LocalCluster(engine.jobs, threads_per_worker=1, host="127.0.0.1", **OWN_PORT) as cluster,
        Client(cluster) as client,
        _patience(KilledWorker),
    ):
        yield client.get_executor(pure=False)


@contextlib.contextmanager
def _patience(killed: type[Exception]) -> Iterator[None]:
    """Dask gives a chunk to another worker when one dies, but not for ever."""
    try:
        yield
    except killed as e:
        raise EventStudyError("worker after worker died over the same chunk", "memory may be short on them") from e


ENGINES: dict[str, Opener] = {"local": _local, "processes": _processes, "dask": _dask}
"""Each takes an `Engine` and gives a context with an executor."""
