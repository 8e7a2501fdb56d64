"""Tables of prices as programs and people write them: wide, long, or a file for each share."""

from __future__ import annotations

from collections.abc import Collection

from eventstudy.messages import NOTHING, Message, message
from eventstudy.prices.layouts.layout import Layout
from eventstudy.prices.plan import Cells, Column, Head, Plan, fields_of, missing, refuse_double_columns
from eventstudy.prices.request import Request
from eventstudy.prices.series import BARS
from eventstudy.spec.source import listed

__all__ = [
    "BARS_LAYOUT",
    "LONG",
    "WIDE",
    "closes_read",
    "ended_by_name",
    "plan_bars",
    "plan_long",
    "plan_wide",
    "with_adjusted",
]

READ = ("close", "adjusted", *BARS, "dividend")
ADJUSTED = ("open", "high", "low")


def plan_wide(head: Head, request: Request) -> Plan:
    """`date` and a column for each ticker; columns that the study does not name are left alone."""
    date = date_column(head)
    refuse_double_columns(head.header, head.position)
    columns = {date: Column(head.header[date] or "date", "date")}
    columns |= {
        at: Column(name, "close", name) for at, name in enumerate(head.header) if name in request.tickers and at != date
    }
    return Plan(dict(sorted(columns.items())))


def plan_long(head: Head, _request: Request) -> Plan:
    """`date, ticker, close` and more: a row for each day of each ticker."""
    refuse_double_columns(head.header, head.position)
    names = fields_of(head.header)
    if "date" not in names:
        raise missing(head, "date", message("first_row_names_columns", header=listed(list(head.header))))
    if "ticker" not in names:
        raise missing(head, "ticker", message("long_table_has"))
    if not {"close", "adjusted"} & set(names):
        raise missing(head, "close", message("long_table_has"))
    return _of_fields(head, names, ("date", "ticker", *READ))


def plan_bars(head: Head, request: Request) -> Plan:
    """One ticker's days, its name that of the file: `Date, Open, High, Low, Close, Volume`, some of them or all."""
    refuse_double_columns(head.header, head.position)
    names = fields_of(head.header)
    names[date_column(head)] = "date"
    if not {"close", "adjusted"} & set(names):
        raise missing(head, "close", message("bars_have"))
    return _of_fields(head, names, ("date", *READ), ended_by_name(head, request))


def _of_fields(head: Head, names: list[str], read: tuple[str, ...], ticker: str = "") -> Plan:
    named = {at: Column(head.header[at], name) for at, name in enumerate(names) if name in read}
    _refuse_same_field(head, named)
    unread, said = closes_read(names, {one.field: one.label for one in named.values()}.get("adjusted", ""))
    columns = {at: one for at, one in named.items() if one.field not in unread}
    return Plan(columns, ticker=ticker, finish=with_adjusted, said=said or _renamed(columns))


def closes_read(fields: Collection[str], adjusted: str) -> tuple[set[str], Message]:
    """What is left alone of these fields so that dividends are counted once, and what is to be said of the closes.

    Adjusted closes stand for closes where no dividends are given, and hold them where there are no other closes.
    yfinance's history has adjusted closes under the name of closes where it has none of the other name.

    Parameters
    ----------
    fields : collection of str
    adjusted : str
        Name of the column of adjusted closes.
    """
    if "adjusted" not in fields:
        return ({"dividend"}, message("read_total_return_closes")) if "split" in fields else (set(), NOTHING)
    if {"close", "dividend"} <= set(fields):
        return {"adjusted"}, NOTHING
    return {"dividend"}, message("read_adjusted", column=adjusted)


def with_adjusted(cells: Cells) -> Cells:
    """Adjusted closes in place of closes where they are read, the rest of the bar on their scale."""
    adjusted = cells.pop("adjusted", None)
    if adjusted is None:
        return cells
    if "close" in cells:
        ratio = adjusted / cells["close"]
        cells |= {name: cells[name] * ratio for name in ADJUSTED if name in cells}
    cells["close"] = adjusted
    return cells


def date_column(head: Head) -> int:
    """Position of the dates: the column called so, or a first column without a name."""
    names = fields_of(head.header)
    if "date" in head.header:
        return head.header.index("date")
    if "date" in names:
        return names.index("date")
    if head.header and not head.header[0].strip() and not head.typed:
        return 0
    raise missing(head, "date", message("first_row_names_columns", header=listed(list(head.header))))


def ended_by_name(head: Head, request: Request) -> str:
    """Ticker of a file that names none: that of the study which the file is called after, else the file's own name."""
    stem = head.path.name.removesuffix(head.path.suffix)
    like = [ticker for ticker in request.tickers if ticker.casefold() == stem.casefold()]
    return stem if stem in request.tickers or len(like) != 1 else like[0]


def _refuse_same_field(head: Head, columns: dict[int, Column]) -> None:
    """Refuse two columns that are the same thing under two names."""
    seen: dict[str, str] = {}
    for one in columns.values():
        if one.field in seen:
            what = message("columns_of_one_meaning", first=seen[one.field], second=one.label)
            raise head.error(what, message("keep_one"))
        seen[one.field] = one.label


def _renamed(columns: dict[int, Column]) -> Message:
    """Which columns were read as what, where a name is not the field's own."""
    other = [one for one in columns.values() if one.label.strip().lower() not in (one.field, f"{one.field}s")]
    pairs = ", ".join(f"{one.label} = {one.field}" for one in other)
    return message("read_as", columns=pairs) if other else NOTHING


WIDE = Layout(
    "wide",
    plan_wide,
    {"en": "`date` and a column for each ticker.", "de": "`date` und eine Spalte je Ticker."},
)
LONG = Layout(
    "long",
    plan_long,
    {
        "en": "`date, ticker, close`, and where there open, high, low, volume, dividend: a row for each day of each.",
        "de": "`date, ticker, close` und, wo vorhanden, open, high, low, volume, dividend: eine Zeile je Tag.",
    },
)
BARS_LAYOUT = Layout(
    "bars",
    plan_bars,
    {
        "en": "One ticker for each file, which is called after it: `Date, Open, High, Low, Close, Adj Close, Volume`.",
        "de": "Ein Ticker je Datei, die nach ihm heißt: `Date, Open, High, Low, Close, Adj Close, Volume`.",
    },
)
