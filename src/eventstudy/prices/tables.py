"""A price file as a table of cells, with the place of each for error messages."""

from __future__ import annotations

import csv
import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv

from eventstudy.errors import PriceFileError
from eventstudy.messages import Message, message
from eventstudy.prices.plan import Head, Plan, fields_of
from eventstudy.spec.csv_text import QuoteError, open_quote, read_records
from eventstudy.spec.source import quote, worth_threads
from eventstudy.spec.unfolding import MOST_COLUMNS, NoPlainCells, TooLarge, read_parquet

__all__ = ["CHECK_PATH", "FileTable", "Lay", "read_bytes", "read_csv_table", "read_parquet_table"]

Lay = Callable[[Head], Plan]
"""From the first rows of a file how to read it."""
HEAD_ROWS, HEAD_BYTES = 12, 1 << 16
FIRST_LINE = re.compile(rb"[^\r\n]+")

DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "bars", ",": "commas"}
"""Between cells, and the codes of what they are called."""
BOM = b"\xef\xbb\xbf"
CHECK_PATH = message("check_path_from_study")
MOST_BYTES = 2_000_000_000
MOST_HELD = 2_000_000_000
"""Bytes of the cells that a study needs, as numbers."""
NUMBER = 8
BLOCK = 1 << 24
"""Bytes that one thread parses: a row (and the header of a wide table) must fit into it."""


@dataclass(frozen=True, eq=False)
class FileTable:
    """Wanted columns of one file.

    Attributes
    ----------
    path : Path
    columns : pyarrow.Table
        Text cells from CSV and spreadsheets, typed ones from Parquet and Stata; by the labels of the plan.
    written : datetime64[s]
        Latest moment at which the file can have been written, UTC.
    plan : Plan
    content : bytes or None
        Of a CSV file, to find the line of a row.
    delimiter : str
    """

    path: Path
    columns: Any
    written: np.datetime64
    plan: Plan
    content: bytes | None = None
    delimiter: str = ","

    def error(self, row: int, column: str, what: Message, remedy: Message, text: object) -> PriceFileError:
        """Error about one cell; `row` counts from 0 below the header."""
        return PriceFileError(
            message("cell_of_column", column=column, what=what, shown=quote(str(text))), remedy, self.position(row)
        )

    def position(self, row: int) -> str:
        """Where a row stands: `FILE:LINE` in CSV, the number of the row in other files."""
        if self.content is None:
            return f"{self.path}: row {row + 1 + self.plan.skip * (self.path.suffix.lower() == '.xlsx')}"
        text = self.content.decode("utf-8-sig", errors="replace")
        line = next(itertools.islice(read_records(text, self.delimiter), row + self.plan.skip, None))[0]
        return f"{self.path}:{line}"


def read_csv_table(path: Path, delimiter: str, lay: Lay) -> FileTable:
    """Read the columns of a CSV file that its plan wants, as text.

    Raises
    ------
    PriceFileError
        The file cannot be read, is not UTF-8, has no rows, repeats a column, or has rows of different lengths.
    """
    content, written = read_bytes(path)
    head = _head(path, content, delimiter)
    plan, width = lay(head), len(head.header)
    need = content.count(b"\n") * len(plan.columns) * NUMBER
    if need > MOST_HELD:
        error = TooLarge(need, MOST_HELD)
        raise PriceFileError(error.what, error.remedy, str(path))
    labels = [plan.columns[at].label if at in plan.columns else f"\0{at}" for at in range(width)]
    texts = {one.label: _KINDS.get(one.field, pa.string()) for one in plan.columns.values()}
    # Text first: a reader's own guesses would turn the ticker NA to nothing, and 1,5 to text without a word.
    as_text = pa.csv.ConvertOptions(include_columns=list(texts), column_types=texts, strings_can_be_null=False)
    try:
        columns = pa.csv.read_csv(
            pa.BufferReader(content),
            read_options=pa.csv.ReadOptions(
                use_threads=worth_threads(content),
                block_size=max(BLOCK, width * 64),
                column_names=labels,
                skip_rows=head.lines_before(plan.skip),
            ),
            parse_options=pa.csv.ParseOptions(delimiter=delimiter),
            convert_options=as_text,
        )
    except pa.ArrowException as e:
        raise _not_a_table(path, content, delimiter, width) from e
    if content.count(b'"') % 2 and (found := open_quote(content.decode("utf-8-sig"), delimiter)):
        raise _wrong_quote(path, found)
    if not columns.num_rows:
        raise PriceFileError(message("no_rows_below_header"), message("add_price_rows"), f"{path}:1")
    return FileTable(path, columns, written, plan, content, delimiter)


_KINDS = dict.fromkeys(("ticker", "alias"), pa.dictionary(pa.int32(), pa.string()))
"""How fields are held that are not plain text."""


def read_parquet_table(path: Path, lay: Lay) -> FileTable:
    """Read the columns of a Parquet file that its plan wants, with their types.

    Raises
    ------
    PriceFileError
        The file cannot be read, is not Parquet, has no rows or repeats a column.
    """
    content, written = read_bytes(path)
    plans: list[Plan] = []

    def wanted(header: list[str]) -> list[str]:
        plans.append(lay(Head(path, (tuple(header),), typed=True)))
        return [column.label for column in plans[0].columns.values()]

    try:
        columns = read_parquet(content, wanted, MOST_HELD, NUMBER, worth_threads(content))
    except (TooLarge, NoPlainCells) as e:
        raise PriceFileError(e.what, e.remedy, str(path)) from e
    except (pa.ArrowException, OSError, UnicodeDecodeError) as e:
        raise PriceFileError(message("not_parquet"), message("write_parquet"), str(path)) from e
    if not columns.num_rows:
        raise PriceFileError(message("table_without_rows"), message("add_price_rows"), str(path))
    return FileTable(path, columns, written, plans[0])


def read_bytes(path: Path, most: int | None = None) -> tuple[bytes, np.datetime64]:
    """Content of a file, and the latest moment at which it can have been written.

    Raises
    ------
    PriceFileError
        It cannot be read, or has more than `most` bytes (default: `MOST_BYTES`).
    """
    most = MOST_BYTES if most is None else most
    try:
        stat = path.stat()
        if not S_ISREG(stat.st_mode):
            raise PriceFileError(message("not_a_file"), CHECK_PATH, str(path))
        if stat.st_size > most:
            remedy = message("keep_tickers_and_days")
            raise PriceFileError(message("price_file_too_large", size=most // 1_000_000), remedy, str(path))
        # A copy may carry an old modification time; the change of its place on the disk is the later bound.
        written = np.datetime64(int(max(stat.st_mtime, stat.st_ctime)), "s")
        return path.read_bytes(), written
    except FileNotFoundError as e:
        raise PriceFileError(message("file_missing"), CHECK_PATH, str(path)) from e
    except OSError as e:
        raise PriceFileError(
            message("file_not_read", why=str(e.strerror).lower()), message("check_path"), str(path)
        ) from e
    except ValueError as e:  # a null character, or signs that the system's encoding lacks
        raise PriceFileError(message("file_name_impossible"), CHECK_PATH, str(path)) from e


def _head(path: Path, content: bytes, delimiter: str) -> Head:
    """The first records of a CSV file, and the lines on which they start."""
    header = _header(path, content, delimiter)
    found = FIRST_LINE.search(content)
    end = found.end() if found else 0  # a wide header alone may be larger than what is read below it
    text = content[: end + HEAD_BYTES].removeprefix(BOM).decode("utf-8", errors="replace")
    rows, lines = [tuple(header)], list[int]()
    try:
        for line, cells in itertools.islice(read_records(text, delimiter), HEAD_ROWS):
            rows += [tuple(cells)] if lines else []
            lines.append(line)
    except QuoteError:
        pass  # met again, with its place, where the whole file is read
    return Head(path, tuple(rows), tuple(lines))


def _header(path: Path, content: bytes, delimiter: str) -> list[str]:
    text = content.removeprefix(BOM)
    if not text.strip():
        raise PriceFileError(message("file_empty"), message("needs_header_and_rows"), f"{path}:1")
    if text.startswith((b"PK\x03\x04", b"\x1f\x8b")):
        raise PriceFileError(message("zip_or_spreadsheet"), message("unpack_or_save_as_csv"), str(path))
    first = text.lstrip(b"\r\n")[:BLOCK].splitlines()[0]
    try:
        line = first.decode("utf-8")
    except UnicodeDecodeError as e:
        raise _not_utf8(path, 1) from e
    if found := open_quote(line, delimiter):
        raise _wrong_quote(path, found)
    if line.count(delimiter) > MOST_COLUMNS:
        what = message("too_many_columns", n=line.count(delimiter) + 1)
        raise PriceFileError(what, message("keep_at_most", most=MOST_COLUMNS), f"{path}:1")
    header = next(csv.reader([line], delimiter=delimiter))
    for other, name in DELIMITERS.items():
        rival = next(csv.reader([line], delimiter=other))
        if "date" not in fields_of(header) and ("date" in fields_of(rival) or (len(header) == 1 and len(rival) > 1)):
            raise PriceFileError(
                message("separated_by", name=message(name), shown=quote(line)), _name(other), f"{path}:1"
            )
    return header


def _name(delimiter: str) -> Message:
    """Remedy for another delimiter than the study's."""
    code = "add_delimiter" if delimiter == "," else "add_delimiter_and_decimal"
    return message(code, delimiter="\\t" if delimiter == "\t" else delimiter)


def _wrong_quote(path: Path, error: QuoteError) -> PriceFileError:
    return PriceFileError(error.what, error.remedy, f"{path}:{error.line}")


def _not_utf8(path: Path, line: int) -> PriceFileError:
    return PriceFileError(message("line_not_utf8"), message("save_as_utf8_excel"), f"{path}:{line}")


def _not_a_table(path: Path, content: bytes, delimiter: str, width: int) -> PriceFileError:
    """What the fast reader stumbled on, found again slowly."""
    try:
        text = content.decode("utf-8-sig")
        for line, cells in read_records(text, delimiter):
            if len(cells) != width:
                return _wrong_width(f"{path}:{line}", cells, delimiter, width)
    except UnicodeDecodeError as e:
        return _not_utf8(path, content.count(b"\n", 0, e.start) + 1)
    except QuoteError as e:
        return _wrong_quote(path, e)
    return PriceFileError(message("not_a_table"), message("save_as_csv_again"), str(path))


def _wrong_width(position: str, cells: list[str], delimiter: str, width: int) -> PriceFileError:
    commas = delimiter == "," and len(cells) > width
    remedy = message("cells_as_header_or_quotes" if commas else "as_many_cells_as_header")
    shown = quote(delimiter.join(cells))
    return PriceFileError(message("row_of_other_width", n=len(cells), width=width, shown=shown), remedy, position)
