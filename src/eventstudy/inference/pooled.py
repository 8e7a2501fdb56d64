"""Sums over very many firm-events in place of looks at their pairs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from eventstudy.engine import Fit, SignedFit
from eventstudy.inference import sample as samples
from eventstudy.inference.correlation import mean_correlation
from eventstudy.inference.functionals import Calendar, unit_functionals
from eventstudy.inference.sample import Sample

__all__ = ["pooled_between", "pooled_correlation", "representatives", "signs_of"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Days = NDArray[np.datetime64]
Window = tuple[int, int]

_FOUND: WeakKeyDictionary[Fit, float] = WeakKeyDictionary()

MOST_SUMS = 1 << 23
"""Sums by label and day that are held together."""


def signs_of(sample: Sample) -> Floats:
    """What returns of each firm-event are multiplied by; shape (N,)."""
    return sample.fit.signs if isinstance(sample.fit, SignedFit) else np.ones(sample.size)


def pooled_between(sample: Sample, windows: Sequence[Window], r: float, u: Floats) -> Floats:
    """U'CU where C_ij = r τ_ij, and τ_ij for two events of one asset: r |Σ u_i a_i|² + (1 − r) Σ_assets |Σ u_i a_i|².

    Parameters
    ----------
    sample : Sample
    windows : sequence of (first, last)
    r : float
    u : ndarray, shape (H, N, k)

    Returns
    -------
    ndarray, shape (H, k, k)
    """
    calendar, (height, _, k) = Calendar.of(sample), u.shape
    alone = len(np.unique(sample.assets)) == sample.size
    labels = np.arange(sample.size) // samples.AT_ONCE if alone else sample.assets
    total = np.zeros((height, k, calendar.width))
    own = u.swapaxes(1, 2) @ u if alone else np.zeros((height, k, k))
    for part, rows, codes in _by_label(sample, labels, calendar):
        est_keys, event_keys = (_keys(calendar, codes, days) for days in (part.days_est, part.days))
        for h, window in enumerate(windows):
            est, event = (weights[0] for weights in unit_functionals(part, [window]))
            inside = slice(window[0], window[1] + 1)
            sums = np.stack(
                [
                    _summed(calendar, codes, est_keys, est * weight)
                    + _summed(calendar, codes, event_keys[:, inside], event[:, inside] * weight)
                    for weight in u[h, rows].T[:, :, None]
                ]
            )
            total[h] += sums.sum(axis=1)
            if not alone:
                flat = sums.reshape(k, -1)
                own[h] += flat @ flat.T
    return r * total @ total.swapaxes(1, 2) + (1 - r) * own


def pooled_correlation(sample: Sample) -> float:
    """Mean correlation of estimation residuals over pairs of assets, those of one date where there are enough.

    Whatever their expected signs, and weighted by their common days: Σ_d [(Σ_i z_id)² − Σ_i z_id²] / Σ_d n_d (n_d − 1),
    z the residuals over their σ. NaN where no pair has a common day.
    """
    if sample.fit not in _FOUND:
        _FOUND[sample.fit] = _pooled_correlation(sample)
    return _FOUND[sample.fit]


def _pooled_correlation(sample: Sample) -> float:
    if sample.one_date:
        return mean_correlation(sample.fit.residuals * signs_of(sample)[:, None], sample.days_est)[0]
    calendar, dates = Calendar.of(sample), np.unique(sample.day0, return_inverse=True)[1]
    products, pairs = _pairs(sample, dates, calendar)
    if pairs < sample.size * sample.fit.residuals.shape[1]:
        everything = _pairs(sample, np.zeros(sample.size, dtype=np.int64), calendar)
        one_asset = _pairs(sample, sample.assets, calendar)
        products, pairs = (a - b for a, b in zip(everything, one_asset, strict=True))
    return products / pairs if pairs else np.nan


def _pairs(sample: Sample, labels: Ints, calendar: Calendar) -> tuple[float, float]:
    """Sum of z_i z_j over all i ≠ j of one label and their common days, and how many."""
    products = pairs = 0.0
    for part, _, codes in _by_label(sample, labels, calendar):
        z = part.fit.residuals * (signs_of(part) / part.fit.sigma)[:, None]
        seen, keys = np.isfinite(z), _keys(calendar, codes, part.days_est)
        z = np.where(seen, z, 0.0)
        squares, (sums, count) = (
            (z**2).sum(),
            (_summed(calendar, codes, keys, values) for values in (z, seen.astype(float))),
        )
        products += float((sums**2).sum() - squares)
        pairs += float((count * (count - 1)).sum())
    return products, pairs


def representatives(sample: Sample, windows: Sequence[Window], rows: Ints) -> Floats:
    """τ of some firm-events; shape (H, n, n)."""
    calendar, few = Calendar.of(sample), sample.take(rows)
    codes, tau = np.arange(len(rows)), []
    est_keys, event_keys = (_keys(calendar, codes, days) for days in (few.days_est, few.days))
    for window in windows:
        est, event = (weights[0] for weights in unit_functionals(few, [window]))
        a = _summed(calendar, codes, est_keys, est) + _summed(calendar, codes, event_keys, event)
        tau.append(a @ a.T)
    return np.stack(tau)


def _by_label(sample: Sample, labels: Ints, calendar: Calendar) -> Iterator[tuple[Sample, Ints, Ints]]:
    """Parts of a sample where those of one label stand together, their rows of it, and their labels as 0, 1, …."""
    order = np.argsort(labels, kind="stable")
    ends = np.append(np.flatnonzero(labels[order][1:] != labels[order][:-1]) + 1, len(order))
    most, begin, done = max(1, MOST_SUMS // calendar.width), 0, 0
    while done < len(ends):
        fits = int(np.searchsorted(ends, begin + samples.AT_ONCE, side="right"))
        stop = max(done + 1, min(fits, done + most))
        rows = order[begin : ends[stop - 1]]
        yield sample.take(rows), rows, np.unique(labels[rows], return_inverse=True)[1]
        done, begin = stop, int(ends[stop - 1])


def _keys(calendar: Calendar, codes: Ints, days: Days) -> Ints:
    """Place of each day of each firm-event in a table by code and calendar day."""
    keys: Ints = codes[:, None] * calendar.width + calendar.columns(days)
    return keys


def _summed(calendar: Calendar, codes: Ints, keys: Ints, values: Floats) -> Floats:
    """Sums of values of shape (n, D) by code and calendar day; shape (codes, width)."""
    count = (int(codes.max()) + 1) * calendar.width
    return np.bincount(keys.ravel(), values.ravel(), count).astype(float).reshape(-1, calendar.width)
