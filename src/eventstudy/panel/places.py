"""A panel of very many firm-events: their windows are looked at in the tables of returns when they are read."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from eventstudy.panel.reading import Readings
from eventstudy.panel.values import Panel, Rows, is_all

__all__ = ["PlacedPanel", "Places", "complete_places", "windows_at"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


FEW = 16
"""Flags are few where no more than one of so many is set."""


@dataclass(frozen=True, eq=False)
class Places:
    """Where the windows of N firm-events lie.

    Attributes
    ----------
    past, assets : ndarray, shape (A, S)
        Returns of the assets for estimation windows (without days that are left out there) and for event windows.
    readings : Readings
        What the model reads beside them.
    row, market_row, position : ndarray of int, shape (N,)
        Rows of the assets and of `readings`, and the column of day 0.
    estimation, event : tuple of int
        First and last session of each window, both included, relative to day 0.
    """

    past: Floats
    assets: Floats
    readings: Readings
    row: Ints
    market_row: Ints
    position: Ints
    estimation: tuple[int, int]
    event: tuple[int, int]

    def take(self, rows: Rows) -> Places:
        """The same for some firm-events only."""
        own = {name: getattr(self, name)[rows] for name in ("row", "market_row", "position")}
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

    def held(self) -> Panel:
        """The same with all its windows in memory."""
        return Panel(**{f.name: getattr(self, f.name) for f in fields(Panel) if not f.name.startswith("spans")})

    def _read(self, table: NDArray[Any], rows: Ints, window: tuple[int, int]) -> NDArray[Any]:
        first, last = window
        return windows_at(table, rows, self.places.position + first, last - first + 1)

    def _beside(self, name: str, window: tuple[int, int]) -> NDArray[Any]:
        return self._read(getattr(self.places.readings, name), self.places.market_row, window)

    def _dated(self, window: tuple[int, int]) -> NDArray[Any]:
        readings = self.places.readings
        return self._read(readings.dates, readings.exchange[self.places.market_row], window)

    def _returns(self, table: Floats, window: tuple[int, int]) -> Floats:
        """Returns of a window, NaN also where the model lacks something else."""
        returns = self._read(table, self.places.row, window)
        if not self.places.readings.known.all():
            returns[~self._beside("known", window)] = np.nan
        return returns

    returns_est = cached_property(lambda self: self._returns(self.places.past, self.places.estimation))
    returns = cached_property(lambda self: self._returns(self.places.assets, self.places.event))
    market_est = cached_property(lambda self: self._beside("markets", self.places.estimation))
    market = cached_property(lambda self: self._beside("markets", self.places.event))
    further_est = cached_property(lambda self: self._beside("further", self.places.estimation))
    further = cached_property(lambda self: self._beside("further", self.places.event))
    risk_free_est = cached_property(lambda self: self._beside("risk_free", self.places.estimation))
    risk_free = cached_property(lambda self: self._beside("risk_free", self.places.event))
    days_est = cached_property(lambda self: self._dated(self.places.estimation))
    days = cached_property(lambda self: self._dated(self.places.event))


def windows_at(table: NDArray[Any], row: Ints, first: Ints, days: int) -> NDArray[Any]:
    """Copies of `days` columns of each row from `first` on; shape (n, days), and (n, days, f) of a table of f layers.

    Outside the table they are NaN, NaT or false.
    """
    inside = (first >= 0) & (first + days <= table.shape[1])
    if len(first) and inside.all():
        copies = sliding_window_view(table, days, axis=1)[row, first]
        return copies if table.ndim == 2 else copies.swapaxes(1, 2)
    grid = first[:, None] + np.arange(days)
    outside = (grid < 0) | (grid >= table.shape[1])
    copies = table[row[:, None], np.where(outside, 0, grid)]
    copies[outside] = np.array({"M": "NaT", "b": False}.get(table.dtype.kind, np.nan), table.dtype)
    return copies


def complete_places(places: Places, marked: Bools, bad: Bools) -> tuple[Bools, Ints]:
    """Firm-events without a missing or forbidden day in their windows, and marked days of each estimation window.

    Parameters
    ----------
    places : Places
    marked, bad : ndarray of bool, shape (A, S)
        Days in the event window of some event of the asset, and days whose price is forbidden.

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
    closed = ~places.readings.known
    wrong = gone_est.count(places.row, *est) + gone.count(places.row, *event)
    wrong += _Flags(closed).count(places.market_row, *est)
    wrong += _Flags(closed | places.readings.bad).count(places.market_row, *event)
    wrong += _Flags(bad).count(places.row, *event)
    return inside & (wrong == 0), _Flags(marked).count(places.row, *est)


class _Flags:
    """A table of flags whose number in any window is found at once: from sums along its rows, or from their places."""

    def __init__(self, flags: Bools) -> None:
        self.width = flags.shape[1]
        few = np.count_nonzero(flags) * FEW < flags.size
        self.places = np.flatnonzero(flags) if few else None
        self.sums = np.zeros((0, 0) if few else (len(flags), self.width + 1), dtype=np.int32)
        if not few:
            np.cumsum(flags, axis=1, out=self.sums[:, 1:], dtype=np.int32)

    def count(self, row: Ints, first: Ints, days: int) -> Ints:
        """How many of `days` columns from `first` on are flagged; shape (n,)."""
        if self.places is not None:
            start = row * self.width + first
            return np.searchsorted(self.places, start + days) - np.searchsorted(self.places, start)
        count: Ints = (self.sums[row, first + days] - self.sums[row, first]).astype(np.int64)
        return count
