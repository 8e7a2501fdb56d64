"""Every test against a slow, obvious re-derivation, and what it does with bad input."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.multivariate.multivariate_ols import MultivariateLS as MultivariateOLS

from eventstudy.inference import GROUP_TESTS, choose_tests
from eventstudy.inference.clustered import adj_patell, kp, kpp
from eventstudy.inference.correlation import mean_correlation
from eventstudy.inference.covariance import covariance_of
from eventstudy.inference.firm import hac, permutation, sq, t
from eventstudy.inference.joint import common_residuals, mvrm_f, portfolio_t
from eventstudy.inference.laws import p_normal, p_t
from eventstudy.inference.one_date import mvrm, portfolio_sq
from eventstudy.inference.parametric import bmp, crude, cs_t, jackknife, patell, savickas
from eventstudy.inference.ranks import grank_t, grank_z, rank, rank_deviations, rank_z
from eventstudy.inference.resampled import bootstrap, skew_t, wild
from eventstudy.inference.signs import gen_sign, sign, wilcoxon
from eventstudy.messages import NOTHING
from eventstudy.text import ENGLISH
from model_panels import draw
from samples import make, make_panel, sample_of
from test_models import fitted_by_arch, forecast_by_arch

BY_DATE = {"bootstrap", "wild"}
CROSS_SECTION = BY_DATE | {
    "cs_t", "bmp", "kp", "kpp", "adj_patell", "skew_t", "rank_z", "grank_t", "grank_z", "jackknife", "savickas",
}  # fmt: skip
ONE_DATE = {"kp", "adj_patell", "mvrm", "mvrm_f", "portfolio_sq", "portfolio_t"}
SIGNED = set(GROUP_TESTS) - {"gen_sign", "sign", "wilcoxon", "mvrm", "mvrm_f", "portfolio_sq"} - BY_DATE - {"skew_t"}
STEPS = {"sign", "wilcoxon"}


def suited(name):
    """Options of a sample on which a test can be computed."""
    return {"spread": 60, "firms": 30} if name in BY_DATE else {}


def fitted(name):
    """Model and window of a sample on which a test can be computed."""
    if name in BY_DATE:
        return {"window": (0, 0)}
    return {"model": "forecast"} if name == "savickas" else {}


SAMPLES = [
    {"window": (0, 0)},
    {"window": (-2, 3)},
    {"window": (-1, 1), "missing": 0.15},
    {"window": (0, 2), "model": "mean"},
    {"window": (0, 2), "model": "market_adjusted"},
    {"window": (0, 2), "correlation": 0.4},
]


@pytest.fixture(params=SAMPLES, ids=str)
def sample(request):
    return make(7, **request.param)


def test_t(sample):
    result = t(sample)
    for i in range(sample.size):
        u = sample.fit.u[i, sample.first : sample.last + 1]
        covariance = sample.fit.sigma[i] ** 2 * (np.eye(len(u)) + u @ u.T)
        value = sample.fit.ar[i, sample.first : sample.last + 1].sum() / np.sqrt(covariance.sum())
        assert result.statistic[i] == pytest.approx(value, rel=1e-12)
        assert result.p_value[i] == pytest.approx(2 * stats.t.sf(abs(value), sample.fit.df[i]), rel=1e-10)


def test_sq_counts_stretches_one_by_one(sample):
    result, length = sq(sample), sample.length
    for i in range(sample.size):
        seen = np.flatnonzero(np.isfinite(sample.fit.residuals[i]))
        own = abs(sample.scar[i])
        stretches = range(len(seen) - length + 1)
        extreme = 0
        for start in stretches:
            days = seen[start : start + length]
            z = sample.fit.q[i, days].sum(axis=0)
            sd = sample.fit.sigma[i] * np.sqrt(length - z @ z)
            extreme += abs(sample.fit.residuals[i, days].sum()) / sd >= own
        assert result.p_value[i] == pytest.approx((1 + extreme) / (len(stretches) + 1), rel=1e-12)
        assert (result.note[i] != NOTHING) == (len(seen) < 25 * length)


def test_cs_t(sample):
    expected = stats.ttest_1samp(sample.car, 0)
    result = cs_t(sample)
    assert (result.statistic, result.p_value) == pytest.approx(tuple(expected), rel=1e-10)


def test_patell(sample):
    df = sample.fit.df
    z = sum(sample.scar) / np.sqrt(sum(d / (d - 2) for d in df))
    result = patell(sample)
    assert result.statistic == pytest.approx(z, rel=1e-12)
    assert result.p_value == pytest.approx(2 * stats.norm.sf(abs(z)), rel=1e-10)


def test_bmp(sample):
    expected = stats.ttest_1samp(sample.scar, 0)
    result = bmp(sample)
    assert (result.statistic, result.p_value) == pytest.approx(tuple(expected), rel=1e-10)


def slow_mean_correlation(sample):
    values = []
    for i, j in itertools.combinations(range(sample.size), 2):
        a, b = (
            {d: e for d, e in zip(sample.days_est[f], sample.fit.residuals[f], strict=True) if np.isfinite(e)}
            for f in (i, j)
        )
        common = sorted(set(a) & set(b))
        if len(common) >= 30:
            values.append(np.corrcoef([a[d] for d in common], [b[d] for d in common])[0, 1])
    return np.mean(values)


def test_kp(sample):
    r, n = slow_mean_correlation(sample), sample.size
    value = bmp(sample).statistic * np.sqrt((1 - r) / (1 + (n - 1) * r))
    result = kp(sample)
    assert result.statistic == pytest.approx(value, rel=1e-10)
    assert result.p_value == pytest.approx(2 * stats.t.sf(abs(value), n - 1), rel=1e-9)


def test_correlations_are_paired_on_calendar_days():
    """Moving one firm-event by a day must not pair Monday's residual with Tuesday's."""
    sample = make(3, spread=15, correlation=0.5, firms=8)
    r, pairs = mean_correlation(sample.fit.residuals, sample.days_est)
    assert pairs == 28
    assert r == pytest.approx(slow_mean_correlation(sample), rel=1e-10)
    assert r > 0.35


def test_rank(sample):
    together = np.concatenate([sample.fit.residuals, sample.fit.ar], axis=1)
    deviations = np.full(together.shape, np.nan)
    for i, row in enumerate(together):
        seen = np.isfinite(row)
        deviations[i, seen] = stats.rankdata(row[seen]) / (1 + seen.sum()) - 0.5
    means = np.array([np.mean([v for v in column if np.isfinite(v)]) for column in deviations.T])
    shift = sample.fit.residuals.shape[1]
    inside = means[shift + sample.first : shift + sample.last + 1]
    z = inside.sum() / (np.sqrt(sample.length) * np.sqrt(np.mean(means**2)))
    assert rank(sample).statistic == pytest.approx(z, rel=1e-10)


def test_gen_sign(sample):
    shares = [np.mean(row[np.isfinite(row)] > 0) for row in sample.fit.residuals]
    p, n = np.mean(shares), sample.size
    z = (np.sum(sample.car > 0) - n * p) / np.sqrt(n * p * (1 - p))
    assert gen_sign(sample).statistic == pytest.approx(z, rel=1e-12)


def test_crude(sample):
    portfolio = [np.nanmean(column) for column in sample.fit.residuals.T]
    value = np.mean(sample.car) / (np.sqrt(sample.length) * np.std(portfolio, ddof=1))
    result = crude(sample)
    assert result.statistic == pytest.approx(value, rel=1e-10)
    assert result.p_value == pytest.approx(2 * stats.t.sf(abs(value), len(portfolio) - 1), rel=1e-9)


def test_adj_patell(sample):
    r = slow_mean_correlation(sample)
    value = patell(sample).statistic / np.sqrt(1 + (sample.size - 1) * r)
    assert adj_patell(sample).statistic == pytest.approx(value, rel=1e-10)


def slow_functional(sample, i):
    """CAR of one firm-event as weights of its returns by day: 1 in the window, −X(X'X)⁻¹z before it."""
    inside = range(sample.first, sample.last + 1)
    weights = dict.fromkeys(sample.days_est[i], 0.0) | {sample.days[i, t]: 1.0 for t in inside}
    z = sum(sample.fit.u[i, t] for t in inside)
    for day, q in zip(sample.days_est[i], sample.fit.q[i], strict=True):
        weights[day] -= q @ z
    return weights


def slow_covariance(sample):
    """C and W of the SCARs, pair by pair."""
    n = sample.size
    weights = [slow_functional(sample, i) for i in range(n)]
    residuals = [
        {d: e for d, e in zip(sample.days_est[i], sample.fit.residuals[i], strict=True) if np.isfinite(e)}
        for i in range(n)
    ]
    length = [np.sqrt(sum(a**2 for a in own.values())) for own in weights]
    tau, r, same = np.eye(n), np.eye(n), np.eye(n, dtype=bool)
    overlapping = []
    for i, j in itertools.combinations(range(n), 2):
        shared = set(weights[i]) & set(weights[j])
        tau[i, j] = tau[j, i] = sum(weights[i][d] * weights[j][d] for d in shared) / length[i] / length[j]
        common = sorted(set(residuals[i]) & set(residuals[j]))
        r[i, j] = r[j, i] = np.corrcoef([residuals[i][d] for d in common], [residuals[j][d] for d in common])[0, 1]
        same[i, j] = same[j, i] = sample.assets[i] == sample.assets[j]
        if not same[i, j] and set(sample.window_days[i]) & set(sample.window_days[j]):
            overlapping.append(r[i, j])
    mean = np.clip(np.mean(overlapping), 0, 0.95)
    return np.where(same, 1.0, r) * tau, np.where(same, 1.0, mean) * tau


def slow_kpp(sample, plain=False):
    x, n = sample.scar, sample.size
    c, w = slow_covariance(sample)
    if plain:
        a = np.eye(n) - 1 / n
    else:
        inverse = np.linalg.inv(w)
        a = inverse - np.outer(inverse.sum(1), inverse.sum(1)) / inverse.sum()
    v = x @ a @ x / np.trace(a @ c)
    return n * x.mean() / np.sqrt(v * c.sum())


OVERLAPS = [
    {"window": (-1, 3), "spread": 8, "correlation": 0.4, "firms": 9},
    {"window": (0, 0), "spread": 2, "correlation": 0.5, "firms": 10},
    {"window": (-2, 3), "spread": 12, "correlation": 0.3, "firms": 12, "missing": 0.1},
    {"window": (-2, 3), "spread": 60, "correlation": 0.3, "firms": 8},
]


@pytest.mark.parametrize("firms_of_two_events", [False, True])
@pytest.mark.parametrize("options", OVERLAPS, ids=str)
def test_kpp_looks_at_every_pair(options, firms_of_two_events):
    sample = make(4, **options)
    if firms_of_two_events:
        order = np.argsort(sample.day0, kind="stable")
        sample = replace(sample.take(order), assets=np.arange(sample.size) % (sample.size // 2))
    assert len(np.unique(sample.day0)) < 20
    result = kpp(sample)
    assert result.statistic == pytest.approx(slow_kpp(sample), rel=1e-9)
    assert result.p_value == pytest.approx(2 * stats.t.sf(abs(result.statistic), sample.size - 1), rel=1e-9)


def test_kpp_is_about_the_plain_mean_on_many_dates():
    sample = make(4, window=(-1, 1), spread=60, correlation=0.4, firms=40, days=150)
    assert len(np.unique(sample.day0)) >= 20
    assert kpp(sample).statistic == pytest.approx(slow_kpp(sample, plain=True), rel=1e-9)


@pytest.mark.parametrize(("spread", "firms"), [(0, 60), (1, 60), (5, 60), (60, 60), (60, 20)])
def test_kpp_of_many_firm_events_shares_their_mean_correlation(spread, firms, monkeypatch):
    """Of more than 500 firm-events no pair is looked at: with equal correlations that is nearly the same."""
    sample = replace(make(5, window=(-1, 2), spread=spread, correlation=0.4, firms=60), assets=np.arange(60) % firms)
    each, result = covariance_of(sample), kpp(sample)
    monkeypatch.setattr("eventstudy.inference.covariance.EACH_PAIR", 10)
    pooled, other = covariance_of(sample), kpp(sample)
    assert type(pooled) is not type(each)
    np.testing.assert_allclose(pooled.effective, each.effective, atol=0.015)
    np.testing.assert_allclose(pooled.variance(sample.scar[None]), each.variance(sample.scar[None]), rtol=0.06)
    assert other.statistic == pytest.approx(result.statistic, rel=0.06)
    assert other.note.code == result.note.code


def test_kpp_is_kp_on_one_date_and_bmp_without_overlap(sample):
    if np.isfinite(sample.fit.residuals).all():
        assert kpp(sample).statistic == pytest.approx(kp(sample).statistic, rel=1e-10)
    else:  # estimation days that differ a little are counted
        assert kpp(sample).statistic == pytest.approx(kp(sample).statistic, rel=0.02)
    assert ENGLISH.text(kpp(sample).note).startswith("kp here: one date")
    panel, day0 = make_panel(2, spread=20_000, firms=6)
    apart = sample_of(panel, day0, window=(0, 0))
    assert len(set(day0)) == 6
    assert kpp(apart).statistic == pytest.approx(bmp(apart).statistic, rel=1e-10)
    assert ENGLISH.text(kpp(apart).note).startswith("bmp here: no windows overlap")


def test_kpp_of_signed_returns_is_that_of_returns_with_the_other_sign():
    panel, day0 = make_panel(4, spread=6, correlation=0.4, firms=9)
    signs = np.array([1.0, -1, 1, 1, -1, -1, 1, -1, 1])
    turned = type(panel)(
        **{
            **vars(panel),
            **{k: signs[:, None] * vars(panel)[k] for k in ("returns", "returns_est")},
        }
    )
    signed = sample_of(panel, day0, window=(-1, 3)).signed(signs)
    c = covariance_of(signed).between(np.eye(9)[None])
    np.testing.assert_allclose(
        c, covariance_of(sample_of(turned, day0, window=(-1, 3))).between(np.eye(9)[None]), atol=1e-12
    )
    twice = replace(signed, assets=np.arange(9) // 2)
    plain = replace(sample_of(panel, day0, window=(-1, 3)), assets=np.arange(9) // 2)
    both = np.outer(signs, signs) * covariance_of(plain).between(np.eye(9)[None])
    np.testing.assert_allclose(covariance_of(twice).between(np.eye(9)[None]), both, atol=1e-12)


def test_skew_t(sample):
    n, s = sample.size, sample.car.mean() / sample.car.std(ddof=1)
    g = n / ((n - 1) * (n - 2)) * sum(((x - sample.car.mean()) / sample.car.std(ddof=1)) ** 3 for x in sample.car)
    value = np.sqrt(n) * (s + g * s**2 / 3 + g**2 * s**3 / 27 + g / (6 * n))
    assert skew_t(sample).statistic == pytest.approx(value, rel=1e-10)


def slow_ranks(rows):
    out = np.full(rows.shape, np.nan)
    for i, row in enumerate(rows):
        seen = np.isfinite(row)
        out[i, seen] = stats.rankdata(row[seen]) / (1 + seen.sum()) - 0.5
    return out


def standardised(sample):
    """Estimation residuals over s√(1 − h) and event abnormal returns over their forecast errors, value by value."""
    past, event = sample.fit.residuals.copy(), sample.fit.ar.copy()
    for i in range(sample.size):
        for m in range(past.shape[1]):
            past[i, m] /= sample.fit.sigma[i] * np.sqrt(1 - sample.fit.q[i, m] @ sample.fit.q[i, m])
        for d in range(event.shape[1]):
            event[i, d] /= sample.fit.sigma[i] * np.sqrt(1 + sample.fit.u[i, d] @ sample.fit.u[i, d])
    return past, event


def test_rank_z(sample):
    past, event = standardised(sample)
    event = np.stack([column / np.std(column, ddof=1) for column in event.T], axis=1)
    u = slow_ranks(np.concatenate([past, event], axis=1))
    daily = np.array([np.nansum(c) / np.sqrt(np.isfinite(c).sum()) for c in u.T])
    total, length = u.shape[1], sample.length
    start = past.shape[1] + sample.first
    z = daily[start : start + length].sum() / np.sqrt(length) / np.sqrt(np.mean(daily**2))
    z *= np.sqrt((total - 1) / (total - length))
    assert rank_z(sample).statistic == pytest.approx(z, rel=1e-10)


def test_grank(sample):
    past, _ = standardised(sample)
    event = sample.scar / np.std(sample.scar, ddof=1)
    u = slow_ranks(np.concatenate([past, event[:, None]], axis=1))
    n, total = sample.size, u.shape[1]
    means = np.array([np.nanmean(c) for c in u.T])
    counts = np.isfinite(u).sum(axis=0)
    z = means[-1] / np.sqrt(np.sum(counts / n * means**2) / total)
    t_value = z * np.sqrt((total - 2) / (total - 1 - z**2))
    result = grank_t(sample)
    assert result.statistic == pytest.approx(t_value, rel=1e-10)
    assert result.p_value == pytest.approx(2 * stats.t.sf(abs(t_value), total - 2), rel=1e-9)
    if np.isfinite(sample.fit.residuals).all():
        known = np.sqrt(12 * n * (total + 1) / (total - 1)) * means[-1]
        assert grank_z(sample).statistic == pytest.approx(known, rel=1e-10)


def test_sign_counts_the_binomial(sample):
    positive, n = int((sample.car > 0).sum()), sample.size
    pmf = [stats.binom.pmf(k, n, 0.5) for k in range(n + 1)]
    two_sided = sum(p for p in pmf if p <= pmf[positive] * (1 + 1e-9))
    result = sign(sample)
    assert (result.statistic, result.p_value) == (positive, pytest.approx(two_sided, rel=1e-9))


def test_wilcoxon_counts_every_pattern_of_signs():
    sample = make(11, firms=10)
    ranks = stats.rankdata(np.abs(sample.car))
    plus = ranks[sample.car > 0].sum()
    sums = np.array([ranks[list(p)].sum() for r in range(11) for p in itertools.combinations(range(10), r)])
    p = min(1.0, 2 * min((sums >= plus).mean(), (sums <= plus).mean()))
    result = wilcoxon(sample)
    assert (result.statistic, result.p_value) == (plus, pytest.approx(p, rel=1e-9))


def test_jackknife(sample):
    x, n = sample.scar, sample.size
    pseudo = [
        n * x.mean() / x.std(ddof=1) - (n - 1) * np.delete(x, i).mean() / np.delete(x, i).std(ddof=1) for i in range(n)
    ]
    assert jackknife(sample).statistic == pytest.approx(stats.ttest_1samp(pseudo, 0).statistic, rel=1e-9)


@pytest.mark.parametrize("window", [(0, 0), (-2, 3)])
def test_savickas(window):
    sample = make(20, window=window, model="forecast")
    days, ratios = range(sample.first, sample.last + 1), []
    for i in range(sample.size):
        h = sum(sample.fit.sigma[i] ** 2 * sample.fit.relative_variance[i, d] for d in days)
        ratios.append(sum(sample.fit.ar[i, d] for d in days) / np.sqrt(h))
    expected = stats.ttest_1samp(ratios, 0)
    result = savickas(sample)
    assert (result.statistic, result.p_value) == pytest.approx(tuple(expected), rel=1e-10)
    assert ENGLISH.text(result.law) == "t(11)"
    assert result.statistic != pytest.approx(bmp(sample).statistic, rel=1e-4)


@pytest.mark.parametrize("model", ["market", "mean", "market_adjusted"])
def test_savickas_needs_a_variance_forecast(model):
    result = savickas(make(20, model=model))
    assert np.isnan(result.statistic)
    assert "one of garch, egarch" in ENGLISH.text(result.note)


def test_savickas_of_the_garch_model():
    """From the forecast of `arch` itself, firm-event by firm-event."""
    panel = draw("garch", firms=3, days=300)
    sample = sample_of(panel, np.repeat(panel.days[0, 0], 3), (0, 0), model="garch")
    ahead = int(panel.offsets[0] - panel.offsets_est[-1])
    ratios = []
    for i in range(3):
        slow = fitted_by_arch(panel, i, "garch")[0]
        ratios.append(sample.fit.ar[i, 0] / np.sqrt(forecast_by_arch(slow, "garch", ahead)[ahead - 1] / 1e4))
    assert savickas(sample).statistic == pytest.approx(stats.ttest_1samp(ratios, 0).statistic, rel=0.02)


@pytest.mark.parametrize("test", [bootstrap, wild])
def test_statistic_clustered_by_date(test):
    sample = make(12, spread=15, firms=40, window=(0, 0))
    dates = np.unique(sample.day0, return_inverse=True)[1]
    if test is bootstrap:
        fit = sm.OLS(sample.scar, np.ones(40)).fit(cov_type="cluster", cov_kwds={"groups": dates})
        expected = fit.tvalues[0]
    else:
        sums = np.array([sample.scar[dates == date].sum() for date in range(dates.max() + 1)])
        expected = sums.sum() / np.sqrt((sums**2).sum())
    assert test(sample).statistic == pytest.approx(expected, rel=1e-9)


def test_wild_counts_the_signs_of_dates():
    """Against all 1,024 signs of ten dates."""
    sample = make(2, spread=40, firms=14, window=(0, 0))
    dates = np.unique(sample.day0, return_inverse=True)[1]
    keep = np.flatnonzero(dates < 10)
    sample, dates = sample.take(keep), dates[keep]
    sums = np.array([sample.scar[dates == date].sum() for date in range(10)])
    every = np.abs([np.dot(signs, sums) for signs in itertools.product([-1, 1], repeat=10)])
    exact = np.mean(every >= abs(sums.sum()) * (1 - 1e-12))
    assert wild(sample).p_value == pytest.approx(exact, abs=4 * np.sqrt(exact * (1 - exact) / 999))


@pytest.mark.parametrize("test", [bootstrap, wild])
def test_resampling_finds_an_effect_and_not_its_absence(test):
    panel, day0 = make_panel(13, spread=40, firms=60)
    null = test(sample_of(panel, day0, window=(0, 0)))
    shifted = type(panel)(**{**vars(panel), "returns": panel.returns + 0.02})
    effect = test(sample_of(shifted, day0, window=(0, 0)))
    assert null.p_value > 0.05
    assert effect.p_value == pytest.approx(1 / 1000)


def test_mvrm_f_is_the_multivariate_regression_with_event_dummies():
    panel, day0 = make_panel(14, firms=5)
    sample = sample_of(panel, day0, window=(-1, 1))
    inside = slice(sample.first, sample.last + 1)
    y = np.concatenate([panel.returns_est, panel.returns[:, inside]], axis=1).T
    market = np.concatenate([panel.market_est[0], panel.market[0, inside]])
    dummies = np.zeros((len(market), 3))
    dummies[-3:] = np.eye(3)
    x = np.column_stack([np.ones(len(market)), market, dummies])
    contrast = np.array([[0, 0, 1, 1, 1]])
    slow = MultivariateOLS(y, x).fit().mv_test([("car", contrast, None)]).results["car"]["stat"]
    result = mvrm_f(sample)
    assert result.statistic == pytest.approx(float(slow.loc["Wilks' lambda", "F Value"]), rel=1e-8)
    assert result.p_value == pytest.approx(float(slow.loc["Wilks' lambda", "Pr > F"]), rel=1e-8)
    assert ENGLISH.text(result.law) == "F(5, 74)"


def test_mvrm_f_says_when_it_is_approximate():
    panel, day0 = make_panel(14, firms=5)
    panel.market_est[1] *= 1.5
    assert ENGLISH.text(mvrm_f(sample_of(panel, day0)).law).endswith("approximate")


def test_portfolio_t_is_the_market_model_of_the_portfolio():
    panel, day0 = make_panel(15, firms=5, correlation=0.5)
    sample = sample_of(panel, day0, window=(0, 2))
    x = sm.add_constant(panel.market_est[0])
    fit = sm.OLS(panel.returns_est.mean(axis=0), x).fit()
    inside = slice(sample.first, sample.last + 1)
    ahead = sm.add_constant(panel.market[0, inside])
    car = (panel.returns[:, inside].mean(axis=0) - ahead @ fit.params).sum()
    z = ahead.sum(axis=0)
    value = car / np.sqrt(fit.scale * (3 + z @ fit.normalized_cov_params @ z))
    result = portfolio_t(sample)
    assert result.statistic == pytest.approx(value, rel=1e-9)
    assert result.p_value == pytest.approx(2 * stats.t.sf(abs(value), 78), rel=1e-9)


def test_joint_tests_use_the_days_that_all_observed():
    sample = make(16, firms=4, missing=0.1)
    known = np.isfinite(sample.fit.residuals).all(axis=0)
    np.testing.assert_array_equal(common_residuals(sample), sample.fit.residuals[:, known])
    spread = make(17, firms=3, spread=6)
    shared = sorted(set.intersection(*(set(days) for days in spread.days_est)))
    assert common_residuals(spread).shape == (3, len(shared))


def test_permutation_tries_every_day(sample):
    result = permutation(sample)
    past = standardised(sample)[0]
    for i in range(sample.size):
        pool = past[i][np.isfinite(past[i])]
        if sample.length == 1:
            expected = (1 + np.sum(np.abs(pool) >= abs(sample.scar[i]))) / (len(pool) + 1)
            assert result.p_value[i] == pytest.approx(expected)
        else:
            # The rank among all stretches drawn at random is close to that among independent stretches.
            draws = np.random.default_rng(i).choice(pool, (4000, sample.length)).sum(axis=1) / np.sqrt(sample.length)
            assert result.p_value[i] == pytest.approx(np.mean(np.abs(draws) >= abs(sample.scar[i])), abs=0.09)


def test_permutation_of_a_firm_event_does_not_depend_on_the_others():
    sample = make(18, window=(0, 3))
    alone = permutation(sample.take(np.array([4])))
    assert alone.p_value[0] == permutation(sample).p_value[4]


def test_hac_against_statsmodels():
    panel, day0 = make_panel(19, firms=4)
    sample = sample_of(panel, day0, window=(-1, 3))
    lags = int(4 * (80 / 100) ** (2 / 9))
    for i in range(4):
        x = sm.add_constant(panel.market_est[i])
        fit = sm.OLS(panel.returns_est[i], x).fit(cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": True})
        e = fit.resid
        gamma = [sum(e[j:] * e[: len(e) - j]) / 78 for j in range(lags + 1)]
        weights = [1 - j / (lags + 1) for j in range(lags + 1)]
        own = 5 * gamma[0] + 2 * sum(
            w * max(5 - j, 0) * g for j, (w, g) in enumerate(zip(weights, gamma, strict=True)) if j
        )
        z = sm.add_constant(panel.market[i, sample.first : sample.last + 1]).sum(axis=0)
        variance = own + z @ fit.cov_params() @ z
        assert hac(sample).statistic[i] == pytest.approx(sample.car[i] / np.sqrt(variance), rel=1e-9)


@pytest.mark.parametrize("name", GROUP_TESTS)
def test_one_firm_event(name):
    """A test that needs a cross-section says so instead of giving a number."""
    result = GROUP_TESTS[name](make(5, firms=1, **fitted(name)))
    assert np.isfinite(result.statistic) == (name not in CROSS_SECTION)
    if name in CROSS_SECTION:
        assert np.isnan(result.statistic)
        assert np.isnan(result.p_value)
        assert result.note


@pytest.mark.parametrize("name", ["cs_t", "bmp", "kpp", "jackknife", "savickas", "skew_t", "grank_t", "grank_z"])
def test_equal_values_have_no_variance(name):
    panel, day0 = make_panel(6, firms=1)
    four = panel.take(np.array([0, 0, 0, 0]))
    result = GROUP_TESTS[name](sample_of(four, np.repeat(day0, 4), **fitted(name)))
    assert np.isnan(result.statistic)
    assert result.note


@pytest.mark.parametrize("name", GROUP_TESTS)
@settings(max_examples=20)
@given(seed=st.integers(0, 10**6))
def test_order_of_firm_events_does_not_matter(name, seed):
    sample = make(seed, **suited(name), **fitted(name))
    order = np.random.default_rng(seed).permutation(sample.size)
    a, b = GROUP_TESTS[name](sample), GROUP_TESTS[name](sample.take(order))
    assert b.statistic == pytest.approx(a.statistic, rel=1e-9, abs=1e-12)
    assert b.p_value == pytest.approx(a.p_value, rel=1e-9)


@pytest.mark.parametrize("name", GROUP_TESTS)
@settings(max_examples=20)
@given(seed=st.integers(0, 10**6), scale=st.floats(1e-3, 1e3))
def test_scale_of_returns_does_not_matter(name, seed, scale):
    panel, day0 = make_panel(seed, **suited(name))
    scaled = type(panel)(
        **{
            **vars(panel),
            **{k: scale * vars(panel)[k] for k in ("returns", "returns_est", "market", "market_est")},
        }
    )
    a, b = (GROUP_TESTS[name](sample_of(p, day0, **fitted(name))) for p in (panel, scaled))
    assert b.statistic == pytest.approx(a.statistic, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("name", sorted(SIGNED))
@settings(max_examples=20)
@given(seed=st.integers(0, 10**6))
def test_sign_flip(name, seed):
    panel, day0 = make_panel(seed)
    flipped = type(panel)(
        **{**vars(panel), **{k: -vars(panel)[k] for k in ("returns", "returns_est", "market", "market_est")}}
    )
    a, b = (GROUP_TESTS[name](sample_of(p, day0, **fitted(name))) for p in (panel, flipped))
    assert b.statistic == pytest.approx(-a.statistic, rel=1e-9, abs=1e-12)
    assert b.p_value == pytest.approx(a.p_value, rel=1e-9)


@pytest.mark.parametrize("name", sorted(set(GROUP_TESTS) - {"mvrm", "mvrm_f"}))
def test_one_sided_p_values(name):
    options = suited(name) | fitted(name)
    both, up, down = (GROUP_TESTS[name](make(9, alternative=a, **options)) for a in ("two-sided", "greater", "less"))
    assert up.statistic == down.statistic == both.statistic
    if name in SIGNED | {"gen_sign"}:
        assert up.p_value + down.p_value == pytest.approx(1, rel=1e-9)
        assert both.p_value == pytest.approx(2 * min(up.p_value, down.p_value), rel=1e-9)
    else:  # laws with steps, where the statistic itself counts on both sides
        assert 1 <= up.p_value + down.p_value < 1.3
        assert both.p_value == pytest.approx(min(1, 2 * min(up.p_value, down.p_value)), abs=0.1)


@pytest.mark.parametrize("name", sorted(ONE_DATE))
def test_only_for_one_date(name):
    result = GROUP_TESTS[name](make(8, spread=10))
    assert np.isnan(result.statistic)
    assert "one common date" in ENGLISH.text(result.note)


@pytest.mark.parametrize("name", sorted(BY_DATE))
@pytest.mark.parametrize("spread", [0, 8])
def test_not_for_few_dates(name, spread):
    result = GROUP_TESTS[name](make(8, spread=spread, window=(0, 0)))
    assert np.isnan(result.statistic)
    assert "at least 10 are needed" in ENGLISH.text(result.note)


@pytest.mark.parametrize("name", sorted(BY_DATE))
def test_not_where_windows_of_dates_overlap(name):
    result = GROUP_TESTS[name](make(8, spread=30, firms=30))
    assert np.isnan(result.statistic)
    assert "windows of different dates overlap" in ENGLISH.text(result.note)


@pytest.mark.parametrize("test", [mvrm, mvrm_f])
def test_too_many_assets_for_a_joint_test(test):
    result = test(make(8, firms=80, days=60))
    assert np.isnan(result.statistic)
    assert "too many" in ENGLISH.text(result.note)


@pytest.mark.parametrize("test", [mvrm, mvrm_f, portfolio_sq, portfolio_t])
def test_too_few_days_in_common_for_a_joint_test(test):
    result = test(make(8, firms=20, missing=0.2))
    assert np.isnan(result.statistic)
    assert "that all assets observed are too few" in ENGLISH.text(result.note)


@pytest.mark.parametrize("test", [mvrm, mvrm_f])
def test_copies_have_no_joint_test(test):
    panel, day0 = make_panel(6, firms=1)
    result = test(sample_of(panel.take(np.array([0, 0])), np.repeat(day0, 2)))
    assert "copies" in ENGLISH.text(result.note)


def test_p_values_far_in_the_tail():
    assert p_normal(37.0, "two-sided") == pytest.approx(2 * stats.norm.sf(37.0), rel=1e-9)
    assert 0 < p_normal(37.0, "two-sided") < 1e-298
    assert p_t(50.0, 200, "greater") == pytest.approx(stats.t.sf(50.0, 200), rel=1e-6)


def test_defaults_by_situation():
    assert choose_tests(make(1, firms=1)) == {}
    assert list(choose_tests(make(1, window=(0, 0)))) == ["kpp", "portfolio_sq", "mvrm"]
    assert list(choose_tests(make(1))) == ["kpp", "portfolio_sq"]
    assert list(choose_tests(make(1, spread=4))) == ["kpp"]
    assert list(choose_tests(make(1, spread=30, firms=40))) == ["kpp"]
    assert list(choose_tests(make(1, spread=30, firms=40, window=(0, 0)))) == ["kpp", "wild"]
    assert list(choose_tests(make(2, spread=200, firms=6, window=(0, 0)))) == ["kpp"]
    assert all(reason.code == "default_several" for reason in choose_tests(make(1, spread=4)).values())


def test_rank_of_one_firm_event_and_day_is_refused():
    """Its largest value is √3, below the 1.96 of a 5 % test."""
    one = make(5, (0, 0), firms=1, days=120)
    largest = one.shifted(10.0, one.first)
    deviation = rank_deviations(largest)[0]
    start = len(deviation) - largest.fit.ar.shape[1] + largest.first
    assert deviation[start] / np.sqrt((deviation**2).mean()) == pytest.approx(np.sqrt(3), rel=0.01)
    result = rank(largest)
    assert np.isnan(result.statistic)
    assert result.note.codes == "one_rank_cannot_reject"
    assert np.isfinite(rank(make(5, (0, 2), firms=1, days=120)).statistic)


def test_notes_of_tests_for_one_date_off_one_date():
    for days, notes in ((0, ("", "")), (5, ("crude_off_one_date", "ranks_of_overlapping_dates"))):
        sample = make(4, (-1, 1), firms=25, days=120, spread=days)
        assert (crude(sample).note.codes, grank_t(sample).note.codes) == notes
