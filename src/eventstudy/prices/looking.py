"""What files of prices hold, before a study names anything in them: their layout, their tickers, their days."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from eventstudy.errors import PriceFileError
from eventstudy.messages import message
from eventstudy.prices.cells import read_tickers
from eventstudy.prices.files import FILE, head_of, paths_of, table_of
from eventstudy.prices.layouts import LAYOUTS, is_stated, recognised
from eventstudy.prices.plan import Head
from eventstudy.prices.request import Fetched, Request
from eventstudy.spec.csv_text import DELIMITERS
from eventstudy.spec.source import nearest

__all__ = ["Looked", "look_at"]

COMMA = re.compile(r"[+-]?\d+,\d+")
NEVER = np.datetime64("NaT", "D")


class _Every(tuple[str, ...]):
    """As tickers that are asked for: whatever a file names."""

    __slots__ = ()

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.strip() != ""


@dataclass(frozen=True)
class Looked:
    """Files of prices as they are.

    Attributes
    ----------
    options : mapping of str to Any
        What a study writes under `prices:` to read them, besides the source; nothing that goes without saying.
    layout : str
        Name of the layout.
    tickers : list of str
        Whatever they name, in their order; of CRSP also the other names and the indices.
    folder : Path
    """

    options: dict[str, Any]
    layout: str
    tickers: list[str]
    folder: Path = field(default_factory=Path)

    def series(self, tickers: Sequence[str], first: np.datetime64, last: np.datetime64) -> Fetched:
        """Series of some tickers, as a study would get them for these dates."""
        options = FILE.values(**self.options)
        return FILE.load(Request(tuple(tickers), first, last, options, self.folder))


def look_at(paths: Sequence[str], folder: Path, layout: str | None = None) -> Looked:
    """Look at files of prices, or at folders of them.

    Parameters
    ----------
    paths : sequence of str
        As a study in `folder` would write them.
    folder : Path
    layout : str, optional
        Instead of what the header tells.

    Raises
    ------
    PriceFileError
        A file cannot be read, or there is no such layout.
    """
    if layout is not None and layout not in LAYOUTS:
        raise PriceFileError(message("no_such_layout"), nearest(layout, list(LAYOUTS)), layout)
    options: dict[str, Any] = {"path": tuple(paths)}
    every = list(paths_of(Request((), NEVER, NEVER, FILE.values(**options), folder)))
    head, delimiter = _head(every[0])
    name = layout or recognised(head).name
    if not LAYOUTS[name].delimiter and delimiter != ",":
        options["delimiter"] = delimiter
        if any(COMMA.fullmatch(cell.strip()) for row in head.rows for cell in row):
            options["decimal"] = ","
    if layout or is_stated(recognised(head)):
        options["layout"] = name
    request = Request(_Every(), NEVER, NEVER, FILE.values(**options | {"layout": name}), folder)
    found = dict.fromkeys(ticker for path in every for ticker in _tickers(path, request))
    return Looked(options, name, list(found), folder)


def _head(path: Path) -> tuple[Head, str]:
    """The first rows of a file, and what stands between their cells."""
    first: PriceFileError | None = None
    for delimiter in DELIMITERS:
        try:
            return head_of(path, delimiter), delimiter
        except PriceFileError as e:
            first = first or e
            if e.what.code != "separated_by":
                break
    raise first or AssertionError


def _tickers(path: Path, request: Request) -> list[str]:
    table = table_of(path, request)
    named = [ticker for ticker in table.plan.tickers() if ticker]
    if not table.plan.by_row:
        return named
    others = read_tickers(table, "alias")[1] if table.plan.has_aliases else []
    return [*read_tickers(table)[1], *(name for name in others if name), *named]
