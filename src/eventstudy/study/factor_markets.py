"""Markets whose returns are a column of the study's factors: a portfolio by size and value, an industry."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from eventstudy.messages import message
from eventstudy.models.choice import reads_factors
from eventstudy.prices import FactorTable, Prices, PriceSeries, load_factors
from eventstudy.spec import StudySpec
from eventstudy.spec.source import nearest

__all__ = ["with_factors"]


def with_factors(
    spec: StudySpec, prices: Prices, factors: FactorTable | None = None, *, refresh: bool = False
) -> tuple[Prices, FactorTable | None]:
    """Prices with the markets that are columns of factors, and the factors, where the study reads any.

    Raises
    ------
    SpecError
        A market is a column that the factors do not have.
    DataError
        The factors cannot be read.
    """
    columns = {name: market.column for name, market in spec.markets.items() if market.column is not None}
    if factors is None and (columns or reads_factors(spec)):
        factors = load_factors(spec, offline=prices.offline, refresh=refresh)
    if not columns:
        return prices, factors
    added = {}
    for name, column in columns.items():
        if factors is None or column not in factors.columns:
            remedy = message("add_factor_markets") if factors is None else nearest(column, factors.columns)
            raise spec.error(("markets", name, "column"), message("no_such_factor", column=column), remedy)
        returns = factors.values[:, factors.columns.index(column)]
        known = ~np.isnan(returns)
        added[name] = PriceSeries(name, factors.dates[known], returns[known], "factors", kind="returns")
    missing = {ticker: why for ticker, why in prices.missing.items() if ticker not in added}
    return replace(prices, series={**prices.series, **added}, missing=missing), factors
