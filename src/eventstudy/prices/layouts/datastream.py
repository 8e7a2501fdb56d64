"""Tables of Datastream's Excel add-in: a row of names or codes, days below, a padded tail where a share has died."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np

from eventstudy.messages import message
from eventstudy.prices.layouts.layout import Layout
from eventstudy.prices.plan import Column, Head, Plan
from eventstudy.prices.request import Request
from eventstudy.prices.series import PriceSeries

__all__ = ["DATASTREAM", "is_datastream"]

ROWS = ("name", "code", "currency")
TYPE = re.compile(r"\s*\((?P<type>[A-Z#]{1,4})\)(?:~\S+)?\s*$")
"""What Datastream writes after a code: (RI) is the total return index, (P) the price."""
ERROR = ("#ERROR", "$$ER")
CURRENCIES = {
    "U$": "USD", "E": "EUR", "£": "GBP", "Y": "JPY", "SF": "CHF", "C$": "CAD", "A$": "AUD", "K$": "HKD", "SK": "SEK",
    "NK": "NOK", "DK": "DKK", "S$": "SGD", "CH": "CNY", "KW": "KRW", "IR": "INR",
}  # fmt: skip
TAIL = 10
"""Rows of one value at the end that no trading share has."""


def is_datastream(head: Head) -> bool:
    """Whether the first row is Datastream's row of names or codes."""
    return not head.typed and bool(head.header) and head.header[0].strip().lower() in ("name", "code")


def plan_datastream(head: Head, request: Request) -> Plan:
    """Rows `Name`, `Code`, `CURRENCY`, some of them, and days below; a code's `(RI)` or `(P)` is cut off."""
    named = {row[0].strip().lower(): row for row in head.rows if row and row[0].strip().lower() in ROWS}
    skip = sum(bool(row) and row[0].strip().lower() in ROWS for row in head.rows)
    codes = named.get("code") or named.get("name")
    if codes is None:
        raise head.error(message("no_datastream_header"), message("datastream_has"))
    columns, types = {0: Column(codes[0], "date")}, dict[str, str]()
    for at, cell in enumerate(codes):
        found = TYPE.search(cell)
        ticker = TYPE.sub("", cell).strip()
        kind = found["type"] if found else ""
        if at and ticker in request.tickers and not (types.get(ticker) == "RI" and kind == "P"):
            columns = {i: one for i, one in columns.items() if one.ticker != ticker}
            columns[at], types[ticker] = Column(cell.strip(), "close", ticker), kind
    written = named.get("currency", ())
    currencies = {
        one.ticker: CURRENCIES[written[at].strip()]
        for at, one in columns.items()
        if at and at < len(written) and written[at].strip() in CURRENCIES
    }
    said = message("read_datastream", total=sorted(t for t, kind in types.items() if kind == "RI"))
    return Plan(
        dict(sorted(columns.items())),
        skip,
        nothing=("NA", "", "N/A"),
        currencies=currencies,
        settle=without_tail,
        said=said if any(kind == "RI" for kind in types.values()) else message("read_datastream_prices"),
    )


def without_tail(series: PriceSeries) -> PriceSeries:
    """The series up to its death: Datastream repeats the last value of a dead share to the end."""
    order = np.argsort(series.dates, kind="stable")
    close = series.close[order]
    moved = np.flatnonzero(close[1:] != close[:-1])
    last = int(moved[-1]) + 1 if len(moved) else len(close) - 1
    if len(close) - 1 - last < TAIL:
        return series
    cut = message("padded_tail_cut", last=series.dates[order][last], n=len(close) - 1 - last)
    kept = order[: last + 1]
    return replace(
        series,
        dates=series.dates[kept],
        close=close[: last + 1],
        bars={name: values[kept] for name, values in series.bars.items()},
        said=(*series.said, (cut, series.dates[order[last + 1 :]])),
    )


DATASTREAM = Layout(
    "datastream",
    plan_datastream,
    {
        "en": "Datastream's sheets: rows `Name`, `Code` and `CURRENCY`, days below; (RI) is a total return index, (P) "
        "a price; padded tails after a share's death are cut.",
        "de": "Blätter von Datastream: Zeilen `Name`, `Code` und `CURRENCY`, darunter Tage; (RI) ist ein "
        "Performance-Index, (P) ein Kurs; aufgefüllte Enden toter Aktien werden abgeschnitten.",
    },
)
