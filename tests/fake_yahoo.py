"""A stand-in for Yahoo on the loopback, for the real yfinance: it speaks just enough of the protocol.

It is reached through the environment alone (`HTTPS_PROXY`, and a throw-away CA in `CURL_CA_BUNDLE`): the server is
the proxy, and ends the TLS of the tunnels itself. It listens on 127.0.0.1 and ends with its `with` block.
"""

from __future__ import annotations

import contextlib
import copy
import datetime as dt
import http.server
import json
import os
import socketserver
import ssl
import subprocess
import sys
import threading
import time
import zlib
import zoneinfo
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from urllib.parse import parse_qs, unquote, urlsplit

import exchange_calendars
import numpy as np
import trustme

import snapshot

CHART = "/v8/finance/chart/"
VOLUME = 1_000_000
NEW_YORK, BERLIN, AMSTERDAM, LONDON = "America/New_York", "Europe/Berlin", "Europe/Amsterdam", "Europe/London"


@dataclass
class Listing:
    """One symbol of the stand-in; change its lists to change what Yahoo says."""

    zone: str
    currency: str
    exchange: str
    dates: list[str]
    close: list[float | None]
    dividends: dict[str, float] = field(default_factory=dict)
    splits: dict[str, tuple[int, int]] = field(default_factory=dict)
    stale: set[str] = field(default_factory=set)
    adjustment: float = 1.0

    def without(self, date: str) -> None:
        at = self.dates.index(date)
        del self.dates[at], self.close[at]

    def freeze_price(self, date: str) -> None:
        """Make a row stale: no volume, and the close before in every column."""
        at = self.dates.index(date)
        self.close[at] = self.close[at - 1]
        self.stale.add(date)


def shipped(symbol: str, zone: str, currency: str, exchange: str) -> Listing:
    """Listing with the closes and dividends of the package's snapshot."""
    rows, paid = (table[table["ticker"] == symbol] for table in (snapshot.rows(), snapshot.dividends()))
    dividends = dict(zip(paid["date"], paid["amount"], strict=True))
    return Listing(zone, currency, exchange, rows["date"].tolist(), rows["close"].tolist(), dividends)


def invented(zone: str, currency: str, exchange: str, mic: str, seed: int) -> Listing:
    """Listing with a random walk on the sessions of an exchange, 2023 to 2025."""
    days = exchange_calendars.get_calendar(mic, start="2023-01-02", end="2025-06-30").sessions
    walk = 100 * np.exp(np.cumsum(np.random.default_rng(seed).normal(0, 0.01, len(days))))
    return Listing(zone, currency, exchange, [str(day.date()) for day in days], [round(x, 4) for x in walk.tolist()])


@cache
def shipped_listings() -> dict[str, Listing]:
    return {
        "NVDA": shipped("NVDA", NEW_YORK, "USD", "NMS"),
        "ASML.AS": shipped("ASML.AS", AMSTERDAM, "EUR", "AMS"),
        "ENR.DE": shipped("ENR.DE", BERLIN, "EUR", "GER"),
        "^IXIC": shipped("^IXIC", NEW_YORK, "USD", "NIM"),
        "^GSPC": shipped("^GSPC", NEW_YORK, "USD", "SNP"),
        "^GDAXI": shipped("^GDAXI", BERLIN, "EUR", "GER"),
        "VOD.L": invented(LONDON, "GBp", "LSE", "XLON", 1),
    }


@cache
def certificates() -> tuple[dict[str | None, ssl.SSLContext], bytes]:
    """TLS by fault, None for a sound one, and the certificate of the throw-away authority that is trusted."""
    authority, names = trustme.CA(), ("*.finance.yahoo.com", "*.yahoo.com", PORTAL)
    day = dt.timedelta(days=1)
    now = dt.datetime.now(dt.UTC)
    issued = {
        None: authority.issue_cert(*names),
        "expired": authority.issue_cert(*names, not_before=now - 9 * day, not_after=now - day),
        "untrusted": trustme.CA().issue_cert(*names),
        "wrong host": authority.issue_cert("elsewhere.example"),
    }
    contexts = {}
    for fault, certificate in issued.items():
        contexts[fault] = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(contexts[fault])
        contexts[fault].set_alpn_protocols(["http/1.1"])
    return contexts, authority.cert_pem.bytes()


class FakeYahoo:
    """The server. `faults` maps a symbol (or "*" for all) to what goes wrong, `listings` to what it says.

    Faults of an answer are the keys of `REPLIES`, also as in "500 once", and of `REDIRECTS`, and: cut, short, bomb,
    packing, reset, hang. Of every connection ("*" alone): swallow, "proxy 407", expired, untrusted, "wrong host".
    `edits` maps a symbol to what is done to its answer before it is sent.
    """

    def __init__(self, folder: Path) -> None:
        self.listings = copy.deepcopy(shipped_listings())
        self.faults: dict[str, str] = {}
        self.edits: dict[str, Callable[[dict], object]] = {}
        self.asked: Counter[str] = Counter()
        self.requests: list[str] = []
        self.closing = threading.Event()
        self.tls, certificate = certificates()
        self.bundle = folder / "ca.pem"
        self.bundle.write_bytes(certificate)

    def __enter__(self) -> FakeYahoo:
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.yahoo = self
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()

    def environment(self, cache_folder: Path) -> dict[str, str]:
        """Environment of a program that is to meet this server instead of Yahoo."""
        address = f"http://127.0.0.1:{self._server.server_address[1]}"
        proxies = dict.fromkeys(("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY"), address)
        bundle = dict.fromkeys(("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"), str(self.bundle))  # the first wins if set
        return os.environ | proxies | bundle | {"EVENTSTUDY_CACHE": str(cache_folder)}

    def fault(self, symbol: str) -> str | None:
        fault = self.faults.get(symbol, self.faults.get("*"))
        kind, _, once = (fault or "").partition(" ")
        if once == "once":
            return kind if self.asked[symbol] == 1 else None
        return fault


class _Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads, block_on_close, request_queue_size = True, False, 64
    yahoo: FakeYahoo

    def handle_error(self, request, client_address):  # a client that hangs up is part of the tests
        pass


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server
    timeout = 60

    def log_message(self, *_):
        pass

    def do_CONNECT(self):
        fault = self.server.yahoo.faults.get("*", "")
        if fault == "swallow":
            self.server.yahoo.closing.wait(60)
            return
        if fault.startswith("proxy "):
            self._send(int(fault.removeprefix("proxy ")), b"")
            return
        self.send_response(200, "Connection Established")
        self.end_headers()
        tls = self.server.yahoo.tls
        tunnel = tls.get(fault, tls[None]).wrap_socket(self.connection, server_side=True)
        self.connection = self.request = tunnel
        self.rfile, self.wfile = tunnel.makefile("rb", -1), tunnel.makefile("wb", 0)
        self.close_connection = False
        try:
            while not self.close_connection:
                self.handle_one_request()
        finally:
            for end in (self.rfile, self.wfile, tunnel):
                with contextlib.suppress(OSError):
                    end.close()

    def do_GET(self):
        yahoo, address = self.server.yahoo, urlsplit(self.path)
        yahoo.requests.append(self.path)
        if yahoo.faults.get("*") == "hang":
            yahoo.closing.wait(60)
            self.close_connection = True
        elif self.headers.get("Host", "") in PAGES:
            self._send(200, PAGES[self.headers["Host"]], "text/html")
        elif address.path.startswith(CHART):
            self._chart(unquote(address.path.removeprefix(CHART)), parse_qs(address.query))
        elif address.path == "/v1/test/getcrumb":
            self._send(200, b"crumb", "text/plain")
        elif self.headers.get("Host", "").startswith("fc.yahoo.com"):
            expiry = (dt.datetime.now(dt.UTC) + dt.timedelta(days=300)).strftime("%a, %d %b %Y %H:%M:%S GMT")
            cookie = f"A3=fake; Expires={expiry}; Domain=.yahoo.com; Path=/; Secure; HttpOnly"
            self._send(404, b"", "text/html", {"Set-Cookie": cookie})
        else:
            self._send(404, b'{"error": "not part of the stand-in"}')

    def _chart(self, symbol: str, query: dict[str, list[str]]) -> None:
        yahoo = self.server.yahoo
        yahoo.asked[symbol] += 1
        fault = yahoo.fault(symbol)
        if fault in REPLIES:
            self._send(*REPLIES[fault])
        elif fault in REDIRECTS:
            self._send(302, b"", headers={"Location": REDIRECTS[fault]})
        elif fault == "bomb":
            self._bomb()
        elif fault == "packing":
            self._send(200, b"no gzip", headers={"Content-Encoding": "gzip"})
        elif fault == "reset":
            self.close_connection = True
            self.connection.close()
        elif fault == "hang":
            yahoo.closing.wait(60)
            self.close_connection = True
        elif symbol not in yahoo.listings:
            self._send(404, _refusal("Not Found", "No data found, symbol may be delisted"))
        else:
            answer = _answer(symbol, yahoo.listings[symbol], query)
            yahoo.edits.get(symbol, bool)(answer)
            body = json.dumps(answer).encode()
            if fault == "short":  # the length of the whole, then half of it
                self._send(200, body, sent=len(body) // 2)
            else:
                self._send(200, body[: len(body) // 2] if fault == "cut" else body)

    def _bomb(self) -> None:
        """Six gigabytes of blanks in six megabytes."""
        packer = zlib.compressobj(wbits=31)
        start = packer.compress(b" ") + packer.flush(zlib.Z_FULL_FLUSH)
        packer.compress(b" " * 1_000_000)
        block = packer.flush(zlib.Z_FULL_FLUSH)
        self._send(200, start + block * 6000, headers={"Content-Encoding": "gzip"})

    def _send(
        self,
        code: int,
        body: bytes,
        kind: str = "application/json",
        headers: Mapping[str, str] = MappingProxyType({}),
        sent: int = -1,
    ) -> None:
        self.send_response(code)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body if sent < 0 else body[:sent])
        self.close_connection |= sent >= 0


def _refusal(code: str, description: str) -> bytes:
    return json.dumps({"chart": {"result": None, "error": {"code": code, "description": description}}}).encode()


REPLIES: dict[str | None, tuple[int, bytes]] = {
    "429": (429, b"Too Many Requests\r\n"),
    "500": (500, b"oops"),
    "no dates": (400, _refusal("Bad Request", "Data doesn't exist for startDate = 1, endDate = 2")),
    "400": (400, _refusal("Bad Request", "Invalid input - interval=1x is not supported")),
    "401": (401, b'{"finance": {"result": null, "error": {"code": "Unauthorized", "description": "Invalid Crumb"}}}'),
    "403": (403, b"<html><title>Access Denied</title></html>"),
    "404": (404, b"<html><title>Not here</title></html>"),
    "407": (407, b""),
    "422": (422, _refusal("Unprocessable Entity", "1d data not available for these times")),
    "451": (451, b""),
    "down": (200, b"<html>Will be right back</html>"),
    "html": (200, b"<html><title>Something\nelse</title></html>"),
    "array": (200, b"[1, 2]"),
    "deep": (200, b"[" * 100_000),
    "no result": (200, b'{"chart": {"result": [], "error": null}}'),
}
PORTAL = "portal.example"
REDIRECTS: dict[str | None, str] = {
    "consent": "https://consent.yahoo.com/v2/collectConsent?sessionId=1",
    "portal": f"https://{PORTAL}/login",
    "http": "http://query2.finance.yahoo.com/v8/finance/chart/AAA",
    "circle": f"https://query2.finance.yahoo.com{CHART}CIRCLE",
}
PAGES = {
    "consent.yahoo.com": b"<html><form><input name=csrfToken value=1></form></html>",
    PORTAL: b"<html><title>Welcome, please log in</title></html>",
}


def _answer(symbol: str, listing: Listing, query: dict[str, list[str]]) -> dict:
    zone = zoneinfo.ZoneInfo(listing.zone)
    stamps = [int(dt.datetime.fromisoformat(f"{day}T09:30").replace(tzinfo=zone).timestamp()) for day in listing.dates]
    first, last = (
        int(query.get(name, [default])[0]) for name, default in (("period1", "0"), ("period2", "9999999999"))
    )
    if "range" in query:
        first = stamps[-1]
    rows = [i for i, stamp in enumerate(stamps) if first <= stamp < last]
    quote = {name: [_bar(listing, name, i) for i in rows] for name in ("open", "high", "low", "close", "volume")}
    adjusted = [close and close * listing.adjustment for close in quote["close"]]
    on = {listing.dates[i]: stamps[i] for i in rows}
    events = {
        "dividends": {str(on[d]): {"amount": x, "date": on[d]} for d, x in listing.dividends.items() if d in on},
        "splits": {
            str(on[d]): {"date": on[d], "numerator": a, "denominator": b, "splitRatio": f"{a}:{b}"}
            for d, (a, b) in listing.splits.items()
            if d in on
        },
    }
    result = {"meta": _meta(symbol, listing, stamps[-1]), "indicators": {"quote": [quote if rows else {}]}}
    if rows:
        result |= {"timestamp": [stamps[i] for i in rows], "events": events}
        result["indicators"]["adjclose"] = [{"adjclose": adjusted}]
    return {"chart": {"result": [result], "error": None}}


def _bar(listing: Listing, name: str, i: int) -> float | None:
    close, stale = listing.close[i], listing.dates[i] in listing.stale
    if close is None:
        return None
    if name == "volume":
        return 0 if stale else VOLUME + i
    return close if stale else close * {"open": 0.995, "high": 1.01, "low": 0.99, "close": 1}[name]


def _meta(symbol: str, listing: Listing, last: int) -> dict:
    period = {"timezone": "X", "start": last, "end": last + 23400, "gmtoffset": 0}
    return {
        "currency": listing.currency,
        "symbol": symbol,
        "exchangeName": listing.exchange,
        "instrumentType": "EQUITY",
        "regularMarketTime": last + 23400,
        "exchangeTimezoneName": listing.zone,
        "currentTradingPeriod": {"pre": dict(period), "regular": dict(period), "post": dict(period)},
        "dataGranularity": "1d",
        "validRanges": ["1d", "5d", "1mo", "max"],
    }


STUDY = """\
version: 1
prices: {source: yahoo%s}
windows: {estimation: [-60, -11], event: [-5, 5], car: [[0, 0], [-1, 1]]}
markets:
  ^GDAXI: {exchange: XETR}
  ^GSPC: {exchange: XNYS}
assets:
  NVDA: {exchange: XNAS, market: ^GSPC}
  ENR.DE: {exchange: XETR, market: ^GDAXI}
%sevents:
  - {id: shock, at: 2025-01-27T00:00+01:00}
"""


def study_text(*more: str, fallback: str | None = None) -> str:
    """A small study: NVDA and ENR.DE, and more assets that trade in New York against the S&P 500."""
    assets = "".join(f"  {symbol}: {{exchange: XNYS, market: ^GSPC}}\n" for symbol in more)
    return STUDY % (f", fallback: {fallback}" if fallback else "", assets)


@dataclass(frozen=True)
class Ended:
    """How a run of the command line ended."""

    code: int
    out: str
    err: str
    seconds: float


def command(yahoo: FakeYahoo, folder: Path, *arguments: str) -> Ended:
    """Run the command line in a process of its own, with the stand-in for Yahoo and a cache in `folder`."""
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "eventstudy.cli", *arguments],
        env=yahoo.environment(folder / "cache"),
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    return Ended(done.returncode, done.stdout, done.stderr, time.monotonic() - start)
