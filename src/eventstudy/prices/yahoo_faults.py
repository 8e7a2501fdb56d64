"""What goes wrong between here and Yahoo, each fault in words of its own: what happened, and what to do about it."""

from __future__ import annotations

import re
from typing import Any

from eventstudy.errors import DataError, NetworkDown, NoDataInRange, RateLimited, UnknownSymbol, UpstreamBroken
from eventstudy.text import inert

__all__ = [
    "ELSEWHERE",
    "LATER",
    "LOG_IN",
    "NETWORK",
    "SPELLING",
    "ServerError",
    "quoted",
    "status_error",
    "transport_error",
]

ELSEWHERE = "or use prices of your own ('prices: {source: csv, path: FILE}')"
LATER = f"try again later, {ELSEWHERE}"
NETWORK = f"check the network and try again, {ELSEWHERE}"
LOG_IN = "log in to the network if it has a page for that, and try again"
SPELLING = "check its spelling on finance.yahoo.com"

REFUSALS = {
    400: ("Yahoo does not accept the request (400)", "check the symbol and the dates"),
    401: (
        "Yahoo does not accept the session that was opened for it (401)",
        f"upgrade yfinance ('pip install --upgrade yfinance'), {ELSEWHERE}",
    ),
    403: (
        "Yahoo refuses requests from where you are (403)",
        f"it blocks some networks, above all VPNs and data centres: try from another network, {ELSEWHERE}",
    ),
    404: (
        "Yahoo has nothing at the address that was asked (404)",
        f"{SPELLING}; if it is right, upgrade yfinance ('pip install --upgrade yfinance')",
    ),
    407: (
        "the proxy of your network asks for a name and a password (407)",
        "state them in HTTPS_PROXY, as in http://NAME:PASSWORD@HOST:PORT",
    ),
    422: ("Yahoo cannot make sense of the request (422)", "check the symbol and the dates"),
    429: (
        "Yahoo refuses more requests for now (429)",
        f"wait an hour and try again, what has arrived is kept; {ELSEWHERE}",
    ),
    451: (
        "Yahoo may not give these prices to where you are, for legal reasons (451)",
        f"try from another network, {ELSEWHERE}",
    ),
}
"""What refusals mean, and what to do."""

CERTIFICATES = {
    "expired": ("it has expired", "set the clock of this computer right and try again"),
    "not yet valid": ("it is not valid yet", "set the clock of this computer right and try again"),
    "subject name|host ?name": (
        "it is for another host",
        "something else answers in Yahoo's place: open a web page, log in to the network if it asks for it, try again",
    ),
    "issuer|self.signed|unable to get": (
        "this computer does not trust its issuer",
        "a proxy or a virus scanner that reads along shows a certificate of its own: "
        "ask for its root certificate and name the file in CURL_CA_BUNDLE",
    ),
}
"""What is wrong with a certificate, by the words of the TLS library."""


class ServerError(UpstreamBroken):
    """HTTP 5xx: it may pass if one waits a moment."""


def quoted(value: object, most: int = 160) -> str:
    """Words of Yahoo's as they can be shown: in one line of limited length, and in quotes."""
    if value is None:
        return "nothing"
    text = " ".join(inert(str(value)).split())
    return f"'{text}'" if len(text) <= most else f"'{text[:most]}…'"


def status_error(status: int, described: str = "") -> DataError:
    """What an HTTP status other than 200 stands for, with Yahoo's own description.

    Parameters
    ----------
    status : int
    described : str
        `chart.error.description` of the answer, if it has one.
    """
    said = f": {quoted(described)}" if described else ""
    if status == 404 and described:
        return UnknownSymbol(f"Yahoo does not know this symbol{said}", SPELLING)
    if status == 400 and "data doesn't exist" in described.lower():
        return NoDataInRange(f"Yahoo has no prices in this range{said}", "check the dates, and when the listing began")
    if status >= 500:
        return ServerError(f"Yahoo has a fault of its own (HTTP {status}){said}", LATER)
    message, remedy = REFUSALS.get(status, (f"Yahoo answered with HTTP {status}", LATER))
    kind = {407: NetworkDown, 429: RateLimited}.get(status, UpstreamBroken)
    return kind(message + said, remedy)


def transport_error(error: OSError) -> DataError:
    """What a transport error of curl_cffi means for the user."""
    from curl_cffi.requests import exceptions

    if isinstance(error, exceptions.HTTPError) and not error.code:
        return status_error(int(getattr(error.response, "status_code", 0) or 0))
    if isinstance(error, exceptions.ProxyError) or "CONNECT tunnel" in str(error):  # by version of the library
        return _proxy_error(str(error))
    if isinstance(error, exceptions.SSLError):
        return _tls_error(error)
    answers: dict[type, tuple[str, str]] = {
        exceptions.InvalidSchema: ("led to an address without encryption, which was not followed", LOG_IN),
        exceptions.TooManyRedirects: ("led from one address to the next without an end", LATER),
        exceptions.HTTPError: ("is cut off or badly packed", LATER),
    }
    for kind, (what, remedy) in answers.items():
        if isinstance(error, kind):
            return UpstreamBroken(f"Yahoo's answer {what}", remedy)
    return NetworkDown(f"no connection to Yahoo: {_no_connection(error)}", NETWORK)


def _no_connection(error: Any) -> str:
    from curl_cffi.const import CurlECode
    from curl_cffi.requests import exceptions

    if error.code == CurlECode.COULDNT_CONNECT:
        return "refused"
    reasons: dict[type, str] = {
        exceptions.Timeout: "no answer in time",
        exceptions.DNSError: "its name cannot be resolved",
        exceptions.ConnectionError: "cut off before an answer",
    }
    return next((text for kind, text in reasons.items() if isinstance(error, kind)), "the request failed")


def _proxy_error(text: str) -> DataError:
    """The proxy between here and Yahoo does not do its work."""
    status = re.search(r"response (\d{3})", text)
    if status and status[1] == "407":
        return status_error(407)
    reason = f"does not let it through (HTTP {status[1]})" if status else "cannot be reached"
    remedy = f"correct HTTPS_PROXY, or ask who runs the network, {ELSEWHERE}"
    return NetworkDown(f"no connection to Yahoo: the proxy {reason}", remedy)


def _tls_error(error: Any) -> DataError:
    """The secure connection cannot be made; which of the reasons, the TLS library says in words only."""
    from curl_cffi.const import CurlECode
    from curl_cffi.requests import exceptions

    if error.code == CurlECode.SSL_CACERT_BADFILE:
        remedy = "correct or unset CURL_CA_BUNDLE and REQUESTS_CA_BUNDLE"
        return NetworkDown("no connection to Yahoo: the file of trusted certificates cannot be read", remedy)
    if isinstance(error, exceptions.CertificateVerifyError):
        said = str(error).lower()
        reason, remedy = next(
            (words for pattern, words in CERTIFICATES.items() if re.search(pattern, said)), ("it is not valid", NETWORK)
        )
        return NetworkDown(f"no connection to Yahoo: the certificate shown is refused, {reason}", remedy)
    return NetworkDown("no connection to Yahoo: the secure connection failed", NETWORK)
