"""Nothing may vanish: what goes into a study comes out of it, or is dropped with a reason."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from eventstudy.errors import EventStudyError, NothingComputed
from eventstudy.messages import Message, joined, message
from eventstudy.panel import own_cars
from eventstudy.result.schema import TABLES
from eventstudy.spec import StudySpec
from eventstudy.study.date_ranges import has_range

__all__ = ["account", "account_windows", "dropped_lines", "in_study_order", "without"]

KEYS = ["event_id", "asset"]
MOST_TOLD = 20
"""Dropped firm-events whose reasons an error names."""


def account(events: pd.DataFrame, computed: Sequence[pd.DataFrame], dropped: pd.DataFrame) -> None:
    """Firm-events in are firm-events out plus firm-events dropped.

    Parameters
    ----------
    events : DataFrame
    computed : sequence of DataFrame
        Firm-events with a day 0, and those in a range.
    dropped : DataFrame

    Raises
    ------
    NothingComputed
        All were dropped.
    """
    whole, done = dropped[dropped["start"].isna()], sum(map(len, computed))
    if len(events) != done + len(whole):
        raise EventStudyError(_lost(events, done, whole), message("report_the_fault"))
    if not done:
        more = [message("more_firm_events", n=len(whole) - MOST_TOLD)] if len(whole) > MOST_TOLD else []
        raise NothingComputed(
            message("all_firm_events_dropped", n=len(events)), joined([*dropped_lines(whole.head(MOST_TOLD)), *more])
        )


def dropped_lines(dropped: pd.DataFrame) -> list[Message]:
    """A line for each row of what was dropped."""
    return [
        message("dropped_firm_event", event=row.event_id, asset=row.asset, why=row.reason)
        for row in dropped.itertuples()
    ]


def _lost(events: pd.DataFrame, computed: int, dropped: pd.DataFrame) -> Message:
    return message("firm_events_lost", n=len(events), computed=computed, dropped=len(dropped))


def account_windows(spec: StudySpec, events: pd.DataFrame, cars: pd.DataFrame, dropped: pd.DataFrame) -> None:
    """Each firm-event with a day 0 has, for each CAR window, either its CAR or a row that says why not; never both."""
    ranged = has_range(events)
    dropped, events = without(dropped, events[ranged]), events[~ranged]
    for window in spec.windows.car:
        _account_window(window, events, cars, dropped)
    for window, rows in own_cars(events, spec.windows.car):
        others = events.drop(index=events.index[rows])
        _account_window(window, events.iloc[rows], cars, without(dropped, others))


def _account_window(window: tuple[int, int], events: pd.DataFrame, cars: pd.DataFrame, dropped: pd.DataFrame) -> None:
    """Each of these firm-events has its CAR of the window, or a row that says why not, and no other has one."""
    start, end = window
    gone = dropped[dropped["start"].isna() | ((dropped["start"] == start) & (dropped["end"] == end))]
    computed = cars[(cars["start"] == start) & (cars["end"] == end)]
    stays = without(events, gone)
    same = len(computed) == len(stays) and all((computed[key].array == stays[key].array).all() for key in KEYS)
    if not same or len(stays) + len(gone) != len(events) or not gone["reason"].map(bool).all():
        what = message("firm_events_lost_of_window", start=start, end=end, what=_lost(events, len(computed), gone))
        raise EventStudyError(what, message("report_the_fault"))


def without(events: pd.DataFrame, gone: pd.DataFrame) -> pd.DataFrame:
    """Rows of firm-events that have none in `gone`."""
    if gone.empty:
        return events
    near = events.loc[events["event_id"].isin(gone["event_id"]).to_numpy(), KEYS]
    told = pd.MultiIndex.from_frame(near).isin(pd.MultiIndex.from_frame(gone[KEYS]))
    return events.drop(index=near.index[told])


def in_study_order(dropped: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """What was dropped in the order of the study's firm-events."""
    concerned = events.loc[events["event_id"].isin(dropped["event_id"]), KEYS].reset_index(drop=True)
    order = concerned.assign(_place=range(len(concerned)))
    place = dropped[KEYS].merge(order, on=KEYS, how="left")["_place"].to_numpy()
    return dropped.take(np.argsort(place, kind="stable")).reset_index(drop=True)[TABLES["dropped"].filled]
