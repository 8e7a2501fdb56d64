"""Pieces that sections of the page are made of: tables whose cells know how they sort."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from eventstudy.messages import Message
from eventstudy.result import Column as SchemaColumn
from eventstudy.result import Table as SchemaTable
from eventstudy.result.columns import EVENT_ID, LAW
from eventstudy.text import Language

__all__ = [
    "FORMATS",
    "MOST_ROWS",
    "Cell",
    "Column",
    "Table",
    "column_cell",
    "headed",
    "kind_of",
    "message_cell",
    "table",
    "text_cell",
    "value_cell",
]

MOST_ROWS = 500
"""Rows of a table on the page; the files beside it hold them all."""


@dataclass(frozen=True)
class Column:
    """Heading of a column.

    Attributes
    ----------
    title : str
    kind : {"number", "text", "prose"}
        Numbers stand at the right; prose wraps.
    """

    title: str
    kind: str = "number"


@dataclass(frozen=True)
class Cell:
    """Cell of a table.

    Attributes
    ----------
    text : str
    sort : str or float or None
        What the column is sorted by, where that is not the text.
    mark : str
        Class names for its look.
    href : str
        Place on the page that it links to; empty for none.
    gloss : str
        What the text means, where it is a code.
    """

    text: str
    sort: str | float | None = None
    mark: str = ""
    href: str = ""
    gloss: str = ""


@dataclass(frozen=True)
class Table:
    """Table of a page.

    Attributes
    ----------
    caption : str
    columns : sequence of Column
    rows : sequence of sequence of Cell
    more : int
        Rows that were left out.
    file : str
        The file beside the page that has all rows: the name of a result table, or a whole name.
    notes : sequence of str
        What stands below, numbered from 1; cells name the numbers.
    """

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]] = field(repr=False)
    more: int = 0
    file: str = ""
    notes: Sequence[str] = ()


def table(
    caption: str, columns: Sequence[Column], rows: Sequence[Sequence[Cell]], file: str = "", most: int = MOST_ROWS
) -> Table | None:
    """Table of at most `most` rows; None without any."""
    return Table(caption, columns, rows[:most], max(0, len(rows) - most), file) if len(rows) else None


def headed(language: Language, table: SchemaTable, *names: str) -> list[Column]:
    """Headings of some columns of a result table, as the schema has them."""
    columns = (table.column(name) for name in names)
    return [Column(column.heading[language.code], kind_of(column)) for column in columns]


def kind_of(column: SchemaColumn) -> str:
    """How a column of a result table is set: events and messages wrap, but for laws."""
    if column == EVENT_ID or (column.unit == "message" and column != LAW):
        return "prose"
    return "number" if column.unit in FORMATS else "text"


def text_cell(value: Any, mark: str = "") -> Cell:
    """Text as it is, empty for a missing value."""
    return Cell("" if pd.isna(value) else str(value), mark=mark)


def message_cell(language: Language, said: Message) -> Cell:
    """What a message of a result table says in the page's language."""
    return Cell(language.text(said))


def column_cell(language: Language, column: SchemaColumn, value: Any) -> Cell:
    """Cell of a result table as the schema says what stands in its column."""
    if isinstance(value, Message):
        return message_cell(language, value)
    if column.unit in FORMATS:
        number = math.nan if pd.isna(value) else float(value)
        return value_cell(FORMATS[column.unit](language, column, number), number)
    return Cell(language.date(value), sort=str(value)) if column.unit == "date" else text_cell(value)


FORMATS: Mapping[str, Callable[[Language, SchemaColumn, float], str]] = {
    "whole": lambda language, _, value: language.number(value, 0),
    "number": lambda language, column, value: language.number(value, column.digits),
    "decimal": lambda language, column, value: language.percent(value, column.digits, sign=column.signed),
    "p": lambda language, _, value: language.p(value),
    "money": lambda language, column, value: language.number(value, column.digits),
}
"""How a number is written, by its unit."""


def value_cell(text: str, value: float, mark: str = "", gloss: str = "") -> Cell:
    """Number that sorts by its value to six digits; missing ones sort last."""
    return Cell(text or "–", "" if math.isnan(value) else f"{value:.6g}", mark, gloss=gloss)
