"""Made-up firm-events whose null is true, or false by a known effect."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from eventstudy.engine import Fit
from eventstudy.inference.laws import Alternative
from eventstudy.models import MODELS
from eventstudy.panel import Panel

__all__ = ["LAWS", "Scenario", "draw_panel"]

Floats = NDArray[np.float64]

MARKET_SD = 0.01
GAP = 5
"""Sessions between estimation and event window."""
GARCH_SHOCK, GARCH_MEMORY = 0.08, 0.90


@dataclass(frozen=True)
class Scenario:
    """How firm-events come about.

    Attributes
    ----------
    firms : int
        Firm-events in a sample, each of another firm.
    estimation : int
        Days of the estimation window.
    event : tuple of int
        First and last day of the event window.
    dates : int
        Day 0 of each firm-event is drawn from so many sessions in a row; 1 is one common date.
    correlation : float
        Between the residuals of any two firms on one day.
    law : str
        Key of `LAWS`.
    event_variance : float
        Variance of the residuals in the event window over that before.
    missing : float
        Share of estimation days without a return.
    thin : float
        Share of days on which a firm does not trade: its return is 0 then and caught up on the next trade.
    effect : float
        Abnormal return on day 0, in units of the firm's residual standard deviation.
    alternative : {"two-sided", "greater", "less"}
        What the tests ask for.
    """

    firms: int = 30
    estimation: int = 120
    event: tuple[int, int] = (-10, 10)
    dates: int = 1
    correlation: float = 0.0
    law: str = "normal"
    event_variance: float = 1.0
    missing: float = 0.0
    thin: float = 0.0
    effect: float = 0.0
    alternative: Alternative = "two-sided"

    def with_effect(self, effect: float, sigma: float) -> Scenario:
        """The same with an abnormal return on day 0, `sigma` being the residual standard deviation of a firm."""
        return replace(self, effect=effect / sigma)

    def fitted(self, samples: int, rng: np.random.Generator, model: str) -> tuple[Panel, NDArray[np.datetime64], Fit]:
        """Several samples in one panel, as `draw_panel` gives them, and the model of each firm-event."""
        panel, day0 = draw_panel(self, samples, rng)
        return panel, day0, MODELS[model].fit(panel)

    def tried(self, samples: int, _rng: np.random.Generator) -> NDArray[np.int64]:
        """Firm-event of each sample on which tests of single ones are tried: the first, as all are alike."""
        return np.zeros(samples, dtype=np.int64)


def draw_panel(scenario: Scenario, samples: int, rng: np.random.Generator) -> tuple[Panel, NDArray[np.datetime64]]:
    """Several samples in one panel: firm-events of a sample stand together.

    Parameters
    ----------
    scenario : Scenario
    samples : int
    rng : Generator

    Returns
    -------
    panel : Panel
        `samples` × `firms` firm-events.
    day0 : ndarray of datetime64[D]
    """
    s = scenario
    start, end = s.event
    length = end - start + 1
    days = s.estimation + GAP + length + s.dates - 1
    firms = samples * s.firms
    market = rng.normal(0, MARKET_SD, (samples, 1, days))
    sd = rng.uniform(0.01, 0.03, (samples, s.firms, 1))
    errors = sd * _errors(s, rng, samples, days)
    zero = s.estimation + GAP - start + rng.integers(0, s.dates, (samples, s.firms))
    in_event = _between(days, zero + start, zero + end)
    errors = np.where(in_event, np.sqrt(s.event_variance), 1.0) * errors
    errors = errors + s.effect * sd * (np.arange(days) == zero[:, :, None])
    returns = 0.0004 + rng.uniform(0.5, 1.5, (samples, s.firms, 1)) * market + errors
    if s.thin:
        returns = _thin(returns, rng.random(returns.shape) < s.thin)
    if s.missing:
        returns = np.where(~in_event & (rng.random(returns.shape) < s.missing), np.nan, returns)
    flat = returns.reshape(firms, days)
    markets = np.broadcast_to(market, returns.shape).reshape(firms, days)
    return _panel(s, flat, markets, zero.ravel())


def _errors(s: Scenario, rng: np.random.Generator, samples: int, days: int) -> Floats:
    """Residuals of variance 1 with the correlation asked for; shape (samples, firms, days)."""
    law = LAWS[s.law]
    common = law(rng, (samples, 1, days))
    own = law(rng, (samples, s.firms, days))
    errors: Floats = np.sqrt(s.correlation) * common + np.sqrt(1 - s.correlation) * own
    return errors


def _normal(rng: np.random.Generator, shape: tuple[int, ...]) -> Floats:
    return rng.normal(size=shape)


def _heavy(rng: np.random.Generator, shape: tuple[int, ...]) -> Floats:
    return rng.standard_t(5, shape) / np.sqrt(5 / 3)


def _skewed(rng: np.random.Generator, shape: tuple[int, ...]) -> Floats:
    return rng.exponential(size=shape) - 1


def _garch(rng: np.random.Generator, shape: tuple[int, ...]) -> Floats:
    """GARCH(1,1) along the last axis, unconditional variance 1, started from it."""
    shocks = rng.normal(size=shape)
    variance = np.ones(shape[:-1])
    for day in range(shape[-1]):
        shocks[..., day] *= np.sqrt(variance)
        variance = (1 - GARCH_SHOCK - GARCH_MEMORY) + GARCH_SHOCK * shocks[..., day] ** 2 + GARCH_MEMORY * variance
    return shocks


LAWS: dict[str, Callable[[np.random.Generator, tuple[int, ...]], Floats]] = {
    "normal": _normal,
    "t5": _heavy,
    "skewed": _skewed,
    "garch": _garch,
}
"""Laws of the residuals, each with mean 0 and variance 1."""


def _between(days: int, first: NDArray[np.int64], last: NDArray[np.int64]) -> NDArray[np.bool_]:
    day = np.arange(days)
    inside: NDArray[np.bool_] = (day >= first[..., None]) & (day <= last[..., None])
    return inside


def _thin(returns: Floats, idle: NDArray[np.bool_]) -> Floats:
    """Returns that are seen when a firm does not trade every day: the level stays, then catches up."""
    level = np.concatenate([np.zeros((*returns.shape[:-1], 1)), returns.cumsum(axis=-1)], axis=-1)
    day = np.arange(level.shape[-1])
    traded = np.concatenate([np.ones((*returns.shape[:-1], 1), dtype=bool), ~idle], axis=-1)
    last = np.maximum.accumulate(np.where(traded, day, 0), axis=-1)
    seen: Floats = np.diff(np.take_along_axis(level, last, axis=-1), axis=-1)
    return seen


def _panel(
    s: Scenario, returns: Floats, market: Floats, zero: NDArray[np.int64]
) -> tuple[Panel, NDArray[np.datetime64]]:
    start, end = s.event
    rows = np.arange(len(zero))[:, None]
    est = zero[:, None] + start - GAP - s.estimation + np.arange(s.estimation)
    event = zero[:, None] + np.arange(start, end + 1)
    calendar = np.datetime64("2000-01-03") + np.arange(returns.shape[1])
    panel = Panel(
        members=np.arange(len(zero)),
        returns_est=returns[rows, est],
        market_est=market[rows, est],
        returns=returns[rows, event],
        market=market[rows, event],
        days_est=calendar[est],
        days=calendar[event],
        offsets=np.arange(start, end + 1),
        complete=np.ones((len(zero), 1), dtype=bool),
        contaminated=np.zeros(len(zero), dtype=int),
    )
    return panel, calendar[zero]
