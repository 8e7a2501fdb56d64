"""Shipped closes of six series, 2022 to 2025: for demonstration and tests, without a network."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import numpy as np
import pandas as pd

from eventstudy.errors import UnknownSymbol
from eventstudy.prices.request import Fetched, Request
from eventstudy.prices.series import PriceSeries

__all__ = ["fetch_snapshot"]


def fetch_snapshot(request: Request) -> Fetched:
    """Series of the shipped snapshot, whole: the range asked for does not cut them."""
    shipped = _load()
    found = {ticker: shipped[ticker] for ticker in request.tickers if ticker in shipped}
    known = ", ".join(shipped)
    failures = {
        ticker: UnknownSymbol(f"not in the shipped snapshot ({known})", "correct the ticker, or name another source")
        for ticker in request.tickers
        if ticker not in shipped
    }
    return Fetched(found, failures)


@cache
def _load() -> dict[str, PriceSeries]:
    closes, dividends, bars, listing = (_table(name) for name in ("closes", "dividends", "bars", "series"))
    dates = _days(closes["date"])
    return {
        row.ticker: _series(row, dates, closes[row.ticker].to_numpy(), dividends, bars)
        for row in listing.itertuples(index=False)
    }


def _table(name: str) -> pd.DataFrame:
    with (files(__package__) / "snapshot" / f"{name}.csv").open("rb") as file:
        return pd.read_csv(file)


def _days(column: pd.Series) -> np.ndarray:
    return column.to_numpy(dtype="datetime64[D]")


def _series(row, dates, close, dividends, bars) -> PriceSeries:  # type: ignore[no-untyped-def]
    keep = ~np.isnan(close)
    dates, close = dates[keep], close[keep]
    paid = dividends[dividends["ticker"] == row.ticker]
    own = bars[bars["ticker"] == row.ticker]
    columns = {}
    for name in ("open", "high", "low"):
        columns[name] = np.full(len(dates), np.nan)
        columns[name][np.searchsorted(dates, _days(own["date"]))] = own[name].to_numpy()
    return PriceSeries(
        ticker=row.ticker,
        dates=dates,
        close=close,
        source="snapshot",
        bars=columns,
        ex_dates=_days(paid["date"]),
        dividends=paid["amount"].to_numpy(),
        exchange=row.exchange,
        currency=row.currency,
    )
