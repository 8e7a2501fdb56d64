"""What a check of a price series says, and what the checks share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eventstudy.messages import Message, Value, message
from eventstudy.prices.series import PriceSeries

__all__ = ["Days", "Finding", "Floats", "gross_ratios", "in_order", "named", "repeats"]

Days = NDArray[np.datetime64]
Floats = NDArray[np.float64]

NAMED_DAYS = 5


@dataclass(frozen=True, eq=False)
class Finding:
    """One thing that is wrong with a series.

    Attributes
    ----------
    ticker : str
    severity : {"error", "warning", "note"}
    finding : Message
        What was found, with the first dates.
    days : ndarray of datetime64[D], shape (count,)
    remedy : Message
        What to do.
    rejects : bool
        Whether the whole series is unusable, not only `days`.
    """

    ticker: str
    severity: str
    finding: Message
    days: Days
    remedy: Message
    rejects: bool = False


def named(days: Days) -> Value:
    """The first of some days, and how many more there are, for the hole of a message."""
    if len(days) <= NAMED_DAYS:
        return tuple(days.astype("datetime64[D]").tolist())
    return message("days_and_more", days=days[:NAMED_DAYS], n=len(days) - NAMED_DAYS)


def repeats(series: PriceSeries) -> Days:
    """Days whose close is that of the row before, by date; for returns, days on which it is 0."""
    if series.kind == "returns":
        return series.dates[series.close == 0]
    order = in_order(series)
    dates, close = series.dates[order], series.close[order]
    return dates[1:][close[1:] == close[:-1]]


def in_order(series: PriceSeries) -> NDArray[np.int64] | slice:
    """Rows by date, the first of each date."""
    if (series.dates[1:] > series.dates[:-1]).all():
        return slice(None)
    return np.unique(series.dates, return_index=True)[1]


def gross_ratios(series: PriceSeries) -> tuple[Days, Floats]:
    """Each close over the one before, each date once, without impossible ones; gross returns as they are."""
    level = 1 + series.close if series.kind == "returns" else series.close
    order = in_order(series)
    dates, level = series.dates[order], level[order]
    possible = np.isfinite(level) & (level > 0)
    if not possible.all():
        dates, level = dates[possible], level[possible]
    if series.kind == "returns":
        return dates, level
    with np.errstate(over="ignore"):  # an endless ratio is a jump like others
        return dates[1:], level[1:] / level[:-1]
