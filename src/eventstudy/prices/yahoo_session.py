"""How yfinance is made to talk: an HTTP session that caps and judges, and settings that are put back afterwards."""

from __future__ import annotations

import contextlib
import logging
import os
import threading
import warnings
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

import pandas as pd

from eventstudy.errors import UpstreamBroken
from eventstudy.messages import message
from eventstudy.prices.yahoo_answer import judge
from eventstudy.prices.yahoo_faults import LATER

__all__ = ["THREAD", "capped_session", "our_settings"]

CONNECT, READ = 3.0, 5.0
"""Seconds for connecting, and after that for the rest of one HTTP request."""
MOST_BYTES = 8_000_000
"""Of one answer, unpacked: sixty years of daily prices are two million."""

THREAD = "eventstudy-yahoo"
"""Name of the threads that ask: a log line of a thread that was given up may come late."""
COOKIE = "https://fc.yahoo.com"
CHART = "/v8/finance/chart/"
ASK_AGAIN = (401, 403)
"""Refusals that yfinance can put right once, with another cookie."""

_ONE_AT_A_TIME = threading.Lock()


class _Body:
    """What has arrived of an answer, unpacked; past `MOST_BYTES` the transfer is ended."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._size = 0

    def __call__(self, part: bytes) -> int:
        from curl_cffi.curl import CURL_WRITEFUNC_ERROR

        self._size += len(part)
        if self.too_large:
            return int(CURL_WRITEFUNC_ERROR)
        self._parts.append(part)
        return len(part)

    @property
    def too_large(self) -> bool:
        return self._size > MOST_BYTES

    def content(self) -> bytes:
        return b"".join(self._parts)


def capped_session(on_answer: Callable[[], None]) -> Any:
    """HTTP session that caps time and bytes of every request, and raises what is wrong with an answer about prices.

    yfinance asks for cookies on its own account with timeouts of its own: they are overruled. Nothing is asked or
    followed without encryption.

    Parameters
    ----------
    on_answer : callable
        Called whenever Yahoo answers, whatever it says.
    """
    from curl_cffi import CurlOpt, requests

    base: Any = requests.Session
    kept: dict[str, Any] = {}  # without its cache on disk yfinance asks for its cookie before every request
    refused: set[str] = set()

    class CappedSession(base):  # type: ignore[misc]  # curl_cffi spells out forty arguments
        def request(self, method: str, url: str, **options: Any) -> Any:
            if url in kept:
                return kept[url]
            response = self._bounded(method, url, options)
            on_answer()
            if url == COOKIE:
                kept[url] = response
            path = urlsplit(url).path
            if CHART in path:
                error = judge(unquote(path.rpartition(CHART)[2]), response.status_code, response.url, response.content)
                again = response.status_code in ASK_AGAIN and path not in refused
                if error is not None and not again:
                    raise error
                refused.update([path] if again else [])
            return response

        def _bounded(self, method: str, url: str, options: dict[str, Any]) -> Any:
            body = _Body()
            options |= {"timeout": (CONNECT, READ), "content_callback": body}
            try:
                response = super().request(method, url, **options)
            except OSError as e:  # every transport error of curl_cffi is one
                if body.too_large:
                    raise UpstreamBroken(message("yahoo_too_large", megabytes=MOST_BYTES // 1_000_000), LATER) from e
                if body.content() and not isinstance(e, requests.exceptions.Timeout):
                    raise UpstreamBroken(message("yahoo_cut_off"), LATER) from e
                raise
            response.content = body.content()
            return response

    https = {CurlOpt.PROTOCOLS_STR: b"https", CurlOpt.REDIR_PROTOCOLS_STR: b"https"}
    return CappedSession(impersonate="chrome", curl_options=https)


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
