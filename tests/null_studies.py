"""Studies of made-up prices on a real calendar, where what is true is known."""

from __future__ import annotations

import numpy as np
import pandas as pd

import eventstudy as es
from eventstudy.calendar import load_sessions

SESSIONS = load_sessions("XNYS", "2018-01-02", "2022-12-30").dates
SIGMA = 0.02


def study(
    firms=10,
    days=600,
    at=None,
    effect=0.0,
    seed=1,
    tests=("bmp",),
    car=((0, 0),),
    event=(-2, 2),
    model="market",
    **more,
):
    """Market-model returns with normal errors, one event for each firm unless `at` says otherwise.

    `at` gives the session of each firm's event; firms with the same one share an event. The abnormal return `effect` is
    added on day 0. Returns the study and its closes.
    """
    rng = np.random.default_rng(seed)
    at = np.linspace(150, days - 20, firms).astype(int) if at is None else np.asarray(at)
    market = rng.normal(0, 0.01, days)
    beta = np.zeros((firms, 1)) if model == "mean" else rng.uniform(0.5, 1.5, (firms, 1))
    returns = beta * market + rng.normal(0, SIGMA, (firms, days))
    returns[np.arange(firms), at] += effect
    names = [f"A{i}" for i in range(firms)]
    closes = pd.DataFrame(
        100 * np.cumprod(1 + np.vstack([market, returns]), axis=1).T,
        index=pd.DatetimeIndex(SESSIONS[:days].astype("datetime64[s]")),
        columns=["M", *names],
    )
    events = [
        {"id": f"e{k}", "at": str(SESSIONS[day]), "assets": [names[i] for i in np.flatnonzero(at == day)]}
        for k, day in enumerate(np.unique(at))
    ]
    spec = es.load_spec(
        {
            "version": 1,
            "model": model,
            "windows": {"estimation": [-120, event[0] - 1], "event": list(event), "car": [list(w) for w in car]},
            "tests": list(tests),
            "defaults": {"exchange": "XNYS", "market": "M"},
            "assets": {name: {} for name in names},
            "events": events,
            **more,
        }
    )
    return spec, closes
