"""Whether Yahoo's answer about prices is one, and to what was asked: judged before yfinance or the cache see it.

An answer is not made usable: what is not as it must be is refused whole, with the reason.
"""

from __future__ import annotations

import json
import re
import zoneinfo
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pandas as pd

from eventstudy.errors import DataError, UpstreamBroken
from eventstudy.messages import message
from eventstudy.prices.history import CURRENCY
from eventstudy.prices.wording import quoted
from eventstudy.prices.yahoo_faults import LATER, LOG_IN, status_error

__all__ = ["judge"]

COLUMNS = ("open", "high", "low", "close", "volume")
DAILY = "1d"
BEYOND = 1e18
"""No price, amount or volume is as large; beyond it yfinance's whole numbers overflow."""
NEAR_MIDNIGHT = pd.Timedelta(hours=2)
"""After a change of clocks Yahoo stamps some days an hour or two before their midnight."""
EARLIEST, LATEST = -(2**32), 2**33
"""Stamps in seconds, from 1833 to 2242."""


def judge(symbol: str, status: int, url: str, body: bytes) -> DataError | None:
    """Error that an answer about prices stands for; None for daily prices of the symbol.

    Parameters
    ----------
    symbol : str
        What was asked for.
    status : int
    url : str
        Where the answer came from in the end, after redirects.
    body : bytes
    """
    answer = _parsed(body)
    if (astray := _led_away(url, body)) is not None:
        return astray
    if status != 200:
        return status_error(status, _description(answer))
    try:
        _check(symbol, answer)
    except DataError as e:
        return e
    return None


def _led_away(url: str, body: bytes) -> DataError | None:
    """Error of an answer that something else gave than Yahoo's prices: another page of Yahoo's, another host."""
    host = urlsplit(url).hostname or ""
    if re.search(r"(^|\.)(consent|guce)\.yahoo\.com$", host) or b"//consent.yahoo.com" in body[:100_000]:
        return UpstreamBroken(message("yahoo_consent"), message("leave_europe"))
    if not host.endswith(".yahoo.com"):
        return UpstreamBroken(message("yahoo_led_away", host=quoted(host)), LOG_IN)
    if b"Will be right back" in body:
        return UpstreamBroken(message("yahoo_maintenance"), LATER)
    return None


def _parsed(body: bytes) -> Any:
    """The answer's JSON, or the error of one that is none."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        if not body.lstrip().startswith(b"<"):
            return UpstreamBroken(message("yahoo_no_json"), LATER)
    title = re.search(rb"<title[^>]*>(.*?)</title>", body[:100_000], re.IGNORECASE | re.DOTALL)
    what = message("yahoo_web_page")
    if title:
        what = message("because", what=what, why=quoted(title[1].decode("utf-8", "replace")))
    return UpstreamBroken(what, LATER)


def _description(answer: Any) -> str:
    """What the answer says about its own error."""
    for part in ("chart", "finance"):
        try:
            return str(answer[part]["error"]["description"] or "")
        except (KeyError, TypeError, IndexError):
            continue
    return ""


def _check(symbol: str, answer: Any) -> None:
    """Refuse what is not daily prices of the symbol.

    Raises
    ------
    DataError
    """
    if isinstance(answer, DataError):
        raise answer
    chart = answer.get("chart") if isinstance(answer, dict) else None
    if not isinstance(chart, dict):
        raise UpstreamBroken(message("yahoo_no_chart"), LATER)
    if chart.get("error"):
        raise status_error(404, _description(answer) or str(chart["error"]))
    results = chart.get("result")
    if not isinstance(results, list) or len(results) != 1 or not isinstance(results[0], dict):
        raise UpstreamBroken(message("yahoo_empty_chart"), LATER)
    zone = _check_meta(symbol, results[0].get("meta"))
    if results[0].get("timestamp"):
        _check_rows(results[0], zone)
    _check_actions(results[0].get("events") or {})


def _wrong(code: str, **values: object) -> UpstreamBroken:
    return UpstreamBroken(message("yahoo_untrusted", why=message(code, **values)), message("nothing_kept"))


def _check_meta(symbol: str, meta: Any) -> str:
    """Identity, unit and clock of the answer; its time zone."""
    if not isinstance(meta, dict):
        raise _wrong("about_nothing")
    answered = meta.get("symbol")
    if not isinstance(answered, str):
        raise _wrong("of_no_symbol")
    if _plain(answered) != _plain(symbol):
        what = message("yahoo_other_symbol", symbol=symbol, answered=quoted(answered))
        raise UpstreamBroken(what, message("perhaps_meant", answered=quoted(answered), otherwise=LATER))
    currency = meta.get("currency")
    if currency is not None and not (isinstance(currency, str) and CURRENCY.fullmatch(currency)):
        raise _wrong("no_currency_code", said=quoted(currency, 40))
    zone = meta.get("exchangeTimezoneName")
    if not isinstance(zone, str) or not _is_zone(zone):
        raise _wrong("unknown_time_zone", said=quoted(zone, 40))
    if meta.get("dataGranularity", DAILY) != DAILY:
        raise _wrong("not_daily", said=quoted(meta["dataGranularity"], 40))
    return zone


def _plain(symbol: str) -> str:
    """A symbol without what Yahoo writes in two ways: capitals, and the dollar of exchange rates (USDEUR=X, EUR=X)."""
    upper = symbol.strip().upper()
    return re.sub(r"^USD([A-Z]{3}=X)$", r"\1", upper)


def _is_zone(name: str) -> bool:
    try:
        zoneinfo.ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # not found, not a relative path, not a file
        return False
    return True


def _check_rows(result: dict[str, Any], zone: str) -> None:
    """Stamps in order, one price for each day, as many values as stamps, and each a number or nothing."""
    stamps = result["timestamp"]
    if not isinstance(stamps, list) or not all(type(s) is int and EARLIEST < s < LATEST for s in stamps):
        raise _wrong("dates_no_seconds")
    indicators = result.get("indicators")
    quote, adjusted = _first(indicators, "quote"), _first(indicators, "adjclose")
    columns = {name: (quote or {}).get(name) for name in COLUMNS}
    if adjusted is not None:
        columns["adjusted close"] = adjusted.get("adjclose")
    for name, values in columns.items():
        if not isinstance(values, list):
            raise _wrong("no_such_column", name=name)
        if len(values) != len(stamps):
            raise _wrong("values_do_not_fit", dates=len(stamps), n=len(values), name=name)
        for value in values:
            if value is not None:
                _check_number(value, name)
    _check_days(stamps, columns["close"] or [], zone, result["meta"].get("regularMarketTime"))


def _first(indicators: Any, name: str) -> dict[str, Any] | None:
    """First table of a kind; None where there is none."""
    tables = indicators.get(name) if isinstance(indicators, dict) else None
    return tables[0] if isinstance(tables, list) and tables and isinstance(tables[0], dict) else None


def _check_number(value: Any, name: str) -> None:
    if type(value) not in (int, float) or not abs(value) <= BEYOND:  # NaN is not either
        raise _wrong("value_no_number", name=name, said=quoted(value, 40))


def _check_days(stamps: list[int], close: list[float | None], zone: str, live: Any) -> None:
    """Days in order, none with two prices; a quote of the running session may stand beside the day's row."""
    local = pd.to_datetime(np.array(stamps), unit="s", utc=True).tz_convert(zone)
    days = (local.tz_localize(None) + NEAR_MIDNIGHT).normalize()
    if (np.diff(stamps) < 0).any():
        raise _wrong("dates_unordered")
    for i in np.flatnonzero(days[1:] == days[:-1]):
        running = i + 2 == len(stamps) and stamps[-1] == live
        if not running and close[i] != close[i + 1]:
            raise _wrong("two_prices", day=days[i], first=close[i], second=close[i + 1])


def _check_actions(events: Any) -> None:
    """Dividends and splits: a stamp and finite numbers each, and no split by nothing."""
    for kind, names in (("dividends", ("amount",)), ("splits", ("numerator", "denominator"))):
        listed = events.get(kind) or {} if isinstance(events, dict) else None
        if not isinstance(listed, dict):
            raise _wrong("actions_no_list", kind=kind)
        for one in listed.values():
            if not isinstance(one, dict) or type(one.get("date")) is not int or not EARLIEST < one["date"] < LATEST:
                raise _wrong("actions_undated", kind=kind)
            for name in names:
                _check_number(one.get(name), f"{kind}, {name}")
            if kind == "splits" and not (one["numerator"] > 0 and one["denominator"] > 0):
                raise _wrong("split_by_nothing", numerator=one["numerator"], denominator=one["denominator"])
