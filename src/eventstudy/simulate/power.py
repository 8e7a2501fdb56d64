"""Size and power of a study's own tests at its own size, windows and correlation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from eventstudy.errors import NothingComputed, SpecError
from eventstudy.inference import GROUP_TESTS, TESTS, choose_tests, firm_defaults
from eventstudy.inference.correlation import mean_correlation
from eventstudy.messages import message
from eventstudy.prices import Prices
from eventstudy.result.schema import SCHEMA
from eventstudy.scale import LOCAL, Engine
from eventstudy.simulate.processes import Scenario
from eventstudy.simulate.rates import LEVEL, Rate, scenario_rates
from eventstudy.spec import StudySpec
from eventstudy.study import estimate, windows_of
from eventstudy.threads import OneThread

__all__ = ["PowerPlan", "plan_power", "power_table"]

MOST_FIRMS = 500
"""Beyond this a sample takes long to simulate, and power has long been settled."""


@dataclass(frozen=True)
class PowerPlan:
    """A scenario like the study.

    Attributes
    ----------
    scenario : Scenario
    sigma : float
        Median standard deviation of the estimation residuals: effects are returns, the scenario counts in it.
    tests : tuple of str
        Those the study asks for, or gets by default.
    windows : tuple of (first, last)
    model : str
    level : float
        Size of the tests.
    """

    scenario: Scenario
    sigma: float
    tests: tuple[str, ...]
    windows: tuple[tuple[int, int], ...]
    model: str
    level: float = LEVEL


@OneThread()
def plan_power(spec: StudySpec, prices: Prices, firms: int | None = None) -> PowerPlan:
    """Scenario with the size, windows, dates and residual correlation of a study.

    Parameters
    ----------
    spec : StudySpec
    prices : Prices
    firms : int, optional
        Firm-events instead of the study's own number.

    Raises
    ------
    SpecError
        Too many firm-events, or the event window lacks day 0.
    NothingComputed
        The study has no firm-event that can be computed.
    """
    start, end = spec.windows.event
    if not start <= 0 <= end:
        raise spec.error(("windows", "event"), message("power_needs_day0"), message("include_day0"))
    fitted = estimate(spec, prices)
    if fitted.events.empty:
        raise NothingComputed(message("every_firm_event_dropped"), message("see_check"))
    day0 = fitted.events["day0"].to_numpy().astype("datetime64[D]")
    r, _ = mean_correlation(fitted.fit.residuals, fitted.panel.days_est)
    count = firms if firms is not None else len(day0)
    if not 1 <= count <= MOST_FIRMS:
        raise SpecError(message("too_many_to_simulate", n=count), message("add_firms", most=MOST_FIRMS))
    scenario = Scenario(
        firms=count,
        estimation=spec.windows.estimation[1] - spec.windows.estimation[0] + 1,
        event=spec.windows.event,
        dates=int(np.busday_count(day0.min(), day0.max())) + 1,
        correlation=float(np.clip(np.nan_to_num(r), 0.0, 0.95)),
    )
    default = {name for _, _, sample in windows_of(spec, fitted) for name in choose_tests(sample)}
    asked = dict.fromkeys([*(t for t in spec.tests if t in TESTS), *(t for t in GROUP_TESTS if t in default)])
    tests = tuple(asked if "default" in spec.tests else (t for t in spec.tests if t in TESTS)) or firm_defaults()
    return PowerPlan(scenario, float(np.median(fitted.fit.sigma)), tests, spec.windows.car, spec.model.name, spec.level)


def power_table(
    plan: PowerPlan,
    effects: Sequence[float],
    draws: int,
    seed: int = 0,
    *,
    engine: Engine = LOCAL,
    progress: Callable[[int], None] = lambda _: None,
) -> pd.DataFrame:
    """Rejection rates of the plan's tests at no effect and at each effect.

    Parameters
    ----------
    plan : PowerPlan
    effects : sequence of float
        Abnormal returns on day 0 of every firm-event (0.01 is 1 %).
    draws, seed, engine, progress
        As in `scenario_rates`.

    Returns
    -------
    DataFrame
        test, start, end, effect, level, rate, error, computed, draws; effect 0 is the size.

    Raises
    ------
    SpecError
        An effect is no return.
    """
    for effect in effects:
        if not -1 < effect < 1:
            raise SpecError(message("effect_is_no_return", effect=effect), message("write_effect_as_decimal"))
    known = list(dict.fromkeys([0.0, *effects]))
    scenarios = [replace(plan.scenario, effect=effect / plan.sigma) for effect in known]
    how: Any = {"model": plan.model, "level": plan.level, "engine": engine, "progress": progress}
    rates = scenario_rates(scenarios, plan.tests, plan.windows, draws, seed, **how)
    rows = [_row(rate, effect, plan.level) for effect, own in zip(known, rates, strict=True) for rate in own]
    return pd.DataFrame(rows, columns=SCHEMA["power"].filled)


def _row(rate: Rate, effect: float, level: float) -> dict[str, object]:
    return {
        "test": rate.test,
        "start": rate.window[0],
        "end": rate.window[1],
        "effect": effect,
        "level": level,
        "rate": rate.rate,
        "error": rate.error,
        "computed": rate.computed,
        "draws": rate.draws,
    }
