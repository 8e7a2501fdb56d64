"""Spreadsheets and Stata files of prices as tables of cells."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from eventstudy.errors import PriceFileError
from eventstudy.messages import message
from eventstudy.prices.plan import Head
from eventstudy.prices.tables import HEAD_ROWS, FileTable, Lay, read_bytes
from eventstudy.spec.office_files import NotReadable, sheet_rows, stata_columns

__all__ = ["read_stata_table", "read_xlsx_table"]

MOST_BYTES = 300_000_000


def read_xlsx_table(path: Path, lay: Lay, decimal: str) -> FileTable:
    """Read the columns that the plan wants of the first sheet with rows, as text.

    Raises
    ------
    PriceFileError
        openpyxl is missing, or the file is no spreadsheet, has no rows or too many cells.
    """
    content, written = read_bytes(path, MOST_BYTES)
    try:
        rows = sheet_rows(content, decimal)
    except NotReadable as e:
        raise PriceFileError(e.what, e.remedy, str(path)) from e
    if not rows:
        raise PriceFileError(message("table_without_rows"), message("add_price_rows"), str(path))
    plan = lay(Head(path, tuple(rows[:HEAD_ROWS])))
    columns = {one.label: [row[at] for row in rows[plan.skip :]] for at, one in plan.columns.items()}
    return FileTable(
        path, pa.table({name: pa.array(cells, pa.string()) for name, cells in columns.items()}), written, plan
    )


def read_stata_table(path: Path, lay: Lay) -> FileTable:
    """Read the columns of a Stata file that the plan wants, with their types.

    Raises
    ------
    PriceFileError
        It is no Stata file, or has no rows.
    """
    content, written = read_bytes(path, MOST_BYTES)
    try:
        frame = stata_columns(content)
    except NotReadable as e:
        raise PriceFileError(e.what, e.remedy, str(path)) from e
    if not len(frame):
        raise PriceFileError(message("table_without_rows"), message("add_price_rows"), str(path))
    plan = lay(Head(path, (tuple(map(str, frame.columns)),), typed=True))
    wanted = [one.label for one in plan.columns.values()]
    return FileTable(path, pa.Table.from_pandas(frame[wanted], preserve_index=False), written, plan)
