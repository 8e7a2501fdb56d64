"""Tables that yfinance writes: two rows of names, one with the fields and one with the tickers."""

from __future__ import annotations

from eventstudy.messages import message
from eventstudy.prices.layouts.layout import Layout
from eventstudy.prices.layouts.plain import READ, closes_read, with_adjusted
from eventstudy.prices.plan import Column, Head, Plan, fields_of
from eventstudy.prices.request import Request

__all__ = ["YFINANCE", "has_two_rows"]


def has_two_rows(head: Head) -> bool:
    """Whether the first two rows are those of yfinance's `download`."""
    return not head.typed and _row_of_fields(head) is not None


def _row_of_fields(head: Head) -> int | None:
    """Which of the first two rows names fields in each cell but the first, where the other does not."""
    if len(head.rows) < 3 or len(head.header) < 2 or len(head.row(0)) != len(head.row(1)):
        return None
    first = {head.row(0)[0].strip().lower(), head.row(1)[0].strip().lower()}
    if first != {"price", "ticker"} and not (first == {""} and fields_of(head.row(2)[:1]) == ["date"]):
        return None
    known = [all(fields_of(row[1:])) for row in head.rows[:2]]
    return known.index(True) if sum(known) == 1 else None


def plan_yfinance(head: Head, request: Request) -> Plan:
    """`Price, Close, Close, …` over `Ticker, NVDA, ASML.AS, …` or the other way round; a row `Date` may follow."""
    at = _row_of_fields(head)
    if at is None:
        raise head.error(message("no_yfinance_header"), message("write_yfinance_with_to_csv"))
    fields, tickers = fields_of(head.rows[at]), head.rows[1 - at]
    unread, said = closes_read(fields[1:], "Adj Close")
    read = {*READ} - unread
    columns = {0: Column("Date", "date")}
    for i, (name, ticker) in enumerate(zip(fields, tickers, strict=True)):
        if i and name in read and ticker in request.tickers:
            columns[i] = Column(f"{head.rows[at][i]} {ticker}", name, ticker)
    if "adjusted" not in fields:
        said = message("read_total_return_closes")  # what `download` gives by default
    return Plan(columns, head.below(1), finish=with_adjusted, said=said)


YFINANCE = Layout(
    "yfinance",
    plan_yfinance,
    {
        "en": "What `yfinance.download(…).to_csv(…)` writes: one row names the fields, one the tickers.",
        "de": "Was `yfinance.download(…).to_csv(…)` schreibt: eine Zeile nennt die Felder, eine die Ticker.",
    },
)
