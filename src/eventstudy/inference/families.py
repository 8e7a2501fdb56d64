"""Which of many firm-events moved: the largest of them against the largest on ordinary days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from eventstudy.inference.estimation_days import observed_order
from eventstudy.inference.filtered import COMPOSED, COMPOSED_FIRST, FEWEST_RANKS, POOL
from eventstudy.inference.laws import Alternative, tail
from eventstudy.inference.sample import Sample
from eventstudy.inference.volatility import LONGEST_STRETCH, composed, filter_days, ordinary_stretches

__all__ = ["Cells", "cells_of", "event_picks", "event_ranks", "pooled_ranks", "pooled_windows", "step_down"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

MANY_CELLS = 250
"""Beyond so many firm-events the law of their maxima comes from 999 draws instead of 9,999."""
AT_ONCE = 64
"""Firm-events whose draws are held together."""


@dataclass(frozen=True, eq=False)
class Cells:
    """Filtered CARs of one window, and what their ordinary days say of them.

    Attributes
    ----------
    score : ndarray, shape (N,)
        SCARs over the volatility known before the window.
    before : ndarray, shape (N,)
        That volatility, as a variance.
    error : ndarray, shape (N,)
        Standard errors of the CARs by it.
    ordinary : ndarray, shape (N, M)
        By estimation day: the filtered stretch that begins with it, or, for windows of more than three days unless
        stretches are asked for, the filtered day itself; NaN where there is none, or where it may not be drawn.
    length : int
        Days of the window.
    alternative : {"two-sided", "greater", "less"}
    stretched : bool
        Whether what is drawn are whole stretches.
    """

    score: Floats
    before: Floats
    error: Floats
    ordinary: Floats
    length: int
    alternative: Alternative
    stretched: bool

    @property
    def extreme(self) -> Floats:
        """Scores turned so that large values speak against the null."""
        return tail(self.score, self.alternative)

    def common(self, rows: Ints) -> list[Floats]:
        """What can be drawn for each of some firm-events: the days that all of them have, if those are 60 or more."""
        own = self.ordinary[rows]
        shared = np.isfinite(own).all(axis=0)
        if shared.sum() >= FEWEST_RANKS:
            return list(own[:, shared])
        return [values[np.isfinite(values)] for values in own]

    def windows(self, values: Floats, before: float, picks: Floats) -> Floats:
        """Windows without event of one firm-event, the same days drawn for all that share `picks`; shape (B,)."""
        if self.stretched:
            drawn: Floats = values[(picks[0] * len(values)).astype(np.intp)]
            return drawn
        return composed(values[None], np.array([before]), picks)[0]

    def draws(self, values: Floats, before: float, picks: Floats) -> Floats:
        """These windows turned so that large values speak against the null."""
        return tail(self.windows(values, before, picks), self.alternative)

    def together(self, rows: Ints, picks: Floats) -> Floats:
        """Windows of the same days of some firm-events, each stretch once where they are short; shape (n, B)."""
        days = self.common(rows)
        fewest = min((len(values) for values in days), default=0)
        if not fewest:
            return np.zeros((len(rows), 0))
        each = (np.arange(fewest)[None] + 0.5) / fewest if self.stretched else picks
        return np.array([self.windows(own, self.before[i], each) for i, own in zip(rows, days, strict=True)])


def cells_of(sample: Sample, reference: Bools | None = None, *, stretched: bool = False) -> Cells:
    """Filtered CARs of a sample with their ordinary days.

    Parameters
    ----------
    sample : Sample
    reference : ndarray of bool, shape (N, M), optional
        Estimation days that may be drawn; where fewer than 60 would be left, all may.
    stretched : bool
        Whether windows of more than three days are whole stretches too: where windows of different dates overlap, only
        these share the days that the windows share.
    """
    stretched = stretched or sample.length <= LONGEST_STRETCH
    parts, start = [], 0
    for block in sample.blocks():
        own = None if reference is None else reference[start : start + block.size]
        parts.append(_cells(block, own, stretched=stretched))
        start += block.size
    score, before, error, ordinary = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
    return Cells(score, before, error, ordinary, sample.length, sample.alternative, stretched)


def _cells(sample: Sample, reference: Bools | None, *, stretched: bool) -> tuple[Floats, Floats, Floats, Floats]:
    filtered = filter_days(sample)
    ordinary = filtered.days
    if stretched:
        scores, usable = ordinary_stretches(filtered)
        ordinary = np.full(filtered.days.shape, np.nan)
        columns = observed_order(sample.fit)[:, : scores.shape[1]]
        np.put_along_axis(ordinary, columns, np.where(usable, scores, np.nan), axis=1)
    if reference is not None:
        allowed = _whole(reference, sample.length if stretched else 1)
        kept = np.where(allowed, ordinary, np.nan)
        enough = np.isfinite(kept).sum(axis=1) >= FEWEST_RANKS
        ordinary = np.where(enough[:, None], kept, ordinary)
    return filtered.score, filtered.before, filtered.error, ordinary


def _whole(reference: Bools, length: int) -> Bools:
    """Days that begin a stretch of allowed days; shape (N, M)."""
    whole = reference.copy()
    for later in range(1, length):
        whole[:, :-later] &= reference[:, later:]
    return whole


def event_ranks(cells: Cells, events: Sequence[Ints], seed: int) -> tuple[Ints, Ints]:
    """Rank of each event: the largest filtered CAR of its firm-events among the largest on the same ordinary days.

    Parameters
    ----------
    cells : Cells
    events : sequence of ndarray of int
        Firm-events of each event.
    seed : int

    Returns
    -------
    larger, count : ndarray of int, shape (E,)
        Ordinary days on which the largest was at least as extreme, of all that its firm-events share; for windows of
        more than three days, of 9,999 windows of the same drawn days (999 of more than 250 firm-events). The p-value
        is (1 + larger) / (1 + count); no answer where count is 0.

    References
    ----------
    Romano and Wolf (2005), Econometrica 73, for the maximum; Westfall and Young (1993), Resampling-based multiple
    testing.
    """
    larger, count = np.zeros((2, len(events)), dtype=np.int64)
    picks = event_picks(cells, seed)
    alone = np.array([len(rows) == 1 for rows in events], dtype=bool)
    if alone.any():
        rows = np.concatenate([own for own, one in zip(events, alone, strict=True) if one])
        larger[alone], count[alone] = _single_ranks(cells, rows, picks)
    for i in np.flatnonzero(~alone).tolist():
        larger[i], count[i] = _event_rank(cells, events[i], picks)
    return larger, count


def event_picks(cells: Cells, seed: int) -> Floats:
    """Numbers in [0, 1) that choose the days of windows composed for an event; shape (L, B)."""
    return np.random.default_rng([seed, 6]).random((cells.length, draws_of(len(cells.score))))


def draws_of(firm_events: int) -> int:
    """Windows that are drawn for each of so many firm-events."""
    return COMPOSED if firm_events <= MANY_CELLS else COMPOSED_FIRST


def _single_ranks(cells: Cells, rows: Ints, picks: Floats) -> tuple[Ints, Ints]:
    """Ranks of events with one firm-event each; shapes (n,)."""
    extreme, ordinary = cells.extreme[rows], cells.ordinary[rows]
    known = np.isfinite(ordinary) & np.isfinite(extreme)[:, None]
    count = known.sum(axis=1)
    if cells.stretched:
        larger = (known & (tail(ordinary, cells.alternative) >= extreme[:, None])).sum(axis=1)
        return larger, count
    larger = np.zeros(len(rows), dtype=np.int64)
    for days in np.unique(count[count > 0]):
        same = np.flatnonzero(count == days)
        for some in np.split(same, range(AT_ONCE, len(same), AT_ONCE)):
            values = ordinary[some][known[some]].reshape(len(some), days)
            windows = tail(composed(values, cells.before[rows[some]], picks), cells.alternative)
            larger[some] = (windows >= extreme[some, None]).sum(axis=1)
    return larger, np.where(count > 0, picks.shape[1], 0)


def _event_rank(cells: Cells, rows: Ints, picks: Floats) -> tuple[int, int]:
    """Rank of an event with several firm-events."""
    rows = rows[np.isfinite(cells.score[rows])]
    drawn = cells.together(rows, picks)
    if not drawn.size:
        return 0, 0
    largest = tail(drawn, cells.alternative).max(axis=0)
    return int((largest >= cells.extreme[rows].max()).sum()), len(largest)


def step_down(cells: Cells, dates: Ints, seed: int) -> Floats:
    """p-values that hold the chance of any false rejection among all firm-events; shape (N,), NaN where none exists.

    The largest filtered CAR is compared with the largest of all firm-events on ordinary days, the second largest with
    the largest of all but the first, and so on. Firm-events of one date are drawn on the same days, so that what moves
    them together does so in the draws; firm-events are not rescaled. 9,999 draws, 999 of more than 250 firm-events.

    Parameters
    ----------
    cells : Cells
    dates : ndarray of int, shape (N,)
        Number of each firm-event's day 0.
    seed : int

    References
    ----------
    Romano and Wolf (2005), Econometrica 73, algorithm 4.1.
    """
    p, extreme = np.full(len(cells.score), np.nan), cells.extreme
    days = _shared_days(cells, dates)
    able = np.flatnonzero(np.isfinite(extreme) & np.array([len(values) > 0 for values in days], dtype=bool))
    order = able[np.argsort(extreme[able], kind="stable")]
    draws = draws_of(len(order))
    largest = np.full(draws, -np.inf)
    picks = lru_cache(maxsize=256)(lambda date: _picks(seed, date, cells.length, draws))
    for start in range(0, len(order), AT_ONCE):
        some = order[start : start + AT_ONCE]
        rows = [cells.draws(days[i], cells.before[i], picks(int(dates[i]))) for i in some]
        together = np.maximum(np.maximum.accumulate(np.array(rows), axis=0), largest)
        p[some] = (1 + (together >= extreme[some][:, None]).sum(axis=1)) / (1 + draws)
        largest = together[-1]
    p[order] = np.maximum.accumulate(p[order][::-1])[::-1]
    return p


def _shared_days(cells: Cells, dates: Ints) -> list[Floats]:
    """What can be drawn for each firm-event, see `Cells.common` of those of its date."""
    days: list[Floats] = [np.empty(0)] * len(dates)
    for rows in _by_date(dates):
        for row, values in zip(rows, cells.common(rows), strict=True):
            days[row] = values
    return days


def _by_date(dates: Ints) -> Iterator[Ints]:
    order = np.argsort(dates, kind="stable")
    yield from np.split(order, np.flatnonzero(np.diff(dates[order])) + 1)


def _picks(seed: int, date: int, length: int, draws: int) -> Floats:
    """Numbers in [0, 1) that choose the days of one date; shape (L, B), or (1, B) of whole stretches."""
    return np.random.default_rng([seed, 7, date]).random((1 if length <= LONGEST_STRETCH else length, draws))


def pooled_ranks(cells: Cells, seed: int) -> Floats:
    """p-value of each firm-event by its rank among the ordinary windows of all; shape (N,).

    Parameters
    ----------
    cells : Cells
    seed : int
    """
    pool = pooled_windows(cells, seed)
    larger = len(pool) - np.searchsorted(pool, cells.extreme, "left")
    known = np.isfinite(cells.score) & (len(pool) > 0)
    return np.where(known, (1 + larger) / (1 + len(pool)), np.nan)


def pooled_windows(cells: Cells, seed: int) -> Floats:
    """Ordinary windows of all firm-events, the most extreme ones last."""
    pool: Floats = np.sort(np.concatenate([np.empty(0), *_pool(cells, seed)]))
    return pool


def _pool(cells: Cells, seed: int) -> Iterator[Floats]:
    if cells.stretched:
        yield tail(cells.ordinary[np.isfinite(cells.ordinary)], cells.alternative)
        return
    draws = int(np.clip(POOL // max(len(cells.score), 1), 20, COMPOSED_FIRST))
    picks = np.random.default_rng([seed, 8]).random((cells.length, draws))
    for before, days in zip(cells.before, cells.ordinary, strict=True):
        own = days[np.isfinite(days)]
        if len(own):
            yield cells.draws(own, before, picks)
