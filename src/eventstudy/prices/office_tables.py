"""Spreadsheets and Stata files of prices as tables of cells."""

from __future__ import annotations

import datetime
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pyarrow as pa

from eventstudy.errors import PriceFileError
from eventstudy.messages import message
from eventstudy.prices.plan import Head
from eventstudy.prices.tables import HEAD_ROWS, FileTable, Lay, read_bytes

__all__ = ["read_stata_table", "read_xlsx_table"]

MOST_BYTES, MOST_CELLS = 300_000_000, 20_000_000
"""A spreadsheet of so many cells is read in about a minute."""


def read_xlsx_table(path: Path, lay: Lay, decimal: str) -> FileTable:
    """Read the columns that the plan wants of the first sheet with rows, as text.

    Raises
    ------
    PriceFileError
        openpyxl is missing, or the file is no spreadsheet, has no rows or too many cells.
    """
    try:
        import openpyxl
    except ImportError as e:
        raise PriceFileError(message("xlsx_needs_openpyxl"), message("install_openpyxl_or_csv"), str(path)) from e
    content, written = read_bytes(path, MOST_BYTES)
    try:
        book = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=True)
        rows = next((rows for sheet in book.worksheets if len(rows := _rows(sheet, path, decimal)) > 1), None)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as e:
        raise PriceFileError(message("not_a_spreadsheet"), message("save_as_xlsx_again"), str(path)) from e
    if rows is None:
        raise PriceFileError(message("table_without_rows"), message("add_price_rows"), str(path))
    width = max(map(len, rows))
    filled = [tuple(row) + ("",) * (width - len(row)) for row in rows]
    plan = lay(Head(path, tuple(filled[:HEAD_ROWS])))
    columns = {one.label: [row[at] for row in filled[plan.skip :]] for at, one in plan.columns.items()}
    return FileTable(
        path, pa.table({name: pa.array(cells, pa.string()) for name, cells in columns.items()}), written, plan
    )


def _rows(sheet: Any, path: Path, decimal: str) -> list[list[str]]:
    """Rows of a sheet as text, the empty ones at its end left out."""
    if (sheet.max_row or 0) * (sheet.max_column or 0) > MOST_CELLS:
        what = message("too_many_cells", most=MOST_CELLS)
        raise PriceFileError(what, message("keep_tickers_and_days"), str(path))
    rows = [[_text(cell, decimal) for cell in row] for row in sheet.iter_rows(values_only=True)]
    while rows and not any(rows[-1]):
        rows.pop()
    return rows


def _text(cell: object, decimal: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime.datetime):
        return str(cell.date()) if cell.time() == datetime.time() else str(cell)
    if isinstance(cell, float):
        return repr(int(cell) if cell.is_integer() else cell).replace(".", decimal)
    return str(cell)


def read_stata_table(path: Path, lay: Lay) -> FileTable:
    """Read the columns of a Stata file that the plan wants, with their types.

    Raises
    ------
    PriceFileError
        It is no Stata file, or has no rows.
    """
    import pandas as pd

    content, written = read_bytes(path, MOST_BYTES)
    try:
        frame = pd.read_stata(BytesIO(content), convert_categoricals=False)
    except (ValueError, OSError, KeyError) as e:
        raise PriceFileError(message("not_a_stata_file"), message("save_as_dta_again"), str(path)) from e
    if not len(frame):
        raise PriceFileError(message("table_without_rows"), message("add_price_rows"), str(path))
    plan = lay(Head(path, (tuple(map(str, frame.columns)),), typed=True))
    wanted = [one.label for one in plan.columns.values()]
    return FileTable(path, pa.Table.from_pandas(frame[wanted], preserve_index=False), written, plan)
