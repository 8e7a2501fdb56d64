"""Returns from trade to trade: what a return over several sessions is set against, and which windows they fill."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["bridged", "covered", "over_spans"]

Floats = NDArray[np.float64]


def over_spans(values: Floats, rows: NDArray[np.int64], grid: NDArray[np.int64], spans: Floats, kind: str) -> Floats:
    """Returns of a market over the sessions that each return of an asset spans.

    Parameters
    ----------
    values : ndarray, shape (B, S)
        Returns of one session.
    rows : ndarray of int, shape (N,)
        Row of each firm-event.
    grid : ndarray of int, shape (N, D)
        Position of the last session of each span.
    spans : ndarray, shape (N, D)
        Sessions that the return spans; 0 where there is none.
    kind : {"simple", "log"}

    Returns
    -------
    ndarray, shape (N, D)
        NaN where the span leaves the calendar, holds a session without a return, or is 0.
    """
    growth = values if kind == "log" else np.log1p(values)
    start = np.zeros((len(values), 1))
    level = np.concatenate([start, np.nancumsum(growth, axis=1)], axis=1)
    holes = np.concatenate([start, np.isnan(values).cumsum(axis=1)], axis=1)
    before = grid + 1 - spans.astype(np.int64)
    inside = (spans > 0) & (before >= 0) & (grid < values.shape[1])
    last, first, row = np.where(inside, grid + 1, 0), np.where(inside, before, 0), rows[:, None]
    whole = inside & (holes[row, last] == holes[row, first])
    summed = level[row, last] - level[row, first]
    several = summed if kind == "log" else np.expm1(summed)
    matched: Floats = np.where(spans == 1, values[row, np.maximum(last - 1, 0)], several)
    return np.where(whole, matched, np.nan)


def covered(returns: Floats, spans: Floats, first: int, last: int) -> NDArray[np.bool_]:
    """Whether returns fill the columns `first` to `last` exactly: trades on the last and just before the first.

    Parameters
    ----------
    returns, spans : ndarray, shape (N, L)
        A return with a span but without a value leaves a hole.
    first, last : int
    """
    inside = slice(first, last + 1)
    whole = np.isfinite(returns[:, inside]) | (spans[:, inside] == 0)
    total = spans[:, inside].sum(axis=1)
    filled: NDArray[np.bool_] = whole.all(axis=1) & (spans[:, last] > 0) & (total == last - first + 1)
    return filled


def bridged(returns: Floats, spans: Floats) -> NDArray[np.bool_]:
    """Days of a window that have a return, or none because a later one of the window spans them; shape (N, L)."""
    known = np.isfinite(returns)
    later = np.maximum.accumulate(known[:, ::-1], axis=1)[:, ::-1]
    return known | ((spans == 0) & later)
