"""A study up to its cut windows: everything that comes before statistics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from eventstudy.calendar import Sessions
from eventstudy.messages import message
from eventstudy.panel import Inputs, Panel, cut_windows, drop, event_days, find_day_zero, looked_up
from eventstudy.prices import Prices
from eventstudy.prices.auditing import SeriesAudit
from eventstudy.prices.factors import FactorTable
from eventstudy.returns import ReturnTable
from eventstudy.spec import StudySpec
from eventstudy.spec.firm_event_table import firm_events, of_their_assets, refuse_no_event
from eventstudy.study.date_ranges import RangePanel, candidate_days, cut_ranges, has_range
from eventstudy.study.factor_markets import with_factors
from eventstudy.study.findings import audit_frame, window_days
from eventstudy.study.listing import Listings, audited_returns, list_assets
from eventstudy.study.model_choice import model_inputs
from eventstudy.study.trading_days import sessions_of
from eventstudy.study.verifying import verify, verify_rows

__all__ = ["Prepared", "prepare"]

Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Prepared:
    """Windows of a study, and what was left out on the way.

    Attributes
    ----------
    spec : StudySpec
    prices : Prices
    sessions : mapping of exchange to Sessions
    events : DataFrame
        Every firm-event that was asked for, with its exchange, market, day0 and shift.
    panel : Panel
        Its `members` are rows of `events`.
    dropped : DataFrame
    audits : mapping of asset to SeriesAudit
    audit : DataFrame
    inputs : Inputs
        What the model reads.
    factors : FactorTable or None
        Where the model reads factors.
    table : ReturnTable
        Returns of every session, which the windows are cut from.
    market_exchange : mapping of (exchange of an asset, market) to the market's exchange
    known : DataFrame
        The same of all events of the same assets, for what is said of those asked for; `events` itself where all are.
    elsewhere : ndarray of bool, shape (A, S), or None
        Sessions of each asset in event windows of events that were not asked for.
    ranges : tuple of RangePanel
        Firm-events of which only a range of days is known; they are not in `panel`.
    """

    spec: StudySpec
    prices: Prices
    sessions: Mapping[str, Sessions]
    events: pd.DataFrame
    panel: Panel
    dropped: pd.DataFrame
    audits: Mapping[str, SeriesAudit]
    audit: pd.DataFrame
    inputs: Inputs
    factors: FactorTable | None
    table: ReturnTable
    market_exchange: Mapping[tuple[str, str], str]
    known: pd.DataFrame
    elsewhere: Bools | None = None
    ranges: tuple[RangePanel, ...] = ()

    @property
    def in_part(self) -> bool:
        """Whether the study has events that were not asked for."""
        return self.elsewhere is not None


def prepare(spec: StudySpec, prices: Prices, factors: FactorTable | None = None, only: Sequence[str] = ()) -> Prepared:
    """Verify names, audit prices, find day 0 of every firm-event and cut its windows.

    Parameters
    ----------
    spec : StudySpec
    prices : Prices
    factors : FactorTable or None
        Instead of the study's file.
    only : sequence of str
        Ids of the only events to cut; by default all.

    Raises
    ------
    SpecError
        A name in the study does not exist, or an exchange is missing.
    DataError
        The prices of a market are missing or rejected.
    """
    verify(spec)
    spec = spec.held()
    refuse_no_event(spec, only)
    prices, factors = with_factors(spec, prices, factors)
    inputs = model_inputs(spec, factors)
    rows = of_their_assets(firm_events(spec), only)
    verify_rows(spec)
    listings = list_assets(spec, list(rows["asset"].unique()), prices)
    sessions = sessions_of(spec, rows, listings, prices)
    table, audits, findings = audited_returns(spec, listings, prices, sessions)
    known = find_day_zero(_with_listing(rows, listings, prices), sessions)
    tickers = {finding.ticker for finding in findings}
    windows = {
        name: window_days(known, sessions, getattr(spec.windows, name), tickers) for name in ("event", "estimation")
    }
    events, elsewhere = _asked(known, only, table, spec.windows.event)
    usable, unusable = _usable(events, prices, audits)
    ranged = has_range(events)[usable]
    rows_of = (usable[~ranged], usable[ranged])
    panel, short, ranges = _cut(spec, events, rows_of, table, inputs, factors, elsewhere)
    dropped = pd.concat([unusable, *short], ignore_index=True)
    return Prepared(
        spec,
        prices,
        sessions,
        events,
        panel,
        dropped,
        audits,
        audit_frame(findings, windows),
        inputs,
        factors,
        table,
        listings.market_exchange,
        known,
        elsewhere,
        ranges,
    )


def _asked(
    known: pd.DataFrame, only: Sequence[str], table: ReturnTable, window: tuple[int, int]
) -> tuple[pd.DataFrame, Bools | None]:
    """Firm-events that were asked for, and the sessions in event windows of the others; None where there are none."""
    asked = known["event_id"].isin(only).to_numpy() | (not only)
    if asked.all():
        return known, None
    others = np.flatnonzero(~asked & known["asset"].isin(table.asset_row.keys()).to_numpy())
    placed = others[known["position"].to_numpy()[others] >= 0]
    rows, position = looked_up(known["asset"].iloc[placed], table.asset_row), known["position"].to_numpy()[placed]
    elsewhere = event_days(rows, position, window, table.assets.shape)
    ranged = others[has_range(known)[others]]
    if len(ranged):
        elsewhere = elsewhere | candidate_days(known, ranged, table)
    return known[asked].reset_index(drop=True), elsewhere


def _cut(
    spec: StudySpec,
    events: pd.DataFrame,
    rows: tuple[np.ndarray, np.ndarray],
    table: ReturnTable,
    inputs: Inputs,
    factors: FactorTable | None,
    elsewhere: Bools | None,
) -> tuple[Panel, list[pd.DataFrame], tuple[RangePanel, ...]]:
    """Windows of the firm-events with a day 0 and of those in a range, and why some are dropped."""
    dated, ranged = rows
    others = elsewhere
    if len(ranged):
        candidates = candidate_days(events, ranged, table)
        others = candidates if elsewhere is None else candidates | elsewhere
    panel, short = cut_windows(
        events, dated, table, spec.windows, spec.enough_estimation, inputs, factors, spec.exclude_events, others
    )
    if others is None or not len(ranged):
        return panel, [short], ()
    assets, positions = looked_up(events["asset"].iloc[dated], table.asset_row), events["position"].to_numpy()[dated]
    others = others | event_days(assets, positions, spec.windows.event, table.assets.shape)
    ranges, gone = cut_ranges(spec, events, ranged, table, inputs, factors, others)
    return panel, [short, *gone], ranges


def _with_listing(rows: pd.DataFrame, listings: Listings, prices: Prices) -> pd.DataFrame:
    """Firm-events with exchange, market, and first and last day of the asset's prices."""
    spans = {ticker: (one.dates.min(), one.dates.max()) for ticker, one in prices.series.items() if len(one.dates)}
    never = (np.datetime64("NaT", "D"), np.datetime64("NaT", "D"))
    own = [
        (exchange, market or "", *spans.get(ticker, never)) for ticker, (exchange, market) in listings.assets.items()
    ]
    kinds = {"exchange": str, "market": str, "first": "datetime64[s]", "last": "datetime64[s]"}
    listed = pd.DataFrame(own, columns=list(kinds)).astype(kinds)
    at = looked_up(rows["asset"], {ticker: i for i, ticker in enumerate(listings.assets)})
    return rows.assign(**{name: listed[name].array.take(at) for name in kinds})


def _usable(events: pd.DataFrame, prices: Prices, audits: Mapping[str, SeriesAudit]) -> tuple[np.ndarray, pd.DataFrame]:
    """Rows with prices, a day 0 or candidates and a series that the audit accepts; and the others with reasons."""
    assets = events["asset"]
    reasons = {
        asset: ("prices", message("no_prices", ticker=asset, why=prices.why_not(asset).line))
        for asset in assets.unique()
        if asset not in prices.series or not len(prices.series[asset].dates)
    }
    refused = {asset: found for asset, found in audits.items() if found.rejected}
    reasons |= {
        asset: ("audit", message("series_rejected", finding=found.rejected, remedy=found.remedy))
        for asset, found in refused.items()
    }
    unlisted = assets.isin(list(reasons)).to_numpy()
    nowhere = ~unlisted & (events["position"].to_numpy() < 0) & (np.asarray(events.get("candidates", 0)) == 0)
    parts = []
    for stage in ("prices", "audit"):
        own = {asset: reason for asset, (at_stage, reason) in reasons.items() if at_stage == stage}
        at = np.flatnonzero(assets.isin(list(own)).to_numpy())
        parts.append(drop(events, at, stage, [own[asset] for asset in assets.iloc[at]]))
    at = np.flatnonzero(nowhere)
    gone = events[["exchange", "at"]].iloc[at].itertuples(index=False)
    parts.append(drop(events, at, "calendar", [message("no_session", exchange=e, at=when) for e, when in gone]))
    return np.flatnonzero(~unlisted & ~nowhere), pd.concat(parts, ignore_index=True)
