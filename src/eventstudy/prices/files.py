"""Prices from the user's own CSV and Parquet files, wide or long."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eventstudy.errors import DataError, PriceFileError, UnknownSymbol
from eventstudy.messages import message
from eventstudy.prices.cells import read_dates, read_numbers, read_tickers
from eventstudy.prices.manifest import refuse_changed
from eventstudy.prices.request import Fetched, Request
from eventstudy.prices.series import BARS, PriceSeries
from eventstudy.prices.source import DECIMAL, DELIMITER, KIND, PATH, Source
from eventstudy.prices.tables import FileTable, read_csv_table, read_parquet_table
from eventstudy.spec.source import listed

__all__ = ["CSV", "PARQUET", "frozen_series"]

LONG = ("close", *BARS, "dividend")


def _fetch_csv(request: Request) -> Fetched:
    choose, delimiter = partial(_columns, request), request.options["delimiter"]
    return _gathered(request, CSV, (read_csv_table(path, delimiter, choose) for path in _paths(request)))


def _fetch_parquet(request: Request) -> Fetched:
    choose = partial(_columns, request)
    return _gathered(request, PARQUET, (read_parquet_table(path, choose) for path in _paths(request)))


CSV = Source(
    "csv",
    _fetch_csv,
    {
        "en": "Series from one or more CSV files: `date` and a column for each ticker, or `date, ticker, close`.",
        "de": "Reihen aus CSV-Dateien: `date` und eine Spalte je Ticker, oder `date, ticker, close`.",
    },
    (PATH, KIND, DELIMITER, DECIMAL),
    example="prices.csv",
)
"""Source of prices in text files of the user's."""

PARQUET = Source(
    "parquet",
    _fetch_parquet,
    {
        "en": "Series from one or more Parquet files, laid out as for CSV.",
        "de": "Reihen aus Parquet-Dateien, angeordnet wie bei CSV.",
    },
    (PATH, KIND, DECIMAL),
    example="prices.parquet",
)
"""Source of prices in Parquet files of the user's."""


def frozen_series(path: Path, tickers: tuple[str, ...]) -> list[PriceSeries]:
    """Series of a frozen file as they are now."""
    never = np.datetime64("NaT", "D")
    request = Request(tickers, never, never, CSV.values())
    return list(_split(read_csv_table(path, ",", partial(_columns, request)), request))


def _paths(request: Request) -> list[Path]:
    return [request.folder / path for path in request.options["path"]]


def _gathered(request: Request, source: Source, tables: Iterator[FileTable]) -> Fetched:
    series: dict[str, PriceSeries] = {}
    for table in tables:
        own = list(_split(table, request))
        refuse_changed(table, own, request.tickers)
        for one in own:
            before = series.get(one.ticker)
            named = replace(one, source=f"{source.name}: {table.path.name}")
            series[one.ticker] = named if before is None else _joined(before, one, table.path)
    failures = {ticker: _not_there(request, ticker) for ticker in request.tickers if ticker not in series}
    return Fetched(series, failures)


def _not_there(request: Request, ticker: str) -> DataError:
    what = message("not_in_files", files=request.options["path"])
    return UnknownSymbol(what, message("add_prices" if ticker != "date" else "give_as_rows"))


def _columns(request: Request, header: list[str], path: Path) -> list[str]:
    """Columns that the study uses."""
    if "date" not in header:
        raise PriceFileError(
            message("column_missing", column="date"),
            message("first_row_names_columns", header=listed(header)),
            f"{path}:1" if path.suffix != ".parquet" else str(path),
        )
    if _is_long(header, request):
        if "close" not in header:
            raise PriceFileError(
                message("column_missing", column="close"),
                message("long_table_has"),
                f"{path}:1",
            )
        return [name for name in ("date", "ticker", *LONG) if name in header]
    there = set(header)
    return ["date", *(ticker for ticker in request.tickers if ticker in there and ticker != "date")]


def _is_long(header: list[str], request: Request) -> bool:
    return "ticker" in header and "ticker" not in request.tickers


def _split(table: FileTable, request: Request) -> Iterator[PriceSeries]:
    if _is_long(table.columns.column_names, request):
        yield from _split_long(table, request)
        return
    dates = read_dates(table)
    for ticker in table.columns.column_names[1:]:
        close = read_numbers(table, ticker, request.options["decimal"])
        yield _series(ticker, dates, {"close": close}, table, request)


def _split_long(table: FileTable, request: Request) -> Iterator[PriceSeries]:
    """Sort rows by ticker once and cut; only rows and columns that the study uses are converted."""
    codes, tickers = read_tickers(table)
    wanted = np.isin(np.array(tickers, dtype=object), request.tickers)
    rows = np.flatnonzero(wanted[codes])
    rows = rows[np.argsort(codes[rows], kind="stable")]
    dates = read_dates(table, rows)
    columns = {
        name: read_numbers(table, name, request.options["decimal"], rows)
        for name in LONG
        if name in table.columns.column_names
    }
    starts = np.searchsorted(codes[rows], np.arange(len(tickers) + 1))
    for code in np.flatnonzero(wanted):
        own = slice(starts[code], starts[code + 1])
        cells = {name: values[own] for name, values in columns.items()}
        yield _series(tickers[code], dates[own], cells, table, request)


def _series(
    ticker: str, dates: np.ndarray, cells: dict[str, NDArray[np.float64]], table: FileTable, request: Request
) -> PriceSeries:
    paid = cells.get("dividend", np.zeros(0))
    paying = np.flatnonzero(np.nan_to_num(paid)) if len(paid) else np.zeros(0, int)
    return PriceSeries(
        ticker=ticker,
        dates=dates,
        close=cells["close"],
        source=table.path.name,
        bars={name: cells[name] for name in BARS if name in cells},
        ex_dates=dates[paying],
        dividends=paid[paying],
        kind=request.options["kind"],
        as_of=table.written,
    ).observed()


def _joined(first: PriceSeries, second: PriceSeries, path: Path) -> PriceSeries:
    """One series from two files; they may not have a day in common."""
    both = np.intersect1d(first.dates, second.dates)
    if len(both):
        raise PriceFileError(
            message("days_in_earlier_file", ticker=first.ticker, n=len(both), day=both[0]),
            message("keep_day_in_one_file"),
            str(path),
        )
    empty = {
        name: (np.full(len(first.dates), np.nan), np.full(len(second.dates), np.nan))
        for name in {*first.bars, *second.bars}
    }
    bars = {name: np.concatenate([first.bars.get(name, a), second.bars.get(name, b)]) for name, (a, b) in empty.items()}
    return replace(
        first,
        dates=np.concatenate([first.dates, second.dates]),
        close=np.concatenate([first.close, second.close]),
        source=f"{first.source}, {path.name}",
        bars=bars,
        ex_dates=np.concatenate([first.ex_dates, second.ex_dates]),
        dividends=np.concatenate([first.dividends, second.dividends]),
        blank=np.concatenate([first.blank, second.blank]),
        as_of=max(first.as_of, second.as_of) if first.as_of and second.as_of else None,
    )
