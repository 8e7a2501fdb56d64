"""What Yahoo said about one symbol, complete: the value that is cached, and that series are cut from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from eventstudy.prices.series import BARS, Days, Floats, PriceSeries

__all__ = ["COLUMNS", "CURRENCY", "History"]

COLUMNS = ("open", "high", "low", "close", "adjusted_close", "volume", "dividend", "split")

CURRENCY = re.compile(r"[A-Za-z]{3,5}")
"""Codes of currencies: three letters, also of hundredths (GBp), and those of coins."""

NOISE = 1e-5
"""Yahoo's adjusted closes differ by rounding between two answers; the smallest real dividend moves them more."""


@dataclass(frozen=True, eq=False)
class History:
    """Daily history of one symbol as Yahoo gave it, rows without a close included.

    Attributes
    ----------
    symbol : str
    dates : ndarray of datetime64[D], shape (T,)
        Session dates on the exchange's clock.
    columns : mapping of column to ndarray, shape (T,)
        `COLUMNS`. Prices other than the adjusted close, and dividends, are split-adjusted by Yahoo.
    first, last : datetime64[D]
        The range asked for, both included; rows may start later (a new listing) and end earlier.
    fetched : datetime
        In UTC.
    currency, exchange, zone : str or None
        Yahoo's currency (`GBp` is pence), the exchange's MIC, its time zone.

    Raises
    ------
    ValueError
        A value is not as stated here: whatever wrote it, it is no history.
    """

    symbol: str
    dates: Days
    columns: Mapping[str, Floats]
    first: np.datetime64
    last: np.datetime64
    fetched: datetime
    currency: str | None = None
    exchange: str | None = None
    zone: str | None = None

    def __post_init__(self) -> None:
        texts = (self.currency, self.exchange, self.zone)
        if not all(text is None or isinstance(text, str) for text in texts):
            raise ValueError("its currency, exchange or time zone is no text")
        if self.currency is not None and not CURRENCY.fullmatch(self.currency):
            raise ValueError("its currency is no code")
        if set(self.columns) != set(COLUMNS) or any(len(c) != len(self.dates) for c in self.columns.values()):
            raise ValueError("its columns do not fit its dates")
        if not (np.diff(self.dates) > np.timedelta64(0, "D")).all():
            raise ValueError("its dates are not in order, each once")
        if any(np.isinf(column).any() for column in self.columns.values()):
            raise ValueError("a value is not finite")

    def covers(self, first: np.datetime64, last: np.datetime64) -> bool:
        """Whether the range from `first` to `last` was part of what was asked for."""
        return bool(self.first <= first and last <= self.last)

    def hours_old(self) -> float:
        """Hours since it was fetched; infinite when the clock says that it was fetched in the future."""
        age = (datetime.now(UTC) - self.fetched).total_seconds() / 3600
        return age if age >= 0 else float("inf")

    def rewritten(self, earlier: History) -> tuple[str, ...]:
        """Columns whose values on days that both hold differ from those of an earlier answer.

        The last row of the earlier answer is left out: it may have been an unfinished session.
        """
        _, new, old = np.intersect1d(self.dates, earlier.dates[:-1], return_indices=True)
        return tuple(
            name
            for name in ("close", "adjusted_close", "dividend", "split")
            if not np.allclose(self.columns[name][new], earlier.columns[name][old], rtol=NOISE, atol=0, equal_nan=True)
        )

    def series(self, first: np.datetime64, last: np.datetime64, source: str) -> PriceSeries:
        """Price series from `first` to `last`: the same however much more the history holds."""
        inside: NDArray[np.bool_] = (self.dates >= first) & (self.dates <= last)
        dates = self.dates[inside]
        values = {name: column[inside] for name, column in self.columns.items()}
        paid = np.nan_to_num(values["dividend"])
        return PriceSeries(
            ticker=self.symbol,
            dates=dates,
            close=values["close"],
            source=source,
            bars={name: values[name] for name in BARS},
            ex_dates=dates[paid != 0],
            dividends=paid[paid != 0],
            exchange=self.exchange,
            currency=self.currency,
            as_of=np.datetime64(self.fetched.replace(tzinfo=None), "ns"),
        ).observed()
