"""The smallest effect that a test would have seen with 80 % probability, by the study's own ordinary days."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy import special

from eventstudy.inference.correlation import too_many_pairs
from eventstudy.inference.covariance import covariance_of
from eventstudy.inference.families import Cells, cells_of, event_picks, pooled_windows
from eventstudy.inference.filtered import Ordinary, ordinary_windows
from eventstudy.inference.laws import Alternative, critical_value, tail
from eventstudy.inference.means import mean_errors
from eventstudy.inference.sample import Sample

__all__ = ["event_effect", "family_effect", "mean_effect", "single_effects", "smallest_effect"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

POWER = 0.8
STEPS = 16
MOST_DRAWN, MOST_DRAWS = 5_000, 999
"""Firm-events up to which a mean is drawn from ordinary days, and composed windows of each."""


def smallest_effect(
    extreme: Callable[[float], Floats], critical: float, scale: float, alternative: Alternative
) -> float:
    """Smallest effect that makes a test exceed its critical value in 80 % of the draws, whichever its sign.

    Parameters
    ----------
    extreme : callable
        Effect to how extreme the test is in each draw.
    critical : float
    scale : float
        An effect of the usual size, where the search starts.
    alternative : {"two-sided", "greater", "less"}

    Returns
    -------
    float
        NaN where no effect is seen so often: the statistic of few firm-events is bounded.
    """
    signs = {"two-sided": (1, -1), "greater": (1,), "less": (-1,)}[alternative]

    def seen(effect: float) -> bool:
        return all((extreme(sign * effect) > critical).mean() >= POWER for sign in signs)

    if not (np.isfinite(critical) and np.isfinite(scale)):
        return np.nan
    high = next((scale * 2**k for k in range(12) if seen(scale * 2**k)), np.nan)
    low = 0.0 if high == scale else high / 2
    for _ in range(STEPS if np.isfinite(high) else 0):
        middle = (low + high) / 2
        low, high = (low, middle) if seen(middle) else (middle, high)
    return float(high)


def single_effects(sample: Sample, level: float, rows: Ints | None = None) -> Floats:
    """Smallest effect on the CAR of each firm-event that `filtered_sq` would have seen with 80 %; shape (n,).

    The windows that the CAR is ranked among are also what it might have been without the event, each times the error
    that was known before the window: an effect is seen where at least 80 % of them, moved by it, have a rank of at most
    the level, whichever its sign. No law is assumed. NaN where windows are too few for any rank to be so small.

    Parameters
    ----------
    sample : Sample
    level : float
    rows : ndarray of int, optional
        Firm-events to look at; all by default.
    """
    found, before, errors = [], None, np.nan
    for one in ordinary_windows(sample, rows):
        if one.windows is not before:  # firm-events with few days of their own share the windows of all
            before, errors = one.windows, _errors_to_reach(one, level, sample.alternative)
        found.append(one.error * errors)
    return np.array(found, dtype=float)


def _errors_to_reach(ordinary: Ordinary, level: float, alternative: Alternative) -> float:
    critical = critical_value(tail(ordinary.windows, alternative), level)
    return _to_reach(critical, ordinary.windows, alternative)


def _to_reach(critical: float, windows: Floats, alternative: Alternative) -> float:
    """What moves at least 80 % of windows beyond a critical value, whichever its sign."""
    if not (np.isfinite(critical) and len(windows)):
        return np.nan
    ordered, most = np.sort(windows), int(np.ceil(POWER * len(windows)))
    up, down = critical - ordered[-most], critical + ordered[most - 1]
    return float({"two-sided": max(up, down), "greater": up, "less": down}[alternative])


def event_effect(cells: Cells, rows: Ints, level: float, seed: int) -> float:
    """Smallest mean effect on the CARs of an event, on each as its volatility is, that its rank would see with 80 %.

    The largest filtered CAR of its firm-events is ranked among the largest on the same ordinary days, as in
    `event_ranks`; these days, moved by as many errors of each, are what the event might have been.

    Parameters
    ----------
    cells : Cells
    rows : ndarray of int
        Firm-events of the event.
    level : float
    seed : int
    """
    rows = rows[np.isfinite(cells.score[rows])]
    drawn = cells.together(rows, event_picks(cells, seed))
    if not drawn.size:
        return np.nan

    def largest(errors: float) -> Floats:
        turned: Floats = tail(drawn + errors, cells.alternative).max(axis=0)
        return turned

    critical = critical_value(largest(0.0), level)
    return smallest_effect(largest, critical, 1.0, cells.alternative) * float(cells.error[rows].mean())


def family_effect(cells: Cells, level: float, seed: int) -> float:
    """Smallest effect on a single CAR, the others without any, that stands out among all with 80 %: the median of all.

    It stands out where its rank among the ordinary windows of all is at most level/N, the first step of Benjamini and
    Hochberg's, which is what one effect alone has to pass. Its own ordinary windows, moved by the effect, are what it
    might have been.

    Parameters
    ----------
    cells : Cells
    level : float
    seed : int
    """
    known = np.flatnonzero(np.isfinite(cells.score))
    pool = pooled_windows(cells, seed)
    critical = critical_value(pool, level / max(len(known), 1))
    picks = event_picks(cells, seed)[:, :MOST_DRAWS]
    effects = []
    for i in known:
        days = cells.ordinary[i][np.isfinite(cells.ordinary[i])]
        windows = days if cells.stretched or not len(days) else cells.windows(days, cells.before[i], picks)
        effects.append(cells.error[i] * _to_reach(critical, windows, cells.alternative))
    seen = np.array(effects)[np.isfinite(effects)]
    return float(np.median(seen)) if len(seen) else np.nan


def mean_effect(sample: Sample, level: float) -> float:
    """Smallest mean CAR, each CAR moved as its error is, that `kpp` would have seen with 80 %.

    What d errors of every CAR add to the statistic is d N/√(v 1'C1), with v and C of the sample itself, so that a rise
    of the variance at the event counts; the effect is d times the mean error. What the statistic is without it comes
    from the same ordinary days of all firm-events, each at the volatility known before its window: windows longer than
    three days are composed of single ones, unless those of different dates overlap, for only whole stretches share the
    days that these share. It is held against the law that the test uses. So no law is assumed of how the mean errs, up
    to 5,000 firm-events; of more it is the t law with the standard error of the mean.

    Parameters
    ----------
    sample : Sample
    level : float
    """
    if sample.size < 2:
        return float(single_effects(sample, level)[0]) if sample.size else np.nan
    sides = 2 if sample.alternative == "two-sided" else 1
    critical = float(special.stdtrit(sample.size - 1, 1 - level / sides))
    if sample.size > MOST_DRAWN:
        return float(mean_errors(sample).se[0] * (critical + special.stdtrit(sample.size - 1, POWER)))
    if too_many_pairs(sample.window_days):
        return np.nan
    covariance = covariance_of(sample)
    cells = cells_of(sample, stretched=bool(covariance.overlapping[0]) and not sample.one_date)
    drawn = cells.together(np.arange(sample.size), event_picks(cells, sample.seed)[:, :MOST_DRAWS])
    here = float(covariance.variance(sample.scar[None])[0])
    if not (covariance.known and drawn.size and here > 0):
        return np.nan
    scars = (drawn * (cells.error / sample.se)[:, None]).T
    spread, variance = covariance.spread(np.ones((1, sample.size)))[0], covariance.variance(scars)
    known = variance > 0
    usual = scars.sum(axis=1)[known] / np.sqrt(variance[known] * spread)
    error = float(np.sqrt(here * spread)) / sample.size * float(sample.se.mean())
    return error * _to_reach(critical, usual, sample.alternative)
