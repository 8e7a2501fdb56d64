"""Which events of a large study people are shown one by one."""

from __future__ import annotations

import pandas as pd

__all__ = ["MOST_READ", "SHOWN", "first_ids", "read_whole", "shown_ids"]

MOST_READ = 5_000
"""Firm-events beyond which nobody reads every single one."""
SHOWN = 100
"""Events that are shown of a larger study."""


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
