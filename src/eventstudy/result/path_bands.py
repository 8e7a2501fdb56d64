"""Intervals of abnormal returns and bands of CAR paths, by event and asset."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from eventstudy.engine import Fit, path_start
from eventstudy.inference.ordinary_paths import Band, OrdinaryDays, ordinary_days
from eventstudy.panel import Panel

__all__ = ["PathBands", "keep_path_bands"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class PathBands:
    """The ordinary days of the firm-events whose days are tabulated.

    Attributes
    ----------
    keys : DataFrame
        event_id and asset, N rows.
    offsets : ndarray of int, shape (L,)
        Days of the event window.
    days : OrdinaryDays
    """

    keys: pd.DataFrame
    offsets: NDArray[np.int64]
    days: OrdinaryDays

    def of_path(self, event: str, asset: str, level: float, band: Band) -> pd.Series:
        """Half width of the band of a CAR path by day: 0 at the close where it starts, NaN before."""
        first = path_start(self.offsets) + 1
        half = np.full(len(self.offsets), np.nan)
        half[max(first - 1, 0)] = 0.0
        half[first:] = self.days.half_widths(self.row(event, asset), first, level, band)
        return pd.Series(half, index=self.offsets)

    def of_days(self, rows: pd.DataFrame, level: float) -> Floats:
        """Half width of the interval of each abnormal return by itself, by its event_id, asset and day; shape (rows,).

        NaN for firm-events that are not here.
        """
        at = pd.MultiIndex.from_frame(self.keys).get_indexer(pd.MultiIndex.from_frame(rows[["event_id", "asset"]]))
        known, which = np.unique(at, return_inverse=True)
        half = self.days.take(known).day_half_widths(level)
        found: Floats = half[which, rows["day"].to_numpy(dtype=int) - int(self.offsets[0])]
        return np.where(at >= 0, found, np.nan)

    def row(self, event: str, asset: str) -> int:
        """Where a firm-event stands in `days`."""
        return self._rows[event, asset]

    @cached_property
    def _rows(self) -> dict[tuple[str, str], int]:
        return {key: row for row, key in enumerate(self.keys.itertuples(index=False, name=None))}


def keep_path_bands(keys: pd.DataFrame, panel: Panel, fit: Fit) -> PathBands:
    """What bands are made of, for some firm-events."""
    own = keys[["event_id", "asset"]].reset_index(drop=True)
    return PathBands(own, panel.offsets, ordinary_days(fit))
