"""Ranks among ordinary days in words: the only frequencies that sentences give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from eventstudy.inference import LONGEST_STRETCH, rank_test
from eventstudy.result import StudyResult
from eventstudy.tables.no_effect import smallest_effects
from eventstudy.text.language import Language

__all__ = ["Rank", "event_ranks_of", "rank_cell", "rank_on", "ranks_of"]

KEYS = ("event_id", "asset", "start", "end")
Key = tuple[str, str, int, int]
Share = tuple[int, int, bool]
"""Windows at least as extreme, all there are, and whether they are those of all firm-events."""


@dataclass(frozen=True)
class Rank:
    """How a CAR compares with windows of as many ordinary days, each over the volatility of its time.

    Attributes
    ----------
    larger : int
        Windows at least as extreme: in the estimation window, or at the dates without an event where their share is
        larger there.
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
    seen = smallest_effects(study, rank_test())
    return {
        key: _rank(share, key[2:], study.spec.level, seen.get((key[0], key[1], "", *key[2:]), np.nan))
        for key, share in _larger_shares(study, study.frames["ranks"]).items()
    }


def event_ranks_of(study: StudyResult) -> dict[tuple[str, int, int], Rank]:
    """Ranks of events, each by the largest of its firm-events, by event and first and last day of the window."""
    seen, table = smallest_effects(study, "event"), study.frames["event_ranks"].assign(asset="", pooled=False)
    return {
        (event, start, end): _rank(share, (start, end), study.spec.level, seen.get((event, "", "", start, end), np.nan))
        for (event, _, start, end), share in _larger_shares(study, table).items()
    }


def _rank(share: Share, window: Sequence[int], level: float, seen: float) -> Rank:
    return Rank(*share, window[1] - window[0] + 1, level, seen)


def _larger_shares(study: StudyResult, ranks: pd.DataFrame) -> dict[Key, Share]:
    """Of ordinary days, or of dates without an event.

    The two are samples of one share. Whichever shows the larger one is given, so that no sentence says more than both.
    """
    found = {
        (str(event), str(asset), int(start), int(end)): (int(larger), int(ordinary), bool(pooled))
        for event, asset, start, end, larger, ordinary, pooled in zip(
            *(ranks[name] for name in (*KEYS, "larger", "ordinary", "pooled")), strict=True
        )
    }
    dates = study.frames["date_ranks"]
    for event, asset, start, end, larger, count in zip(
        *(dates[name] for name in (*KEYS, "larger", "dates")), strict=True
    ):
        own = found.get((event, asset, start, end))
        if own is not None and (1 + larger) * (1 + own[1]) > (1 + own[0]) * (1 + count):
            found[event, asset, start, end] = (int(larger), int(count), False)
    return found


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
