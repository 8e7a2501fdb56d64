"""Standard errors and bands of mean CARs, with what firm-events share on the calendar."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from eventstudy.engine import car_and_error
from eventstudy.inference.bands import pointwise_critical, simultaneous_critical
from eventstudy.inference.correlation import too_many_pairs
from eventstudy.inference.covariance import covariance_of
from eventstudy.inference.sample import Sample

__all__ = ["MOST_TOGETHER", "MeanErrors", "mean_errors", "mean_path_critical", "path_critical"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Window = tuple[int, int]

MOST_TOGETHER, MOST_MEANS = 50_000, 250_000
"""Firm-events, and firm-events times windows, beyond which the error of a mean would take longer than all else."""

FEWEST_OF_A_PATH, MANY = 4, 30
"""Firm-events below which a path has no band (its half width would be 14 standard errors or more), and degrees of
freedom from which one variance for the whole path covers as much to half a percentage point."""
DRAWS = 16_384


@dataclass(frozen=True, eq=False)
class MeanErrors:
    """Standard errors of mean CARs, their degrees of freedom and the number of their firm-events; shapes (H,)."""

    se: Floats
    df: Ints
    firms: Ints

    def part(self, windows: slice) -> MeanErrors:
        """Those of some of the windows."""
        return MeanErrors(self.se[windows], self.df[windows], self.firms[windows])

    def half(self, level: float) -> Floats:
        """Half width of each interval that covers its mean with probability `level`; shape (H,)."""
        known = self.df > 0
        return np.where(known, pointwise_critical(np.where(known, self.df, 1).astype(float), level), np.nan) * self.se

    def half_of_path(self, level: float) -> Floats:
        """Half width of the band that covers a whole path with probability `level`, its days the windows; (H,)."""
        if not len(self.se):
            return self.se
        if self.firms.max() <= 1:
            return path_critical(len(self.se), int(self.df.min()), level) * self.se
        return mean_path_critical(len(self.se), int(self.firms[self.firms > 1].min()), level) * self.se


def mean_errors(sample: Sample, windows: Sequence[Window] | None = None) -> MeanErrors:
    """Standard error of the mean CAR of each window, over the firm-events that have all of its returns.

    SE² = v u'Cu/N² with u the model's standard errors of the CARs, v and C as in `Covariance`, so that variance may
    rise at the event and firm-events that share days count as what they are; N − 1 degrees of freedom. One firm-event
    has its own error. NaN where pairs are too many, as for `kpp`, or their correlation is not known.

    Parameters
    ----------
    sample : Sample
    windows : sequence of (first, last), optional
        Event columns, both included; default: the sample's own window.
    """
    windows = [(sample.first, sample.last)] if windows is None else windows
    if sample.size > MOST_TOGETHER or sample.size * len(windows) > MOST_MEANS:
        none = np.zeros(len(windows), dtype=np.int64)
        return MeanErrors(np.full(len(windows), np.nan), none, none)
    car, error = (np.stack(parts) for parts in zip(*(car_and_error(sample.fit, *w) for w in windows), strict=True))
    known = np.isfinite(car) & (error > 0)
    se, df = np.full(len(windows), np.nan), np.zeros(len(windows), dtype=np.int64)
    firms = known.sum(axis=1)
    for rows, same in _by_pattern(known):
        own, part = [windows[h] for h in same], sample.take(rows)
        se[same] = _errors(part, own, car[np.ix_(same, rows)], error[np.ix_(same, rows)])
        df[same] = part.size - 1 if part.size > 1 else part.fit.df[0]
    return MeanErrors(se, df, firms)


def _by_pattern(known: NDArray[np.bool_]) -> Iterator[tuple[Ints, Ints]]:
    """Firm-events that have a window's returns, and all windows of which it is they."""
    if known.all():  # as in most samples, and much faster than to look for patterns
        yield np.arange(known.shape[1]), np.arange(len(known))
        return
    patterns, which = np.unique(known, axis=0, return_inverse=True)
    for i, pattern in enumerate(patterns):
        if pattern.any():
            yield np.flatnonzero(pattern), np.flatnonzero(which.ravel() == i)


def _errors(sample: Sample, windows: Sequence[Window], car: Floats, error: Floats) -> Floats:
    if sample.size == 1:
        return error[:, 0]
    if any(too_many_pairs(sample.days[:, a : b + 1]) for a, b in windows):
        return np.full(len(windows), np.nan)
    covariance = covariance_of(sample, windows)
    if not covariance.known:
        return np.full(len(windows), np.nan)
    variance = np.maximum(covariance.variance(car / error), 0.0)
    errors: Floats = np.sqrt(variance * covariance.spread(error)) / sample.size
    return errors


@lru_cache(maxsize=256)
def path_critical(days: int, df: int, level: float) -> float:
    """Half width, in standard errors of each day, of a band that covers a whole path of CARs (sup-t).

    The quantile of the largest |t| over days 1 to `days` of a random walk over one χ with `df` degrees of freedom, for
    a path whose variance was estimated before it.
    """
    if df < 1:
        return np.nan
    n = np.arange(1.0, days + 1)
    return simultaneous_critical(np.sqrt(np.minimum(n[:, None], n) / np.maximum(n[:, None], n)), df, level)


def mean_path_critical(days: int, firms: int, level: float) -> float:
    """The same for the mean path of `firms` firm-events, whose variance is estimated anew from each day's CARs.

    The quantile of max_n |B(n)| / √(S(n)/df) over days n, with B a random walk, S the sum of the squares of df = firms
    − 1 others: with few firm-events one of several days has a small variance by chance, which one χ for all days does
    not know. NaN below four firm-events.
    """
    if firms < FEWEST_OF_A_PATH:
        return np.nan
    if firms > MANY:
        return path_critical(days, firms - 1, level)
    return float(_few_firms(days, level)[firms - 2])


@lru_cache(maxsize=16)
def _few_firms(days: int, level: float) -> Floats:
    """Critical values at 1, 2, … degrees of freedom, on seeded draws."""
    rng = np.random.default_rng(0)

    def walk_squared() -> Floats:
        squares: Floats = rng.standard_normal((days, DRAWS)).cumsum(axis=0) ** 2
        return squares

    mean, deviations = walk_squared(), np.zeros((days, DRAWS))
    critical = np.empty(MANY - 1)
    for df in range(1, MANY):
        deviations += walk_squared()
        critical[df - 1] = np.sqrt(df * np.quantile((mean / deviations).max(axis=0), level))
    return critical
