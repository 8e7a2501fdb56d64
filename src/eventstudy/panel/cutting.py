"""From labels to arrays: day 0 of every firm-event, its windows, and what cannot be used.

Before this module there are dates, tickers and tables; after it only arrays of stated shapes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from eventstudy.calendar import Sessions
from eventstudy.panel.gaps import bridged, covered, over_spans
from eventstudy.panel.values import Inputs, Panel
from eventstudy.prices.factors import FactorTable
from eventstudy.returns import ReturnTable
from eventstudy.spec import Windows

__all__ = ["DROPPED_COLUMNS", "cut_windows", "drop", "find_day_zero"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

NAMED_DAYS = 5
DROPPED_COLUMNS = ["event_id", "asset", "start", "end", "stage", "reason"]


def find_day_zero(events: pd.DataFrame, sessions: Mapping[str, Sessions]) -> pd.DataFrame:
    """Day 0 of every firm-event on the exchange of its asset.

    Parameters
    ----------
    events : DataFrame
        With exchange ("" where unknown), date and instant.
    sessions : mapping of exchange to Sessions

    Returns
    -------
    DataFrame
        `events` with position (index of day 0 among the sessions, -1 where there is none), day0
        (datetime64[s]) and shift (calendar days from the date written in `at` to day 0).
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
    return events.assign(position=position, day0=day0.astype("datetime64[s]"), shift=shift)


def drop(
    events: pd.DataFrame, rows: Ints, stage: str, reasons: list[str], window: tuple[int, int] | None = None
) -> pd.DataFrame:
    """Rows for the table of what was dropped; without `window` the whole firm-event."""
    start, end = window if window is not None else (None, None)
    out = events.iloc[rows][["event_id", "asset"]].assign(start=start, end=end, stage=stage, reason=reasons)
    return out.astype({"start": "Int64", "end": "Int64"})[DROPPED_COLUMNS]


def cut_windows(
    events: pd.DataFrame,
    usable: Ints,
    table: ReturnTable,
    windows: Windows,
    enough: int,
    inputs: Inputs,
    factors: FactorTable | None = None,
    exclude_events: bool = False,
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

    Returns
    -------
    panel : Panel
    dropped : DataFrame
        With `DROPPED_COLUMNS`.
    """
    events = events.iloc[usable]
    rows = events["asset"].map(table.asset_row).to_numpy(dtype=np.int64)
    position = events["position"].to_numpy()
    est, event = (_grid(position, *bounds) for bounds in (windows.estimation, windows.event))
    past, now = (_cut(events, rows, table, inputs, factors, grid) for grid in (est, event))
    others = _gather(_event_days(rows, event, table.assets.shape), rows, est, fill=0) > 0
    if exclude_events:
        past["returns"][others] = np.nan
    first = windows.event[0]
    columns = [(a - first, b - first) for a, b in windows.car]
    if table.spans is None:
        seen = np.isfinite(now["returns"])
        complete = np.stack([seen[:, a : b + 1].all(axis=1) for a, b in columns], axis=1)
    else:
        seen = bridged(now["returns"], now["spans"])
        complete = np.stack([covered(now["returns"], now["spans"], a, b) for a, b in columns], axis=1)
    spoilt = _gather(table.bad, rows, event, fill=0) > 0
    if inputs.market:
        spoilt |= _gather(table.markets_bad, _market_rows(events, table, None), event, fill=0) > 0
    n_est = np.isfinite(past["returns"]).sum(axis=1)
    whole, dropped = _dropped(events, windows, enough, n_est, complete, spoilt, seen, now["days"])
    panel = Panel(
        members=usable,
        offsets=np.arange(first, windows.event[1] + 1),
        complete=complete,
        contaminated=others.sum(axis=1),
        offsets_est=np.arange(windows.estimation[0], windows.estimation[1] + 1),
        **{f"{name}_est": values for name, values in past.items()},
        **now,
    )
    return panel.take(whole), dropped


def _cut(
    events: pd.DataFrame, rows: Ints, table: ReturnTable, inputs: Inputs, factors: FactorTable | None, grid: Ints
) -> dict[str, Any]:
    """One window of the panel: returns, what the model reads beside them, days; a day that lacks any is missing."""
    days = _dates(events["exchange"], table.sessions, grid)
    markets = _market_rows(events, table, None)
    spans = {} if table.spans is None else {"spans": _gather(table.spans, rows, grid, fill=0)}
    cut = {
        "returns": _gather(table.assets, rows, grid),
        "market": over_spans(table.markets, markets, grid, spans["spans"], table.kind)
        if spans
        else _gather(table.markets, markets, grid),
        "further": _further(events, table, inputs, factors, grid, days),
        "risk_free": _on_days(factors, inputs.risk_free, days),
    }
    known = np.isfinite(cut["further"].sum(axis=2) + cut["risk_free"])
    if inputs.market:
        known &= np.isfinite(cut["market"])
    cut["returns"][~known] = np.nan
    return cut | spans | {"days": days}


def _market_rows(events: pd.DataFrame, table: ReturnTable, market: str | None) -> Ints:
    """Row of each firm-event's own market, or of the one named, among the markets of the table."""
    names = events["market"] if market is None else [market] * len(events)
    pairs = zip(events["exchange"], names, strict=True)
    return np.array([table.market_row.get(pair, len(table.markets) - 1) for pair in pairs], dtype=np.int64)


def _further(
    events: pd.DataFrame,
    table: ReturnTable,
    inputs: Inputs,
    factors: FactorTable | None,
    grid: Ints,
    days: NDArray[np.datetime64],
) -> Floats:
    """What else the model reads of each day of the grid; shape (n, days, f)."""
    own = _market_rows(events, table, None)
    parts = [_gather(table.markets, own, grid + distance) for distance in inputs.neighbours]
    parts += [_gather(table.markets, _market_rows(events, table, one), grid) for one in inputs.controls]
    parts += [_on_days(factors, name, days) for name in inputs.factors]
    return np.stack(parts, axis=-1) if parts else np.empty((*grid.shape, 0))


def _on_days(factors: FactorTable | None, name: str | None, days: NDArray[np.datetime64]) -> Floats:
    """One factor's return of each day, NaN on days that the table does not have, 0 without a name; shape of `days`."""
    if factors is None or name is None:
        return np.zeros(days.shape)
    at = np.searchsorted(factors.dates, days).clip(max=len(factors.dates) - 1)
    column = factors.values[:, factors.columns.index(name)]  # noqa: PD011, not a frame
    return np.where(factors.dates[at] == days, column[at], np.nan)


def _grid(position: Ints, start: int, end: int) -> Ints:
    grid: Ints = position[:, None] + np.arange(start, end + 1)
    return grid


def _gather(values: NDArray[np.generic], rows: Ints, grid: Ints, fill: float = np.nan) -> Floats:
    """Values at (row, position), `fill` outside the calendar; shape of `grid`."""
    outside = (grid < 0) | (grid >= values.shape[1])
    out = values[rows[:, None], np.where(outside, 0, grid)].astype(float)
    out[outside] = fill
    return out


def _event_days(rows: Ints, grid: Ints, shape: tuple[int, ...]) -> Bools:
    """Sessions of each asset that lie in the event window of some event of it; shape (A, S)."""
    marked = np.zeros(shape, dtype=bool)
    inside = (grid >= 0) & (grid < shape[1])
    marked[np.broadcast_to(rows[:, None], grid.shape)[inside], grid[inside]] = True
    return marked


def _dates(exchange: pd.Series, sessions: Mapping[str, Sessions], grid: Ints) -> NDArray[np.datetime64]:
    out = np.full(grid.shape, np.datetime64("NaT", "D"))
    for name, own in sessions.items():
        rows = np.flatnonzero(exchange.to_numpy() == name)
        inside = (grid[rows] >= 0) & (grid[rows] < len(own.dates))
        out[rows] = np.where(inside, own.dates[np.clip(grid[rows], 0, len(own.dates) - 1)], np.datetime64("NaT", "D"))
    return out


def _dropped(
    events: pd.DataFrame,
    windows: Windows,
    enough: int,
    n_est: Ints,
    complete: Bools,
    spoilt: Bools,
    seen: Bools,
    days: NDArray[np.datetime64],
) -> tuple[Bools, pd.DataFrame]:
    """Firm-events that stay, and a row with its reason for each that goes, whole or in single CAR windows."""
    parts = []
    bad, empty, short = spoilt.any(axis=1), ~complete.any(axis=1), n_est < enough
    length = windows.estimation[1] - windows.estimation[0] + 1
    rows = np.flatnonzero(bad)
    reasons = [
        f"the audit forbids its prices or its market's of {_list(days[i][spoilt[i]])} in the event window" for i in rows
    ]
    parts.append(drop(events, rows, "audit", reasons))
    rows = np.flatnonzero(~bad & empty)
    reasons = [_gap(events.iloc[i], days[i], ~seen[i]) for i in rows]
    parts.append(drop(events, rows, "event window", reasons))
    rows = np.flatnonzero(~bad & ~empty & short)
    reasons = [
        f"only {n_est[i]} of the {length} estimation days have a return and {enough} are needed; its prices start on "
        f"{events['first'].iloc[i]:%Y-%m-%d}"
        for i in rows
    ]
    parts.append(drop(events, rows, "estimation window", reasons))
    whole = ~(bad | empty | short)
    first = windows.event[0]
    for w, (a, b) in enumerate(windows.car):
        rows = np.flatnonzero(whole & ~complete[:, w])
        inside = slice(a - first, b - first + 1)
        reasons = [_gap(events.iloc[i], days[i, inside], ~seen[i, inside]) for i in rows]
        parts.append(drop(events, rows, "event window", reasons, (a, b)))
    return whole, pd.concat(parts, ignore_index=True)


def _gap(event: pd.Series, days: NDArray[np.datetime64], missing: Bools) -> str:
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
    return f"no return of {event['asset']} or of what its model compares it with on {_list(gone)}"


def _list(days: NDArray[np.datetime64]) -> str:
    shown = ", ".join(str(day) for day in days[:NAMED_DAYS])
    return f"{shown} and {len(days) - NAMED_DAYS} more days" if len(days) > NAMED_DAYS else shown
