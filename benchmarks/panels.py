"""Seeded made-up studies of any size: prices and events as Parquet, and the YAML that names them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from eventstudy.calendar import load_sessions

__all__ = ["SIZES", "make_study"]

SIZES = {"S": (30, 30, 600), "M": (1_000, 200, 1_250), "L": (10_000, 2_000, 2_500), "XL": (1_000_000, 5_000, 5_000)}
"""Firm-events, assets, sessions."""

FACTORS = ["Mkt-RF", "SMB", "HML", "Mom", "RF"]

STUDY = """version: 1
study: {events:,} firm-events made up
model: market
windows:
  estimation: [-260, -11]
  event: [-10, 10]
  car: [[0, 0], [-1, 1], [-10, 10]]
tests: [cs_t, patell, bmp, rank, gen_sign]
prices: {{source: parquet, path: prices.parquet}}
events_file: events.parquet
defaults: {{exchange: XNYS, market: INDEX}}
"""


def make_study(folder: Path, events: int, assets: int, sessions: int, seed: int = 1) -> Path:
    """Write a study and return its YAML file; closes are split-adjusted prices of a market model with t(5) errors.

    The same study with four factors stands beside it as `carhart.yaml`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    days = load_sessions("XNYS", "2000-01-03", "2024-12-31")
    dates, closes = days.dates[:sessions], days.closes[:sessions]
    market = rng.normal(0.0003, 0.01, sessions)
    columns = {"date": dates.astype("datetime64[s]"), "INDEX": 1000 * np.exp(np.cumsum(market))}
    names = [f"A{i:05}" for i in range(assets)]
    for name in names:
        returns = rng.uniform(0.5, 1.5) * market + 0.02 * rng.standard_t(5, sessions) / np.sqrt(5 / 3)
        columns[name] = 50 * np.exp(np.cumsum(returns - 0.0002))
    pd.DataFrame(columns).to_parquet(folder / "prices.parquet", index=False)
    asset = rng.integers(0, assets, events)
    position = rng.integers(280, sessions - 20, events)
    before = rng.integers(1, 6 * 3600, events).astype("timedelta64[s]")
    table = pd.DataFrame(
        {
            "event_id": [f"e{i:07}" for i in range(events)],
            "asset": np.array(names)[asset],
            "at": pd.DatetimeIndex((closes[position] - before).astype("datetime64[us]")).tz_localize("UTC"),
        }
    )
    table.to_parquet(folder / "events.parquet", index=False)
    factors = pd.DataFrame(rng.normal(0, 0.006, (sessions, len(FACTORS))), columns=FACTORS)
    factors.insert(0, "date", dates.astype(str))
    factors.to_csv(folder / "factors.csv", index=False)
    study, text = folder / "study.yaml", STUDY.format(events=events)
    study.write_text(text, encoding="utf-8")
    with_factors = text.replace("model: market", "model: carhart\nfactors: {path: factors.csv}")
    (folder / "carhart.yaml").write_text(with_factors, encoding="utf-8")
    return study
