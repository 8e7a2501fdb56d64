"""Where a placebo may stand: firm-events at every session that no real event comes near."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from eventstudy.calendar import Sessions
from eventstudy.errors import SpecError
from eventstudy.inference import Sample
from eventstudy.messages import message
from eventstudy.panel import cut_windows, event_days, near
from eventstudy.returns import ReturnTable
from eventstudy.spec import Windows
from eventstudy.study.date_ranges import candidate_days, has_range
from eventstudy.study.fitting import Fitted, fit_firm_events, windows_of
from eventstudy.study.preparing import Prepared

__all__ = ["EligibleDates", "event_sessions", "find_eligible_dates", "fit_eligible_dates"]

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

MOST_RETURNS = 30_000_000
"""Estimation returns of all assets at all sessions: with all that is computed of them some 5 GB."""


@dataclass(frozen=True, eq=False)
class EligibleDates:
    """Firm-events of the study's assets at every eligible session.

    Attributes
    ----------
    samples : dict of CAR window to Sample
        R firm-events each.
    row_at : mapping of asset to ndarray of int, shape (S,)
        Row of each session of the asset's exchange, -1 where no placebo may stand.
    sessions : mapping of exchange to Sessions
    events : DataFrame
        The R firm-events.
    table : ReturnTable
        Without the days in event windows.
    """

    samples: Mapping[tuple[int, int], Sample]
    row_at: Mapping[str, Ints]
    sessions: Mapping[str, Sessions]
    events: pd.DataFrame
    table: ReturnTable

    def rows_of(self, asset: str) -> Ints:
        """Rows of an asset, in order of time."""
        at = self.row_at[asset]
        return at[at >= 0]


def find_eligible_dates(prepared: Prepared, assets: list[str], *, clean: bool = False) -> EligibleDates:
    """Estimate the study's model for its assets at every eligible session.

    A session is eligible for an asset if its event window touches the event window of no event of this asset, dropped
    and endogenous events included, if all CAR windows have their returns, and if the estimation window has as many
    returns as the study demands. Days in event windows of the asset are taken out of estimation windows: their shocks
    would widen σ there, so that placebos look smaller than they are and p comes out too small.

    Parameters
    ----------
    prepared : Prepared
    assets : list of str
    clean : bool
        Whether the estimation window must touch no event window at all.

    Raises
    ------
    SpecError
        More assets and sessions than memory holds.
    """
    spec, table = prepared.spec, prepared.table
    fitted, quiet = fit_eligible_dates(prepared, assets, clean=clean)
    return EligibleDates(
        {window: sample for window, _, sample in windows_of(spec, fitted)},
        {asset: _rows(fitted.events, asset, table.assets.shape[1]) for asset in assets},
        prepared.sessions,
        fitted.events.reset_index(drop=True),
        quiet,
    )


def fit_eligible_dates(prepared: Prepared, assets: list[str], *, clean: bool = False) -> tuple[Fitted, ReturnTable]:
    """The same as firm-events with their models, and the returns that they were estimated on."""
    spec, table = prepared.spec, prepared.table
    marked = event_sessions(prepared)
    events = _everywhere(prepared, assets, _free(marked, spec.windows, clean))
    start, end = spec.windows.estimation
    if len(events) * (end - start + 1) > MOST_RETURNS:
        raise SpecError(
            message("too_many_placebo_dates", assets=len(assets), sessions=len(events)),
            message("choose_events_or_shorten"),
        )
    # No event window touches that of an event, so only estimation windows lose days.
    quiet = _without(table, marked)
    panel, dropped = cut_windows(
        events, np.arange(len(events)), quiet, spec.windows, spec.enough_estimation, prepared.inputs, prepared.factors
    )
    fitted, _ = fit_firm_events(replace(prepared, events=events, panel=panel, dropped=dropped))
    whole = np.flatnonzero(fitted.panel.complete.all(axis=1))
    return Fitted(fitted.events.iloc[whole], fitted.panel.take(whole), fitted.fit.take(whole)), quiet


def event_sessions(prepared: Prepared) -> Bools:
    """Sessions in the event window of any event of each asset of the return table, or that may be its day; (A, S)."""
    events, table = prepared.events, prepared.table
    listed = events["asset"].isin(table.asset_row.keys()).to_numpy()
    candidates = candidate_days(events, np.flatnonzero(has_range(events) & listed), table)
    known = events[listed & (events["position"] >= 0)]
    rows = known["asset"].map(table.asset_row).to_numpy(dtype=int)
    placed = event_days(rows, known["position"].to_numpy(), prepared.spec.windows.event, table.assets.shape)
    marked: Bools = placed | candidates
    return marked if prepared.elsewhere is None else marked | prepared.elsewhere


def _without(table: ReturnTable, marked: Bools) -> ReturnTable:
    """The table without the returns of marked sessions, those included that span one."""
    if table.spans is None:
        return replace(table, assets=np.where(marked, np.nan, table.assets))
    before = np.concatenate([np.zeros((len(marked), 1), dtype=int), marked.cumsum(axis=1)], axis=1)
    end = np.arange(1, marked.shape[1] + 1)
    start = np.maximum(end - np.maximum(table.spans, 1).astype(int), 0)
    touched = np.take_along_axis(before, start, axis=1) < before[:, 1:]
    return replace(table, assets=np.where(touched, np.nan, table.assets), spans=np.where(touched, 0.0, table.spans))


def _touches(marked: Bools, start: int, end: int) -> Bools:
    """Whether each position's window from `start` to `end` holds a marked one; shape (A, S)."""
    return near(marked, -end, -start)


def _free(marked: Bools, windows: Windows, clean: bool) -> Bools:
    free = ~_touches(marked, *windows.event)
    return free & ~_touches(marked, *windows.estimation) if clean else free


def _everywhere(prepared: Prepared, assets: list[str], free: Bools) -> pd.DataFrame:
    """A firm-event for each asset at each session that is free and has a return."""
    known = prepared.events.drop_duplicates("asset").set_index("asset")
    parts = []
    for asset in assets:
        row = prepared.table.asset_row[asset]
        position = np.flatnonzero(free[row] & np.isfinite(prepared.table.assets[row]))
        own = known.loc[asset]
        days = prepared.sessions[own["exchange"]].dates[position]
        parts.append(
            pd.DataFrame(
                {"event_id": asset, "asset": asset, "position": position, "day0": days.astype("datetime64[s]")}
            )
            .assign(exchange=own["exchange"], market=own["market"])
            .assign(first=own["first"], last=own["last"])
        )
    return pd.concat(parts, ignore_index=True)


def _rows(events: pd.DataFrame, asset: str, sessions: int) -> Ints:
    at = np.full(sessions, -1)
    own = np.flatnonzero((events["asset"] == asset).to_numpy())
    at[events["position"].to_numpy()[own]] = own
    return at
