"""What goes wrong between here and Yahoo, each fault in words of its own: what happened, and what to do about it."""

from __future__ import annotations

import re
from typing import Any

from eventstudy.errors import DataError, NetworkDown, NoDataInRange, RateLimited, UnknownSymbol, UpstreamBroken
from eventstudy.messages import Message, message
from eventstudy.prices.wording import quoted

__all__ = ["LATER", "LOG_IN", "NETWORK", "SPELLING", "ServerError", "status_error", "transport_error"]

LATER, NETWORK = message("try_later"), message("check_network")
LOG_IN, SPELLING = message("log_in"), message("check_spelling")

REFUSALS = {
    400: "check_symbol_and_dates",
    401: "upgrade_or_own",
    403: "leave_blocked_network",
    404: "check_spelling_or_upgrade",
    407: "state_proxy_password",
    422: "check_symbol_and_dates",
    429: "wait_an_hour",
    451: "leave_network",
}
"""What is to be done about refusals, each of which has a text of its own."""

CERTIFICATES = {
    "expired": ("certificate_expired", "set_clock"),
    "not yet valid": ("certificate_too_new", "set_clock"),
    "subject name|host ?name": ("certificate_of_another", "open_a_page"),
    "issuer|self.signed|unable to get": ("certificate_untrusted", "name_root_certificate"),
}
"""What is wrong with a certificate and what to do, by the words of the TLS library."""


class ServerError(UpstreamBroken):
    """HTTP 5xx: it may pass if one waits a moment."""


def status_error(status: int, described: str = "") -> DataError:
    """What an HTTP status other than 200 stands for, with Yahoo's own description.

    Parameters
    ----------
    status : int
    described : str
        `chart.error.description` of the answer, if it has one.
    """
    kind, what, advice = _meaning(status, described)
    return kind(message("because", what=what, why=quoted(described)) if described else what, advice)


def _meaning(status: int, described: str) -> tuple[type[DataError], Message, Message]:
    if status == 404 and described:
        return UnknownSymbol, message("yahoo_unknown_symbol"), SPELLING
    if status == 400 and "data doesn't exist" in described.lower():
        return NoDataInRange, message("yahoo_no_dates"), message("check_dates_and_listing")
    if status >= 500:
        return ServerError, message("yahoo_server", status=status), LATER
    kind = {407: NetworkDown, 429: RateLimited}.get(status, UpstreamBroken)
    if status in REFUSALS:
        return kind, message(f"yahoo_{status}"), message(REFUSALS[status])
    return kind, message("yahoo_status", status=status), LATER


def transport_error(error: OSError) -> DataError:
    """What a transport error of curl_cffi means for the user."""
    from curl_cffi.requests import exceptions

    if isinstance(error, exceptions.HTTPError) and not error.code:
        return status_error(int(getattr(error.response, "status_code", 0) or 0))
    if isinstance(error, exceptions.ProxyError) or "CONNECT tunnel" in str(error):  # by version of the library
        return _proxy_error(str(error))
    if isinstance(error, exceptions.SSLError):
        return _tls_error(error)
    answers: dict[type, tuple[str, Message]] = {
        exceptions.InvalidSchema: ("yahoo_unencrypted", LOG_IN),
        exceptions.TooManyRedirects: ("yahoo_circle", LATER),
        exceptions.HTTPError: ("yahoo_badly_packed", LATER),
    }
    for kind, (what, advice) in answers.items():
        if isinstance(error, kind):
            return UpstreamBroken(message(what), advice)
    return _no_connection(message(_why_not(error)), NETWORK)


def _no_connection(why: Message, advice: Message) -> NetworkDown:
    return NetworkDown(message("yahoo_no_connection", why=why), advice)


def _why_not(error: Any) -> str:
    from curl_cffi.const import CurlECode
    from curl_cffi.requests import exceptions

    if error.code == CurlECode.COULDNT_CONNECT:
        return "connection_refused"
    reasons: dict[type, str] = {
        exceptions.Timeout: "connection_too_slow",
        exceptions.DNSError: "connection_no_name",
        exceptions.ConnectionError: "connection_cut",
    }
    return next((code for kind, code in reasons.items() if isinstance(error, kind)), "connection_failed")


def _proxy_error(text: str) -> DataError:
    """The proxy between here and Yahoo does not do its work."""
    status = re.search(r"response (\d{3})", text)
    if status and status[1] == "407":
        return status_error(407)
    reason = message("proxy_refuses", status=int(status[1])) if status else message("proxy_unreachable")
    return _no_connection(reason, message("correct_proxy"))


def _tls_error(error: Any) -> DataError:
    """The secure connection cannot be made; which of the reasons, the TLS library says in words only."""
    from curl_cffi.const import CurlECode
    from curl_cffi.requests import exceptions

    if error.code == CurlECode.SSL_CACERT_BADFILE:
        return _no_connection(message("certificates_unreadable"), message("correct_certificates"))
    if isinstance(error, exceptions.CertificateVerifyError):
        said = str(error).lower()
        known = (codes for pattern, codes in CERTIFICATES.items() if re.search(pattern, said))
        why, advice = next(known, ("certificate_invalid", NETWORK.code))
        return _no_connection(message("certificate_refused", why=message(why)), message(advice))
    return _no_connection(message("connection_insecure"), NETWORK)
