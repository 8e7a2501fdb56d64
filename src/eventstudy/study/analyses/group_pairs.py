"""The differences between groups that the study states, and between the parts of its split."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pandas as pd

from eventstudy.inference import Sample
from eventstudy.inference.two_groups import differences
from eventstudy.messages import Message, joined
from eventstudy.result.schema import TABLES
from eventstudy.study.analyses.analysis import Analysis, Computed
from eventstudy.study.groups import ENDOGENOUS
from eventstudy.study.model_choice import compat_notes
from eventstudy.study.splits import SplitPart, split_parts

__all__ = ["DIFFERENCES"]

MOST_GROUPS = 4
"""Stated groups, or values of a column, up to which each is compared with each."""


def _differences(computed: Computed) -> pd.DataFrame:
    """Every pair of up to four stated groups of at least two events each, and the pairs of the study's split.

    None where only some events were computed: groups would lack members.
    """
    whole = not computed.prepared.in_part
    rows = [
        row
        for a, b in (*_stated(computed.fitted.events.reset_index(drop=True)), *_split(computed))
        if whole
        for window, members, sample in computed.windows
        for row in _of_pair(computed, a, b, (window, members, sample))
    ]
    return pd.DataFrame(rows, columns=TABLES["differences"].filled)


def _stated(events: pd.DataFrame) -> Iterator[tuple[SplitPart, SplitPart]]:
    found = [
        SplitPart(str(name), own.index.to_numpy(), ())
        for name, own in events[events["group"] != ""].groupby("group", sort=False)
        if own["event_id"].nunique() > 1
    ]
    yield from combinations(found, 2) if len(found) <= MOST_GROUPS else ()


def _split(computed: Computed) -> Iterator[tuple[SplitPart, SplitPart]]:
    """The last part less the first; of up to four values of a column each less those before it."""
    split, parts = computed.spec.split, split_parts(computed.spec.split, computed.fitted.events)
    if len(parts) < 2 or split is None:
        return
    each = split.into is None and len(parts) <= MOST_GROUPS
    pairs = combinations(parts, 2) if each else [(parts[0], parts[-1])]
    yield from ((later, earlier) for earlier, later in pairs)


def _of_pair(
    computed: Computed,
    a: SplitPart,
    b: SplitPart,
    placed: tuple[tuple[int, int], np.ndarray, Sample],
) -> Iterator[dict[str, object]]:
    (start, end), members, sample = placed
    first, second = (np.isin(members, one.members) for one in (a, b))
    if not (first.any() and second.any()):
        return
    kept = np.flatnonzero(first | second)
    endogenous = computed.fitted.events["endogenous"].to_numpy(dtype=bool)[members[kept]].any()
    notes: tuple[Message, ...] = (*compat_notes(computed.spec), *((ENDOGENOUS,) if endogenous else ()), *a.notes)
    for found in differences(sample.take(kept), first[kept], second[kept], 1 - computed.spec.level):
        yield {
            "group_a": a.name,
            "group_b": b.name,
            "start": start,
            "end": end,
            "n_a": int(first.sum()),
            "n_b": int(second.sum()),
            "difference": found.difference,
            "se": found.se,
            "lower": found.difference - found.half,
            "upper": found.difference + found.half,
            "test": found.test,
            "statistic": found.statistic,
            "p_value": found.p_value,
            "note": joined((*notes, found.note)),
        }


DIFFERENCES = Analysis(TABLES["differences"], _differences)
