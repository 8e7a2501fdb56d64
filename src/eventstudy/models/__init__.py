"""Normal-return models by name."""

from eventstudy.models.benchmarks import BHAR, MARKET_ADJUSTED, PORTFOLIO
from eventstudy.models.calendar_portfolios import CALENDAR_TIME
from eventstudy.models.conditional import EGARCH, GARCH
from eventstudy.models.factors import CAPM, CARHART, FACTOR, FF3, FF5
from eventstudy.models.model import Model, Package
from eventstudy.models.ols import MARKET, MEAN
from eventstudy.models.outliers import ROBUST, THEIL_SEN
from eventstudy.models.recent import ROLLING
from eventstudy.models.thin import DIMSON, SCHOLES_WILLIAMS
from eventstudy.registry import Registry
from eventstudy.text import add_texts

__all__ = ["DIMSON", "MARKET", "MODELS", "Model", "Package"]


def _add_texts(model: Model) -> None:
    add_texts(model.catalogued)


MODELS = Registry(
    "eventstudy.models",
    Model,
    (
        MARKET,
        MEAN,
        MARKET_ADJUSTED,
        CAPM,
        FF3,
        CARHART,
        FF5,
        FACTOR,
        SCHOLES_WILLIAMS,
        DIMSON,
        ROBUST,
        THEIL_SEN,
        ROLLING,
        GARCH,
        EGARCH,
        PORTFOLIO,
        BHAR,
        CALENDAR_TIME,
    ),
    _add_texts,
)
"""Models by name; other packages add theirs through the entry points `eventstudy.models`."""
