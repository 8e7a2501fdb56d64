"""Which events of a large study people are shown one by one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = ["LARGEST", "MOST_READ", "SHOWN", "first_ids", "largest_rows", "leading", "read_whole", "shown_ids"]

MOST_READ = 5_000
"""Firm-events beyond which nobody reads every single one."""
SHOWN = 100
"""Events that are shown of a larger study."""

LARGEST = 8
"""Firm-events with the largest CARs, which are shown of any study."""


def read_whole(ids: pd.Series) -> bool:
    """Whether a study with such a column of event ids, one for each firm-event, is shown as a whole."""
    return len(ids) <= MOST_READ


def shown_ids(ids: pd.Series) -> list[str]:
    """The events that are shown of a larger study."""
    return first_ids(ids, SHOWN)


def first_ids(ids: pd.Series, most: int) -> list[str]:
    """The first different ones, without a look at all of a million."""
    looked = most
    while True:
        found = list(ids.iloc[:looked].unique()[:most])
        if len(found) == most or looked >= len(ids):
            return found
        looked *= 4


def leading(windows: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The CAR window by which firm-events are called large: day 0, else the first one."""
    return (0, 0) if (0, 0) in windows else windows[0]


def largest_rows(car: NDArray[np.float64]) -> NDArray[np.intp]:
    """Rows of the largest CARs, up or down, the largest first; of equal ones the first.

    Parameters
    ----------
    car : ndarray, shape (N,)
    """
    return np.argsort(-np.nan_to_num(np.abs(car)), kind="stable")[:LARGEST]
