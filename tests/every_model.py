"""Prints a hash of every result table of every model; run by a test with other threads and engines."""

from __future__ import annotations

import argparse
import hashlib
import json

import numpy as np
import pandas as pd
import scipy.linalg  # noqa: F401 - its own BLAS is limited too
from threadpoolctl import threadpool_limits

import eventstudy as es
from eventstudy.prices.factors import FactorTable
from eventstudy.scale import Engine

DAYS = pd.bdate_range("2021-01-04", periods=420)
TICKERS = [f"T{i:02}" for i in range(14)]


def closes() -> pd.DataFrame:
    rng = np.random.default_rng(3)
    market = rng.normal(0.0003, 0.01, len(DAYS))
    calm = 1 + 0.7 * np.sin(np.arange(len(DAYS)) / 15)
    returns = {name: rng.uniform(0.5, 1.5) * market + calm * rng.normal(0, 0.02, len(DAYS)) for name in TICKERS}
    table = pd.DataFrame({"MKT": market, **returns}, index=DAYS)
    return 100 * (1 + table).cumprod().round(8)


def factors() -> FactorTable:
    names = ("Mkt-RF", "SMB", "HML", "RMW", "CMA", "Mom", "RF")
    values = np.random.default_rng(4).normal(0.0001, 0.005, (len(DAYS), len(names)))
    return FactorTable(DAYS.to_numpy().astype("datetime64[D]"), names, values, None, "made up", "0" * 64)


def study(model: str) -> es.StudySpec:
    options = {"factor": {"columns": ["SMB", "HML"]}, "portfolio": {"columns": ["T12", "T13"]}}.get(model, {})
    assets = TICKERS[:12]
    return es.load_spec({
        "version": 1, "study": "every model", "model": {"name": model, **options},
        "factors": {"path": "factors.csv"}, "defaults": {"exchange": "24/5", "market": "MKT"},
        "windows": {"estimation": [-250, -11], "event": [-5, 5], "car": [[0, 0], [-1, 1]]},
        "tests": list(es.TESTS),
        "assets": {name: {} for name in TICKERS},
        "events": [
            {"id": "one", "at": str(DAYS[300].date()), "assets": assets},
            {"id": "two", "at": str(DAYS[340].date()), "assets": assets},
        ],
    })  # fmt: skip


def hashes(engine: Engine) -> dict[str, dict[str, str]]:
    prices, table = closes(), factors()
    found = {}
    for model in es.MODELS:
        frames = es.run(study(model), prices, table, engine=engine).frames
        found[model] = {name: hashlib.sha256(f.to_csv().encode()).hexdigest() for name, f in frames.items()}
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("engine")
    parser.add_argument("--threads", type=int, default=1)
    given = parser.parse_args()
    threadpool_limits(given.threads, user_api="blas")  # the environment gives no more than there are cores
    print(json.dumps(hashes(Engine(given.engine, 2))))
