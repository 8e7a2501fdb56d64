"""Bands of CAR paths, from paths that are put together of ordinary days."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from eventstudy.engine import Fit
from eventstudy.inference.filtered import COMPOSED, FEWEST_RANKS
from eventstudy.inference.laws import critical_value, last_rank
from eventstudy.inference.volatility import composed_paths, running_variance, standardised_days, started_days

__all__ = ["Band", "OrdinaryDays", "ordinary_days"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Band = Literal["simultaneous", "pointwise"]


@dataclass(frozen=True, eq=False)
class OrdinaryDays:
    """Days without event of N firm-events, each over the volatility of its time, and what scales them in event time.

    Attributes
    ----------
    days : ndarray, shape (N, M)
        Filtered days of the estimation window; NaN where missing, and on the days that only start the volatility.
    variance : ndarray, shape (N, L)
        Running variance known before each day of the event window, 1 on average.
    sigma : ndarray, shape (N,)
        Standard deviation of the estimation residuals.
    own : ndarray, shape (N, L)
        Variance of a day's own error over σ²: 1, of a return over several sessions their number; 0 where missing.
    u : ndarray, shape (N, L, k)
        What a day adds to the error of the coefficients (see `engine.Fit`).
    of_all : bytes
        Filtered days of all firm-events, which serve those with fewer than 60 of their own, as in their ranks. One
        value, as what bands are remembered by.
    """

    days: Floats
    variance: Floats
    sigma: Floats
    own: Floats
    u: Floats
    of_all: bytes

    def half_widths(self, row: int, start: int, level: float, band: Band) -> Floats:
        """Half width of the band around the CAR path of one firm-event that starts before a day of the event window.

        c_n s √(Σ v + z_n'(X'X)⁻¹z_n) with n the days of the path so far. Of single days c is the order statistic of
        the filtered days with which a day outside has p ≤ 1 − level as a rank; of paths, the quantile of 9,999 that
        are composed of filtered days drawn with replacement, their volatility begun at that before the path and
        updated along the way: of |path_n| / √n for each n (pointwise), or of its maximum over the whole path
        (simultaneous).

        Parameters
        ----------
        row : int
            Which firm-event.
        start : int
            The first day of the path, counted from the first event day.
        level : float
            Coverage, as 0.95.
        band : {"simultaneous", "pointwise"}

        Returns
        -------
        ndarray, shape (L − start,)
            NaN on days without a return, and everywhere where there are too few ordinary days for the level.

        References
        ----------
        Barone-Adesi, Giannopoulos and Vosper (1999), Journal of Futures Markets 19; Freyaldenhoven, Hansen, Pérez and
        Shapiro (2021), "Visualization, identification, and estimation in the linear panel event-study design".
        """
        own = self.own[row, start:]
        traded = own > 0
        half = np.full(len(own), np.nan)
        if traded.any():
            factor = own.cumsum() + (self.u[row, start:].cumsum(axis=0) ** 2).sum(axis=1)
            before = float(self.variance[row, start])
            critical = _critical(self._ordinary(row), before, int(traded.sum()), level, band)
            half[traded] = self.sigma[row] * critical * np.sqrt(factor[traded])
        return half

    def day_half_widths(self, level: float) -> Floats:
        """Half width of the interval around each abnormal return by itself; shape (N, L), NaN on missing days."""
        factor = np.where(self.own > 0, self.own + (self.u**2).sum(axis=2), np.nan)
        return (self.sigma * self._largest_usual(level))[:, None] * np.sqrt(self.variance * factor)

    def take(self, rows: Ints) -> OrdinaryDays:
        """The same for some firm-events; those with few days of their own still have the days of all."""
        own = {name: getattr(self, name)[rows] for name in ("days", "variance", "sigma", "own", "u")}
        return replace(self, **own)

    def _largest_usual(self, level: float) -> Floats:
        """Size of a filtered day with p ≤ 1 − level as a rank among those of its firm-event; shape (N,)."""
        ordered, known = np.sort(np.abs(self.days), axis=1), np.isfinite(self.days).sum(axis=1)  # NaN stands last
        larger = last_rank(known, 1 - level)
        at = np.minimum(known - larger, ordered.shape[1] - 1)[:, None]
        own = np.where(larger > 0, np.take_along_axis(ordered, at, 1)[:, 0], np.nan)
        few = known < FEWEST_RANKS
        return np.where(few, critical_value(np.abs(np.frombuffer(self.of_all)), 1 - level), own) if few.any() else own

    def _ordinary(self, row: int) -> bytes:
        days = self.days[row]
        own = days[np.isfinite(days)]
        return own.tobytes() if len(own) >= FEWEST_RANKS else self.of_all


def ordinary_days(fit: Fit) -> OrdinaryDays:
    """The ordinary days of N firm-events: their models over the whole event window."""
    z, event = standardised_days(fit, fit.ar.shape[1])
    variance, _ = running_variance(np.concatenate([z, event], axis=1))
    past, ahead = variance[:, : z.shape[1]], variance[:, z.shape[1] :]
    own = (fit.relative_variance > 0).astype(float) if fit.conditional else fit.relative_variance
    days = started_days(z, past, fit.n)
    return OrdinaryDays(days, ahead, fit.sigma, own, fit.u, days[np.isfinite(days)].tobytes())


@lru_cache(maxsize=4096)
def _critical(ordinary: bytes, before: float, length: int, level: float, band: Band) -> Floats:
    """Half widths of a path of so many days in units of its standard error; shape (length,).

    The same path is drawn for the page and as a chart: its band is found once.
    """
    days = np.frombuffer(ordinary)
    single = critical_value(np.abs(days), 1 - level)
    if not np.isfinite(single):
        return np.full(length, np.nan)
    steps = composed_paths(days[None], np.array([before]), _picks(length))
    sizes = np.abs(np.concatenate(list(steps))) * np.sqrt(before)
    if band == "simultaneous" and length > 1:
        return np.full(length, np.quantile(sizes.max(axis=0), level, method="higher"))
    critical: Floats = np.quantile(sizes, level, axis=1, method="higher")
    critical[0] = single * np.sqrt(before)
    return critical


@lru_cache(maxsize=8)
def _picks(length: int) -> Floats:
    """Numbers in [0, 1) that choose days, the same for every firm-event and study; shape (length, 9,999)."""
    return np.random.default_rng([0, 7]).random((length, COMPOSED))
