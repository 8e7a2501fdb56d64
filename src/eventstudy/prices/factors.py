"""Factor returns from a file: Kenneth French's daily ones, as CSV or zip, or any CSV with a column of dates."""

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

import numpy as np
from numpy.typing import NDArray

from eventstudy.errors import PriceFileError
from eventstudy.messages import message
from eventstudy.prices.plan import refuse_double_columns
from eventstudy.prices.tables import CHECK_PATH, read_bytes
from eventstudy.spec import StudySpec
from eventstudy.spec.csv_text import QuoteError, read_records
from eventstudy.spec.source import nearest, quote
from eventstudy.spec.unfolding import TooLarge, refuse_many_cells

__all__ = ["FactorTable", "load_factors", "read_factors"]

Row = tuple[int, list[str]]
"""Line number, from 1, and cells."""

MOST_BYTES = 200_000_000
MOST_HELD = 2_000_000_000
"""Bytes of a file's cells in memory."""
MISSING = {-99.99, -999.0}
"""French's codes for no observation, in his per cents."""

NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, eq=False)
class FactorTable:
    """Daily factor returns.

    Attributes
    ----------
    dates : ndarray of datetime64[D], shape (T,), ascending
    columns : tuple of str
        K names.
    values : ndarray, shape (T, K)
        Decimals (0.01 is 1 %); NaN is no observation.
    risk_free : str or None
        Which column is the risk-free return.
    vintage : str
        What the file says about its making; empty where it says nothing.
    sha256 : str
        Of the file.
    """

    dates: NDArray[np.datetime64]
    columns: tuple[str, ...]
    values: NDArray[np.float64]
    risk_free: str | None
    vintage: str
    sha256: str


def load_factors(spec: StudySpec) -> FactorTable | None:
    """Factors that a study names; None where it names none.

    Returns
    -------
    FactorTable or None
        The columns named (default: all), then the risk-free one.

    Raises
    ------
    SpecError
        A column is not in the file.
    PriceFileError
        The file cannot be read.
    """
    wanted = spec.factors
    if wanted is None:
        return None
    if where := spec.missing_at(wanted.path, ("factors", "path")):
        raise PriceFileError(message("file_named_missing", name=quote(wanted.path)), CHECK_PATH, where)
    path = spec.folder / wanted.path
    header = _open(path).names
    for i, name in enumerate(wanted.columns):
        if name not in header:
            raise spec.error(
                ("factors", "columns", i), message("file_without_column", file=path.name), nearest(name, header)
            )
    if wanted.risk_free is not None and wanted.risk_free not in header:
        what = message("file_without_column", file=path.name)
        raise spec.error(("factors", "risk_free"), what, nearest(wanted.risk_free, header))
    names = dict.fromkeys([*(wanted.columns or header), *([wanted.risk_free] if wanted.risk_free else [])])
    return read_factors(path, tuple(names), wanted.risk_free)


def read_factors(path: Path, columns: tuple[str, ...] = (), risk_free: str | None = None) -> FactorTable:
    """Read a file of factors; other columns than those named are not looked at.

    Parameters
    ----------
    path : Path
        French's daily file (in per cent, converted here and nowhere else), its zip, or a CSV with a column `date`
        and returns as decimals.
    columns : tuple of str
        Default: all.
    risk_free : str, optional

    Raises
    ------
    PriceFileError
        With file and line.
    """
    file = _open(path)
    names = columns or tuple(file.names)
    at = [file.header.index(name) for name in names]
    dates, values = [], []
    for line, cells in file.rows:
        where = f"{path}:{line}"
        if len(cells) != len(file.header):
            shown = quote(",".join(cells))
            what = message("row_of_other_width", n=len(cells), width=len(file.header), shown=shown)
            raise PriceFileError(what, message("as_many_cells_as_header"), where)
        dates.append(_date(cells[file.date_column], file.french, where))
        if len(dates) > 1 and dates[-1] <= dates[-2]:
            what = message(
                "cell_of_column", column="date", what=message("date_not_after_last"), shown=quote(str(dates[-1]))
            )
            raise PriceFileError(what, message("sort_rows"), where)
        values.append([_value(cells[i], file.header[i], file.french, where) for i in at])
    if not dates:
        raise PriceFileError(message("no_daily_rows"), message("use_daily_factors"), str(path))
    days = np.array(dates, "datetime64[D]")
    return FactorTable(days, names, np.array(values, float), risk_free, file.vintage, file.sha256)


@dataclass(frozen=True, eq=False)
class _File:
    """A file of factors, its header found and its rows not yet read."""

    header: list[str]
    date_column: int
    rows: list[Row]
    french: bool
    vintage: str
    sha256: str

    @property
    def names(self) -> list[str]:
        return [name for i, name in enumerate(self.header) if name and i != self.date_column]


def _open(path: Path) -> _File:
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
    line, header = records[0]
    if "date" in header:
        refuse_double_columns(header, f"{path}:{line}")
        return _File(header, header.index("date"), records[1:], False, "", digest)
    return _french(path, records, digest)


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


def _french(path: Path, records: list[Row], digest: str) -> _File:
    """French's layout: sentences, a header whose first cell is blank, days as 20250127, other tables, a footer."""
    at = next((i for i, (_, cells) in enumerate(records) if not cells[0] and len(cells) > 1), None)
    if at is None:
        remedy = message("factor_files_have_header")
        first, cells = records[0] if records else (1, [])
        what = message("no_factor_header")
        if cells:
            what = message("quoted", what=what, text=quote(",".join(cells)))
        raise PriceFileError(what, remedy, f"{path}:{first}")
    line, header = records[at]
    refuse_double_columns(header, f"{path}:{line}")
    rows = []
    for number, cells in records[at + 1 :]:
        if not cells[0] or len(cells) == 1:
            break
        if len(cells[0]) != 8 or not cells[0].isdigit():
            what = message("cell_of_column", column="date", what=message("not_a_day"), shown=quote(cells[0]))
            raise PriceFileError(what, message("use_daily_file"), f"{path}:{number}")
        rows.append((number, cells))
    vintage = ",".join(records[0][1]) if at else ""
    return _File(header, 0, rows, True, vintage, digest)


def _date(text: str, french: bool, where: str) -> dt.date:
    written = f"{text[:4]}-{text[4:6]}-{text[6:]}" if french else text
    try:
        if ISO_DATE.fullmatch(written):
            return dt.date.fromisoformat(written)
    except ValueError:
        pass
    raise PriceFileError(
        message("cell_of_column", column="date", what=message("not_a_date"), shown=quote(text)),
        message("write_dates_iso"),
        where,
    )


def _value(text: str, column: str, french: bool, where: str) -> float:
    """One return as decimal, NaN where there is none."""
    if not text and not french:
        return float("nan")
    if not NUMBER.fullmatch(text):
        remedy = message("write_factors_like")
        raise PriceFileError(
            message("cell_of_column", column=column, what=message("not_a_number"), shown=quote(text)), remedy, where
        )
    value = float(text)
    if french:
        return float("nan") if value in MISSING else value / 100
    if abs(value) > 1:
        remedy = message("write_per_cent_as")
        raise PriceFileError(
            message("cell_of_column", column=column, what=message("factor_beyond_hundred"), shown=quote(text)),
            remedy,
            where,
        )
    return value
