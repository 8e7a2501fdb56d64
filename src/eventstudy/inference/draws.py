"""Many samples that are drawn from the same firm-events, for tests that take them all at once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eventstudy.inference.laws import p_normal, p_t
from eventstudy.inference.sample import Sample

__all__ = ["Answer", "Draws", "Pool", "by_normal", "by_t"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Answer = tuple[Floats, Floats]
"""Statistics and p-values of B samples; shape (B,) each."""


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

    def shifted(self, effect: float, column: int) -> Pool:
        """The same with an abnormal return added on one event day, inside the CAR window, to every firm-event."""
        return Pool(self.sample.shifted(effect, column), self.memo, moved=True)

    def take(self, rows: Ints) -> Pool:
        """The same with some firm-events only, and nothing computed."""
        return Pool(self.sample.take(rows))


@dataclass(frozen=True, eq=False)
class Draws:
    """B samples of N firm-events each.

    Attributes
    ----------
    pool : Pool
    rows : ndarray of int, shape (B, N)
        Rows of the pool.
    crowded : ndarray of bool, shape (B,)
        Draws in which windows touch by chance that are to be kept apart; empty where nothing is known.
    days : dict
        What does not depend on the CAR window.
    """

    pool: Pool
    rows: Ints
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


def by_t(draws: Draws, statistic: Floats) -> Answer:
    """Statistics with their p-values under t(N − 1)."""
    return statistic, p_t(statistic, draws.size - 1, draws.pool.sample.alternative)


def by_normal(draws: Draws, statistic: Floats) -> Answer:
    """Statistics with their p-values under the normal law."""
    return statistic, p_normal(statistic, draws.pool.sample.alternative)
