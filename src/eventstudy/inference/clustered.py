"""Tests that correct for firm-events which share calendar days."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from eventstudy.inference.correlation import MOST_PAIRED, mean_correlation, near_pairs, overlap_correlation
from eventstudy.inference.draws import Answer, Draws, Pool, by_normal, by_t
from eventstudy.inference.entry import ANY_DATES, LONG, SHORT, Test, up_to
from eventstudy.inference.laws import NORMAL, null_of, p_normal, t_law
from eventstudy.inference.parametric import (
    ONE_FIRM_EVENT,
    TOO_FEW_DEGREES,
    mean_test,
    patell_drawn,
    patell_statistic,
    t_of_mean,
)
from eventstudy.inference.sample import Sample, TestResult, no_result
from eventstudy.messages import NOTHING, Message, message

__all__ = ["ADJ_PATELL", "KP", "KPP", "NOT_ONE_DATE", "adj_patell", "kp", "kpp"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NOT_ONE_DATE = Message("not_one_date")


def kp(sample: Sample) -> TestResult:
    """BMP adjusted for cross-correlation, BMP × √((1 − r̄)/(1 + (N − 1)r̄)), t(N − 1), for one common day 0.

    r̄ is the mean correlation of estimation residuals over all pairs of firm-events, paired on calendar days.

    References
    ----------
    Kolari and Pynnönen (2010), Review of Financial Studies 23, eq. 11.
    """
    null, law = null_of("null_mean_scar", sample.alternative), t_law(sample.size - 1)
    note = _unsuitable(sample)
    if note:
        return no_result(sample, law, null, note)
    r, pairs = mean_correlation(sample.fit.residuals, sample.days_est)
    note = message("residual_correlation", r=r, pairs=pairs)
    factor = float(_mean_factor(r, sample.size))
    if not np.isfinite(factor):
        return no_result(sample, law, null, _uncorrected(note))
    return mean_test(sample.scar, sample, "null_mean_scar", factor, note)


def adj_patell(sample: Sample) -> TestResult:
    """Patell's test adjusted for cross-correlation, Patell × √(1/(1 + (N − 1)r̄)), normal, for one common day 0.

    r̄ as for `kp`. Over-rejects when variance rises at the event.

    References
    ----------
    Kolari and Pynnönen (2010), Review of Financial Studies 23, eq. 8.
    """
    null = null_of("null_mean_scar", sample.alternative)
    note = _unsuitable(sample)
    z = patell_statistic(sample)
    if note or z is None:
        return no_result(sample, NORMAL, null, note or TOO_FEW_DEGREES)
    r, pairs = mean_correlation(sample.fit.residuals, sample.days_est)
    note = message("residual_correlation", r=r, pairs=pairs)
    factor = 1 + (sample.size - 1) * r
    if not factor > 0:
        return no_result(sample, NORMAL, null, _uncorrected(note))
    z /= float(np.sqrt(factor))
    return TestResult(z, float(p_normal(z, sample.alternative)), NORMAL, sample.size, null, note)


def kpp(sample: Sample) -> TestResult:
    """BMP adjusted for windows that partly overlap, BMP × √((1 − q̄)/(1 + (N − 1)q̄)), t(N − 1).

    q̄ is the mean over all pairs of r_ij τ_ij: r_ij the correlation of estimation residuals on common calendar days,
    τ_ij = |W_i ∩ W_j| / √(L_i L_j) the share of calendar sessions that the two CAR windows have in common. With one
    common date τ is 1 and the test is `kp`; without overlap it is `bmp`. With very few dates and high correlation it
    still over-rejects.

    References
    ----------
    Kolari, Pape and Pynnönen (2018), "Event study testing with cross-sectional correlation due to partially
    overlapping event windows", Mays Business School research paper.
    """
    n = sample.size
    null, law = null_of("null_mean_scar", sample.alternative), t_law(n - 1)
    if n < 2:
        return no_result(sample, law, null, ONE_FIRM_EVENT)
    if near_pairs(sample.window_days) > MOST_PAIRED**2 // 2:
        return no_result(sample, law, null, message("too_many_windows_overlap", most=MOST_PAIRED))
    q, overlapping = overlap_correlation(sample.fit.residuals, sample.days_est, sample.window_days)
    if not np.isfinite(q):
        return no_result(sample, law, null, Message("too_few_common_days"))
    note = message("overlap_correlation", overlapping=overlapping, all=n * (n - 1) // 2, q=q)
    factor = float(_mean_factor(q, n))
    if not np.isfinite(factor):
        return no_result(sample, law, null, _uncorrected(note))
    return mean_test(sample.scar, sample, "null_mean_scar", factor, note)


def _mean_factor(r: ArrayLike, n: int) -> Floats:
    """√((1 − r)/(1 + (n − 1)r)), what a t of n values with mean correlation r is to be multiplied by; shape of `r`.

    NaN where the root's argument is not positive: no correction exists.
    """
    r = np.asarray(r, dtype=float)
    below = 1 + (n - 1) * r
    exists = (below > 0) & (r < 1)
    factor: Floats = np.sqrt(np.where(exists, (1 - r) / np.where(exists, below, 1.0), np.nan))
    return factor


def _uncorrected(note: Message) -> Message:
    return message("no_correction_exists", what=note)


def _unsuitable(sample: Sample) -> Message:
    """Why a correction for one common date does not apply; nothing where it does."""
    if sample.size < 2:
        return ONE_FIRM_EVENT
    if not sample.one_date:
        return NOT_ONE_DATE
    if sample.size > MOST_PAIRED:
        return message("too_many_on_one_date", most=MOST_PAIRED)
    return NOTHING


def _kp_drawn(draws: Draws) -> Answer:
    return by_t(draws, _mean_factor(_one_date_correlation(draws), draws.size) * t_of_mean(draws.scar()))


def _adj_patell_drawn(draws: Draws) -> Answer:
    below = 1 + (draws.size - 1) * _one_date_correlation(draws)
    spread = np.sqrt(np.where(below > 0, below, np.nan))
    return by_normal(draws, patell_drawn(draws)[0] / spread)


def _kpp_drawn(draws: Draws) -> Answer:
    return by_t(draws, _mean_factor(_window_correlation(draws), draws.size) * t_of_mean(draws.scar()))


def _one_date_correlation(draws: Draws) -> Floats:
    """Mean residual correlation of each draw, NaN where its firm-events do not share day 0; shape (B,)."""
    sample = draws.pool.sample
    day0 = sample.day0[draws.rows]
    one = (day0 == day0[:, :1]).all(axis=1)
    out = np.full(len(one), np.nan)
    for b in np.flatnonzero(one):
        rows, key = draws.rows[b], draws.rows[b].tobytes()
        if key not in draws.pool.memo:
            r, _ = mean_correlation(sample.fit.residuals[rows], sample.days_est[rows])
            draws.pool.memo[key] = r
        out[b] = draws.pool.memo[key]
    return out


def _window_correlation(draws: Draws) -> Floats:
    """Mean over all pairs of residual correlation times the share of common window days; shape (B,).

    Windows of different blocks have no day in common, so the sum over pairs is that of the blocks.
    """
    if not draws.blocks:
        return np.array([_overlap(draws.pool, rows) for rows in draws.rows])
    total = np.zeros(len(draws.rows))
    for block, at in zip(draws.blocks, draws.choice.T, strict=True):
        n = len(block.columns)
        if n > 1:
            used, which = np.unique(at, return_inverse=True)
            mean = np.array([_overlap(draws.pool, block.rows[a]) for a in used])[which]
            total += mean * n * (n - 1) / 2
    q = total / (draws.size * (draws.size - 1) / 2)
    for b in np.flatnonzero(draws.crowded | np.isnan(q)):
        q[b] = _overlap(draws.pool, draws.rows[b])
    return q


def _overlap(pool: Pool, rows: Ints) -> float:
    sample = pool.sample
    key = (sample.first, sample.last, rows.tobytes())
    if key not in pool.memo:
        pool.memo[key] = overlap_correlation(
            sample.fit.residuals[rows], sample.days_est[rows], sample.window_days[rows]
        )[0]
    return pool.memo[key]


KP = Test(
    "kp",
    kp,
    "group",
    {
        "en": "The standardised test, corrected for the correlation of firm-events on one common day.",
        "de": "Der standardisierte Test, berichtigt um die Korrelation der Titel an einem gemeinsamen Tag.",
    },
    batched=_kp_drawn,
    order="tail",
    holds=up_to(LONG, "independent", "common", "common_low", "t5", "variance_2"),
    default=("one_date",),
)
ADJ_PATELL = Test(
    "adj_patell",
    adj_patell,
    "group",
    {
        "en": "Patell's test, corrected for the correlation of firm-events on one day.",
        "de": "Patells Test, berichtigt um die Korrelation der Titel an einem Tag.",
    },
    batched=_adj_patell_drawn,
    order="tail",
    degree=1,
    holds=up_to(LONG, "independent", "common"),
)
KPP = Test(
    "kpp",
    kpp,
    "group",
    {
        "en": "The standardised test, corrected for windows that partly overlap.",
        "de": "Der standardisierte Test, berichtigt um Fenster, die sich zum Teil überschneiden.",
    },
    batched=_kpp_drawn,
    order="tail",
    holds=up_to(SHORT, "independent", "common", "common_low", "t5", "variance_2", *ANY_DATES),
    default=("overlap",),
)
