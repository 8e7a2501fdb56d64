"""Samples of firm-events for tests of the tests: arrays made up from a seed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from eventstudy.engine import Fit
from eventstudy.inference import Sample, make_sample
from eventstudy.models import MODELS
from eventstudy.panel import Panel


def make_panel(
    seed: int, firms=12, days=80, event_days=9, correlation=0.0, missing=0.0, spread=0, first=-4, noise=None
) -> tuple[Panel, np.ndarray]:
    """Panel of the market model on one calendar, and day 0 of each firm-event.

    `spread` moves day 0 of each firm-event by up to so many days; residuals of all firms share one factor that gives
    them the correlation asked for on each calendar day.
    """
    rng = np.random.default_rng(seed)
    total = days + event_days + 20 + spread
    market = rng.normal(0, 0.01, total)
    common = rng.normal(size=total)
    own = rng.normal(size=(firms, total)) if noise is None else noise(rng, (firms, total))
    residuals = 0.02 * (np.sqrt(correlation) * common + np.sqrt(1 - correlation) * own)
    returns = 0.0005 + rng.uniform(0.5, 1.5, (firms, 1)) * market + residuals
    shift = rng.integers(0, spread + 1, firms) if spread else np.zeros(firms, dtype=int)
    calendar = np.datetime64("2020-01-01") + np.arange(total)
    zero = days + 5 - first + shift
    est = zero[:, None] + first - 5 - days + np.arange(days)
    event = zero[:, None] + first + np.arange(event_days)
    rows = np.arange(firms)[:, None]
    returns_est, returns_event = returns[rows, est].copy(), returns[rows, event].copy()
    returns_est[rng.random(returns_est.shape) < missing] = np.nan
    panel = Panel(
        members=np.arange(firms),
        returns_est=returns_est,
        market_est=market[est],
        returns=returns_event,
        market=market[event],
        days_est=calendar[est],
        days=calendar[event],
        offsets=first + np.arange(event_days),
        complete=np.ones((firms, 1), dtype=bool),
        contaminated=np.zeros(firms, dtype=int),
    )
    return panel, calendar[zero]


def forecasting(panel: Panel) -> Fit:
    """Market model with a made-up variance forecast, higher after a large last residual and falling day by day."""
    fit = MODELS["market"].fit(panel)
    shock = (panel.returns_est[:, -1] - fit.alpha - fit.beta * panel.market_est[:, -1]) / fit.sigma
    fading = 0.9 ** np.arange(panel.returns.shape[1])
    return replace(fit, relative_variance=0.6 + 0.5 * np.nan_to_num(shock)[:, None] ** 2 * fading, conditional=True)


def sample_of(panel: Panel, day0: np.ndarray, window=(0, 2), model="market", alternative="two-sided") -> Sample:
    first = int(panel.offsets[0])
    return make_sample(
        forecasting(panel) if model == "forecast" else MODELS[model].fit(panel),
        (window[0] - first, window[1] - first),
        day0,
        panel.days_est,
        panel.days,
        alternative,
    )


def make(seed: int, window=(0, 2), model="market", alternative="two-sided", **options) -> Sample:
    panel, day0 = make_panel(seed, **options)
    return sample_of(panel, day0, window, model, alternative)
