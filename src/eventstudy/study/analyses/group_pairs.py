"""The differences between groups that the study states, and between the parts of its split."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import TypeAlias

import numpy as np
import pandas as pd

from eventstudy.inference.sorts import monotonic
from eventstudy.inference.two_groups import Difference, differences
from eventstudy.messages import Message, joined
from eventstudy.result.schema import TABLES
from eventstudy.study.analyses.analysis import Analysis, Computed
from eventstudy.study.fitting import WindowSample
from eventstudy.study.groups import ENDOGENOUS
from eventstudy.study.model_choice import compat_notes
from eventstudy.study.splits import SplitPart, split_parts

__all__ = ["DIFFERENCES"]

MOST_GROUPS = 4
"""Stated groups, or values of a column, up to which each is compared with each."""
FEWEST_SORTED = 3
"""Parts of a sort whose means can rise or fall at more than one step."""

Row: TypeAlias = dict[str, object]


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
    rows += _sorted(computed) if whole else ()
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


def _sorted(computed: Computed) -> Iterator[Row]:
    """Test of whether mean CARs rise or fall at every step of a sort by quantiles, into three and more."""
    split, parts = computed.spec.split, split_parts(computed.spec.split, computed.fitted.events)
    if split is None or not isinstance(split.into, int) or len(parts) < FEWEST_SORTED:
        return
    for window, members, sample in computed.windows:
        inside = [np.isin(members, part.members) for part in parts]
        if not all(own.any() for own in inside):
            continue
        kept = np.flatnonzero(np.any(inside, axis=0))
        found = monotonic(sample.take(kept), [own[kept] for own in inside], 1 - computed.spec.level)
        counts, notes = (int(inside[-1].sum()), int(inside[0].sum())), (*compat_notes(computed.spec), *parts[0].notes)
        yield _row((parts[-1].name, parts[0].name), window, counts, found, notes)


def _of_pair(computed: Computed, a: SplitPart, b: SplitPart, placed: WindowSample) -> Iterator[Row]:
    window, members, sample = placed
    first, second = (np.isin(members, one.members) for one in (a, b))
    if not (first.any() and second.any()):
        return
    kept = np.flatnonzero(first | second)
    endogenous = computed.fitted.events["endogenous"].to_numpy(dtype=bool)[members[kept]].any()
    notes: tuple[Message, ...] = (*compat_notes(computed.spec), *((ENDOGENOUS,) if endogenous else ()), *a.notes)
    for found in differences(sample.take(kept), first[kept], second[kept], 1 - computed.spec.level):
        yield _row((a.name, b.name), window, (int(first.sum()), int(second.sum())), found, notes)


def _row(
    names: tuple[str, str],
    window: tuple[int, int],
    counts: tuple[int, int],
    found: Difference,
    notes: tuple[Message, ...],
) -> Row:
    return {
        "group_a": names[0],
        "group_b": names[1],
        "start": window[0],
        "end": window[1],
        "n_a": counts[0],
        "n_b": counts[1],
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
