"""Where prices come from, and what is wrong with them."""

from eventstudy.prices.auditing import audit
from eventstudy.prices.factors import FactorTable, load_factors
from eventstudy.prices.layouts import LAYOUTS
from eventstudy.prices.loading import fetch_prices, price_range
from eventstudy.prices.request import Fetched, Request
from eventstudy.prices.series import Prices, PriceSeries, prices_from_frame
from eventstudy.prices.source import DECIMAL, DELIMITER, KIND, PATH, Source
from eventstudy.prices.sources import SOURCES

__all__ = [
    "DECIMAL",
    "DELIMITER",
    "KIND",
    "LAYOUTS",
    "PATH",
    "SOURCES",
    "FactorTable",
    "Fetched",
    "PriceSeries",
    "Prices",
    "Request",
    "Source",
    "audit",
    "fetch_prices",
    "load_factors",
    "price_range",
    "prices_from_frame",
]
