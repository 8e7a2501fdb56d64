"""Yahoo's prices by way of the cache: what is fresh is not asked for, what is asked for is kept."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence

from eventstudy.errors import DataError, NoDataInRange
from eventstudy.prices.cache import CacheError, read_cache, write_cache
from eventstudy.prices.history import History
from eventstudy.prices.request import Fetched, Request
from eventstudy.prices.series import PriceSeries
from eventstudy.prices.yahoo import Wanted, download

__all__ = ["fetch_yahoo"]

FRESH = 6.0
"""Hours during which cached prices are used without asking: a day's close must not be missed for a day."""

_log = logging.getLogger(__name__)


def fetch_yahoo(request: Request) -> Fetched:
    """Daily prices from Yahoo, through a cache on disk.

    A cached history that is old, or does not reach the range asked for, is fetched anew over the range of both: a
    series is always of one vintage, never spliced from before and after a split or dividend. Where that fails and
    the cache reaches, the cache is used, with a note.
    """
    held, damaged = _held(request.tickers)
    reaching = {ticker: history for ticker, history in held.items() if history.covers(request.first, request.last)}
    arrived: dict[str, History] = {}
    if request.offline:
        errors = {t: damaged.get(t) or _not_cached(held.get(t)) for t in request.tickers if t not in reaching}
    else:
        asked = [t for t in request.tickers if request.refresh or t not in reaching or held[t].hours_old() > FRESH]
        arrived, errors = download([_wanted(t, held.get(t), request) for t in asked], request.progress)
    for ticker, history in arrived.items():
        _tell_rewritten(history, held.get(ticker))
        write_cache(history)
    series, empty = _cut(reaching | arrived, request)
    stale = {ticker: error for ticker, error in errors.items() if ticker in series}
    failures = empty | {ticker: error for ticker, error in errors.items() if ticker not in series}
    return Fetched(series, failures, _notes(stale))


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
    series = {t: histories[t].series(request.first, request.last) for t in request.tickers if t in histories}
    text = f"Yahoo has no prices from {request.first} to {request.last}"
    empty: dict[str, DataError] = {
        t: NoDataInRange(text, "check the dates") for t, s in series.items() if not len(s.dates)
    }
    return {t: s for t, s in series.items() if t not in empty}, empty


def _not_cached(held: History | None) -> DataError:
    remedy = "run 'eventstudy fetch' once with a network, or give a 'fallback'"
    if held is None:
        return NoDataInRange("--offline, and not in the cache", remedy)
    return NoDataInRange(f"--offline, and the cache reaches only from {held.first} to {held.last}", remedy)


def _tell_rewritten(history: History, held: History | None) -> None:
    """Say that the past changed; a new adjusted close alone follows every dividend and enters no return here."""
    changed = [name for name in history.rewritten(held) if name != "adjusted_close"] if held is not None else []
    if changed:
        what = ", ".join(changed)
        _log.warning("Yahoo rewrote the past of %s since it was last fetched (%s)", history.symbol, what)


def _notes(stale: Mapping[str, DataError]) -> tuple[str, ...]:
    """One line for each reason, with the tickers whose cached prices could not be renewed for it."""
    reasons: dict[str, list[str]] = {}
    for ticker, error in stale.items():
        reasons.setdefault(error.message, []).append(ticker)
    return tuple(f"yahoo: {reason}; prices of {', '.join(of)} come from the cache" for reason, of in reasons.items())
