"""Where prices come from, and what is wrong with them."""

from eventstudy.prices.audit import audit
from eventstudy.prices.factors import FactorTable, load_factors
from eventstudy.prices.loading import SOURCES, load_prices, price_range
from eventstudy.prices.request import Fetched, Request
from eventstudy.prices.series import Prices, PriceSeries, prices_from_frame

__all__ = [
    "SOURCES",
    "FactorTable",
    "Fetched",
    "PriceSeries",
    "Prices",
    "Request",
    "audit",
    "load_factors",
    "load_prices",
    "price_range",
    "prices_from_frame",
]
