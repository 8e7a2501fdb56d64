"""Yahoo Finance through yfinance, behind a shield: one typed error for each cause, in bounded time.

yfinance turns most faults into an empty table and a log line. Here every fault is raised, every request is
capped (its own cookie requests are not), and all symbols together get 10 s to the first answer and 30 s in all.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
import warnings
from typing import Any

import numpy as np
import pandas as pd

from eventstudy.errors import (
    DataError,
    NetworkDown,
    NoDataInRange,
    RateLimited,
    UnknownSymbol,
    UpstreamBroken,
)
from eventstudy.prices.request import Fetched, Request
from eventstudy.prices.series import BARS, PriceSeries

__all__ = ["fetch_yahoo"]

FIRST_ANSWER = 10.0
"""Seconds until at least one symbol has an answer."""
ALL_ANSWERS = 30.0
"""Seconds until every symbol has one."""
REQUEST_TIMEOUT = (3.0, 8.0)
"""Seconds for connecting and for the whole of one HTTP request."""
ATTEMPTS = 3

REMEDY = "try again later, use --offline or --prices snapshot, or give a 'fallback'"


def fetch_yahoo(request: Request) -> Fetched:
    """Daily prices from Yahoo, one symbol at a time.

    A symbol that fails does not harm the others. When nothing answers in time, every open symbol fails with
    `NetworkDown`.
    """
    answers: queue.Queue[tuple[str, PriceSeries | DataError]] = queue.Queue()
    # A daemon: a request that a broken network swallows cannot be cancelled and must not outlive the command.
    threading.Thread(target=_fetch_all, args=(request, answers), daemon=True).start()
    series: dict[str, PriceSeries] = {}
    failures: dict[str, DataError] = {}
    start = time.monotonic()
    while len(series) + len(failures) < len(request.tickers):
        limit = ALL_ANSWERS if series or failures else FIRST_ANSWER
        try:
            ticker, answer = answers.get(timeout=max(0.0, start + limit - time.monotonic()))
        except queue.Empty:
            late = NetworkDown(f"Yahoo did not answer within {limit:.0f} s", REMEDY)
            failures |= {t: late for t in request.tickers if t not in series and t not in failures}
            break
        if isinstance(answer, DataError):
            failures[ticker] = answer
        else:
            series[ticker] = answer
    return Fetched(series, failures)


def _fetch_all(request: Request, answers: queue.Queue[tuple[str, PriceSeries | DataError]]) -> None:
    """Ask for one symbol after the other; a network that is down is not asked again."""
    down: NetworkDown | None = None
    try:
        session = _session()
        for ticker in request.tickers:
            if down is None:
                try:
                    answers.put((ticker, _fetch_one(ticker, request, session)))
                    continue
                except NetworkDown as e:
                    down = e
                    answers.put((ticker, e))
                except DataError as e:
                    answers.put((ticker, e))
            else:
                answers.put((ticker, down))
    except Exception as e:  # a thread's error would be lost; whatever yfinance does must reach the user
        for ticker in request.tickers:
            answers.put((ticker, UpstreamBroken(f"yfinance failed: {type(e).__name__}: {e}", REMEDY)))


def _session() -> Any:
    """HTTP session that caps every request, also those that yfinance makes on its own account."""
    from curl_cffi import requests

    base: Any = requests.Session

    class CappedSession(base):  # type: ignore[misc]  # curl_cffi spells out forty arguments
        def request(self, method: str, url: str, **options: Any) -> Any:
            options["timeout"] = REQUEST_TIMEOUT
            return super().request(method, url, **options)

    return CappedSession(impersonate="chrome")


def _fetch_one(ticker: str, request: Request, session: Any) -> PriceSeries:
    from yfinance.data import YfData

    for attempt in range(ATTEMPTS):
        try:
            frame, about = _history(ticker, request, session)
            return _series(ticker, frame, about)
        except (RateLimited, UpstreamBroken):
            YfData().cache_get.cache_clear()  # yfinance remembers a bad answer for the life of the process
            if attempt == ATTEMPTS - 1:
                raise
            time.sleep(2**attempt * (0.5 + np.random.default_rng().random() / 2))
    raise AssertionError("unreachable")


def _history(ticker: str, request: Request, session: Any) -> tuple[pd.DataFrame, dict[str, Any]]:
    import yfinance
    from curl_cffi.requests.exceptions import HTTPError
    from yfinance import exceptions

    _quiet()
    yfinance.config.debug.hide_exceptions = False
    one = yfinance.Ticker(ticker, session=session)
    start, end = pd.Timestamp(request.first), pd.Timestamp(request.last) + pd.Timedelta(days=1)
    try:
        frame = one.history(
            start=start,
            end=end,
            auto_adjust=False,
            actions=True,
            keepna=True,
            repair=False,
            timeout=REQUEST_TIMEOUT[1],
        )
    except exceptions.YFRateLimitError as e:
        raise RateLimited("Yahoo refuses more requests for now (429)", REMEDY) from e
    except exceptions.YFTzMissingError as e:
        raise UnknownSymbol("Yahoo does not know this symbol", "check its spelling on finance.yahoo.com") from e
    except exceptions.YFPricesMissingError as e:
        raise NoDataInRange(f"Yahoo has no prices from {start.date()} to {end.date()}", REMEDY) from e
    except HTTPError as e:
        raise _http_error(getattr(e.response, "status_code", None)) from e
    except OSError as e:  # every transport error of curl_cffi is one
        raise NetworkDown(f"no connection to Yahoo ({type(e).__name__})", REMEDY) from e
    except (exceptions.YFException, ValueError, KeyError, TypeError) as e:
        raise UpstreamBroken(f"Yahoo's answer cannot be read ({type(e).__name__})", REMEDY) from e
    if frame.empty:
        raise NoDataInRange(f"Yahoo has no prices from {start.date()} to {end.date()}", REMEDY)
    return frame, dict(one.history_metadata or {})


def _http_error(code: int | None) -> DataError:
    if code == 404:
        return UnknownSymbol("Yahoo does not know this symbol", "check its spelling on finance.yahoo.com")
    if code == 429:
        return RateLimited("Yahoo refuses more requests for now (429)", REMEDY)
    return UpstreamBroken(f"Yahoo answered with HTTP {code}", REMEDY)


def _quiet() -> None:
    """Keep yfinance's own log lines and deprecation warnings from the user; the errors above replace them."""
    logging.getLogger("yfinance").setLevel(logging.CRITICAL)
    warnings.filterwarnings("ignore", category=DeprecationWarning, module=r"yfinance(\.|$)")
    if hasattr(pd.errors, "Pandas4Warning"):
        warnings.filterwarnings("ignore", category=pd.errors.Pandas4Warning, module=r"yfinance(\.|$)")


def _series(ticker: str, frame: pd.DataFrame, about: dict[str, Any]) -> PriceSeries:
    # Yahoo stamps midnight of the exchange: dropping the zone keeps the date, converting it would move it.
    dates = pd.DatetimeIndex(frame.index).tz_localize(None).to_numpy().astype("datetime64[D]")
    paid = frame["Dividends"].to_numpy(float) if "Dividends" in frame else np.zeros(len(dates))
    on = np.nan_to_num(paid) != 0
    return PriceSeries(
        ticker=ticker,
        dates=dates,
        close=frame["Close"].to_numpy(float),
        source="yahoo",
        bars={name: frame[name.title()].to_numpy(float) for name in BARS if name.title() in frame},
        ex_dates=dates[on],
        dividends=paid[on],
        exchange=EXCHANGES.get(str(about.get("exchangeName"))),
        currency=about.get("currency"),
    ).observed()


EXCHANGES = {
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
