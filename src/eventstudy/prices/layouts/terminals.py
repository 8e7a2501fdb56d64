"""Tables of Bloomberg's and Refinitiv's terminals, and the three files of EventStudyTools."""

from __future__ import annotations

import re

from eventstudy.messages import message
from eventstudy.prices.layouts.layout import Layout
from eventstudy.prices.layouts.plain import plan_wide
from eventstudy.prices.plan import Column, Head, Plan, missing
from eventstudy.prices.request import Request
from eventstudy.spec.date_texts import forms_of

__all__ = ["BLOOMBERG", "EVENTSTUDYTOOLS", "REFINITIV", "is_bloomberg", "is_eventstudytools"]

BLOOMBERG_FIELDS = {
    "px_last": "close",
    "last price": "close",
    "tot_return_index_gross_dvds": "close",
    "px_open": "open",
    "px_high": "high",
    "px_low": "low",
    "px_volume": "volume",
    "volume": "volume",
}
TOTAL = "tot_return_index_gross_dvds"
NOTHING_THERE = ("#N/A N/A", "#N/A", "#N/A Field Not Applicable", "NA", "nan")
REFINITIV_FIELDS = {
    "price close": "close",
    "close": "close",
    "close price": "close",
    "trdprc_1": "close",
    "tr.priceclose": "close",
    "open": "open",
    "price open": "open",
    "open_prc": "open",
    "high": "high",
    "price high": "high",
    "high_1": "high",
    "low": "low",
    "price low": "low",
    "low_1": "low",
    "volume": "volume",
    "acvol_uns": "volume",
}


def is_bloomberg(head: Head) -> bool:
    """Whether the second row names Bloomberg's fields."""
    second = {cell.strip().lower() for cell in head.row(1)}
    return not head.typed and bool(second & {"px_last", TOTAL})


def plan_bloomberg(head: Head, request: Request) -> Plan:
    """Securities in one row, fields below; one column of days for all, or one before each security (BDH)."""
    rows = head.rows
    at = next((i for i, row in enumerate(rows) if {c.strip().lower() for c in row} & set(BLOOMBERG_FIELDS)), 0)
    if not at:
        raise head.error(message("no_bloomberg_header"), message("bloomberg_has"))
    names, fields = rows[at - 1], [cell.strip().lower() for cell in rows[at]]
    days = [i for i, field in enumerate(fields) if field in ("date", "dates")] or [0]
    shared, columns, ticker = len(days) == 1, dict[int, Column](), ""
    for i, field in enumerate(fields):
        ticker = names[i].strip() if i < len(names) and names[i].strip() else ticker
        if i in days and shared:
            columns[i] = Column(rows[at][i].strip() or "date", "date")
        elif ticker in request.tickers and (i in days or field in BLOOMBERG_FIELDS):
            name = "date" if i in days else BLOOMBERG_FIELDS[field]
            columns[i] = Column(f"{rows[at][i].strip()} {ticker}", name, ticker)
    return Plan(columns, head.below(at), nothing=NOTHING_THERE, said=message("read_bloomberg"))


def plan_refinitiv(head: Head, request: Request) -> Plan:
    """`Instrument, Date, Price Close` by row, instruments over fields, or days and a column for each instrument."""
    names = [cell.strip().lower() for cell in head.header]
    if "instrument" in names:
        if "date" not in names:
            raise missing(head, "Date", message("refinitiv_has"))
        known = {"instrument": "ticker", "date": "date", **REFINITIV_FIELDS}
        columns = {at: Column(head.header[at], known[name]) for at, name in enumerate(names) if name in known}
        if not any(one.field == "close" for one in columns.values()):
            raise missing(head, "Price Close", message("refinitiv_has"))
        return Plan(columns, nothing=NOTHING_THERE, said=message("read_refinitiv"))
    fields = [cell.strip().lower() for cell in head.row(1)]
    if len(fields) != len(names) or not set(fields[1:]) <= set(REFINITIV_FIELDS):
        return plan_wide(head, request)
    own: dict[int, Column] = {0: Column("Date", "date")}
    for at, field in enumerate(fields):
        ticker = head.header[at].strip()
        if at and ticker in request.tickers:
            own[at] = Column(f"{head.row(1)[at].strip()} {ticker}", REFINITIV_FIELDS[field], ticker)
    return Plan(own, head.below(1), nothing=NOTHING_THERE, said=message("read_refinitiv"))


def is_eventstudytools(head: Head) -> bool:
    """Whether the first row is one of EventStudyTools' firm or market file: a name, a day and a price."""
    row = [cell.strip() for cell in head.header]
    return (
        len(row) == 3 and not head.typed and bool(forms_of(row[1])) and re.fullmatch(r"\d+(\.\d+)?", row[2]) is not None
    )


def plan_eventstudytools(head: Head, _request: Request) -> Plan:
    """Firm or market; day; price, in three columns without a header."""
    if len(head.header) != 3:
        raise head.error(message("no_eventstudytools_file", n=len(head.header)), message("eventstudytools_has"))
    return Plan({0: Column("firm", "ticker"), 1: Column("date", "date"), 2: Column("price", "close")}, 0, spaced=True)


BLOOMBERG = Layout(
    "bloomberg",
    plan_bloomberg,
    {
        "en": "Bloomberg's tables: securities in one row, `PX_LAST` and other fields below, one column of days.",
        "de": "Tabellen von Bloomberg: Papiere in einer Zeile, `PX_LAST` und andere Felder darunter, eine Spalte Tage.",
    },
)
REFINITIV = Layout(
    "refinitiv",
    plan_refinitiv,
    {
        "en": "Refinitiv's tables: `Instrument, Date, Price Close` by row, or instruments over fields.",
        "de": "Tabellen von Refinitiv: `Instrument, Date, Price Close` je Zeile, oder Instrumente über Feldern.",
    },
)
EVENTSTUDYTOOLS = Layout(
    "eventstudytools",
    plan_eventstudytools,
    {
        "en": "EventStudyTools' firm and market files: name, day, price, separated by semicolons, without a header.",
        "de": "Firmen- und Marktdateien von EventStudyTools: Name, Tag, Kurs, mit Semikolon getrennt, ohne Kopfzeile.",
    },
    delimiter=";",
)
