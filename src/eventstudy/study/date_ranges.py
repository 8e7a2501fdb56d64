"""Events of which only a range of days is known: the windows of their candidate sessions, and their models."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from eventstudy.messages import message
from eventstudy.panel import Inputs, Panel, cut_windows, drop, event_days
from eventstudy.panel.labels import looked_up
from eventstudy.prices.factors import FactorTable
from eventstudy.returns import ReturnTable
from eventstudy.spec import StudySpec, Windows

__all__ = ["RangePanel", "candidate_days", "cut_ranges", "has_range"]

Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class RangePanel:
    """Firm-events with as many candidate sessions each.

    Attributes
    ----------
    days : int
        How many sessions could be the one that reacted.
    panel : Panel
        Its event window is these sessions, the first of them day 0; `members` are rows of the firm-events.
    """

    days: int
    panel: Panel


def has_range(events: pd.DataFrame) -> Bools:
    """Which firm-events may have moved on any of several sessions, whether or not there are any; shape (N,)."""
    if "last_date" not in events:
        return np.zeros(len(events), dtype=bool)
    return events["last_date"].notna().to_numpy(dtype=bool)


def candidate_days(events: pd.DataFrame, rows: np.ndarray, table: ReturnTable) -> Bools:
    """Sessions of each asset that are candidates of some of these firm-events; shape (A, S)."""
    marked = np.zeros(table.assets.shape, dtype=bool)
    for days, own in _by_length(events, rows):
        asset = looked_up(events["asset"].iloc[own], table.asset_row)
        marked |= event_days(asset, events["first_candidate"].to_numpy()[own], (0, days - 1), marked.shape)
    return marked


def cut_ranges(
    spec: StudySpec,
    events: pd.DataFrame,
    rows: np.ndarray,
    table: ReturnTable,
    inputs: Inputs,
    factors: FactorTable | None,
    others: Bools,
) -> tuple[tuple[RangePanel, ...], list[pd.DataFrame]]:
    """Estimation windows of firm-events in a range, relative to their first candidate, and the candidates themselves.

    Parameters
    ----------
    spec : StudySpec
    events : DataFrame
        All firm-events, as `find_day_zero` gives them.
    rows : ndarray of int
        Those in a range whose prices can be used.
    table, inputs, factors
        As `cut_windows` reads them.
    others : ndarray of bool, shape (A, S)
        Sessions of assets in windows of events.

    Returns
    -------
    panels : tuple of RangePanel
    dropped : list of DataFrame
    """
    panels, dropped = [], []
    start = spec.windows.estimation[0]
    for days, own in _by_length(events, rows):
        if 0 <= start < days:
            reason = message("range_reaches_estimation", n=days, start=start)
            dropped.append(drop(events, own, "estimation window", [reason] * len(own)))
            continue
        windows = Windows(estimation=spec.windows.estimation, event=(0, days - 1), car=((0, days - 1),))
        placed = events.assign(position=events["first_candidate"])
        panel, short = cut_windows(
            placed, own, table, windows, spec.enough_estimation, inputs, factors, spec.exclude_events, others
        )
        panels.append(RangePanel(days, panel))
        dropped.append(short)
    return tuple(panels), dropped


def _by_length(events: pd.DataFrame, rows: np.ndarray) -> Sequence[tuple[int, np.ndarray]]:
    """Rows of each number of candidate sessions."""
    if not len(rows):
        return []
    days = events["candidates"].to_numpy()[rows]
    return [(int(one), rows[days == one]) for one in np.unique(days)]
