"""Tests from ranks: no law for the errors is assumed."""

from __future__ import annotations

from dataclasses import replace
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from eventstudy.engine import Fit, day_variance_factor
from eventstudy.inference.draws import Answer, Draws, Pool, by_normal
from eventstudy.inference.entry import INDEPENDENT, LONG, SHORT, Test, up_to
from eventstudy.inference.laws import NORMAL, null_of, p_normal, p_t, t_law
from eventstudy.inference.ranking import rank_rows, rank_sums
from eventstudy.inference.resampled import dates_overlap
from eventstudy.inference.sample import SINGLE_DAYS, Sample, TestResult, no_result, over_blocks
from eventstudy.messages import NOTHING, Message, joined, message

__all__ = ["GRANK_T", "GRANK_Z", "RANK", "RANK_Z", "grank_t", "grank_z", "rank", "rank_deviations", "rank_z"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

NO_RANKS = Message("returns_equal")
ONE_FIRM_EVENT = Message("one_firm_event_no_deviation")
T_UNKNOWN = Message("law_t_unknown")
_RANKED: WeakKeyDictionary[Fit, tuple[Floats, NDArray[np.int64]]] = WeakKeyDictionary()

MOST_AT_ONCE = 400_000
"""Ranks gathered at once: what fits into a processor's cache."""
FEW = 20
"""Below so many firm-events dividing by the cross-sectional deviation makes a test over-reject."""


def _few(sample: Sample) -> Message:
    return message("few_for_law", n=sample.size) if sample.size < FEW else NOTHING


def rank(sample: Sample) -> TestResult:
    """Rank test: mean rank deviation of the window over its standard deviation, normal.

    Each firm-event's abnormal returns of estimation and event window are ranked together (ties share their mean
    rank) and scaled to U = K/(1 + T) − ½, T its observed days. The statistic is √L times the mean of the daily mean
    deviations in the window, over the root of their mean square over all days. Over-rejects when variance rises at
    the event; conservative where the window is long beside the estimation window or estimation days are missing,
    see `rank_z`. Of one firm-event and one day it has no result: a rank deviation is at most ½ and its root mean square
    1/√12, so the statistic cannot pass √3 and a 5 % test cannot reject; `sq` serves there.

    References
    ----------
    Corrado (1989), Journal of Financial Economics 23; Cowan (1992) for several days.
    """
    null = null_of("null_median_ar", sample.alternative)
    if sample.fit.over_gaps:
        return no_result(sample, NORMAL, null, SINGLE_DAYS)
    if sample.size * sample.length == 1:
        return no_result(sample, NORMAL, null, Message("one_rank_cannot_reject"))
    total, count = _rank_sums(sample.fit)
    return _rank_result(sample, total / np.maximum(count, 1), count > 0, null)


def rank_deviations(sample: Sample) -> Floats:
    """K/(1 + T) − ½ of the abnormal returns of estimation and event window together; shape (N, M + L)."""
    return rank_rows(_all_days(sample.fit))


def _all_days(fit: Fit) -> Floats:
    """Abnormal returns of estimation and event window; shape (N, M + L)."""
    return np.concatenate([fit.residuals, fit.ar], axis=1)


def _rank_sums(fit: Fit) -> tuple[Floats, NDArray[np.int64]]:
    """Sum of the rank deviations of each day, and of how many firm-events it is; shapes (M + L,)."""
    if fit not in _RANKED:
        _RANKED[fit] = over_blocks(fit, lambda part: rank_sums(_all_days(part)))
    return _RANKED[fit]


def rank_z(sample: Sample) -> TestResult:
    """Rank test for missing returns and event-induced variance, normal.

    Standardised abnormal returns are ranked as for `rank`, those of an event day first divided by that day's
    cross-sectional standard deviation; day means are weighted by √N_t, N_t the firm-events observed that day. Over
    several days the statistic is √L times the window's mean over the root mean square, corrected by √((T − 1)/(T − L))
    because L of T ranks are drawn without replacement. Needs some twenty firm-events.

    References
    ----------
    Corrado and Zivney (1992), Journal of Financial and Quantitative Analysis 27; Boehmer, Musumeci and Poulsen
    (1991) for the scaling.
    """
    null = null_of("null_median_ar", sample.alternative)
    if sample.size < 2:
        return no_result(sample, NORMAL, null, ONE_FIRM_EVENT)
    if sample.fit.over_gaps:
        return no_result(sample, NORMAL, null, SINGLE_DAYS)
    event = _standardised_event(sample)
    spread = np.nanstd(event, axis=0, ddof=1)
    if not (spread > 0).all():
        return no_result(sample, NORMAL, null, Message("returns_of_day_equal"))
    deviations = rank_rows(np.concatenate([_standardised_residuals(sample), event / spread], axis=1))
    seen = np.isfinite(deviations)
    weighted = np.nansum(deviations, axis=0) / np.sqrt(np.maximum(seen.sum(axis=0), 1))
    days = seen.sum(axis=0) > 0
    drawn = np.sqrt((days.sum() - 1) / (days.sum() - sample.length))
    return replace(_rank_result(sample, weighted, days, null, drawn), note=_few(sample))


def grank_t(sample: Sample) -> TestResult:
    """Generalised rank test: the rank of the standardised CAR among one firm-event's GSAR, t(T − 2), T = M + 1.

    GSAR are the standardised estimation residuals and, as one more day, the SCAR divided by its cross-sectional
    standard deviation. Z is the mean deviation of that day over the root mean square of all days; the statistic is
    Z √((T − 2)/(T − 1 − Z²)). Allows variance to rise at the event and weak cross-correlation on one date. Needs some
    twenty firm-events; on real returns it still rejects 5.6 to 7.3 % at 5 %. Not for dates close together: with 30 of
    98 shares on real dates spread over a week it rejects 7, 16, 19 and 18 % in windows of 1, 3, 11 and 21 days, and a
    note says so where windows of different dates overlap. Nor for stale prices: where 30 % of these closes repeat the
    one before it rejects 8, 16 and 16 % on one date in windows of 1, 3 and 21 days, 7, 9 and 11 % on dates far apart.

    References
    ----------
    Kolari and Pynnönen (2011), Journal of Empirical Finance 18, eq. 12 and 13.
    """
    null = null_of("null_median_car", sample.alternative)
    deviations, note = _generalised(sample)
    if deviations is None:
        return no_result(sample, T_UNKNOWN, null, note)
    seen = np.isfinite(deviations)
    count = seen.sum(axis=0)
    days = count > 0
    means = np.nansum(deviations, axis=0)[days] / count[days]
    spread = np.sqrt((count[days] / sample.size * means**2).sum() / days.sum())
    if not spread > 0:
        return no_result(sample, T_UNKNOWN, null, NO_RANKS)
    total, z = int(days.sum()), means[-1] / spread
    law = t_law(total - 2)
    if not total - 1 - z**2 > 0:
        return no_result(sample, law, null, Message("rank_too_extreme"))
    t = float(z * np.sqrt((total - 2) / (total - 1 - z**2)))
    beware = joined((_few(sample), Message("ranks_of_overlapping_dates") if dates_overlap(sample) else NOTHING))
    return TestResult(t, float(p_t(t, total - 2, sample.alternative)), law, sample.size, null, beware)


def grank_z(sample: Sample) -> TestResult:
    """Generalised rank test with the known variance of ranks, √(12N(T + 1)/(T − 1)) × mean deviation, normal.

    Ranks as for `grank_t`. For independent firm-events: over-rejects with cross-correlation.

    References
    ----------
    Kolari and Pynnönen (2011), Journal of Empirical Finance 18, eq. 16.
    """
    null = null_of("null_median_car", sample.alternative)
    deviations, note = _generalised(sample)
    if deviations is None:
        return no_result(sample, NORMAL, null, note)
    own = np.isfinite(deviations).sum(axis=1)
    z = float(deviations[:, -1].sum() / np.sqrt(((own - 1) / (12 * (own + 1))).sum()))
    return TestResult(z, float(p_normal(z, sample.alternative)), NORMAL, sample.size, null, _few(sample))


def _rank_result(sample: Sample, daily: Floats, days: Bools, null: Message, factor: float = 1.0) -> TestResult:
    """`factor` times the window mean of a daily series over its root mean square on all days."""
    z = float(factor * _rank_ratio(sample, daily, days))
    if not np.isfinite(z):
        return no_result(sample, NORMAL, null, NO_RANKS)
    return TestResult(z, float(p_normal(z, sample.alternative)), NORMAL, sample.size, null)


def _rank_ratio(sample: Sample, daily: Floats, days: Bools) -> Floats:
    """√L times the mean of daily deviations in the sample's window over their root mean square on all `days`.

    Over the last axis, the M + L days: shapes (..., M + L) to (...); NaN where all deviations are 0.
    """
    square = (np.where(days, daily, 0.0) ** 2).sum(axis=-1) / days.sum(axis=-1)
    start = daily.shape[-1] - sample.fit.ar.shape[1] + sample.first
    window = daily[..., start : start + sample.length].mean(axis=-1)
    ratio: Floats = np.sqrt(sample.length) * window / np.sqrt(np.where(square > 0, square, np.nan))
    return ratio


def _generalised(sample: Sample) -> tuple[Floats | None, Message]:
    """Rank deviations of GSAR, the event as last column; shape (N, M + 1), or the reason why there are none."""
    if sample.size < 2:
        return None, ONE_FIRM_EVENT
    spread = sample.scar.std(ddof=1)
    if not spread > 1e-12 * np.abs(sample.scar).max():
        return None, Message("standardised_cars_equal")
    event = (sample.scar / spread)[:, None]
    return rank_rows(np.concatenate([_standardised_residuals(sample), event], axis=1)), NOTHING


def _standardised_residuals(sample: Sample) -> Floats:
    """Residuals over s√(1 − h), h their leverage; shape (N, M)."""
    leverage = (sample.fit.q**2).sum(axis=2)
    standardised: Floats = sample.fit.residuals / (sample.fit.sigma[:, None] * np.sqrt(1 - leverage))
    return standardised


def _standardised_event(sample: Sample) -> Floats:
    """Abnormal returns over their forecast standard errors; shape (N, L)."""
    standardised: Floats = sample.fit.ar / (sample.fit.sigma[:, None] * np.sqrt(day_variance_factor(sample.fit)))
    return standardised


def _rank_drawn(draws: Draws) -> Answer:
    """`rank` of many samples."""
    sample = draws.pool.sample
    if sample.fit.over_gaps or draws.rows.shape[1] * sample.length == 1:
        return by_normal(draws, np.full(len(draws.rows), np.nan))
    if "ranks" not in draws.days:
        draws.days["ranks"] = _daily_ranks(draws)
    return by_normal(draws, _rank_ratio(sample, *draws.days["ranks"]))


def _daily_ranks(draws: Draws) -> tuple[Floats, Bools]:
    """Mean rank deviation of each day, and whether anything was observed; shapes (B, M + L)."""
    deviations, seen = _ranks_of(draws.pool)
    total, count = (np.zeros((len(draws.rows), deviations.shape[1])) for _ in range(2))
    everything = bool(seen.all())
    step = max(1, MOST_AT_ONCE // deviations.shape[1])
    for start in range(0, len(total), step):
        part = slice(start, start + step)
        for member in draws.rows[part].T:
            total[part] += deviations[member]
            count[part] += 1 if everything else seen[member]
    return total / np.maximum(count, 1), count > 0


def _ranks_of(pool: Pool) -> tuple[Floats, Bools]:
    """Rank deviations, 0 where missing, and where they are not; shapes (R, M + L)."""
    if not pool.moved and "ranks" in pool.memo:
        return pool.memo["ranks"]
    deviations = rank_deviations(pool.sample)
    seen = np.isfinite(deviations)
    ranks = np.where(seen, deviations, 0.0), seen
    if not pool.moved:
        pool.memo["ranks"] = ranks
    return ranks


RANK = Test(
    "rank",
    rank,
    "group",
    {
        "en": "Rank test: the rank of the event days' abnormal returns among all days.",
        "de": "Rangtest: Rang der abnormalen Renditen der Ereignistage unter allen Tagen.",
    },
    batched=_rank_drawn,
    order="tail",
    new_ranks=True,
    holds=up_to(SHORT, "independent", "t5", "days_60"),
)
RANK_Z = Test(
    "rank_z",
    rank_z,
    "group",
    {
        "en": "Rank test that allows missing days and more variance at the event.",
        "de": "Rangtest, der fehlende Tage und mehr Varianz am Ereignis zulässt.",
    },
    order="tail",
    holds=up_to(LONG, *INDEPENDENT, "t5", "variance_2"),
)
GRANK_T = Test(
    "grank_t",
    grank_t,
    "group",
    {
        "en": "Generalised rank test: the rank of the standardised CAR, with a t law.",
        "de": "Verallgemeinerter Rangtest: Rang der standardisierten CAR, t-verteilt.",
    },
    order="tail",
    holds=up_to(LONG, *INDEPENDENT, "variance_2"),
)
GRANK_Z = Test(
    "grank_z",
    grank_z,
    "group",
    {
        "en": "Generalised rank test: the rank of the standardised CAR, with a normal law.",
        "de": "Verallgemeinerter Rangtest: Rang der standardisierten CAR, normalverteilt.",
    },
    order="tail",
    holds=up_to(LONG, *INDEPENDENT, "variance_2"),
)
