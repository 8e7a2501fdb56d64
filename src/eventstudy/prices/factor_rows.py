"""Files of factors as text: French's library as CSV, text or zip, or any CSV with a column of dates."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from eventstudy.errors import PriceFileError
from eventstudy.messages import message
from eventstudy.prices.plan import refuse_double_columns
from eventstudy.prices.tables import read_bytes
from eventstudy.spec.csv_text import QuoteError, read_records
from eventstudy.spec.source import quote
from eventstudy.spec.unfolding import TooLarge, refuse_many_cells

__all__ = ["FactorRows", "open_factors"]

Row = tuple[int, list[str]]
"""Line number, from 1, and cells."""

MOST_BYTES = 200_000_000
MOST_HELD = 2_000_000_000
"""Bytes of a file's cells in memory."""
MISSING = {-99.99, -999.0}
"""French's codes for no observation, in his per cents."""

NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
COMPACT_DATE = re.compile(r"\d{8}")
SPACED_ROW = re.compile(r"\s*(\d{8}|\d{6})(\s+[+-]?[\d.]+)+\s*")


@dataclass(frozen=True, eq=False)
class FactorRows:
    """A file of factors, its header found and its rows not yet read.

    Attributes
    ----------
    header : list of str
    date_column : int
    rows : list of (int, list of str)
        Line and cells.
    french : bool
        Whether it is as French's library has it: days as 20250127 below a header that does not name them, per cents,
        and codes for no observation.
    vintage, sha256 : str
        What it says about its making, and its hash.
    """

    header: list[str]
    date_column: int
    rows: list[Row]
    french: bool
    vintage: str
    sha256: str

    @property
    def names(self) -> list[str]:
        """Columns of returns."""
        return [name for i, name in enumerate(self.header) if name and i != self.date_column]

    def date(self, text: str, where: str, *, stated: bool) -> dt.date:
        """Day of a row; days as French writes them need a stated unit where the rest of the file is not his."""
        compact = COMPACT_DATE.fullmatch(text) is not None
        if compact and not self.french and not stated:
            what = message("cell_of_column", column="date", what=message("unit_not_certain"), shown=quote(text))
            raise PriceFileError(what, message("state_unit"), where)
        if self.french and not compact:
            what = message("cell_of_column", column="date", what=message("not_a_day"), shown=quote(text))
            raise PriceFileError(what, message("use_daily_file"), where)
        written = f"{text[:4]}-{text[4:6]}-{text[6:]}" if compact else text
        try:
            if ISO_DATE.fullmatch(written):
                return dt.date.fromisoformat(written)
        except ValueError:
            pass
        what = message("cell_of_column", column="date", what=message("not_a_date"), shown=quote(text))
        raise PriceFileError(what, message("write_dates_iso"), where)

    def value(self, text: str, column: str, where: str, *, percent: bool) -> float:
        """One return as decimal, NaN where there is none."""
        if not text and not self.french:
            return float("nan")
        if not NUMBER.fullmatch(text):
            what = message("cell_of_column", column=column, what=message("not_a_number"), shown=quote(text))
            raise PriceFileError(what, message("write_factors_like"), where)
        value = float(text)
        if (percent or self.french) and value in MISSING:
            return float("nan")
        value = value / 100 if percent else value
        if abs(value) > 1 and not (percent and self.french):
            what = message("cell_of_column", column=column, what=message("factor_beyond_hundred"), shown=quote(text))
            raise PriceFileError(what, message("write_per_cent_as"), where)
        return value


def open_factors(path: Path) -> FactorRows:
    """Find the first table of returns of a file.

    Raises
    ------
    PriceFileError
        With file and line.
    """
    content = read_bytes(path, MOST_BYTES)[0]
    digest = hashlib.sha256(content).hexdigest()
    text = _unzipped(path, content)
    try:
        refuse_many_cells(text, ",", MOST_HELD)
    except TooLarge as e:
        raise PriceFileError(e.what, e.remedy, str(path)) from e
    records = list(_records(path, text))
    if not records:
        raise PriceFileError(message("file_empty"), message("needs_header_and_rows"), f"{path}:1")
    first_line, first = records[0]
    dated = [cell.casefold() for cell in first]
    if "date" in dated:
        refuse_double_columns(first, f"{path}:{first_line}")
        return FactorRows(first, dated.index("date"), records[1:], french=False, vintage="", sha256=digest)
    heads = (len(cells) > 1 and cells[0].casefold() in ("", "date") for _, cells in records)
    at = next((i for i, is_header in enumerate(heads) if is_header), None)
    table = _spaced(text) if at is None else records[at:]
    if not table:
        what = message("quoted", what=message("no_factor_header"), text=quote(",".join(first)))
        raise PriceFileError(what, message("factor_files_have_header"), f"{path}:{first_line}")
    return _french(path, table, "" if at == 0 else ",".join(first), digest)


def _unzipped(path: Path, content: bytes) -> bytes:
    if not content.startswith(b"PK\x03\x04"):
        return content
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = [name for name in archive.namelist() if name.lower().endswith((".csv", ".txt"))]
            if len(names) != 1:
                what = message("zip_of_several_tables", n=len(names), shown=quote(", ".join(names)))
                raise PriceFileError(what, message("give_zip_of_one"), str(path))
            table = archive.getinfo(names[0])
            if table.compress_type not in (
                zipfile.ZIP_STORED,
                zipfile.ZIP_DEFLATED,
            ):
                # Others unfold more than they are asked for.
                raise PriceFileError(message("zip_packed_unusually"), message("unpack_and_name_csv"), str(path))
            if table.file_size > MOST_BYTES:
                raise PriceFileError(message("zip_unfolds_too_much"), message("use_daily_factors"), str(path))
            return archive.read(names[0])
    except (zipfile.BadZipFile, zlib.error, RuntimeError) as e:  # the last: a password, or an unknown packing
        raise PriceFileError(message("zip_not_opened"), message("fetch_again_or_unpack"), str(path)) from e


def _records(path: Path, content: bytes) -> Iterator[Row]:
    """Lines that are not blank, as stripped cells."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        line = content.count(b"\n", 0, e.start) + 1
        raise PriceFileError(message("line_not_utf8"), message("save_as_utf8"), f"{path}:{line}") from e
    try:
        for line, cells in read_records(text):
            if any(cell.strip() for cell in cells):
                yield line, [cell.strip() for cell in cells]
    except QuoteError as e:
        raise PriceFileError(e.what, e.remedy, f"{path}:{e.line}") from e


def _spaced(text: bytes) -> list[Row]:
    """Header and rows of a text whose columns stand apart by spaces; nothing where it has no such table."""
    lines = text.decode("utf-8-sig").splitlines()
    first = next((i for i, line in enumerate(lines) if SPACED_ROW.fullmatch(line)), None)
    if first is None:
        return []
    above = [(i, line) for i, line in enumerate(lines[:first]) if line.strip()]
    if not above or len(above[-1][1].split()) + 1 != len(lines[first].split()):
        return []
    rows = [(i + 1, line.split()) for i, line in enumerate(lines) if i >= first and line.strip()]
    return [(above[-1][0] + 1, ["", *above[-1][1].split()]), *rows]


def _french(path: Path, table: list[Row], vintage: str, digest: str) -> FactorRows:
    """French's layout: sentences, a header that does not name the days, days as 20250127, other tables, a footer."""
    line, header = table[0]
    refuse_double_columns(header, f"{path}:{line}")
    rows = []
    for number, cells in table[1:]:
        if not cells[0] or len(cells) == 1 or not cells[0][0].isdigit():
            break
        rows.append((number, cells))
    iso = bool(rows) and ISO_DATE.fullmatch(rows[0][1][0]) is not None
    return FactorRows(header, 0, rows, french=not iso, vintage=vintage, sha256=digest)
