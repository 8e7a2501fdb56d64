"""Correlation of estimation residuals between firm-events, on common calendar days."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["COMMON_DAYS", "mean_correlation", "residual_correlations"]

Floats = NDArray[np.float64]

COMMON_DAYS = 30
"""Fewest common days on which a pair's correlation counts."""


def residual_correlations(residuals: Floats, days: NDArray[np.datetime64]) -> Floats:
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
    dense = _by_calendar_day(residuals, days)
    seen = np.isfinite(dense)
    mask = seen.astype(float)
    values = np.where(seen, dense, 0.0)
    n = mask @ mask.T
    safe = np.maximum(n, 1)
    total = values @ mask.T  # sum of i over the days common with j
    squares = (values**2) @ mask.T
    covariance = values @ values.T - total * total.T / safe
    variance = squares - total**2 / safe
    with np.errstate(divide="ignore", invalid="ignore"):
        r = covariance / np.sqrt(variance * variance.T)
    return np.where((n >= COMMON_DAYS) & (variance > 0) & (variance.T > 0), r, np.nan)


def mean_correlation(residuals: Floats, days: NDArray[np.datetime64]) -> tuple[float, int]:
    """Mean of the correlations over pairs i < j that have one, and the number of these pairs.

    Shapes as in `residual_correlations`; NaN where no pair has a correlation.
    """
    r = residual_correlations(residuals, days)
    pairs = r[np.triu_indices(len(r), 1)]
    pairs = pairs[np.isfinite(pairs)]
    return (float(pairs.mean()) if len(pairs) else np.nan), len(pairs)


def _by_calendar_day(residuals: Floats, days: NDArray[np.datetime64]) -> Floats:
    """Residuals in one column for each calendar day; shape (N, D)."""
    known = ~np.isnat(days)
    calendar, column = np.unique(days[known], return_inverse=True)
    dense = np.full((len(residuals), len(calendar)), np.nan)
    rows = np.broadcast_to(np.arange(len(residuals))[:, None], days.shape)[known]
    dense[rows, column] = residuals[known]
    return dense
