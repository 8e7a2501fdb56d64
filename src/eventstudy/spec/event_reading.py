"""An events file as its study asks for it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from eventstudy.errors import SpecError
from eventstudy.messages import message
from eventstudy.spec.event_columns import NoSuchColumn
from eventstudy.spec.event_rows import check_rows, read_rows
from eventstudy.spec.events_file import read_events_table
from eventstudy.spec.events_table import EventsTable
from eventstudy.spec.source import nearest, quote

if TYPE_CHECKING:
    from eventstudy.spec.model import StudySpec

__all__ = ["CHARACTERISTIC", "read_events"]

CHARACTERISTIC = "characteristic "
"""Before the names of the columns that regressions and splits read, so that none can be taken for one of ours."""


def read_events(spec: StudySpec) -> tuple[EventsTable, pd.DataFrame]:
    """The events file of a study, and its rows as firm-events.

    Raises
    ------
    SpecError
        It cannot be read, or a row of it is wrong; with line and column.
    """
    name = str(spec.events_file)
    if where := spec.missing_at(name, ("events_file",)):
        remedy = message("check_path_from_study")
        raise SpecError(message("no_such_events_file", name=quote(name)), remedy, where)
    path = spec.folder / name
    try:
        stat = path.stat()
        version = (stat.st_mtime_ns, stat.st_size)
    except (OSError, ValueError):
        version = (0, 0)  # reading says what is wrong with the path
    try:
        return _read(path, version, tuple(spec.columns.items()), spec.dates, spec.characteristics)
    except NoSuchColumn as e:
        remedy = nearest(e.name, e.header)
        raise spec.error(("columns", e.name), message("events_file_without_column"), remedy, key=True) from None


@lru_cache(maxsize=1)
def _read(
    path: Path,
    _version: tuple[int, int],
    named: tuple[tuple[str, str], ...],
    dates: str | None,
    further: tuple[str, ...],
) -> tuple[EventsTable, pd.DataFrame]:
    """Rows of an events file; kept, for a run needs them for its prices and again for its windows."""
    table, rows = read_rows(read_events_table(path, dict(named), further), dates)
    check_rows(table)
    own = table.cells[[name for name in further if name in table.characteristics]]
    return table, pd.concat([rows, own.add_prefix(CHARACTERISTIC)], axis=1)
