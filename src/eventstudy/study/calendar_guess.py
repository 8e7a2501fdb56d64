"""The exchange whose sessions some days are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from eventstudy.calendar import load_sessions

__all__ = ["exchange_of_days"]

CANDIDATES = (
    *("XNYS", "XLON", "XETR", "XPAR", "XSWX", "XMIL", "XMAD", "XSTO", "XOSL", "XCSE", "XHEL", "XWAR", "XWBO"),
    *("XTSE", "BVMF", "XMEX", "XTKS", "XHKG", "XSHG", "XKRX", "XTAI", "XBOM", "XASX", "XSES", "XJSE", "24/5"),
)
"""The most used of those whose sessions differ; of several with the same sessions the first is taken."""
FEWEST = 120
"""Days that tell calendars apart: half a year has the holidays of most."""
FAULTS = 0.01
"""Share of days that may be missing or too many."""


def exchange_of_days(days: NDArray[np.datetime64]) -> str | None:
    """The exchange whose sessions in their range these days are; None where none fits, or several differ and fit alike.

    Parameters
    ----------
    days : ndarray of datetime64[D], shape (n,)
        Ascending, each once.
    """
    if len(days) < FEWEST:
        return None
    if np.is_busday(days).mean() < 0.8:
        return "24/7"
    faults: dict[str, int] = {}
    sessions = {}
    for exchange in CANDIDATES:
        own = load_sessions(exchange, str(days[0]), str(days[-1])).dates
        sessions[exchange] = own
        faults[exchange] = len(np.setxor1d(own, days))
    best = min(CANDIDATES, key=lambda one: faults[one])
    rivals = [one for one in CANDIDATES if faults[one] == faults[best]]
    alike = all(np.array_equal(sessions[one], sessions[best]) for one in rivals)
    return best if alike and faults[best] <= FAULTS * len(days) else None
