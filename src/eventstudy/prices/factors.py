"""Factor returns of a study: of its files, merged by date."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from eventstudy.errors import PriceFileError
from eventstudy.messages import message
from eventstudy.prices.factor_rows import FactorRows, open_factors
from eventstudy.prices.french import library_file
from eventstudy.prices.tables import CHECK_PATH
from eventstudy.spec import StudySpec
from eventstudy.spec.source import nearest, quote

__all__ = ["FactorTable", "load_factors", "read_factors"]

SAME = 1e-12
"""Returns of a column in two files that differ by more are two columns."""


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
        Of the file, or of each.
    """

    dates: NDArray[np.datetime64]
    columns: tuple[str, ...]
    values: NDArray[np.float64]
    risk_free: str | None
    vintage: str
    sha256: str


def load_factors(spec: StudySpec, *, offline: bool = False, refresh: bool = False) -> FactorTable | None:
    """Factors that a study names; None where it names none.

    Parameters
    ----------
    spec : StudySpec
    offline : bool
        Whether no network may be used.
    refresh : bool
        Whether sets of the library are fetched anew.

    Returns
    -------
    FactorTable or None
        Of each file the columns named (default: all), then the risk-free one; a day that a file lacks is NaN in its
        columns.

    Raises
    ------
    SpecError
        A column is not in the file, or stands in two files with different returns.
    PriceFileError
        A file cannot be read.
    """
    tables = [_table(spec, i, offline=offline, refresh=refresh) for i in range(len(spec.factors))]
    return _merged(spec, tables) if tables else None


def _table(spec: StudySpec, i: int, *, offline: bool, refresh: bool) -> FactorTable:
    """What the study reads of its file with this number."""
    wanted = spec.factors[i]
    if wanted.path is None:
        path = library_file(wanted, offline=offline, refresh=refresh)
    elif where := spec.missing_at(wanted.path, ("factors", i, "path"), ("factors", "path")):
        raise PriceFileError(message("file_named_missing", name=quote(wanted.path)), CHECK_PATH, where)
    else:
        path = spec.folder / wanted.path
    file = open_factors(path)
    for k, name in enumerate(wanted.columns):
        if name not in file.names:
            what = message("file_without_column", file=path.name)
            raise spec.error(("factors", i, "columns", k), what, nearest(name, file.names))
    if wanted.risk_free is not None and wanted.risk_free not in file.names:
        what = message("file_without_column", file=path.name)
        raise spec.error(("factors", i, "risk_free"), what, nearest(wanted.risk_free, file.names))
    free = [wanted.risk_free] if wanted.risk_free else []
    names = dict.fromkeys([*(wanted.columns or file.names), *free])
    return table_of(file, path, tuple(names), wanted.risk_free, wanted.unit)


def _merged(spec: StudySpec, tables: list[FactorTable]) -> FactorTable:
    """Columns of several tables on the days of any; a column may stand in two only with the same returns."""
    first, *others = tables
    if not others:
        return first
    dates = np.unique(np.concatenate([table.dates for table in tables]))
    columns: dict[str, NDArray[np.float64]] = {}
    for i, table in enumerate(tables):
        for name, own in zip(table.columns, table.values.T, strict=True):
            values = np.full(len(dates), np.nan)
            values[np.searchsorted(dates, table.dates)] = own
            known = columns.setdefault(name, values)
            if (np.abs(known - values) > SAME).any():
                what = message("column_in_two_files", column=name)
                raise spec.error(("factors", i), what, message("name_columns_of_each"), key=True)
            columns[name] = np.where(np.isnan(known), values, known)
    risk_free = next((table.risk_free for table in tables if table.risk_free), None)
    vintages = dict.fromkeys(table.vintage for table in tables if table.vintage)
    hashes = ", ".join(table.sha256 for table in tables)
    return FactorTable(
        dates, tuple(columns), np.column_stack([*columns.values()]), risk_free, "; ".join(vintages), hashes
    )


def read_factors(
    path: Path,
    columns: tuple[str, ...] = (),
    risk_free: str | None = None,
    unit: Literal["decimal", "percent"] | None = None,
) -> FactorTable:
    """Read a file of factors; other columns than those named are not looked at.

    Parameters
    ----------
    path : Path
        A file of French's library, which is in per cent, as CSV, text or zip; or a CSV with a column `date`.
    columns : tuple of str
        Default: all.
    risk_free : str, optional
    unit : {"decimal", "percent"}, optional
        Default: per cent in a file as French's library has it, else decimals.

    Raises
    ------
    PriceFileError
        With file and line.
    """
    file = open_factors(path)
    return table_of(file, path, columns or tuple(file.names), risk_free, unit)


def table_of(
    file: FactorRows, path: Path, names: tuple[str, ...], risk_free: str | None, unit: str | None
) -> FactorTable:
    """Dates and returns of some columns of a file."""
    at = [file.header.index(name) for name in names]
    dates, values = [], []
    for line, cells in file.rows:
        where = f"{path}:{line}"
        if len(cells) != len(file.header):
            shown = quote(",".join(cells))
            what = message("row_of_other_width", n=len(cells), width=len(file.header), shown=shown)
            raise PriceFileError(what, message("as_many_cells_as_header"), where)
        dates.append(file.date(cells[file.date_column], where, stated=unit is not None))
        if len(dates) > 1 and dates[-1] <= dates[-2]:
            what = message(
                "cell_of_column", column="date", what=message("date_not_after_last"), shown=quote(str(dates[-1]))
            )
            raise PriceFileError(what, message("sort_rows"), where)
        percent = unit == "percent" or (unit is None and file.french)
        values.append([file.value(cells[i], file.header[i], where, percent=percent) for i in at])
    if not dates:
        raise PriceFileError(message("no_daily_rows"), message("use_daily_factors"), str(path))
    days = np.array(dates, "datetime64[D]")
    return FactorTable(days, names, np.array(values, float), risk_free, file.vintage, file.sha256)
