"""Windows of a row's own in an events file: estimation and CAR window, in sessions relative to its day 0."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eventstudy.messages import Message, message
from eventstudy.spec.event_columns import CAR, ESTIMATION
from eventstudy.spec.events_table import EventsTable
from eventstudy.spec.windows import MOST_SESSIONS

if TYPE_CHECKING:
    from eventstudy.spec.model import StudySpec

__all__ = ["filled_windows", "has_own_windows", "read_windows", "refuse_own_windows", "refuse_windows"]

WHOLE = r"[+-]?\d{1,9}"


def has_own_windows(events: pd.DataFrame) -> bool:
    """Whether some firm-events have an estimation or CAR window of their own."""
    return ESTIMATION[0] in events or CAR[0] in events


def read_windows(table: EventsTable) -> pd.DataFrame:
    """The windows that rows have, a column of Int64 for each bound; missing where a row has none.

    Raises
    ------
    SpecError
        A bound stands alone, is no whole number or reaches too far, or a window ends before it starts.
    """
    found: dict[str, pd.Series] = {}
    for start, end in (ESTIMATION, CAR):
        there = [name for name in (start, end) if name in table.cells]
        if not there:
            continue
        if len(there) == 1:
            lacking = end if there == [start] else start
            everywhere = np.ones(len(table.cells), dtype=bool)
            raise table.error(everywhere, there[0], message("bound_alone"), message("add_column", column=lacking))
        found |= {name: _bounds(table, name) for name in there}
        alone = found[start].isna() != found[end].isna()
        if alone.any():
            empty = start if bool(found[start].isna()[alone].iloc[0]) else end
            raise table.error(alone, empty, message("bound_alone"), message("fill_both_bounds"))
        if (turned := (found[start] > found[end]).fillna(False)).any():
            raise table.error(turned, start, message("window_ends_before_start"), message("exchange_bounds"))
    return pd.DataFrame(found, index=table.cells.index)


def _bounds(table: EventsTable, name: str) -> pd.Series:
    texts = table.cells[name].str.strip()
    filled = texts != ""
    wrong = filled & ~texts.str.fullmatch(WHOLE)
    if wrong.any():
        raise table.error(wrong, name, message("window_bounds_are_whole"), message("write_bound"))
    numbers = pd.to_numeric(texts.where(filled), errors="coerce").astype("Int64")
    if (far := (numbers.abs() > MOST_SESSIONS).fillna(False)).any():
        remedy = message("write_sessions_from_to", least=-MOST_SESSIONS, most=MOST_SESSIONS)
        raise table.error(far, name, message("window_reaches_too_far"), remedy)
    return numbers


def refuse_windows(spec: StudySpec, table: EventsTable, rows: pd.DataFrame) -> None:
    """Refuse windows of rows that do not go with those of the study.

    Raises
    ------
    SpecError
        An estimation window touches the event window or is shorter than `min_estimation`; a CAR window reaches outside
        the event window.
    """
    first, last = spec.windows.event
    if ESTIMATION[0] in rows:
        start, end = (rows[name] for name in ESTIMATION)
        if (touches := ((start <= last) & (end >= first)).fillna(False)).any():
            what = message("row_estimation_touches_event", start=first, end=last)
            raise table.error(touches, ESTIMATION[1], what, message("row_ends_before", first=first))
        least = spec.min_estimation or 1
        if (short := (end - start + 1 < least).fillna(False)).any():
            what = message("row_estimation_shorter", least=least)
            raise table.error(short, ESTIMATION[0], what, message("lengthen_or_lower_minimum"))
    if CAR[0] in rows:
        start, end = (rows[name] for name in CAR)
        for name, outside in ((CAR[0], start < first), (CAR[1], end > last)):
            if (wrong := outside.fillna(False)).any():
                reach = {"start": min(first, int(start.min())), "end": max(last, int(end.max()))}
                what = message("car_window_outside", start=first, end=last)
                raise table.error(wrong, name, what, _widened(spec.windows.estimation, **reach))


def _widened(estimation: tuple[int, int], start: int, end: int) -> Message:
    """The wider event window, and the estimation window that does not touch it, where the study's would."""
    if not estimation[0] <= end or not start <= estimation[1]:
        return message("widen_event_to", start=start, end=end)
    moved = min(estimation[0] - estimation[1], -1) + start - 1
    return message("widen_windows_to", start=start, end=end, first=moved, last=start - 1)


def refuse_own_windows(spec: StudySpec) -> None:
    """Refuse windows of rows' own where all firm-events are moved or cut in one way.

    Raises
    ------
    SpecError
    """
    table = spec.events_table()
    own = [name for name in (*ESTIMATION, *CAR) if table is not None and name in table.cells]
    if own:
        raise spec.error(
            ("events_file",), message("own_windows_not_moved"), message("leave_out_columns", columns=own), key=True
        )


def filled_windows(spec: StudySpec, events: pd.DataFrame) -> pd.DataFrame:
    """Firm-events with an estimation window each, the study's where they have none, and the days that it needs.

    CAR windows stay missing where a row has none.
    """
    if ESTIMATION[0] not in events:
        return events
    own = dict(zip(ESTIMATION, spec.windows.estimation, strict=True))
    events = events.assign(**{name: events[name].fillna(bound).astype(int) for name, bound in own.items()})
    return events.assign(enough=spec.enough_of(events["est_end"] - events["est_start"] + 1))
