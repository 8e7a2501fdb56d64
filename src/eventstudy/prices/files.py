"""Prices from the user's own CSV and Parquet files, wide or long."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from eventstudy.errors import DataError, PriceFileError, UnknownSymbol
from eventstudy.prices.request import Fetched, Request
from eventstudy.prices.series import BARS, PriceSeries

__all__ = ["fetch_csv", "fetch_parquet"]

MAX_QUOTED = 80


def fetch_csv(request: Request) -> Fetched:
    """Series from one or more CSV files: `date` and a column for each ticker, or `date, ticker, close`."""
    return _fetch(request, _read_csv)


def fetch_parquet(request: Request) -> Fetched:
    """Series from one or more Parquet files, laid out as for CSV."""
    return _fetch(request, _read_parquet)


def _fetch(request: Request, read: Any) -> Fetched:
    series: dict[str, PriceSeries] = {}
    paths = [request.folder / path for path in request.choice.path]
    for path in paths:
        table = read(path, request)
        for ticker, one in _split(table, path, request).items():
            if ticker in series:
                raise PriceFileError(f"the ticker '{ticker}' stands in two files", "keep it in one of them", str(path))
            series[ticker] = one
    names = ", ".join(str(path) for path in request.choice.path)
    failures: dict[str, DataError] = {
        ticker: UnknownSymbol(f"no column or rows for it in {names}", "add them, or correct the ticker")
        for ticker in request.tickers
        if ticker not in series
    }
    return Fetched(series, failures)


def _read_csv(path: Path, request: Request) -> pd.DataFrame:
    delimiter = request.choice.delimiter
    try:
        with path.open(encoding="utf-8-sig") as file:
            header = file.readline()
        if delimiter == "," and header.count(";") > header.count(","):
            raise PriceFileError(
                "the columns are separated by semicolons",
                "add 'delimiter: \";\"' under 'prices:' (and 'decimal: \",\"' if numbers have a decimal comma)",
                f"{path}:1",
            )
        # Text first: pandas' own guesses would turn the ticker NA to nothing and 1,5 to text without a word.
        return pd.read_csv(path, sep=delimiter, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except OSError as e:
        raise PriceFileError("cannot read the price file", f"check the path ({e.strerror})", str(path)) from e
    except UnicodeDecodeError as e:
        raise PriceFileError("the file is not UTF-8", "save it as UTF-8", str(path)) from e
    except pd.errors.EmptyDataError as e:
        raise PriceFileError("the file is empty", "it needs a header line and rows", f"{path}:1") from e
    except pd.errors.ParserError as e:
        raise PriceFileError(f"not a table: {e}", "give every row the header's number of cells", str(path)) from e


def _read_parquet(path: Path, _: Request) -> pd.DataFrame:
    try:
        table = pd.read_parquet(path)
    except FileNotFoundError as e:
        raise PriceFileError("there is no such price file", "check the path", str(path)) from e
    except (OSError, ValueError) as e:
        raise PriceFileError("not a Parquet file", "write it with pandas' to_parquet", str(path)) from e
    return table.reset_index() if "date" not in table and table.index.name == "date" else table


def _split(table: pd.DataFrame, path: Path, request: Request) -> dict[str, PriceSeries]:
    if "date" not in table:
        raise PriceFileError("the column 'date' is missing", "name the first column 'date'", f"{path}:1")
    dates = _dates(table["date"], path)
    if "ticker" in table and "close" in table:
        return _split_long(table, dates, path, request)
    return {
        ticker: _series(ticker, dates, _numbers(table[ticker], path, request), path, request)
        for ticker in request.tickers
        if ticker in table
    }


def _split_long(table: pd.DataFrame, dates: np.ndarray, path: Path, request: Request) -> dict[str, PriceSeries]:
    names = [name for name in ("close", *BARS, "dividend") if name in table]
    codes, tickers = pd.factorize(table["ticker"].astype(str))
    order = np.argsort(codes, kind="stable")
    ends = np.searchsorted(codes[order], np.arange(len(tickers)), side="right")
    wanted = set(request.tickers)
    used = np.isin(codes, [i for i, ticker in enumerate(tickers) if ticker in wanted])
    columns = {name: _numbers(table[name], path, request, used) for name in names}
    out = {}
    for i, ticker in enumerate(tickers):
        if ticker in wanted:
            rows = order[ends[i - 1] if i else 0 : ends[i]]
            own = {name: values[rows] for name, values in columns.items()}
            out[ticker] = _series(ticker, dates[rows], own.pop("close"), path, request, own)
    return out


def _series(
    ticker: str,
    dates: np.ndarray,
    close: np.ndarray,
    path: Path,
    request: Request,
    more: dict[str, np.ndarray] | None = None,
) -> PriceSeries:
    bars = dict(more or {})
    paid = np.nan_to_num(bars.pop("dividend", np.zeros(len(dates))))
    return PriceSeries(
        ticker=ticker,
        dates=dates,
        close=close,
        source=f"{request.choice.source}: {path.name}",
        bars=bars,
        ex_dates=dates[paid != 0],
        dividends=paid[paid != 0],
        kind=request.choice.kind,
    ).observed()


def _dates(column: pd.Series, path: Path) -> np.ndarray:
    if pd.api.types.is_datetime64_any_dtype(column):
        return column.dt.tz_localize(None).to_numpy().astype("datetime64[D]")
    texts = column.astype(str)
    stamps = pd.to_datetime(texts, format="%Y-%m-%d", errors="coerce")
    bad = stamps.isna().to_numpy()
    if bad.any():
        raise _cell_error(path, int(np.argmax(bad)), "date", "not a date", texts, "write dates as 2025-01-27")
    return stamps.to_numpy().astype("datetime64[D]")


def _numbers(column: pd.Series, path: Path, request: Request, used: np.ndarray | None = None) -> np.ndarray:
    """Column as floats; an empty cell is NaN, any other text an error (in rows that the study uses)."""
    if pd.api.types.is_numeric_dtype(column):
        return column.to_numpy(dtype=float, na_value=np.nan)
    texts = column.astype(str).str.strip()
    plain = texts.str.replace(",", ".", regex=False) if request.choice.decimal == "," else texts
    numbers = pd.to_numeric(plain, errors="coerce").to_numpy(dtype=float)
    bad = np.isnan(numbers) & (texts != "").to_numpy()
    if used is not None:
        bad &= used
    if bad.any():
        row = int(np.argmax(bad))
        remedy = "write numbers like 1234.5, and nothing where there is no price"
        if "," in texts.iloc[row]:
            remedy = "add 'decimal: \",\"' under 'prices:' if numbers have a decimal comma"
        raise _cell_error(path, row, str(column.name), "not a number", texts, remedy)
    return numbers


def _cell_error(path: Path, row: int, name: str, what: str, texts: pd.Series, remedy: str) -> PriceFileError:
    text = str(texts.iloc[row])
    shown = text if len(text) <= MAX_QUOTED else text[: MAX_QUOTED - 1] + "…"
    return PriceFileError(f"column {name}: {what}, '{shown}'", remedy, f"{path}:{row + 2}")
