"""Random studies: whatever calendar, gaps, windows and names, the promises hold or an error of ours says why not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import eventstudy as es
from eventstudy.calendar import load_sessions
from eventstudy.errors import EventStudyError
from eventstudy.spec.names import name_problem

KEYS = ["event_id", "asset", "start", "end"]
EXCHANGES = {name: load_sessions(name, "2022-06-01", "2024-06-28").dates for name in ("XNYS", "XLON", "XTKS")}
NAMES = st.text(min_size=1, max_size=12).filter(
    lambda name: not name_problem(name) and name not in ("all", "M", "date")
)
SLOW = settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@st.composite
def studies(draw, most=12, models=("market", "mean", "market_adjusted", "scholes_williams", "dimson", "bhar")):
    """A study with its closes: names from all of Unicode, gaps, late starts, windows on either side of day 0."""
    exchange = draw(st.sampled_from(list(EXCHANGES)))
    sessions = EXCHANGES[exchange]
    names = draw(st.lists(NAMES, min_size=1, max_size=most, unique=True))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    first = draw(st.integers(-8, 0))
    last = draw(st.integers(0, 8))
    gap, length = draw(st.integers(1, 5)), draw(st.integers(20, 90))
    inside = st.integers(first, last)
    cars = draw(st.lists(st.tuples(inside, inside).map(sorted).map(tuple), min_size=1, max_size=3, unique=True))
    count = draw(st.integers(1, 4))
    market = rng.standard_t(5, len(sessions)) * 0.01
    own = rng.uniform(-1, 2, len(names)) * market[:, None] + rng.standard_t(4, (len(sessions), len(names))) * 0.02
    prices = np.exp(np.cumsum(np.column_stack([market, own]), axis=0)) * 10.0 ** rng.integers(-3, 5)
    prices[rng.random(prices.shape) < draw(st.sampled_from([0, 0, 0.002, 0.05]))] = np.nan
    for column in range(1, prices.shape[1]):
        if rng.random() < 0.2:
            prices[: rng.integers(0, len(sessions)), column] = np.nan
    days = pd.DatetimeIndex(sessions.astype("datetime64[s]"))
    closes = pd.DataFrame(prices, index=days, columns=["M", *names])
    events = [
        {
            "id": f"e{i}",
            "at": str(rng.choice(sessions) + rng.integers(0, 4)),
            "assets": list(rng.choice(names, rng.integers(1, len(names) + 1), replace=False)),
            "group": draw(st.sampled_from(["g", "h"])),
            "endogenous": draw(st.booleans()) and i > 0,
        }
        for i in range(count)
    ]
    spec = {
        "version": 1,
        "model": draw(st.sampled_from(models)),
        "windows": {"estimation": [first - gap - length, first - gap], "event": [first, last], "car": cars},
        "defaults": {"exchange": exchange, "market": "M"},
        "assets": {name: {} for name in names},
        "events": events,
        "exclude_events": draw(st.booleans()),
        "alternative": draw(st.sampled_from(["two-sided", "greater", "less"])),
    }
    return spec, closes


def run(spec, closes):
    """Result of a study; None where all was dropped, or where an error of ours says what is wrong."""
    try:
        return es.run(es.load_spec(spec), closes)
    except EventStudyError as e:
        told = e
    assert told.remedy, told
    return None


def same(one, other, columns, factor=1.0, **tolerance):
    a, b = (table.sort_values(KEYS).reset_index(drop=True) for table in (one, other))
    assert a[KEYS].equals(b[KEYS])
    for column in columns:
        left, right = (table[column].astype(float) for table in (a, b))
        np.testing.assert_allclose(left, factor * right, **{"rtol": 1e-6, "atol": 1e-9} | tolerance)


def common(table, keys):
    """Rows whose keys are among these."""
    return table[np.array([tuple(row) in keys for row in table[KEYS].to_numpy()], dtype=bool)]


@SLOW
@given(made=studies())
def test_nothing_vanishes(made):
    """Each firm-event that goes in comes out of each window with its CAR, or with a reason."""
    spec, closes = made
    found = run(spec, closes)
    assume(found is not None)
    wanted = {(e["id"], asset) for e in spec["events"] for asset in e["assets"]}
    assert set(zip(found.events["event_id"], found.events["asset"], strict=True)) == wanted
    whole = found.dropped[found.dropped["start"].isna()]
    for start, end in spec["windows"]["car"]:
        car = found.car[(found.car["start"] == start) & (found.car["end"] == end)]
        part = found.dropped[(found.dropped["start"] == start) & (found.dropped["end"] == end)]
        told = [(r.event_id, r.asset) for table in (car, whole, part) for r in table.itertuples()]
        assert sorted(told) == sorted(wanted)
    assert (found.dropped["reason"].astype(str).str.len() > 10).all()
    assert np.isfinite(found.car[["car", "se", "t", "p_value"]]).all().all()


@SLOW
@given(made=studies())
def test_every_number_is_one(made):
    """p-values lie between 0 and 1; a test without one says why."""
    found = run(*made)
    assume(found is not None)
    for table in (found.car, found.firm_tests, found.tests):
        p = table["p_value"].to_numpy(float)
        assert ((p >= 0) & (p <= 1) | np.isnan(p)).all()
        if "note" in table:
            assert (table["note"][np.isnan(p)].astype(str) != "").all()
    sums = found.ar.groupby(["event_id", "asset"])["ar"].sum(min_count=1)
    full = tuple(made[0]["windows"]["event"])
    car = found.car[(found.car["start"] == full[0]) & (found.car["end"] == full[1])].set_index(["event_id", "asset"])
    if made[0]["model"] != "bhar" and len(car):
        np.testing.assert_allclose(car["car"], sums.reindex(car.index), atol=1e-12)


@SLOW
@given(made=studies(models=("market", "mean", "market_adjusted")), seed=st.integers(0, 99))
def test_order_does_not_matter(made, seed):
    spec, closes = made
    rng = np.random.default_rng(seed)
    shuffled = spec | {
        "assets": {name: {} for name in rng.permutation(list(spec["assets"])).tolist()},
        "events": [e | {"assets": rng.permutation(e["assets"]).tolist()} for e in rng.permutation(spec["events"])],
    }
    one, other = run(spec, closes), run(shuffled, closes[rng.permutation(closes.columns)])
    assert (one is None) == (other is None)
    assume(one is not None)
    same(one.car, other.car, ["car", "se", "t", "p_value"])
    tests = [
        t.assign(event_id=t["group"], asset=t["test"]).query("test not in ('bootstrap', 'wild')")
        for t in (one.tests, other.tests)
    ]
    # Identical member sets are written once, under the first group that has them.
    names = [set(map(tuple, t[KEYS].to_numpy())) for t in tests]
    a, b = (common(t, names[0] & names[1]) for t in tests)
    same(a, b, ["p_value"], atol=1e-7)


@SLOW
@given(made=studies(), scale=st.sampled_from([1e-6, 0.01, 3.0, 1e6]))
def test_the_unit_of_prices_does_not_matter(made, scale):
    spec, closes = made
    one, other = run(spec, closes), run(spec, closes * scale)
    assert (one is None) == (other is None)
    assume(one is not None)
    same(one.car, other.car, ["car", "se", "p_value"])


@SLOW
@given(made=studies(models=("market", "mean")), factor=st.sampled_from([1e-4, 0.5, 3.0]))
def test_tests_do_not_know_the_unit_of_returns(made, factor):
    """Returns a thousand times smaller give CARs a thousand times smaller and the same t."""
    spec, closes = made
    returns = closes.pct_change(fill_method=None).iloc[1:]
    small = 100 * (1 + factor * returns.where(returns.abs() < 0.3)).cumprod()
    plain = 100 * (1 + returns.where(returns.abs() < 0.3)).cumprod()
    plain, small = (frame.where(returns.notna()) for frame in (plain, small))
    assume((small > 0).where(small.notna(), True).all().all())
    one, other = run(spec, plain), run(spec, small)
    assume(one is not None and other is not None)
    both = set(map(tuple, one.car[KEYS].to_numpy())) & set(map(tuple, other.car[KEYS].to_numpy()))
    a, b = (common(t.car, both) for t in (one, other))
    same(b, a, ["car"], factor, atol=1e-9)
    same(b, a, ["t"], rtol=1e-4, atol=1e-6)


@pytest.mark.slow
@settings(max_examples=8, suppress_health_check=list(HealthCheck))
@given(made=studies(most=200))
def test_many_firms(made):
    found = run(*made)
    assume(found is not None)
    assert len(found.events) == sum(len(e["assets"]) for e in made[0]["events"])
