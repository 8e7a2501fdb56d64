"""Why a firm-event is dropped."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from eventstudy.messages import Message, message
from eventstudy.prices.finding import named

__all__ = ["bad_days_reason", "gap_reason", "short_reason"]

Bools = NDArray[np.bool_]
Days = NDArray[np.datetime64]


def gap_reason(event: pd.Series, days: Days, missing: Bools) -> Message:
    """Why returns are missing on some days of a window."""
    first, last, day0 = (np.datetime64(event[name], "D") for name in ("first", "last", "day0"))
    gone, ticker = days[missing & ~np.isnat(days)], event["asset"]
    if last < day0:
        return message("prices_end_before_day0", ticker=ticker, last=last, day0=day0)
    if first >= day0:
        return message("prices_start_too_late", ticker=ticker, first=first, day0=day0)
    if len(gone) and gone[0] > last:
        return message("prices_end_in_window", ticker=ticker, last=last)
    if not len(gone):
        return message("return_across_window_edge", ticker=ticker)
    return message("no_return_in_window", ticker=ticker, days=named(gone))


def bad_days_reason(days: Days, bad: Bools) -> Message:
    """Which days of an event window the audit forbids."""
    return message("bad_days_in_event_window", days=named(days[bad]))


def short_reason(event: pd.Series, n: int, length: int, enough: int) -> Message:
    """How many returns an estimation window of some `length` has, and needs."""
    return message("too_few_estimation_days", n=n, length=length, enough=enough, first=event["first"])
