"""The events file of a large study: columns of text, each cell with its place."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from eventstudy.errors import SpecError
from eventstudy.messages import message
from eventstudy.spec.csv_text import DELIMITERS, QuoteError, read_records
from eventstudy.spec.event_columns import NEEDED, columns_of
from eventstudy.spec.event_request import LENGTH, REQUEST, REQUEST_DELIMITER, is_request, of_request
from eventstudy.spec.events_table import MOST_HELD, EventsTable, refuse_double, some_rows
from eventstudy.spec.events_typed import from_parquet, from_stata, from_xlsx
from eventstudy.spec.office_files import NotReadable
from eventstudy.spec.source import quote, read_at_most, worth_threads
from eventstudy.spec.unfolding import TEXT_CELL, NoPlainCells, TooLarge

__all__ = ["read_events_table"]

MOST_BYTES = 500_000_000
BLOCK = 1 << 24
"""Bytes that one thread parses: a row must fit into it."""


def read_events_table(path: Path, named: Mapping[str, str], further: Sequence[str] = ()) -> EventsTable:
    """Read an events file, by the ending of its name: Parquet, a spreadsheet (.xlsx), Stata (.dta), else text.

    Cells of text stand between commas, semicolons, tabs or bars, whichever the first line has. EventStudyTools' request
    file, which has no header, is known by its nine cells.

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
    read = READERS.get(path.suffix.lower(), _from_csv)
    try:
        return read(path, content, named, further)
    except (TooLarge, NoPlainCells, NotReadable) as e:
        raise SpecError(e.what, e.remedy, str(path)) from e


def _from_csv(path: Path, content: bytes, named: Mapping[str, str], further: Sequence[str]) -> EventsTable:
    from pyarrow import ArrowException, BufferReader, csv, string

    header, delimiter = _checked_header(path, content, named)
    request = is_request(header)
    header = list(REQUEST) if request else header
    refuse_double(header, f"{path}:1")
    keys, others = columns_of(header, {} if request else named, f"{path}:1")
    wanted = [*keys.values(), *(name for name in others if name in further or name == LENGTH)]
    need = len(content) + (content.count(b"\n") + 1) * len(wanted) * TEXT_CELL
    if need > MOST_HELD:
        raise TooLarge(need, MOST_HELD)
    try:
        table = csv.read_csv(
            BufferReader(content),
            read_options=csv.ReadOptions(
                use_threads=worth_threads(content),
                block_size=max(BLOCK, len(header) * 64),
                column_names=header if request else None,
            ),
            parse_options=csv.ParseOptions(delimiter=delimiter, newlines_in_values=b'"' in content),
            convert_options=csv.ConvertOptions(
                include_columns=wanted, column_types=dict.fromkeys(wanted, string()), strings_can_be_null=False
            ),
        )
    except ArrowException as e:
        raise _not_a_table(path, content, len(header), delimiter) from e
    ours = {theirs: key for key, theirs in keys.items()}
    cells = pd.DataFrame({ours.get(name, name): table.column(name).to_pandas().astype(str) for name in wanted})
    found = EventsTable(
        path, some_rows(cells, path), keys, tuple(others), text=content, delimiter=delimiter, above=not request
    )
    return of_request(found) if request else found


def _checked_header(path: Path, content: bytes, named: Mapping[str, str]) -> tuple[list[str], str]:
    """The first record of a file that is text, with quotes that are closed, and what stands between its cells."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        line = content.count(b"\n", 0, e.start) + 1
        raise SpecError(message("line_not_utf8"), message("save_as_utf8"), f"{path}:{line}") from e
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise SpecError(message("null_character"), message("save_as_utf8"), f"{path}:{line}")
    delimiter = _delimiter(text, named)
    try:
        records = read_records(text, delimiter)
        _, header = next(records, (1, []))
        if '"' in text:
            deque(records, maxlen=0)  # a quote that nothing closes swallows rows
    except QuoteError as e:
        raise SpecError(e.what, e.remedy, f"{path}:{e.line}") from e
    if not header:
        raise SpecError(
            message("events_file_empty"), message("events_file_needs_header", header=",".join(NEEDED)), f"{path}:1"
        )
    return header, delimiter


def _delimiter(text: str, named: Mapping[str, str]) -> str:
    """What stands between cells: a comma where that gives the needed columns, else what gives most of them."""
    first = text.lstrip("\r\n").partition("\n")[0].rstrip("\r")
    if is_request(first.split(REQUEST_DELIMITER)):
        return REQUEST_DELIMITER
    ours = {named.get(name, name) for name in first.split(",")}
    return "," if ours.issuperset(NEEDED) else max(DELIMITERS, key=first.count)


def _not_a_table(path: Path, content: bytes, width: int, delimiter: str) -> SpecError:
    """What the fast reader stumbled on, found again slowly."""
    for line, cells in read_records(content.decode("utf-8-sig"), delimiter):
        if len(cells) != width:
            what = message("row_of_other_width", n=len(cells), width=width, shown=quote(delimiter.join(cells)))
            return SpecError(what, message("as_many_cells_as_header"), f"{path}:{line}")
    return SpecError(message("not_a_table"), message("save_as_csv_again"), str(path))


READERS = {".parquet": from_parquet, ".pq": from_parquet, ".xlsx": from_xlsx, ".dta": from_stata}
"""How a file is read that is no text, by the ending of its name."""
