"""Spreadsheets and Stata files as rows of text and typed columns, whatever they are about."""

from __future__ import annotations

import datetime
import zipfile
from io import BytesIO
from typing import Any

from eventstudy.messages import Message, message

__all__ = ["NotReadable", "sheet_rows", "stata_columns"]

MOST_CELLS = 20_000_000
"""A spreadsheet of so many cells is read in about a minute."""


class NotReadable(Exception):
    """A file that is not what its ending says, or too large: `what` is wrong, and the `remedy`."""

    def __init__(self, what: Message, remedy: Message) -> None:
        super().__init__(what.code)
        self.what, self.remedy = what, remedy


def sheet_rows(content: bytes, decimal: str = ".") -> list[tuple[str, ...]]:
    """Rows of the first sheet that has more than one, all as wide as the widest; none where there is no such sheet.

    Raises
    ------
    NotReadable
        openpyxl is missing, or the file is no spreadsheet or has too many cells.
    """
    try:
        import openpyxl
    except ImportError as e:
        raise NotReadable(message("xlsx_needs_openpyxl"), message("install_openpyxl_or_csv")) from e
    try:
        book = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=True)
        rows = next((rows for sheet in book.worksheets if len(rows := _filled(sheet, decimal)) > 1), [])
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as e:
        raise NotReadable(message("not_a_spreadsheet"), message("save_as_xlsx_again")) from e
    width = max(map(len, rows), default=0)
    return [tuple(row) + ("",) * (width - len(row)) for row in rows]


def _filled(sheet: Any, decimal: str) -> list[list[str]]:
    """Rows of a sheet as text, the empty ones at its end left out."""
    if (sheet.max_row or 0) * (sheet.max_column or 0) > MOST_CELLS:
        raise NotReadable(message("too_many_cells", most=MOST_CELLS), message("keep_tickers_and_days"))
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


def stata_columns(content: bytes, *, labels: bool = False) -> Any:
    """Columns of a Stata file with their types, as a DataFrame.

    Parameters
    ----------
    content : bytes
    labels : bool
        Whether numbers that Stata labels are their labels.

    Raises
    ------
    NotReadable
    """
    import pandas as pd

    try:
        return pd.read_stata(BytesIO(content), convert_categoricals=labels)
    except (ValueError, OSError, KeyError) as e:
        raise NotReadable(message("not_a_stata_file"), message("save_as_dta_again")) from e
