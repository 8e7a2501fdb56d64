"""Prices to returns, and a market's return as of each session of an asset on another exchange."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from eventstudy.calendar import Sessions
from eventstudy.prices import PriceSeries

__all__ = [
    "ReturnTable",
    "asset_returns",
    "forbidden_sessions",
    "gross_returns",
    "market_returns",
    "return_table",
    "spanning_returns",
]

Days = NDArray[np.datetime64]
Floats = NDArray[np.float64]
Kind = Literal["simple", "log"]


def gross_returns(series: PriceSeries, sessions: Sessions, bad_days: Days) -> Floats:
    """Gross total return (P_t + D_t) / P_{t-1} of each session.

    Parameters
    ----------
    series : PriceSeries
    sessions : Sessions
    bad_days : ndarray of datetime64[D]
        Days whose price must not be used: their return and the next are missing.

    Returns
    -------
    ndarray, shape (S,)
        NaN where this session or the one before has no price or return: a return never spans a gap.
    """
    at = sessions.position(series.dates)
    usable = at >= 0
    if len(bad_days):
        usable &= ~np.isin(series.dates, bad_days)
    values = np.full(len(sessions.dates), np.nan)
    values[at[usable]] = series.close[usable]
    if series.kind == "returns":
        # The file's return after a gap may span it; before the first row there is no gap.
        after_gap = np.isnan(values[:-1]) & (sessions.dates[:-1] >= series.dates.min())
        return 1 + np.where(np.concatenate([[False], after_gap]), np.nan, values)
    received = values + _paid(series, sessions) if len(series.ex_dates) else values
    gross = np.full(len(values), np.nan)
    with np.errstate(over="ignore"):  # an endless return is no observation
        gross[1:] = received[1:] / values[:-1]
    return gross


def _paid(series: PriceSeries, sessions: Sessions) -> Floats:
    """Dividends of each session, those of one ex-day added up; shape (S,)."""
    paid = np.zeros(len(sessions.dates))
    ex = sessions.position(series.ex_dates)
    np.add.at(paid, ex[ex >= 0], series.dividends[ex >= 0])
    return paid


def spanning_returns(series: PriceSeries, sessions: Sessions, bad_days: Days) -> tuple[Floats, Floats]:
    """Gross total return of each session from the trade before, however many sessions ago, and how many these are.

    Parameters
    ----------
    series : PriceSeries
        Of prices; file returns over a gap cannot be told from others, so there they span one session or are missing.
    sessions : Sessions
    bad_days : ndarray of datetime64[D]
        Days whose price counts as no trade.

    Returns
    -------
    gross, spans : ndarray, shape (S,)
        NaN and 0 where there is no trade, or none before.
    """
    gross = gross_returns(series, sessions, bad_days)
    if series.kind == "returns":
        return gross, np.isfinite(gross).astype(float)
    at = sessions.position(series.dates)
    usable = (at >= 0) & ~np.isin(series.dates, bad_days)
    traded, close = at[usable], series.close[usable]
    total = _paid(series, sessions).cumsum()
    spans = np.zeros(len(gross))
    spans[traded[1:]] = np.diff(traded)
    with np.errstate(over="ignore"):
        gross[traded[1:]] = (close[1:] + np.diff(total[traded])) / close[:-1]
    return gross, spans


def asset_returns(gross: Floats, kind: Kind) -> Floats:
    """Simple or log returns from gross ones; same shape."""
    with np.errstate(divide="ignore"):
        returns: Floats = np.log(gross) if kind == "log" else gross - 1
    return returns


def market_returns(gross: Floats, market: Sessions, asset: Sessions, kind: Kind) -> tuple[Floats, NDArray[np.bool_]]:
    """Market's return over each session of the asset's exchange.

    The market's level of an asset session is its last close at or before the asset's close; the return compares
    it with the level of the asset's session before. Where the market was closed in between the return is 0, and
    the next one spans both.

    Parameters
    ----------
    gross : ndarray, shape (S_m,)
        Gross returns on the market's sessions.
    market, asset : Sessions
    kind : {"simple", "log"}

    Returns
    -------
    returns : ndarray, shape (S,)
        On the asset's sessions; NaN where a market session in the span has no return.
    idle : ndarray of bool, shape (S,)
        Sessions of the asset on which the market had no new close.
    """
    last = np.searchsorted(market.closes, asset.closes, side="right")
    level = np.concatenate([[1.0], np.cumprod(np.where(np.isnan(gross), 1.0, gross))])
    holes = np.concatenate([[0], np.cumsum(np.isnan(gross))])
    spanned = np.full(len(asset.dates), np.nan)
    before, after = last[:-1], last[1:]
    ratio = level[after] / level[before]
    single = after - before == 1
    ratio[single] = gross[after[single] - 1]
    ratio[holes[after] != holes[before]] = np.nan
    spanned[1:] = ratio
    idle = np.zeros(len(asset.dates), dtype=bool)
    idle[1:] = after == before
    return asset_returns(spanned, kind), idle


def forbidden_sessions(market: Sessions, asset: Sessions, bad_days: Days) -> NDArray[np.bool_]:
    """Sessions of the asset whose market level is the close of a bad day; shape (S,)."""
    last = np.searchsorted(market.closes, asset.closes, side="right") - 1
    forbidden: NDArray[np.bool_] = (last >= 0) & np.isin(market.dates[last], bad_days)
    return forbidden


def _span(sessions: Sessions, users: list[PriceSeries]) -> NDArray[np.bool_]:
    """Sessions on which some of the series can have a return; shape (S,)."""
    first, last = min(one.dates.min() for one in users), max(one.dates.max() for one in users)
    inside: NDArray[np.bool_] = (sessions.dates > first) & (sessions.dates <= last)
    return inside


@dataclass(frozen=True, eq=False)
class ReturnTable:
    """Returns of all assets and of their markets, each on the sessions of its asset's exchange.

    Rows are padded with NaN at the end where an exchange has fewer sessions than another.

    Attributes
    ----------
    assets : ndarray, shape (A, S)
    asset_row : mapping of ticker to row
    bad : ndarray of bool, shape (A, S)
        Sessions whose price an error of the audit forbids.
    markets : ndarray, shape (B, S)
        The last row is NaN: it serves assets without a market.
    markets_bad : ndarray of bool, shape (B, S)
        Sessions whose market level an error of the audit forbids.
    market_row : mapping of (exchange, market) to row
    idle : mapping of (exchange, market) to ndarray of datetime64[D]
        Sessions of the exchange on which the market had no new close.
    sessions : mapping of exchange to Sessions
    kind : {"simple", "log"}
    spans : ndarray, shape (A, S), or None
        Sessions that each asset's return spans, 0 where there is none; None where all span one.
    """

    assets: Floats
    asset_row: Mapping[str, int]
    bad: NDArray[np.bool_]
    markets: Floats
    markets_bad: NDArray[np.bool_]
    market_row: Mapping[tuple[str, str], int]
    idle: Mapping[tuple[str, str], Days]
    sessions: Mapping[str, Sessions]
    kind: Kind
    spans: Floats | None = None

    def of(self, assets: Iterable[str]) -> ReturnTable:
        """The same for some assets only."""
        names = list(assets)
        rows = [self.asset_row[name] for name in names]
        return replace(
            self,
            assets=self.assets[rows],
            asset_row={name: i for i, name in enumerate(names)},
            bad=self.bad[rows],
            spans=None if self.spans is None else self.spans[rows],
        )


def _of_assets(
    series: Mapping[str, PriceSeries],
    bad_days: Mapping[str, Days],
    listings: Mapping[str, tuple[str, str | None]],
    sessions: Mapping[str, Sessions],
    tickers: list[str],
    kind: Kind,
    trade_to_trade: bool,
) -> tuple[Floats, Floats | None, NDArray[np.bool_]]:
    """Returns of each asset, the sessions they span where they may span several, and forbidden sessions; (A, S)."""
    shape = (len(tickers), max(len(one.dates) for one in sessions.values()))
    assets, spans, bad = np.full(shape, np.nan), np.zeros(shape if trade_to_trade else (0, 0)), np.zeros(shape, bool)
    for row, ticker in enumerate(tickers):
        own = sessions[listings[ticker][0]]
        if trade_to_trade:
            gross, spans[row, : len(own.dates)] = spanning_returns(series[ticker], own, bad_days[ticker])
        else:
            gross = gross_returns(series[ticker], own, bad_days[ticker])
        assets[row, : len(own.dates)] = asset_returns(gross, kind)
        at = own.position(bad_days[ticker])
        bad[row, at[at >= 0]] = True
    return assets, spans if trade_to_trade else None, bad


def _users_of(
    tickers: list[str], listings: Mapping[str, tuple[str, str | None]], pairs: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], list[str]]:
    """Assets that trade on the exchange of each pair of exchange and market; pairs without any are left out."""
    users = {pair: [ticker for ticker in tickers if pair[0] == listings[ticker][0]] for pair in pairs}
    return {pair: own for pair, own in users.items() if own}


def return_table(
    series: Mapping[str, PriceSeries],
    bad_days: Mapping[str, Days],
    listings: Mapping[str, tuple[str, str | None]],
    market_exchange: Mapping[tuple[str, str], str],
    sessions: Mapping[str, Sessions],
    kind: Kind,
    derived: Mapping[str, tuple[Floats, Days]] = MappingProxyType({}),
    trade_to_trade: bool = False,
) -> ReturnTable:
    """Returns on each asset's own sessions, and of each market as of them.

    Parameters
    ----------
    series : mapping of ticker to PriceSeries
        Usable series only.
    bad_days : mapping of ticker to ndarray of datetime64[D]
    listings : mapping of asset to (exchange, market or None)
    market_exchange : mapping of (exchange of the asset, market) to the market's exchange
        Controls of a portfolio are markets here.
    sessions : mapping of exchange to Sessions
    kind : {"simple", "log"}
    derived : mapping of market to (gross returns on its sessions, bad days)
        Markets that are no series themselves.
    trade_to_trade : bool
        Whether an asset's return after a gap spans it; else it is missing.
    """
    width = max(len(one.dates) for one in sessions.values())
    tickers = [ticker for ticker in listings if ticker in series]
    assets, spans, bad = _of_assets(series, bad_days, listings, sessions, tickers, kind, trade_to_trade)
    users = _users_of(tickers, listings, [pair for pair in market_exchange if pair[1] in {**series, **derived}])
    markets = np.full((len(users) + 1, width), np.nan)
    markets_bad = np.zeros(markets.shape, dtype=bool)
    idle = {}
    for row, ((exchange, market), those) in enumerate(users.items()):
        own, theirs = sessions[exchange], sessions[market_exchange[exchange, market]]
        gross, forbidden = derived.get(market) or (
            gross_returns(series[market], theirs, bad_days[market]),
            bad_days[market],
        )
        values, quiet = market_returns(gross, theirs, own, kind)
        markets[row, : len(own.dates)] = values
        markets_bad[row, : len(own.dates)] = forbidden_sessions(theirs, own, forbidden)
        direct = [t for t in those if listings[t][1] == market] or those
        idle[exchange, market] = own.dates[quiet & _span(own, [series[t] for t in direct])]
    return ReturnTable(
        assets,
        {t: i for i, t in enumerate(tickers)},
        bad,
        markets,
        markets_bad,
        {pair: i for i, pair in enumerate(users)},
        idle,
        sessions,
        kind,
        spans,
    )
