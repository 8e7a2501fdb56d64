"""Why a firm-event is dropped, in words."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = ["gap_reason", "named_days"]

Bools = NDArray[np.bool_]

NAMED_DAYS = 5


def gap_reason(event: pd.Series, days: NDArray[np.datetime64], missing: Bools) -> str:
    """Why returns are missing on some days of a window, for a person."""
    first, last, day0 = (np.datetime64(event[name], "D") for name in ("first", "last", "day0"))
    gone = days[missing & ~np.isnat(days)]
    prices = f"the prices of {event['asset']}"
    if last < day0:
        return f"{prices} end on {last}, before day 0 ({day0})"
    if first >= day0:
        return f"{prices} start on {first}, too late for a return on day 0 ({day0})"
    if len(gone) and gone[0] > last:
        return f"{prices} end on {last}, inside the window"
    if not len(gone):
        return f"a return of {event['asset']} from trade to trade reaches across the edge of the window"
    return f"no return of {event['asset']} or of what its model compares it with on {named_days(gone)}"


def named_days(days: NDArray[np.datetime64]) -> str:
    """The first few days, and how many more there are."""
    shown = ", ".join(str(day) for day in days[:NAMED_DAYS])
    return f"{shown} and {len(days) - NAMED_DAYS} more days" if len(days) > NAMED_DAYS else shown
