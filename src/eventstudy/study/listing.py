"""Where each asset and each market trades, and whether its prices can be used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from eventstudy.calendar import Sessions
from eventstudy.errors import AuditError, NoDataInRange, SpecError, UnknownSymbol, together
from eventstudy.messages import Message, message
from eventstudy.models.choice import inputs_of
from eventstudy.prices import Prices
from eventstudy.prices.auditing import Finding, SeriesAudit, audit_all
from eventstudy.returns import ReturnTable, return_table
from eventstudy.spec import StudySpec
from eventstudy.study.baskets import Basket, basket_returns, refuse_undated
from eventstudy.study.findings import (
    asynchronous_markets,
    currency_findings,
    given_returns,
    idle_markets,
    in_study_currency,
    shifted_series,
)

__all__ = ["Listings", "audited_returns", "list_assets"]

NO_DAYS = np.array([], "datetime64[D]")


@dataclass(frozen=True)
class Listings:
    """Exchange of every ticker.

    Attributes
    ----------
    assets : mapping of asset to (exchange, market or None)
        Exchange "" where nothing is known about the asset.
    market_exchange : mapping of (exchange of an asset, market) to the market's exchange
        Markets of assets, controls, and what benchmarks are made of.
    baskets : mapping of market to Basket
        Markets without some constituents, under the names that the others give them.
    spare : frozenset of str
        Tickers that only a comparison needs: without them a study still runs.
    """

    assets: Mapping[str, tuple[str, str | None]]
    market_exchange: Mapping[tuple[str, str], str]
    baskets: Mapping[str, Basket]
    spare: frozenset[str]

    def exchanges(self) -> list[str]:
        """All exchanges, each once."""
        names = [exchange for exchange, _ in self.assets.values()] + list(self.market_exchange.values())
        return [name for name in dict.fromkeys(names) if name]

    def placed(self, prices: Prices) -> list[tuple[str, str]]:
        """Each ticker with prices and the exchange that it is looked at on, markets first."""
        places = {(m, e): None for (_, m), e in self.market_exchange.items() if m in prices.series}
        places |= {(a, e): None for a, (e, _) in self.assets.items() if a in prices.series}
        return list(places)


def list_assets(spec: StudySpec, tickers: list[str], prices: Prices) -> Listings:
    """Exchange and market of each asset: as the study says, else by default, else what the price source knows.

    Raises
    ------
    SpecError
        The exchange of an asset with prices is not known, or a weight is of a date without prices.
    DataError
        The price source lacks a market, or all assets.
    """
    assets = {}
    inputs = inputs_of(spec)
    for ticker in tickers:
        own = spec.listed.get(ticker)
        exchange = (own.exchange if own else None) or spec.defaults.exchange or _source_knows(prices, ticker)
        market = (own.market if own else None) or spec.defaults.market
        if exchange is None and ticker in prices.series:
            raise _unlisted(spec, ticker, message("exchange_not_known", ticker=ticker), message("an_exchange"))
        if market is None and inputs.market:
            what = message("model_needs_market_of", model=spec.model.name, ticker=ticker)
            raise _unlisted(spec, ticker, what, message("a_market"))
        assets[ticker] = (exchange or "", market)
    _refuse_no_asset(assets, prices)
    controls = _controls(spec, inputs.controls, assets)
    markets = {market for _, market in assets.values() if market}
    needed = (markets if inputs.market else set()) | set(controls)
    for market in sorted(needed - set(prices.series)):
        raise prices.lack(market, "no_prices_for_control" if market in controls else "no_prices_for_market")
    _refuse_unknown_constituents(spec, assets, prices)
    refuse_undated(spec, prices)
    return _with_baskets(spec, assets, {*markets, *controls}, prices)


def _refuse_no_asset(assets: Mapping[str, tuple[str, str | None]], prices: Prices) -> None:
    """Where no asset has prices because the source failed, or no exchange is known, its causes are the error.

    Assets that a source does not have are dropped like others, all of them too.
    """
    lacking = (type(None), UnknownSymbol, NoDataInRange)
    failed = any(not isinstance(prices.missing.get(ticker), lacking) for ticker in assets)
    nowhere = not any(exchange for exchange, _ in assets.values())
    if any(ticker in prices.series for ticker in assets) or not (failed or nowhere):
        return
    first, *others = assets
    causes = [prices.why_not(ticker) for ticker in assets]
    if others:
        raise together("no_prices_for_assets", causes, n=len(assets), ticker=first)
    raise together("no_prices", causes, ticker=first)


def _unlisted(spec: StudySpec, ticker: str, what: Message, key: Message) -> SpecError:
    """Error about an asset that lacks a key, where it is listed or where those of the events file have theirs."""
    if ticker in spec.assets:
        return spec.error(("assets", ticker), what, message("add_that", key=key), key=True)
    place = "defaults" if spec.defaults.exchange or spec.defaults.market else "events_file"
    return spec.error((place,), what, message("add_to_defaults_or_list", key=key, ticker=ticker), key=True)


def _refuse_unknown_constituents(spec: StudySpec, assets: Iterable[str], prices: Prices) -> None:
    """What an asset's market leaves out must have prices; the asset itself is dropped with its reason."""
    for ticker in assets:
        own = spec.assets.get(ticker)
        for constituent in own.exclude if own else ():
            if constituent not in prices.series and constituent != ticker:
                raise prices.lack(constituent, "no_prices_for_constituent", asset=ticker)


def _with_baskets(
    spec: StudySpec, assets: dict[str, tuple[str, str | None]], markets: set[str], prices: Prices
) -> Listings:
    """Listings of the assets with all that they are compared with."""
    own = {t: Basket(str(assets[t][1]), a.exclude) for t, a in spec.assets.items() if t in assets and a.exclude}
    others = [Basket(b.market, b.exclude) for b in spec.benchmarks or ()]
    baskets = {basket.name: basket for basket in (*own.values(), *others) if basket.weights}
    parts = {one for basket in (*own.values(), *others) for one in (basket.market, *basket.weights)}
    listed = assets | {ticker: (assets[ticker][0], basket.name) for ticker, basket in own.items()}
    users = {market: exchange for exchange, market in reversed(assets.values())}
    places = {}
    for exchange in dict.fromkeys(exchange for exchange, _ in assets.values() if exchange):
        for name in sorted(markets | parts | set(baskets)):
            market = baskets[name].market if name in baskets else name
            its_own = exchange if (exchange, market) in assets.values() else users.get(market, exchange)
            places[exchange, name] = _market_exchange(spec, market, prices) or its_own
    return Listings(listed, places, baskets, frozenset(parts - markets))


def _controls(spec: StudySpec, controls: tuple[str, ...], assets: Iterable[str]) -> tuple[str, ...]:
    """Assets that the model compares with; none may be an asset of the study."""
    for i, control in enumerate(controls):
        if control in assets or control in controls[:i]:
            what = message("control_is_asset" if control in assets else "control_twice", control=control)
            remedy = message("name_controls_once")
            raise spec.error(("model", "columns", i), what, remedy)
    return controls


def _source_knows(prices: Prices, ticker: str) -> str | None:
    return prices.series[ticker].exchange if ticker in prices.series else None


def _market_exchange(spec: StudySpec, market: str, prices: Prices) -> str | None:
    stated = spec.markets[market].exchange if market in spec.markets else None
    listed = spec.listed[market].exchange if market in spec.listed else None
    return stated or listed or _source_knows(prices, market)


def audited_returns(
    spec: StudySpec, listings: Listings, prices: Prices, sessions: Mapping[str, Sessions]
) -> tuple[ReturnTable, dict[str, SeriesAudit], list[Finding]]:
    """Audit every series on its exchange, and turn those that can be used to returns.

    Returns
    -------
    table : ReturnTable
        Without assets whose series the audit rejects.
    audits : dict of asset to SeriesAudit
    findings : list of Finding
        What the audit table says.

    Raises
    ------
    AuditError
        The series of a market is rejected.
    """
    places = listings.placed(prices)
    placed = {(ticker, place): (prices.series[ticker], sessions[place]) for ticker, place in places}
    checked = audit_all(placed, drop_closed=spec.prices.closed_days == "drop")
    _refuse_rejected_markets(listings, checked)
    audits = {a: checked[a, e] for a, (e, _) in listings.assets.items() if (a, e) in checked}
    rejected = {ticker for (ticker, _), found in checked.items() if found.rejected}
    usable = {ticker: prices.series[ticker] for ticker, _ in places if ticker not in rejected}
    converted = in_study_currency(spec, prices, list(usable))
    usable |= {ticker: done.series for ticker, done in converted.items()}
    unrated = {ticker: done.unrated for ticker, done in converted.items()}
    bad_days = {t: np.union1d(found.bad_days, unrated.get(t, NO_DAYS)) for (t, _), found in checked.items()}
    derived = basket_returns(listings.baskets, usable, bad_days, dict(checked.keys()), sessions)
    table = return_table(
        usable,
        bad_days,
        listings.assets,
        listings.market_exchange,
        sessions,
        spec.returns,
        derived,
        trade_to_trade=spec.missing == "trade_to_trade",
    )
    findings = [finding for found in checked.values() for finding in found.findings]
    findings += given_returns(spec, prices, list(usable))
    findings += currency_findings(spec, prices, listings.assets, converted)
    used = set(listings.assets.values())
    findings += [*shifted_series(table, listings.assets), *idle_markets(table, used)]
    findings += asynchronous_markets(used, listings.market_exchange, sessions)
    return table, audits, findings


def _refuse_rejected_markets(listings: Listings, checked: Mapping[tuple[str, str], SeriesAudit]) -> None:
    for (_, market), exchange in listings.market_exchange.items():
        found = checked.get((market, exchange))
        if found and found.rejected and market not in listings.spare:
            raise AuditError(message("market_rejected", market=market, why=found.rejected), found.remedy)
