"""Write the shipped prices from tables of closes and of daily bars.

python docs/snapshot.py FOLDER

FOLDER has `closes.csv` (wide), `gap_fill_closes.csv` and `ohlcv.csv` (both long). A close is that of the first file,
else of the second; the third gives open, high, low and volume alone. A volume of 0 is unknown.
"""

from __future__ import annotations

import gzip
import sys
from pathlib import Path

import pandas as pd

PACKED = Path(__file__).parent.parent / "src/eventstudy/prices/snapshot/prices.csv.gz"
KEY = ["ticker", "date"]


def compiled(closes: pd.DataFrame, filling: pd.DataFrame, bars: pd.DataFrame) -> str:
    """Long table of the tickers of `closes`, in their order, as text."""
    tickers = [name for name in closes.columns if name != "date"]
    known = closes.melt("date", var_name="ticker", value_name="close").dropna()
    both = pd.concat([known, filling[[*KEY, "close"]]]).drop_duplicates(KEY)
    ranges = bars[[*KEY, "open", "high", "low", "volume"]]
    table = both.merge(ranges, how="left", on=KEY, validate="one_to_one")
    table["volume"] = table["volume"].where(table["volume"] > 0).astype("Int64")
    table["ticker"] = pd.Categorical(table["ticker"], tickers, ordered=True)
    columns = ["date", "ticker", "open", "high", "low", "close", "volume"]
    return table.sort_values(KEY)[columns].to_csv(index=False, lineterminator="\n")


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    text = compiled(*(pd.read_csv(folder / f"{name}.csv") for name in ("closes", "gap_fill_closes", "ohlcv")))
    PACKED.write_bytes(gzip.compress(text.encode(), mtime=0))
