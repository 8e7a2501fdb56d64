"""Nothing may vanish: what goes into a study comes out of it, or is dropped with a reason."""

from __future__ import annotations

import numpy as np
import pandas as pd

from eventstudy.errors import EventStudyError, NothingComputed
from eventstudy.result.schema import TABLES
from eventstudy.spec import StudySpec
from eventstudy.text import ENGLISH

__all__ = ["account", "account_windows", "in_study_order", "without"]

KEYS = ["event_id", "asset"]


def account(events: pd.DataFrame, computed: pd.DataFrame, dropped: pd.DataFrame) -> None:
    """Firm-events in are firm-events out plus firm-events dropped.

    Raises
    ------
    NothingComputed
        All were dropped.
    """
    whole = dropped[dropped["start"].isna()]
    if len(events) != len(computed) + len(whole):
        raise EventStudyError(
            f"{len(events)} firm-events went in, {len(computed)} came out and {len(whole)} were dropped",
            "this is a fault of the program; please report it with the study file",
        )
    if computed.empty:
        reasons = "\n".join(
            f"  {row.event_id}, {row.asset}: {ENGLISH.text(row.reason)}" for row in whole.head(20).itertuples()
        )
        more = f"\n  and {len(whole) - 20} more" if len(whole) > 20 else ""
        raise NothingComputed(f"all {len(events)} firm-events were dropped", reasons + more)


def account_windows(spec: StudySpec, events: pd.DataFrame, cars: pd.DataFrame, dropped: pd.DataFrame) -> None:
    """Each firm-event has, for each CAR window, either its CAR or a row that says why not; never both."""
    whole = dropped["start"].isna()
    for start, end in spec.windows.car:
        gone = dropped[whole | ((dropped["start"] == start) & (dropped["end"] == end))]
        computed = cars[(cars["start"] == start) & (cars["end"] == end)]
        stays = without(events, gone)
        same = len(computed) == len(stays) and all((computed[key].array == stays[key].array).all() for key in KEYS)
        if not same or len(stays) + len(gone) != len(events) or not gone["reason"].map(bool).all():
            raise EventStudyError(
                f"CAR window [{start}, {end}]: {len(events)} firm-events went in, {len(computed)} came out and "
                f"{len(gone)} were dropped",
                "this is a fault of the program; please report it with the study file",
            )


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
