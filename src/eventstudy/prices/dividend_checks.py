"""What is wrong with the dividends of a series."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from eventstudy.messages import message
from eventstudy.prices.finding import Finding, in_order, named
from eventstudy.prices.series import PriceSeries

__all__ = ["dividends"]


def dividends(series: PriceSeries) -> Iterator[Finding]:
    """Amounts that no share pays, those that stand twice, and those in no return."""
    if not len(series.ex_dates):
        return
    yield from _impossible(series)
    yield from _twice(series)
    yield from _stray(series)


def _impossible(series: PriceSeries) -> Iterator[Finding]:
    paid = series.dividends
    wrong = ~np.isfinite(paid) | (paid <= 0)
    order = in_order(series)
    dates, close = series.dates[order], series.close[order]
    before = np.searchsorted(dates, series.ex_dates) - 1
    larger = ~wrong & (before >= 0) & (series.kind == "prices") & (paid >= close[np.maximum(before, 0)])
    for which, code, remedy in (
        (wrong, "impossible_dividends", "correct_or_empty_cells"),
        (larger, "dividends_too_large", "correct_dividend"),
    ):
        days = np.unique(series.ex_dates[which])
        if len(days):
            yield Finding(series.ticker, "error", message(code, days=named(days)), days, message(remedy))


def _twice(series: PriceSeries) -> Iterator[Finding]:
    """The same amount on the same date; different ones, such as a special dividend, are added up."""
    pairs, counts = np.unique(
        np.stack([series.ex_dates.astype("int64").astype(float), series.dividends]), axis=1, return_counts=True
    )
    days = np.unique(pairs[0, counts > 1].astype("int64").astype("datetime64[D]"))
    if len(days):
        what = message("duplicate_dividends", days=named(days))
        yield Finding(series.ticker, "error", what, days, message("keep_one_of_each"))


def _stray(series: PriceSeries) -> Iterator[Finding]:
    inside = (series.ex_dates > series.dates.min()) & (series.ex_dates <= series.dates.max())
    days = np.setdiff1d(series.ex_dates[inside], series.dates)
    if len(days):
        what = message("stray_dividends", days=named(days))
        yield Finding(series.ticker, "warning", what, days, message("check_ex_dates"))
