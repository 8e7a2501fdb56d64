"""Where each asset and each market trades, and whether its prices can be used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from eventstudy.calendar import Sessions, load_sessions
from eventstudy.errors import AuditError, DataError
from eventstudy.models import WITHOUT_MARKET
from eventstudy.prices import Prices, audit, price_range
from eventstudy.prices.audit import Finding, SeriesAudit
from eventstudy.returns import ReturnTable, return_table
from eventstudy.spec import StudySpec

__all__ = ["Listings", "audited_returns", "list_assets", "sessions_of"]

AUDIT_COLUMNS = ["ticker", "severity", "finding", "first", "last", "count", "what to do"]


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
    needed = {market for _, market in used} if spec.model.name not in WITHOUT_MARKET else set(controls)
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


def sessions_of(spec: StudySpec, listings: Listings, prices: Prices) -> dict[str, Sessions]:
    """Sessions of every exchange, from the first price or window of the study to the last."""
    first, last = price_range(spec)
    dated = [one.dates for one in prices.series.values() if len(one.dates)]
    first = min([first, *(days.min() for days in dated)])
    last = max([last, *(days.max() for days in dated)])
    return {name: load_sessions(name, str(first), str(last)) for name in listings.exchanges()}


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
        rejected = checked[market, exchange].rejected if (market, exchange) in checked else None
        if rejected:
            remedy = next(f.remedy for f in checked[market, exchange].findings if f.rejects)
            raise AuditError(f"the prices of the market {market} cannot be used: {rejected}", remedy)
    audits = {a: checked[a, e] for a, (e, _) in listings.assets.items() if (a, e) in checked}
    bad_days = {ticker: found.bad_days for (ticker, _), found in checked.items()}
    usable = {t: s for t, s in prices.series.items() if not (t in audits and audits[t].rejected)}
    table = return_table(usable, bad_days, listings.assets, listings.market_exchange, sessions, spec.returns)
    findings = [finding for found in checked.values() for finding in found.findings]
    return table, audits, _audit_frame([*findings, *_idle_markets(table)])


def _idle_markets(table: ReturnTable) -> list[Finding]:
    return [
        Finding(
            market,
            "warning",
            f"no new close by the close of {exchange}: its return is 0 here and the next one spans both sessions",
            np.array([day]),
            "nothing, or choose a market that trades on the asset's days",
        )
        for (exchange, market), days in table.idle.items()
        for day in days
    ]


def _audit_frame(findings: list[Finding]) -> pd.DataFrame:
    rows = [(f.ticker, f.severity, f.finding, str(f.days[0]), str(f.days[-1]), len(f.days), f.remedy) for f in findings]
    frame = pd.DataFrame(list(dict.fromkeys(rows)), columns=AUDIT_COLUMNS)
    return frame.sort_values("severity", kind="stable", ignore_index=True)
