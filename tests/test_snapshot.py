"""The shipped prices are whole: on the exchanges' own days, with their ranges, and as they were compiled."""

from __future__ import annotations

import gzip
import importlib.util

import exchange_calendars
import numpy as np
import pandas as pd
import pytest

import eventstudy as es
import snapshot
from conftest import ROOT

LISTING = pd.read_csv(snapshot.FOLDER / "series.csv").set_index("ticker")
ROWS = snapshot.rows().set_index("ticker")
UNKNOWN_VOLUMES = {
    ("^GSPC", "2023-05-24"),
    ("^GDAXI", "2024-08-09"),
    ("^GDAXI", "2024-08-13"),
    ("^GDAXI", "2024-08-14"),
    ("^GDAXI", "2024-08-15"),
}


@pytest.mark.parametrize("ticker", LISTING.index)
def test_rows_are_the_sessions_of_the_exchange(ticker):
    listed, days = LISTING.loc[ticker], ROWS.loc[ticker, "date"].tolist()
    calendar = exchange_calendars.get_calendar(listed["exchange"], start=listed["first"], end=listed["last"])
    assert days == [str(day.date()) for day in calendar.sessions]
    assert [len(days), days[0], days[-1]] == listed[["rows", "first", "last"]].tolist()


def test_every_range_holds_its_open_and_close():
    prices = ROWS[["open", "high", "low", "close"]]
    assert (np.isfinite(prices) & (prices > 0)).all(axis=None)
    for name in ("open", "close"):
        assert ((prices["low"] <= prices[name]) & (prices[name] <= prices["high"])).all()


def test_unknown_volumes_are_unknown():
    unknown = ROWS[ROWS["volume"].isna()]
    assert set(zip(unknown.index, unknown["date"], strict=True)) == UNKNOWN_VOLUMES
    assert (ROWS["volume"].dropna() > 0).all()


def test_dividends_fall_on_sessions():
    days = set(zip(ROWS.index, ROWS["date"], strict=True))
    paid = snapshot.dividends()
    assert set(zip(paid["ticker"], paid["date"], strict=True)) <= days
    assert (paid["amount"] > 0).all()


def test_what_is_loaded_has_the_hash_that_is_listed(shipped_spec):
    series = es.load_prices(shipped_spec).series
    assert {ticker: one.sha256() for ticker, one in series.items()} == LISTING["sha256"].to_dict()


@pytest.mark.parametrize(
    ("ticker", "date", "close"),
    [
        ("ENR.DE", "2021-11-01", 25.03),
        ("ASML.AS", "2025-04-15", 605.4),
        ("ASML.AS", "2025-12-31", 921.4),
        ("NVDA", "2025-01-27", 118.42),
        ("^IXIC", "2025-01-27", 19341.83),
    ],
)
def test_closes_of_known_days(ticker, date, close):
    assert ROWS.loc[ticker].set_index("date").loc[date, "close"] == close


def packer():
    spec = importlib.util.spec_from_file_location("packer", ROOT / "docs/snapshot.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_packing_what_was_unpacked_gives_the_same_text():
    rows = snapshot.rows()
    wide = rows.pivot_table(index="date", columns="ticker", values="close")[rows["ticker"].unique()]
    text = packer().compiled(wide.reset_index(), rows[:0], rows.assign(close=0.0))
    assert text == gzip.decompress((snapshot.FOLDER / "prices.csv.gz").read_bytes()).decode()


def test_which_table_a_number_is_taken_from():
    """A close is the first table's, else the second's, never the third's; a volume of 0 is unknown."""
    closes = pd.DataFrame({"date": ["2025-01-02", "2025-01-03"], "B": [10.5, np.nan], "A": [1.0, 2.0]})
    more = pd.DataFrame({"date": ["2025-01-02", "2025-01-03"], "ticker": "B", "close": [99.0, 11.0], "open": 7.0})
    bars = pd.DataFrame(
        {
            "date": ["2025-01-02", "2025-01-03", "2025-01-06"],
            "ticker": "B",
            "open": [10.0, 11.0, 12.0],
            "high": 13.0,
            "low": 9.0,
            "close": 12.5,
            "volume": [0, 5, 6],
        }
    )
    assert packer().compiled(closes, more, bars).splitlines() == [
        "date,ticker,open,high,low,close,volume",
        "2025-01-02,B,10.0,13.0,9.0,10.5,",
        "2025-01-03,B,11.0,13.0,9.0,11.0,5",
        "2025-01-02,A,,,,1.0,",
        "2025-01-03,A,,,,2.0,",
    ]


def test_claims_are_checked_on_any_day(shipped_spec):
    """Every session has its range: a claim about a day far from the shock is judged by it."""
    event = {"id": "h20", "at": "2025-04-15T16:30-04:00", "claims": [{"asset": "NVDA", "return": "-0.10"}]}
    claim = es.run(shipped_spec.replace(events=[event]), es.load_prices(shipped_spec)).claims.iloc[0]
    assert claim[["open", "high", "low"]].notna().all()
    row = ROWS.loc["NVDA"].set_index("date")
    for name in ("open", "high", "low"):
        expected = row.loc["2025-04-16", name] / row.loc["2025-04-15", "close"] - 1
        assert claim[name] == pytest.approx(expected, abs=1e-12)
    assert claim["verdict"] == "intraday only"
