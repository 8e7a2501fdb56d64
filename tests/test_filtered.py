"""Ranks among ordinary days over the volatility of their time: re-derived slowly, and what must not matter."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventstudy.inference.families import cells_of, event_ranks, pooled_ranks, step_down
from eventstudy.inference.filtered import filtered_sq, ordinary_ranks
from eventstudy.inference.one_date import mvrm, portfolio_sq
from eventstudy.inference.volatility import filter_days
from samples import make, make_panel, sample_of

DECAY, CAP = 0.94, 4.0


def days_of(sample, i):
    """Standardised residuals, their volatilities, that before the window, and filtered days; one number at a time."""
    fit, z, variance, now = sample.fit, [], [], 1.0
    for residual, basis in zip(fit.residuals[i], fit.q[i], strict=True):
        if np.isfinite(residual):
            z.append(residual / fit.sigma[i] / np.sqrt(1 - basis @ basis))
    for day in range(sample.first):
        if np.isfinite(fit.ar[i, day]):
            z += [fit.ar[i, day] / fit.sigma[i] / np.sqrt(1 + fit.u[i, day] @ fit.u[i, day])]
    for value in z:
        variance.append(now)
        now = DECAY * now + (1 - DECAY) * min(value**2, CAP**2)
    return np.array(z), np.array(variance), now


def stretches_of(sample, i):
    """Sums of consecutive observed residuals over their standard errors and the volatility before the first."""
    fit, length = sample.fit, sample.length
    seen = np.flatnonzero(np.isfinite(fit.residuals[i]))
    _, variance, _ = days_of(sample, i)
    out = []
    for start in range(min(40, len(seen) // 4), len(seen) - length + 1):
        days = seen[start : start + length]
        z = fit.q[i, days].sum(axis=0)
        error = fit.sigma[i] * np.sqrt(length - z @ z)
        out.append(fit.residuals[i, days].sum() / error / np.sqrt(variance[start]))
    return np.array(out)


@pytest.mark.parametrize("options", [{}, {"missing": 0.1}, {"window": (0, 0)}, {"window": (-4, -3)}, {"model": "mean"}])
def test_filtered_sq_counts_stretches_one_by_one(options):
    sample = make(7, days=120, **options)
    result = filtered_sq(sample)
    for i in range(sample.size):
        _, _, before = days_of(sample, i)
        own, others = sample.scar[i] / np.sqrt(before), stretches_of(sample, i)
        assert result.statistic[i] == pytest.approx(own, rel=1e-12)
        assert result.p_value[i] == pytest.approx((1 + (np.abs(others) >= abs(own)).sum()) / (1 + len(others)))
        assert (result.law[i].code, dict(result.law[i].items)["count"]) == ("law_stretches", len(others))


def test_longer_windows_are_composed_of_single_days():
    """One window after the other from the same drawn days, the volatility updated from day to day."""
    sample = make(3, days=100, window=(-1, 4), firms=3)
    ranks = ordinary_ranks(sample)
    picks = np.random.default_rng([sample.seed, 5]).random((sample.length, 9_999))
    for i in range(3):
        z, variance, before = days_of(sample, i)
        days = (z / np.sqrt(variance))[25:100]
        own, extreme = abs(sample.scar[i]) / np.sqrt(before), []
        for draw in picks.T:
            now, total = before, 0.0
            for pick in draw:
                day = np.sqrt(now) * days[int(pick * len(days))]
                total, now = total + day, DECAY * now + (1 - DECAY) * min(day**2, CAP**2)
            extreme.append(abs(total) / np.sqrt(sample.length * before) >= own)
        first = sum(extreme[:999])
        all_, larger = (999, first) if first > 99 else (9_999, sum(extreme))
        assert (ranks.larger[i], ranks.count[i], ranks.days[i]) == (larger, all_, 75)


def test_few_days_are_ranked_among_those_of_all():
    sample = make(5, days=44, firms=6)
    result, pool = filtered_sq(sample), np.concatenate([stretches_of(sample, i) for i in range(6)])
    own = np.abs(result.statistic)
    assert result.p_value == pytest.approx([(1 + (np.abs(pool) >= c).sum()) / (1 + len(pool)) for c in own])
    assert {law.code for law in result.law} == {"law_pooled"}
    one = make(5, days=44, firms=1)
    alone, others = filtered_sq(one), np.abs(stretches_of(one, 0))
    assert alone.law[0].code == "law_stretches"
    assert alone.p_value[0] == (1 + (others >= abs(alone.statistic[0])).sum()) / 32


def test_a_calm_or_wild_time_before_the_event_counts():
    """The same CAR ranks less after a week of large moves and more after a quiet one."""
    panel, day0 = make_panel(3, days=120, firms=1)
    p, score = [], []
    for scale in (0.1, 1.0, 8.0):
        returns = panel.returns.copy()
        returns[:, :4] = panel.returns[:, :4] * scale
        returns[:, 4] = 0.03
        own = type(panel)(**{**vars(panel), "returns": returns})
        result = filtered_sq(sample_of(own, day0, (0, 0)))
        p.append(float(result.p_value[0]))
        score.append(abs(float(result.statistic[0])))
    assert score[0] > score[1] > score[2]
    assert p[0] <= p[1] < p[2]


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.01, 100), st.sampled_from([(0, 0), (0, 2), (-1, 4)]))
def test_units_and_company_do_not_matter(seed, scale, window):
    panel, day0 = make_panel(seed, days=100, firms=4)
    one = filtered_sq(sample_of(panel, day0, window))
    scaled = type(panel)(**{**vars(panel), "returns": panel.returns * scale, "returns_est": panel.returns_est * scale})
    assert filtered_sq(sample_of(scaled, day0, window)).p_value == pytest.approx(one.p_value, abs=2e-3)
    part = filtered_sq(sample_of(panel.take(np.array([2, 0])), day0[:2], window))
    assert part.p_value == pytest.approx(one.p_value[[2, 0]])


@pytest.mark.parametrize("alternative", ["greater", "less"])
def test_one_side(alternative):
    sample = make(4, days=120, window=(0, 0), alternative=alternative)
    side, result = 1 if alternative == "greater" else -1, filtered_sq(sample)
    for i in range(sample.size):
        others, own = side * stretches_of(sample, i), side * result.statistic[i]
        assert result.p_value[i] == pytest.approx((1 + (others >= own).sum()) / (1 + len(others)))


# Several assets on one date


def filtered_together(sample):
    """Filtered residuals with the geometric mean of each asset's own volatility and that of all; shape (days, N)."""
    z = np.array([days_of(sample, i)[0] for i in range(sample.size)])
    own, common, variance = np.ones(len(z)), 1.0, []
    for day in z.T:
        variance.append(np.sqrt(own * common))
        shock = np.minimum(day**2, CAP**2)
        own, common = DECAY * own + (1 - DECAY) * shock, DECAY * common + (1 - DECAY) * shock.mean()
    start, end = min(40, sample.fit.residuals.shape[1] // 4), sample.fit.residuals.shape[1]
    return (z.T / np.sqrt(variance))[start:end], np.sqrt(own * common)


def test_mvrm_leaves_each_day_out_in_turn():
    sample = make(1, days=120, firms=5, window=(0, 0), correlation=0.4)
    e, before = filtered_together(sample)
    c = sample.scar / np.sqrt(before)
    form = c @ np.linalg.inv(e.T @ e) @ c
    others = []
    for j in range(len(e)):
        rest = np.delete(e, j, axis=0)
        others.append(e[j] @ np.linalg.inv(rest.T @ rest) @ e[j])
    result = mvrm(sample)
    assert result.statistic == pytest.approx(form * len(e) / 5, rel=1e-10)
    assert result.p_value == pytest.approx((1 + (np.array(others) >= form).sum()) / (1 + len(e)))


def test_mvrm_composes_longer_windows_of_whole_days():
    sample = make(1, days=120, firms=4, window=(0, 2), correlation=0.4)
    e, before = filtered_together(sample)
    inverse = np.linalg.inv(e.T @ e)
    c = sample.scar / np.sqrt(before)
    e = e / np.sqrt(1 - np.einsum("ij,jk,ik->i", e, inverse, e))[:, None]
    extreme, drawn = 0, np.random.default_rng([sample.seed, 9]).integers(0, len(e), (3, 999))
    for draw in drawn.T:
        now, total = before, np.zeros(4)
        for day in draw:
            x = np.sqrt(now) * e[day]
            shock = np.minimum(x**2, CAP**2)
            total, now = total + x, DECAY * now + (1 - DECAY) * (shock + shock.mean()) / 2
        q = total / np.sqrt(3 * before)
        extreme += q @ inverse @ q >= c @ inverse @ c
    assert mvrm(sample).p_value == pytest.approx((1 + extreme) / 1000)


def test_portfolio_sq_is_filtered_sq_of_the_portfolio():
    """One firm-event whose returns are the mean of the assets', with the same regressors."""
    panel, day0 = make_panel(9, days=120, firms=6, correlation=0.3)
    for window in ((0, 0), (0, 2), (-1, 4)):
        means = {name: getattr(panel, name).mean(axis=0)[None] for name in ("returns", "returns_est")}
        first = {name: getattr(panel, name)[:1] for name in ("market", "market_est", "days", "days_est", "members")}
        first |= {name: getattr(panel, name)[:1] for name in ("complete", "contaminated")}
        one = type(panel)(**means, **first, offsets=panel.offsets)
        alone, result = filtered_sq(sample_of(one, day0[:1], window)), portfolio_sq(sample_of(panel, day0, window))
        assert result.statistic == pytest.approx(alone.statistic[0], rel=1e-9)
        assert result.p_value == alone.p_value[0]
        assert result.n == 6


# Families


def test_event_rank_compares_maxima_of_the_same_days():
    sample = make(6, days=120, firms=4, window=(0, 0), correlation=0.5)
    cells = cells_of(sample)
    others = np.abs([stretches_of(sample, i) for i in range(4)]).max(axis=0)
    own = np.abs(filter_days(sample).score).max()
    larger, count = event_ranks(cells, [np.arange(4), np.array([2])], 0)
    assert (larger[0], count[0]) == ((others >= own).sum(), len(others))
    assert (1 + larger[1]) / (1 + count[1]) == pytest.approx(filtered_sq(sample).p_value[2])


def test_an_event_of_one_firm_event_is_that_firm_event():
    """One by itself is what several would be if they were one and the same."""
    sample = make(6, days=120, firms=3, window=(-1, 4))
    cells = cells_of(sample)
    alone = event_ranks(cells, [np.array([i]) for i in range(3)], 0)
    twice = event_ranks(cells, [np.array([i, i]) for i in range(3)], 0)
    assert np.array_equal(alone, twice)
    assert (alone[1] == 9_999).all()


@pytest.mark.parametrize("window", [(0, 0), (0, 2), (-1, 4)])
def test_step_down_is_the_plain_algorithm(window):
    """From the largest down, each against the maxima of those that are left, and never below the one before."""
    sample = make(8, days=120, firms=5, window=window)
    cells, dates = cells_of(sample), np.array([0, 0, 1, 1, 2])
    drawn = []
    for i, values in enumerate(cells.ordinary):
        days = values[np.isfinite(values)]
        rows = 1 if sample.length <= 3 else sample.length
        picks = np.random.default_rng([0, 7, int(dates[i])]).random((rows, 9_999))
        drawn.append(cells.draws(days, cells.before[i], picks))
    extreme, left, least, expected = np.abs(cells.score), list(range(5)), 0.0, np.empty(5)
    while left:
        i = max(left, key=lambda j: extreme[j])
        largest = np.max([drawn[j] for j in left], axis=0)
        least = max(least, (1 + (largest >= extreme[i]).sum()) / 10_000)
        expected[i] = least
        left.remove(i)
    assert step_down(cells, dates, 0) == pytest.approx(expected)


def test_pooled_ranks_are_among_all():
    sample = make(8, days=120, firms=5, window=(0, 2))
    pool = np.abs(np.concatenate([stretches_of(sample, i) for i in range(5)]))
    own = np.abs(filter_days(sample).score)
    assert pooled_ranks(cells_of(sample), 0) == pytest.approx([(1 + (pool >= c).sum()) / (1 + len(pool)) for c in own])


def test_days_of_other_events_leave_the_reference():
    sample = make(6, days=120, firms=2, window=(0, 2))
    reference = np.ones((2, 120), dtype=bool)
    reference[:, 60:70] = False
    kept, whole = cells_of(sample, reference).ordinary, cells_of(sample).ordinary
    gone = np.isfinite(whole) & ~np.isfinite(kept)
    assert np.flatnonzero(gone[0]).tolist() == list(range(58, 70))
    reference[:, 20:] = False
    assert np.array_equal(cells_of(sample, reference).ordinary, whole, equal_nan=True)
