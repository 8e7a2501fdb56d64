"""One thread for linear algebra: sums in another order are other numbers."""

from __future__ import annotations

import threading
from contextlib import ContextDecorator

__all__ = ["OneThread"]


class OneThread(ContextDecorator):
    """Context, or decorator of a function, in which BLAS computes in one thread.

    A library for linear algebra cuts its sums by the number of its threads, so that the last digits of a result depend
    on the computer's cores. The batches here hold small matrices, on which further threads gain nothing.

    Some builds keep the setting for the process: there a keeper holds it from the first to enter to the last to leave,
    or a study that ends would give threads back to another that still runs. Others keep it for each thread: so each
    that enters sets its own as well.
    """

    _lock = threading.Lock()
    _own = threading.local()
    _inside = 0
    _keeper: _Keeper

    def __enter__(self) -> None:
        own = OneThread._own
        own.depth = getattr(own, "depth", 0) + 1
        if own.depth > 1:
            return
        import scipy.linalg  # noqa: F401 - its own BLAS must be there to be limited
        from threadpoolctl import threadpool_limits

        with OneThread._lock:
            if OneThread._inside == 0:
                OneThread._keeper = _Keeper()
            OneThread._inside += 1
        own.limits = threadpool_limits(1, user_api="blas")
        own.limits.__enter__()

    def __exit__(self, *_: object) -> None:
        own = OneThread._own
        own.depth -= 1
        if own.depth:
            return
        own.limits.__exit__(None, None, None)
        with OneThread._lock:
            OneThread._inside -= 1
            if OneThread._inside == 0:
                OneThread._keeper.leave()


class _Keeper:
    """Thread that holds the setting of the process until it is told to leave."""

    def __init__(self) -> None:
        self._held, self._done = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._keep, name="one BLAS thread", daemon=True)
        self._thread.start()
        self._held.wait()

    def leave(self) -> None:
        self._done.set()
        self._thread.join()

    def _keep(self) -> None:
        from threadpoolctl import threadpool_limits

        try:
            with threadpool_limits(1, user_api="blas"):
                self._held.set()
                self._done.wait()
        finally:
            self._held.set()
