"""Yahoo Finance through yfinance, behind a shield: one typed error for each cause, in bounded time.

yfinance turns most faults into an empty table and a log line, remembers error answers, and asks for everything
refused once more. So answers are judged in the HTTP session, before yfinance sees them: an error raised there is
neither repeated nor remembered.
"""

from __future__ import annotations

import queue
import random
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from eventstudy.errors import DataError, NetworkDown, NoDataInRange, RateLimited, UnknownSymbol, UpstreamBroken
from eventstudy.messages import message
from eventstudy.prices.history import COLUMNS, History
from eventstudy.prices.wording import quoted
from eventstudy.prices.yahoo_faults import NETWORK, SPELLING, ServerError, status_error, transport_error
from eventstudy.prices.yahoo_session import THREAD, capped_session, our_settings

__all__ = ["Wanted", "download", "no_prices"]

FIRST_ANSWER = 10.0
"""Seconds until Yahoo has said something about at least one symbol."""
SILENCE = 20.0
"""Seconds between two answers after that."""
ALL_ANSWERS = 30.0
"""Seconds for everything, in a study of up to `MANY` symbols; one second more for each symbol beyond."""
MANY = 30
ABOUT = ("currency", "exchangeName", "exchangeTimezoneName", "currentTradingPeriod")
WORKERS = 4
ATTEMPTS = 3
ISIN = re.compile(r"[A-Z]{2}[A-Z0-9]{9}[0-9]")
LATE = pd.Timedelta(minutes=30)
"""After the bell until Yahoo's daily row is the close: quotes of many exchanges are delayed."""

YAHOO_EXCHANGES = {
    "NMS": "XNAS", "NGM": "XNAS", "NCM": "XNAS", "NIM": "XNAS", "NYQ": "XNYS", "ASE": "XASE", "PCX": "ARCX",
    "BTS": "BATS", "SNP": "XNYS", "DJI": "XNYS", "GER": "XETR", "FRA": "XFRA", "DUS": "XDUS", "HAM": "XHAM",
    "STU": "XSTU", "AMS": "XAMS", "PAR": "XPAR", "BRU": "XBRU", "LIS": "XLIS", "MIL": "XMIL", "MCE": "XMAD",
    "LSE": "XLON", "EBS": "XSWX", "VIE": "XWBO", "STO": "XSTO", "CPH": "XCSE", "HEL": "XHEL", "OSL": "XOSL",
    "ISE": "XDUB", "WSE": "XWAR", "ATH": "ASEX", "IST": "XIST", "TLV": "XTAE", "JNB": "XJSE", "TOR": "XTSE",
    "SAO": "BVMF", "MEX": "XMEX", "BUE": "XBUE", "SGO": "XSGO", "JPX": "XTKS", "OSA": "XTKS", "HKG": "XHKG",
    "SHH": "XSHG", "SHZ": "XSHG", "TAI": "XTAI", "KSC": "XKRX", "KOE": "XKRX", "NSI": "XBOM", "BSE": "XBOM",
    "SES": "XSES", "JKT": "XIDX", "KLS": "XKLS", "SET": "XBKK", "ASX": "XASX", "NZE": "XNZE", "CCC": "24/7",
}  # fmt: skip
"""Yahoo's exchange codes as MIC codes."""


class Wanted(NamedTuple):
    """A symbol and the range of dates to ask for, both included."""

    symbol: str
    first: np.datetime64
    last: np.datetime64


@dataclass
class _Work:
    """What the threads of one download share."""

    todo: queue.SimpleQueue[Wanted]
    session: Any = None
    done: queue.SimpleQueue[tuple[str, History | DataError]] = field(default_factory=queue.SimpleQueue)
    answered: threading.Event = field(default_factory=threading.Event)
    refused: DataError | None = None  # once it is set nothing more is asked: it is the answer for the rest
    last_error: dict[str, DataError] = field(default_factory=dict)


def download(
    wanted: Sequence[Wanted], progress: Callable[[str], None] = lambda _: None
) -> tuple[dict[str, History], dict[str, DataError]]:
    """Histories of several symbols from Yahoo, and the error of each symbol that has none.

    A symbol that fails does not harm the others. Nothing more is asked once Yahoo refuses further requests, or
    when the network is down from the start; and whatever the network does, this function returns within
    `FIRST_ANSWER`, or `SILENCE` after the last answer, or `ALL_ANSWERS`.
    """
    impossible = {one.symbol: error for one in wanted if (error := _impossible(one.symbol)) is not None}
    ask = [one for one in wanted if one.symbol not in impossible]
    answers: dict[str, History | DataError] = dict(impossible)
    if ask:
        with our_settings():
            for symbol, answer in _answers(_start(ask), [one.symbol for one in ask]):
                answers[symbol] = answer
                progress(symbol)
    ordered = [(one.symbol, answers[one.symbol]) for one in wanted]
    histories = {symbol: answer for symbol, answer in ordered if isinstance(answer, History)}
    return histories, {symbol: answer for symbol, answer in ordered if isinstance(answer, DataError)}


def _impossible(symbol: str) -> UnknownSymbol | None:
    """Why a symbol cannot be asked for; `../x` would be another address, an ISIN a guess of yfinance's."""
    fits = symbol.isascii() and symbol.isprintable() and bool(symbol) and not set(symbol) & set(" /\\?#%")
    if not fits:
        return UnknownSymbol(message("yahoo_impossible_symbol", symbol=quoted(symbol, 80)), SPELLING)
    if ISIN.fullmatch(symbol.upper()):
        return UnknownSymbol(message("yahoo_isin"), message("look_for_symbol"))
    return None


def _start(ask: Sequence[Wanted]) -> _Work:
    work = _Work(queue.SimpleQueue())
    work.session = capped_session(work.answered.set)
    for one in ask:
        work.todo.put(one)
    for _ in range(min(WORKERS, len(ask))):
        # A daemon: a request that a broken network swallows cannot be cancelled and must not outlive the command.
        threading.Thread(target=_labour, args=(work,), name=THREAD, daemon=True).start()
    return work


def _answers(work: _Work, symbols: list[str]) -> Iterator[tuple[str, History | DataError]]:
    """One answer for each symbol, in bounded time."""
    open_, start, heard = dict.fromkeys(symbols), time.monotonic(), False
    end = start + ALL_ANSWERS + max(0, len(symbols) - MANY)
    limit = start + FIRST_ANSWER
    while open_:
        try:
            symbol, answer = work.done.get(timeout=max(0.0, min(limit, end) - time.monotonic()))
        except queue.Empty:
            break
        if not isinstance(answer, NetworkDown):
            heard, limit = True, time.monotonic() + SILENCE
        del open_[symbol]
        yield symbol, answer
    # no measured times in messages: they are part of the results
    silent = message("yahoo_fell_silent") if heard else message("yahoo_silent", seconds=round(FIRST_ANSWER))
    work.refused = work.refused or NetworkDown(silent, NETWORK)
    for symbol in open_:
        yield symbol, work.last_error.get(symbol, work.refused)


def _labour(work: _Work) -> None:
    """Deal with one symbol after the other until none is left."""
    while True:
        try:
            one = work.todo.get_nowait()
        except queue.Empty:
            return
        work.done.put((one.symbol, work.refused or _ask(one, work)))


def _ask(wanted: Wanted, work: _Work) -> History | DataError:
    try:
        return _with_patience(wanted, work)
    except (RateLimited, NetworkDown) as e:
        if isinstance(e, RateLimited) or not work.answered.is_set():
            work.refused = e
        return e
    except DataError as e:
        return e
    except Exception as e:  # an error of a thread would be lost; whatever yfinance does must reach the user
        error = UpstreamBroken(message("yahoo_unreadable"), message("upgrade_reader_or_own"))
        error.__cause__ = e
        return error


def _with_patience(wanted: Wanted, work: _Work) -> History:
    """Ask again, later and later, while Yahoo says 429 or 5xx."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return _history(wanted, work.session)
        except (RateLimited, ServerError) as e:
            work.last_error[wanted.symbol] = e
            if attempt == ATTEMPTS or work.refused:
                raise
            time.sleep(2 ** (attempt - 1) * random.uniform(0.5, 1.0))
    raise AssertionError("unreachable")


def _history(wanted: Wanted, session: Any) -> History:
    import yfinance
    from yfinance import exceptions

    start, end = pd.Timestamp(wanted.first), pd.Timestamp(wanted.last) + pd.Timedelta(days=1)
    nothing = no_prices(wanted.first, wanted.last)
    fetched = datetime.now(UTC)
    try:
        one = yfinance.Ticker(wanted.symbol, session=session)
        frame = one.history(start=start, end=end, auto_adjust=False, actions=True, keepna=True, repair=False)
    except exceptions.YFRateLimitError as e:
        raise status_error(429) from e
    except exceptions.YFPricesMissingError as e:
        raise nothing from e
    except OSError as e:  # every transport error of curl_cffi is one
        raise transport_error(e) from e
    # named keys only: reading all of them makes yfinance ask for hourly prices
    about = {name: one.history_metadata.get(name) for name in ABOUT}
    frame = _finished(frame, about, fetched)
    if frame.empty or frame["Close"].isna().all():
        raise nothing
    return _as_history(wanted, frame, about, fetched)


def no_prices(first: np.datetime64, last: np.datetime64) -> NoDataInRange:
    """Error of a symbol that Yahoo knows, without a price in the range."""
    return NoDataInRange(message("yahoo_no_prices", first=first, last=last), message("check_dates"))


def _finished(frame: pd.DataFrame, about: dict[str, Any], now: datetime) -> pd.DataFrame:
    """Rows of finished sessions: the last price of a running one is no close."""
    regular = (about["currentTradingPeriod"] or {}).get("regular", {})
    start, end = regular.get("start"), regular.get("end")
    if frame.empty or not isinstance(start, pd.Timestamp) or not isinstance(end, pd.Timestamp):
        return frame
    running = frame.index[-1].date() == start.date() and pd.Timestamp(now) < end + LATE
    return frame.iloc[:-1] if running else frame


def _as_history(wanted: Wanted, frame: pd.DataFrame, about: dict[str, Any], fetched: datetime) -> History:
    names = {"adjusted_close": "Adj Close", "dividend": "Dividends", "split": "Stock Splits"}
    # Yahoo stamps midnight of the exchange: dropping the zone keeps the date, converting it would move it.
    dates = pd.DatetimeIndex(frame.index).tz_localize(None).to_numpy().astype("datetime64[D]")
    return History(
        symbol=wanted.symbol,
        dates=dates,
        columns={name: frame[names.get(name, name.title())].to_numpy(float) for name in COLUMNS},
        first=wanted.first,
        last=wanted.last,
        fetched=fetched.replace(microsecond=0),
        currency=about["currency"],
        exchange=YAHOO_EXCHANGES.get(str(about["exchangeName"])),
        zone=about["exchangeTimezoneName"],
    )
