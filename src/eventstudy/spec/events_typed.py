"""Events files whose columns have types of their own, and spreadsheets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from eventstudy.errors import SpecError
from eventstudy.messages import message
from eventstudy.spec.event_columns import NEEDED, columns_of
from eventstudy.spec.events_table import MOST_HELD, EventsTable, refuse_double, some_rows
from eventstudy.spec.exact import TOO_LARGE, TOO_LARGE_REMEDY, first_inexact
from eventstudy.spec.instants import texts_of, zone_is_known
from eventstudy.spec.office_files import sheet_rows, stata_columns
from eventstudy.spec.source import quote, worth_threads
from eventstudy.spec.unfolding import TEXT_CELL, read_parquet

__all__ = ["from_parquet", "from_stata", "from_xlsx"]

ISO = r"\d{4}-\d\d-\d\d"


def from_parquet(path: Path, content: bytes, named: Mapping[str, str], further: Sequence[str]) -> EventsTable:
    """Rows of a Parquet file.

    Raises
    ------
    TooLarge, NoPlainCells
    """
    import pyarrow as pa

    keys: dict[str, str] = {}
    others: list[str] = []

    def wanted(header: list[str]) -> list[str]:
        refuse_double(header, str(path))
        found, rest = columns_of(header, named, str(path))
        keys.update(found)
        others.extend(rest)
        return [*keys.values(), *(name for name in others if name in further)]

    try:
        table = read_parquet(content, wanted, MOST_HELD, TEXT_CELL, worth_threads(content))
    except (pa.ArrowException, OSError, UnicodeDecodeError) as e:
        raise SpecError(message("not_parquet"), message("write_parquet_or_csv"), str(path)) from e
    return _of_typed(path, table, keys, others, further)


def from_stata(path: Path, content: bytes, named: Mapping[str, str], further: Sequence[str]) -> EventsTable:
    """Rows of a Stata file; numbers with labels are their labels.

    Raises
    ------
    NotReadable
        It is no Stata file.
    """
    import pyarrow as pa

    frame = stata_columns(content, labels=True)
    keys, others = columns_of([str(name) for name in frame.columns], named, str(path))
    table = pa.Table.from_pandas(frame, preserve_index=False)
    return _of_typed(path, table, keys, others, further)


def from_xlsx(path: Path, content: bytes, named: Mapping[str, str], further: Sequence[str]) -> EventsTable:
    """Rows of the first sheet that has some.

    Raises
    ------
    NotReadable
        It is no spreadsheet.
    """
    header, *rows = sheet_rows(content) or [()]
    refuse_double([name for name in header if name], str(path))
    keys, others = columns_of([name for name in header if name], named, str(path))
    if not rows:
        raise SpecError(message("events_file_without_rows"), message("add_rows"), str(path))
    wanted = {theirs: key for key, theirs in keys.items()} | {name: name for name in others if name in further}
    rows = [row for row in rows if any(row)]
    cells = pd.DataFrame({ours: [row[header.index(name)] for row in rows] for name, ours in wanted.items()}, dtype=str)
    dated = bool(cells["at"].str.fullmatch(ISO).all())
    return EventsTable(path, some_rows(cells, path), keys, tuple(others), dated)


def _of_typed(
    path: Path, table: Any, keys: dict[str, str], others: Sequence[str], further: Sequence[str]
) -> EventsTable:
    """Rows of columns with types."""
    from pyarrow import types

    # One by one, so that an index that pandas made of a column is a column again.
    columns = {key: _as_text(path, key, theirs, table.column(theirs)) for key, theirs in keys.items()}
    columns |= {name: _exact(path, name, table.column(name)) for name in others if name in further}
    kind = table.column(keys["at"]).type
    typed = types.is_date(kind) or types.is_timestamp(kind)
    return EventsTable(path, some_rows(pd.DataFrame(columns), path), keys, tuple(others), typed, above=0)


def _exact(path: Path, name: str, column: Any) -> Any:
    """Cells of a characteristic as they are."""
    _refuse_zone(path, name, column.type)
    if (row := first_inexact(column)) is not None:
        text = message("cell_of_column", column=name, what=TOO_LARGE, shown=quote(str(column[row].as_py())))
        raise SpecError(text, TOO_LARGE_REMEDY, f"{path}: row {row + 1}")
    return column.to_pandas()


def _refuse_zone(path: Path, name: str, kind: Any) -> None:
    from pyarrow import types

    if types.is_timestamp(kind) and not zone_is_known(kind.tz):
        remedy = message("store_with_zone")
        raise SpecError(message("column_of_unknown_zone", column=name, zone=quote(kind.tz)), remedy, str(path))


def _as_text(path: Path, key: str, name: str, column: Any) -> Any:
    """Cells of a key as text."""
    from pyarrow import types

    column = _whole(column)
    kind = column.type.value_type if types.is_dictionary(column.type) else column.type
    _refuse_zone(path, name, kind)
    dated = key == "at" and (types.is_date(kind) or types.is_timestamp(kind))
    plain = types.is_string(kind) or types.is_large_string(kind) or types.is_integer(kind)
    # A column without a single value has no type; only keys that may stay empty may be such.
    empty = key not in NEEDED and types.is_null(kind)
    if not (dated or plain or empty or (key == "endogenous" and types.is_boolean(kind))):
        remedy = message("store_as_text_or_dates") if key == "at" else message("store_as_text")
        wanted = message("value.dates" if key == "at" else "value.text")
        raise SpecError(message("column_of_kind", column=name, kind=str(kind), wanted=wanted), remedy, str(path))
    if types.is_string(column.type) or types.is_large_string(column.type):
        return column.fill_null("").to_pandas().astype(str)
    if not types.is_timestamp(kind):
        return pd.Series(["" if value is None else str(value) for value in column.to_pylist()], dtype=str)
    # A midnight without zone is how pandas stores a date; any other hour without zone is refused where it is read.
    stamps = column.to_pandas()
    odd = kind.tz is None and bool((stamps.notna() & (stamps != stamps.dt.normalize())).any())
    texts = stamps.map(lambda one: one.isoformat()) if odd else texts_of(stamps)
    return texts.where(stamps.notna(), "")


def _whole(column: Any) -> Any:
    """Numbers that are all whole as such: Stata, and pandas where a cell is empty, store them with a point."""
    from pyarrow import ArrowInvalid, int64, types

    if not types.is_floating(column.type):
        return column
    try:
        return column.cast(int64())
    except ArrowInvalid:
        return column
