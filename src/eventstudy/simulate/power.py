"""Size and power of a study's own tests, at its own dates, assets and windows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from eventstudy.errors import NothingComputed, SpecError
from eventstudy.inference import GROUP_TESTS, TESTS, choose_tests, firm_defaults
from eventstudy.messages import NOTHING, Message, message
from eventstudy.prices import Prices
from eventstudy.prices.factors import FactorTable
from eventstudy.result.schema import SCHEMA
from eventstudy.scale import LOCAL, Engine
from eventstudy.simulate.processes import Scenario
from eventstudy.simulate.rates import LEVEL, Rate, scenario_rates
from eventstudy.simulate.resampled_study import ResampledStudy, resample_study
from eventstudy.spec import StudySpec
from eventstudy.spec.row_windows import refuse_own_windows
from eventstudy.study import Fitted, fit_firm_events, prepare, windows_of
from eventstudy.threads import OneThread

__all__ = ["PowerPlan", "plan_power", "power_table"]

MOST_FIRMS = 500
"""Beyond this a sample takes long to simulate, and power has long been settled."""


@dataclass(frozen=True)
class PowerPlan:
    """What samples are drawn from, and what is tested on them.

    Attributes
    ----------
    scenario : ResampledStudy or Scenario
        The study's own firm-events with residuals of other dates, or made-up ones.
    sigma : float
        Median standard deviation of the estimation residuals: effects are returns, a made-up scenario counts in it.
    tests : tuple of str
        Those the study asks for, or gets by default.
    windows : tuple of (first, last)
    model : str
    level : float
        Size of the tests.
    said : Message
        What the samples are.
    """

    scenario: ResampledStudy | Scenario
    sigma: float
    tests: tuple[str, ...]
    windows: tuple[tuple[int, int], ...]
    model: str
    level: float = LEVEL
    said: Message = NOTHING


@OneThread()
def plan_power(
    spec: StudySpec, prices: Prices, firms: int | None = None, factors: FactorTable | None = None
) -> PowerPlan:
    """Samples like the study: its own firm-events, their dates and missing days, with residuals of other dates.

    Events that are defined by their return stay out. Fewer firm-events are drawn from the study's own; more of them are
    made up, see `Scenario`, with its median σ, its correlation and dates spread over as many sessions.

    Parameters
    ----------
    spec : StudySpec
    prices : Prices
    firms : int, optional
        Firm-events instead of the study's own number.
    factors : FactorTable, optional
        As for `run`.

    Raises
    ------
    SpecError
        Too many firm-events, or the event window lacks day 0.
    NothingComputed
        The study has no firm-event that can be computed, or only such that are defined by their return.
    """
    refuse_own_windows(spec)
    start, end = spec.windows.event
    if not start <= 0 <= end:
        raise spec.error(("windows", "event"), message("power_needs_day0"), message("include_day0"))
    prepared = prepare(spec, prices, factors)
    fitted = _exogenous(fit_firm_events(prepared)[0])
    own = len(fitted.events)
    count = firms if firms is not None else own
    if not 1 <= count <= MOST_FIRMS:
        raise SpecError(message("too_many_to_simulate", n=count), message("add_firms", most=MOST_FIRMS))
    drawn = resample_study(prepared, _spread(fitted), min(count, own))
    scenario, said = (drawn, drawn.said) if count <= own else _made_up(spec, fitted, drawn.correlation, count)
    return PowerPlan(
        scenario,
        float(np.median(fitted.fit.sigma)),
        _tests(spec, fitted),
        spec.windows.car,
        spec.model.name,
        spec.level,
        said,
    )


def _exogenous(fitted: Fitted) -> Fitted:
    """Firm-events whose event is not defined by their return."""
    if fitted.events.empty:
        raise NothingComputed(message("every_firm_event_dropped"), message("see_check"))
    rows = np.flatnonzero(~fitted.events["endogenous"].to_numpy(dtype=bool))
    if not len(rows):
        raise NothingComputed(message("every_event_endogenous"), message("add_exogenous_event"))
    return Fitted(fitted.events.iloc[rows], fitted.panel.take(rows), fitted.fit.take(rows))


def _spread(fitted: Fitted) -> Fitted:
    """The firm-events, or 500 of more, spread evenly over their list."""
    size = len(fitted.events)
    rows = np.unique(np.linspace(0, size - 1, min(size, MOST_FIRMS)).astype(int))
    return Fitted(fitted.events.iloc[rows], fitted.panel.take(rows), fitted.fit.take(rows))


def _made_up(spec: StudySpec, fitted: Fitted, correlation: float, firms: int) -> tuple[Scenario, Message]:
    """More firm-events than the study has, of other firms with normal errors, on dates of a span as long."""
    day0 = fitted.events["day0"].to_numpy().astype("datetime64[D]")
    scenario = Scenario(
        firms=firms,
        estimation=spec.windows.estimation[1] - spec.windows.estimation[0] + 1,
        event=spec.windows.event,
        dates=int(np.busday_count(day0.min(), day0.max())) + 1,
        correlation=float(np.clip(np.nan_to_num(correlation), 0.0, 0.95)),
        alternative=spec.alternative,
    )
    return scenario, message("power_made_up", own=len(day0), dates=scenario.dates)


def _tests(spec: StudySpec, fitted: Fitted) -> tuple[str, ...]:
    """Tests that the study asks for, or gets for such firm-events."""
    default = {name for _, _, sample in windows_of(spec, fitted) for name in choose_tests(sample)}
    named = [test for test in spec.tests if test in TESTS]
    asked = [*named, *(test for test in GROUP_TESTS if test in default)] if "default" in spec.tests else named
    return tuple(dict.fromkeys(asked)) or firm_defaults()


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
    scenarios = [plan.scenario.with_effect(effect, plan.sigma) for effect in known]
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
