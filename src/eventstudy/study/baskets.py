"""Markets without some of their constituents: a benchmark that holds the asset absorbs part of its shock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from eventstudy.calendar import Sessions
from eventstudy.errors import DataError
from eventstudy.messages import message
from eventstudy.prices import Prices, PriceSeries
from eventstudy.returns import gross_returns, market_returns, spanning_returns
from eventstudy.spec import StudySpec, Weight, Weights

__all__ = ["Basket", "basket_returns", "refuse_undated", "weights_in"]

Days = NDArray[np.datetime64]
Floats = NDArray[np.float64]

TOTAL_RETURN = frozenset({"^GDAXI", "^MDAXI", "^SDAXI", "^TECDAX", "^SP500TR", "^XNDX"})
"""Indices that reinvest dividends; the others fall with each dividend of a constituent."""


@dataclass(frozen=True)
class Basket:
    """A market without some of its constituents, and their weights in it."""

    market: str
    weights: Weights

    @property
    def name(self) -> str:
        """How output calls it; the market itself where nothing is taken out."""
        parts = [_named(ticker, weight) for ticker, weight in self.weights.items()]
        return f"{self.market} without {', '.join(parts)}" if parts else self.market


def _named(ticker: str, weight: Weight) -> str:
    share = f"{round(100 * weight.weight, 4):g} %"
    return f"{share} {ticker}" if weight.date is None else f"{ticker} ({share} on {weight.date})"


def weights_in(spec: StudySpec) -> Iterator[tuple[tuple[str | int, ...], str | None, Weights]]:
    """Place in the study file, market and weights of all that markets leave out."""
    for ticker, asset in spec.assets.items():
        yield ("assets", ticker, "exclude"), asset.market or spec.defaults.market, asset.exclude
    for i, benchmark in enumerate(spec.benchmarks or ()):
        yield ("benchmarks", i, "exclude"), benchmark.market, benchmark.exclude


def refuse_undated(spec: StudySpec, prices: Prices) -> None:
    """Refuse weights of a date on which the market or the constituent has no prices.

    Raises
    ------
    SpecError
    """
    for path, market, weights in weights_in(spec):
        for constituent, weight in weights.items():
            for ticker in (constituent, market):
                if weight.date is None or ticker is None or ticker not in prices.series:
                    continue
                days = prices.series[ticker].dates
                if len(days) and not days.min() <= np.datetime64(weight.date, "D") <= days.max():
                    span = {"first": str(days.min()), "last": str(days.max())}
                    what = message("no_prices_on_date_of_weight", ticker=ticker, **span)
                    raise spec.error((*path, constituent, "date"), what, message("name_date_between", **span))


def basket_returns(
    baskets: Mapping[str, Basket],
    series: Mapping[str, PriceSeries],
    bad_days: Mapping[str, Days],
    exchanges: Mapping[str, str],
    sessions: Mapping[str, Sessions],
) -> dict[str, tuple[Floats, Days]]:
    """Gross returns and bad days of each market without some constituents, on the sessions of the market.

    On each session (G_m − Σ w_i G_i) / (1 − Σ w_i) with the weights at the close before: as stated, or where they have
    a date drifted from there with prices, w_0 P_i / P_m, both prices as multiples of those of that date. A constituent
    of another exchange counts as of the market's close. Its dividends count only where the market is a total-return
    index.

    Parameters
    ----------
    baskets : mapping of name to Basket
    series : mapping of ticker to PriceSeries
        Usable ones; a basket that lacks one is left out.
    bad_days : mapping of ticker to ndarray of datetime64[D]
    exchanges : mapping of ticker to exchange
    sessions : mapping of exchange to Sessions

    Raises
    ------
    DataError
        Weights drift to the whole of the market.
    """
    out = {}
    for name, basket in baskets.items():
        tickers = (basket.market, *basket.weights)
        if not all(ticker in series for ticker in tickers):
            continue
        theirs = sessions[exchanges[basket.market]]
        rest, left = gross_returns(series[basket.market], theirs, bad_days[basket.market]), np.ones(len(theirs.dates))
        market = _level(series[basket.market], theirs, theirs, bad_days[basket.market])
        for ticker, weight in basket.weights.items():
            part, own = _without_dividends(series[ticker], basket.market), sessions[exchanges[ticker]]
            relative = _level(part, own, theirs, bad_days[ticker]) / market
            before = _weight_before(weight, relative, theirs)
            rest, left = rest - before * _as_of(part, own, theirs, bad_days[ticker]), left - before
        _refuse_nothing_left(basket, left, np.isfinite(rest), theirs)
        out[name] = (rest / left, np.unique(np.concatenate([bad_days[ticker] for ticker in tickers])))
    return out


def _weight_before(weight: Weight, relative: Floats, sessions: Sessions) -> Floats:
    """Weight at the close before each session, from the constituent's price over the market's; shape (S,)."""
    if weight.date is None:
        return np.full(len(relative), weight.weight)
    known = np.searchsorted(sessions.dates, np.datetime64(weight.date, "D"), side="right") - 1
    drifted: Floats = weight.weight * relative / relative[known]
    return np.concatenate([[np.nan], drifted[:-1]])


def _refuse_nothing_left(basket: Basket, left: Floats, used: NDArray[np.bool_], sessions: Sessions) -> None:
    if len(whole := np.flatnonzero(used & (left <= 0))):
        what = message("weights_drift_to_whole", basket=basket.name, date=str(sessions.dates[whole[0]]))
        raise DataError(what, message("correct_weight_or_date"))


def _level(series: PriceSeries, own: Sessions, theirs: Sessions, bad_days: Days) -> Floats:
    """Price at each close of another exchange as a multiple of the first one, gaps bridged; shape (S,)."""
    gross = spanning_returns(series, own, bad_days)[0]
    level = np.concatenate([[1.0], np.cumprod(np.where(np.isnan(gross), 1.0, gross))])
    at_close: Floats = level[np.searchsorted(own.closes, theirs.closes, side="right")]
    return at_close


def _without_dividends(series: PriceSeries, market: str) -> PriceSeries:
    if market in TOTAL_RETURN:
        return series
    return replace(series, ex_dates=series.ex_dates[:0], dividends=series.dividends[:0])


def _as_of(series: PriceSeries, own: Sessions, theirs: Sessions, bad_days: Days) -> Floats:
    """Gross returns on the sessions of another exchange."""
    gross = gross_returns(series, own, bad_days)
    return gross if own is theirs else 1 + market_returns(gross, own, theirs, "simple")[0]
