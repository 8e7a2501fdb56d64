"""The table of events of which only a range of days is known: the most extreme of their candidate sessions."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from eventstudy.engine import day_variance_factor
from eventstudy.inference import Sample, largest_day, sample_of_panel
from eventstudy.result.schema import TABLES
from eventstudy.study.analyses.analysis import Analysis, Computed
from eventstudy.study.fitting import Fitted

__all__ = ["DATE_RANGES", "range_samples", "stacked"]


def range_samples(computed: Computed) -> Iterator[tuple[Fitted, tuple[int, int], Sample]]:
    """Firm-events in a range, their candidate sessions as a window, and their sample."""
    spec = computed.spec
    for days, one in computed.ranges:
        day0 = one.events["day0"].to_numpy().astype("datetime64[D]")
        yield one, (0, days - 1), sample_of_panel(one.fit, one.panel, (0, days - 1), day0, spec.alternative, spec.seed)


def _date_ranges(computed: Computed) -> pd.DataFrame:
    """The most extreme candidate session of each firm-event in a range."""
    parts = [(one.panel.members, _largest(one, sample)) for one, _, sample in range_samples(computed)]
    return stacked(parts) if parts else pd.DataFrame(columns=TABLES["date_ranges"].filled)


def _largest(own: Fitted, sample: Sample) -> pd.DataFrame:
    found = largest_day(sample)
    at = np.arange(sample.size), found.column
    ar, known = own.fit.ar[at], np.isfinite(found.score)
    se = own.fit.sigma * np.sqrt(day_variance_factor(own.fit)[at])
    days = own.panel.days.astype("datetime64[s]")
    ranked = known & (not own.fit.conditional) & (found.stretches > 0)
    return own.keys.assign(
        first=days[:, 0],
        last=days[:, -1],
        sessions=sample.length,
        date=days[at],
        ar=np.where(known, ar, np.nan),
        se=np.where(known, se, np.nan),
        t=found.score,
        larger=pd.arrays.IntegerArray(found.extreme, ~ranked),
        stretches=pd.arrays.IntegerArray(found.stretches, ~ranked),
    )


def stacked(parts: list[tuple[np.ndarray, pd.DataFrame]]) -> pd.DataFrame:
    """Rows of all parts in the order of the study."""
    order = np.argsort(np.concatenate([rows for rows, _ in parts]), kind="stable")
    together = pd.concat([part for _, part in parts], ignore_index=True)
    parts.clear()  # of a large study they would be held a second time
    return together.take(order).reset_index(drop=True)


DATE_RANGES = Analysis(TABLES["date_ranges"], _date_ranges)
