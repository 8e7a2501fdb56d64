"""Estimation windows of a study, kept for diagnostics; no result file holds them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from eventstudy.engine import Fit
from eventstudy.panel import Panel

__all__ = ["MOST_KEPT", "Estimation", "keep_estimation"]

MOST_KEPT = 5_000
"""Firm-events whose estimation windows are kept: 240 days of them take about 40 MB."""


@dataclass(frozen=True, eq=False)
class Estimation:
    """Days, returns and residuals of N firm-events over M estimation days; NaN is a missing return.

    Attributes
    ----------
    keys : DataFrame
        event_id and asset, N rows.
    offsets : ndarray of int, shape (M,)
    days : ndarray of datetime64[D], shape (N, M)
    returns, market, residuals : ndarray, shape (N, M)
    event_offsets : ndarray of int, shape (L,)
    event_market : ndarray, shape (N, L)
        The market's returns in the event window.
    """

    keys: pd.DataFrame
    offsets: NDArray[np.int64]
    days: NDArray[np.datetime64]
    returns: NDArray[np.float64]
    market: NDArray[np.float64]
    residuals: NDArray[np.float64]
    event_offsets: NDArray[np.int64]
    event_market: NDArray[np.float64]

    def of(self, event: str, asset: str) -> pd.DataFrame:
        """Observed days of one firm-event: day, date, return, market, residual; no rows for one that is not here."""
        at = self._place(event, asset)
        i = at[0] if len(at) else 0
        table = pd.DataFrame(
            {
                "day": self.offsets,
                "date": self.days[i].astype("datetime64[s]"),
                "return": self.returns[i],
                "market": self.market[i],
                "residual": self.residuals[i],
            }
        )
        return table[table["residual"].notna() & bool(len(at))].reset_index(drop=True)

    def market_on(self, event: str, asset: str, day: int) -> float:
        """The market's return on a day of the event window; NaN where there is none."""
        at, on = self._place(event, asset), np.flatnonzero(self.event_offsets == day)
        return float(self.event_market[at[0], on[0]]) if len(at) and len(on) else np.nan

    def _place(self, event: str, asset: str) -> NDArray[np.intp]:
        return np.flatnonzero((self.keys["event_id"] == event) & (self.keys["asset"] == asset))


def keep_estimation(keys: pd.DataFrame, panel: Panel, fit: Fit) -> Estimation | None:
    """Estimation windows of a study; None for one of more than `MOST_KEPT` firm-events."""
    if len(keys) > MOST_KEPT:
        return None
    own = keys[["event_id", "asset"]].reset_index(drop=True)
    return Estimation(
        own,
        panel.offsets_est,
        panel.days_est,
        panel.returns_est,
        panel.market_est,
        fit.residuals,
        panel.offsets,
        panel.market,
    )
