"""Tables as CSV that a spreadsheet cannot take for programs."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from eventstudy.tables.numbers import inert

__all__ = ["inert_cells", "write_csv"]

FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")
NUMBER = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*")


def inert_cells(table: pd.DataFrame) -> pd.DataFrame:
    """Copy whose text can neither be run by a spreadsheet nor move a terminal's cursor.

    An apostrophe comes before a text that a spreadsheet would take for a formula (`=`, `+`, `-`, `@` first), as
    spreadsheets themselves write it; numbers, negative ones too, stay as they are. Control characters become spaces.
    """
    changed = {}
    for i, kind in enumerate(table.dtypes):
        if pd.api.types.is_object_dtype(kind) or pd.api.types.is_string_dtype(kind):
            column = table.iloc[:, i]
            # Few different texts stand in many rows: each is looked at once.
            texts = {text: _inert_cell(text) for text in column.dropna().unique() if isinstance(text, str)}
            unsafe = {text: safe for text, safe in texts.items() if text != safe}
            if unsafe:
                changed[i] = column.map(lambda text, unsafe=unsafe: unsafe.get(text, text), na_action="ignore")
    out = table.copy(deep=False)
    for i, column in changed.items():
        out.isetitem(i, column)
    return out.set_axis([_inert_cell(str(name)) for name in table.columns], axis=1)


def _inert_cell(text: str) -> str:
    seen = inert(text)
    return f"'{seen}" if FORMULA.match(seen) and not NUMBER.fullmatch(seen) else seen


def write_csv(table: pd.DataFrame, path: Path) -> None:
    """Write a table, its text inert: UTF-8, a line feed after each row, dates as 2025-01-27.

    Raises
    ------
    OSError
        The file cannot be written.
    """
    inert_cells(table).to_csv(path, index=False, lineterminator="\n", date_format="%Y-%m-%d", encoding="utf-8")
