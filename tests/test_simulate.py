"""Made-up samples have the properties that their names promise, and tests the size that theory promises."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from conftest import ROOT
from eventstudy.inference import TESTS
from eventstudy.scale import Engine
from eventstudy.simulate import (
    FORECAST_SCENARIOS,
    LAWS,
    SCENARIOS,
    Scenario,
    attainable_level,
    draw_panel,
    must_hold,
    rejection_rates,
)

TWO = Engine("processes", 2)


@pytest.mark.parametrize("law", LAWS)
def test_laws_have_mean_0_and_variance_1(law):
    values = LAWS[law](np.random.default_rng(1), (400, 500))
    assert values.mean() == pytest.approx(0, abs=0.02)
    assert values.var() == pytest.approx(1, abs=0.05)


def test_skewed_and_heavy_laws():
    rng = np.random.default_rng(2)
    assert stats.skew(LAWS["skewed"](rng, (200_000,))) == pytest.approx(2, abs=0.2)
    assert stats.kurtosis(LAWS["t5"](rng, (200_000,))) > 3
    garch = LAWS["garch"](rng, (300, 1000))
    squares = garch**2
    assert np.corrcoef(squares[:, 1:].ravel(), squares[:, :-1].ravel())[0, 1] > 0.1


def residuals(panel):
    """What is left of the estimation returns after each firm's own market model."""
    x = panel.market_est - panel.market_est.mean(axis=1, keepdims=True)
    y = panel.returns_est - panel.returns_est.mean(axis=1, keepdims=True)
    return y - (x * y).sum(axis=1, keepdims=True) / (x**2).sum(axis=1, keepdims=True) * x


def test_correlation_between_firms():
    panel, _ = draw_panel(Scenario(firms=2, correlation=0.3, estimation=250), 200, np.random.default_rng(3))
    e = residuals(panel)
    r = [np.corrcoef(e[2 * i], e[2 * i + 1])[0, 1] for i in range(200)]
    assert np.mean(r) == pytest.approx(0.3, abs=0.02)


def test_dates_missing_days_and_event_variance():
    rng = np.random.default_rng(4)
    spread = draw_panel(Scenario(dates=20), 50, rng)[1].reshape(50, 30)
    assert {len(np.unique(days)) > 5 for days in spread} == {True}
    assert (np.ptp(spread.astype(int), axis=1) < 20).all()
    gaps, _ = draw_panel(Scenario(missing=0.1), 50, rng)
    assert np.isnan(gaps.returns_est).mean() == pytest.approx(0.1, abs=0.01)
    assert np.isfinite(gaps.returns).all()
    loud, _ = draw_panel(Scenario(event_variance=4.0), 100, rng)
    quiet, _ = draw_panel(Scenario(), 100, rng)
    assert loud.returns.var() / quiet.returns.var() > 2.5


def test_thin_trading_keeps_the_sum():
    panel, _ = draw_panel(Scenario(thin=0.5, firms=5), 20, np.random.default_rng(5))
    assert (panel.returns_est == 0).mean() == pytest.approx(0.5, abs=0.05)
    assert panel.returns_est.std() == pytest.approx(0.025, abs=0.01)


def test_effect_is_on_day_zero_only():
    rng = [np.random.default_rng(6) for _ in range(2)]
    with_effect, without = (draw_panel(Scenario(effect=e), 3, r)[0] for e, r in zip((2.0, 0.0), rng, strict=True))
    gap = with_effect.returns - without.returns
    assert (gap[:, 10] > 0.015).all()
    assert np.delete(gap, 10, axis=1) == pytest.approx(0)


def test_rates_do_not_depend_on_the_engine():
    options = (Scenario(firms=5), ["bmp", "t"], [(0, 0)], 120, 7)
    assert rejection_rates(*options) == rejection_rates(*options, engine=TWO)


def test_attainable_levels():
    assert attainable_level("sign", Scenario(firms=6)) == pytest.approx(2 / 64)
    assert attainable_level("wilcoxon", Scenario(firms=6)) == pytest.approx(2 / 64)
    assert attainable_level("bmp", Scenario(firms=6)) == 0.05
    assert attainable_level("filtered_sq", Scenario(estimation=120)) == pytest.approx(4 / 91)
    exact = sum(stats.binom.pmf(k, 30, 0.5) for k in range(31) if stats.binomtest(k, 30).pvalue <= 0.05)
    assert attainable_level("sign", Scenario(firms=30)) == pytest.approx(exact)


def test_power_in_closed_form():
    """1 − Φ(1.96 − √N δ/σ) + Φ(−1.96 − √N δ/σ): 42 % for N = 50, δ = 0.5 %, σ = 2 %."""
    shift = np.sqrt(50) * 0.005 / 0.02
    expected = stats.norm.sf(1.96 - shift) + stats.norm.cdf(-1.96 - shift)
    assert expected == pytest.approx(0.42, abs=0.005)
    rate = rejection_rates(Scenario(firms=50, effect=0.25, estimation=250), ["patell"], [(0, 0)], 1500, 8)[0]
    assert rate.rate == pytest.approx(expected, abs=3 * rate.error)


@pytest.mark.parametrize(("n", "r", "size"), [(50, 0.02, 0.168), (10, 0.05, 0.113)])
def test_size_of_a_test_that_ignores_correlation(n, r, size):
    """2Φ(−1.96 / √((1 + (n − 1)r̄)/(1 − r̄))), which BMP shows when firm-events share a date."""
    expected = 2 * stats.norm.cdf(-1.96 / np.sqrt((1 + (n - 1) * r) / (1 - r)))
    assert expected == pytest.approx(size, abs=5e-4)
    rate = rejection_rates(Scenario(firms=n, correlation=r, estimation=250), ["bmp"], [(0, 0)], 1500, 9)[0]
    t_law = 2 * stats.t.sf(stats.t.isf(0.025, n - 1) / np.sqrt((1 + (n - 1) * r) / (1 - r)), n - 1)
    assert rate.rate == pytest.approx(t_law, abs=4 * rate.error)


def test_every_test_has_scenarios_in_which_it_must_hold():
    known = {*SCENARIOS, *FORECAST_SCENARIOS}
    assert all(set(test.holds) <= known for test in TESTS.values())
    # They reject less than 5 % in small samples, or more, and say so.
    assert {name for name, test in TESTS.items() if not test.holds} == {"skew_t", "jackknife", "mvrm"}


def test_where_tests_must_hold():
    """Some cells at the borders of what is declared."""
    windows = [(0, 0), (-1, 1), (-10, 10)]
    cells = {(t, s, w) for t in TESTS for s in (SCENARIOS | FORECAST_SCENARIOS) for w in windows if must_hold(t, s, w)}
    inside = {("sq", "days_60", (0, 0)), ("sq", "t5", (-1, 1)), ("t", "spread_60", (-10, 10))}
    assert inside | {("savickas", "forecast", (-10, 10))} <= cells
    outside = {("sq", "days_60", (-1, 1)), ("sq", "t5", (-10, 10)), ("t", "t5", (0, 0))}
    assert cells.isdisjoint(outside | {("savickas", "independent", (0, 0))})


DRAWS = 600
CELLS = {name: [t for t in TESTS if must_hold(t, name, (0, 0))] for name in SCENARIOS}


@pytest.mark.slow
@pytest.mark.parametrize("scenario", [name for name, tests in CELLS.items() if tests])
def test_size(scenario):
    """A smaller run of docs/size-and-power.md; four errors, because a hundred cells are looked at."""
    windows = [(0, 0), (-1, 1)]
    for rate in rejection_rates(SCENARIOS[scenario], CELLS[scenario], windows, DRAWS, 10, engine=TWO):
        if must_hold(rate.test, scenario, rate.window):
            level = attainable_level(rate.test, SCENARIOS[scenario])
            assert rate.computed >= 0.98 * DRAWS  # some samples of twenty dates have fewer than ten
            assert abs(rate.rate - level) <= 4 * np.sqrt(level * (1 - level) / rate.computed), rate


@pytest.mark.slow
@pytest.mark.parametrize("dates", [1, 5, 20, 60])
def test_kpp_holds_where_bmp_does_not(dates):
    scenario = Scenario(firms=20, correlation=0.3, dates=dates)
    bmp, kpp = rejection_rates(scenario, ["bmp", "kpp"], [(-1, 1)], 2000, 11, engine=TWO)
    assert 0.035 <= kpp.rate <= 0.07
    assert bmp.rate > kpp.rate + 0.02


@pytest.mark.slow
def test_size_of_savickas():
    """Each firm-event of each sample has its own GARCH fit, so the draws are few."""
    scenario = FORECAST_SCENARIOS["forecast_variance_2"]
    for rate in rejection_rates(
        scenario, ["savickas"], [(0, 0), (-1, 1)], 200, 12, model="garch", engine=Engine("processes", 2)
    ):
        assert rate.computed == 200
        assert abs(rate.rate - 0.05) <= 3 * np.sqrt(0.05 * 0.95 / 200)


def test_savickas_has_no_rate_without_a_variance_forecast():
    rate = rejection_rates(Scenario(firms=5), ["savickas"], [(0, 0)], 50, 13)[0]
    assert (rate.computed, rate.draws) == (0, 50)


PUBLISHED = json.loads((ROOT / "docs/size-and-power.json").read_text())


@pytest.mark.parametrize(
    ("published", "scenarios", "draws"),
    [(PUBLISHED, SCENARIOS, 5000), (PUBLISHED["forecast"], FORECAST_SCENARIOS, 500)],
    ids=["market", "garch"],
)
def test_published_table_is_of_these_tests(published, scenarios, draws):
    assert published["draws"] >= draws
    assert set(scenarios) <= set(published["rates"])
    for name, scenario in scenarios.items():
        assert {row[0] for row in published["rates"][name]} == set(TESTS)
        for test, window, rejected, computed, _ in published["rates"][name]:
            if must_hold(test, name, tuple(window)):
                level = attainable_level(test, scenario)
                assert abs(rejected / computed - level) <= 3 * np.sqrt(level * (1 - level) / computed), (
                    test,
                    name,
                    window,
                )


def test_scenario_can_be_changed():
    assert replace(SCENARIOS["common"], firms=5).correlation == 0.3
