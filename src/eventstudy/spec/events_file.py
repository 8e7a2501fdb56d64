"""The events file of a large study: columns of text, each cell with its place."""

from __future__ import annotations

import itertools
from collections import Counter, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from eventstudy.errors import SpecError
from eventstudy.messages import Message, message
from eventstudy.spec.csv_text import QuoteError, read_records
from eventstudy.spec.event_columns import NEEDED, columns_of
from eventstudy.spec.exact import TOO_LARGE, TOO_LARGE_REMEDY, first_inexact
from eventstudy.spec.instants import texts_of, zone_is_known
from eventstudy.spec.source import quote, read_at_most, worth_threads
from eventstudy.spec.unfolding import TEXT_CELL, NoPlainCells, TooLarge, read_parquet

__all__ = ["EventsTable", "read_events_table"]

MOST_BYTES = 500_000_000
MOST_HELD = 2_000_000_000
"""Bytes of a file's cells in memory."""
CORRECT_ROW = message("correct_row")
BLOCK = 1 << 24
"""Bytes that one thread parses: a row must fit into it."""


@dataclass(frozen=True, eq=False)
class EventsTable:
    """Rows of an events file.

    Attributes
    ----------
    path : Path
    cells : DataFrame
        Columns of `KEYS` as text ("" is an empty cell), under these names; then the characteristics asked for.
    names : mapping of key to str
        What the file calls each of its keys.
    characteristics : tuple of str
        All further columns of the file.
    typed_dates : bool
        Whether dates are stored as such, not as text.
    text : bytes
        Of a CSV file, to find the line of a row; empty for Parquet.
    """

    path: Path
    cells: pd.DataFrame
    names: dict[str, str]
    characteristics: tuple[str, ...]
    typed_dates: bool = False
    text: bytes = b""

    def error(self, wrong: Any, column: str, what: Message, remedy: Message = CORRECT_ROW) -> SpecError:
        """Error about the first row for which `wrong` is true."""
        row = int(np.argmax(np.asarray(wrong)))
        shown = quote(str(self.cells[column].iloc[row]))
        return SpecError(
            message("cell_of_column", column=self.names.get(column, column), what=what, shown=shown),
            remedy,
            self._place(row),
        )

    def _place(self, row: int) -> str:
        if not self.text:
            return f"{self.path}: row {row + 1}"
        records = read_records(self.text.decode("utf-8-sig"))
        return f"{self.path}:{next(itertools.islice(records, row + 1, None))[0]}"


def read_events_table(path: Path, named: Mapping[str, str], further: Sequence[str] = ()) -> EventsTable:
    """Read an events file, CSV or (by the ending of its name) Parquet.

    Parameters
    ----------
    path : Path
    named : mapping of a column of the file to one of `KEYS`
    further : sequence of str
        Characteristics to read, those of them that there are.

    Raises
    ------
    SpecError
        It cannot be read, lacks a column or repeats one, or has rows of different lengths.
    NoSuchColumn
        The study names a column that is not there.
    """
    remedy = message("check_events_file_path")
    content = read_at_most(path, MOST_BYTES, message("events_file"), remedy)
    read = _from_parquet if path.suffix == ".parquet" else _from_csv
    try:
        return read(path, content, named, further)
    except (TooLarge, NoPlainCells) as e:
        raise SpecError(e.what, e.remedy, str(path)) from e


def _from_csv(path: Path, content: bytes, named: Mapping[str, str], further: Sequence[str]) -> EventsTable:
    from pyarrow import ArrowException, BufferReader, csv, string

    header = _checked_header(path, content)
    _refuse_double(header, f"{path}:1")
    keys, others = columns_of(header, named, f"{path}:1")
    wanted = [*keys.values(), *(name for name in others if name in further)]
    need = len(content) + (content.count(b"\n") + 1) * len(wanted) * TEXT_CELL
    if need > MOST_HELD:
        raise TooLarge(need, MOST_HELD)
    try:
        table = csv.read_csv(
            BufferReader(content),
            read_options=csv.ReadOptions(use_threads=worth_threads(content), block_size=max(BLOCK, len(header) * 64)),
            parse_options=csv.ParseOptions(newlines_in_values=b'"' in content),
            convert_options=csv.ConvertOptions(
                include_columns=wanted, column_types=dict.fromkeys(wanted, string()), strings_can_be_null=False
            ),
        )
    except ArrowException as e:
        raise _not_a_table(path, content, len(header)) from e
    ours = {theirs: key for key, theirs in keys.items()}
    cells = pd.DataFrame({ours.get(name, name): table.column(name).to_pandas().astype(str) for name in wanted})
    return EventsTable(path, _some(cells, path), keys, tuple(others), text=content)


def _checked_header(path: Path, content: bytes) -> list[str]:
    """Names of the columns of a file that is text, with quotes that are closed."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        line = content.count(b"\n", 0, e.start) + 1
        raise SpecError(message("line_not_utf8"), message("save_as_utf8"), f"{path}:{line}") from e
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise SpecError(message("null_character"), message("save_as_utf8"), f"{path}:{line}")
    try:
        records = read_records(text)
        _, header = next(records, (1, []))
        if '"' in text:
            deque(records, maxlen=0)  # a quote that nothing closes swallows rows
    except QuoteError as e:
        raise SpecError(e.what, e.remedy, f"{path}:{e.line}") from e
    if not header:
        raise SpecError(
            message("events_file_empty"), message("events_file_needs_header", header=",".join(NEEDED)), f"{path}:1"
        )
    return header


def _not_a_table(path: Path, content: bytes, width: int) -> SpecError:
    """What the fast reader stumbled on, found again slowly."""
    for line, cells in read_records(content.decode("utf-8-sig")):
        if len(cells) != width:
            what = message("row_of_other_width", n=len(cells), width=width, shown=quote(",".join(cells)))
            return SpecError(what, message("as_many_cells_as_header"), f"{path}:{line}")
    return SpecError(message("not_a_table"), message("save_as_csv_again"), str(path))


def _refuse_double(header: Sequence[str], position: str) -> None:
    for name, count in Counter(header).items():
        if count > 1:
            raise SpecError(
                message("column_several_times", column=name, n=count, shown=quote(name)), message("keep_one"), position
            )


def _some(cells: pd.DataFrame, path: Path) -> pd.DataFrame:
    if not len(cells):
        raise SpecError(message("events_file_without_rows"), message("add_rows"), str(path))
    return cells


def _from_parquet(path: Path, content: bytes, named: Mapping[str, str], further: Sequence[str]) -> EventsTable:
    import pyarrow as pa
    from pyarrow import types

    keys: dict[str, str] = {}
    others: list[str] = []

    def wanted(header: list[str]) -> list[str]:
        _refuse_double(header, str(path))
        found, rest = columns_of(header, named, str(path))
        keys.update(found)
        others.extend(rest)
        return [*keys.values(), *(name for name in others if name in further)]

    try:
        table = read_parquet(content, wanted, MOST_HELD, TEXT_CELL, worth_threads(content))
    except (pa.ArrowException, OSError, UnicodeDecodeError) as e:
        raise SpecError(message("not_parquet"), message("write_parquet_or_csv"), str(path)) from e
    # One by one, so that an index that pandas made of a column is a column again.
    columns = {key: _as_text(path, key, theirs, table.column(theirs)) for key, theirs in keys.items()}
    columns |= {name: _exact(path, name, table.column(name)) for name in others if name in further}
    kind = table.column(keys["at"]).type
    typed = types.is_date(kind) or types.is_timestamp(kind)
    return EventsTable(path, _some(pd.DataFrame(columns), path), keys, tuple(others), typed)


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
