"""How many days each firm-event was estimated on, against the length of the window."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from eventstudy.messages import Message, message
from eventstudy.panel import Panel
from eventstudy.spec import StudySpec

__all__ = ["estimation_days", "short_estimation"]

AT_ONCE = 4096
"""Firm-events whose windows are looked at together."""


def estimation_days(panel: Panel) -> NDArray[np.int64]:
    """Returns in the estimation window of each firm-event; shape (N,)."""
    n = len(panel.members)
    parts = [panel.take(slice(start, start + AT_ONCE)).returns_est for start in range(0, n, AT_ONCE)]
    return np.concatenate([np.zeros(0, int), *(np.isfinite(returns).sum(axis=1) for returns in parts)])


def short_estimation(spec: StudySpec, events: pd.DataFrame, n: NDArray[np.int64]) -> tuple[Message, ...]:
    """That some firm-events have fewer returns than their estimation window has days, and the one with the fewest.

    Nothing where the study takes days of other events out of the window itself.

    Parameters
    ----------
    events : DataFrame
        With event_id and asset of N firm-events.
    n : ndarray of int, shape (N,)
        Returns in their estimation windows.
    """
    first, last = spec.windows.estimation
    length = last - first + 1
    few = int((n < length).sum())
    if not few or spec.exclude_events:
        return ()
    least = events.iloc[int(n.argmin())]
    said = {"n": few, "all": len(n), "length": length, "least": int(n.min())}
    return (message("short_estimation", event=least["event_id"], asset=least["asset"], **said),)
