"""Tests of many samples at once, each drawn from the same firm-events: the formulas are those of the registries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eventstudy.inference.clustered import mean_factor
from eventstudy.inference.correlation import mean_correlation, overlap_correlation
from eventstudy.inference.laws import p_normal, p_t
from eventstudy.inference.parametric import patell_scar, patell_z, t_of_mean
from eventstudy.inference.ranks import rank_deviations, rank_ratio
from eventstudy.inference.sample import Sample
from eventstudy.inference.signs import positive_shares, sign_z

__all__ = ["BATCHED", "Block", "Draws", "Pool"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Answer = tuple[Floats, Floats]

MOST_AT_ONCE = 400_000
"""Ranks gathered at once: what fits into a processor's cache."""


@dataclass(frozen=True, eq=False)
class Pool:
    """Firm-events that samples are drawn from, and what is computed of them once.

    Attributes
    ----------
    sample : Sample
        R firm-events.
    memo : dict
        What does not depend on the CAR window, by name or by the rows it is of; may be shared by the windows.
    moved : bool
        Whether an effect was added: then ranks are others, and residuals the same.
    """

    sample: Sample
    memo: dict[Any, Any] = field(default_factory=dict)
    moved: bool = False

    @cached_property
    def shares(self) -> Floats:
        """Share of positive abnormal returns in each estimation window; shape (R,)."""
        return positive_shares(self.sample)

    @cached_property
    def ranks(self) -> tuple[Floats, Bools]:
        """Rank deviations, 0 where missing, and where they are not; shapes (R, M + L)."""
        if not self.moved and "ranks" in self.memo:
            return self.memo["ranks"]
        deviations = rank_deviations(self.sample)
        seen = np.isfinite(deviations)
        ranks = np.where(seen, deviations, 0.0), seen
        if not self.moved:
            self.memo["ranks"] = ranks
        return ranks

    def shifted(self, effect: float, column: int) -> Pool:
        """The same with an abnormal return added on one event day, inside the CAR window, to every firm-event."""
        return Pool(self.sample.shifted(effect, column), self.memo, moved=True)

    def take(self, rows: Ints) -> Pool:
        """The same with some firm-events only, and nothing computed."""
        return Pool(self.sample.take(rows))


@dataclass(frozen=True, eq=False)
class Block:
    """Firm-events of a sample that move together.

    Attributes
    ----------
    columns : ndarray of int, shape (n,)
        Their places in the sample.
    rows : ndarray of int, shape (A, n)
        Their rows of the pool at each of A places on the calendar.
    """

    columns: Ints
    rows: Ints


@dataclass(frozen=True, eq=False)
class Draws:
    """B samples of N firm-events each.

    Attributes
    ----------
    pool : Pool
    rows : ndarray of int, shape (B, N)
        Rows of the pool.
    blocks : tuple of Block
        No window of one touches a window of another, but for `crowded` draws; empty where nothing is known.
    choice : ndarray of int, shape (B, blocks)
        The place of each block.
    crowded : ndarray of bool, shape (B,)
        Draws in which windows of different blocks touch by chance.
    days : dict
        What does not depend on the CAR window.
    """

    pool: Pool
    rows: Ints
    blocks: tuple[Block, ...] = ()
    choice: Ints = field(default_factory=lambda: np.empty((0, 0), dtype=np.int64))
    crowded: Bools = field(default_factory=lambda: np.empty(0, dtype=bool))
    days: dict[str, tuple[Floats, Bools]] = field(default_factory=dict)

    def of(self, pool: Pool) -> Draws:
        """The same draws for another CAR window."""
        return replace(self, pool=pool)

    def moved(self, effect: float, column: int) -> Draws:
        """The same draws with an effect on one event day, see `Pool.shifted`."""
        return replace(self, pool=self.pool.shifted(effect, column), days={})

    def first(self, count: int) -> Draws:
        """The first `count` draws; with fewer than there are, of a pool that holds only what they draw."""
        if count >= len(self.rows):
            return self
        used, rows = np.unique(self.rows[:count], return_inverse=True)
        return Draws(self.pool.take(used), rows.reshape(count, -1))

    @property
    def size(self) -> int:
        """Firm-events in a draw."""
        return self.rows.shape[1]

    def scar(self) -> Floats:
        """Standardised CARs; shape (B, N)."""
        return self.pool.sample.scar[self.rows]

    def car(self) -> Floats:
        """CARs; shape (B, N)."""
        return self.pool.sample.car[self.rows]


def _by_t(draws: Draws, statistic: Floats) -> Answer:
    return statistic, p_t(statistic, draws.size - 1, draws.pool.sample.alternative)


def _by_normal(draws: Draws, statistic: Floats) -> Answer:
    return statistic, p_normal(statistic, draws.pool.sample.alternative)


def _cs_t(draws: Draws) -> Answer:
    return _by_t(draws, t_of_mean(draws.car()))


def _bmp(draws: Draws) -> Answer:
    return _by_t(draws, t_of_mean(draws.scar()))


def _patell(draws: Draws) -> Answer:
    sample = draws.pool.sample
    return _by_normal(draws, patell_z(patell_scar(sample)[draws.rows], sample.fit.df[draws.rows]))


def _kp(draws: Draws) -> Answer:
    return _by_t(draws, mean_factor(_one_date_correlation(draws), draws.size) * t_of_mean(draws.scar()))


def _adj_patell(draws: Draws) -> Answer:
    below = 1 + (draws.size - 1) * _one_date_correlation(draws)
    spread = np.sqrt(np.where(below > 0, below, np.nan))
    return _by_normal(draws, _patell(draws)[0] / spread)


def _kpp(draws: Draws) -> Answer:
    return _by_t(draws, mean_factor(_window_correlation(draws), draws.size) * t_of_mean(draws.scar()))


def _gen_sign(draws: Draws) -> Answer:
    return _by_normal(draws, sign_z(draws.car(), draws.pool.shares[draws.rows]))


def _sign(draws: Draws) -> Answer:
    car = draws.car()
    counts = np.stack([(car > 0).sum(axis=1), (car != 0).sum(axis=1)], axis=1)
    kinds, which = np.unique(counts, axis=0, return_inverse=True)
    p = np.array([_binomial_p(k, n, draws.pool.sample.alternative) for k, n in kinds.tolist()])[which.ravel()]
    return np.where(np.isfinite(p), counts[:, 0], np.nan), p


def _binomial_p(positive: int, count: int, alternative: str) -> float:
    from scipy import stats

    return float(stats.binomtest(positive, count, 0.5, alternative=alternative).pvalue) if count else np.nan


def _rank(draws: Draws) -> Answer:
    if draws.pool.sample.fit.over_gaps:
        return _by_normal(draws, np.full(len(draws.rows), np.nan))
    if "ranks" not in draws.days:
        draws.days["ranks"] = _daily_ranks(draws)
    return _by_normal(draws, rank_ratio(draws.pool.sample, *draws.days["ranks"]))


def _daily_ranks(draws: Draws) -> tuple[Floats, Bools]:
    """Mean rank deviation of each day, and whether anything was observed; shapes (B, M + L)."""
    deviations, seen = draws.pool.ranks
    total, count = (np.zeros((len(draws.rows), deviations.shape[1])) for _ in range(2))
    everything = bool(seen.all())
    step = max(1, MOST_AT_ONCE // deviations.shape[1])
    for start in range(0, len(total), step):
        part = slice(start, start + step)
        for member in draws.rows[part].T:
            total[part] += deviations[member]
            count[part] += 1 if everything else seen[member]
    return total / np.maximum(count, 1), count > 0


BATCHED: dict[str, Callable[[Draws], Answer]] = {
    "cs_t": _cs_t,
    "patell": _patell,
    "adj_patell": _adj_patell,
    "bmp": _bmp,
    "kp": _kp,
    "kpp": _kpp,
    "rank": _rank,
    "sign": _sign,
    "gen_sign": _gen_sign,
}
"""Tests of `GROUP_TESTS` that take many samples at once: statistics and p-values of shape (B,)."""


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
