"""What the first rows of a file of prices say about the rest: which column holds what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from eventstudy.errors import PriceFileError
from eventstudy.messages import NOTHING, Message, message
from eventstudy.prices.series import PriceSeries
from eventstudy.spec.source import quote

__all__ = ["Column", "Head", "Plan", "fields_of", "missing", "refuse_double_columns"]

Floats = NDArray[np.float64]
Cells = dict[str, Floats]


@dataclass(frozen=True)
class Head:
    """The first rows of a file as text, and where the rest of it stands.

    Attributes
    ----------
    path : Path
    rows : tuple of tuple of str
        The first records, the header among them.
    lines : tuple of int
        Of a CSV file, on which they start.
    typed : bool
        Whether the columns have names and types of their own, as in Parquet and Stata: then there is one row.
    """

    path: Path
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...] = ()
    typed: bool = False

    def lines_before(self, record: int) -> int:
        """Lines before a record, blank ones among them."""
        return self.lines[record] - 1 if record < len(self.lines) else record

    @property
    def header(self) -> tuple[str, ...]:
        """The first row."""
        return self.rows[0] if self.rows else ()

    def row(self, at: int) -> tuple[str, ...]:
        """A row, without cells where there is none."""
        return self.rows[at] if at < len(self.rows) else ()

    def below(self, at: int) -> int:
        """Records up to the data below a row of names; a row that names the dates alone may come between."""
        names_dates = fields_of(self.row(at + 1)[:1]) == ["date"] and not any(self.row(at + 1)[1:])
        return at + 1 + names_dates

    @property
    def position(self) -> str:
        """Where the header stands."""
        return str(self.path) if self.typed else f"{self.path}:1"

    def error(self, what: Message, remedy: Message) -> PriceFileError:
        """Error about the header."""
        return PriceFileError(what, remedy, self.position)


@dataclass(frozen=True)
class Column:
    """One column that is read.

    Attributes
    ----------
    label : str
        Its name in messages, as the file has it.
    field : str
        What it holds: date, ticker, close, adjusted, open, high, low, volume, dividend, or a vendor's own; `alias` is
        another name of a row's ticker.
    ticker : str
        Whose; empty where the file or its rows say so.
    """

    label: str
    field: str
    ticker: str = ""


@dataclass(frozen=True, eq=False)
class Plan:
    """How a file is read.

    Attributes
    ----------
    columns : mapping of int to Column
        Those that are read, by their position.
    skip : int
        Records before the data.
    ticker : str
        Of the whole file, where neither rows nor columns name one.
    kind : {"prices", "returns"} or None
        What the values are, where the layout says it; None leaves it to the study.
    nothing : tuple of str
        Texts that stand for no value.
    forms : tuple of str
        Forms of dates, as for `strptime`, that the layout has besides the usual ones.
    currencies : mapping of ticker to code
    finish : callable or None
        Turns the fields of one series, `day` among them as numbers, into those of a `PriceSeries`.
    settle : callable or None
        Looks at a whole series: what it is without what is none, and what is to be said about it.
    said : Message
        What was read as what.
    spaced : bool
        Whether names of tickers may have spaces around them that are not theirs.
    """

    columns: Mapping[int, Column]
    skip: int = 1
    ticker: str = ""
    kind: Literal["prices", "returns"] | None = None
    nothing: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    currencies: Mapping[str, str] = field(default_factory=dict)
    finish: Callable[[Cells], Cells] | None = None
    settle: Callable[[PriceSeries], PriceSeries] | None = None
    said: Message = NOTHING
    spaced: bool = False

    @cached_property
    def by_row(self) -> bool:
        """Whether a column names the ticker of each row."""
        return any(column.field == "ticker" for column in self.columns.values())

    @cached_property
    def has_aliases(self) -> bool:
        """Whether rows have another name of their ticker."""
        return any(column.field == "alias" for column in self.columns.values())

    @cached_property
    def own_dates(self) -> bool:
        """Whether tickers have dates of their own."""
        return any(column.field == "date" and column.ticker for column in self.columns.values())

    def label(self, name: str, ticker: str = "") -> str:
        """Label of the column that holds a field: that of a ticker where it has its own, else that of all rows."""
        own = [one for one in self.columns.values() if one.field == name and one.ticker in ("", ticker)]
        return max(own, key=lambda one: one.ticker == ticker).label

    def tickers(self) -> list[str]:
        """Tickers that columns name, in their order; that of the whole file where they name none."""
        named = dict.fromkeys(column.ticker for column in self.columns.values() if column.ticker)
        return list(named) or [self.ticker]

    def labels_of(self, ticker: str) -> dict[str, str]:
        """Label of each field of a ticker's own, date and ticker left out."""
        own = [one for one in self.columns.values() if one.ticker == ticker or not one.ticker]
        return {one.field: one.label for one in own if one.field not in ("date", "ticker", "alias")}


FIELDS: Mapping[str, str] = {
    "date": "date",
    "ticker": "ticker",
    "symbol": "ticker",
    "close": "close",
    "price": "close",
    "adj close": "adjusted",
    "adj. close": "adjusted",
    "adjusted close": "adjusted",
    "adjclose": "adjusted",
    "open": "open",
    "high": "high",
    "low": "low",
    "volume": "volume",
    "dividend": "dividend",
    "dividends": "dividend",
    "stock splits": "split",
    "capital gains": "gain",
}
"""What a column is by its name, in lower case."""


def fields_of(header: Sequence[str]) -> list[str]:
    """Field of each column by its name, in any case; empty where the name says nothing."""
    return [FIELDS.get(" ".join(name.strip().lower().replace("_", " ").split()), "") for name in header]


def refuse_double_columns(header: Sequence[str], position: str) -> None:
    """Refuse a column that stands twice: which of the two is meant cannot be known."""
    for name, count in Counter(header).items():
        if name and count > 1:
            what = message("column_several_times", column=name, n=count, shown=quote(name))
            raise PriceFileError(what, message("keep_one"), position)


def missing(head: Head, column: str, remedy: Message) -> PriceFileError:
    """Error about a column that a layout needs and the file has not."""
    return head.error(message("column_missing", column=column), remedy)
