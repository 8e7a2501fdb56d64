"""Tests from signs and signed ranks of CARs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from eventstudy.inference.draws import Answer, Draws, by_normal
from eventstudy.inference.entry import FORECAST, INDEPENDENT, LONG, Test, up_to
from eventstudy.inference.laws import NORMAL, null_of, p_normal
from eventstudy.inference.sample import Sample, TestResult, no_result
from eventstudy.messages import NOTHING, Message, message

__all__ = ["GEN_SIGN", "SIGN", "WILCOXON", "gen_sign", "sign", "wilcoxon"]

Floats = NDArray[np.float64]

ALL_ZERO = Message("all_zero")
FEW = 10
"""Below so many firm-events a count is too coarse for the normal law."""
EXACT = 50
"""Most firm-events for which the signed-rank law is counted out."""


def sign(sample: Sample) -> TestResult:
    """Sign test: number of positive CARs against ½, exact binomial.

    CARs of exactly 0 are left out. Assumes symmetric abnormal returns; skewed ones over-reject, see `gen_sign`.

    References
    ----------
    Brown and Warner (1980), Journal of Financial Economics 8, appendix A.1.
    """
    from scipy import stats

    null = null_of("null_median_car", sample.alternative)
    positive, count = int((sample.car > 0).sum()), int((sample.car != 0).sum())
    zeros = sample.size - count
    if not count:
        return no_result(sample, Message("law_binomial_unknown"), null, ALL_ZERO)
    p = stats.binomtest(positive, count, 0.5, alternative=sample.alternative).pvalue
    return TestResult(float(positive), float(p), message("law_binomial", n=count), sample.size, null, _left_out(zeros))


def _left_out(zeros: int) -> Message:
    return message("zeros_left_out", n=zeros) if zeros else NOTHING


def gen_sign(sample: Sample) -> TestResult:
    """Generalised sign test: positive CARs against the share of positive AR in the estimation window, normal.

    The share is the mean of the firm-events' own. A CAR of exactly 0 counts as not positive.

    References
    ----------
    Cowan (1992), Review of Quantitative Finance and Accounting 2.
    """
    null = Message("null_share_positive")
    n = sample.size
    z = float(_sign_z(sample.car, _positive_shares(sample)))
    if not np.isfinite(z):
        return no_result(sample, NORMAL, null, Message("one_sign_before"))
    note = message("few_for_normal_law", n=n) if n < FEW else NOTHING
    return TestResult(z, float(p_normal(z, sample.alternative)), NORMAL, n, null, note)


def _positive_shares(sample: Sample) -> Floats:
    """Share of positive abnormal returns in each firm-event's estimation window; shape (N,)."""
    shares: Floats = sample.fit.shape[:, 3]
    return shares


def _sign_z(car: Floats, shares: Floats) -> Floats:
    """Statistic of `gen_sign` over the last axis, shapes (..., N) to (...); NaN where the mean share is 0 or 1."""
    expected, n = shares.mean(axis=-1), car.shape[-1]
    spread = n * expected * (1 - expected)
    z: Floats = ((car > 0).sum(axis=-1) - n * expected) / np.sqrt(np.where(spread > 0, spread, np.nan))
    return z


def wilcoxon(sample: Sample) -> TestResult:
    """Wilcoxon's signed-rank test of the CARs across firm-events, exact up to 50 without zeros or ties.

    The statistic is the sum of the ranks of positive CARs. Assumes symmetry and independence.

    References
    ----------
    Wilcoxon (1945), Biometrics Bulletin 1.
    """
    from scipy import stats

    null = null_of("null_median_car", sample.alternative)
    car = sample.car[sample.car != 0]
    zeros = sample.size - len(car)
    if not len(car):
        return no_result(sample, Message("law_signed_rank"), null, ALL_ZERO)
    size = np.abs(car)
    exact = len(car) <= EXACT and not zeros and len(np.unique(size)) == len(car)
    method = "exact" if exact else "asymptotic"
    p = stats.wilcoxon(car, alternative=sample.alternative, method=method, correction=False).pvalue
    statistic = float(stats.rankdata(size)[car > 0].sum())
    law = Message("law_signed_rank_exact") if exact else NORMAL
    return TestResult(statistic, float(p), law, sample.size, null, _left_out(zeros))


def _sign_drawn(draws: Draws) -> Answer:
    car = draws.car()
    counts = np.stack([(car > 0).sum(axis=1), (car != 0).sum(axis=1)], axis=1)
    kinds, which = np.unique(counts, axis=0, return_inverse=True)
    p = np.array([_binomial_p(k, n, draws.pool.sample.alternative) for k, n in kinds.tolist()])[which.ravel()]
    return np.where(np.isfinite(p), counts[:, 0], np.nan), p


def _binomial_p(positive: int, count: int, alternative: str) -> float:
    from scipy import stats

    return float(stats.binomtest(positive, count, 0.5, alternative=alternative).pvalue) if count else np.nan


def _gen_sign_drawn(draws: Draws) -> Answer:
    shares = _positive_shares(draws.pool.sample)
    return by_normal(draws, _sign_z(draws.car(), shares[draws.rows]))


def _sign_level(firms: int, _days: int, level: float) -> float:
    """Largest size of `sign` that does not exceed a level."""
    from scipy import stats

    count = np.arange(firms + 1)
    below, above = stats.binom.cdf(count, firms, 0.5), stats.binom.sf(count - 1, firms, 0.5)
    p = np.minimum(1.0, 2 * np.minimum(below, above))
    return float(stats.binom.pmf(count, firms, 0.5)[p <= level].sum())


def _gen_sign_level(firms: int, _days: int, level: float) -> float:
    """Size of `gen_sign` with a share of ½."""
    from scipy import stats

    count = np.arange(firms + 1)
    z = (count - firms / 2) / np.sqrt(firms / 4)
    return float(stats.binom.pmf(count, firms, 0.5)[p_normal(z, "two-sided") <= level].sum())


def _wilcoxon_level(firms: int, _days: int, level: float) -> float:
    """Largest size of `wilcoxon` that does not exceed a level; with many firm-events the level itself."""
    if firms > EXACT:
        return level
    ways = np.array([1.0])
    for r in range(1, firms + 1):
        ways = np.convolve(ways, np.concatenate([[1.0], np.zeros(r - 1), [1.0]])) / 2
    p = np.minimum(1.0, 2 * np.minimum(ways.cumsum(), ways[::-1].cumsum()[::-1]))
    return float(ways[p <= level].sum())


SIGN = Test(
    "sign",
    sign,
    "group",
    {
        "en": "Sign test: the share of positive CARs against one half.",
        "de": "Vorzeichentest: Anteil positiver CARs gegen die Hälfte.",
    },
    batched=_sign_drawn,
    holds=up_to(LONG, *INDEPENDENT, "t5", "variance_2", "firms_6", *FORECAST),
    attainable=_sign_level,
)
GEN_SIGN = Test(
    "gen_sign",
    gen_sign,
    "group",
    {
        "en": "Sign test against the share of positive days in the estimation window.",
        "de": "Vorzeichentest gegen den Anteil positiver Tage im Schätzfenster.",
    },
    batched=_gen_sign_drawn,
    order="tail",
    holds=up_to(LONG, *INDEPENDENT, "t5", "variance_2"),
    attainable=_gen_sign_level,
)
WILCOXON = Test(
    "wilcoxon",
    wilcoxon,
    "group",
    {
        "en": "Signed-rank test of the CARs.",
        "de": "Vorzeichen-Rang-Test der CARs.",
    },
    holds=up_to(LONG, *INDEPENDENT, "t5", "variance_2", "firms_6", *FORECAST),
    attainable=_wilcoxon_level,
)
