"""Prices as values: one series for each ticker, and what could not be had."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from eventstudy.errors import DataError, NoDataInRange

__all__ = ["NO_CLOSE", "PriceSeries", "Prices", "prices_from_frame"]

Days = NDArray[np.datetime64]
Floats = NDArray[np.float64]

BARS = ("open", "high", "low", "volume")
NO_CLOSE = "it has no close on any day"


@dataclass(frozen=True, eq=False)
class PriceSeries:
    """Daily prices of one ticker, row by row as the source gave them.

    Attributes
    ----------
    ticker : str
    dates : ndarray of datetime64[D], shape (T,)
        Session dates on the exchange's clock.
    close : ndarray of float, shape (T,)
        Split-adjusted close in `currency`, or the return of the day where `kind` is "returns".
    bars : mapping of str to ndarray, shape (T,)
        Any of open, high, low, volume.
    ex_dates : ndarray of datetime64[D], shape (D,)
    dividends : ndarray of float, shape (D,)
        Amount paid on each ex-date, split-adjusted, in `currency`.
    source : str
        Name of the price source.
    exchange, currency : str or None
        What the source knows.
    kind : {"prices", "returns"}
    as_of : datetime64[s] or None
        When the source was asked, or its file written, at the latest (UTC); None where it is not known.
    blank : ndarray of datetime64[D]
        Days whose row had no close.
    """

    ticker: str
    dates: Days
    close: Floats
    source: str
    bars: Mapping[str, Floats] = field(default_factory=dict)
    ex_dates: Days = field(default_factory=lambda: np.array([], "datetime64[D]"))
    dividends: Floats = field(default_factory=lambda: np.array([], float))
    exchange: str | None = None
    currency: str | None = None
    kind: Literal["prices", "returns"] = "prices"
    as_of: np.datetime64 | None = None
    blank: Days = field(default_factory=lambda: np.array([], "datetime64[D]"))

    def observed(self) -> PriceSeries:
        """Copy without the rows whose close is empty: an empty cell is no observation."""
        keep = ~np.isnan(self.close)
        if keep.all():
            return self
        bars = {name: values[keep] for name, values in self.bars.items()}
        return replace(self, dates=self.dates[keep], close=self.close[keep], bars=bars, blank=self.dates[~keep])

    def sha256(self) -> str:
        """Hash of dates, prices and dividends, the same on every machine."""
        digest = hashlib.sha256()
        for values in (self.dates, self.ex_dates):
            digest.update(values.astype("datetime64[D]").astype("<i8").tobytes())
        for floats in (self.close, self.dividends, *(self.bars[name] for name in sorted(self.bars))):
            digest.update(floats.astype("<f8").tobytes())
        return digest.hexdigest()


def _span(dates: Days) -> tuple[str, str]:
    return (str(dates.min()), str(dates.max())) if len(dates) else ("", "")


@dataclass(frozen=True, eq=False)
class Prices:
    """The price series of a study.

    Attributes
    ----------
    series : mapping of ticker to PriceSeries
    missing : mapping of ticker to DataError
        Why a ticker that was asked for has no series, and what to do about it.
    notes : tuple of str
        What the user should know about where prices came from, a line each.
    """

    series: Mapping[str, PriceSeries]
    missing: Mapping[str, DataError] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def why_not(self, ticker: str) -> DataError:
        """Why there is no series of a ticker."""
        unasked = DataError("not among the prices", "add them, or correct the ticker")
        return self.missing.get(ticker, unasked)

    def lack(self, ticker: str, what: str) -> DataError:
        """Error about a series that is needed: its own cause and its own remedy, whoever needs it.

        Parameters
        ----------
        ticker : str
        what : str
            What is lacking, as in "no prices for the market ^GSPC".
        """
        error = self.why_not(ticker)
        return type(error)(f"{what}: {error.message}", error.remedy)

    def table(self) -> pd.DataFrame:
        """One row for each series: ticker, rows, first, last, source, currency."""
        columns = ["ticker", "rows", "first", "last", "source", "currency"]
        rows = [(o.ticker, len(o.dates), *_span(o.dates), o.source, o.currency or "") for o in self.series.values()]
        return pd.DataFrame(rows, columns=columns)

    def __repr__(self) -> str:
        lines = [f"Prices of {len(self.series)} tickers"]
        for one in self.series.values():
            span = " to ".join(_span(one.dates)) if len(one.dates) else "no rows"
            lines.append(f"  {one.ticker:<10} {len(one.dates):>6} rows  {span}  ({one.source})")
        lines += [f"  {ticker:<10} missing: {error.line}" for ticker, error in self.missing.items()]
        return "\n".join([*lines, *self.notes])


def prices_from_frame(closes: pd.DataFrame, source: str = "DataFrame", *, as_of: np.datetime64 | None = None) -> Prices:
    """Prices from a wide table of closes.

    Parameters
    ----------
    closes : DataFrame, shape (dates, tickers)
        Index of dates, one column for each ticker; NaN is no observation.
    source : str
        Name that provenance shows.
    as_of : datetime64, optional
        When the prices were taken (UTC): later sessions are errors of the audit.

    Raises
    ------
    DataError
        The index holds no dates, or a column holds no numbers or stands twice.
    """
    dates = _index_days(closes.index)
    columns = [str(column) for column in closes.columns]
    series, missing = {}, {}
    for i, ticker in enumerate(columns):
        if ticker in columns[:i]:
            raise DataError(f"the column '{ticker}' stands twice", "keep one")
        try:
            close = closes.iloc[:, i].to_numpy(dtype=float, na_value=np.nan)
        except (TypeError, ValueError) as e:
            raise DataError(f"the column '{ticker}' holds text, not prices", "convert it to numbers") from e
        one = PriceSeries(ticker, dates, close, source, as_of=as_of).observed()
        if len(one.dates):
            series[ticker] = one
        else:
            missing[ticker] = NoDataInRange(NO_CLOSE, "fill its column, or correct the ticker")
    return Prices(series, missing)


def _index_days(index: pd.Index) -> Days:
    if isinstance(index, pd.RangeIndex) or pd.api.types.is_numeric_dtype(index):
        raise DataError("the index of the prices holds numbers, not dates", "use closes.set_index('date')")
    try:
        stamps = pd.DatetimeIndex(index).tz_localize(None)
    except (TypeError, ValueError) as e:
        raise DataError("the index of the prices holds no dates", "use closes.set_index('date')") from e
    odd = stamps.isna() | (stamps != stamps.normalize())
    if odd.any():
        remedy = "give the session's date on the exchange's clock, without a time of day"
        raise DataError(f"the index of the prices holds '{index[odd][0]}', so its session is not certain", remedy)
    return stamps.to_numpy().astype("datetime64[D]")
