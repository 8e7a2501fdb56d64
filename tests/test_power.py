"""Size and power at a study's own dimensions."""

from __future__ import annotations

import numpy as np
import pytest

import eventstudy as es
from conftest import HERE
from eventstudy.errors import NothingComputed, SpecError
from eventstudy.prices import prices_from_frame
from eventstudy.scale import Engine
from eventstudy.simulate import Scenario, plan_power, power_table
from eventstudy.simulate.resampled_study import BLOCK, ResampledStudy
from eventstudy.study import estimate
from eventstudy.text import ENGLISH
from null_studies import SESSIONS, SIGMA, study


@pytest.fixture(scope="module")
def spec():
    return es.load_spec(HERE / "golden/common/study.yaml").replace(tests=["bmp", "kp"])


@pytest.fixture(scope="module")
def plan(spec):
    return plan_power(spec, es.load_prices(spec))


@pytest.fixture(scope="module")
def table(plan):
    return power_table(plan, [0.01, 0.02], 100, seed=1)


def test_plan_is_the_study(plan):
    assert (plan.scenario.firms, plan.scenario.dates, plan.scenario.residuals.shape) == (30, 1, (120, 30))
    assert plan.scenario.correlation == pytest.approx(0.006725200111, rel=1e-9)
    assert plan.tests == ("bmp", "kp")
    assert plan.windows == ((0, 0), (-1, 1), (-10, 10))
    assert 0.01 < plan.sigma < 0.02
    assert "30 firm-events on their own 1 dates" in ENGLISH.text(plan.said)


def test_defaults_are_those_of_the_study(spec):
    asked = plan_power(spec.replace(tests="default"), es.load_prices(spec))
    assert asked.tests == ("kpp", "portfolio_sq", "mvrm")


def test_table(table):
    assert len(table) == 2 * 3 * 3
    rates = table.set_index(["test", "start", "effect"])["rate"]
    assert rates["bmp", 0, 0.0] < 0.2
    assert rates["bmp", 0, 0.0] < rates["bmp", 0, 0.01] <= rates["bmp", 0, 0.02]
    assert rates["bmp", 0, 0.02] > rates["bmp", -10, 0.02]


# What is resampled


def planned(spec, closes, **more):
    return plan_power(spec, prices_from_frame(closes), **more).scenario


def drawn(scenario, samples=40, seed=1):
    return scenario.fitted(samples, np.random.default_rng(seed), "")


def test_the_grid_and_missing_days_stay():
    spec, closes = study(firms=3, at=[300, 310, 310])
    closes.loc[closes.index[[220, 305, 308]], "A1"] = np.nan
    own = estimate(spec, prices_from_frame(closes))
    panel, day0, fit = drawn(planned(spec, closes), samples=2)
    np.testing.assert_array_equal(day0, np.tile(own.events["day0"].to_numpy().astype("datetime64[D]"), 2))
    for name in ("days_est", "days", "market_est", "market", "complete"):
        np.testing.assert_array_equal(getattr(panel, name), np.tile(getattr(own.panel, name), (2, 1)))
    for name in ("returns_est", "returns"):
        np.testing.assert_array_equal(
            np.isnan(getattr(panel, name)), np.tile(np.isnan(getattr(own.panel, name)), (2, 1))
        )
    np.testing.assert_array_equal(fit.n, np.tile(own.fit.n, 2))


def test_residuals_are_those_of_the_same_date_for_all_assets():
    """Each drawn return less the expected one is the asset's residual at one date, in blocks of neighbours."""
    spec, closes = study(firms=4, at=[300] * 4)
    scenario = planned(spec, closes)
    own = estimate(spec, prices_from_frame(closes))
    of_study = own.fit.residuals * np.sqrt(own.fit.n / own.fit.df)[:, None]
    np.testing.assert_allclose(scenario.residuals, (of_study - of_study.mean(axis=1, keepdims=True)).T, atol=1e-15)
    panel, _, _ = drawn(scenario, samples=1)
    residuals = np.concatenate([panel.returns_est - scenario.past.expected, panel.returns - scenario.now.expected], 1)
    dates = np.array([np.abs(scenario.residuals - one).sum(axis=1).argmin() for one in residuals.T])
    np.testing.assert_allclose(scenario.residuals[dates].T, residuals, atol=1e-12)
    steps = np.diff(dates) % len(scenario.residuals) == 1
    assert len(dates) / BLOCK - 1 <= (~steps).sum() <= len(dates) / BLOCK + 1


def test_the_effect_is_on_every_day_0_of_the_asset():
    """Also where it lies in the estimation window or event window of another event of the asset."""
    spec, closes = study(firms=2, at=[300, 340])
    events = [
        {"id": f"e{i}", "at": str(SESSIONS[day]), "assets": assets}
        for i, (day, assets) in enumerate([(300, ["A0", "A1"]), (302, ["A0"]), (340, ["A0"])])
    ]
    scenario = planned(spec.replace(events=events), closes)
    plain, _, _ = drawn(scenario, samples=1)
    moved, _, _ = drawn(scenario.with_effect(0.03, SIGMA), samples=1)
    hit_est = (moved.returns_est - plain.returns_est).sum(axis=1) / 0.03
    hit = (moved.returns - plain.returns).sum(axis=1) / 0.03
    # e0 of A0 and A1, e1 of A0 two sessions later, e2 of A0 after both
    np.testing.assert_allclose(hit, [2, 1, 2, 1], atol=1e-9)
    np.testing.assert_allclose(hit_est, [0, 0, 0, 2], atol=1e-9)


def test_correlation_between_firms_stays():
    rng = np.random.default_rng(4)
    spec, closes = study(firms=6, at=[300, 300, 320, 320, 340, 340])
    shock = np.cumprod(1 + rng.normal(0, SIGMA, len(closes)))
    closes[[f"A{i}" for i in range(6)]] *= shock[:, None]
    scenario = planned(spec, closes)
    assert scenario.correlation == pytest.approx(0.5, abs=0.08)
    _, day0, fit = drawn(scenario, samples=400)
    zero = fit.ar[:, 2].reshape(400, 6)
    found = np.corrcoef(zero.T)
    assert found[0, 1] == pytest.approx(0.5, abs=0.15)
    assert abs(found[0, 2]) < 0.15  # days of different dates
    assert (day0[:2] == day0[0]).all()


def test_assets_of_other_years_go_on_with_their_own_residuals():
    spec, closes = study(firms=2, at=[150, 560])
    scenario = planned(spec, closes)
    assert np.isfinite(scenario.residuals).all()
    _, _, fit = drawn(scenario, samples=500)
    own = estimate(spec, prices_from_frame(closes)).fit.sigma
    np.testing.assert_allclose(fit.ar[:, 2].reshape(500, 2).std(axis=0), own, rtol=0.12)
    for which in scenario.starts:
        assert len(which) >= 60


def test_shocks_of_the_study_are_not_resampled():
    spec, closes = study(firms=1, at=[300], effect=0.5)
    events = [{"id": f"e{day}", "at": str(SESSIONS[day]), "assets": ["A0"]} for day in (300, 350)]
    assert np.abs(planned(spec.replace(events=events), closes).residuals).max() < 5 * SIGMA


def test_endogenous_events_stay_out():
    spec, closes = study(firms=3, at=[300, 300, 340])
    own = [
        {"id": "e0", "at": str(SESSIONS[300]), "assets": ["A0", "A1"]},
        {"id": "e1", "at": str(SESSIONS[340]), "assets": ["A2"], "endogenous": True},
    ]
    plan = plan_power(spec.replace(events=own), prices_from_frame(closes))
    assert plan.scenario.firms == 2
    own[0]["endogenous"] = True
    with pytest.raises(NothingComputed, match="defined by its return"):
        plan_power(spec.replace(events=own), prices_from_frame(closes))


def test_fewer_firm_events_are_the_studys_and_more_are_made_up():
    spec, closes = study(firms=6)
    few = plan_power(spec, prices_from_frame(closes), firms=2)
    assert isinstance(few.scenario, ResampledStudy)
    assert ENGLISH.text(few.said).startswith("2 of the study's 6 firm-events")
    _, day0, _ = drawn(few.scenario, samples=200)
    assert len(np.unique(day0)) == 6
    many = plan_power(spec, prices_from_frame(closes), firms=9)
    assert isinstance(many.scenario, Scenario)
    assert many.scenario.firms == 9
    assert ENGLISH.text(many.said).startswith("made up, since the study has 6")


@pytest.mark.parametrize(("at", "width"), [(None, 0.025), ([300] * 12, 0.05), ([300] * 6 + [304] * 6, 0.05)])
def test_sizes_are_those_of_the_tests(at, width):
    """Normal residuals: tests whose assumptions hold reject in 5 %, of one firm-event and across them.

    One date has 118 dates to be drawn from: a share of 5 % of these has a standard error of two points.
    """
    spec, closes = study(firms=12, at=at, tests=("kpp", "t"), car=((0, 0), (-2, 2)))
    table = power_table(plan_power(spec, prices_from_frame(closes)), [0.02], 800, seed=2)
    rates = table.set_index(["test", "start", "effect"])["rate"]
    for test in ("kpp", "t"):
        for start in (0, -2):
            assert rates[test, start, 0.0] == pytest.approx(0.05, abs=width), (test, start)
    assert rates["kpp", 0, 0.02] > 0.7
    assert rates["t", 0, 0.02] == pytest.approx(0.17, abs=0.05)


def test_one_sided_tests_ask_for_their_side():
    spec, closes = study(firms=4, alternative="less")
    plan = plan_power(spec, prices_from_frame(closes))
    rates = power_table(plan, [0.02, -0.02], 200, seed=1).set_index("effect")["rate"]
    assert rates[0.02] < 0.01
    assert rates[-0.02] > 0.3


def test_a_sample_without_a_window_is_tested_on_the_others():
    spec, closes = study(firms=5, at=[300] * 5, tests=("bmp", "wilcoxon"))
    closes.loc[closes.index[300:302], "A1"] = np.nan
    spec = spec.replace(windows={"estimation": [-120, -3], "event": [-2, 2], "car": [[0, 0], [-2, -1]]})
    table = power_table(plan_power(spec, prices_from_frame(closes)), [0.02], 100)
    assert (table["computed"] == 100).all()


@pytest.mark.slow
def test_jobs_change_no_byte():
    spec, closes = study(firms=6, tests=("kpp", "t", "wilcoxon"))
    plan = plan_power(spec, prices_from_frame(closes))
    alone = power_table(plan, [0.01], 120, seed=3)
    together = power_table(plan, [0.01], 120, seed=3, engine=Engine("processes", 2))
    assert alone.to_csv() == together.to_csv()
    assert alone.to_csv() != power_table(plan, [0.01], 120, seed=4).to_csv()


def test_too_many_firm_events(spec):
    with pytest.raises(SpecError, match="501 firm-events"):
        plan_power(spec, es.load_prices(spec), firms=501)


def test_curves(table):
    ax = es.plot_power(table, (0, 0))
    lines = {line.get_label(): line for line in ax.get_lines()[1:]}
    own = table.query("test == 'kp' and start == 0").sort_values("effect")
    np.testing.assert_allclose(lines["kp"].get_ydata(), own["rate"])
    assert len(es.CHARTS["power"].figure(table).axes) == 3


def test_command(inside, tmp_path):
    done = inside(
        "power", str(HERE / "golden/common/study.yaml"), "--draws", "10", "--effect", "0.02", "--firms", "4",
        "--out", str(tmp_path / "p"),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("4 firm-events")
    assert "4 of the study's 30 firm-events, drawn anew for each sample" in " ".join(done.stdout.split())
    assert {p.name for p in (tmp_path / "p").iterdir()} == {"power.csv", "power.svg", "power.png"}
