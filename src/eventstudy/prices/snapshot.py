"""Shipped prices of six series, 2022 to 2025: for demonstration and tests, without a network."""

from __future__ import annotations

import gzip
from functools import cache
from importlib.resources import files
from typing import Any

import pyarrow as pa
import pyarrow.csv
from numpy.typing import NDArray

from eventstudy.errors import UnknownSymbol
from eventstudy.messages import message
from eventstudy.prices.request import Fetched, Request
from eventstudy.prices.series import BARS, PriceSeries
from eventstudy.prices.source import Source

__all__ = ["SNAPSHOT", "is_shipped", "shipped_series"]

Columns = dict[str, NDArray[Any]]


def _fetch(request: Request) -> Fetched:
    """Series of the shipped snapshot, whole: the range asked for does not cut them."""
    shipped = shipped_series()
    found = {ticker: shipped[ticker] for ticker in request.tickers if ticker in shipped}
    unknown = UnknownSymbol(message("not_in_snapshot", known=tuple(shipped)), message("name_another_source"))
    return Fetched(found, {ticker: unknown for ticker in request.tickers if ticker not in shipped})


SNAPSHOT = Source(
    "snapshot",
    _fetch,
    {
        "en": "Series of the shipped snapshot, whole: the range asked for does not cut them.",
        "de": "Die mitgelieferten Reihen, ganz: der gefragte Zeitraum beschneidet sie nicht.",
    },
)
"""Source of the shipped prices."""


def is_shipped(series: PriceSeries) -> bool:
    """Whether a series comes from the snapshot."""
    return series.source == SNAPSHOT.name


@cache
def shipped_series() -> dict[str, PriceSeries]:
    """Every series of the snapshot by its ticker; a volume that is not known is NaN."""
    rows = _columns(gzip.decompress(_bytes("prices.csv.gz")))
    dividends, listing = (_columns(_bytes(f"{name}.csv")) for name in ("dividends", "series"))
    listed = zip(*(listing[name] for name in ("ticker", "exchange", "currency")), strict=True)
    return {ticker: _series(ticker, exchange, currency, rows, dividends) for ticker, exchange, currency in listed}


def _bytes(name: str) -> bytes:
    return (files(__package__) / "snapshot" / name).read_bytes()


def _columns(content: bytes) -> Columns:
    floats = dict.fromkeys(("close", *BARS, "amount"), pa.float64())
    options = pa.csv.ConvertOptions(column_types=floats)
    table = pa.csv.read_csv(pa.BufferReader(content), convert_options=options)
    return {name: table[name].to_numpy() for name in table.column_names}


def _series(ticker: str, exchange: str, currency: str, rows: Columns, dividends: Columns) -> PriceSeries:
    own, paid = rows["ticker"] == ticker, dividends["ticker"] == ticker
    return PriceSeries(
        ticker=ticker,
        dates=rows["date"][own],
        close=rows["close"][own],
        source=SNAPSHOT.name,
        bars={name: rows[name][own] for name in BARS},
        ex_dates=dividends["date"][paid],
        dividends=dividends["amount"][paid],
        exchange=exchange,
        currency=currency,
    )
