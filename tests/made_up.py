"""A made-up market on the sessions of New York, and studies of it."""

from __future__ import annotations

import numpy as np
import pandas as pd

import eventstudy as es
from eventstudy.calendar import load_sessions

SESSIONS = load_sessions("XNYS", "2023-01-01", "2024-12-31").dates
ZERO = 300
"""Position of the first event's day 0."""
WINDOWS = {"estimation": [-130, -11], "event": [-10, 10], "car": [[0, 0], [-1, 1], [0, 5]]}


def returns(tickers=("A", "B", "C"), seed=1, beta=0.9, noise=0.02):
    """Simple returns of a market MKT and of assets that follow it."""
    rng, days = np.random.default_rng(seed), len(SESSIONS)
    market = rng.normal(0.0003, 0.01, days)
    own = {name: beta * market + rng.normal(0, noise, days) for name in tickers}
    return pd.DataFrame({"MKT": market} | own, index=pd.DatetimeIndex(SESSIONS.astype("datetime64[ns]"), name="date"))


def closes(frame):
    return 100 * (1 + frame).cumprod()


def day(offset):
    return str(SESSIONS[ZERO + offset])


def study(*offsets, tickers=("A", "B", "C"), **changes):
    """Study whose events have their day 0 at these sessions from `ZERO`: e0, e1, …"""
    spec = {
        "version": 1,
        "study": "Made up",
        "windows": WINDOWS,
        "assets": {name: {"exchange": "XNYS", "market": "MKT"} for name in tickers},
        "events": [{"id": f"e{i}", "at": day(offset)} for i, offset in enumerate(offsets)],
    }
    return es.load_spec(spec | changes)
