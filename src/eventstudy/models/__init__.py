"""Normal-return models by name, and what each reads."""

from collections.abc import Callable

from eventstudy.engine import Fit
from eventstudy.models.benchmarks import bhar, market_adjusted, portfolio
from eventstudy.models.calendar_time import calendar_time
from eventstudy.models.conditional import egarch, garch
from eventstudy.models.factors import capm, carhart, factor, ff3, ff5
from eventstudy.models.inputs import FACTORS, OPTIONS, SIMPLE_RETURNS
from eventstudy.models.linear import market, mean
from eventstudy.models.outliers import robust, theil_sen
from eventstudy.models.recent import rolling
from eventstudy.models.thin import dimson, scholes_williams

__all__ = ["FACTORS", "MODELS", "OPTIONS", "SIMPLE_RETURNS"]

MODELS: dict[str, Callable[..., Fit]] = {
    "market": market,
    "mean": mean,
    "market_adjusted": market_adjusted,
    "capm": capm,
    "ff3": ff3,
    "carhart": carhart,
    "ff5": ff5,
    "factor": factor,
    "scholes_williams": scholes_williams,
    "dimson": dimson,
    "robust": robust,
    "theil_sen": theil_sen,
    "rolling": rolling,
    "garch": garch,
    "egarch": egarch,
    "portfolio": portfolio,
    "bhar": bhar,
    "calendar_time": calendar_time,
}
"""Each takes a `Panel`, and options by keyword, and returns a `Fit` of all its firm-events."""
