"""Tables as CSV that a spreadsheet cannot take for programs."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from eventstudy.text.numbers import inert
from eventstudy.writing import whole_file

__all__ = ["inert_cells", "write_csv"]

FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")
NUMBER = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*")

AT_ONCE = 100_000
"""Rows that are held as text together."""


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
            texts = {text: _inert_cell(text) for text in column.dropna().unique().tolist() if isinstance(text, str)}
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
    table = inert_cells(table)
    columns = [_texts(table.iloc[:, i]) for i in range(table.shape[1])]
    with whole_file(path) as file:
        file.write(",".join(_quoted(pa.array(table.columns, pa.string())).to_pylist()).encode() + b"\n")
        for start in range(0, len(table), AT_ONCE):
            some = [column.slice(start, AT_ONCE) for column in columns]
            rows = pc.binary_join_element_wise(*some, ",", null_handling="replace", null_replacement="")
            file.write(pc.binary_join(pa.ListArray.from_arrays([0, len(rows)], rows), "\n")[0].as_buffer())
            file.write(b"\n")


def _texts(column: pd.Series) -> pa.Array:
    """Cells as they stand in the file; null where nothing does.

    Arrow turns numbers to text, to the digits that tell each from its neighbours: pandas takes ten times as long.
    """
    kind = column.dtype
    if pd.api.types.is_datetime64_any_dtype(kind):
        return pa.array(column).cast(pa.timestamp("s"), safe=False).cast(pa.date32()).cast(pa.string())
    if pd.api.types.is_numeric_dtype(kind) and not pd.api.types.is_bool_dtype(kind):
        return pa.array(column, from_pandas=True).cast(pa.string())
    codes, values = pd.factorize(column)
    different = _quoted(pa.array([str(value) for value in values], pa.string()))
    return different.take(pa.array(codes, mask=codes < 0))


def _quoted(texts: pa.Array) -> pa.Array:
    """Texts in quotes where they hold a comma, a quote or a line's end."""
    doubled = pc.binary_join_element_wise('"', pc.replace_substring(texts, '"', '""'), '"', "")
    return pc.if_else(pc.match_substring_regex(texts, '[,"\r\n]'), doubled, texts)
