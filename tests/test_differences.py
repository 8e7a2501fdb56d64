"""Differences of groups: by another way, and how often a true null is rejected."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

import eventstudy as es
from eventstudy.inference import make_sample
from eventstudy.inference.sorts import monotonic
from eventstudy.inference.two_groups import differences
from eventstudy.models import MODELS
from eventstudy.simulate.processes import Scenario, draw_panel
from made_up import closes, day, returns, study
from samples import make
from test_inference import slow_covariance

FIRST = np.array([True, False, True, True, False, False, True, False, False])


def by_test(sample, first=FIRST):
    return {found.test: found for found in differences(sample, first, ~first, 0.95)}


def test_groups_that_share_nothing_have_the_plain_tests():
    sample = make(2, spread=300_000, firms=9, window=(0, 0))
    found = by_test(sample)
    for test, x in {"welch_t": sample.car, "bmp_difference": sample.scar}.items():
        plain = stats.ttest_ind(x[FIRST], x[~FIRST], equal_var=False)
        assert found[test].statistic == pytest.approx(plain.statistic, rel=1e-9)
        assert found[test].p_value == pytest.approx(plain.pvalue, rel=1e-9)
    plain = stats.ttest_ind(sample.car[FIRST], sample.car[~FIRST], equal_var=False).confidence_interval(0.95)
    assert found["welch_t"].difference + found["welch_t"].half == pytest.approx(plain.high, rel=1e-9)
    ranks = stats.mannwhitneyu(sample.car[FIRST], sample.car[~FIRST])
    assert found["rank_sum"].p_value == pytest.approx(ranks.pvalue)
    assert not found["rank_sum"].note


@pytest.mark.parametrize("spread", [0, 4])
def test_what_is_shared_enters_pair_by_pair(spread):
    sample = make(4, window=(-1, 2), correlation=0.4, firms=9, spread=spread)
    c, _ = slow_covariance(sample)
    sizes = np.array([FIRST.sum(), (~FIRST).sum()])
    within = [
        np.mean([c[i, j] for i in np.flatnonzero(own) for j in np.flatnonzero(own) if i != j])
        for own in (FIRST, ~FIRST)
    ]
    squares = [((sample.scar[own] - sample.scar[own].mean()) ** 2).sum() for own in (FIRST, ~FIRST)]
    one = sum(s / (1 - q) for s, q in zip(squares, within, strict=True)) / 7
    variance = sum(sample.car[own].var(ddof=1) / own.sum() for own in (FIRST, ~FIRST))
    weight = np.where(FIRST, 1 / sizes[0], -1 / sizes[1]) * sample.se
    for i in range(9):
        variance += one * weight[i] ** 2 * within[0 if FIRST[i] else 1]
        variance += one * sum(weight[i] * weight[j] * c[i, j] for j in range(9) if j != i)
    found = by_test(sample)["welch_t"]
    assert found.se == pytest.approx(np.sqrt(variance), rel=1e-8)
    assert found.difference == pytest.approx(sample.car[FIRST].mean() - sample.car[~FIRST].mean(), rel=1e-12)
    assert ("difference_portfolio_t" in by_test(sample)) == (spread == 0)


def test_groups_without_a_test_say_why():
    found = differences(make(4, firms=3), np.array([True, False, False]), np.array([False, True, True]), 0.95)
    assert [one.note.code for one in found] == ["group_of_one"]
    assert np.isnan(found[0].p_value)


def events(*groups):
    return [{"id": f"e{i}", "at": day(20 * i), "group": group} for i, group in enumerate(groups) if group]


def two_groups(**changes):
    """A study of two groups of two events each, a quarter of whose windows overlap."""
    return es.run(study(events=events("x", "x", "y", "y"), **changes), closes(returns()))


def test_table_has_every_pair_of_up_to_four_groups_of_several_events():
    prices = closes(returns())
    table = es.run(study(events=events("x", "x", "y", "y", "lone")), prices).differences
    assert set(zip(table["group_a"], table["group_b"], strict=True)) == {("x", "y")}
    assert set(table["test"]) == {"bmp_difference", "welch_t", "rank_sum"}
    assert (table["n_a"] == 6).all()
    row = table.query("start == 0 and end == 0").iloc[0]
    assert row["upper"] - row["difference"] == pytest.approx(row["difference"] - row["lower"])
    many = events(*"vvwwxxyyzz")
    for i, one in enumerate(many):
        one["at"] = day(11 * i)
    assert es.run(study(events=many), prices).differences.empty


@pytest.mark.slow
@pytest.mark.parametrize(
    ("scenario", "size"),
    [
        (Scenario(correlation=0.3), 10),
        (Scenario(firms=8, correlation=0.3), 4),
        (Scenario(firms=20, correlation=0.6, dates=2), 8),
        (Scenario(firms=20, correlation=0.3, dates=5), 8),
        (Scenario(correlation=0.3, dates=60), 12),
    ],
    ids=["one date", "few", "two dates", "week", "60 days"],
)
def test_size(scenario, size):
    rng, rejected = np.random.default_rng(3), defaultdict(int)
    for _ in range(12):
        panel, day0 = draw_panel(scenario, 50, rng)
        together = make_sample(MODELS["market"].fit(panel), (10, 10), day0, panel.days_est, panel.days)
        for start in range(0, 50 * scenario.firms, scenario.firms):
            sample = together.take(np.arange(start, start + scenario.firms))
            for test, found in by_test(sample, np.arange(scenario.firms) < size).items():
                rejected[test] += found.p_value <= 0.05
    for test in ("bmp_difference", "welch_t"):
        assert 0.02 < rejected[test] / 600 < 0.08, test


THIRDS = [np.arange(9) % 3 == k for k in range(3)]


@pytest.mark.parametrize("spread", [0, 4])
def test_a_sort_counts_what_its_parts_share_pair_by_pair(spread):
    sample = make(4, window=(-1, 2), correlation=0.4, firms=9, spread=spread)
    c, _ = slow_covariance(sample)
    within = [np.mean([c[i, j] for i in range(9) for j in range(9) if own[i] and own[j] and i != j]) for own in THIRDS]
    squares = [((sample.scar[own] - sample.scar[own].mean()) ** 2).sum() for own in THIRDS]
    one = sum(s / (1 - q) for s, q in zip(squares, within, strict=True)) / 6
    spread_of = np.zeros((3, 3))
    for a, b in np.ndindex(3, 3):
        for i in np.flatnonzero(THIRDS[a]):
            for j in np.flatnonzero(THIRDS[b]):
                shared = within[a] if i == j else c[i, j]
                spread_of[a, b] += one * sample.se[i] * sample.se[j] * shared / 9
        if a == b:
            spread_of[a, a] += sample.car[THIRDS[a]].var(ddof=1) / 3
    means = np.array([sample.car[own].mean() for own in THIRDS])
    step = np.array([[-1.0, 1, 0], [0, -1, 1]])
    variance = step @ spread_of @ step.T
    z = np.diff(means) / np.sqrt(np.diag(variance))
    found = monotonic(sample, THIRDS, 0.95)
    assert found.statistic == pytest.approx(max(z.min(), (-z).min()), rel=1e-8)
    assert found.difference == pytest.approx(means[2] - means[0], rel=1e-12)
    ends = np.array([-1.0, 0, 1])
    assert found.se == pytest.approx(np.sqrt(ends @ spread_of @ ends), rel=1e-8)
    law = stats.multivariate_t([0, 0], variance / np.sqrt(np.outer(np.diag(variance), np.diag(variance))), df=6)
    below = law.cdf([-found.statistic] * 2)  # all above a bound, by the symmetry of the law
    assert found.p_value == pytest.approx(min(1, 2 * below), abs=0.02)


def test_a_sort_that_rises_is_told_from_one_that_does_not():
    panel, day0 = draw_panel(Scenario(firms=60, dates=60), 1, np.random.default_rng(5))
    sample = make_sample(MODELS["market"].fit(panel), (10, 10), day0, panel.days_est, panel.days)
    part = np.arange(60) % 4
    moved = lambda by: replace(sample, car=sample.car + by, scar=(sample.car + by) / sample.se)  # noqa: E731
    parts = [part == k for k in range(4)]
    assert monotonic(moved(0.03 * part), parts, 0.95).p_value < 0.001
    assert monotonic(moved(-0.03 * part), parts, 0.95).p_value < 0.001
    assert monotonic(moved(0.03 * np.array([0, 2, 1, 3])[part]), parts, 0.95).p_value > 0.5
    upward = replace(moved(-0.03 * part), alternative="greater")
    assert monotonic(upward, parts, 0.95).p_value > 0.5


@pytest.mark.slow
@pytest.mark.parametrize(
    "scenario",
    [Scenario(correlation=0.3), Scenario(correlation=0.3, dates=60), Scenario(firms=30, correlation=0.6, dates=2)],
    ids=["one date", "60 days", "two dates"],
)
def test_size_of_a_sort(scenario):
    """Where all means are equal it rejects at most the level."""
    rng, rejected = np.random.default_rng(6), 0
    for _ in range(8):
        panel, day0 = draw_panel(scenario, 50, rng)
        together = make_sample(MODELS["market"].fit(panel), (10, 10), day0, panel.days_est, panel.days)
        for start in range(0, 50 * scenario.firms, scenario.firms):
            sample = together.take(np.arange(start, start + scenario.firms))
            rejected += monotonic(sample, [np.arange(scenario.firms) % 3 == k for k in range(3)], 0.95).p_value <= 0.05
    assert 0.02 < rejected / 400 < 0.085
