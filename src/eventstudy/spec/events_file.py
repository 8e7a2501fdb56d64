"""The events file of a large study: rows as text, each with its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from eventstudy.errors import SpecError
from eventstudy.spec.csv_text import QuoteError, read_records
from eventstudy.spec.exact import TOO_LARGE, TOO_LARGE_REMEDY, first_inexact
from eventstudy.spec.instants import texts_of, zone_is_known
from eventstudy.spec.source import listed, quote, read_at_most, worth_threads
from eventstudy.spec.unfolding import TEXT_CELL, NoPlainCells, TooLarge, read_parquet, refuse_many_cells

__all__ = ["COLUMNS", "EventsTable", "read_events_table"]

COLUMNS = ["event_id", "asset", "at"]
MOST_BYTES = 500_000_000
MOST_HELD = 2_000_000_000
"""Bytes of a file's cells in memory."""


@dataclass(frozen=True, eq=False)
class EventsTable:
    """Rows of an events file.

    Attributes
    ----------
    path : Path
    cells : DataFrame
        `COLUMNS` as text ("" is an empty cell), then the further columns.
    lines : ndarray of int or None
        Line on which each row of a CSV file starts; None for Parquet.
    """

    path: Path
    cells: pd.DataFrame
    lines: np.ndarray | None

    def error(self, wrong: Any, column: str, message: str, remedy: str = "correct the row") -> SpecError:
        """Error about the first row for which `wrong` is true."""
        row = int(np.argmax(np.asarray(wrong)))
        where = f"{self.path}: row {row + 1}" if self.lines is None else f"{self.path}:{self.lines[row]}"
        return SpecError(f"column {column}: {message}, {quote(str(self.cells[column].iloc[row]))}", remedy, where)


def read_events_table(path: Path) -> EventsTable:
    """Read an events file, CSV or (by the ending of its name) Parquet.

    Raises
    ------
    SpecError
        It cannot be read, lacks a column or repeats one, or has rows of different lengths.
    """
    remedy = "check 'events_file' (relative to the study file)"
    content = read_at_most(path, MOST_BYTES, "events file", remedy)
    return _from_parquet(path, content) if path.suffix == ".parquet" else _from_csv(path, content)


def _from_csv(path: Path, content: bytes) -> EventsTable:
    try:
        refuse_many_cells(content, ",", MOST_HELD)
    except TooLarge as e:
        raise SpecError(str(e), e.remedy, str(path)) from e
    records = _records(path, content)
    line, header = next(records, (1, []))
    if not header:
        raise SpecError("the events file is empty", f"it needs the header {','.join(COLUMNS)} and rows", f"{path}:1")
    _refuse_header(header, f"{path}:{line}")
    lines, rows = [], []
    for line, cells in records:
        if len(cells) != len(header):
            message = f"{len(cells)} cells where the header has {len(header)}, {quote(','.join(cells))}"
            raise SpecError(message, "give every row as many cells as the header", f"{path}:{line}")
        lines.append(line)
        rows.append(cells)
    return EventsTable(path, _some(pd.DataFrame(rows, columns=header, dtype=str), path), np.array(lines))


def _records(path: Path, content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Cells of each record, and the line on which it starts; blank lines are left out."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        line = content.count(b"\n", 0, e.start) + 1
        raise SpecError("this line is not UTF-8", "save the file as UTF-8", f"{path}:{line}") from e
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise SpecError("a null character, which no text has", "save the file as UTF-8", f"{path}:{line}")
    try:
        yield from read_records(text)
    except QuoteError as e:
        raise SpecError(e.message, e.remedy, f"{path}:{e.line}") from e


def _refuse_header(header: list[str], position: str) -> None:
    for column in COLUMNS:
        if column not in header:
            remedy = f"an events file has the columns {', '.join(COLUMNS)}, with commas between them"
            raise SpecError(f"the column '{column}' is missing", f"{remedy}; this one has {listed(header)}", position)
    for name, count in Counter(header).items():
        if count > 1:
            raise SpecError(f"column {name}: stands here {count} times, {quote(name)}", "keep one", position)


def _some(cells: pd.DataFrame, path: Path) -> pd.DataFrame:
    if not len(cells):
        raise SpecError("there are no rows in the events file", "add a row for each asset at each event", str(path))
    return cells


def _from_parquet(path: Path, content: bytes) -> EventsTable:
    import pyarrow as pa

    try:
        table = read_parquet(content, lambda names: names, MOST_HELD, TEXT_CELL, worth_threads(content))
        names = table.column_names
    except (TooLarge, NoPlainCells) as e:
        raise SpecError(str(e), e.remedy, str(path)) from e
    except (pa.ArrowException, OSError, UnicodeDecodeError) as e:
        raise SpecError("not a Parquet file", "write it with pandas' to_parquet, or write CSV", str(path)) from e
    _refuse_header(names, str(path))
    # One by one, so that an index that pandas made of a column is a column again.
    columns = {name: _plain(path, name, column) for name, column in zip(names, table.columns, strict=True)}
    return EventsTable(path, _some(pd.DataFrame(columns), path), None)


def _plain(path: Path, name: str, column: Any) -> Any:
    """Cells of a column: text for those we need, as they are for the others."""
    from pyarrow import types

    kind = column.type.value_type if types.is_dictionary(column.type) else column.type
    if types.is_timestamp(kind) and not zone_is_known(kind.tz):
        remedy = "store it with a zone such as Europe/Berlin or UTC"
        raise SpecError(f"column {name}: its zone is none that is known, {quote(kind.tz)}", remedy, str(path))
    if name not in COLUMNS:
        if (row := first_inexact(column)) is not None:
            text = f"column {name}: {TOO_LARGE}, {quote(str(column[row].as_py()))}"
            raise SpecError(text, TOO_LARGE_REMEDY, f"{path}: row {row + 1}")
        return column.to_pandas()
    dated = name == "at" and (types.is_date(kind) or types.is_timestamp(kind))
    if not (dated or types.is_string(kind) or types.is_large_string(kind) or types.is_integer(kind)):
        remedy = "store dates as text or dates" if name == "at" else "store it as text"
        raise SpecError(f"column {name}: holds {kind}, not {'dates' if name == 'at' else 'text'}", remedy, str(path))
    if types.is_string(column.type) or types.is_large_string(column.type):
        return column.fill_null("").to_pandas().astype(str)
    if not types.is_timestamp(kind):
        return ["" if value is None else str(value) for value in column.to_pylist()]
    # A midnight without zone is how pandas stores a date; any other hour without zone is refused where it is read.
    stamps = column.to_pandas()
    odd = kind.tz is None and bool((stamps.notna() & (stamps != stamps.dt.normalize())).any())
    texts = stamps.map(lambda one: one.isoformat()) if odd else texts_of(stamps)
    return texts.where(stamps.notna(), "")
