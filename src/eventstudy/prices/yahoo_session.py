"""How yfinance is made to talk: an HTTP session that caps and judges, and settings that are put back afterwards."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import threading
import warnings
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pandas as pd

from eventstudy.errors import DataError, NetworkDown, NoDataInRange, RateLimited, UnknownSymbol, UpstreamBroken

__all__ = ["REMEDY", "THREAD", "ServerError", "capped_session", "our_settings", "transport_error"]

CONNECT, READ = 3.0, 5.0
"""Seconds for connecting, and after that for the rest of one HTTP request."""

REMEDY = "try again later, use --offline or --prices snapshot, or give a 'fallback'"
THREAD = "eventstudy-yahoo"
"""Name of the threads that ask: a log line of a thread that was given up may come late."""
COOKIE = "https://fc.yahoo.com"
CHART = "/v8/finance/chart/"

_ONE_AT_A_TIME = threading.Lock()


class ServerError(UpstreamBroken):
    """HTTP 5xx: it may pass if one waits a moment."""


def capped_session(on_answer: Callable[[], None]) -> Any:
    """HTTP session that caps every request, and raises what is wrong with an answer about prices.

    yfinance asks for cookies on its own account with timeouts of its own: they are overruled.

    Parameters
    ----------
    on_answer : callable
        Called whenever Yahoo answers, whatever it says.
    """
    from curl_cffi import requests

    base: Any = requests.Session
    kept: dict[str, Any] = {}  # without its cache on disk yfinance asks for its cookie before every request

    class CappedSession(base):  # type: ignore[misc]  # curl_cffi spells out forty arguments
        def request(self, method: str, url: str, **options: Any) -> Any:
            if url in kept:
                return kept[url]
            options["timeout"] = (CONNECT, READ)
            response = super().request(method, url, **options)
            on_answer()
            if url == COOKIE:
                kept[url] = response
            if CHART in urlsplit(url).path:
                error = _judge(response.status_code, response.content)
                if error is not None:
                    raise error
            return response

    return CappedSession(impersonate="chrome")


def _judge(status: int, body: bytes) -> DataError | None:
    """Error that an answer about prices stands for; None for prices, and for what yfinance can put right."""
    if status == 429:
        return RateLimited("Yahoo refuses more requests for now (429)", REMEDY)
    if status >= 500:
        return ServerError(f"Yahoo answered with HTTP {status}", REMEDY)
    if b"Will be right back" in body:
        return UpstreamBroken("Yahoo is down for maintenance ('Will be right back')", REMEDY)
    if status == 404:
        return UnknownSymbol("Yahoo does not know this symbol", "check its spelling on finance.yahoo.com")
    return _judge_chart(status, body)


def _judge_chart(status: int, body: bytes) -> DataError | None:
    try:
        reason = (json.loads(body)["chart"]["error"] or {}).get("description") or ""
    except ValueError:
        return UpstreamBroken("Yahoo's answer cannot be read: it is cut off, or no JSON", REMEDY)
    except (KeyError, TypeError, AttributeError):
        return UpstreamBroken("Yahoo's answer cannot be read: it has no chart", REMEDY) if status == 200 else None
    if status == 400 and "data doesn't exist" in reason.lower():
        return NoDataInRange("Yahoo has no prices in this range", "check the dates, and when the listing began")
    return None


def transport_error(error: OSError) -> DataError:
    """What a transport error of curl_cffi means for the user."""
    from curl_cffi.requests import exceptions

    if isinstance(error, exceptions.IncompleteRead | exceptions.ChunkedEncodingError):
        return UpstreamBroken("Yahoo's answer was cut off", REMEDY)
    if isinstance(error, exceptions.HTTPError):
        status = getattr(error.response, "status_code", None)
        return UpstreamBroken(f"Yahoo answered with HTTP {status}", REMEDY)
    reasons: dict[type, str] = {
        exceptions.Timeout: "no answer in time",
        exceptions.DNSError: "its name cannot be resolved",
        exceptions.ProxyError: "the proxy does not let it through",
        exceptions.SSLError: "the secure connection failed",
        exceptions.ConnectionError: "refused, or cut off before an answer",
    }
    reason = next((text for kind, text in reasons.items() if isinstance(error, kind)), type(error).__name__)
    return NetworkDown(f"no connection to Yahoo: {reason}", REMEDY)


@contextlib.contextmanager
def our_settings() -> Iterator[None]:
    """Settings of yfinance for us, put back afterwards: they and its session belong to the whole process."""
    import yfinance
    from yfinance.data import YfData

    debug, instances = yfinance.config.debug, getattr(YfData, "_instances", {})
    with _ONE_AT_A_TIME:
        # A folder that cannot exist switches off its own caches on disk: they lock under several processes.
        yfinance.set_tz_cache_location(os.path.join(os.path.realpath(__file__), "none"))
        _silence()
        hidden, debug.hide_exceptions = debug.hide_exceptions, False
        # Its one object for all requests remembers answers about the past, and holds a lock while it waits for a
        # cookie: ours must be new, and must not be left to others.
        shared = instances.pop(YfData, None)
        try:
            yield
        finally:
            instances.pop(YfData, None)
            if shared is not None:
                instances[YfData] = shared
            debug.hide_exceptions = hidden


def _silence() -> None:
    """Keep log lines of our threads and deprecation warnings from the user: the errors raised replace them."""
    logging.getLogger("yfinance").addFilter(_not_ours)
    # after the import of yfinance, which switches its warnings on
    for kind in (DeprecationWarning, getattr(pd.errors, "Pandas4Warning", DeprecationWarning)):
        warnings.filterwarnings("ignore", category=kind, module=r"yfinance(\.|$)")


def _not_ours(record: logging.LogRecord) -> bool:
    return not (record.threadName or "").startswith(THREAD)
