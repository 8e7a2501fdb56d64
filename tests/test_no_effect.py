"""No effect: what can be told to be smaller than a margin, and what would have been seen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.weightstats import DescrStatsW

import eventstudy as es
from eventstudy.inference import FIRM_TESTS, GROUP_TESTS, make_sample
from eventstudy.inference.clustered import kpp
from eventstudy.inference.families import cells_of, event_ranks
from eventstudy.inference.filtered import ordinary_windows
from eventstudy.inference.laws import tail
from eventstudy.inference.means import mean_errors
from eventstudy.inference.no_effect import equivalent_car, equivalent_mean
from eventstudy.inference.smallest_effects import (
    event_effect,
    family_effect,
    mean_effect,
    single_effects,
    smallest_effect,
)
from eventstudy.models import MODELS
from eventstudy.simulate.processes import Scenario, draw_panel
from eventstudy.tables.story import lead, stories
from eventstudy.text import ENGLISH, GERMAN
from made_up import closes, day, returns, study
from samples import make, make_panel
from test_inference import slow_covariance

SIDES = ("two-sided", "greater", "less")
ONE_DATE = {"firms": 6, "correlation": 0.3, "days": 160}


def moved(sample, effect):
    car = sample.car + effect
    return replace(sample, car=car, scar=car / sample.se)


def test_equivalence_of_a_mean_is_that_of_statsmodels():
    """Where errors are equal and nothing is shared, the error of the mean is the plain one."""
    panel, day0 = make_panel(3, firms=14, spread=300_000)
    fit = MODELS["mean"].fit(panel)
    sample = make_sample(
        replace(fit, sigma=np.full(14, 0.02)), (4, 4), day0, panel.days_est, panel.days, "two-sided", 0
    )
    for margin in (0.004, 0.01, 0.03):
        found = equivalent_mean(sample, margin, 0.05)
        p, low, high = DescrStatsW(sample.car).ttost_mean(-margin, margin)
        assert found.p_value == pytest.approx(p, rel=1e-9)
        assert found.statistic == pytest.approx(min(low[0], -high[0]), rel=1e-9)
    plain = stats.ttest_1samp(sample.car, 0).confidence_interval(0.9)
    assert (found.lower, found.upper) == pytest.approx((plain.low, plain.high), rel=1e-9)
    assert ENGLISH.text(found.law) == "t(13)"
    assert ENGLISH.text(found.null) == "mean CAR outside ±3 %"
    assert GERMAN.text(found.null) == "mittlere CAR außerhalb von ±3 %"


@pytest.mark.parametrize("spread", [0, 4])
def test_equivalence_of_a_mean_by_its_own_error(spread):
    sample = make(5, correlation=0.4, firms=9, spread=spread)
    own, error = equivalent_mean(sample, 0.05, 0.05), float(mean_errors(sample).se[0])
    below = stats.t.sf((sample.car.mean() + 0.05) / error, 8)
    above = stats.t.cdf((sample.car.mean() - 0.05) / error, 8)
    assert own.p_value == pytest.approx(max(below, above), rel=1e-9)
    assert own.upper - own.lower == pytest.approx(2 * stats.t.ppf(0.95, 8) * error, rel=1e-9)


@given(st.floats(1e-4, 0.2), st.integers(0, 20), st.sampled_from([0.01, 0.05, 0.1]))
def test_the_interval_lies_inside_the_margin_where_both_tests_reject(margin, seed, level):
    sample = make(seed, firms=5, days=200)
    for one in (equivalent_mean(sample, margin, level), *equivalent_car(sample, margin, level)):
        assert (one.p_value <= level) == (-margin < one.lower and one.upper < margin)
        assert one.lower <= one.upper


@pytest.mark.parametrize("window", [(0, 0), (-1, 1), (-2, 3)])
def test_equivalence_of_a_car_is_two_ranks(window):
    sample, margin = make(7, window=window, firms=8, days=150), 0.03
    above = FIRM_TESTS["filtered_sq"](replace(moved(sample, margin), alternative="greater")).p_value
    below = FIRM_TESTS["filtered_sq"](replace(moved(sample, -margin), alternative="less")).p_value
    found = list(equivalent_car(sample, margin, 0.05))
    exact = window[1] - window[0] < 3  # composed windows: ranks among 9,999 where the CAR is extreme, here among 999
    np.testing.assert_allclose(
        [one.p_value for one in found], np.maximum(above, below), rtol=1e-9 if exact else 0, atol=0 if exact else 0.03
    )


def test_few_days_have_no_equivalence():
    found = list(equivalent_car(make(1, firms=1, days=11, window=(0, 0)), 0.02, 0.05))
    assert np.isnan(found[0].lower)
    assert ENGLISH.text(found[0].note) == "9 ordinary windows are too few for an interval at this level"


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("window", [(0, 0), (-1, 1), (-2, 3)])
def test_what_a_rank_would_have_seen_by_search(window, side):
    sample = make(11, window=window, firms=4, days=150, alternative=side)
    for effect, own in zip(single_effects(sample, 0.05), ordinary_windows(sample), strict=True):
        place = int(0.05 * (len(own.windows) + 1))
        critical = np.sort(tail(own.windows, side))[-place]
        by_search = smallest_effect(lambda d, own=own: tail(own.windows + d, side), critical, 1.0, side)
        assert effect / own.error == pytest.approx(by_search, rel=2e-3)
    assert (single_effects(sample, 0.01) > single_effects(sample, 0.1)).all()


def test_a_single_effect_is_seen_as_often_as_it_says():
    """On normal days, on which it was not computed."""
    panel, day0 = make_panel(2, firms=600, days=200, event_days=3, first=-1)
    sample = make_sample(MODELS["market"].fit(panel), (1, 1), day0, panel.days_est, panel.days)
    effects = single_effects(sample, 0.05)
    for side in (1, -1):
        seen = (FIRM_TESTS["filtered_sq"](moved(sample, side * effects)).p_value <= 0.05).mean()
        assert seen == pytest.approx(0.8, abs=0.06)


@pytest.mark.parametrize("spread", [0, 6])
def test_the_effect_on_a_mean_by_its_formula(spread):
    sample = make(4, window=(0, 0), firms=7, correlation=0.3, days=160, spread=spread)
    c, w = slow_covariance(sample)
    inverse = np.linalg.inv(w)
    a = inverse - np.outer(inverse.sum(1), inverse.sum(1)) / inverse.sum()
    cells = cells_of(sample)
    shared = np.isfinite(cells.ordinary).all(axis=0)
    days = (cells.ordinary[:, shared] * np.sqrt(cells.before)[:, None]).T
    one, trace = np.ones(7), np.trace(a @ c)
    usual = np.sort([x @ one / np.sqrt(x @ a @ x / trace * (one @ c @ one)) for x in days])
    critical, most = stats.t.ppf(0.975, 6), int(np.ceil(0.8 * len(usual)))
    errors = max(critical - usual[-most], critical + usual[most - 1])
    here = np.sqrt(sample.scar @ a @ sample.scar / trace * (one @ c @ one)) / 7
    assert mean_effect(sample, 0.05) == pytest.approx(errors * here * sample.se.mean(), rel=1e-8)


@pytest.mark.slow
@pytest.mark.parametrize(
    "scenario",
    [
        Scenario(correlation=0.3),
        Scenario(correlation=0.3, dates=60),
        Scenario(firms=20, correlation=0.3, dates=5),
        Scenario(correlation=0.3, dates=60, event_variance=4.0),
    ],
    ids=["one date", "60 days", "week", "more variance"],
)
def test_a_mean_effect_is_seen_as_often_as_it_says(scenario):
    rng, seen = np.random.default_rng(7), []
    for _ in range(8):
        panel, day0 = draw_panel(scenario, 40, rng)
        together = make_sample(MODELS["market"].fit(panel), (10, 10), day0, panel.days_est, panel.days)
        for start in range(0, 40 * scenario.firms, scenario.firms):
            sample = together.take(np.arange(start, start + scenario.firms))
            effect = mean_effect(sample, 0.05) * sample.se / sample.se.mean()
            seen += [kpp(moved(sample, side * effect)).p_value <= 0.05 for side in (1, -1)]
    assert np.mean(seen) == pytest.approx(0.8, abs=0.06)


def test_effects_of_families_by_search():
    sample = make(9, window=(0, 0), **ONE_DATE)
    cells, rows = cells_of(sample), np.arange(6)
    effect = event_effect(cells, rows, 0.05, 0)
    shared = cells.ordinary[:, np.isfinite(cells.ordinary).all(axis=0)]
    largest = np.abs(shared).max(axis=0)
    critical = np.sort(largest)[-int(0.05 * (len(largest) + 1))]
    share = lambda d: min((np.abs(shared + s * d).max(axis=0) > critical).mean() for s in (1, -1))  # noqa: E731
    errors = effect / cells.error.mean()
    assert share(1.001 * errors) >= 0.8 > share(0.999 * errors)
    assert event_ranks(cells, [rows], 0)[1][0] == len(largest)
    pool = np.sort(np.abs(cells.ordinary[np.isfinite(cells.ordinary)]))
    critical = pool[-int(0.05 / 6 * (len(pool) + 1))]
    own = []
    for i in rows:
        days = np.sort(cells.ordinary[i][np.isfinite(cells.ordinary[i])])
        most = int(np.ceil(0.8 * len(days)))
        own.append(cells.error[i] * max(critical - days[-most], critical + days[most - 1]))
    assert family_effect(cells, 0.05, 0) == pytest.approx(np.median(own))


def grouped(**changes):
    events = [{"id": f"e{i}", "at": day(20 * i), "group": "xy"[i % 2], "primary": i == 0} for i in range(4)]
    return es.run(study(events=events, **changes), closes(returns()))


def test_tables():
    found = grouped(margin=0.03)
    assert grouped().equivalence.empty
    table = found.equivalence.query("start == 0 and end == 0")
    assert table.query("group != ''")["group"].tolist() == ["all", "e0", "e1", "e2", "e3", "x", "y"]
    assert set(table.query("group != ''")["test"]) == {"tost"}
    single = table.query("event_id != ''")
    assert len(single) == 12
    assert set(single["test"]) == {"tost_ranks"}
    cars = found.caar.query("start == 0 and end == 0").set_index("group")
    means = table.query("group != ''").set_index("group")
    for column, other in {"estimate": "mean_car", "se": "se", "n": "n"}.items():
        np.testing.assert_allclose(means[column], cars.loc[means.index, other])
    assert (means["margin"] == 0.03).all()
    effects = found.smallest_effects.query("start == 0 and end == 0")
    assert effects.query("group != ''")["group"].tolist() == ["all", "x", "y"]
    assert effects.query("test == 'event'")["event_id"].tolist() == ["e0"]
    assert len(effects.query("test == 'study'")) == 1
    assert len(effects.query("test == 'filtered_sq'")) == 12
    assert (effects["smallest_effect"] > 0).all()
    assert set(effects["test"]) - {"event", "study"} <= {*GROUP_TESTS, *FIRM_TESTS}


def test_sentences_give_the_numbers_of_the_tables():
    result = grouped(margin=0.03, alternative="two-sided")
    told, german = lead(result, ENGLISH), lead(result, GERMAN)
    mean = result.equivalence.query("group == 'all' and start == 0 and end == 0").iloc[0]
    low, high = (ENGLISH.percent(mean[end]) for end in ("lower", "upper"))
    assert f"The mean CAR [0, 0] is equivalent to zero within ±3.0 % (90 % interval {low} to {high})." in told
    assert any(
        one.startswith("Die mittlere CAR [0, 0] ist innerhalb von ±3,0 % gleichwertig mit null") for one in german
    )
    effects = result.smallest_effects.query("start == 0 and end == 0").set_index("test")["smallest_effect"]
    caar = result.caar.query("group == 'all' and start == 0 and end == 0").iloc[0]
    assert caar["p_value"] > 0.05
    size = ENGLISH.percent(effects["kpp"].iloc[0], 1, sign=False)
    not_told = "The test kpp does not tell it from zero; a mean of ±{} it would have told, with 80 % probability."
    assert any(one.endswith(not_told.format(size)) for one in told)
    together = ENGLISH.percent(effects["study"], 1, sign=False)
    assert any(f"a CAR of ±{together} alone would have been told from these" in one for one in told)
    asked = ENGLISH.percent(effects["event"], 1, sign=False)
    own = next(one for one in told if one.startswith("In question: "))
    assert ("not among" in own) == (f"moves of ±{asked} on average would have been" in own)
    narrow = lead(grouped(margin=0.0005), ENGLISH)
    assert any(one.startswith("It is not shown that the mean CAR [0, 0] is smaller than ±0.1 %") for one in narrow)


def test_a_share_that_did_not_stand_out_is_told_what_would_have():
    result = grouped()
    ranks = result.ranks.query("start == 0 and end == 0").set_index(["event_id", "asset"])
    effects = result.smallest_effects.query("start == 0 and end == 0 and asset != ''").set_index(["event_id", "asset"])
    for event, told in stories(result, ENGLISH, ["e0", "e1", "e2", "e3"]).items():
        for asset in "ABC":
            one = ranks.loc[(event, asset)]
            rare = (1 + one["larger"]) / (1 + one["ordinary"]) <= 0.05
            size = ENGLISH.percent(effects.loc[(event, asset), "smallest_effect"], 1, sign=False)
            assert (f"±{size} for {asset}" in told[-1]) != rare
    upward = stories(grouped(alternative="greater"), GERMAN, ["e0", "e1", "e2", "e3"])
    assert any("Eine abnormale Rendite von +" in told[-1] for told in upward.values())


def test_one_firm_event_is_told_of_by_itself():
    result = es.run(study(0, tickers=("A",), margin=0.2), closes(returns(tickers=("A",))))
    told = lead(result, ENGLISH)
    assert any(one.startswith("The CAR [0, 0] of A (e0) is equivalent to zero within ±20.0 %") for one in told)


def test_directions_that_were_expected():
    events = [{"id": f"e{i}", "at": day(20 * i), "sign": "+-"[i % 2]} for i in range(4)]
    told = lead(es.run(study(events=events, margin=0.05), closes(returns())), ENGLISH)
    assert any(
        one.startswith("Each in the direction expected of it, the mean CAR [0, 0] is equivalent to zero within")
        for one in told
    )
