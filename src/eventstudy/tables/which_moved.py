"""Which events moved prices, in sentences: the question asked before looking, then all firm-events together."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from eventstudy.result import StudyResult
from eventstudy.tables.by_event import asset_name
from eventstudy.tables.ranks import Rank
from eventstudy.text.language import Language

__all__ = ["moved"]

NAMED = 3
"""Firm-events that a sentence names."""


def moved(study: StudyResult, language: Language) -> list[str]:
    """A sentence for each event that the study asks about, and one for all firm-events, over the first CAR window."""
    return [*_asked(study, language), *_together(study, language)]


def _first_window(study: StudyResult, name: str) -> pd.DataFrame:
    frame, (start, end) = study.frames[name], study.spec.windows.car[0]
    return frame[(frame["start"] == start) & (frame["end"] == end)]


def _asked(study: StudyResult, language: Language) -> Iterator[str]:
    spec, by_event = study.spec, _first_window(study, "event_ranks").set_index("event_id")
    for event in spec.events:
        if event.primary and event.id in by_event.index:
            row = by_event.loc[event.id]
            start, end = int(row["start"]), int(row["end"])
            rank = Rank(int(row["larger"]), int(row["ordinary"]), False, end - start + 1, spec.level)
            counts = {"k": language.count(rank.larger), "n": language.count(rank.ordinary)}
            yield language(
                "moved.asked",
                title=spec.titles.get(event.id, event.id),
                window=language.window(start, end),
                rank=language(f"moved.{rank.kind}", **counts),
                verdict=language("story.rare.all" if rank.rare else "story.rare.none", level=spec.level),
            )


def _together(study: StudyResult, language: Language) -> Iterator[str]:
    """Firm-events that stand out among all, by both measures."""
    spec, table = study.spec, _first_window(study, "multiplicity")
    table = table[table["family"] == "study"]
    if len(table) < 2:
        return
    found = table[table["benjamini_hochberg"] <= spec.level].sort_values("p_value")
    strict = int((table["max_t"] <= spec.level).sum())
    values = {"n": language.count(len(table)), "window": language.window(*spec.windows.car[0]), "level": spec.level}
    if found.empty:
        yield language("moved.none", **values)
        return
    named = [f"{asset_name(spec, row.asset)} ({row.event_id})" for row in found.head(NAMED).itertuples()]
    more = language("moved.more", n=language.count(len(found) - NAMED)) if len(found) > NAMED else ""
    counted = {"found": language.count(len(found)), "strict": language.count(strict)}
    yield language("moved.some", **values, **counted, names=language.sequence(named), more=more)
