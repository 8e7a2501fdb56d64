"""The differences between groups that the study states."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pandas as pd

from eventstudy.inference import Sample
from eventstudy.inference.two_groups import differences
from eventstudy.messages import joined
from eventstudy.result.schema import TABLES
from eventstudy.study.analyses.analysis import Analysis, Computed
from eventstudy.study.groups import ENDOGENOUS
from eventstudy.study.model_choice import compat_notes

__all__ = ["DIFFERENCES"]

MOST_GROUPS = 4
"""Stated groups up to which each is compared with each."""


def _differences(computed: Computed) -> pd.DataFrame:
    """Every pair of up to four stated groups of at least two events each; nothing where there are more."""
    events = computed.fitted.events.reset_index(drop=True)
    found = [
        (str(name), own.index.to_numpy())
        for name, own in events[events["group"] != ""].groupby("group", sort=False)
        if own["event_id"].nunique() > 1
    ]
    rows = [
        row
        for a, b in (combinations(found, 2) if len(found) <= MOST_GROUPS else ())
        for window, members, sample in computed.windows
        for row in _of_pair(computed, a, b, (window, members, sample))
    ]
    return pd.DataFrame(rows, columns=TABLES["differences"].filled)


def _of_pair(
    computed: Computed,
    a: tuple[str, np.ndarray],
    b: tuple[str, np.ndarray],
    placed: tuple[tuple[int, int], np.ndarray, Sample],
) -> Iterator[dict[str, object]]:
    (start, end), members, sample = placed
    first, second = (np.isin(members, rows) for _, rows in (a, b))
    if not (first.any() and second.any()):
        return
    kept = np.flatnonzero(first | second)
    endogenous = computed.fitted.events["endogenous"].to_numpy(dtype=bool)[members[kept]].any()
    notes = (*compat_notes(computed.spec), *((ENDOGENOUS,) if endogenous else ()))
    for found in differences(sample.take(kept), first[kept], second[kept], 1 - computed.spec.level):
        yield {
            "group_a": a[0],
            "group_b": b[0],
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
