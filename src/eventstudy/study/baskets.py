"""Markets without some of their constituents: a benchmark that holds the asset absorbs part of its shock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from eventstudy.calendar import Sessions
from eventstudy.prices import PriceSeries
from eventstudy.returns import TOTAL_RETURN, Basket, gross_returns, market_returns, market_without

__all__ = ["basket_returns"]

Days = NDArray[np.datetime64]
Floats = NDArray[np.float64]


def basket_returns(
    baskets: Mapping[str, Basket],
    series: Mapping[str, PriceSeries],
    bad_days: Mapping[str, Days],
    exchanges: Mapping[str, str],
    sessions: Mapping[str, Sessions],
) -> dict[str, tuple[Floats, Days]]:
    """Gross returns and bad days of each market without some constituents, on the sessions of the market.

    A constituent of another exchange counts as of the market's close. Its dividends count only where the market is a
    total-return index.

    Parameters
    ----------
    baskets : mapping of name to Basket
    series : mapping of ticker to PriceSeries
        Usable ones; a basket that lacks one is left out.
    bad_days : mapping of ticker to ndarray of datetime64[D]
    exchanges : mapping of ticker to exchange
    sessions : mapping of exchange to Sessions
    """
    out = {}
    for name, basket in baskets.items():
        tickers = (basket.market, *basket.weights)
        if not all(ticker in series for ticker in tickers):
            continue
        theirs = sessions[exchanges[basket.market]]
        parts = {
            ticker: _as_of(_without_dividends(series[ticker], basket.market), sessions[exchanges[ticker]], theirs, bad)
            for ticker in basket.weights
            for bad in (bad_days[ticker],)
        }
        market = gross_returns(series[basket.market], theirs, bad_days[basket.market])
        forbidden = np.unique(np.concatenate([bad_days[ticker] for ticker in tickers]))
        out[name] = (market_without(market, parts, basket.weights), forbidden)
    return out


def _without_dividends(series: PriceSeries, market: str) -> PriceSeries:
    if market in TOTAL_RETURN:
        return series
    return replace(series, ex_dates=series.ex_dates[:0], dividends=series.dividends[:0])


def _as_of(series: PriceSeries, own: Sessions, theirs: Sessions, bad_days: Days) -> Floats:
    """Gross returns on the sessions of another exchange."""
    gross = gross_returns(series, own, bad_days)
    return gross if own is theirs else 1 + market_returns(gross, own, theirs, "simple")[0]
