"""Where prices come from, and what is wrong with them."""

from eventstudy.prices.audit import audit
from eventstudy.prices.factors import FactorTable, load_factors
from eventstudy.prices.loading import SOURCES, fetch_prices, price_range
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
    "fetch_prices",
    "load_factors",
    "price_range",
    "prices_from_frame",
]
