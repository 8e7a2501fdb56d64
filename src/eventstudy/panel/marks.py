"""Marked sessions, and which others are near them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["event_days", "near"]

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


def near(marked: Bools, first: int, last: int) -> Bools:
    """Sessions that lie `first` to `last` sessions after a marked one of their row, before it where negative.

    Parameters
    ----------
    marked : ndarray of bool, shape (A, S)
    first, last : int

    Returns
    -------
    ndarray of bool, shape (A, S)
    """
    rows, days = marked.shape
    width = last - first + 1
    reached = np.zeros((rows, days + width), dtype=bool)  # within the last 1, 2, 4, … sessions
    reached[:, :days] = marked
    done = 1
    while done < width:
        step = min(done, width - done)
        reached[:, step:] |= reached[:, :-step].copy()
        done += step
    found = np.zeros(marked.shape, dtype=bool)
    start, end = max(first, 0), min(days, days + width + first)
    if start < end:
        found[:, start:end] = reached[:, start - first : end - first]
    return found


def event_days(rows: Ints, position: Ints, window: tuple[int, int], shape: tuple[int, ...]) -> Bools:
    """Sessions of each asset that lie in the event window of some event of it.

    Parameters
    ----------
    rows, position : ndarray of int, shape (N,)
        Row of the asset and column of day 0 of each event.
    window : tuple of int
    shape : tuple of int
        (A, S)

    Returns
    -------
    ndarray of bool, shape (A, S)
    """
    day0 = np.zeros(shape, dtype=bool)
    day0[rows, position] = True
    return near(day0, *window)
