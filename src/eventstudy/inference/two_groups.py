"""Tests of the difference between the mean CARs of two groups, which may share days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eventstudy.engine import car_variance_factor
from eventstudy.inference.bands import pointwise_critical
from eventstudy.inference.correlation import COMMON_DAYS, too_many_pairs
from eventstudy.inference.covariance import Covariance, covariance_of
from eventstudy.inference.joint import common_residuals
from eventstudy.inference.laws import p_t
from eventstudy.inference.sample import Sample
from eventstudy.messages import NOTHING, Message, message

__all__ = ["SMALLEST", "Difference", "Shared", "differences", "unable"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

SMALLEST = 0.1
"""Least share of Welch's variance: estimated correlations make no difference surer than that."""


@dataclass(frozen=True)
class Difference:
    """One test of two groups: mean CAR of the first less that of the second, its error, and what the test says.

    `note` says why a value is missing, or what to beware of.
    """

    test: str
    difference: float
    se: float
    half: float
    statistic: float
    p_value: float
    note: Message = NOTHING


def differences(sample: Sample, first: Bools, second: Bools, level: float) -> list[Difference]:
    """Every test of the difference of two groups.

    `bmp_difference` compares mean SCARs, `welch_t` mean CARs: Welch's t with his degrees of freedom, where what the
    firm-events share is added to the variance, s_a²/n_a + s_b²/n_b + v Σ_i≠j w_iw_j C_ij + v Σ_i w_i² q, with C as in
    `Covariance`, w_i the firm-event's error over ±n of its group (1 in place of the error for SCARs), q the mean
    correlation within the group and v the variance of one SCAR. The plain test where no days are shared, and nearly so
    on one date, where what is common cancels. `rank_sum` compares ranks of CARs as if all were independent. On one date
    `difference_portfolio_t` is the t test of the portfolio that holds the one group and is short of the other, by its
    own residuals. Error and interval are those of `welch_t`.

    Parameters
    ----------
    sample : Sample
        The firm-events of both.
    first, second : ndarray of bool, shape (N,)
        Who is in which group; nobody in both.
    level : float
        What the interval is to cover.

    References
    ----------
    Welch (1947), Biometrika 34; Mann and Whitney (1947), Annals of
    Mathematical Statistics 18; Kolari and Pynnönen (2010), Review of Financial Studies 23, for the factors of q.
    """
    means = float(sample.car[first].mean() - sample.car[second].mean())
    why = unable(sample, (first, second))
    if why:
        return [Difference("bmp_difference", means, np.nan, np.nan, np.nan, np.nan, why)]
    covariance = covariance_of(sample)
    if not covariance.known:
        return [Difference("bmp_difference", means, np.nan, np.nan, np.nan, np.nan, Message("too_few_common_days"))]
    both = Shared.of(covariance, (first, second))
    one = both.one(sample.scar)
    gap, se, df = both.welch(sample.car, sample.se, one)
    half = float(pointwise_critical(df, level)) * se
    scar_gap, scar_se, scar_df = both.welch(sample.scar, np.ones(sample.size), one)
    shared = message("difference_correlations", a=both.within[0], b=both.within[1], between=both.across)

    def row(test: str, statistic: float, p: float, note: Message = NOTHING) -> Difference:
        return Difference(test, gap, se, half, statistic, p, note)

    side = sample.alternative
    t, t_scar = gap / se, scar_gap / scar_se
    rows = [row("bmp_difference", t_scar, float(p_t(t_scar, scar_df, side)), shared)]
    rows.append(row("welch_t", t, float(p_t(t, df, side)), shared))
    from scipy.stats import mannwhitneyu  # loads much: not for commands that compute nothing

    ranks = mannwhitneyu(sample.car[first], sample.car[second], alternative=side)
    together = Message("ranks_as_if_independent") if covariance.overlapping[0] else NOTHING
    rows.append(row("rank_sum", float(ranks.statistic), float(ranks.pvalue), together))
    if sample.one_date:
        rows.append(_portfolio(sample, first, second, row("", np.nan, np.nan)))
    return rows


def unable(sample: Sample, groups: Sequence[Bools]) -> Message:
    """Why groups have no test; nothing where they have."""
    if min(own.sum() for own in groups) < 2:
        return Message("group_of_one")
    if too_many_pairs(sample.window_days):
        return Message("too_many_to_compare")
    if any(np.ptp(sample.car[own]) == 0 for own in groups):
        return Message("values_equal")
    return NOTHING


@dataclass(frozen=True, eq=False)
class Shared:
    """What groups share: mean correlations of SCARs within each over i ≠ j, and between two; who is in which."""

    covariance: Covariance
    member: Floats
    within: Floats
    across: float

    @classmethod
    def of(cls, covariance: Covariance, groups: Sequence[Bools]) -> Shared:
        """Of some groups of the firm-events, nobody in two."""
        member = np.stack(groups, axis=1).astype(float)
        n, c = member.sum(axis=0), covariance.between(member[None])[0]
        return cls(covariance, member, (np.diag(c) / n - 1) / (n - 1), float(c[0, 1] / n[:2].prod()))

    def own(self, x: Floats) -> tuple[Floats, Floats]:
        """Mean of each group, and its variance were all independent; shapes (G,)."""
        n = self.member.sum(axis=0)
        mean = x @ self.member / n
        return mean, ((x[:, None] - mean) ** 2 * self.member).sum(axis=0) / (n - 1) / n

    def of_means(self, x: Floats, scale: Floats, one: float) -> Floats:
        """Covariance of the groups' means; shape (G, G).

        `scale` has the errors that x would have by the model, `one` what its variance is in their square.
        """
        own, weight = self.own(x)[1], self.member / self.member.sum(axis=0) * scale[:, None]
        pairs = self.covariance.between(weight[None])[0]
        spread: Floats = np.diag(own) + one * (pairs - np.diag((1 - self.within) * (weight**2).sum(axis=0)))
        return spread

    def welch(self, x: Floats, scale: Floats, one: float) -> tuple[float, float, float]:
        """Difference of two means, its standard error and Welch's degrees of freedom; the rest as in `of_means`."""
        (mean, own), n = self.own(x), self.member.sum(axis=0)
        spread = self.of_means(x, scale, one)
        variance = max(float(np.trace(spread) - 2 * spread[0, 1]), SMALLEST * float(own.sum()))
        return float(mean[0] - mean[1]), float(np.sqrt(variance)), float(own.sum() ** 2 / (own**2 / (n - 1)).sum())

    def one(self, scar: Floats) -> float:
        """Variance of one SCAR, from all groups."""
        n = self.member.sum(axis=0)
        squares = ((scar[:, None] - scar @ self.member / n) ** 2 * self.member).sum(axis=0)
        return float((squares / np.maximum(1 - self.within, SMALLEST)).sum() / (n.sum() - len(n)))


def _portfolio(sample: Sample, first: Bools, second: Bools, like: Difference) -> Difference:
    residuals = common_residuals(sample)
    own = residuals[first].mean(axis=0) - residuals[second].mean(axis=0)
    df = len(own) - int((sample.fit.n - sample.fit.df).max())
    name = "difference_portfolio_t"
    if len(own) < COMMON_DAYS:
        few = message("days_of_all_too_few", n=len(own), least=COMMON_DAYS)
        return Difference(name, like.difference, like.se, like.half, np.nan, np.nan, few)
    factor = car_variance_factor(sample.fit, sample.first, sample.last).mean()
    t = like.difference / float(np.sqrt((own**2).sum() / df * factor))
    return Difference(name, like.difference, like.se, like.half, t, float(p_t(t, df, sample.alternative)))
