"""Prices from the user's own files: CSV, Parquet, spreadsheets, Stata, in any layout."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from eventstudy.errors import DataError, PriceFileError, UnknownSymbol
from eventstudy.messages import Message, message
from eventstudy.prices.aliases import Named, named_rows
from eventstudy.prices.cells import read_dates, read_numbers
from eventstudy.prices.layouts import LAYOUTS
from eventstudy.prices.manifest import refuse_changed
from eventstudy.prices.office_tables import read_stata_table, read_xlsx_table
from eventstudy.prices.plan import Head, Plan
from eventstudy.prices.request import Fetched, Request
from eventstudy.prices.series import BARS, PriceSeries
from eventstudy.prices.source import DATES, DECIMAL, DELIMITER, KIND, LAYOUT, PATH, Source
from eventstudy.prices.tables import FileTable, Lay, read_csv_table, read_parquet_table
from eventstudy.spec.options import Option

__all__ = ["CSV", "FILE", "PARQUET", "frozen_series", "head_of", "paths_of", "table_of"]

Cells = dict[str, NDArray[np.float64]]
Read = Callable[[Path, Request], FileTable]


def _csv_table(path: Path, lay: Lay, delimiter: str, _decimal: str) -> FileTable:
    return read_csv_table(path, delimiter, lay)


def _parquet_table(path: Path, lay: Lay, _delimiter: str, _decimal: str) -> FileTable:
    return read_parquet_table(path, lay)


def _xlsx_table(path: Path, lay: Lay, _delimiter: str, decimal: str) -> FileTable:
    return read_xlsx_table(path, lay, decimal)


def _stata_table(path: Path, lay: Lay, _delimiter: str, _decimal: str) -> FileTable:
    return read_stata_table(path, lay)


ENDINGS: dict[str, Callable[[Path, Lay, str, str], FileTable]] = {
    ".csv": _csv_table,
    ".txt": _csv_table,
    ".tsv": _csv_table,
    ".parquet": _parquet_table,
    ".pq": _parquet_table,
    ".xlsx": _xlsx_table,
    ".dta": _stata_table,
}
"""How a file is read, by the ending of its name."""


def _plan(head: Head, request: Request) -> Plan:
    layout = LAYOUTS[request.options["layout"]]
    if request.options["delisting"] == "shumway" and not layout.delistings:
        able = next(one.name for one in LAYOUTS.values() if one.delistings)
        raise head.error(
            message("shumway_elsewhere", layout=layout.name), message("write_layout_or_leave_out", layout=able)
        )
    return layout.plan(head, request)


def _table(path: Path, request: Request, ending: str) -> FileTable:
    layout = LAYOUTS[request.options["layout"]]
    delimiter = layout.delimiter or request.options["delimiter"]
    return ENDINGS[ending](path, partial(_plan, request=request), delimiter, request.options["decimal"])


def _csv(path: Path, request: Request) -> FileTable:
    return _table(path, request, ".csv")


def _parquet(path: Path, request: Request) -> FileTable:
    return _table(path, request, ".parquet")


def _ending(path: Path) -> str:
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise PriceFileError(
            message("ending_not_known", ending=path.suffix), message("endings_known", endings=list(ENDINGS)), str(path)
        )
    return ending


def table_of(path: Path, request: Request) -> FileTable:
    """A file as a table of cells, read by the ending of its name."""
    return _table(path, request, _ending(path))


class _Seen(Exception):
    """Ends the reading of a file whose first rows are known."""

    def __init__(self, head: Head) -> None:
        super().__init__(head)
        self.head = head


def head_of(path: Path, delimiter: str = ",") -> Head:
    """The first rows of a file.

    Raises
    ------
    PriceFileError
        It cannot be read, or has another delimiter.
    """

    def stop(head: Head) -> Plan:
        raise _Seen(head)

    try:
        ENDINGS[_ending(path)](path, stop, delimiter, ".")
    except _Seen as e:
        return e.head
    raise AssertionError(path)


def _fetched(request: Request, source: Source, read: Read) -> Fetched:
    series: dict[str, PriceSeries] = {}
    others: list[str] = []
    unclear: dict[str, DataError] = {}
    for path in paths_of(request):
        table = read(path, request)
        named = _named(table, request)
        own = list(_split(table, request, named))
        unclear |= named.unclear if named else {}
        refuse_changed(table, own, request.tickers)
        if table.plan.ticker and table.plan.ticker not in request.tickers:
            others.append(path.name)
            continue
        for one in own:
            before = series.get(one.ticker)
            fresh = replace(one, source=f"{source.name}: {table.path.name}")
            series[one.ticker] = fresh if before is None else _joined(before, one, table.path)
    failures = {t: unclear.get(t) or _not_there(request, t, others) for t in request.tickers if t not in series}
    return Fetched(series, failures)


def paths_of(request: Request) -> Iterator[Path]:
    """The files that the study names, and those of a folder by name."""
    for named in request.options["path"]:
        path = request.folder / named
        if not path.is_dir():
            yield path
            continue
        within = sorted(one for one in path.iterdir() if one.suffix.lower() in ENDINGS and one.is_file())
        if not within:
            raise PriceFileError(
                message("folder_without_prices"), message("endings_known", endings=list(ENDINGS)), str(path)
            )
        yield from within


def frozen_series(path: Path, tickers: tuple[str, ...]) -> list[PriceSeries]:
    """Series of a frozen file as they are now."""
    never = np.datetime64("NaT", "D")
    request = Request(tickers, never, never, CSV.values())
    table = _csv(path, request)
    return list(_split(table, request, _named(table, request)))


def _not_there(request: Request, ticker: str, others: list[str]) -> DataError:
    what = message("not_in_files", files=request.options["path"])
    if others:
        return UnknownSymbol(what, message("call_file_by_ticker", file=others[0], ticker=ticker))
    return UnknownSymbol(what, message("add_prices" if ticker != "date" else "give_as_rows"))


def _split(table: FileTable, request: Request, named: Named | None) -> Iterator[PriceSeries]:
    """The series of a table, each as it was written; `named` of one whose rows name their ticker."""
    plan, form, decimal = table.plan, request.options["dates"], request.options["decimal"]
    if named is not None:
        yield from _split_long(table, request, named)
        yield from _by_date(table, request)
        return
    dates = np.array([], "datetime64[D]") if plan.own_dates else read_dates(table, None, form)
    for ticker in plan.tickers():
        rows = _rows_with_date(table, ticker) if plan.own_dates else None
        own = dates if rows is None else read_dates(table, rows, form, ticker)
        cells = {name: read_numbers(table, label, decimal, rows) for name, label in plan.labels_of(ticker).items()}
        if cells:
            yield _series(ticker, own, cells, table, request)


def _named(table: FileTable, request: Request) -> Named | None:
    return named_rows(table, request) if table.plan.by_row else None


def _by_date(table: FileTable, request: Request) -> Iterator[PriceSeries]:
    """Series that a long table has beside its tickers: a column that says the same in all rows of a date."""
    columns = [column for column in table.plan.columns.values() if column.ticker]
    if not columns:
        return
    days, rows = np.unique(read_dates(table, None, request.options["dates"]), return_index=True)
    for column in columns:
        values = read_numbers(table, column.label, request.options["decimal"], rows)
        yield _series(column.ticker, days, {"close": values}, table, request)


def _rows_with_date(table: FileTable, ticker: str) -> NDArray[np.int64]:
    """Rows in which a ticker with dates of its own has one: shorter series end in empty cells."""
    cells = table.columns[table.plan.label("date", ticker)].to_pylist()
    return np.flatnonzero([bool(cell) and str(cell).strip() != "" for cell in cells])


def _split_long(table: FileTable, request: Request, named: Named) -> Iterator[PriceSeries]:
    """Sort rows by ticker once and cut; only rows and columns that the study uses are converted."""
    codes, used = named.codes, np.unique(list(named.wanted.values())).astype(int)
    rows = np.flatnonzero(np.isin(codes, used))
    rows = rows[np.argsort(codes[rows], kind="stable")]
    dates = read_dates(table, rows, request.options["dates"]) if len(rows) else np.array([], "datetime64[D]")
    columns = {
        name: read_numbers(table, label, request.options["decimal"], rows)
        for name, label in table.plan.labels_of("").items()
    }
    starts = np.searchsorted(codes[rows], [used, used + 1])
    place = {code: slice(*starts[:, i]) for i, code in enumerate(used.tolist())}
    for name, code in named.wanted.items():
        cells = {field: values[place[code]] for field, values in columns.items()}
        yield _series(name, dates[place[code]], cells, table, request)


def _series(ticker: str, dates: np.ndarray, cells: Cells, table: FileTable, request: Request) -> PriceSeries:
    plan = table.plan
    cells = plan.finish(cells | {"day": dates.astype(float)}) if plan.finish else cells
    said = [(plan.said, dates[:0])] if plan.said else []
    said += list(_assumed(cells.pop("assumed", dates[:0]), dates))
    paid = cells.get("dividend", np.zeros(0))
    paying = np.flatnonzero(np.nan_to_num(paid)) if len(paid) else np.zeros(0, int)
    one = PriceSeries(
        ticker=ticker,
        dates=dates,
        close=cells["close"],
        source=table.path.name,
        bars={name: cells[name] for name in BARS if name in cells},
        ex_dates=dates[paying],
        dividends=paid[paying],
        currency=plan.currencies.get(ticker),
        kind=plan.kind or request.options["kind"],
        as_of=table.written,
        said=tuple(said),
    ).observed()
    return plan.settle(one) if plan.settle else one


def _assumed(values: np.ndarray, dates: np.ndarray) -> Iterator[tuple[Message, np.ndarray]]:
    """What was put in for returns that a file lacks, each value with its days."""
    for value in np.unique(values[np.isfinite(values)]) if len(values) else ():
        yield message("delisting_assumed", value=float(value)), dates[values == value]


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
        said=(*first.said, *second.said),
    )


def _fetch_file(request: Request) -> Fetched:
    return _fetched(request, FILE, table_of)


def _fetch_csv(request: Request) -> Fetched:
    return _fetched(request, CSV, _csv)


def _fetch_parquet(request: Request) -> Fetched:
    return _fetched(request, PARQUET, _parquet)


DELISTING = Option(
    "delisting",
    Literal["given", "shumway"],
    "given",
    {
        "en": "What becomes of a delisting for performance without a return in CRSP's old file: 'given' leaves it out, "
        "'shumway' takes -30 %, on Nasdaq -55 %.",
        "de": "Was aus einem Börsenabgang wegen schlechter Lage ohne Rendite in CRSPs alter Datei wird: 'given' lässt "
        "ihn weg, 'shumway' nimmt -30 %, an der Nasdaq -55 %.",
    },
)
OPTIONS = (PATH, KIND, LAYOUT, DATES, DELIMITER, DECIMAL, DELISTING)

FILE = Source(
    "file",
    _fetch_file,
    {
        "en": "Series from files or folders, read by their ending: csv, txt, parquet, xlsx, dta.",
        "de": "Reihen aus Dateien oder Ordnern, nach ihrer Endung gelesen: csv, txt, parquet, xlsx, dta.",
    },
    OPTIONS,
    example="prices.csv",
)
"""Source of prices in files of the user's, whatever they are."""

CSV = Source(
    "csv",
    _fetch_csv,
    {
        "en": "Series from one or more CSV files: `date` and a column for each ticker, or `date, ticker, close`.",
        "de": "Reihen aus CSV-Dateien: `date` und eine Spalte je Ticker, oder `date, ticker, close`.",
    },
    OPTIONS,
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
    OPTIONS,
    example="prices.parquet",
)
"""Source of prices in Parquet files of the user's."""
