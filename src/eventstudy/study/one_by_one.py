"""Which firm-events of a large study people are shown one by one: only these have daily rows and ranks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from eventstudy.result.shown import largest_rows, leading, shown_ids
from eventstudy.spec import StudySpec
from eventstudy.study.fitting import WindowSample

__all__ = ["shown_rows"]


def shown_rows(spec: StudySpec, events: pd.DataFrame, windows: Sequence[WindowSample]) -> NDArray[np.intp]:
    """Rows of the first events, of those that the study asks about or that bear claims, and of the largest CARs.

    Parameters
    ----------
    spec : StudySpec
    events : DataFrame
        Firm-events that were computed.
    windows : sequence of (window, rows of `events`, sample)
    """
    asked = [event.id for event in spec.events if event.claims or event.primary]
    rows = [np.flatnonzero(events["event_id"].isin([*shown_ids(events["event_id"]), *asked]))]
    endogenous = events["endogenous"].to_numpy(dtype=bool)
    for window, own, sample in windows:
        if window == leading(spec.windows.car):
            counted = ~endogenous[own]
            rows.append(own[counted][largest_rows(sample.car[counted])])
    return np.unique(np.concatenate(rows))
