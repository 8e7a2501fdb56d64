"""Prices on days that are not theirs: rows on closed days, and the shipped closes on other dates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from eventstudy.calendar import Sessions, first_covered
from eventstudy.messages import message
from eventstudy.prices.finding import Days, Finding, Floats, gross_ratios, in_order, named
from eventstudy.prices.series import PriceSeries
from eventstudy.prices.snapshot import is_shipped, shipped_series

__all__ = [
    "closed_days",
    "known_closes",
    "lone_moves",
    "sessions_by_prices",
    "traded_when_closed",
    "without_padding",
]

STILL = 5e-5
"""A return of 0.00 %: indices of total return drift by less on days without trade."""
FEW = 0.25
"""Share of the closed weekdays up to which rows on them are single ones."""
ENOUGH_CLOSED = 5
"""Closed days that a series must keep before a move on another one speaks against the calendar."""
SAME = 3e-4
"""Log returns this close are taken for the same: sources round closes to two decimals or more."""
RUN = 5
"""So many neighbouring returns in a row are never the same by chance."""
REACH = 60
"""Rows by which closes are looked for beyond where their dates put them."""


def closed_days(series: PriceSeries, sessions: Sessions) -> Iterator[Finding]:
    """Rows on days on which the exchange was closed: padding that may be dropped, or closes with wrong dates."""
    days, moving = _on_closed_days(series, sessions)
    if not len(days):
        return
    said = {"n": len(days), "exchange": sessions.exchange, "days": named(days)}
    weekdays = "_weekdays" if ((days.astype(int) + 3) % 7 < 5).all() else ""
    if len(lone_moves(series, sessions)):
        what, remedy = message("closed_days_moving_lone", **said, moving=named(moving)), "compare_closed_days"
    elif len(moving):
        what, remedy = message(f"closed_days_moving{weekdays}", **said, moving=len(moving)), "check_exchange_and_zone"
    else:
        what, remedy = message(f"closed_days_filled{weekdays}", **said), "drop_closed_days"
    yield Finding(series.ticker, "error", what, days, message(remedy), rejects=True)


def without_padding(series: PriceSeries, sessions: Sessions, *, drop: bool) -> tuple[PriceSeries, list[Finding]]:
    """Series without rows on closed days, and what was left out; as it is where prices move on such days.

    Unless `drop`, only few such rows are left out: a series with one on most closed days was filled by somebody.
    """
    days, moving = _on_closed_days(series, sessions)
    if not len(days) or len(moving):
        return series, []
    # Whether a first price on a closed day repeats another cannot be known.
    few = len(days) <= max(1, FEW * len(_closed_weekdays(series, sessions))) and days[0] > series.dates.min()
    if not (drop or few):
        return series, []
    keep = ~np.isin(series.dates, days)
    bars = {name: values[keep] for name, values in series.bars.items()}
    kept = replace(series, dates=series.dates[keep], close=series.close[keep], bars=bars)
    what = message("closed_days_left_out", n=len(days), exchange=sessions.exchange, days=named(days))
    remedy = message("closed_days_dropped" if drop else "closed_days_harmless")
    return kept, [Finding(series.ticker, "warning", what, days, remedy)]


def lone_moves(series: PriceSeries, sessions: Sessions) -> Days:
    """Closed days on which the price moves, if it keeps the other closed days, the one before and after each too.

    Wrong dates move on every closed day; a series that moves on one and stands still, or has no row, on those around it
    is dated well, and either this row or the calendar is wrong.
    """
    days, moving = _on_closed_days(series, sessions)
    closed = np.union1d(days, _closed_weekdays(series, sessions))
    at = np.searchsorted(closed, moving)
    few = len(moving) <= FEW * len(closed) and len(closed) - len(moving) >= ENOUGH_CLOSED
    if not few or (at == 0).any() or (at == len(closed) - 1).any():
        return moving[:0]
    around = np.union1d(closed[at - 1], closed[at + 1]) if len(at) else closed[:0]
    return moving[:0] if np.isin(around, moving).any() else moving


def _closed_weekdays(series: PriceSeries, sessions: Sessions) -> Days:
    """Days from Monday to Friday on which the exchange was closed, from the first row to the last."""
    first, last = series.dates.min(), series.dates.max()
    days = np.arange(max(first, sessions.dates[0]), min(last, sessions.dates[-1]) + np.timedelta64(1, "D"))
    return np.setdiff1d(days[np.is_busday(days)], sessions.dates)


def traded_when_closed(several: Sequence[PriceSeries], sessions: Sessions) -> Days:
    """Closed days on which all series of an exchange moved alone: days that its calendar has wrong."""
    several = [one for one in several if len(one.dates)]
    moves = [lone_moves(one, sessions) for one in several]
    days = np.unique(np.concatenate(moves)) if moves else sessions.dates[:0]
    agreed = np.ones(len(days), bool)
    for one, own in zip(several, moves, strict=True):
        agreed &= np.isin(days, own) | (days < one.dates.min()) | (days > one.dates.max())
    return days[agreed]


def sessions_by_prices(series: PriceSeries, sessions: Sessions) -> Iterator[Finding]:
    """Rows on days that the calendar does not have and that were taken as sessions."""
    days = np.intersect1d(series.dates, sessions.by_prices)
    if not len(days):
        return
    start = np.datetime64(first_covered(sessions.exchange) or "0001-01-01", "D")
    for some, code, remedy in (
        (days[days < start], "sessions_before_calendar", "check_dates_yourself"),
        (days[days >= start], "sessions_by_prices", "compare_closed_days_taken"),
    ):
        if len(some):
            what = message(code, n=len(some), exchange=sessions.exchange, days=named(some), start=start)
            yield Finding(series.ticker, "warning", what, some, message(remedy))


def _on_closed_days(series: PriceSeries, sessions: Sessions) -> tuple[Days, Days]:
    """Days of rows on which the exchange was closed, and those of them on which the price moves."""
    covered = (series.dates >= sessions.dates[0]) & (series.dates <= sessions.dates[-1])
    days = np.unique(series.dates[covered & (sessions.position(series.dates) < 0)])
    if not len(days):
        return days, days
    order = in_order(series)
    # Whether the first price moved cannot be known; a first return is.
    known = series.dates[order] if series.kind == "returns" else series.dates[order][1:]
    dates, ratio = gross_ratios(series)
    return days, np.setdiff1d(np.intersect1d(days, known), dates[np.abs(ratio - 1) < STILL])


def known_closes(series: PriceSeries) -> Iterator[Finding]:
    """Closes of a shipped ticker that are the shipped ones of other dates.

    Returns are compared, not closes: those of a file may be adjusted for dividends or splits.
    """
    if is_shipped(series) or series.ticker not in shipped_series():
        return
    dates, ratio = gross_ratios(series)
    known_dates, known = gross_ratios(shipped_series()[series.ticker])
    inside = (dates >= known_dates[0]) & (dates <= known_dates[-1])
    dates, returns = dates[inside], np.log(ratio[inside])
    true = _displaced(dates, returns, known_dates, np.log(known))
    moved = np.flatnonzero(true >= 0)
    if len(moved):
        first, own = dates[moved[0]], known_dates[true[moved[0]]]
        what = message("shipped_on_other_dates", n=len(moved), first=first, own=own)
        yield Finding(series.ticker, "error", what, dates[moved], message("take_the_snapshot"), rejects=True)


def _displaced(dates: Days, returns: Floats, known_dates: Days, known: Floats) -> NDArray[np.int64]:
    """Row of the known series whose return stands at each date although it has another, else -1; shape (n,)."""
    n, m = len(dates), len(known)
    rows, true = np.arange(n), np.full(n, -1)
    at = np.searchsorted(known_dates, dates)
    if n < RUN:
        return true
    right = (known_dates[np.minimum(at, m - 1)] == dates) & (np.abs(returns - known[np.minimum(at, m - 1)]) < SAME)
    for offset in range(int((at - rows).min()) - REACH, int((at - rows).max()) + REACH + 1):
        other = rows + offset
        there = (other >= 0) & (other < m) & ~right
        other = np.clip(other, 0, m - 1)
        same = there & (known_dates[other] != dates) & (np.abs(returns - known[other]) < SAME)
        starts = np.flatnonzero(np.convolve(same, np.ones(RUN, int), "valid") == RUN)
        run = np.unique(starts[:, None] + np.arange(RUN))
        true[run] = run + offset
    return true
