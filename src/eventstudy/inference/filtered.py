"""The default test of one firm-event: its rank among ordinary windows, each over the volatility of its time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from eventstudy.inference.entry import ANY_DATES, INDEPENDENT, LONG, SHORT, Test, up_to
from eventstudy.inference.laws import null_of, tail
from eventstudy.inference.sample import FirmResult, Sample
from eventstudy.inference.volatility import (
    LONGEST_STRETCH,
    Filtered,
    composed,
    filter_days,
    ordinary_stretches,
    starting_days,
)
from eventstudy.messages import NOTHING, Message, message

__all__ = [
    "COMPOSED",
    "COMPOSED_FIRST",
    "FEWEST_RANKS",
    "FILTERED_SQ",
    "LONGEST_STRETCH",
    "POOL",
    "Ordinary",
    "Ranks",
    "filtered_sq",
    "ordinary_ranks",
    "ordinary_windows",
    "rank_level",
]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

FEWEST_RANKS = 60
"""With fewer ordinary days of its own a firm-event is ranked among those of all."""
COMPOSED, COMPOSED_FIRST = 9_999, 999
"""Windows put together from single days; as many as the second for a CAR that more than a tenth of these exceed."""
POOL = 1_000_000
"""Composed windows of a whole sample that its firm-events are ranked among."""
AT_ONCE = 1 << 16
"""Values of composed windows that are held together."""


@dataclass(frozen=True, eq=False)
class Ranks:
    """How CARs compare with what ordinary days would have made of them; arrays of shape (N,).

    Attributes
    ----------
    score : ndarray of float
        SCARs over the volatility known before their windows.
    larger, count : ndarray of int
        Windows without event that are at least as extreme, and all that were looked at.
    days : ndarray of int
        Ordinary days of its own that a firm-event has: the windows themselves, or what they are put together from.
    pooled : ndarray of bool
        Whether the windows are those of all firm-events, because its own are too few.
    """

    score: Floats
    larger: Ints
    count: Ints
    days: Ints
    pooled: Bools

    @property
    def p(self) -> Floats:
        """Share of windows at least as extreme, the CAR's own among them; NaN without any."""
        return np.where(self.count > 0, (1 + self.larger) / (1 + self.count), np.nan)


@dataclass(frozen=True, eq=False)
class Ordinary:
    """What one firm-event is ranked among.

    Attributes
    ----------
    error : float
        Standard error of its CAR by the volatility known before the window.
    windows : ndarray, shape (B,)
        CARs without event over the error of their time.
    law : Message
    """

    error: float
    windows: Floats
    law: Message


@lru_cache(maxsize=8)
def _picks(seed: int, length: int) -> Floats:
    """Numbers in [0, 1) that choose days; shape (length, 9,999).

    The same for every firm-event: its p-value must not depend on which others are in the sample.
    """
    return np.random.default_rng([seed, 5]).random((length, COMPOSED))


def _same_counts(filtered: Filtered, width: int) -> Iterator[tuple[Ints, Floats]]:
    """Rows of firm-events with equally many filtered days, some at a time, and these days; shapes (n,) and (n, D)."""
    known = np.isfinite(filtered.days)
    counts, together = known.sum(axis=1), max(1, AT_ONCE // width)
    for count in np.unique(counts[counts > 0]):
        rows = np.flatnonzero(counts == count)
        for some in np.split(rows, range(together, len(rows), together)):
            yield some, filtered.days[some][known[some]].reshape(len(some), count)


def ordinary_ranks(sample: Sample, rows: Ints | None = None) -> Ranks:
    """Rank of every CAR among windows without event, each over the volatility known before it.

    Up to three days these are the stretches of consecutive estimation days; of longer windows, 9,999 that are composed
    of single days of the firm-event's own, drawn with replacement (999 where more than a tenth of them exceed the CAR).
    With fewer than 60 days of its own, a firm-event is ranked among the windows of the whole sample.

    Parameters
    ----------
    sample : Sample
    rows : ndarray of int, optional
        Firm-events to rank; all by default.
    """
    parts = [_ranks(block) for block in (sample if rows is None else sample.take(rows)).blocks()]
    score, larger, count, days = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
    few = (days < FEWEST_RANKS) & (sample.size > 1)
    if few.any():
        larger[few], count[few] = _among_all(sample, tail(score[few], sample.alternative))
    count[~np.isfinite(score)] = 0
    return Ranks(score, larger, count, days, few)


def _ranks(sample: Sample) -> tuple[Floats, Ints, Ints, Ints]:
    """Filtered SCARs, own windows at least as extreme, all of them, and the days they are of; shapes (N,)."""
    filtered = filter_days(sample)
    among = _among_stretches if sample.length <= LONGEST_STRETCH else _among_composed
    return filtered.score, *among(filtered)


def _among_stretches(filtered: Filtered) -> tuple[Ints, Ints, Ints]:
    """Stretches at least as extreme, all of them, and once more all of them; shapes (N,)."""
    alternative, (scores, usable) = filtered.sample.alternative, ordinary_stretches(filtered)
    own = tail(filtered.score, alternative)[:, None]
    count = usable.sum(axis=1)
    return (usable & (tail(scores, alternative) >= own)).sum(axis=1), count, count


def _among_composed(filtered: Filtered) -> tuple[Ints, Ints, Ints]:
    """Composed windows at least as extreme, all of them, and the days that they are drawn from; shapes (N,)."""
    sample, days = filtered.sample, np.isfinite(filtered.days).sum(axis=1)
    picks, own = _picks(sample.seed, sample.length), tail(filtered.score, sample.alternative)
    larger, count = np.zeros((2, sample.size), dtype=np.int64)
    for draws in (COMPOSED_FIRST, COMPOSED):
        unsure = np.flatnonzero((10 * larger <= count) & np.isfinite(own))
        for some, values in _same_counts(filtered.take(unsure), draws):
            rows = unsure[some]
            windows = tail(composed(values, filtered.before[rows], picks[:, :draws]), sample.alternative)
            larger[rows], count[rows] = (windows >= own[rows, None]).sum(axis=1), draws
    return larger, count, days


def _among_all(sample: Sample, own: Floats) -> tuple[Ints, int]:
    """Windows of a whole sample at least as extreme as some scores, and how many there are."""
    larger, count = np.zeros(len(own), dtype=np.int64), 0
    draws = _draws_of_all(sample)
    for block in sample.blocks():
        for windows in _windows_of_all(filter_days(block), draws):
            ordered = np.sort(tail(windows, sample.alternative))
            larger += len(ordered) - np.searchsorted(ordered, own, "left")
            count += len(ordered)
    return larger, count


def _draws_of_all(sample: Sample) -> int:
    """Composed windows of each firm-event, where those of all serve."""
    return int(np.clip(POOL // sample.size, 20, COMPOSED_FIRST))


def _windows_of_all(filtered: Filtered, draws: int) -> Iterator[Floats]:
    """Filtered sums of windows without event: the stretches of all firm-events, or so many composed windows of each."""
    sample = filtered.sample
    if sample.length <= LONGEST_STRETCH:
        scores, usable = ordinary_stretches(filtered)
        yield scores[usable]
        return
    picks = _picks(sample.seed, sample.length)[:, :draws]
    for some, values in _same_counts(filtered, draws):
        yield composed(values, filtered.before[some], picks).ravel()


def ordinary_windows(sample: Sample, rows: Ints | None = None) -> Iterator[Ordinary]:
    """The windows that each firm-event is ranked among; composed ones are the first 999 of those of the rank.

    Parameters
    ----------
    sample : Sample
    rows : ndarray of int, optional
        Firm-events to look at; all by default.
    """
    pool: Floats | None = None
    for block in (sample if rows is None else sample.take(rows)).blocks():
        filtered = filter_days(block)
        for error, (windows, days) in zip(filtered.error, _own_windows(filtered), strict=True):
            few = days < FEWEST_RANKS and sample.size > 1
            if few:
                pool = _pooled(sample) if pool is None else pool
            used = pool if few and pool is not None else windows
            yield Ordinary(float(error), used, _law(len(used), days, few, sample.length))


def _pooled(sample: Sample) -> Floats:
    """Windows of all firm-events, of very many of the first ones that have a million together."""
    pool, draws = np.empty(0), _draws_of_all(sample)
    for block in sample.blocks():
        if len(pool) < POOL:
            pool = np.concatenate([pool, *_windows_of_all(filter_days(block), draws)])
    return pool


def _own_windows(filtered: Filtered) -> Iterator[tuple[Floats, int]]:
    """Windows of the own days of each firm-event, and how many days these are."""
    sample = filtered.sample
    if sample.length <= LONGEST_STRETCH:
        scores, usable = ordinary_stretches(filtered)
        yield from ((own[kept], int(kept.sum())) for own, kept in zip(scores, usable, strict=True))
        return
    picks = _picks(sample.seed, sample.length)[:, :COMPOSED_FIRST]
    for i, own in enumerate(filtered.days):
        days = own[np.isfinite(own)]
        windows = composed(days[None], filtered.before[i : i + 1], picks)[0] if len(days) else days
        yield windows, len(days)


def filtered_sq(sample: Sample) -> FirmResult:
    """Filtered sample quantile: the rank of the CAR among windows without event, each over the volatility of its time.

    Residuals and CAR are divided by a running volatility known before them: exponentially weighted, λ = .94, shocks
    capped at four standard deviations, started over the first 40 days (or a quarter of them). The statistic is
    SCAR/√v, and p = (1 + #{at least as extreme}) / (1 + n). For windows of up to three days n are the real stretches
    of as many consecutive estimation days, each over the volatility before its first day; of longer windows, 9,999
    windows composed of the share's own filtered days drawn with replacement, their volatility begun at that before the
    CAR window and updated along the way (999 where more than a tenth of these exceed the CAR), because overlapping
    stretches hold too few windows of their own. With fewer than 60 days the windows of all firm-events serve, as the
    law says. A model that forecasts the variance of each day itself is measured with the running volatility too.

    On 887 dates of real shares at which it was not developed it rejects 4.8, 4.6, 5.3 and 5.2 % at 5 % for windows of
    1, 3, 11 and 21 days. With two hundred ordinary days p ≤ .01 means the largest or the second: at 1 % a shift of four
    standard deviations of one day is seen in 39 to 48 % of cases.

    References
    ----------
    Gelbach, Helland and Klick (2013), American Law and Economics Review 15, for the rank; Barone-Adesi, Giannopoulos
    and Vosper (1999), Journal of Futures Markets 19, for filtered historical simulation.
    """
    ranks = ordinary_ranks(sample)
    ok = ranks.count > 0
    statistic = np.where(ok, ranks.score, np.nan)
    notes = np.full(sample.size, NOTHING, dtype=object)
    notes[~ok] = Message("too_few_ordinary_days")
    return FirmResult(statistic, ranks.p, _laws(ranks, sample.length), null_of("null_car", sample.alternative), notes)


def _laws(ranks: Ranks, length: int) -> NDArray[np.object_]:
    """What each was ranked among, one object for all that have the same; shape (N,)."""
    kinds = np.stack([ranks.count, ranks.days, ranks.pooled], axis=1)
    different, which = np.unique(kinds, axis=0, return_inverse=True)
    said = [_law(count, days, bool(pooled), length) for count, days, pooled in different.tolist()]
    return np.array(said, dtype=object)[which.ravel()]


def _law(count: int, days: int, pooled: bool, length: int) -> Message:
    code = "law_pooled" if pooled else "law_stretches" if length <= LONGEST_STRETCH else "law_composed"
    return message(code, count=count, days=days)


def rank_level(_firms: int, days: int, level: float) -> float:
    """Largest size of a rank among so many estimation days that does not exceed a level."""
    ranks = 1 + days - int(starting_days(np.array([days]))[0])
    return int(level * ranks) / ranks


FILTERED_SQ = Test(
    "filtered_sq",
    filtered_sq,
    "firm",
    {
        "en": "Rank of the CAR among ordinary windows, each over the volatility of its time.",
        "de": "Rang der CAR unter gewöhnlichen Fenstern, jeweils gemessen an der Schwankung ihrer Zeit.",
    },
    order="tail",
    holds=up_to(LONG, *INDEPENDENT, "t5", "common", *ANY_DATES, "firms_6") | up_to(SHORT, "days_60"),
    default=("single",),
    always=True,
    ranked=True,
    whole=True,
    attainable=rank_level,
)
