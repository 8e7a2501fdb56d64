"""Which events moved prices: with two hundred CARs, ten lie below 5 % by chance."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from eventstudy.inference.families import Cells, cells_of, event_ranks, pooled_ranks, step_down
from eventstudy.inference.multiplicity import benjamini_hochberg, holm
from eventstudy.messages import Message, message
from eventstudy.panel import looked_up, windows_at
from eventstudy.result.schema import SCHEMA, TABLES
from eventstudy.spec import StudySpec
from eventstudy.study.analyses.analysis import Analysis, Computed, Found
from eventstudy.study.fitting import Fitted
from eventstudy.study.preparing import Prepared

__all__ = ["EVENT", "EVENT_RANKS", "MOST_FIRM_EVENTS", "MULTIPLICITY", "STUDY", "families", "families_of_tests"]

EVENT, STUDY = "event", "study"
"""Families: did this event move any of its shares; which of the study's firm-events moved."""
MOST_FIRM_EVENTS = 5_000
"""Firm-events with a CAR up to which they are looked at together."""

Bools = NDArray[np.bool_]


def _event_ranks(computed: Computed) -> Found:
    """Rank of each event by window, without those that are defined by their return."""
    notes: tuple[Message, ...] = ()
    parts = [pd.DataFrame(columns=SCHEMA["event_ranks"].filled)]
    for keys, cells, _ in families(computed):
        of_event = keys.groupby("event_id", sort=False).indices
        larger, ordinary = event_ranks(cells, list(of_event.values()), computed.spec.seed)
        table = keys.drop_duplicates("event_id")[["event_id", "start", "end"]]
        table = table.assign(assets=[len(rows) for rows in of_event.values()], larger=larger, ordinary=ordinary)
        parts.append(table[table["ordinary"] > 0])
    if max((len(rows) for _, rows, _ in computed.windows), default=0) > MOST_FIRM_EVENTS:
        notes = (message("too_many_to_look_at_together", most=MOST_FIRM_EVENTS),)
    return pd.concat([part for part in parts if len(part)] or parts, ignore_index=True), notes


def _multiplicity(computed: Computed) -> pd.DataFrame:
    """Every family of the study; of some events alone those that have one member, for theirs are not the study's."""
    parts = [_events(computed.spec, computed.frames["event_ranks"], in_part=computed.prepared.in_part)]
    if computed.prepared.in_part:
        return parts[0].reindex(columns=TABLES["multiplicity"].filled)
    for keys, cells, dates in families(computed):
        p, strict = pooled_ranks(cells, computed.spec.seed), step_down(cells, dates, computed.spec.seed)
        parts.append(_adjusted(keys.assign(family=STUDY, p_value=p, max_t=strict)))
    parts += families_of_tests(computed.frames["tests"], set(computed.fitted.endogenous))
    together = pd.concat([part for part in parts if len(part)] or parts, ignore_index=True)
    return together.reindex(columns=TABLES["multiplicity"].filled)


def families(computed: Computed) -> Iterator[tuple[pd.DataFrame, Cells, NDArray[np.int64]]]:
    """Keys, filtered CARs and dates of the firm-events of each window, without events that are defined by their return.

    Nothing of windows with more than 5,000 firm-events.
    """
    reference = _reference(computed.fitted, computed.prepared)
    for (start, end), rows, sample in computed.windows:
        if not 0 < len(rows) <= MOST_FIRM_EVENTS:
            continue
        keys = computed.fitted.keys.take(rows).reset_index(drop=True).assign(start=start, end=end)
        stays = np.flatnonzero(~keys["event_id"].isin(computed.fitted.endogenous).to_numpy(dtype=bool))
        if len(stays):
            own = None if reference is None else reference[rows[stays]]
            dates = np.unique(sample.day0[stays], return_inverse=True)[1]
            yield keys.take(stays).reset_index(drop=True), cells_of(sample.take(stays), own), dates


def _events(spec: StudySpec, ranks: pd.DataFrame, *, in_part: bool) -> pd.DataFrame:
    """A row for each event and window. Those that the study asks about stand for themselves, the others together.

    Where only some events were computed, these others are no family, and have no adjusted p-values.
    """
    p = (1 + ranks["larger"].astype(float)) / (1 + ranks["ordinary"].astype(float))
    table = ranks[["event_id", "start", "end"]].assign(family=EVENT, asset="", p_value=p, max_t=p)
    asked = table["event_id"].isin([event.id for event in spec.events if event.primary])
    parts = [
        own if in_part and not of_asked else _adjusted(own)
        for (of_asked, _, _), own in table.groupby([asked, "start", "end"])
    ]
    return pd.concat([table.iloc[:0], *parts]).sort_index()


def _reference(fitted: Fitted, prepared: Prepared) -> Bools | None:
    """Estimation days of each firm-event that lie in no event window of its asset; None where all do, shape (N, M)."""
    panel = fitted.panel
    if not panel.contaminated.any() or len(fitted.events) > MOST_FIRM_EVENTS:
        return None
    asset = pd.factorize(fitted.events["asset"])[0][:, None].astype(np.int64) << 32
    marked = np.unique(asset + panel.days.astype("datetime64[D]").astype(np.int64))
    inside = np.isin(asset + panel.days_est.astype("datetime64[D]").astype(np.int64), marked)
    if prepared.elsewhere is not None:
        rows = looked_up(fitted.events["asset"], prepared.table.asset_row)
        first = fitted.events["position"].to_numpy() + panel.offsets_est[0]
        inside |= windows_at(prepared.elsewhere, rows, first, len(panel.offsets_est)).astype(bool)
    return ~inside


def families_of_tests(tests: pd.DataFrame, endogenous: set[str]) -> Iterator[pd.DataFrame]:
    """p-values of each test adjusted over all groups and windows.

    Parameters
    ----------
    tests : DataFrame
        group, start, end, test, p_value.
    endogenous : set of str
        Events that are defined by their return: no part of any family.
    """
    for test, own in tests[~tests["group"].isin(endogenous)].groupby("test", sort=False):
        yield _adjusted(own.assign(family=test))


def _adjusted(family: pd.DataFrame) -> pd.DataFrame:
    known = family[np.isfinite(family["p_value"].to_numpy(float))]
    p = known["p_value"].to_numpy(float)
    return known.assign(holm=holm(p), benjamini_hochberg=benjamini_hochberg(p))


EVENT_RANKS = Analysis(SCHEMA["event_ranks"], _event_ranks)
MULTIPLICITY = Analysis(TABLES["multiplicity"], _multiplicity)
