"""Prices for a study: from its source, with the fallback for single series."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import numpy as np

from eventstudy.errors import DataError, NoDataInRange
from eventstudy.prices.currency import with_rates
from eventstudy.prices.files import fetch_csv, fetch_parquet
from eventstudy.prices.request import Fetched, Request
from eventstudy.prices.series import NO_CLOSE, Prices, PriceSeries
from eventstudy.prices.snapshot import fetch_snapshot
from eventstudy.prices.yahoo import fetch_yahoo
from eventstudy.spec import StudySpec
from eventstudy.spec.firm_events import firm_events

__all__ = ["SOURCES", "load_prices", "price_range"]

SOURCES: dict[str, Callable[[Request], Fetched]] = {
    "yahoo": fetch_yahoo,
    "snapshot": fetch_snapshot,
    "csv": fetch_csv,
    "parquet": fetch_parquet,
}
"""Price sources by name; each takes a `Request` and returns what it `Fetched`."""


def load_prices(spec: StudySpec) -> Prices:
    """Fetch every series that a study needs.

    Parameters
    ----------
    spec : StudySpec

    Returns
    -------
    Prices
        A series that neither the source nor the fallback has is listed under `missing`.

    Raises
    ------
    DataError
        A file cannot be read, or no series at all could be had.
    """
    first, last = price_range(spec)
    choice = spec.prices
    request = Request(_tickers(spec), first, last, choice, spec.folder)
    fetched = SOURCES[choice.source](request)
    series, failures, notes = dict(fetched.series), dict(fetched.failures), []
    for ticker in [ticker for ticker, one in series.items() if not len(one.dates)]:
        failures[ticker] = NoDataInRange(NO_CLOSE, "look at the rows of this ticker")
        del series[ticker]
    if failures and choice.fallback:
        spare = SOURCES[choice.fallback](_ask_again(request, failures))
        notes += _fallback_notes(choice.source, choice.fallback, failures, spare.series)
        series |= spare.series
        failures = {ticker: error for ticker, error in failures.items() if ticker not in spare.series}
    if not series:
        error = next(iter(failures.values()))
        raise DataError(f"no prices at all: {error.message}", error.remedy)
    ordered = {ticker: series[ticker] for ticker in request.tickers if ticker in series}
    missing = {ticker: error.message for ticker, error in failures.items()}
    return with_rates(spec, Prices(ordered, missing, tuple(notes)))


def price_range(spec: StudySpec) -> tuple[np.datetime64, np.datetime64]:
    """First and last day whose prices the windows of a study can reach, with room for long holidays."""
    dates = firm_events(spec)["date"].to_numpy().astype("datetime64[D]")
    bounds = (*spec.windows.estimation, *spec.windows.event)
    before, after = min(0, *bounds), max(0, *bounds)
    return dates.min() - _days_for(before), dates.max() + _days_for(after)


def _days_for(sessions: int) -> np.timedelta64:
    """Calendar days that surely hold so many sessions: exchanges trade on 240 days of a year or more."""
    return np.timedelta64(abs(sessions) * 3 // 2 + abs(sessions) // 20 + 30, "D")


def _tickers(spec: StudySpec) -> tuple[str, ...]:
    used = list(dict.fromkeys(firm_events(spec)["asset"]))
    markets = [(spec.assets[a].market if a in spec.assets else None) or spec.defaults.market for a in used]
    rates = spec.currency.rates.values() if spec.currency else ()
    return tuple(dict.fromkeys([*used, *(market for market in markets if market), *rates]))


def _ask_again(request: Request, tickers: Iterable[str]) -> Request:
    return Request(tuple(tickers), request.first, request.last, request.choice, request.folder)


def _fallback_notes(
    source: str, fallback: str, failures: Mapping[str, DataError], spare: Mapping[str, PriceSeries]
) -> list[str]:
    """One line for each reason, with the tickers that the fallback replaced for it."""
    by_reason: dict[str, list[str]] = {}
    for ticker, error in failures.items():
        if ticker in spare:
            by_reason.setdefault(error.message, []).append(ticker)
    return [
        f"{source}: {reason}; prices of {', '.join(tickers)} come from the {fallback}"
        for reason, tickers in by_reason.items()
    ]
