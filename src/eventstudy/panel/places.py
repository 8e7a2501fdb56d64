"""A panel of very many firm-events: their windows are looked at in the tables of returns when they are read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from eventstudy.panel.values import Panel, Rows, is_all

__all__ = ["PlacedPanel", "Places", "complete_places", "windows_at"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Places:
    """Where the windows of N firm-events lie.

    Attributes
    ----------
    past, assets : ndarray, shape (A, S)
        Returns of the assets for estimation windows (without days that are left out there) and for event windows.
    markets : ndarray, shape (B, S)
    dates : ndarray of datetime64[D], shape (E, S)
        Sessions of each exchange.
    row, market_row, exchange, position : ndarray of int, shape (N,)
        Rows of these tables, and the column of day 0.
    estimation, event : tuple of int
        First and last session of each window, both included, relative to day 0.
    """

    past: Floats
    assets: Floats
    markets: Floats
    dates: NDArray[np.datetime64]
    row: Ints
    market_row: Ints
    exchange: Ints
    position: Ints
    estimation: tuple[int, int]
    event: tuple[int, int]

    def take(self, rows: Rows) -> Places:
        """The same for some firm-events only."""
        own = {name: getattr(self, name)[rows] for name in ("row", "market_row", "exchange", "position")}
        return replace(self, **own)


class PlacedPanel(Panel):
    """Panel that holds no window: each array of shape (N, M) or (N, L) is read from its table when it is asked for."""

    def __init__(self, places: Places, members: Ints, complete: Bools, contaminated: Ints) -> None:
        set_ = object.__setattr__
        set_(self, "places", places)
        set_(self, "members", members)
        set_(self, "complete", complete)
        set_(self, "contaminated", contaminated)
        set_(self, "offsets", np.arange(places.event[0], places.event[1] + 1))
        set_(self, "offsets_est", np.arange(places.estimation[0], places.estimation[1] + 1))

    places: Places

    def take(self, rows: Rows) -> PlacedPanel:
        """The same for some firm-events only; itself where they are all."""
        if is_all(rows, len(self.members)):
            return self
        return PlacedPanel(self.places.take(rows), self.members[rows], self.complete[rows], self.contaminated[rows])

    def _read(self, table: str, rows: str, window: str) -> NDArray[Any]:
        first, last = getattr(self.places, window)
        start = self.places.position + first
        return windows_at(getattr(self.places, table), getattr(self.places, rows), start, last - first + 1)

    market_est = cached_property(lambda self: self._read("markets", "market_row", "estimation"))
    market = cached_property(lambda self: self._read("markets", "market_row", "event"))
    days_est = cached_property(lambda self: self._read("dates", "exchange", "estimation"))
    days = cached_property(lambda self: self._read("dates", "exchange", "event"))

    @cached_property
    def returns_est(self) -> Floats:
        """Returns of the estimation window, NaN also where the market's is missing."""
        return _where_known(self._read("past", "row", "estimation"), self.market_est)

    @cached_property
    def returns(self) -> Floats:
        """Returns of the event window, NaN also where the market's is missing."""
        return _where_known(self._read("assets", "row", "event"), self.market)

    further_est = cached_property(lambda self: np.empty((len(self.members), len(self.offsets_est), 0)))
    further = cached_property(lambda self: np.empty((len(self.members), len(self.offsets), 0)))
    risk_free_est = cached_property(lambda self: np.broadcast_to(0.0, (len(self.members), len(self.offsets_est))))
    risk_free = cached_property(lambda self: np.broadcast_to(0.0, (len(self.members), len(self.offsets))))


def _where_known(returns: Floats, market: Floats) -> Floats:
    """The same array, NaN written where the market's return is missing."""
    missing = ~np.isfinite(market)
    if missing.any():
        returns[missing] = np.nan
    return returns


def windows_at(table: NDArray[np.generic], row: Ints, first: Ints, days: int) -> NDArray[np.generic]:
    """Copies of `days` columns of each row from `first` on, missing (NaN or NaT) outside the table; shape (n, days)."""
    inside = (first >= 0) & (first + days <= table.shape[1])
    if inside.all():
        return sliding_window_view(table, days, axis=1)[row, first]
    grid = first[:, None] + np.arange(days)
    outside = (grid < 0) | (grid >= table.shape[1])
    copies = table[row[:, None], np.where(outside, 0, grid)]
    copies[outside] = np.array("NaT" if table.dtype.kind == "M" else np.nan, table.dtype)
    return copies


def complete_places(places: Places, marked: Bools, bad: Bools, markets_bad: Bools) -> tuple[Bools, Ints]:
    """Firm-events without a missing or forbidden day in their windows, and marked days of each estimation window.

    Parameters
    ----------
    places : Places
    marked, bad : ndarray of bool, shape (A, S)
        Days in the event window of some event of the asset, and days whose price is forbidden.
    markets_bad : ndarray of bool, shape (B, S)

    Returns
    -------
    complete : ndarray of bool, shape (N,)
    contaminated : ndarray of int, shape (N,)
        Right where `complete` is true.
    """
    spans = [(places.position + first, last - first + 1) for first, last in (places.estimation, places.event)]
    width = places.assets.shape[1]
    inside: Bools = np.logical_and.reduce([(first >= 0) & (first + days <= width) for first, days in spans])
    est, event = ((np.where(inside, first, 0), days) for first, days in spans)
    gone = _Flags(~np.isfinite(places.assets))
    gone_est = gone if places.past is places.assets else _Flags(~np.isfinite(places.past))
    closed = ~np.isfinite(places.markets)
    wrong = gone_est.count(places.row, *est) + gone.count(places.row, *event)
    wrong += _Flags(closed).count(places.market_row, *est)
    wrong += _Flags(closed | markets_bad).count(places.market_row, *event)
    wrong += _Flags(bad).count(places.row, *event)
    return inside & (wrong == 0), _Flags(marked).count(places.row, *est).astype(np.int64)


class _Flags:
    """A table of flags, summed up along its rows so that those of any window are counted at once."""

    def __init__(self, flags: Bools) -> None:
        self.sums = None
        if flags.any():
            self.sums = np.zeros((len(flags), flags.shape[1] + 1), dtype=np.int32)
            np.cumsum(flags, axis=1, out=self.sums[:, 1:], dtype=np.int32)

    def count(self, row: Ints, first: Ints, days: int) -> NDArray[np.int32]:
        """How many of `days` columns from `first` on are flagged; shape (n,)."""
        if self.sums is None:
            return np.zeros(len(row), dtype=np.int32)
        count: NDArray[np.int32] = self.sums[row, first + days] - self.sums[row, first]
        return count
