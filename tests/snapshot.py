"""The shipped prices, read by pandas from their files: nothing of the package has a hand in it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

FOLDER = Path(__file__).parent.parent / "src/eventstudy/prices/snapshot"


def rows() -> pd.DataFrame:
    """Date, ticker, open, high, low, close and volume, dates as text."""
    return pd.read_csv(FOLDER / "prices.csv.gz")


def closes() -> pd.DataFrame:
    """Wide table of closes by date, NaN where an exchange was closed or the series does not reach."""
    table = rows()
    wide = table.pivot_table(index="date", columns="ticker", values="close")[table["ticker"].unique()]
    wide.index = pd.DatetimeIndex(wide.index)
    return wide.rename_axis(columns=None)


def dividends() -> pd.DataFrame:
    """Date, ticker and amount."""
    return pd.read_csv(FOLDER / "dividends.csv")
