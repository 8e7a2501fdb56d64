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
from eventstudy.messages import Message, Value, message
from eventstudy.text import ENGLISH

__all__ = ["NO_CLOSE", "PriceSeries", "Prices", "prices_from_frame"]

Days = NDArray[np.datetime64]
Floats = NDArray[np.float64]

BARS = ("open", "high", "low", "volume")
NO_CLOSE = message("no_close")


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
    said : tuple of (Message, ndarray of datetime64[D])
        How its file was read, and the days that it concerns; none: all.
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
    said: tuple[tuple[Message, Days], ...] = ()

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
    said : tuple of Message
        What the user should know about where prices came from; `notes` has it in English.
    offline : bool
        Whether they were asked for without a network, which what else a study reads may not use either.
    """

    series: Mapping[str, PriceSeries]
    missing: Mapping[str, DataError] = field(default_factory=dict)
    said: tuple[Message, ...] = ()
    offline: bool = False

    @property
    def notes(self) -> tuple[str, ...]:
        """What the user should know about where prices came from, in English, a line each."""
        return tuple(ENGLISH.text(one) for one in self.said)

    def why_not(self, ticker: str) -> DataError:
        """Why there is no series of a ticker."""
        unasked = DataError(message("not_among_prices"), message("add_prices"))
        return self.missing.get(ticker, unasked)

    def lack(self, ticker: str, code: str, **values: Value) -> DataError:
        """Error about a series that is needed: its own cause and its own remedy, whoever needs it.

        Parameters
        ----------
        ticker : str
        code : str
            Of the text that says what is lacking, with holes `ticker` and `why`.
        **values
            What stands in the other holes of the text.
        """
        error = self.why_not(ticker)
        return type(error)(message(code, ticker=ticker, why=error.what, **values), error.advice)

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
        lines += [f"  {ticker:<10} missing: {ENGLISH.text(error.line)}" for ticker, error in self.missing.items()]
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
            raise DataError(message("column_twice", ticker=ticker), message("keep_one"))
        try:
            close = closes.iloc[:, i].to_numpy(dtype=float, na_value=np.nan)
        except (TypeError, ValueError) as e:
            raise DataError(message("column_of_text", ticker=ticker), message("convert_to_numbers")) from e
        one = PriceSeries(ticker, dates, close, source, as_of=as_of).observed()
        if len(one.dates):
            series[ticker] = one
        else:
            missing[ticker] = NoDataInRange(NO_CLOSE, message("fill_column"))
    return Prices(series, missing)


def _index_days(index: pd.Index) -> Days:
    if isinstance(index, pd.RangeIndex) or pd.api.types.is_numeric_dtype(index):
        raise DataError(message("index_of_numbers"), message("set_date_index"))
    try:
        stamps = pd.DatetimeIndex(index).tz_localize(None)
    except (TypeError, ValueError) as e:
        raise DataError(message("index_without_dates"), message("set_date_index")) from e
    odd = stamps.isna() | (stamps != stamps.normalize())
    if odd.any():
        raise DataError(message("index_with_times", stamp=str(index[odd][0])), message("give_session_dates"))
    return stamps.to_numpy().astype("datetime64[D]")
