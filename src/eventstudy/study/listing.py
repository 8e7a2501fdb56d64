"""Where each asset and each market trades, and whether its prices can be used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from eventstudy.calendar import Sessions, load_sessions
from eventstudy.errors import AuditError, DataError
from eventstudy.models.inputs import inputs_of
from eventstudy.prices import Prices, audit, price_range
from eventstudy.prices.audit import SeriesAudit
from eventstudy.returns import ReturnTable, return_table
from eventstudy.spec import StudySpec
from eventstudy.study.findings import (
    audit_frame,
    currency_findings,
    given_returns,
    idle_markets,
    in_study_currency,
    shifted_series,
)

__all__ = ["Listings", "audited_returns", "list_assets", "sessions_of"]

NO_DAYS = np.array([], "datetime64[D]")


@dataclass(frozen=True)
class Listings:
    """Exchange of every ticker.

    Attributes
    ----------
    assets : mapping of asset to (exchange, market or None)
        Exchange "" where nothing is known about the asset.
    market_exchange : mapping of (exchange of the asset, market) to the market's exchange
    """

    assets: Mapping[str, tuple[str, str | None]]
    market_exchange: Mapping[tuple[str, str], str]

    def exchanges(self) -> list[str]:
        """All exchanges, each once."""
        names = [exchange for exchange, _ in self.assets.values()] + list(self.market_exchange.values())
        return [name for name in dict.fromkeys(names) if name]


def list_assets(spec: StudySpec, tickers: list[str], prices: Prices) -> Listings:
    """Exchange and market of each asset: as the study says, else by default, else what the price source knows.

    Raises
    ------
    SpecError
        The exchange of an asset with prices is not known.
    DataError
        The price source lacks a market.
    """
    assets = {}
    for ticker in tickers:
        own = spec.assets.get(ticker)
        exchange = (own.exchange if own else None) or spec.defaults.exchange or _source_knows(prices, ticker)
        if exchange is None and ticker in prices.series:
            raise spec.error(
                ("assets", ticker),
                f"the exchange of {ticker} is not known",
                "add 'exchange: XNYS' (its MIC)",
                key=True,
            )
        assets[ticker] = (exchange or "", (own.market if own else None) or spec.defaults.market)
    used = {(exchange, market) for exchange, market in assets.values() if market}
    controls = _controls(spec, assets)
    used |= {(exchange, control) for exchange, _ in assets.values() if exchange for control in controls}
    needed = (
        {market for _, market in used}
        if inputs_of(spec.model.name, columns=spec.model.columns).market
        else set(controls)
    )
    for market in sorted(needed - set(prices.series)):
        what, reason = "control" if market in controls else "market", prices.missing.get(market, "not among the prices")
        raise DataError(f"no prices for the {what} {market}: {reason}", f"add them, or name another {what}")
    return Listings(assets, {(e, m): _market_exchange(spec, m, prices) or e for e, m in sorted(used)})


def _controls(spec: StudySpec, assets: Iterable[str]) -> tuple[str, ...]:
    """Assets of the control portfolio, if the model has one; none may be an asset of the study."""
    controls = spec.model.columns if spec.model.name == "portfolio" else ()
    for i, control in enumerate(controls):
        if control in assets or control in controls[:i]:
            what = "an asset of the study" if control in assets else "named twice"
            remedy = "name assets that no event concerns, each once"
            raise spec.error(("model", "columns", i), f"the control {control} is {what}", remedy)
    return controls


def _source_knows(prices: Prices, ticker: str) -> str | None:
    return prices.series[ticker].exchange if ticker in prices.series else None


def _market_exchange(spec: StudySpec, market: str, prices: Prices) -> str | None:
    stated = spec.markets[market].exchange if market in spec.markets else None
    listed = spec.assets[market].exchange if market in spec.assets else None
    return stated or listed or _source_knows(prices, market)


def sessions_of(spec: StudySpec, events: pd.DataFrame, listings: Listings, prices: Prices) -> dict[str, Sessions]:
    """Sessions of every exchange, from before the first price or window of the study to after the last."""
    first, last = price_range(spec, events)
    used = {*listings.assets, *(market for _, market in listings.market_exchange)}
    dated = [prices.series[ticker].dates for ticker in used if ticker in prices.series]
    first = min([first, *(days.min() for days in dated)])
    last = max([last, *(days.max() for days in dated)])
    # With room at both ends, so that a first or last row on a closed day is seen to lie between sessions.
    room = np.timedelta64(14, "D")
    return {name: load_sessions(name, str(first - room), str(last + room)) for name in listings.exchanges()}


def audited_returns(
    spec: StudySpec, listings: Listings, prices: Prices, sessions: Mapping[str, Sessions]
) -> tuple[ReturnTable, dict[str, SeriesAudit], pd.DataFrame]:
    """Audit every series on its exchange, and turn those that can be used to returns.

    Returns
    -------
    table : ReturnTable
        Without assets whose series the audit rejects.
    audits : dict of asset to SeriesAudit
    findings : DataFrame
        The audit table.

    Raises
    ------
    AuditError
        The series of a market is rejected.
    """
    places = {(m, e): None for (_, m), e in listings.market_exchange.items() if m in prices.series}
    places |= {(a, e): None for a, (e, _) in listings.assets.items() if a in prices.series}
    checked = {(ticker, exchange): audit(prices.series[ticker], sessions[exchange]) for ticker, exchange in places}
    for (_, market), exchange in listings.market_exchange.items():
        reason = checked[market, exchange].rejected if (market, exchange) in checked else None
        if reason:
            remedy = next(f.remedy for f in checked[market, exchange].findings if f.rejects)
            raise AuditError(f"the prices of the market {market} cannot be used: {reason}", remedy)
    audits = {a: checked[a, e] for a, (e, _) in listings.assets.items() if (a, e) in checked}
    rejected = {asset for asset, found in audits.items() if found.rejected}
    usable = {ticker: prices.series[ticker] for ticker, _ in places if ticker not in rejected}
    converted = in_study_currency(spec, prices, list(usable))
    usable |= {ticker: done.series for ticker, done in converted.items()}
    unrated = {ticker: done.unrated for ticker, done in converted.items()}
    bad_days = {t: np.union1d(found.bad_days, unrated.get(t, NO_DAYS)) for (t, _), found in checked.items()}
    table = return_table(usable, bad_days, listings.assets, listings.market_exchange, sessions, spec.returns)
    findings = [finding for found in checked.values() for finding in found.findings]
    findings += given_returns(spec, prices, list(usable))
    findings += currency_findings(spec, prices, listings.assets, converted)
    findings += [*shifted_series(table, listings.assets), *idle_markets(table)]
    return table, audits, audit_frame(findings)
