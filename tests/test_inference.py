"""Every test against a slow, obvious re-derivation, and what it does with bad input."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from eventstudy.inference import GROUP_TESTS, choose_tests
from eventstudy.inference.correlation import mean_correlation
from eventstudy.inference.firm import sq, t
from eventstudy.inference.laws import p_normal, p_t
from eventstudy.inference.parametric import bmp, cs_t, kp, patell
from eventstudy.inference.ranks import gen_sign, rank
from samples import make, make_panel, sample_of

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
        assert (result.note[i] != "") == (len(seen) < 20 * length)


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


@pytest.mark.parametrize("name", GROUP_TESTS)
def test_one_firm_event(name):
    """A test that needs a cross-section says so instead of giving a number."""
    result = GROUP_TESTS[name](make(5, firms=1))
    assert np.isfinite(result.statistic) != (result.note != "") or name == "gen_sign"
    if name in ("cs_t", "bmp", "kp"):
        assert np.isnan(result.statistic)
        assert "no cross-section" in result.note


@pytest.mark.parametrize("name", ["cs_t", "bmp"])
def test_equal_values_have_no_variance(name):
    panel, day0 = make_panel(6, firms=1)
    twice = panel.take(np.array([0, 0]))
    result = GROUP_TESTS[name](sample_of(twice, np.repeat(day0, 2)))
    assert np.isnan(result.statistic)
    assert "no variance" in result.note


def test_kp_is_for_one_date():
    result = kp(make(8, spread=10))
    assert np.isnan(result.statistic)
    assert "one common date" in result.note


@pytest.mark.parametrize("name", GROUP_TESTS)
@settings(max_examples=20)
@given(seed=st.integers(0, 10**6))
def test_order_of_firm_events_does_not_matter(name, seed):
    sample = make(seed)
    order = np.random.default_rng(seed).permutation(sample.size)
    a, b = GROUP_TESTS[name](sample), GROUP_TESTS[name](sample.take(order))
    assert b.statistic == pytest.approx(a.statistic, rel=1e-9, abs=1e-12)
    assert b.p_value == pytest.approx(a.p_value, rel=1e-9)


@pytest.mark.parametrize("name", GROUP_TESTS)
@settings(max_examples=20)
@given(seed=st.integers(0, 10**6), scale=st.floats(1e-3, 1e3))
def test_scale_of_returns_does_not_matter(name, seed, scale):
    panel, day0 = make_panel(seed)
    scaled = type(panel)(
        **{
            **vars(panel),
            **{k: scale * vars(panel)[k] for k in ("returns", "returns_est", "market", "market_est")},
        }
    )
    a, b = (GROUP_TESTS[name](sample_of(p, day0)) for p in (panel, scaled))
    assert b.statistic == pytest.approx(a.statistic, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("name", ["cs_t", "patell", "bmp", "kp", "rank"])
@settings(max_examples=20)
@given(seed=st.integers(0, 10**6))
def test_sign_flip(name, seed):
    panel, day0 = make_panel(seed)
    flipped = type(panel)(
        **{**vars(panel), **{k: -vars(panel)[k] for k in ("returns", "returns_est", "market", "market_est")}}
    )
    a, b = (GROUP_TESTS[name](sample_of(p, day0)) for p in (panel, flipped))
    assert b.statistic == pytest.approx(-a.statistic, rel=1e-9, abs=1e-12)
    assert b.p_value == pytest.approx(a.p_value, rel=1e-9)


@pytest.mark.parametrize("name", GROUP_TESTS)
def test_one_sided_p_values(name):
    both, up, down = (GROUP_TESTS[name](make(9, alternative=a)) for a in ("two-sided", "greater", "less"))
    assert up.statistic == down.statistic == both.statistic
    assert up.p_value + down.p_value == pytest.approx(1, rel=1e-9)
    assert both.p_value == pytest.approx(2 * min(up.p_value, down.p_value), rel=1e-9)


def test_p_values_far_in_the_tail():
    assert p_normal(37.0, "two-sided") == pytest.approx(2 * stats.norm.sf(37.0), rel=1e-9)
    assert 0 < p_normal(37.0, "two-sided") < 1e-298
    assert p_t(50.0, 200, "greater") == pytest.approx(stats.t.sf(50.0, 200), rel=1e-6)


def test_defaults_by_situation():
    assert list(choose_tests(make(1))) == ["kp"]
    assert list(choose_tests(make(1, spread=20))) == ["bmp", "gen_sign"]
