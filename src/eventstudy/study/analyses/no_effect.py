"""What would have been seen, and what can be told to be smaller than the margin that the study states."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

import numpy as np
import pandas as pd

from eventstudy.inference import Sample, rank_test
from eventstudy.inference.clustered import KPP
from eventstudy.inference.no_effect import Equivalence, equivalent_car, equivalent_mean
from eventstudy.inference.smallest_effects import event_effect, family_effect, mean_effect, single_effects
from eventstudy.messages import joined
from eventstudy.result.schema import TABLES
from eventstudy.study.analyses.analysis import Analysis, Computed
from eventstudy.study.analyses.groups import placed_windows
from eventstudy.study.analyses.multiplicity import EVENT, STUDY, families
from eventstudy.study.analyses.ranks import ranked_windows
from eventstudy.study.groups import Group
from eventstudy.study.model_choice import compat_notes

__all__ = ["EQUIVALENCE", "SMALLEST_EFFECTS"]

Row = dict[str, object]


def _smallest_effects(computed: Computed) -> pd.DataFrame:
    """What each firm-event, each event asked about, the family of all and the mean of each group would have shown."""
    table = pd.DataFrame([*_of_groups(computed), *_of_families(computed)], columns=TABLES["smallest_effects"].filled)
    parts = [part for part in (table, *_of_single(computed)) if len(part)]
    return pd.concat(parts, ignore_index=True) if parts else table


def _of_single(computed: Computed) -> Iterator[pd.DataFrame]:
    keys, level = computed.fitted.keys, computed.spec.level
    for (start, end), rows, own, sample in ranked_windows(computed):
        named = keys.take(rows[own]).assign(group="", start=start, end=end, n=1, test=rank_test())
        yield named.assign(smallest_effect=single_effects(sample, level, own))


def _of_families(computed: Computed) -> Iterator[Row]:
    """Of events that the study asks about, and of all firm-events together where all were computed."""
    spec = computed.spec
    asked = [event.id for event in spec.events if event.primary]
    for keys, cells, _ in families(computed):
        window: Row = {"asset": "", "group": "", "start": keys["start"].iloc[0], "end": keys["end"].iloc[0]}
        for event in asked:
            rows = np.flatnonzero(keys["event_id"] == event)
            if len(rows):
                effect = event_effect(cells, rows, spec.level, spec.seed)
                yield window | {"event_id": event, "n": len(rows), "test": EVENT, "smallest_effect": effect}
        if len(keys) > 1 and not computed.prepared.in_part:
            effect = family_effect(cells, spec.level, spec.seed)
            yield window | {"event_id": "", "n": len(keys), "test": STUDY, "smallest_effect": effect}


def _of_groups(computed: Computed) -> Iterator[Row]:
    """Of the means of several firm-events in groups that are no single event, if there are such groups."""
    for group, (start, end), sample in _samples(computed):
        if sample.size > 1:
            row: Row = {"event_id": "", "asset": "", "group": group.name, "start": start, "end": end, "n": sample.size}
            yield row | {"test": KPP.name, "smallest_effect": mean_effect(sample, computed.spec.level)}


def _samples(computed: Computed) -> Iterator[tuple[Group, tuple[int, int], Sample]]:
    """Each group that is no single event, with its part of each window."""
    ids, placed = computed.fitted.events["event_id"], list(placed_windows(computed))
    names = [group.name for group in computed.groups]
    single = set(ids[ids.isin(names)])
    for group in computed.groups:
        for window, places, sample in placed if group.name not in single else ():
            yield group, window, group.of(sample, places)


def _equivalence(computed: Computed) -> pd.DataFrame:
    """Two one-sided tests of the mean of each group, then of each firm-event; nothing where no margin is stated."""
    rows = [] if computed.spec.margin is None else [*_equivalent_means(computed, computed.spec.margin)]
    if computed.spec.margin is not None:
        rows += _equivalent_cars(computed, computed.spec.margin)
    return pd.DataFrame(rows, columns=TABLES["equivalence"].filled)


def _equivalent_means(computed: Computed, margin: float) -> Iterator[Row]:
    placed = list(placed_windows(computed))
    for group in computed.groups:
        for (start, end), places, sample in placed:
            own = group.of(sample, places)
            if own.size > 1:
                row: Row = {"event_id": "", "asset": "", "group": group.name, "start": start, "end": end}
                yield row | _found(computed, margin, equivalent_mean(own, margin, computed.spec.level), group)


def _equivalent_cars(computed: Computed, margin: float) -> Iterator[Row]:
    keys, level = computed.fitted.keys, computed.spec.level
    for (start, end), rows, own, sample in ranked_windows(computed):
        named = keys.take(rows[own]).to_dict("records")
        for row, one in zip(named, equivalent_car(sample, margin, level, own), strict=True):
            yield row | {"group": "", "start": start, "end": end} | _found(computed, margin, one)


def _found(computed: Computed, margin: float, one: Equivalence, group: Group | None = None) -> Row:
    notes = (*compat_notes(computed.spec), *(group.notes if group else ()), one.note)
    return asdict(one) | {"margin": margin, "law": one.law, "null": one.null, "note": joined(notes)}


SMALLEST_EFFECTS = Analysis(TABLES["smallest_effects"], _smallest_effects)
EQUIVALENCE = Analysis(TABLES["equivalence"], _equivalence)
