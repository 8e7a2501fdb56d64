"""CAR paths: where they start, and what stands between the start and each day."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from eventstudy.engine.fit import Fit, abnormal_sum, car_variance_factor

__all__ = ["car_paths", "path_start", "path_stretches", "path_variance"]

Floats = NDArray[np.float64]


def path_start(offsets: Sequence[int] | NDArray[np.int64]) -> int:
    """Event column at whose close paths are 0: that of day −1, so that day 0 stands where its test measures it.

    −1, the close before the event window, where day −1 or day 0 lies outside of it.

    Parameters
    ----------
    offsets : sequence of int
        Days of the event window relative to day 0.
    """
    days = [int(day) for day in offsets]
    return days.index(-1) if -1 in days and 0 in days else -1


def path_stretches(offsets: Sequence[int] | NDArray[np.int64]) -> list[tuple[int, int]]:
    """First and last event column between the start of paths and each day; the first is the larger at the start."""
    start = path_start(offsets)
    return [(start + 1, day) if day > start else (day + 1, start) for day in range(len(offsets))]


def car_paths(fit: Fit, offsets: NDArray[np.int64]) -> Floats:
    """CAR or BHAR from the start of paths to the close of each day; before it, less what came until then.

    Parameters
    ----------
    fit : Fit
    offsets : ndarray, shape (L,)

    Returns
    -------
    ndarray, shape (N, L)
    """
    sums = np.stack([abnormal_sum(fit, *stretch) for stretch in path_stretches(offsets)], axis=1)
    paths: Floats = np.where(np.arange(len(offsets)) < path_start(offsets), -sums, sums)
    return paths


def path_variance(fit: Fit, offsets: NDArray[np.int64]) -> Floats:
    """Var CAR / σ² of each day of a path; shape (N, L)."""
    return np.stack([car_variance_factor(fit, *stretch) for stretch in path_stretches(offsets)], axis=1)
