"""Ranks among ordinary days in words: the only frequencies that sentences give."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from eventstudy.inference import LONGEST_STRETCH, rank_test
from eventstudy.result import StudyResult
from eventstudy.tables.no_effect import smallest_effects
from eventstudy.text.language import Language

__all__ = ["Rank", "rank_cell", "rank_on", "ranks_of"]


@dataclass(frozen=True)
class Rank:
    """How a CAR compares with windows of as many ordinary days, each over the volatility of its time.

    Attributes
    ----------
    larger : int
        Windows at least as extreme.
    ordinary : int
        All there are.
    pooled : bool
        Whether they are those of all firm-events.
    length : int
        Days of each.
    level : float
        Share of them that counts as the most extreme ones.
    seen : float
        Smallest effect that would have been among these with 80 % probability; NaN where it is not known.
    """

    larger: int
    ordinary: int
    pooled: bool
    length: int
    level: float
    seen: float = np.nan

    @property
    def share(self) -> float:
        """Share of windows at least as extreme, the CAR's own among them."""
        return (1 + self.larger) / (1 + self.ordinary)

    @property
    def tells(self) -> bool:
        """Whether there are so many windows that a CAR can be among the most extreme."""
        return self.level * (1 + self.ordinary) >= 1

    @property
    def rare(self) -> bool:
        """Whether it is among the most extreme."""
        return self.share <= self.level

    @property
    def kind(self) -> str:
        """What it is ranked among: days, stretches of days, or windows put together from single days."""
        return "days" if self.length == 1 else "stretches" if self.length <= LONGEST_STRETCH else "composed"


def ranks_of(study: StudyResult) -> dict[tuple[str, str, int, int], Rank]:
    """Ranks by event, asset, and first and last day of the window."""
    names, level = ("event_id", "asset", "start", "end", "larger", "ordinary", "pooled"), study.spec.level
    columns, seen = (study.frames["ranks"][name] for name in names), smallest_effects(study, rank_test())
    return {
        (event, asset, start, end): Rank(
            int(larger),
            int(ordinary),
            bool(pooled),
            end - start + 1,
            level,
            seen.get((event, asset, "", start, end), np.nan),
        )
        for event, asset, start, end, larger, ordinary, pooled in zip(*columns, strict=True)
    }


def rank_on(rank: Rank, language: Language) -> str:
    """For a sentence: on none of 200 ordinary days; in 3 of 198 ordinary stretches of 3 days."""
    key = f"rank.{rank.kind}.{'some' if rank.larger else 'none'}"
    text = language(key, k=language.count(rank.larger), n=language.count(rank.ordinary), length=rank.length)
    return text + language("rank.pooled") if rank.pooled else text


def rank_cell(rank: Rank | None, language: Language) -> str:
    """For a table: 3/198; a dash where there is none."""
    if rank is None:
        return "–"
    return language("rank.cell", k=language.count(rank.larger), n=language.count(rank.ordinary))
