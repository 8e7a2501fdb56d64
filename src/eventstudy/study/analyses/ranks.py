"""How many ordinary days were as extreme: what sentences say instead of a probability."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

import numpy as np
import pandas as pd

from eventstudy.engine import Fit
from eventstudy.inference import Sample, ordinary_ranks, sample_of_panel
from eventstudy.panel import Panel
from eventstudy.result.schema import SCHEMA
from eventstudy.result.shown import read_whole
from eventstudy.spec import StudySpec
from eventstudy.study.analyses.analysis import Analysis, Computed
from eventstudy.study.fitting import WindowSample
from eventstudy.study.one_by_one import shown_rows

__all__ = ["RANKS", "ranked_windows", "ranks_frame"]

KEYS = ["event_id", "asset"]

Ranked: TypeAlias = tuple[tuple[int, int], np.ndarray, np.ndarray, Sample]
"""A window, the rows of firm-events that have its returns, those of them that are ranked by place, and their sample."""


def ranks_frame(
    spec: StudySpec, events: pd.DataFrame, panel: Panel, fit: Fit, windows: Sequence[WindowSample], asked: pd.DataFrame
) -> pd.DataFrame:
    """Rank of day 0 and of every CAR among ordinary windows, whatever tests the study asks for: sentences need these.

    Parameters
    ----------
    spec : StudySpec
    events : DataFrame
        Firm-events that were computed, with their panel and fit.
    panel : Panel
    fit : Fit
    windows : sequence of (window, rows of `events`, sample)
    asked : DataFrame
        Every firm-event of the study; of very many, those alone are ranked that people are shown one by one.

    Returns
    -------
    DataFrame
        event_id, asset, start, end, larger (ordinary windows at least as extreme), ordinary (all there are), pooled.
    """
    keys = events[KEYS].reset_index(drop=True)
    parts = [pd.DataFrame(columns=SCHEMA["ranks"].filled)]
    for (start, end), rows, own, sample in _windows(spec, events, panel, fit, windows, asked):
        found = ordinary_ranks(sample, own)
        frame = keys.take(rows[own]).assign(start=start, end=end, larger=found.larger, ordinary=found.count)
        parts.append(frame.assign(pooled=found.pooled)[found.count > 0])
    return pd.concat([part for part in parts if len(part)] or parts, ignore_index=True)


def ranked_windows(computed: Computed) -> Iterator[Ranked]:
    """Windows whose CARs are looked at one by one, and of which firm-events."""
    own = computed.fitted
    return _windows(computed.spec, own.events, own.panel, own.fit, computed.windows, computed.prepared.events)


def _windows(
    spec: StudySpec, events: pd.DataFrame, panel: Panel, fit: Fit, windows: Sequence[WindowSample], asked: pd.DataFrame
) -> Iterator[Ranked]:
    shown = np.arange(len(events))
    if not read_whole(asked["event_id"]):
        shown = shown_rows(spec, events, windows)
    # Day 0 stands there for all, so not once more for those whose own window it is.
    others = [one for one in windows if one[0] in spec.windows.car or one[0] != (0, 0)]
    for window, rows, sample in (*_day0(spec, events, panel, fit, shown), *others):
        yield window, rows, np.flatnonzero(np.isin(rows, shown)), sample


def _day0(spec: StudySpec, events: pd.DataFrame, panel: Panel, fit: Fit, shown: np.ndarray) -> Iterator[WindowSample]:
    """Day 0 as a window, where it is none of the study's."""
    first, last = spec.windows.event
    if (0, 0) not in spec.windows.car and first <= 0 <= last:
        day0 = events["day0"].to_numpy().astype("datetime64[D]")[shown]
        own = sample_of_panel(fit.take(shown), panel.take(shown), (-first, -first), day0, spec.alternative, spec.seed)
        yield (0, 0), shown, own


def _ranks(computed: Computed) -> pd.DataFrame:
    own = computed.fitted
    return ranks_frame(computed.spec, own.events, own.panel, own.fit, computed.windows, computed.prepared.events)


RANKS = Analysis(SCHEMA["ranks"], _ranks)
