"""Normal-return models by name."""

from collections.abc import Callable

from eventstudy.engine import Fit
from eventstudy.models.linear import market, market_adjusted, mean
from eventstudy.panel import Panel

__all__ = ["MODELS", "WITHOUT_MARKET"]

MODELS: dict[str, Callable[[Panel], Fit]] = {
    "market": market,
    "mean": mean,
    "market_adjusted": market_adjusted,
}
"""Each takes a `Panel` and returns a `Fit` of all its firm-events."""

WITHOUT_MARKET = frozenset({"mean"})
"""Models that a missing market return does not concern."""
