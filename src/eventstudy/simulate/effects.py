"""Empirical p-values, and a test's statistic as a function of an effect, from its placebo distribution."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from eventstudy.inference import TESTS
from eventstudy.inference.draws import Draws
from eventstudy.inference.laws import Alternative, tail

__all__ = ["effective_dates", "extremeness", "placebo_p", "statistic_by_effect"]

Floats = NDArray[np.float64]


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
