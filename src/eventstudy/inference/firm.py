"""Tests of one firm-event's CAR, computed for all firm-events at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from eventstudy.inference.laws import p_t, tail
from eventstudy.inference.sample import FirmResult, Sample, null_of

__all__ = ["sq", "t"]

Floats = NDArray[np.float64]

FEW_STRETCHES = 20
"""Below this ratio of estimation days to window days the sample quantile is coarse and not yet exact."""


def t(sample: Sample) -> FirmResult:
    """CAR over its forecast standard error, t(M − k).

    Exact with normal errors; with one firm-event and fat tails it over-rejects, see `sq`.

    References
    ----------
    MacKinlay (1997), Journal of Economic Literature 35, eq. 8 to 12; Salinger (1992) for the cross-day term.
    """
    p = p_t(sample.scar, sample.fit.df, sample.alternative)
    laws = [f"t({df})" for df in sample.fit.df]
    return FirmResult(sample.scar, p, laws, null_of("CAR", sample.alternative), [""] * sample.size)


def sq(sample: Sample) -> FirmResult:
    """Sample quantile: the rank of the CAR among all stretches of as many consecutive estimation days.

    p = (1 + #{|S_j| ≥ |C|}) / (n_s + 1) over the n_s = M − L + 1 stretches of consecutive observed sessions; S_j and
    C are divided by σ times the root of their own variance factors, L − z'(X'X)⁻¹z and L + z'(X'X)⁻¹z. Needs no
    law for the errors; exact as M grows.

    References
    ----------
    Gelbach, Helland and Klick (2013), American Law and Economics Review 15.
    """
    length = sample.length
    scores, usable = _stretches(sample)
    counts = usable.sum(axis=1)
    own = tail(sample.scar, sample.alternative)[:, None]
    extreme = (usable & (tail(scores, sample.alternative) >= own)).sum(axis=1)
    ok = (counts > 0) & np.isfinite(sample.scar)
    p = np.where(ok, (1 + extreme) / (counts + 1), np.nan)
    few = sample.fit.n < FEW_STRETCHES * length
    notes = [
        f"{n} estimation days are few for {length} event days: p is coarse and only nearly exact" if flag else ""
        for n, flag in zip(sample.fit.n, few, strict=True)
    ]
    notes = [note if flag else "too few estimation days for one stretch" for note, flag in zip(notes, ok, strict=True)]
    statistic = np.where(ok, sample.scar, np.nan)
    laws = [f"{count} stretches" for count in counts]
    return FirmResult(statistic, p, laws, null_of("CAR", sample.alternative), notes)


def _stretches(sample: Sample) -> tuple[Floats, NDArray[np.bool_]]:
    """Standardised sum of residuals of every stretch, and whether the stretch exists; shapes (N, M − L + 1)."""
    fit, length = sample.fit, sample.length
    seen = np.isfinite(fit.residuals)
    if fit.residuals.shape[1] < length:
        return np.zeros((sample.size, 0)), np.zeros((sample.size, 0), dtype=bool)
    order = np.argsort(~seen, axis=1, kind="stable")  # observed days first, in their order
    residuals = np.take_along_axis(np.where(seen, fit.residuals, 0.0), order, axis=1)
    q = np.take_along_axis(fit.q, order[:, :, None], axis=1)
    sums = _moving_sum(residuals[:, :, None], length)[:, :, 0]
    factor = length - (_moving_sum(q, length) ** 2).sum(axis=2)
    exists = np.arange(sums.shape[1]) <= (fit.n - length)[:, None]
    usable = exists & (factor > 1e-9 * length)
    scale = fit.sigma[:, None] * np.sqrt(np.where(usable, factor, 1.0))
    return sums / scale, usable


def _moving_sum(values: Floats, length: int) -> Floats:
    """Sums over `length` consecutive entries of axis 1."""
    sums: Floats = np.lib.stride_tricks.sliding_window_view(values, length, axis=1).sum(axis=-1)
    return sums
