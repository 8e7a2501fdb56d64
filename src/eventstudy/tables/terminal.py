"""Parts of a summary as a terminal shows them: the one place that prints them, where no text can colour or break."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd
from rich.console import Console
from rich.text import Text

from eventstudy.messages import Message
from eventstudy.result.columns import END, START, Table
from eventstudy.tables.layout import Grid, Line, Part, laid_out
from eventstudy.text.language import Language

__all__ = ["WIDTH", "frame_grid", "heading", "plain_text", "show"]

WIDTH = 80
"""Columns where nothing says how many there are."""
WORDED = ("severity", "stage")
"""Columns whose few values have a text of their own in each language."""
DAYS = ("day0", "first", "last")
"""Columns of days; what a study wrote stays as it is."""


def heading(text: str) -> Line:
    """Line over a part of a summary."""
    return Line(text, "bold cyan", above=1)


def frame_grid(frame: pd.DataFrame, table: Table, language: Language) -> Grid:
    """Any result table, headed as the schema says; messages wrap."""
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
    prose = [i for i, name in enumerate(names) if name in columns and columns[name].unit == "message"]
    return Grid(header, rows, text_columns=len(names), prose=prose)


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
    """Print parts of a summary, at the width of the console."""
    for part in parts:
        for line, style in laid_out(part, console.width):
            console.print(Text(line, style), soft_wrap=True)


def plain_text(parts: Iterable[Part], width: int = WIDTH) -> str:
    """Parts of a summary as plain text."""
    return "\n".join(line for part in parts for line, _ in laid_out(part, width))
