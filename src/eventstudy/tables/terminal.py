"""Lines and tables for a terminal: the one place that prints them, where no text can colour, move or break anything."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import pandas as pd
from rich import box
from rich.console import Console, RenderableType
from rich.table import Table as Printed
from rich.text import Text

from eventstudy.messages import Message
from eventstudy.result.columns import END, START, Table
from eventstudy.text.language import Language
from eventstudy.text.numbers import inert

__all__ = ["Grid", "Line", "Part", "frame_grid", "heading", "plain_text", "show"]

WIDTH = 118
WORDED = ("severity", "stage")
"""Columns whose few values have a text of their own in each language."""
DAYS = ("day0", "first", "last")
"""Columns of days; what a study wrote stays as it is."""


@dataclass(frozen=True)
class Line:
    """A text with empty lines around it; it wraps where the terminal ends.

    Attributes
    ----------
    text : str
    style : str
        As the library of the terminal names it.
    above, below : int
        Empty lines.
    """

    text: str
    style: str = ""
    above: int = 0
    below: int = 0


@dataclass(frozen=True)
class Grid:
    """A table of texts.

    Attributes
    ----------
    header : sequence of str
    rows : sequence of sequence of str
    text_columns : int
        Columns at the left whose texts stand at the left; of more than two the last one wraps.
    fold : bool
        Whether every column wraps, all at the left.
    """

    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    text_columns: int = 2
    fold: bool = False


Part: TypeAlias = Line | Grid


def heading(text: str) -> Line:
    """Line over a part of a summary."""
    return Line(text, "bold cyan", above=1)


def frame_grid(frame: pd.DataFrame, table: Table, language: Language) -> Grid:
    """Any result table, cells wrapped, headed as the schema says."""
    columns = {column.name: column for column in table.columns}
    windowed = {START.name, END.name} <= columns.keys()
    names = [name for name in frame.columns if not (windowed and name == END.name)]
    header = [columns[name].heading.get(language.code, name) if name in columns else name for name in names]
    rows = [
        [
            _window(language, cell, end) if windowed and name == START.name else _cell(language, name, cell)
            for name, cell in zip(names, row, strict=True)
        ]
        for row, end in zip(frame[names].to_numpy(object), frame[END.name] if windowed else frame.index, strict=True)
    ]
    return Grid(header, rows, fold=True)


def _window(language: Language, start: Any, end: Any) -> str:
    return "" if pd.isna(start) else language.window(int(start), int(end))


def _cell(language: Language, column: str, cell: object) -> str:
    if cell is None or cell is pd.NA or cell is pd.NaT:
        return ""
    if isinstance(cell, Message):
        return language.text(cell)
    if column in WORDED:
        return language(f"{column}.{cell}")
    text = f"{cell:%Y-%m-%d}" if isinstance(cell, pd.Timestamp) else str(cell)
    return language.local(text) if column in DAYS else text


def show(parts: Iterable[Part], console: Console) -> None:
    """Print parts of a summary."""
    for part in parts:
        console.print(_line(part) if isinstance(part, Line) else _table(part))


def plain_text(parts: Iterable[Part]) -> str:
    """Parts of a summary as plain text, 118 columns wide."""
    # In a notebook the library would show each part by itself.
    file = io.StringIO()
    show(parts, Console(file=file, width=WIDTH, color_system=None, force_terminal=False, force_jupyter=False))
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines())


def _text(text: str) -> Text:
    return Text(inert(text))


def _line(line: Line) -> RenderableType:
    return Text("\n" * line.above + inert(line.text) + "\n" * line.below, line.style)


def _table(grid: Grid) -> RenderableType:
    table = Printed(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for i, name in enumerate(grid.header):
        wraps = grid.fold or (i == grid.text_columns - 1 and grid.text_columns > 2)
        left = grid.fold or i < grid.text_columns
        table.add_column(
            _text(name),
            justify="left" if left else "right",
            no_wrap=not wraps,
            overflow="fold" if grid.fold else "ellipsis",
        )
    for row in grid.rows:
        table.add_row(*map(_text, row))
    return table
