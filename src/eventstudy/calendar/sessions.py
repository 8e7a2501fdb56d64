"""Sessions of an exchange, and which of them is day 0.

Closing times come from `exchange_calendars`, always with explicit bounds: its defaults move with the clock.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from eventstudy.calendar.library import closing_times, first_covered, same_hour_of

__all__ = ["Sessions", "load_sessions"]

Days = NDArray[np.datetime64]
Instants = NDArray[np.datetime64]

WORTH_KEEPING = 100
"""Positions of fewer dates are found again faster than they are remembered."""


@dataclass(frozen=True, eq=False)
class Sessions:
    """The trading sessions of one exchange between two dates.

    Attributes
    ----------
    exchange : str
        MIC, as the study wrote it.
    dates : ndarray of datetime64[D], shape (S,)
        Session dates, ascending.
    closes : ndarray of datetime64[ns], shape (S,)
        Closing instants in UTC, half days included.
    by_prices : ndarray of datetime64[D]
        Those of the dates that the calendar does not have: prices say that the exchange traded.
    """

    exchange: str
    dates: Days
    closes: Instants
    by_prices: Days = field(default_factory=lambda: np.array([], "datetime64[D]"))

    def with_days(self, days: Days) -> Sessions:
        """The same with more sessions, each closing at the local hour of the calendar's nearest session."""
        more = np.setdiff1d(days, self.dates)
        if not len(more):
            return self
        known = self
        if not len(known.dates):
            start = np.datetime64(first_covered(self.exchange) or str(more[-1]), "D")
            known = load_sessions(self.exchange, str(start), str(start + np.timedelta64(60, "D")))
        closes = same_hour_of(self.exchange, more, known.dates, known.closes)
        dates, order = np.unique(np.concatenate([self.dates, more]), return_index=True)
        return Sessions(
            self.exchange, dates, np.concatenate([self.closes, closes])[order], np.union1d(self.by_prices, more)
        )

    def position(self, days: Days) -> NDArray[np.int64]:
        """Index of each date among the sessions, -1 for a date that is no session; shape as `days`."""
        asked, found = vars(self).get("_last", (None, None))
        if asked is days:  # the tickers of a wide table share one array of dates
            return found
        index = np.searchsorted(self.dates, days)
        inside = index < len(self.dates)
        index[~inside] = 0
        found = np.where(inside & (self.dates[index] == days), index, -1)
        if len(days) > WORTH_KEEPING:
            found.flags.writeable = False
            vars(self)["_last"] = (days, found)
        return found

    def all_from_first_to_last(self, days: Days) -> bool:
        """Whether dates are sessions in their order, without any left out between the first and the last."""
        at = self.position(days)
        return bool((at >= 0).all() and (np.diff(at) == 1).all())

    def day_zero(self, dates: Days, instants: Instants) -> NDArray[np.int64]:
        """Index of the first session that could react to each announcement.

        Parameters
        ----------
        dates : ndarray of datetime64[D], shape (N,)
            Dates as written; they decide where the instant is unknown: that session or the next.
        instants : ndarray of datetime64[ns], shape (N,)
            Instants in UTC, NaT where unknown; they decide by the first close strictly after them.

        Returns
        -------
        ndarray of int, shape (N,)
            -1 where no session of the range could react.
        """
        known = ~np.isnat(instants)
        written = dates.astype("datetime64[D]")
        index = np.where(
            known,
            np.searchsorted(self.closes, instants.astype("datetime64[ns]"), side="right"),
            np.searchsorted(self.dates, written, side="left"),
        )
        announced = np.where(known, instants.astype("datetime64[D]"), written)
        return np.where((index >= len(self.dates)) | (announced < self.dates[0]), -1, index)


@lru_cache(maxsize=256)
def load_sessions(exchange: str, first: str, last: str) -> Sessions:
    """Sessions of `exchange` from `first` to `last` (ISO dates), cut to what its calendar covers: perhaps none.

    Parameters
    ----------
    exchange : str
        MIC or alias from `exchanges`.
    first, last : str
        Explicit bounds.
    """
    closes = closing_times(exchange, first, last)
    return Sessions(
        exchange=exchange,
        dates=closes.index.to_numpy().astype("datetime64[D]"),
        closes=closes.dt.tz_localize(None).to_numpy().astype("datetime64[ns]"),
    )
