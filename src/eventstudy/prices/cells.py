"""Columns of a file to dates, tickers and numbers; what is none of these is refused with its place."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from eventstudy.errors import PriceFileError
from eventstudy.messages import Message, message
from eventstudy.prices.tables import FileTable
from eventstudy.spec.date_texts import DateTextError, days_of
from eventstudy.spec.exact import TOO_LARGE, TOO_LARGE_REMEDY, first_inexact
from eventstudy.spec.instants import zone_is_known
from eventstudy.spec.source import quote

__all__ = ["read_dates", "read_numbers", "read_tickers"]

Days = NDArray[np.datetime64]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$|^[+-]?(inf|INF|Inf|infinity|Infinity)$"
NO_DATE = message("write_dates_iso")
FIRST_YEAR, LAST_YEAR = np.datetime64("1800-01-01"), np.datetime64("2200-01-01")
"""Calendars of exchanges reach no further."""


def read_tickers(table: FileTable, field: str = "ticker") -> tuple[Ints, list[str]]:
    """Column of tickers as codes, shape (T,), and the ticker of each code. Tickers are text as written.

    Another field than `ticker` holds other names of them, and may be empty: then its code is -1.
    """
    name = table.plan.label(field)
    column = table.columns[name]
    if not (_is_text(column.type) or pa.types.is_integer(column.type)):
        raise PriceFileError(
            message("column_of_kind", column=name, kind=str(column.type), wanted=message("value.text")),
            message("store_as_text"),
            str(table.path),
        )
    if not pa.types.is_dictionary(column.type):
        column = pc.dictionary_encode(_text(column))
    column = column.unify_dictionaries().combine_chunks()
    names = ["" if name is None else str(name) for name in column.dictionary.to_pylist()]
    codes = column.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    empty = (codes < 0) | np.isin(codes, [i for i, name in enumerate(names) if not name])
    if field != "ticker":
        return np.where(empty, -1, codes), names
    if empty.any():
        raise table.error(int(np.argmax(empty)), name, message("empty_cell"), message("name_ticker_of_row"), "")
    if table.plan.spaced:
        different, which = np.unique([name.strip() for name in names], return_inverse=True)
        return which[codes], different.tolist()
    return codes, names


def read_dates(table: FileTable, rows: Ints | None = None, form: str | None = None, ticker: str = "") -> Days:
    """The dates of a table, or those that a ticker has for itself; shape of `rows` (default: all)."""
    name = table.plan.label("date", ticker)
    column = _taken(table, name, rows)
    kind = column.type
    if pa.types.is_integer(kind) and (form or table.plan.forms):
        column, kind = column.cast(pa.string()), pa.string()
    if _is_text(kind):
        return _dates_from_text(table, name, pc.utf8_trim_whitespace(_text(column)), rows, form)
    if not (pa.types.is_date(kind) or pa.types.is_timestamp(kind)):
        raise PriceFileError(
            message("column_of_kind", column=name, kind=str(kind), wanted=message("value.dates")),
            NO_DATE,
            str(table.path),
        )
    _refuse(table, name, rows, column, pc.is_null(column), message("empty_cell"), NO_DATE)
    if pa.types.is_timestamp(kind):
        if not zone_is_known(kind.tz):
            what = message("column_of_unknown_zone", column=name, zone=quote(kind.tz))
            raise PriceFileError(what, message("store_date_without_zone"), str(table.path))
        local = pc.local_timestamp(column) if kind.tz else column
        inside = pc.not_equal(local, pc.floor_temporal(local, unit="day"))
        remedy = message("store_date_at_midnight")
        _refuse(table, name, rows, column, inside, message("time_of_day_in_date"), remedy)
        column = local
    return _sensible(table, name, column.cast(pa.timestamp("s")).to_numpy().astype("datetime64[D]"), rows)


def read_numbers(table: FileTable, name: str, decimal: Literal[".", ","], rows: Ints | None = None) -> Floats:
    """Column as floats, NaN where the cell is empty or says that there is nothing; shape of `rows` (default: all)."""
    column = _taken(table, name, rows)
    kind = column.type
    if _is_text(kind):
        return _numbers_from_text(table, name, _text(column), decimal, rows)
    if (row := first_inexact(column)) is not None:
        whole = int(row if rows is None else rows[row])
        raise table.error(whole, name, TOO_LARGE, TOO_LARGE_REMEDY, column[row].as_py())
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind) or pa.types.is_null(kind):
        numbers: Floats = column.cast(pa.float64(), safe=False).to_numpy()
        return numbers
    raise PriceFileError(
        message("column_of_kind", column=name, kind=str(kind), wanted=message("value.numbers")),
        message("store_as_numbers"),
        str(table.path),
    )


def _taken(table: FileTable, name: str, rows: Ints | None) -> Any:
    column = table.columns[name]
    return column if rows is None else column.take(pa.array(rows))


def _is_text(kind: Any) -> bool:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)


def _text(column: Any) -> Any:
    return column if pa.types.is_string(column.type) else column.cast(pa.string())


def _refuse(
    table: FileTable, name: str, rows: Ints | None, column: Any, bad: Any, what: Message, remedy: Message
) -> None:
    """Raise about the first cell for which `bad` is true."""
    mask = np.asarray(bad)
    if mask.any():
        at = int(np.argmax(mask))
        cell = column[at].as_py()
        raise table.error(int(at if rows is None else rows[at]), name, what, remedy, "" if cell is None else cell)


def _dates_from_text(table: FileTable, name: str, texts: Any, rows: Ints | None, form: str | None) -> Days:
    codes = pc.dictionary_encode(texts).unify_dictionaries().combine_chunks()
    _refuse(table, name, rows, texts, pc.is_null(texts), message("empty_cell"), NO_DATE)
    known = _iso(codes.dictionary) if form is None else None
    if known is None:
        try:
            known = np.array(days_of(codes.dictionary.to_pylist(), form, table.plan.forms), "datetime64[D]")
        except DateTextError as e:
            same = pc.starts_with(texts, e.text) if e.text else pc.equal(texts, "")
            _refuse(table, name, rows, texts, same, e.what, e.remedy)
            raise
    return _sensible(table, name, known[codes.indices.to_numpy()], rows)


def _iso(texts: Any) -> Days | None:
    """Days written as 2025-01-27, None where there is another text."""
    try:
        days: Days = texts.cast(pa.date32()).to_numpy(zero_copy_only=False).astype("datetime64[D]")
    except pa.ArrowInvalid:
        return None
    return days


def _sensible(table: FileTable, name: str, days: Days, rows: Ints | None) -> Days:
    far = (days < FIRST_YEAR) | (days >= LAST_YEAR)
    if far.any():
        at = int(np.argmax(far))
        remedy = message("correct_year")
        raise table.error(
            int(at if rows is None else rows[at]), name, message("no_exchange_has_date"), remedy, days[at]
        )
    return days


def _numbers_from_text(table: FileTable, name: str, cells: Any, decimal: str, rows: Ints | None) -> Floats:
    texts = pc.utf8_trim_whitespace(cells)
    plain = texts
    if decimal == ",":
        # A point would be read as a decimal one although it separates thousands here.
        mixed = pc.fill_null(pc.match_substring(texts, "."), False)
        _refuse(table, name, rows, texts, mixed, message("point_in_decimal_commas"), _remedy(decimal, ""))
        plain = pc.replace_substring(texts, ",", ".")
    empty = pc.is_in(plain, pa.array(["", *table.plan.nothing]))
    plain = pc.if_else(empty, pa.scalar(None, pa.string()), plain)
    try:
        numbers = plain.cast(pa.float64())
    except pa.ArrowInvalid:
        wrong = np.asarray(pc.fill_null(pc.invert(pc.match_substring_regex(plain, NUMBER)), False))
        text = str(texts[int(np.argmax(wrong))])
        _refuse(table, name, rows, texts, wrong, message("not_a_number"), _remedy(decimal, text))
        raise
    spelt = pc.fill_null(pc.is_nan(numbers), False)
    _refuse(table, name, rows, texts, spelt, message("not_a_number"), _remedy(decimal, ""))
    values: Floats = numbers.to_numpy()
    return values


def _remedy(decimal: str, text: str) -> Message:
    if decimal == "." and text.count(",") == 1 and "." not in text:
        return message("add_decimal_comma")
    example = "1234,5" if decimal == "," else "1234.5"
    return message("write_numbers_like", example=example)
