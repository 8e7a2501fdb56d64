"""Correlation of estimation residuals between firm-events, on common calendar days."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "COMMON_DAYS",
    "MOST_PAIRED",
    "mean_correlation",
    "near_pairs",
    "residual_correlations",
    "too_many_pairs",
]

Floats = NDArray[np.float64]
Days = NDArray[np.datetime64]

COMMON_DAYS = 30
"""Fewest common days on which a pair's correlation counts."""
MOST_PAIRED = 20_000
"""Most firm-events whose pairs are all looked at."""
BLOCK = 512
FEW = 100
"""Firm-events whose pairs are looked at one by one."""
FEW_PATTERNS = 32
"""Patterns of missing days up to which rows of one pattern are summed."""


def residual_correlations(residuals: Floats, days: Days) -> Floats:
    """Pearson correlations of residuals, each pair on the calendar days that both observed.

    Parameters
    ----------
    residuals : ndarray, shape (N, M)
        NaN where missing.
    days : ndarray of datetime64[D], shape (N, M)
        Calendar day of each residual.

    Returns
    -------
    ndarray, shape (N, N)
        NaN for a pair with fewer than 30 common days or without variance.
    """
    values, mask = _by_calendar_day(residuals, days)
    return _correlations(values, mask, values, mask)


def mean_correlation(residuals: Floats, days: Days) -> tuple[float, int]:
    """Mean of the correlations over pairs i < j that have one, and the number of these pairs.

    Shapes as in `residual_correlations`; NaN where no pair has a correlation. Memory is bounded by blocks of rows; of
    many firm-events with few different patterns of missing days, such as those of one date, no pair is looked at.
    """
    values, mask = _by_calendar_day(residuals, days)
    if len(values) > FEW:
        patterns, kind = np.unique(np.packbits(mask.astype(bool), axis=1), axis=0, return_inverse=True)
        if len(patterns) <= FEW_PATTERNS:
            return _mean_by_pattern(values, mask, kind.ravel())
    total, pairs = 0.0, 0
    for start in range(0, len(values), BLOCK):
        rows = slice(start, start + BLOCK)
        r = _correlations(values[rows], mask[rows], values[start:], mask[start:])
        r = r[np.triu(np.ones(r.shape, dtype=bool), 1)]
        known = np.isfinite(r)
        total += float(r[known].sum())
        pairs += int(known.sum())
    return (total / pairs if pairs else np.nan), pairs


def _mean_by_pattern(values: Floats, mask: Floats, kind: NDArray[np.intp]) -> tuple[float, int]:
    """Mean correlation of all pairs from sums of standardised rows, which are those of Σᵢ zᵢ · Σⱼ zⱼ."""
    groups = [np.flatnonzero(kind == k) for k in range(kind.max() + 1)]
    total, pairs = 0.0, 0
    for g, rows in enumerate(groups):
        for others in groups[g:]:
            common = (mask[rows[0]] > 0) & (mask[others[0]] > 0)
            if common.sum() < COMMON_DAYS:
                continue
            a, n = _sum_of_standardised(values[np.ix_(rows, common)])
            if others is rows:
                total, pairs = total + float(a @ a - n) / 2, pairs + n * (n - 1) // 2
            else:
                b, m = _sum_of_standardised(values[np.ix_(others, common)])
                total, pairs = total + float(a @ b), pairs + n * m
    return (total / pairs if pairs else np.nan), pairs


def _sum_of_standardised(values: Floats) -> tuple[Floats, int]:
    """Sum of rows of mean 0 and length 1, and how many vary."""
    centred = values - values.mean(axis=1, keepdims=True)
    length = np.sqrt((centred**2).sum(axis=1, keepdims=True))
    vary = length[:, 0] > 0
    return (centred[vary] / length[vary]).sum(axis=0), int(vary.sum())


def near_pairs(windows: Days) -> int:
    """Pairs of windows, shape (N, L), of which one starts before the other ends."""
    starts = np.sort(windows[:, 0])
    ends = windows[np.argsort(windows[:, 0], kind="stable"), -1]
    return int((np.searchsorted(starts, ends, side="right") - 1 - np.arange(len(starts))).clip(0).sum())


def too_many_pairs(windows: Days) -> bool:
    """Whether more pairs of windows, shape (N, L), overlap than 20,000 firm-events have."""
    return near_pairs(windows) > MOST_PAIRED**2 // 2


def _correlations(values: Floats, mask: Floats, others: Floats, others_mask: Floats) -> Floats:
    """Pairwise-complete correlations of two sets of rows; shapes (a, D) and (b, D) give (a, b)."""
    n = mask @ others_mask.T
    safe = np.maximum(n, 1)
    sum_a, sum_b = values @ others_mask.T, mask @ others.T
    covariance = values @ others.T - sum_a * sum_b / safe
    variance_a = (values**2) @ others_mask.T - sum_a**2 / safe
    variance_b = mask @ (others**2).T - sum_b**2 / safe
    usable = (n >= COMMON_DAYS) & (variance_a > 0) & (variance_b > 0)
    return np.where(usable, covariance / np.sqrt(np.where(usable, variance_a * variance_b, 1.0)), np.nan)


def _by_calendar_day(residuals: Floats, days: Days) -> tuple[Floats, Floats]:
    """Residuals in one column for each calendar day, 0 where missing, and where they are not; shape (N, D)."""
    known = np.isfinite(residuals) & ~np.isnat(days)
    numbers = days.astype("datetime64[D]").astype(np.int64)
    first = numbers[known].min() if known.any() else 0
    width = (numbers[known].max() - first + 1) if known.any() else 0
    used = np.zeros(width, dtype=bool)
    used[numbers[known] - first] = True
    column = np.cumsum(used) - 1
    values, mask = np.zeros((2, len(residuals), int(used.sum())))
    rows = np.broadcast_to(np.arange(len(residuals))[:, None], days.shape)[known]
    columns = column[numbers[known] - first]
    values[rows, columns] = residuals[known]
    mask[rows, columns] = 1.0
    return values, mask
