"""Windows of firm-events' own: which days of a common window are theirs."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from eventstudy.spec import Windows

__all__ = ["around", "lengths", "own_cars", "own_days"]

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


def around(events: pd.DataFrame, windows: Windows) -> Windows:
    """The study's windows with an estimation window that holds those of all firm-events."""
    if "est_start" not in events or not len(events):
        return windows
    bounds = int(events["est_start"].min()), int(events["est_end"].max())
    return windows.model_copy(update={"estimation": bounds})


def own_days(events: pd.DataFrame, estimation: tuple[int, int]) -> Bools | None:
    """Which days of the common estimation window are each firm-event's own, shape (N, M); None where all are."""
    if "est_start" not in events:
        return None
    day = np.arange(estimation[0], estimation[1] + 1)
    start, end = (events[name].to_numpy()[:, None] for name in ("est_start", "est_end"))
    inside: Bools = (start <= day) & (day <= end)
    return inside


def lengths(events: pd.DataFrame, estimation: tuple[int, int], enough: int) -> tuple[Ints, Ints]:
    """Sessions of each firm-event's estimation window, and how many it needs; shapes (N,)."""
    if "est_start" not in events:
        return np.full(len(events), estimation[1] - estimation[0] + 1), np.full(len(events), enough)
    return (events["est_end"] - events["est_start"] + 1).to_numpy(), events["enough"].to_numpy()


def own_cars(events: pd.DataFrame, common: Collection[tuple[int, int]]) -> Iterator[tuple[tuple[int, int], Ints]]:
    """Each different CAR window of firm-events that is not one of the study's, and the rows of those that have it."""
    if "car_start" not in events:
        return
    start, end = (events[name].to_numpy(dtype=float, na_value=np.nan) for name in ("car_start", "car_end"))
    found = np.flatnonzero(np.isfinite(start))
    windows, which = np.unique(np.stack([start[found], end[found]], axis=1), axis=0, return_inverse=True)
    for i, (first, last) in enumerate(windows.astype(int).tolist()):
        if (first, last) not in common:
            yield (first, last), found[which.ravel() == i]
