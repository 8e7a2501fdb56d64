"""Ranks among ordinary days in words: the only frequencies that sentences give."""

from __future__ import annotations

from dataclasses import dataclass

from eventstudy.inference import FEW_STRETCHES
from eventstudy.result import StudyResult
from eventstudy.text.language import Language

__all__ = ["Rank", "rank_cell", "rank_on", "ranks_of", "rough"]


@dataclass(frozen=True)
class Rank:
    """How a CAR compares with ordinary stretches of as many days, those of its estimation window.

    Attributes
    ----------
    larger : int
        Stretches at least as extreme.
    stretches : int
        All there are.
    length : int
        Days of each.
    level : float
        Share of them that counts as the most extreme ones.
    """

    larger: int
    stretches: int
    length: int
    level: float

    @property
    def share(self) -> float:
        """Share of stretches at least as extreme, the CAR's own among them."""
        return (1 + self.larger) / (1 + self.stretches)

    @property
    def tells(self) -> bool:
        """Whether there are so many stretches that a CAR can be among the most extreme."""
        return self.level * (1 + self.stretches) >= 1

    @property
    def rare(self) -> bool:
        """Whether it is among the most extreme."""
        return self.share <= self.level


def ranks_of(study: StudyResult) -> dict[tuple[str, str, int, int], Rank]:
    """Ranks by event, asset, and first and last day of the window."""
    table, level = study.frames["ranks"], study.spec.level
    columns = (table[name] for name in ("event_id", "asset", "start", "end", "larger", "stretches"))
    return {
        (event, asset, start, end): Rank(int(larger), int(stretches), end - start + 1, level)
        for event, asset, start, end, larger, stretches in zip(*columns, strict=True)
    }


def rank_on(rank: Rank, language: Language) -> str:
    """For a sentence: on none of 240 ordinary days; in 3 of 238 ordinary stretches of 3 days."""
    key = f"rank.{'days' if rank.length == 1 else 'stretches'}.{'some' if rank.larger else 'none'}"
    return language(key, k=language.count(rank.larger), n=language.count(rank.stretches), length=rank.length)


def rank_cell(rank: Rank | None, language: Language) -> str:
    """For a table: 3/238; a dash where there is none."""
    if rank is None:
        return "–"
    return language("rank.cell", k=language.count(rank.larger), n=language.count(rank.stretches))


def rough(study: StudyResult, language: Language) -> list[str]:
    """A sentence on the windows that are so long that their stretches overlap too much."""
    table = study.frames["ranks"]
    length = table["end"] - table["start"] + 1
    long = table[table["stretches"] + length - 1 < FEW_STRETCHES * length]
    windows = [language.window(start, end) for start, end in sorted(set(zip(long["start"], long["end"], strict=True)))]
    return [language("rank.rough", windows=language.sequence(windows))] if windows else []
