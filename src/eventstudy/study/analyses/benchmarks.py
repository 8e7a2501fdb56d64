"""The same CARs against other benchmarks, side by side: how much of a result hangs on the choice of the market."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from eventstudy.engine import Fit, car_and_error
from eventstudy.inference.laws import p_t
from eventstudy.messages import NOTHING, Message, joined, message
from eventstudy.models import DIMSON, MARKET, Model
from eventstudy.panel import cut_windows
from eventstudy.result.schema import TABLES
from eventstudy.spec import StudySpec
from eventstudy.study.analyses.analysis import Analysis, Computed, Found
from eventstudy.study.baskets import Basket
from eventstudy.study.findings import same_hour
from eventstudy.study.preparing import Prepared

__all__ = ["BENCHMARKS", "benchmarks_frame", "without_prices"]

MOST_BY_DEFAULT = 1000
"""Firm-events up to which the other markets of a study are compared though nobody asked for it."""
LEADS = message("benchmark_with_leads")
SAME_DAY = message("benchmark_at_another_hour", model=DIMSON.name)


def benchmarks_frame(prepared: Prepared, rows: np.ndarray) -> pd.DataFrame:
    """CARs of the market model against each benchmark of the study.

    The asset's own market stands first. Where a benchmark closes at another hour than the asset, the Dimson model with
    one lag and one lead follows.

    Parameters
    ----------
    prepared : Prepared
    rows : ndarray of int
        Firm-events of `prepared.events` that were computed.

    Returns
    -------
    DataFrame
        event_id, asset, benchmark, model, start, end, car, se, t, p_value, beta, r_squared, note; in the order of the
        study. `note` says why a row has no numbers, or what to beware of.
    """
    parts = [_against(prepared, *choice) for choice in _comparisons(prepared, rows) if len(choice[0])]
    if not parts:
        return pd.DataFrame(columns=TABLES["benchmarks"].filled)
    together = pd.concat(parts, ignore_index=True).sort_values(["_place", "_window"], kind="stable")
    return together[TABLES["benchmarks"].filled].reset_index(drop=True)


def _comparisons(prepared: Prepared, rows: np.ndarray) -> Iterator[tuple[np.ndarray, str | None, Model]]:
    """Firm-events, benchmark (None: each asset's own) and model of each comparison; nothing if there is only one."""
    events = prepared.events[["asset", "market"]].iloc[rows]
    others = _others(prepared.spec, events)
    own, assets = events["market"], events["asset"]
    choices: list[tuple[np.ndarray, str | None]] = [(rows[(own != "").to_numpy()], None)]
    fits = ((own != basket.name) & (assets != basket.market) for basket in others)
    choices += [(rows[one.to_numpy()], basket.name) for one, basket in zip(fits, others, strict=True)]
    late = [_asynchronous(prepared, some, benchmark) for some, benchmark in choices]
    if others or late[0].any():
        for (some, benchmark), apart in zip(choices, late, strict=True):
            yield some, benchmark, MARKET
            yield some[apart], benchmark, DIMSON


def _others(spec: StudySpec, events: pd.DataFrame) -> list[Basket]:
    """Benchmarks that the study names, else the markets of its other assets."""
    if spec.benchmarks is not None:
        named = [Basket(b.market, b.exclude) for b in spec.benchmarks]
        return list({basket.name: basket for basket in named}.values())
    used = [market for market in events["market"].unique() if market]
    if len(events) > MOST_BY_DEFAULT or len(used) < 2:
        return []
    return [Basket(market, {}) for market in used]


def _asynchronous(prepared: Prepared, rows: np.ndarray, benchmark: str | None) -> np.ndarray:
    """Which firm-events are compared with a market that closes at another hour; shape of `rows`."""
    events = prepared.events[["exchange", "market"]].iloc[rows]
    exchange, exchanges = pd.factorize(events["exchange"])
    market, markets = pd.factorize(events["market"]) if benchmark is None else (np.zeros(len(rows), int), [benchmark])
    sessions, places = prepared.sessions, prepared.market_exchange
    late = [
        [(e, m) in places and not same_hour(sessions[e], sessions[places[e, m]]) for m in markets] for e in exchanges
    ]
    return np.array(late, dtype=bool).reshape(len(exchanges), len(markets))[exchange, market]


def _against(prepared: Prepared, rows: np.ndarray, benchmark: str | None, model: Model) -> pd.DataFrame:
    """CARs of some firm-events against one benchmark, a row for each firm-event and window."""
    spec = prepared.spec
    events = prepared.events if benchmark is None else prepared.events.assign(market=benchmark)
    inputs = model.inputs({"lags": 1, "leads": 1}, None)
    panel, _ = cut_windows(
        events,
        rows,
        prepared.table,
        spec.windows,
        spec.enough_estimation,
        inputs,
        exclude_events=spec.exclude_events,
        others=prepared.elsewhere,
    )
    fit = model.fit(panel)
    keys = events.iloc[rows][["event_id", "asset"]].assign(benchmark=events["market"].iloc[rows], model=model.name)
    late = _asynchronous(prepared, rows, benchmark)
    beware = pd.Series([NOTHING, LEADS if model is DIMSON else SAME_DAY], dtype=object).take(late.astype(int))
    why = message("benchmark_not_estimated", market=benchmark or message("own_market"))
    parts = []
    for w, window in enumerate(spec.windows.car):
        numbers = pd.DataFrame(_numbers(spec, fit, window), index=panel.members).reindex(rows)
        part = keys.join(numbers).assign(start=window[0], end=window[1], _place=rows, _window=w)
        parts.append(part.assign(note=beware.set_axis(part.index).mask(part["se"].isna(), why)))
    return pd.concat(parts, ignore_index=True)


def _numbers(spec: StudySpec, fit: Fit, window: tuple[int, int]) -> dict[str, np.ndarray]:
    car, se = car_and_error(fit, *(day - spec.windows.event[0] for day in window))
    return {
        "car": car,
        "se": se,
        "t": car / se,
        "p_value": p_t(car / se, fit.df, spec.alternative),
        "beta": fit.beta,
        "r_squared": fit.r_squared,
    }


def without_prices(prepared: Prepared) -> Iterator[Message]:
    """Benchmarks that cannot be compared."""
    prices = prepared.prices
    named = [ticker for one in prepared.spec.benchmarks or () for ticker in (one.market, *one.exclude)]
    for ticker in dict.fromkeys(named):
        if ticker not in prices.series:
            error = prices.why_not(ticker)
            yield joined((message("benchmark_without_prices", ticker=ticker, why=error.what), error.advice))


def _found(computed: Computed) -> Found:
    prepared = computed.prepared
    return benchmarks_frame(prepared, computed.fitted.panel.members), tuple(without_prices(prepared))


BENCHMARKS = Analysis(TABLES["benchmarks"], _found)
