"""From labels to arrays: day 0 of every firm-event, its windows, and what cannot be used.

Before this module there are dates, tickers and tables; after it only arrays of stated shapes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from eventstudy.calendar import Sessions
from eventstudy.messages import Message
from eventstudy.panel.gaps import bridged, covered, over_spans
from eventstudy.panel.labels import looked_up
from eventstudy.panel.marks import event_days
from eventstudy.panel.own_windows import around, lengths, own_cars, own_days
from eventstudy.panel.places import PlacedPanel, Places, complete_places, windows_at
from eventstudy.panel.reading import Readings, market_rows, read_sessions
from eventstudy.panel.reasons import bad_days_reason, gap_reason, short_reason
from eventstudy.panel.values import Inputs, Panel
from eventstudy.prices.factors import FactorTable
from eventstudy.returns import ReturnTable
from eventstudy.spec import Windows
from eventstudy.spec.row_windows import has_own_windows

__all__ = ["cut_windows", "drop", "find_day_zero"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

MOST_HELD = 5_000
"""Beyond so many firm-events their windows are not held in memory but looked at where they lie."""
AT_ONCE = 4096
"""Firm-events whose windows are cut together where they are not held."""


def find_day_zero(events: pd.DataFrame, sessions: Mapping[str, Sessions]) -> pd.DataFrame:
    """Day 0 of every firm-event on the exchange of its asset.

    Parameters
    ----------
    events : DataFrame
        With exchange ("" where unknown), date and instant; last_date and last_instant where some have a range.
    sessions : mapping of exchange to Sessions

    Returns
    -------
    DataFrame
        `events` with position (index of day 0 among the sessions, -1 where there is none), day0
        (datetime64[s]) and shift (calendar days from the date written in `at` to day 0). Where some have a range,
        also candidates: how many sessions from day 0 on could be the one that reacted, 0 where there is no range.
        Such a row has position -1, so that no window is cut around it, and the index of day 0 in `first_candidate`.
    """
    position = np.full(len(events), -1)
    day0 = np.full(len(events), np.datetime64("NaT", "D"))
    shift = np.zeros(len(events), dtype=int)
    dates = events["date"].to_numpy().astype("datetime64[D]")
    instants = events["instant"].to_numpy()
    for exchange, own in sessions.items():
        rows = np.flatnonzero(events["exchange"].to_numpy() == exchange)
        at = own.day_zero(dates[rows], instants[rows])
        found = rows[at >= 0]
        position[rows] = at
        day0[found] = own.dates[at[at >= 0]]
        shift[found] = (day0[found] - dates[found]).astype(int)
    placed = events.assign(position=position, day0=day0.astype("datetime64[s]"), shift=shift)
    return _with_candidates(placed, sessions) if "last_date" in events else placed


def _with_candidates(events: pd.DataFrame, sessions: Mapping[str, Sessions]) -> pd.DataFrame:
    """The same with the sessions that an event of a range may have moved."""
    ranged = events["last_date"].notna().to_numpy()
    last = np.full(len(events), -1)
    dates, instants = (events[name].to_numpy() for name in ("last_date", "last_instant"))
    for exchange, own in sessions.items():
        rows = np.flatnonzero(ranged & (events["exchange"].to_numpy() == exchange))
        last[rows] = own.day_zero(dates[rows].astype("datetime64[D]"), instants[rows])
    position = events["position"].to_numpy()
    found = ranged & (position >= 0) & (last >= 0)
    return events.assign(
        position=np.where(ranged, -1, position),
        first_candidate=np.where(found, position, -1),
        candidates=np.where(found, last - position + 1, 0),
    )


def drop(
    events: pd.DataFrame,
    rows: Ints,
    stage: str,
    reasons: Sequence[Message],
    window: tuple[int, int] | None = None,
) -> pd.DataFrame:
    """Rows for the table of what was dropped; without `window` the whole firm-event."""
    if not len(rows):
        return _nothing_dropped()
    start, end = window if window is not None else (None, None)
    out = events.iloc[rows][["event_id", "asset"]].assign(start=start, end=end, stage=stage, reason=reasons)
    return out.astype({"start": "Int64", "end": "Int64"})


@cache
def _nothing_dropped() -> pd.DataFrame:
    keys, window = dict.fromkeys(("event_id", "asset"), "str"), dict.fromkeys(("start", "end"), "Int64")
    kinds = keys | window | {"stage": "str", "reason": "object"}
    return pd.DataFrame(columns=list(kinds)).astype(kinds)


def cut_windows(
    events: pd.DataFrame,
    usable: Ints,
    table: ReturnTable,
    windows: Windows,
    enough: int,
    inputs: Inputs,
    factors: FactorTable | None = None,
    exclude_events: bool = False,
    others: Bools | None = None,
) -> tuple[Panel, pd.DataFrame]:
    """Cut the windows of all firm-events at once.

    Parameters
    ----------
    events : DataFrame
        All firm-events; with position, exchange, market, and first and last day of the asset's prices.
    usable : ndarray of int, shape (n,)
        Rows of `events` that have a day 0 and whose asset has a row in `table`.
    table : ReturnTable
    windows : Windows
    enough : int
        Least number of estimation returns.
    inputs : Inputs
        A day on which any of them is missing counts as missing.
    factors : FactorTable or None
        Must have the columns that `inputs` names.
    exclude_events : bool
        Whether estimation days in event windows of the same asset are left out.
    others : ndarray of bool, shape (A, S), or None
        Sessions of each asset in windows of events that are not cut here.

    Returns
    -------
    panel : Panel
    dropped : DataFrame
        event_id, asset, start, end (missing where the whole firm-event is dropped), stage, reason.
    """
    events = events.iloc[usable]
    windows, own = around(events, windows), has_own_windows(events)
    choice = _Choice(table, windows, enough, inputs, read_sessions(table, inputs, factors), exclude_events)
    rows, markets = looked_up(events["asset"], table.asset_row), market_rows(events, table)
    marked = event_days(rows, events["position"].to_numpy(), windows.event, table.assets.shape)
    marked = marked if others is None else marked | others
    if len(usable) > MOST_HELD and table.spans is None and not own:
        return _look(events, usable, rows, markets, marked, choice)
    panel, whole, dropped = _cut_all(events, usable, rows, markets, marked, choice)
    return panel.take(whole), dropped


@dataclass(frozen=True, eq=False)
class _Choice:
    """What `cut_windows` was asked for, beside the firm-events."""

    table: ReturnTable
    windows: Windows
    enough: int
    inputs: Inputs
    readings: Readings
    exclude_events: bool


def _cut_all(
    events: pd.DataFrame, usable: Ints, rows: Ints, markets: Ints, marked: Bools, choice: _Choice
) -> tuple[Panel, Bools, pd.DataFrame]:
    """Windows of all firm-events, those that stay, and why the others go."""
    table, windows = choice.table, choice.windows
    est, event = (
        (events["position"].to_numpy() + start, end - start + 1) for start, end in (windows.estimation, windows.event)
    )
    past, now = (_cut(rows, markets, choice, *window) for window in (est, event))
    others = windows_at(marked, rows, *est)
    if (own := own_days(events, windows.estimation)) is not None:
        others &= own
        past["returns"][~own] = np.nan
    if choice.exclude_events:
        past["returns"][others] = np.nan
    seen, complete = _complete(events, windows, now)
    spoilt = windows_at(table.bad, rows, *event) | windows_at(choice.readings.bad, markets, *event)
    n_est = np.isfinite(past["returns"]).sum(axis=1)
    length, enough = lengths(events, windows.estimation, choice.enough)
    counts = np.stack([n_est, length, enough], axis=1)
    whole, dropped = _dropped(events, windows, counts, complete, spoilt, seen, now["days"])
    panel = Panel(
        members=usable,
        offsets=np.arange(windows.event[0], windows.event[1] + 1),
        complete=complete,
        contaminated=others.sum(axis=1),
        offsets_est=np.arange(windows.estimation[0], windows.estimation[1] + 1),
        **{f"{name}_est": values for name, values in past.items()},
        **now,
    )
    return panel, whole, dropped


def _complete(events: pd.DataFrame, windows: Windows, now: dict[str, Any]) -> tuple[Bools, Bools]:
    """Days of the event window that have a return, and whether each CAR window has all of its; (N, L) and (N, W).

    Where firm-events have CAR windows of their own, the last column is about these.
    """
    first, returns, spans = windows.event[0], now["returns"], now.get("spans")
    seen = np.isfinite(returns) if spans is None else bridged(returns, spans)

    def has(rows: Ints | slice, start: int, end: int) -> Bools:
        a, b = start - first, end - first
        if spans is None:
            return np.asarray(seen[rows, a : b + 1].all(axis=1))
        return covered(returns[rows], spans[rows], a, b)

    columns = [has(slice(None), *window) for window in windows.car]
    if "car_start" in events:
        columns.append(np.zeros(len(events), dtype=bool))
        for window, rows in own_cars(events, windows.car):
            columns[-1][rows] = has(rows, *window)
    return seen, np.stack(columns, axis=1)


def _look(
    events: pd.DataFrame, usable: Ints, rows: Ints, markets: Ints, marked: Bools, choice: _Choice
) -> tuple[Panel, pd.DataFrame]:
    """As `_cut_all`, and only those that stay, in memory that does not grow with their windows.

    Firm-events whose windows lack nothing are told by counts; the windows of the others are cut, some at a time.
    """
    places = _places(events, rows, markets, marked, choice)
    clean, contaminated = complete_places(places, marked, choice.table.bad)
    clean &= choice.enough <= len(range(*choice.windows.estimation)) + 1
    complete, whole, parts = np.ones((len(rows), len(choice.windows.car)), dtype=bool), clean.copy(), []
    unclean = np.flatnonzero(~clean)
    for at in np.split(unclean, range(AT_ONCE, len(unclean), AT_ONCE)):
        panel, stay, dropped = _cut_all(events.iloc[at], usable[at], rows[at], markets[at], marked, choice)
        complete[at], whole[at], contaminated[at] = panel.complete, stay, panel.contaminated
        parts.append(dropped)
    panel = PlacedPanel(places, usable, complete, contaminated)
    return panel.take(np.flatnonzero(whole)), pd.concat(parts, ignore_index=True)


def _places(events: pd.DataFrame, rows: Ints, markets: Ints, marked: Bools, choice: _Choice) -> Places:
    table = choice.table
    return Places(
        past=np.where(marked, np.nan, table.assets) if choice.exclude_events else table.assets,
        assets=table.assets,
        readings=choice.readings,
        row=rows,
        market_row=markets,
        position=events["position"].to_numpy(),
        estimation=choice.windows.estimation,
        event=choice.windows.event,
    )


def _cut(rows: Ints, markets: Ints, choice: _Choice, first: Ints, length: int) -> dict[str, Any]:
    """One window of the panel: returns, what the model reads beside them, days; a day that lacks any is missing."""
    table, beside = choice.table, choice.readings
    cut: dict[str, Any] = {
        "returns": windows_at(table.assets, rows, first, length),
        "market": windows_at(beside.markets, markets, first, length),
        "further": windows_at(beside.further, markets, first, length),
        "risk_free": windows_at(beside.risk_free, markets, first, length),
        "days": windows_at(beside.dates, beside.exchange[markets], first, length),
    }
    if table.spans is not None:
        cut["spans"] = np.nan_to_num(windows_at(table.spans, rows, first, length))
        cut["market"] = over_spans(
            beside.markets, markets, first[:, None] + np.arange(length), cut["spans"], table.kind
        )
    cut["returns"][~choice.inputs.known(cut["market"], cut["further"], cut["risk_free"])] = np.nan
    return cut


def _dropped(
    events: pd.DataFrame,
    windows: Windows,
    counts: Ints,
    complete: Bools,
    spoilt: Bools,
    seen: Bools,
    days: NDArray[np.datetime64],
) -> tuple[Bools, pd.DataFrame]:
    """Firm-events that stay, and a row with its reason for each that goes, whole or in single CAR windows.

    `counts`, shape (N, 3): estimation returns that there are, sessions of the window, returns that are needed.
    """
    parts = []
    bad, empty, short = spoilt.any(axis=1), ~complete.any(axis=1), counts[:, 0] < counts[:, 2]
    rows = np.flatnonzero(bad)
    reasons = [bad_days_reason(days[i], spoilt[i]) for i in rows]
    parts.append(drop(events, rows, "audit", reasons))
    rows = np.flatnonzero(~bad & empty)
    reasons = [gap_reason(events.iloc[i], days[i], ~seen[i]) for i in rows]
    parts.append(drop(events, rows, "event window", reasons))
    rows = np.flatnonzero(~bad & ~empty & short)
    reasons = [short_reason(events.iloc[i], *counts[i]) for i in rows]
    parts.append(drop(events, rows, "estimation window", reasons))
    whole = ~(bad | empty | short)
    first = windows.event[0]
    everyone = np.arange(len(events))
    every = [(window, w, everyone) for w, window in enumerate(windows.car)]
    every += [(window, -1, rows) for window, rows in own_cars(events, windows.car)]
    for (a, b), w, those in every:
        rows = those[whole[those] & ~complete[those, w]]
        inside = slice(a - first, b - first + 1)
        reasons = [gap_reason(events.iloc[i], days[i, inside], ~seen[i, inside]) for i in rows]
        parts.append(drop(events, rows, "event window", reasons, (a, b)))
    return whole, pd.concat(parts, ignore_index=True)
