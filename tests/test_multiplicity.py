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
    """Families of firm-events and of events for each window, and one for each test over all groups and windows."""
    table = shipped.multiplicity
    own = shipped.car[shipped.car["event_id"] != "nvidia-most-valuable"]
    for (start, end), cars in own.groupby(["start", "end"]):
        study_family = table[(table["family"] == "study") & (table["start"] == start) & (table["end"] == end)]
        assert (
            study_family[["event_id", "asset"]].to_numpy().tolist() == cars[["event_id", "asset"]].to_numpy().tolist()
        )
        p = study_family["p_value"]
        np.testing.assert_allclose(study_family["holm"], multipletests(p, method="holm")[1])
        np.testing.assert_allclose(study_family["benjamini_hochberg"], multipletests(p, method="fdr_bh")[1])
        assert (study_family["max_t"] >= p - 0.01).all()
        events = table[(table["family"] == "event") & (table["start"] == start) & (table["end"] == end)]
        assert sorted(events["event_id"]) == sorted(cars["event_id"].unique())
    for test, rows in shipped.tests[shipped.tests["group"] != "nvidia-most-valuable"].groupby("test"):
        p = rows["p_value"].dropna()
        adjusted = table[table["family"] == test]
        assert adjusted["group"].tolist() == rows["group"][p.index].tolist()
        np.testing.assert_allclose(adjusted["benjamini_hochberg"], multipletests(p, method="fdr_bh")[1])


def test_the_question_asked_before_looking_stands_for_itself(shipped, shipped_spec):
    """The shock moved its shares; among all firm-events of the study none can be told from a share's results days."""
    events = shipped.multiplicity.query("family == 'event' and start == 0 and end == 0").set_index("event_id")
    shock = events.loc["deepseek-shock"]
    assert 0.02 < shock["p_value"] < 0.05
    assert shock["max_t"] == shock["holm"] == shock["benjamini_hochberg"] == shock["p_value"]
    others = events.drop("deepseek-shock")
    np.testing.assert_allclose(others["holm"], multipletests(others["p_value"], method="holm")[1])
    firm_events = shipped.multiplicity.query("family == 'study' and start == 0 and end == 0")
    assert firm_events["max_t"].min() > 0.2
    assert firm_events["benjamini_hochberg"].min() > 0.1
    plain = [event.model_copy(update={"primary": False}) for event in shipped_spec.events]
    together = es.run(shipped_spec.replace(events=plain), es.load_prices(shipped_spec)).multiplicity
    again = together.query("family == 'event' and start == 0 and end == 0").set_index("event_id")
    assert again.loc["deepseek-shock", "p_value"] == shock["p_value"]
    assert again.loc["deepseek-shock", "holm"] > shock["holm"]


def test_a_large_move_of_one_firm_event_is_found():
    """A jump of 15 standard deviations is larger than every ordinary day of all firm-events together."""
    frame = returns()
    frame.iloc[ZERO, 1] -= 0.3
    table = es.run(study(0), closes(frame)).multiplicity.query("start == 0 and end == 0")
    found = table[table["family"] == "study"].set_index("asset")
    assert found.loc["A", "max_t"] == pytest.approx(1e-4)
    assert found["benjamini_hochberg"]["A"] < 0.02 < found["max_t"]["B"]
    assert table[table["family"] == "event"]["p_value"].iloc[0] == pytest.approx(1 / 91)


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
