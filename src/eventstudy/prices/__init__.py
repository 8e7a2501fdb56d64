"""Where prices come from, and what is wrong with them."""

from eventstudy.prices.audit import audit
from eventstudy.prices.loading import SOURCES, load_prices, price_range
from eventstudy.prices.request import Fetched, Request
from eventstudy.prices.series import Prices, PriceSeries, prices_from_frame

__all__ = [
    "SOURCES",
    "Fetched",
    "PriceSeries",
    "Prices",
    "Request",
    "audit",
    "load_prices",
    "price_range",
    "prices_from_frame",
]
