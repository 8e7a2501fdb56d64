"""Empirical p-values, and the smallest effect that a test would see, both from its placebo distribution."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from eventstudy.inference import TESTS
from eventstudy.inference.draws import Draws
from eventstudy.inference.laws import Alternative, tail

__all__ = ["critical_value", "effective_dates", "extremeness", "placebo_p", "smallest_effect", "statistic_by_effect"]

Floats = NDArray[np.float64]

POWER = 0.8
STEPS = 16


def extremeness(test: str, statistic: Floats, p_value: Floats, alternative: Alternative) -> Floats:
    """What is large where a test's answer speaks against the null; shape of `statistic`."""
    order = TESTS[test].order
    if order == "p":
        return -np.asarray(p_value)
    return np.asarray(statistic, dtype=float) if order == "size" else tail(statistic, alternative)


def placebo_p(real: float, placebos: Floats) -> float:
    """(1 + placebos at least as extreme) / (1 + placebos); rounding errors count as ties."""
    return float((1 + (placebos >= real - 1e-12 * abs(real)).sum()) / (1 + len(placebos)))


def effective_dates(dates: int, window: tuple[int, int]) -> float:
    """Dates over the days of the window: so many windows stand side by side there without sharing a day."""
    return dates / (window[1] - window[0] + 1)


def critical_value(placebos: Floats, level: float) -> float:
    """What must be exceeded for a placebo p of at most a level; NaN with too few placebos for it."""
    place = int(level * (len(placebos) + 1))
    return float(np.sort(placebos)[-place]) if place else np.nan


def statistic_by_effect(test: str, draws: Draws, column: int, step: float) -> Callable[[float], Floats] | None:
    """A test's statistic in every draw as a function of an abnormal return added on one event day.

    None for a test of which neither a degree nor, with an order of its statistic, a batched form is declared.

    Parameters
    ----------
    test : str
    draws : Draws
    column : int
        Event day, inside the CAR window.
    step : float
        An effect of the usual size.
    """
    degree, batched = TESTS[test].degree, TESTS[test].batched
    if degree is None:
        if batched is None or TESTS[test].order == "p":
            return None
        return lambda effect: batched(draws.moved(effect, column))[0]
    effects = step * np.arange(-1, 2)
    values = np.stack([_one_by_one(test, draws, effect, column) for effect in effects])
    curvature = (values[0] - 2 * values[1] + values[2]) / (2 * step**2) if degree == 2 else 0.0
    slope = (values[2] - values[0]) / (2 * step)
    return lambda effect: values[1] + slope * effect + curvature * effect**2


def _one_by_one(test: str, draws: Draws, effect: float, column: int) -> Floats:
    sample = draws.pool.shifted(effect, column).sample
    return np.array([TESTS[test](sample.take(rows)).statistic for rows in draws.rows])


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
