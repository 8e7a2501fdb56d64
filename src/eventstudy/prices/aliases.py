"""Which rows of a long table are those of a name that a study writes: its ticker, or another name that it has."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eventstudy.errors import DataError, UnknownSymbol
from eventstudy.messages import message
from eventstudy.prices.cells import read_dates, read_tickers
from eventstudy.prices.request import Request
from eventstudy.prices.tables import FileTable

__all__ = ["Named", "named_rows"]

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Named:
    """Rows by what a study calls them.

    Attributes
    ----------
    codes : ndarray of int, shape (T,)
        Number of each row's ticker.
    wanted : mapping of name to int
        Number of the ticker that a name of the study's means.
    unclear : mapping of name to DataError
        Names that several tickers have.
    """

    codes: Ints
    wanted: dict[str, int]
    unclear: dict[str, DataError]


def named_rows(table: FileTable, request: Request) -> Named:
    """Rows of the names that are asked for: by ticker, else by the other name, if it is that of one ticker alone.

    Names change, and are given to others later: those of the range of dates that the study needs count.
    """
    codes, tickers = read_tickers(table)
    own, asked = {ticker: code for code, ticker in enumerate(tickers)}, set(request.tickers)
    wanted = {name: code for name, code in own.items() if name in asked}
    unclear: dict[str, DataError] = {}
    others = [name for name in request.tickers if name not in own]
    if others and table.plan.has_aliases:
        alias, names = read_tickers(table, "alias")
        at = {name: code for code, name in enumerate(names)}
        rows = np.flatnonzero(np.isin(alias, [at[name] for name in others if name in at]))
        rows = _in_range(table, request, rows) if len(rows) else rows
        for name in others:
            found = np.unique(codes[rows[alias[rows] == at.get(name, -2)]])
            if len(found) == 1:
                wanted[name] = int(found[0])
            elif len(found):
                several = [tickers[code] for code in found]
                what = message("name_of_several", name=name, tickers=several)
                unclear[name] = UnknownSymbol(what, message("write_one_of_them", name=name, one=several[0]))
    return Named(codes, wanted, unclear)


def _in_range(table: FileTable, request: Request, rows: Ints) -> Ints:
    """Those of the rows in the range of dates that is asked for; without a range all."""
    if np.isnat(request.first):
        return rows
    days = read_dates(table, rows, request.options["dates"])
    return rows[(request.first <= days) & (days <= request.last)]
