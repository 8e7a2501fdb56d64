"""Prices for a study: from its source, with the fallback for single series."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from eventstudy.errors import DataError, EventStudyError, NoDataInRange, PriceFileError, together
from eventstudy.messages import joined, message
from eventstudy.prices.currency import with_rates
from eventstudy.prices.request import Fetched, Request
from eventstudy.prices.series import NO_CLOSE, Prices
from eventstudy.prices.source import Source
from eventstudy.prices.sources import SOURCES, values_of, verify_prices
from eventstudy.prices.tables import CHECK_PATH
from eventstudy.prices.wording import stood_in
from eventstudy.spec import StudySpec
from eventstudy.spec.firm_event_table import firm_events, of_their_assets
from eventstudy.spec.source import quote

__all__ = ["fetch_prices", "price_range"]

ROOM = np.timedelta64(7, "D")
"""Calendar days that surely hold a session before them or after them."""


def fetch_prices(
    spec: StudySpec,
    controls: Sequence[str],
    *,
    offline: bool,
    refresh: bool,
    progress: Callable[[str], None],
    only: Sequence[str] = (),
) -> Prices:
    """What `eventstudy.load_prices` gives, of the tickers that the study names and of those its model compares with."""
    verify_prices(spec)
    events = firm_events(spec)
    first, last = price_range(spec, events)
    source = SOURCES[spec.prices.source]
    options, spare = values_of(spec, source), spec.prices.fallback is not None
    tickers = _tickers(spec, of_their_assets(events, only), controls)
    request = Request(tickers, first, last, options, spec.folder, spare, offline, refresh, progress)
    if source.reads_files:
        _refuse_missing(spec)
    fetched = _answer(source, request)
    if fetched.failures and spec.prices.fallback:
        fetched = _with_fallback(spec, fetched, request)
    if not fetched.series:
        causes = list(fetched.failures.values())
        raise together("no_prices_at_all", causes) from causes[0]
    ordered = {ticker: fetched.series[ticker] for ticker in request.tickers if ticker in fetched.series}
    return with_rates(spec, Prices(ordered, fetched.failures, fetched.said, offline))


def _refuse_missing(spec: StudySpec) -> None:
    """Refuse a path to nothing where the study names it."""
    for i, name in enumerate(spec.prices.path):
        if where := spec.missing_at(name, ("prices", "path", i), ("prices", "path")):
            raise PriceFileError(message("file_named_missing", name=quote(name)), CHECK_PATH, where)


def _answer(source: Source, request: Request) -> Fetched:
    """A series or a reason for every ticker; a series without a single close is none."""
    fetched = _loaded(source, request)
    lacking = NoDataInRange(NO_CLOSE, message("look_at_rows"))
    series = {ticker: one for ticker, one in fetched.series.items() if len(one.dates)}
    reasons = {ticker: fetched.failures.get(ticker, lacking) for ticker in request.tickers if ticker not in series}
    return Fetched(series, reasons, fetched.said)


def _loaded(source: Source, request: Request) -> Fetched:
    """What a source gives; where one of another package raises what is no error of ours, that is why nothing came."""
    package = SOURCES.package_of(source.name)
    try:
        fetched = source.load(request)
        if not isinstance(fetched, Fetched):
            raise TypeError(f"{type(fetched).__name__} instead of Fetched")
    except (EventStudyError, MemoryError):
        raise
    except Exception as e:
        if not package:
            raise  # a fault of this program
        raised = type(e).__name__ + (f": {e}" if str(e) else "")
        what = message("source_raised", source=source.name, package=package, raised=raised)
        error = DataError(what, message("update_or_other_source", package=package))
        error.__cause__ = e
        return Fetched({}, dict.fromkeys(request.tickers, error))
    return fetched


def _with_fallback(spec: StudySpec, fetched: Fetched, request: Request) -> Fetched:
    """What was fetched, with the series that failed from the fallback where it has them."""
    name = str(spec.prices.fallback)
    fallback = SOURCES[name]
    failed = fetched.failures
    own = replace(request, tickers=tuple(failed), options=values_of(spec, fallback), has_fallback=False)
    spare = _answer(fallback, own)
    served = {ticker: error for ticker, error in failed.items() if ticker in spare.series}
    failures = {t: _in_neither(e, name, spare.failures[t]) for t, e in failed.items() if t not in served}
    notes = stood_in("from_fallback", spec.prices.source, served, fallback=name)
    return Fetched({**fetched.series, **spare.series}, failures, (*fetched.said, *notes, *spare.said))


def _in_neither(error: DataError, fallback: str, other: DataError) -> DataError:
    """The error of the source, for a series that the fallback has not either; with the fallback's own."""
    what = message("not_in_fallback", why=error.what, fallback=fallback, other=other.what)
    return type(error)(what, joined(dict.fromkeys((error.advice, other.advice))))


def price_range(spec: StudySpec, events: pd.DataFrame) -> tuple[np.datetime64, np.datetime64]:
    """First and last day whose prices the windows of a study can reach, with room for long holidays."""
    dates = events["date"].to_numpy().astype("datetime64[D]")
    if "last_date" in events:
        dates = np.concatenate([dates, events["last_date"].dropna().to_numpy().astype("datetime64[D]")])
    bounds = [*spec.windows.estimation, *spec.windows.event]
    if "est_start" in events:
        bounds += [int(events["est_start"].min()), int(events["est_end"].max())]
    before, after = min(0, *bounds), max(0, *bounds)
    weighed = _dates_of_weights(spec)
    first, last = dates.min() - _days_for(before), dates.max() + _days_for(after)
    return min([first, *(day - ROOM for day in weighed)]), max([last, *(day + ROOM for day in weighed)])


def _dates_of_weights(spec: StudySpec) -> list[np.datetime64]:
    """Days from which weights in a market drift."""
    stated = [own.exclude for own in spec.assets.values()] + [one.exclude for one in spec.benchmarks or ()]
    dates = [weight.date for weights in stated for weight in weights.values()]
    return [np.datetime64(date, "D") for date in dates if date is not None]


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
    made = {name for name, market in spec.markets.items() if market.column is not None}
    return tuple(ticker for ticker in dict.fromkeys(named) if ticker not in made)
