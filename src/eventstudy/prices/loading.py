"""Prices for a study: from its source, with the fallback for single series."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from eventstudy.errors import DataError, NoDataInRange, PriceFileError, together
from eventstudy.prices.currency import with_rates
from eventstudy.prices.files import fetch_csv, fetch_parquet
from eventstudy.prices.live import fetch_yahoo
from eventstudy.prices.request import Fetched, Request
from eventstudy.prices.series import NO_CLOSE, Prices, PriceSeries
from eventstudy.prices.snapshot import fetch_snapshot
from eventstudy.prices.tables import CHECK_PATH
from eventstudy.spec import StudySpec
from eventstudy.spec.firm_events import firm_events
from eventstudy.spec.source import quote

__all__ = ["SOURCES", "fetch_prices", "price_range"]

SOURCES: dict[str, Callable[[Request], Fetched]] = {
    "yahoo": fetch_yahoo,
    "snapshot": fetch_snapshot,
    "csv": fetch_csv,
    "parquet": fetch_parquet,
}
"""Price sources by name; each takes a `Request` and returns what it `Fetched`."""


def fetch_prices(
    spec: StudySpec, controls: Sequence[str], *, offline: bool, refresh: bool, progress: Callable[[str], None]
) -> Prices:
    """What `eventstudy.load_prices` gives, of the tickers that the study names and of those its model compares with."""
    events = firm_events(spec)
    first, last = price_range(spec, events)
    choice = spec.prices
    request = Request(_tickers(spec, events, controls), first, last, choice, spec.folder, offline, refresh, progress)
    if choice.source in ("csv", "parquet"):
        _refuse_missing(spec)
    fetched = _without_empty(SOURCES[choice.source](request))
    if fetched.failures and choice.fallback:
        fetched = _with_fallback(fetched, request, choice.fallback)
    if not fetched.series:
        causes = list(fetched.failures.values())
        raise together("no prices at all", causes) from causes[0]
    ordered = {ticker: fetched.series[ticker] for ticker in request.tickers if ticker in fetched.series}
    return with_rates(spec, Prices(ordered, fetched.failures, fetched.notes))


def _refuse_missing(spec: StudySpec) -> None:
    """Refuse a path to nothing where the study names it."""
    for i, name in enumerate(spec.prices.path):
        if where := spec.missing_at(name, ("prices", "path", i), ("prices", "path")):
            raise PriceFileError(f"there is no such file, {quote(name)}", CHECK_PATH, where)


def _without_empty(fetched: Fetched) -> Fetched:
    """A series without a single close is none."""
    empty = {
        t: NoDataInRange(NO_CLOSE, "look at the rows of this ticker")
        for t, s in fetched.series.items()
        if not len(s.dates)
    }
    series = {ticker: one for ticker, one in fetched.series.items() if ticker not in empty}
    return Fetched(series, {**fetched.failures, **empty}, fetched.notes)


def _with_fallback(fetched: Fetched, request: Request, fallback: str) -> Fetched:
    """What was fetched, with the series that failed from the fallback where it has them."""
    spare = SOURCES[fallback](replace(request, tickers=tuple(fetched.failures))).series
    notes = _fallback_notes(request.choice.source, fallback, fetched.failures, spare)
    failures = {t: _without_fallback(e, fallback) for t, e in fetched.failures.items() if t not in spare}
    return Fetched({**fetched.series, **spare}, failures, (*fetched.notes, *notes))


def _without_fallback(error: DataError, fallback: str) -> DataError:
    """The error of the source, for a series that the fallback has not either."""
    return type(error)(f"{error.message}; nor does the fallback '{fallback}' have it", error.remedy)


def price_range(spec: StudySpec, events: pd.DataFrame) -> tuple[np.datetime64, np.datetime64]:
    """First and last day whose prices the windows of a study can reach, with room for long holidays."""
    dates = events["date"].to_numpy().astype("datetime64[D]")
    bounds = (*spec.windows.estimation, *spec.windows.event)
    before, after = min(0, *bounds), max(0, *bounds)
    return dates.min() - _days_for(before), dates.max() + _days_for(after)


def _days_for(sessions: int) -> np.timedelta64:
    """Calendar days that surely hold so many sessions: exchanges trade on 240 days of a year or more."""
    return np.timedelta64(abs(sessions) * 3 // 2 + abs(sessions) // 20 + 30, "D")


def _tickers(spec: StudySpec, events: pd.DataFrame, controls: Sequence[str]) -> tuple[str, ...]:
    used = list(events["asset"].unique())
    markets = [(spec.listed[a].market if a in spec.listed else None) or spec.defaults.market for a in used]
    rates = spec.currency.rates.values() if spec.currency else ()
    excluded = [ticker for a in used if a in spec.assets for ticker in spec.assets[a].exclude]
    others = [ticker for b in spec.benchmarks or () for ticker in (b.market, *b.exclude)]
    named = [*used, *(market for market in markets if market), *controls, *rates, *excluded, *others]
    return tuple(dict.fromkeys(named))


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
