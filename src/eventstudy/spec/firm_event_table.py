"""The table of firm-events: one row for each asset at each event."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from eventstudy.errors import SpecError
from eventstudy.messages import message
from eventstudy.spec.event_reading import CHARACTERISTIC
from eventstudy.spec.event_rows import refuse_taken
from eventstudy.spec.events_table import EventsTable
from eventstudy.spec.instants import stamp
from eventstudy.spec.model import StudySpec
from eventstudy.spec.row_windows import filled_windows, refuse_windows
from eventstudy.spec.source import nearest
from eventstudy.spec.split import filled_cells, numbers_of, refuse_split

__all__ = ["CHARACTERISTIC", "firm_events", "of_their_assets", "refuse_no_event", "stamp"]

NO_NUMBERS = ("nan", "inf", "+inf", "-inf", "infinity", "+infinity", "-infinity")
"""What programs write where a computation gave no number; no category is called so."""

ENDS = {"last_date": "datetime64[s]", "last_instant": "datetime64[ns]"}
"""Columns of the last that an event of a range may have been."""


def firm_events(spec: StudySpec) -> pd.DataFrame:
    """All firm-events of a study, in the order of the study file.

    Parameters
    ----------
    spec : StudySpec

    Returns
    -------
    DataFrame
        event_id, asset, at (text); date (datetime64[s], the date written), instant (datetime64[ns], UTC, NaT
        where the hour is unknown), group (text, "" for none), sign ("+", "-", "0" or "?"), endogenous (bool); then the
        columns that regressions and the split name, after `CHARACTERISTIC`. Where the study has events in a range also
        last_date and last_instant, the end of the range, NaT for the others; where the events file has windows of
        rows' own also est_start and est_end (the study's for the others), car_start and car_end (missing for the
        others).

    Raises
    ------
    SpecError
        The events file cannot be read, or a row of it is wrong; with line and column.
    """
    listed = _from_yaml(spec)
    if spec.events_file is None:
        return listed
    table, rows = spec.events_read()
    refuse_taken(spec, table)
    _refuse_unknown_assets(spec, table)
    _refuse_unknown_regressors(spec, table)
    refuse_windows(spec, table, rows)
    every = rows
    if len(listed):
        ends = {name: np.array("NaT", kind) for name, kind in ENDS.items() if name in listed}
        every = pd.concat([listed, rows.assign(**ends)], ignore_index=True)
    refuse_split(spec, table, every)
    for name in spec.characteristics:
        _refuse_half_numbers(table, name)
    return filled_windows(spec, every)


def refuse_no_event(spec: StudySpec, events: Sequence[str]) -> None:
    """Refuse ids of events that the study does not have.

    Raises
    ------
    SpecError
        With the nearest id that it has.
    """
    if not events:
        return
    ids = list(firm_events(spec)["event_id"].unique())
    known = set(ids)
    for event in events:
        if event not in known:
            raise SpecError(message("study_without_event", event=event), nearest(event, ids))


def of_their_assets(rows: pd.DataFrame, events: Sequence[str]) -> pd.DataFrame:
    """Firm-events of the assets that some events are about, those of other events among them; all where none is named.

    An asset's other events are part of what is said of these: they fall into windows, and their days are not ordinary.

    Parameters
    ----------
    rows : DataFrame
        As `firm_events` gives them.
    events : sequence of str
        Ids.
    """
    if not events:
        return rows
    assets = rows.loc[rows["event_id"].isin(events), "asset"].unique()
    return rows[rows["asset"].isin(assets)].reset_index(drop=True)


def _from_yaml(spec: StudySpec) -> pd.DataFrame:
    records = [
        (event.id, asset, *stamp(event.at), event.group or "", event.sign, event.endogenous)
        for event in spec.events
        for asset in (event.assets if event.assets is not None else spec.assets)
    ]
    columns = ["event_id", "asset", "at", "date", "instant", "group", "sign", "endogenous"]
    kinds = {"date": "datetime64[s]", "instant": "datetime64[ns]", "endogenous": bool}
    table = pd.DataFrame(records, columns=columns).astype(kinds)
    ends = {event.id: stamp(event.at.until)[1:] for event in spec.events if event.at.until is not None}
    if not ends:
        return table
    last = [ends.get(id_, (None, None)) for id_ in table["event_id"]]
    return table.join(pd.DataFrame(last, columns=list(ENDS), index=table.index).astype(ENDS))


def _refuse_unknown_assets(spec: StudySpec, table: EventsTable) -> None:
    if spec.defaults.exchange or spec.defaults.market:
        return
    unknown = ~table.cells["asset"].isin(list(spec.listed))
    if unknown.any():
        asset = table.cells["asset"].iloc[int(np.argmax(unknown))]
        remedy = nearest(asset, list(spec.assets)) if spec.assets else message("list_it_there")
        remedy = message("or_give_defaults", remedy=remedy)
        raise table.error(unknown, "asset", message("asset_not_listed"), remedy)


def _refuse_unknown_regressors(spec: StudySpec, table: EventsTable) -> None:
    for i, regression in enumerate(spec.regress):
        for j, name in enumerate(regression.on):
            if name not in table.characteristics:
                known = table.characteristics
                remedy = nearest(name, known) if known else message("delete_regression")
                raise spec.error(("regress", i, "on", j), message("events_file_without_characteristic"), remedy)


def _refuse_half_numbers(table: EventsTable, column: str) -> None:
    """Refuse a characteristic with numbers in some rows and words in others: as categories each number would be one."""
    cells = filled_cells(table.cells[column])
    numbers = numbers_of(cells)
    finite, filled = np.isfinite(numbers), cells.notna().to_numpy()
    endless = cells.str.casefold().isin(NO_NUMBERS).to_numpy(dtype=bool, na_value=False)
    if endless.any() or (finite.any() and (filled & ~finite).any()):
        remedy = message("leave_cell_empty")
        raise table.error(endless if endless.any() else filled & ~finite, column, message("no_number"), remedy)
