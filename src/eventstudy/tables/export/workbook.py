"""Sheets as one Excel workbook: numbers are numbers, text is never a formula."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Sequence
from typing import Any

from eventstudy.errors import EventStudyError
from eventstudy.messages import message
from eventstudy.tables.export.sheet import Cell, Sheet, Value
from eventstudy.text.numbers import inert

__all__ = ["NEEDS_OPENPYXL", "xlsx"]

NEEDS_OPENPYXL = (message("excel_needs_openpyxl"), message("install_openpyxl"))
EPOCH = dt.datetime(1980, 1, 1)  # what a workbook without a clock says
MOST_ROWS = 1_048_000
WIDEST = 60


def xlsx(sheets: Sequence[Sheet]) -> bytes:
    """Workbook with a sheet for each table, the same bytes for the same tables.

    Parameters
    ----------
    sheets : sequence of Sheet

    Raises
    ------
    EventStudyError
        openpyxl is missing, or a table has more rows than a sheet.
    """
    try:
        from openpyxl import Workbook
    except ImportError as e:
        raise EventStudyError(*NEEDS_OPENPYXL) from e
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator = "eventstudy"
    for sheet in sheets:
        if len(sheet.rows) > MOST_ROWS:
            what = message("more_rows_than_a_sheet", table=sheet.name, n=len(sheet.rows))
            raise EventStudyError(what, message("use_csv"))
        _fill(book.create_sheet(sheet.name[:31]), sheet)
    buffer = io.BytesIO()
    book.save(buffer)
    return _without_clock(buffer.getvalue())


def _fill(page: Any, sheet: Sheet) -> None:
    from openpyxl.styles import Alignment, Border, Font, Side
    from openpyxl.utils import get_column_letter

    _put(page, 1, 1, sheet.title).font = Font(bold=True)
    thin = Side(style="thin")
    for column, name in enumerate(sheet.header, 1):
        head = _put(page, 3, column, name)
        head.font, head.border = Font(bold=True), Border(top=thin, bottom=thin)
        head.alignment = Alignment(horizontal="left" if column <= sheet.text_columns else "right")
    for place, row in enumerate(sheet.rows, 4):
        for column, cell in enumerate(row, 1):
            if cell != "":
                _put(page, place, column, cell)
    for place, note in enumerate(sheet.notes, len(sheet.rows) + 5):
        _put(page, place, 1, note).font = Font(italic=True)
    for column, name in enumerate(sheet.header):
        width = max([len(name), *(len(_text(row[column])) for row in sheet.rows)])
        page.column_dimensions[get_column_letter(column + 1)].width = min(width, WIDEST) + 2
    page.freeze_panes = "A4"


def _text(cell: Cell) -> str:
    return cell.text() if isinstance(cell, Value) else cell


def _put(page: Any, row: int, column: int, cell: Cell) -> Any:
    """Write a cell; text is stored as text, whatever it begins with."""
    place = page.cell(row=row, column=column)
    if isinstance(cell, Value) and cell.text():
        place.value = cell.value
        place.number_format = _format(cell)
    elif isinstance(cell, str):
        place.value = inert(cell)
        place.data_type = "s"
        place.quotePrefix = cell[:1] in ("=", "+", "-", "@")
    return place


def _format(cell: Value) -> str:
    if cell.digits < 0:
        plain = "0.0000"
    else:
        plain = ("0." + "0" * cell.digits if cell.digits else "0") + ("%" if cell.percent else "")
    return rf"\({plain}\);\(\-{plain}\)" if cell.below else plain


def _without_clock(book: bytes) -> bytes:
    """The same workbook without the moments at which it was written."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = _frozen(content)
            new.writestr(zipfile.ZipInfo(name, EPOCH.timetuple()[:6]), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _frozen(properties: bytes) -> bytes:
    return re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", EPOCH.strftime("%Y-%m-%dT%H:%M:%SZ").encode(), properties)
