"""Panels for tests of the models: returns made up so that the model named is the true one."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from eventstudy.models import MODELS
from eventstudy.panel import Inputs, Panel
from eventstudy.spec.factor_files import Factors

Noise = Callable[[np.random.Generator, tuple[int, int]], np.ndarray]


def normal(rng: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    return rng.normal(0, 0.02, shape)


def changing(rng: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    """GARCH(1,1) with persistence 0.96, begun 200 days before."""
    firms, total = shape
    e, h = np.zeros((firms, total + 200)), np.full(firms, 0.0004)
    for day in range(1, total + 200):
        h = 0.04 * 0.0004 + 0.12 * e[:, day - 1] ** 2 + 0.84 * h
        e[:, day] = np.sqrt(h) * rng.normal(size=firms)
    return e[:, 200:]


def leaning(rng: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    """EGARCH(1,1) whose variance rises after falls, begun 200 days before."""
    firms, total = shape
    out, log_h = np.zeros((firms, total + 200)), np.full(firms, np.log(0.0004))
    for day in range(total + 200):
        z = rng.normal(size=firms)
        out[:, day] = np.exp(log_h / 2) * z
        log_h = 0.05 * np.log(0.0004) + 0.25 * (np.abs(z) - np.sqrt(2 / np.pi)) - 0.1 * z + 0.95 * log_h
    return out[:, 200:]


def draw(
    name: str,
    seed: int = 1,
    firms: int = 5,
    days: int | None = None,
    event_days: int = 5,
    gap: int = 5,
    missing: float = 0.0,
    noise: Noise | None = None,
    **options: object,
) -> Panel:
    """Firm-events with markets of their own; the event window [0, event_days - 1] follows `gap` sessions after."""
    rng = np.random.default_rng(seed)
    days = days or (250 if name in ("garch", "egarch") else 80)
    noise = noise or {"garch": changing, "egarch": leaning}.get(name, normal)
    defaults = {"factor": {"columns": ("OIL", "USD"), "risk_free": "CASH"}, "portfolio": {"columns": ("T", "U", "V")}}
    given = defaults.get(name, {}) | options
    file = Factors(risk_free=given.pop("risk_free", None))
    inputs = MODELS[name].inputs(MODELS[name].defaults | given, file)
    edge = 5
    total = edge + days + gap + event_days + edge
    market = rng.normal(0.0004, 0.01, (firms, total))
    more = further_of(rng, inputs, market)
    free = (0.0001 + rng.normal(0, 0.001, market.shape)) * (inputs.risk_free is not None)
    returns = expected_of(rng, name, inputs, market, more, free) + noise(rng, market.shape)
    est, event = slice(edge, edge + days), slice(edge + days + gap, total - edge)
    returns_est = returns[:, est].copy()
    returns_est[rng.random(returns_est.shape) < missing] = np.nan
    calendar = np.tile(np.datetime64("2020-01-01") + np.arange(total), (firms, 1))
    return Panel(
        members=np.arange(firms),
        returns_est=returns_est,
        market_est=market[:, est],
        returns=returns[:, event],
        market=market[:, event],
        days_est=calendar[:, est],
        days=calendar[:, event],
        offsets=np.arange(event_days),
        complete=np.ones((firms, 1), dtype=bool),
        contaminated=np.zeros(firms, dtype=int),
        further_est=more[:, est],
        further=more[:, event],
        risk_free_est=free[:, est],
        risk_free=free[:, event],
        offsets_est=np.arange(-days - gap, -gap),
    )


def further_of(rng: np.random.Generator, inputs: Inputs, market: np.ndarray) -> np.ndarray:
    """Neighbouring market returns, controls or factors; shape (firms, total, f)."""
    parts = [np.roll(market, -distance, axis=1) for distance in inputs.neighbours]
    parts += [market + rng.normal(0, 0.01, market.shape) for _ in inputs.controls]
    parts += [rng.normal(0.0002, 0.008, market.shape) for _ in inputs.factors]
    return np.stack(parts, axis=-1) if parts else np.empty((*market.shape, 0))


def expected_of(
    rng: np.random.Generator, name: str, inputs: Inputs, market: np.ndarray, more: np.ndarray, free: np.ndarray
) -> np.ndarray:
    """What the model says returns are without an event; shape (firms, total)."""
    beta = rng.uniform(0.5, 1.5, (len(market), 1))
    expected = 0.0003 + beta * market
    if name == "mean":
        expected = np.full(market.shape, 0.001)
    elif name in ("market_adjusted", "bhar"):
        expected = market
    elif name == "portfolio":
        expected = more.mean(axis=2)
    elif name == "dimson":
        expected += 0.3 * more.sum(axis=2)
    elif name == "capm":
        expected = free + 0.0003 + beta * (market - free)
    elif inputs.factors:
        expected = free + 0.0003 + beta * more.sum(axis=2)
    return expected
