"""Rows of an events file as columns of text, each cell with its place."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from eventstudy.errors import SpecError
from eventstudy.messages import Message, message
from eventstudy.spec.csv_text import read_records
from eventstudy.spec.source import quote

__all__ = ["MOST_HELD", "EventsTable", "refuse_double", "some_rows"]

MOST_HELD = 2_000_000_000
"""Bytes of a file's cells in memory."""
CORRECT_ROW = message("correct_row")


@dataclass(frozen=True, eq=False)
class EventsTable:
    """Rows of an events file.

    Attributes
    ----------
    path : Path
    cells : DataFrame
        Columns of `KEYS` as text ("" is an empty cell), under these names; then the characteristics asked for.
    names : mapping of key to str
        What the file calls each of its keys.
    characteristics : tuple of str
        All further columns of the file.
    typed_dates : bool
        Whether dates are stored as such, not as text.
    text : bytes
        Of a CSV file, to find the line of a row; empty for others.
    delimiter : str
        Between the cells of a CSV file.
    above : int
        Records before the first row.
    """

    path: Path
    cells: pd.DataFrame
    names: dict[str, str]
    characteristics: tuple[str, ...]
    typed_dates: bool = False
    text: bytes = b""
    delimiter: str = ","
    above: int = 1

    def error(self, wrong: Any, column: str, what: Message, remedy: Message = CORRECT_ROW) -> SpecError:
        """Error about the first row for which `wrong` is true."""
        row = int(np.argmax(np.asarray(wrong)))
        shown = quote(str(self.cells[column].iloc[row]))
        return SpecError(
            message("cell_of_column", column=self.names.get(column, column), what=what, shown=shown),
            remedy,
            self._place(row),
        )

    def _place(self, row: int) -> str:
        if not self.text:
            return f"{self.path}: row {row + 1 + self.above}"
        records = read_records(self.text.decode("utf-8-sig"), self.delimiter)
        return f"{self.path}:{next(itertools.islice(records, row + self.above, None))[0]}"


def refuse_double(header: Sequence[str], position: str) -> None:
    """Refuse a header that names a column twice."""
    for name, count in Counter(header).items():
        if count > 1:
            raise SpecError(
                message("column_several_times", column=name, n=count, shown=quote(name)), message("keep_one"), position
            )


def some_rows(cells: pd.DataFrame, path: Path) -> pd.DataFrame:
    """The cells, of which there must be some."""
    if not len(cells):
        raise SpecError(message("events_file_without_rows"), message("add_rows"), str(path))
    return cells
