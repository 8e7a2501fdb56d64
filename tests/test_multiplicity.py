"""p-values adjusted for how many there are, and CARs in money."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

import eventstudy as es
from eventstudy.inference.multiplicity import benjamini_hochberg, holm
from made_up import ZERO, closes, returns, study

P_VALUES = st.lists(st.floats(0, 1), min_size=1, max_size=40)


@given(P_VALUES)
@settings(max_examples=30)
@pytest.mark.slow
def test_adjusted_p_values_equal_those_of_statsmodels(values):
    p = np.array(values)
    np.testing.assert_allclose(holm(p), multipletests(p, method="holm")[1], atol=1e-12)
    np.testing.assert_allclose(benjamini_hochberg(p), multipletests(p, method="fdr_bh")[1], atol=1e-12)


def test_families_of_the_shipped_study(shipped):
    table = shipped.multiplicity
    cars = table[table["family"] == "CAR"]
    own = shipped.car[shipped.car["event_id"] != "nvidia-most-valuable"]
    assert len(cars) == len(own)
    np.testing.assert_allclose(cars["holm"], multipletests(own["p_value"], method="holm")[1])
    for test, rows in shipped.tests[shipped.tests["group"] != "nvidia-most-valuable"].groupby("test"):
        p = rows["p_value"].dropna()
        adjusted = table[table["family"] == test]
        assert adjusted["group"].tolist() == rows["group"][p.index].tolist()
        np.testing.assert_allclose(adjusted["benjamini_hochberg"], multipletests(p, method="fdr_bh")[1])


def test_what_is_left_of_the_shock_after_holm(shipped):
    left = shipped.multiplicity.query("family == 'CAR' and holm < 0.05")
    assert left[["event_id", "asset", "start", "end"]].to_numpy().tolist() == [
        ["deepseek-shock", "NVDA", 0, 0],
        ["deepseek-shock", "ENR.DE", 0, 0],
    ]


@pytest.mark.parametrize("kind", ["simple", "log"])
def test_money(kind):
    assets = {
        "A": {"exchange": "XNYS", "market": "MKT", "shares": 2e6, "currency": "GBp"},
        "B": {"exchange": "XNYS", "market": "MKT"},
    }
    prices = closes(returns())
    result = es.run(study(0, assets=assets, returns=kind), prices)
    money = result.money
    assert set(money["asset"]) == {"A"}
    row = money.query("start == -1").iloc[0]
    before = prices["A"].iloc[ZERO - 2] / 100
    car = result.car.query("asset == 'A' and start == -1").iloc[0]
    effect = np.expm1(car["car"]) if kind == "log" else car["car"]
    assert row["value"] == pytest.approx(effect * before * 2e6, rel=1e-12)
    slope = np.exp(car["car"]) if kind == "log" else 1
    assert row["value_se"] == pytest.approx(slope * car["se"] * before * 2e6, rel=1e-12)
    assert (row["currency"], row["close"]) == ("GBP", pytest.approx(before))
    assert row["date"] == prices.index[ZERO - 2]


def test_the_shock_in_money(shipped):
    """Nvidia lost 593 bn USD on the day (close to close, 24.49 bn shares), 368 bn beyond the Nasdaq's own fall."""
    row = shipped.money.query("event_id == 'deepseek-shock' and start == 0 and end == 0").iloc[0]
    fall = shipped.ar.query("event_id == 'deepseek-shock' and day == 0 and asset == 'NVDA'")["return"].iloc[0]
    assert round(fall * row["close"] * row["shares"] / 1e9) == -593
    assert round(row["value"] / 1e9) == -368
