"""The sessions of every exchange of a study, with those that only prices know."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from eventstudy.calendar import Sessions, first_covered, load_sessions
from eventstudy.messages import message
from eventstudy.prices import Prices, PriceSeries, price_range
from eventstudy.prices.finding import Days
from eventstudy.prices.misdated import traded_when_closed
from eventstudy.spec import StudySpec
from eventstudy.study.listing import Listings

__all__ = ["sessions_of"]

AT_LEAST = 0.5
"""Share of the series of an exchange that have a price on a day before its calendar starts that makes it a session."""


def sessions_of(spec: StudySpec, events: pd.DataFrame, listings: Listings, prices: Prices) -> dict[str, Sessions]:
    """Sessions of every exchange, from before the first price or window of the study to after the last.

    Before the start of a calendar the sessions are the days on which the exchange's series have prices. With
    `closed_days: drop` a single day on which all of them moved, though they keep its other closed days, is one too.

    Raises
    ------
    SpecError
        An exchange has no session in all that time.
    """
    first, last = price_range(spec, events)
    placed = listings.placed(prices)
    dated = [prices.series[ticker].dates for ticker, _ in placed if len(prices.series[ticker].dates)]
    first = min([first, *(days.min() for days in dated)])
    last = max([last, *(days.max() for days in dated)])
    # With room at both ends, so that a first or last row on a closed day is seen to lie between sessions.
    room = np.timedelta64(14, "D")
    found = {}
    for name in listings.exchanges():
        sessions = load_sessions(name, str(first - room), str(last + room))
        own = [prices.series[ticker] for ticker, exchange in placed if exchange == name]
        sessions = sessions.with_days(_before_calendar(name, own))
        if spec.prices.closed_days == "drop" and len(sessions.dates):
            sessions = sessions.with_days(traded_when_closed(own, sessions))
        if not len(sessions.dates):
            what = message("calendar_without_session", exchange=name, first=first, last=last)
            raise spec.error(_written(spec, name), what, message("correct_dates_or_exchange"))
        found[name] = sessions
    return found


def _before_calendar(exchange: str, several: Sequence[PriceSeries]) -> Days:
    """Days before the calendar's start on which at least half of the series that had begun have a price."""
    none = np.array([], "datetime64[D]")
    start = first_covered(exchange)
    early = [np.unique(one.dates[one.dates < np.datetime64(start)]) for one in several] if start else []
    early = [days for days in early if len(days)]
    if not early:
        return none
    days, count = np.unique(np.concatenate(early), return_counts=True)
    begun = np.searchsorted(np.sort([own[0] for own in early]), days, side="right")
    ended = np.searchsorted(np.sort([own[-1] for own in early]), days, side="left")
    return days[count >= AT_LEAST * (begun - ended)]


def _written(spec: StudySpec, exchange: str) -> tuple[str, ...]:
    """Where the study names an exchange; where it does not, the source did."""
    for key, listed in (("assets", spec.assets), ("markets", spec.markets)):
        for ticker, one in listed.items():
            if one.exchange == exchange:
                return key, ticker, "exchange"
    return ("defaults", "exchange") if spec.defaults.exchange == exchange else ()
