"""Errors, intervals and bands of mean CARs: by another way, and how often they cover."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

import eventstudy as es
from eventstudy.errors import SpecError
from eventstudy.inference import make_sample, sample_of_panel
from eventstudy.inference.clustered import kpp
from eventstudy.inference.means import mean_errors, mean_path_critical, path_critical
from eventstudy.models import MODELS
from eventstudy.prices import prices_from_frame
from eventstudy.simulate.processes import Scenario, draw_panel
from eventstudy.study import estimate
from made_up import closes, day, returns, study
from samples import make
from test_inference import slow_covariance


@pytest.mark.parametrize("options", [{}, {"spread": 6}, {"spread": 3, "missing": 0.1}], ids=str)
def test_error_of_a_mean_from_every_pair(options):
    sample = make(4, window=(-1, 2), correlation=0.4, firms=9, **options)
    c, w = slow_covariance(sample)
    inverse = np.linalg.inv(w)
    a = inverse - np.outer(inverse.sum(1), inverse.sum(1)) / inverse.sum()
    v = sample.scar @ a @ sample.scar / np.trace(a @ c)
    expected = np.sqrt(v * (sample.se @ c @ sample.se)) / 9
    found = mean_errors(sample)
    assert found.se[0] == pytest.approx(expected, rel=1e-9)
    assert found.df[0] == 8
    assert found.half(0.9)[0] == pytest.approx(stats.t.ppf(0.95, 8) * expected, rel=1e-9)


def test_error_of_equal_firms_is_that_of_their_test():
    """With equal standard errors the interval of the mean CAR and the test of the mean SCAR are one."""
    sample = make(4, window=(-1, 2), correlation=0.4, spread=6)
    alike = sample._with(fit=replace(sample.fit, sigma=sample.fit.sigma * 0 + 0.02))
    alike = make_sample(alike.fit, (sample.first, sample.last), sample.day0, sample.days_est, sample.days)
    alike = replace(alike, fit=replace(alike.fit, u=alike.fit.u[:1].repeat(alike.size, axis=0)))
    alike = make_sample(alike.fit, (sample.first, sample.last), sample.day0, sample.days_est, sample.days)
    assert alike.car.mean() / mean_errors(alike).se[0] == pytest.approx(kpp(alike).statistic, rel=1e-9)


def test_one_firm_event_has_its_own_error():
    sample = make(4, firms=1)
    found = mean_errors(sample)
    assert found.se[0] == sample.se[0]
    assert found.df[0] == sample.fit.df[0]


def test_a_missing_day_leaves_out_who_lacks_it():
    sample = make(4, firms=6, window=(-4, 4))
    ar = sample.fit.ar.copy()
    ar[2, 3] = np.nan
    fit = sample.fit.with_ar(ar)
    broken = make_sample(fit, (0, 8), sample.day0, sample.days_est, sample.days)
    rest = sample.take(np.array([0, 1, 3, 4, 5]))
    days = [(2, 2), (3, 3), (0, 2), (0, 5)]
    found = mean_errors(broken, days)
    np.testing.assert_array_equal(found.df, [5, 4, 5, 4])
    np.testing.assert_allclose(found.se[[0, 2]], mean_errors(sample, [days[0], days[2]]).se, rtol=1e-12)
    np.testing.assert_allclose(found.se[[1, 3]], mean_errors(rest, [days[1], days[3]]).se, rtol=1e-12)


def test_too_many_have_no_error(monkeypatch):
    sample = make(4, firms=6)
    monkeypatch.setattr("eventstudy.inference.means.MOST_MEANS", 11)
    assert np.isfinite(mean_errors(sample).se).all()
    assert np.isnan(mean_errors(sample, [(0, 0), (0, 1)]).se).all()


def test_band_is_the_quantile_of_the_largest_t_of_a_random_walk():
    rng = np.random.default_rng(1)
    walk = rng.normal(size=(40_000, 21)).cumsum(axis=1) / np.sqrt(np.arange(1, 22))
    largest = np.abs(walk).max(axis=1) / np.sqrt(rng.chisquare(12, 40_000) / 12)
    assert path_critical(21, 12, 0.95) == pytest.approx(np.quantile(largest, 0.95), rel=0.02)
    assert path_critical(1, 12, 0.95) == pytest.approx(stats.t.ppf(0.975, 12), rel=0.01)


@pytest.mark.parametrize("firms", [4, 6, 12, 31])
def test_band_of_a_mean_path_knows_that_its_variance_is_estimated_on_each_day(firms):
    walks = np.random.default_rng(1).normal(size=(20_000, firms, 11)).cumsum(axis=2)
    largest = np.abs(stats.ttest_1samp(walks, 0, axis=1).statistic).max(axis=1)
    assert np.mean(largest <= mean_path_critical(11, firms, 0.95)) == pytest.approx(0.95, abs=0.008)


@pytest.mark.parametrize(("few", "many"), [(2, 4), (3, 4)])
def test_two_or_three_firm_events_have_no_band_and_four_have(few, many):
    assert np.isnan(mean_path_critical(11, few, 0.95))
    assert np.isfinite(mean_path_critical(11, many, 0.95))


EVENTS = [
    {"id": "e0", "at": day(0), "group": "early"},
    {"id": "e1", "at": day(3), "group": "early", "assets": ["A", "B"]},
    {"id": "e2", "at": day(60), "group": "alone", "assets": ["A"]},
]


@pytest.fixture(scope="module")
def result():
    return es.run(study(events=EVENTS), closes(returns()))


def test_tables_have_errors_and_intervals(result):
    spec = result.spec
    fitted = estimate(spec, prices_from_frame(closes(returns())))
    days = fitted.events["day0"].to_numpy().astype("datetime64[D]")
    for group, n in {"all": 6, "early": 5, "e0": 3}.items():
        rows = np.arange(n)
        sample = sample_of_panel(
            fitted.fit.take(rows),
            fitted.panel.take(rows),
            (0, 20),
            days[rows],
            assets=np.array([0, 1, 2, 0, 1, 0])[rows],
        )
        own = result.aar.query(f"group == '{group}'")
        before, after = [(t + 1, 9) for t in range(9)], [(10, t) for t in range(10, 21)]
        each, before, after = (mean_errors(sample, w) for w in ([(t, t) for t in range(21)], before, after))
        path = np.concatenate([before.se, [0.0], after.se])
        np.testing.assert_allclose(own["se"], each.se, rtol=1e-9)
        np.testing.assert_allclose(own["caar_se"], path, rtol=1e-9)
        mean = np.nan_to_num(own["aar"].to_numpy())
        whole = [*(-mean[t + 1 : 10].sum() for t in range(10)), *(mean[10 : t + 1].sum() for t in range(10, 21))]
        np.testing.assert_allclose(own["caar"], whole, rtol=1e-9, atol=1e-15)
        np.testing.assert_allclose(own["upper"] - own["aar"], stats.t.ppf(0.975, n - 1) * each.se, rtol=1e-9)
        np.testing.assert_allclose(own["lower"] + own["upper"], 2 * own["aar"], atol=1e-15)
        critical = np.repeat([mean_path_critical(days, n, 0.95) for days in (9, 11)], [10, 11])
        half = np.where(path == 0, 0.0, path * critical)
        assert np.isfinite(half).sum() == (1 if n == 3 else 21)
        np.testing.assert_allclose(own["caar_upper"] - own["caar"], half, rtol=1e-9)
        middle = (own["caar_lower"] + own["caar_upper"])[np.isfinite(half)]
        np.testing.assert_allclose(middle, 2 * own["caar"][np.isfinite(half)], atol=1e-15)
        window = result.caar.query(f"group == '{group}' and start == -1").iloc[0]
        assert window["se"] == pytest.approx(mean_errors(sample, [(9, 11)]).se[0], rel=1e-9)
        first = result.tests.query(f"group == '{group}' and start == -1").iloc[0]
        assert (window["test"], window["p_value"]) == ("kpp", first["p_value"])


def test_a_group_of_one_has_its_own_interval(result):
    row = result.caar.query("group == 'alone' and start == 0 and end == 0").iloc[0]
    own = result.car.query("event_id == 'e2' and start == 0 and end == 0").iloc[0]
    assert row["se"] == pytest.approx(own["se"])
    single = result.firm_tests.query("event_id == 'e2' and start == 0 and end == 0 and test == @row.test").iloc[0]
    assert row["p_value"] == single["p_value"]
    df = result.models.set_index("event_id").loc["e2", "df"]
    assert row["upper"] - row["mean_car"] == pytest.approx(stats.t.ppf(0.975, df) * own["se"], rel=1e-9)


def test_level_of_the_study():
    wide = es.run(study(events=EVENTS, level=0.01), closes(returns())).caar.iloc[0]
    narrow = es.run(study(events=EVENTS, level=0.1), closes(returns())).caar.iloc[0]
    ratio = stats.t.ppf(0.995, 5) / stats.t.ppf(0.95, 5)
    assert (wide["upper"] - wide["lower"]) / (narrow["upper"] - narrow["lower"]) == pytest.approx(ratio, rel=1e-9)


def test_where_interval_and_test_disagree_is_said():
    """A volatile share moves the mean CAR far, and the mean of standardised CARs little."""
    found = [es.run(study(0, 30, 60), closes(returns(seed=seed, noise=0.01))) for seed in range(12)]
    said = 0
    for one in found:
        means = one.caar.set_index(["group", "start", "end"])
        for row in one.tests.itertuples():
            mean = means.loc[(row.group, row.start, row.end)]
            if row.test != mean["test"]:
                assert "interval_" not in row.code
                continue
            inside, rejected = mean["lower"] <= 0 <= mean["upper"], row.p_value <= 0.05
            assert ("interval_holds_zero" in row.code) == (inside and rejected)
            assert ("interval_lacks_zero" in row.code) == (not inside and not rejected)
            said += inside == rejected
    assert said


def test_the_chart_draws_the_band_of_the_table(result):
    ax = es.plot_caar(result, "early")
    own = result.aar.query("group == 'early'")
    np.testing.assert_allclose(ax.lines[0].get_ydata(), own["caar"].iloc[9:])
    band = ax.collections[0].get_paths()[0].vertices
    assert band[:, 1].max() == pytest.approx(own["caar_upper"].iloc[9:].max())
    assert band[:, 1].min() == pytest.approx(own["caar_lower"].iloc[9:].min())
    assert ax.get_legend().get_texts()[0].get_text() == "early (n = 5)"
    assert es.plot_caar(result).get_title(loc="left") == "Made up"
    with pytest.raises(SpecError, match="'early'"):
        es.plot_caar(result, "earli")


@pytest.mark.slow
@pytest.mark.parametrize(
    "scenario",
    [
        Scenario(correlation=0.3),
        Scenario(firms=20, correlation=0.3, dates=5),
        Scenario(correlation=0.3, dates=60),
        Scenario(firms=20, correlation=0.6, dates=2),
        Scenario(correlation=0.3, event_variance=4.0),
    ],
    ids=["one date", "5 days", "60 days", "two dates", "variance x 4"],
)
def test_bands_and_intervals_cover(scenario):
    rng, days = np.random.default_rng(7), scenario.event[1] - scenario.event[0] + 1
    hits = np.zeros(3)
    for _ in range(12):
        panel, day0 = draw_panel(scenario, 50, rng)
        together = make_sample(MODELS["market"].fit(panel), (0, days - 1), day0, panel.days_est, panel.days)
        for start in range(0, 50 * scenario.firms, scenario.firms):
            sample = together.take(np.arange(start, start + scenario.firms))
            errors, path = mean_errors(sample, [(0, t) for t in range(days)]), sample.fit.ar.mean(axis=0).cumsum()
            inside = np.abs(path) <= errors.half(0.95)
            hits += [(np.abs(path) <= errors.half_of_path(0.95)).all(), inside[0], inside[-1]]
    assert (hits / 600 > 0.95 - 3 * np.sqrt(0.95 * 0.05 / 600) - 0.005).all()
    assert (hits / 600 < 0.95 + 3 * np.sqrt(0.95 * 0.05 / 600) + 0.005).all()
