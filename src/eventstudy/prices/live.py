"""Yahoo's prices by way of the cache: what is fresh is not asked for, what is asked for is kept."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence

import numpy as np

from eventstudy.errors import DataError, NoDataInRange
from eventstudy.messages import Message, message
from eventstudy.prices.cache import FETCH_OR_FALLBACK, CacheError, read_cache, write_cache
from eventstudy.prices.history import History
from eventstudy.prices.request import Fetched, Request
from eventstudy.prices.series import PriceSeries
from eventstudy.prices.source import Source
from eventstudy.prices.wording import stood_in
from eventstudy.prices.yahoo import Wanted, download, no_prices

__all__ = ["YAHOO"]

FRESH = 6.0
"""Hours during which cached prices are used without asking: a day's close must not be missed for a day."""
PROBE = "^GSPC"

_log = logging.getLogger(__name__)


def _fetch(request: Request) -> Fetched:
    """Daily prices from Yahoo, through a cache on disk.

    A cached history that is old, or does not reach the range asked for, is fetched anew over the range of both: a
    series is always of one vintage, never spliced from before and after a split or dividend. Where that fails and
    the cache reaches, the cache is used, with a note.
    """
    held, damaged = _held(request.tickers)
    reaching = {ticker: history for ticker, history in held.items() if history.covers(request.first, request.last)}
    arrived: dict[str, History] = {}
    if request.offline:
        lacking = [ticker for ticker in request.tickers if ticker not in reaching]
        errors = {t: _not_cached(held.get(t), damaged.get(t), request.has_fallback) for t in lacking}
    else:
        asked = [t for t in request.tickers if request.refresh or t not in reaching or held[t].hours_old() > FRESH]
        arrived, errors = download([_wanted(t, held.get(t), request) for t in asked], request.progress)
    for ticker, history in arrived.items():
        _tell_rewritten(history, held.get(ticker))
        write_cache(history)
    series, empty = _cut(reaching | arrived, request)
    stale = {ticker: error for ticker, error in errors.items() if ticker in series}
    failures = empty | {ticker: error for ticker, error in errors.items() if ticker not in series}
    return Fetched(series, failures, stood_in("from_cache", YAHOO.name, stale))


def _held(tickers: Sequence[str]) -> tuple[dict[str, History], dict[str, DataError]]:
    """What the cache holds, and why it does not hold what it should."""
    held: dict[str, History] = {}
    damaged: dict[str, DataError] = {}
    for ticker in tickers:
        try:
            history = read_cache(ticker)
        except CacheError as e:
            damaged[ticker] = e
            _log.warning("%s", e.message)
            continue
        if history is not None:
            held[ticker] = history
    return held, damaged


def _wanted(ticker: str, held: History | None, request: Request) -> Wanted:
    if held is None:
        return Wanted(ticker, request.first, request.last)
    return Wanted(ticker, min(held.first, request.first), max(held.last, request.last))


def _cut(histories: Mapping[str, History], request: Request) -> tuple[dict[str, PriceSeries], dict[str, DataError]]:
    """Series of the range asked for, and an error for each that has no row in it."""
    series = {
        t: histories[t].series(request.first, request.last, YAHOO.name) for t in request.tickers if t in histories
    }
    nothing = no_prices(request.first, request.last)
    empty: dict[str, DataError] = {t: nothing for t, s in series.items() if not len(s.dates)}
    return {t: s for t, s in series.items() if t not in empty}, empty


def _not_cached(held: History | None, damaged: DataError | None, has_fallback: bool) -> DataError:
    """Why the cache does not serve; who has a fallback is not advised to give one."""
    if held is not None:
        what = message("cache_too_short", first=held.first, last=held.last)
        lacking: DataError = NoDataInRange(what, FETCH_OR_FALLBACK)
    else:
        lacking = damaged or NoDataInRange(message("not_in_cache"), FETCH_OR_FALLBACK)
    if has_fallback and lacking.advice == FETCH_OR_FALLBACK:
        return type(lacking)(lacking.what, message("fetch_once"))
    return lacking


def _tell_rewritten(history: History, held: History | None) -> None:
    """Say that the past changed; a new adjusted close alone follows every dividend and enters no return here."""
    changed = [name for name in history.rewritten(held) if name != "adjusted_close"] if held is not None else []
    if changed:
        what = ", ".join(changed)
        _log.warning("Yahoo rewrote the past of %s since it was last fetched (%s)", history.symbol, what)


def _asks() -> tuple[bool, Message]:
    """One real request, past the cache."""
    today = np.datetime64("today")
    histories, failures = download([Wanted(PROBE, today - np.timedelta64(14, "D"), today)])
    if failures:
        return False, failures[PROBE].line
    return True, message("answered", ticker=PROBE, day=histories[PROBE].dates[-1])


YAHOO = Source(
    "yahoo",
    _fetch,
    {
        "en": "Daily prices from Yahoo, through a cache on disk.",
        "de": "Tageskurse von Yahoo, über einen Zwischenspeicher auf der Platte.",
    },
    asks=_asks,
)
"""Source of prices from Yahoo."""
