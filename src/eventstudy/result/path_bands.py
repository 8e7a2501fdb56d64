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

    def of_days(self, level: float) -> pd.DataFrame:
        """event_id, asset, day and the half width of the interval of that day's abnormal return; N × L rows."""
        half = self.days.day_half_widths(level)
        own = self.keys.loc[self.keys.index.repeat(len(self.offsets))].reset_index(drop=True)
        return own.assign(day=np.tile(self.offsets, len(self.keys)), half=half.ravel())

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
