"""The table of firm-events: one row for each asset at each event."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from eventstudy.errors import SpecError
from eventstudy.spec.events_file import COLUMNS, EventsTable, read_events_table
from eventstudy.spec.instants import AnnouncementRowError, read_announcements, stamp
from eventstudy.spec.model import StudySpec
from eventstudy.spec.names import name_problem
from eventstudy.spec.parts import RESERVED_GROUP
from eventstudy.spec.source import nearest, quote

__all__ = ["CHARACTERISTIC", "firm_events", "stamp"]

CHARACTERISTIC = "characteristic "
"""Before the names of an events file's further columns, so that none can be taken for one of ours."""

PLAIN_NAME = r"^[!-~]([ -~]*[!-~])?$"


def firm_events(spec: StudySpec) -> pd.DataFrame:
    """All firm-events of a study, in the order of the study file.

    Parameters
    ----------
    spec : StudySpec

    Returns
    -------
    DataFrame
        event_id, asset, at (text); date (datetime64[s], the date written), instant (datetime64[ns], UTC, NaT
        where the hour is unknown), group (text, "" for none), endogenous (bool); then the further columns of the
        events file, their names after `CHARACTERISTIC`.

    Raises
    ------
    SpecError
        The events file cannot be read, or a row of it is wrong; with line and column.
    """
    listed = _from_yaml(spec)
    if spec.events_file is None:
        return listed
    rows = _from_file(spec, spec.folder / spec.events_file)
    return pd.concat([listed, rows], ignore_index=True) if len(listed) else rows


def _from_yaml(spec: StudySpec) -> pd.DataFrame:
    records = [
        (event.id, asset, *stamp(event.at), event.group or "", event.endogenous)
        for event in spec.events
        for asset in (event.assets if event.assets is not None else spec.assets)
    ]
    return _typed(pd.DataFrame(records, columns=[*COLUMNS, "date", "instant", "group", "endogenous"]))


def _typed(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.astype({"date": "datetime64[s]", "instant": "datetime64[ns]", "endogenous": bool})


def _from_file(spec: StudySpec, path: Path) -> pd.DataFrame:
    if where := spec.missing_at(str(spec.events_file), ("events_file",)):
        message = f"there is no such events file, {quote(str(spec.events_file))}"
        raise SpecError(message, "check the path (it starts from the study's folder)", where)
    try:
        stat = path.stat()
    except (OSError, ValueError):
        table, rows = _file_rows(path, 0, 0)  # which says what is wrong with the path
    else:
        table, rows = _file_rows(path, stat.st_mtime_ns, stat.st_size)
    _refuse_ids(spec, table)
    _refuse_unknown_assets(spec, table)
    return rows


@lru_cache(maxsize=1)
def _file_rows(path: Path, _written: int, _size: int) -> tuple[EventsTable, pd.DataFrame]:
    """Rows of an events file; kept, for a run needs them for its prices and again for its windows."""
    table = read_events_table(path)
    cells = table.cells
    for column in ("event_id", "asset"):
        for name in cells.loc[~_plain_names(cells[column]), column].unique():
            if problem := name_problem(name):
                raise table.error(cells[column] == name, column, *problem)
    several = not cells["event_id"].is_unique
    if several and (twice := cells.duplicated(["event_id", "asset"])).any():
        raise table.error(twice, "asset", "this asset stands twice at this event", "delete one of the rows")
    try:
        stamps = read_announcements(cells["at"])
    except AnnouncementRowError as e:
        raise table.error(np.arange(len(cells)) == e.row, "at", e.message, e.remedy) from None
    if several:
        _refuse_two_dates(table)
    further = cells.drop(columns=COLUMNS).add_prefix(CHARACTERISTIC)
    rows = pd.concat([cells[["event_id", "asset"]], stamps], axis=1)
    return table, pd.concat([_typed(rows.assign(group="", endogenous=False)), further], axis=1)


def _plain_names(names: pd.Series) -> np.ndarray:
    """Whether each name is of ASCII letters, digits and signs, so that nothing is wrong with it; shape (n,)."""
    import pyarrow as pa
    import pyarrow.compute as pc

    return np.asarray(pc.match_substring_regex(pa.array(names, pa.large_string()), PLAIN_NAME))


def _refuse_ids(spec: StudySpec, table: EventsTable) -> None:
    """Ids that stand for something else already."""
    ids = table.cells["event_id"]
    taken = {
        "the study file has this id too": {event.id for event in spec.events},
        "a group of the study has this name": {event.group for event in spec.events if event.group},
        f"the name '{RESERVED_GROUP}' is reserved for the whole sample": {RESERVED_GROUP},
    }
    for message, names in taken.items():
        clash = ids.isin(list(names))
        if clash.any():
            raise table.error(clash, "event_id", message, "choose another id")


def _refuse_unknown_assets(spec: StudySpec, table: EventsTable) -> None:
    if spec.defaults.exchange or spec.defaults.market:
        return
    unknown = ~table.cells["asset"].isin(list(spec.assets))
    if unknown.any():
        asset = table.cells["asset"].iloc[int(np.argmax(unknown))]
        remedy = nearest(asset, list(spec.assets)) if spec.assets else "list it there"
        remedy += "; or give 'defaults: {exchange: XNYS, market: ^GSPC}'"
        raise table.error(unknown, "asset", "this asset is not listed under 'assets'", remedy)


def _refuse_two_dates(table: EventsTable) -> None:
    first = table.cells.groupby("event_id", sort=False)["at"].transform("first")
    differs = first != table.cells["at"]
    if differs.any():
        above = quote(first.iloc[int(np.argmax(differs))])
        remedy = "give each event one date, and each date its own event_id"
        raise table.error(differs, "at", f"this event was at {above} above", remedy)
