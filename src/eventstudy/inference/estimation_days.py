"""Stretches of consecutive estimation days: what a CAR would be on days without the event."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from eventstudy.engine import Fit
from eventstudy.inference.sample import Sample

__all__ = ["observed_first", "observed_order", "stretches"]

Floats = NDArray[np.float64]


def stretches(sample: Sample) -> tuple[Floats, NDArray[np.bool_]]:
    """Standardised sum of residuals of every stretch, and whether the stretch exists; shapes (N, M − L + 1)."""
    fit, length = sample.fit, sample.length
    if fit.residuals.shape[1] < length:
        return np.zeros((sample.size, 0)), np.zeros((sample.size, 0), dtype=bool)
    residuals, q = observed_first(fit)
    sums = _moving_sum(residuals[:, :, None], length)[:, :, 0]
    factor = length - (_moving_sum(q, length) ** 2).sum(axis=2)
    exists = np.arange(sums.shape[1]) <= (fit.n - length)[:, None]
    usable = exists & (factor > 1e-9 * length)
    scale = fit.sigma[:, None] * np.sqrt(np.where(usable, factor, 1.0))
    return sums / scale, usable


def observed_first(fit: Fit) -> tuple[Floats, Floats]:
    """Residuals and regressors, missing days last and 0; shapes (N, M) and (N, M, k)."""
    seen, order = np.isfinite(fit.residuals), observed_order(fit)
    residuals = np.take_along_axis(np.where(seen, fit.residuals, 0.0), order, axis=1)
    return residuals, np.take_along_axis(fit.q, order[:, :, None], axis=1)


def observed_order(fit: Fit) -> NDArray[np.intp]:
    """Columns of the estimation window, missing days last; shape (N, M)."""
    return np.argsort(~np.isfinite(fit.residuals), axis=1, kind="stable")


def _moving_sum(values: Floats, length: int) -> Floats:
    """Sums over `length` consecutive entries of axis 1, as differences of sums from the first entry on."""
    total = values.cumsum(axis=1)
    sums: Floats = total[:, length - 1 :].copy()
    sums[:, 1:] -= total[:, :-length]
    return sums
