"""Tests that correct for firm-events which share calendar days."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from eventstudy.inference.correlation import MOST_PAIRED, mean_correlation, too_many_pairs
from eventstudy.inference.covariance import Covariance, covariance_of
from eventstudy.inference.draws import Answer, Draws, by_normal, by_t
from eventstudy.inference.entry import ANY_DATES, FORECAST, INDEPENDENT, LONG, Test, up_to
from eventstudy.inference.laws import NORMAL, null_of, p_normal, p_t, t_law
from eventstudy.inference.parametric import (
    EQUAL,
    NO_SPREAD,
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
MOST_HELD = 10_000_000
"""Pairs of all draws whose covariances are held, in some hundred megabytes."""


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
    """Mean SCAR over its standard error where windows or estimation days of firm-events meet, t(N − 1).

    T = N x̄ / √(v 1'C1) with v = x'Ax/tr(AC), x the SCARs and C their correlation by what their CARs have in common on
    the calendar: see `Covariance`. On one date it is `kp`, with windows that do not overlap `bmp` (but for estimation
    days that they share), in between it counts each pair for what it shares. Of more than 500 firm-events pairs of
    different assets share their mean correlation, and of more than 20,000 there is a result only where few windows
    overlap.

    References
    ----------
    After Kolari, Pape and Pynnönen (2018), "Event study testing with cross-sectional correlation due to partially
    overlapping event windows", Mays Business School research paper, whose form forgets shared estimation days and
    over-rejects on few dates.
    """
    n = sample.size
    null, law = null_of("null_mean_scar", sample.alternative), t_law(n - 1)
    if n < 2:
        return no_result(sample, law, null, ONE_FIRM_EVENT)
    if too_many_pairs(sample.window_days):
        return no_result(sample, law, null, message("too_many_windows_overlap", most=MOST_PAIRED))
    covariance = covariance_of(sample)
    if not covariance.known:
        return no_result(sample, law, null, Message("too_few_common_days"))
    statistic = float(_kpp_of(covariance, sample.scar))
    if not np.isfinite(statistic):
        return no_result(sample, law, null, EQUAL)
    p = float(p_t(statistic, n - 1, sample.alternative))
    return TestResult(statistic, p, law, n, null, _kind(sample, covariance))


def _kpp_of(covariance: Covariance, x: Floats) -> Floats:
    """Mean of SCARs over its standard error; NaN where they do not vary."""
    v = covariance.variance(x[None])[0] if x.std() > NO_SPREAD * np.abs(x).max() else 0.0
    if not v > 0:
        return np.array(np.nan)
    return np.array(x.sum() / np.sqrt(v * covariance.spread(np.ones((1, len(x))))[0]))


def _kind(sample: Sample, covariance: Covariance) -> Message:
    """What the test is for these dates, and the mean correlation that it takes into account."""
    overlapping, pairs = int(covariance.overlapping[0]), sample.size * (sample.size - 1) // 2
    code = "kpp_is_kp" if sample.one_date else "kpp_is_between" if overlapping else "kpp_is_bmp"
    return message(code, overlapping=overlapping, all=pairs, q=float(covariance.effective[0]))


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
    return by_t(
        draws, np.array([_kpp_of(_covariance(draws, rows), draws.pool.sample.scar[rows]) for rows in draws.rows])
    )


def _covariance(draws: Draws, rows: Ints) -> Covariance:
    """Covariance of one draw, which effects do not change: held for many effects where those of all draws fit."""
    sample, memo = draws.pool.sample, draws.pool.memo
    if not draws.pool.moved or len(draws.rows) * draws.size**2 > MOST_HELD:
        return covariance_of(sample.take(rows))
    key = ("covariance", sample.first, sample.last, rows.tobytes())
    if key not in memo:
        memo[key] = covariance_of(sample.take(rows))
    return memo[key]


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
        "en": "The standardised test, corrected for days that firm-events share, in windows and before them.",
        "de": "Der standardisierte Test, berichtigt um gemeinsame Tage in den Fenstern und davor.",
    },
    batched=_kpp_drawn,
    slow=True,
    order="tail",
    holds=up_to(
        LONG, *INDEPENDENT, "common", "common_low", "t5", "variance_2", "two_dates", "firms_6", *ANY_DATES, *FORECAST
    ),
    default=("several",),
)
