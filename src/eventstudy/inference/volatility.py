"""Days over the volatility of their time, and windows without event made of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eventstudy.engine import Fit
from eventstudy.inference.estimation_days import observed_order, stretches
from eventstudy.inference.sample import Sample

__all__ = [
    "LARGEST_SHOCK",
    "LONGEST_STRETCH",
    "SMOOTHING",
    "Filtered",
    "composed",
    "composed_paths",
    "filter_days",
    "ordinary_stretches",
    "plain_error",
    "plain_scar",
    "running_variance",
    "standardised_days",
    "started_days",
    "starting_days",
]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

SMOOTHING, LARGEST_SHOCK, START = 0.94, 4.0, 40
"""Weight of the past in the running variance, the standard deviations at which a shock is capped, and the days that the
variance takes to forget where it began: none of these moves the measured sizes."""
LONGEST_STRETCH = 3
"""Days of the longest window that is ranked among real stretches: of longer ones too few do not overlap."""


@dataclass(frozen=True, eq=False)
class Filtered:
    """N firm-events whose days are divided by the volatility that was known before them.

    Attributes
    ----------
    sample : Sample
    score : ndarray, shape (N,)
        SCAR over the volatility known before the CAR window.
    before : ndarray, shape (N,)
        The running variance known before the CAR window, 1 on average.
    variance : ndarray, shape (N, M)
        The same before each estimation day.
    days : ndarray, shape (N, M)
        Standardised residuals over its root; NaN where missing, and on the first days.
    """

    sample: Sample
    score: Floats
    before: Floats
    variance: Floats
    days: Floats

    @property
    def error(self) -> Floats:
        """Standard error of the CAR by that volatility; shape (N,)."""
        error: Floats = plain_error(self.sample) * np.sqrt(self.before)
        return error

    @property
    def start(self) -> Ints:
        """Observed days that only start the running variance; shape (N,)."""
        return starting_days(self.sample.fit.n)

    def take(self, rows: Ints) -> Filtered:
        """The same for some firm-events only."""
        own = (getattr(self, name)[rows] for name in ("score", "before", "variance", "days"))
        return Filtered(self.sample.take(rows), *own)


def filter_days(sample: Sample) -> Filtered:
    """Divide residuals and CAR by an exponentially weighted volatility known before each day and before the window.

    v_{t+1} = λ v_t + (1 − λ) min(z_t², c²) with λ = .94, c = 4, v = 1 at the start, over the standardised residuals
    z_t of the estimation days, e_t / (s √(1 − h_t)), and then of the event days before the CAR window,
    AR_t / (s √(1 + h_t)). Days between both windows are not read: v stays.

    References
    ----------
    Barone-Adesi, Giannopoulos and Vosper (1999), Journal of Futures Markets 19.
    """
    z, earlier = standardised_days(sample.fit, sample.first)
    variance, before = running_variance(np.concatenate([z, earlier], axis=1))
    variance = variance[:, : z.shape[1]]
    days = started_days(z, variance, sample.fit.n)
    return Filtered(sample, plain_scar(sample) / np.sqrt(before), before, variance, days)


def started_days(z: Floats, variance: Floats, observed: Ints) -> Floats:
    """Days over the root of the variance known before them; NaN on those that only start it; shapes (N, M), (N,)."""
    started = np.isfinite(z).cumsum(axis=1) > starting_days(observed)[:, None]
    return np.where(started, z / np.sqrt(variance), np.nan)


def standardised_days(fit: Fit, first: int) -> tuple[Floats, Floats]:
    """Residuals over s √(1 − h) and abnormal returns of so many first event days over s √(1 + h).

    Shapes (N, M) and (N, first), NaN where missing.
    """
    before = slice(0, first)
    leverage = np.minimum((fit.q**2).sum(axis=2), 1 - 1e-9)
    own = 1.0 if fit.conditional else fit.relative_variance[:, before]
    traded = fit.relative_variance[:, before] > 0
    spread = np.where(traded, np.sqrt(own + (fit.u[:, before] ** 2).sum(axis=2)), np.nan)
    sigma = fit.sigma[:, None]
    return fit.residuals / (sigma * np.sqrt(1 - leverage)), fit.ar[:, before] / (sigma * spread)


def starting_days(observed: Ints) -> Ints:
    """Estimation days that only start the running variance, of so many observed ones; shape of `observed`."""
    return np.minimum(START, observed // 4)


def running_variance(z: Floats) -> tuple[Floats, Floats]:
    """Exponentially weighted variance known before each day, shape of `z` (N, D), and after the last, shape (N,).

    A missing day, NaN, leaves it as it was.
    """
    shocks = np.minimum(z.T**2, LARGEST_SHOCK**2)
    known, variance, now = np.isfinite(shocks), np.empty(shocks.shape), np.ones(len(z))
    for day, shock in enumerate(shocks):
        variance[day] = now
        now = np.where(known[day], SMOOTHING * now + (1 - SMOOTHING) * shock, now)
    return variance.T, now


def plain_scar(sample: Sample) -> Floats:
    """SCAR, without a model's own variance forecast: the running variance stands for it; shape (N,)."""
    score: Floats = sample.car / plain_error(sample) if sample.fit.conditional else sample.scar
    return score


def plain_error(sample: Sample) -> Floats:
    """Standard error of the CAR, without a model's own variance forecast; shape (N,)."""
    if not sample.fit.conditional:
        return sample.se
    z = sample.fit.regressor_sums(sample.first, sample.last)
    error: Floats = sample.fit.sigma * np.sqrt(sample.length + (z**2).sum(axis=1))
    return error


def ordinary_stretches(filtered: Filtered) -> tuple[Floats, Bools]:
    """Every stretch of as many consecutive observed estimation days over the volatility known before it.

    Returns
    -------
    score : ndarray, shape (N, M − L + 1)
        Of the stretch that begins with the first, second, … observed day.
    usable : ndarray of bool, of the same shape
    """
    score, usable = stretches(filtered.sample)
    order = observed_order(filtered.sample.fit)
    variance = np.take_along_axis(filtered.variance, order, axis=1)[:, : score.shape[1]]
    return score / np.sqrt(variance), usable & (np.arange(score.shape[1]) >= filtered.start[:, None])


def composed(days: Floats, before: Floats, picks: Floats) -> Floats:
    """Sums of windows put together from single filtered days, the volatility begun at `before` and updated on the way.

    Parameters
    ----------
    days : ndarray, shape (n, D)
        Filtered days of n firm-events.
    before : ndarray, shape (n,)
    picks : ndarray, shape (L, B)
        Numbers in [0, 1): which of the D days is drawn as the first, second, … day of each window, the same for all.

    Returns
    -------
    ndarray, shape (n, B)
        Over √(L v), as `Filtered.score` is.
    """
    for sums in composed_paths(days, before, picks):
        last = sums
    return last


def composed_paths(days: Floats, before: Floats, picks: Floats) -> Iterator[Floats]:
    """The same after each day of these windows: over √(n v) after n days; shapes (n, B)."""
    variance = np.repeat(before[:, None], picks.shape[1], axis=1)
    total = np.zeros_like(variance)
    for count, drawn in enumerate((picks * days.shape[1]).astype(np.intp), 1):
        day = np.sqrt(variance) * days[:, drawn]
        total += day
        yield total / np.sqrt(count * before)[:, None]
        variance = SMOOTHING * variance + (1 - SMOOTHING) * np.minimum(day**2, LARGEST_SHOCK**2)
