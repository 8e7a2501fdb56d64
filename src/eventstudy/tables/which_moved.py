"""Which events moved prices, in sentences: the question asked before looking, then all firm-events together."""

from __future__ import annotations

import numpy as np

from eventstudy.result import StudyResult
from eventstudy.spec import StudySpec
from eventstudy.tables.answer import StandOut, asked_ranks, stand_out
from eventstudy.tables.by_event import asset_name
from eventstudy.tables.no_effect import signed_size
from eventstudy.tables.ranks import Rank
from eventstudy.text.language import Language

__all__ = ["asked_briefly", "moved", "together_briefly"]

NAMED = 3
"""Firm-events that a sentence names."""


def moved(study: StudyResult, language: Language) -> list[str]:
    """A sentence for each event that the study asks about, and one for all firm-events, over the first CAR window."""
    spec, together = study.spec, stand_out(study)
    asked = [_asked("moved.asked", id_, rank, spec, language) for id_, rank in asked_ranks(study).items()]
    return [*asked, *([_together("moved", together, spec, language)] if together else [])]


def asked_briefly(event: str, rank: Rank, spec: StudySpec, language: Language) -> str:
    """The first of these sentences in fewer words."""
    return _asked(f"brief.asked.{spec.alternative}", event, rank, spec, language)


def together_briefly(found: StandOut, spec: StudySpec, language: Language) -> str:
    """The last of these sentences in fewer words."""
    return _together("brief.moved", found, spec, language)


def _asked(code: str, event: str, rank: Rank, spec: StudySpec, language: Language) -> str:
    """How often one of the shares of an event had as large a CAR on ordinary days."""
    counts = {"k": language.count(rank.larger), "n": language.count(rank.ordinary)}
    said = language(
        code,
        event=event,
        title=spec.titles.get(event, event),
        window=language.window(*spec.windows.car[0]),
        rank=language(f"moved.{rank.kind}", **counts),
        verdict=language("story.rare.all" if rank.rare else "story.rare.none", level=spec.level),
    )
    if rank.rare or not np.isfinite(rank.seen):
        return said
    return said + language("moved.seen", size=signed_size(spec, rank.seen, language))


def _together(code: str, found: StandOut, spec: StudySpec, language: Language) -> str:
    """Firm-events that stand out among all, by both measures."""
    values = {"n": language.count(found.n), "window": language.window(*found.window), "level": found.level}
    if not found.found:
        seen = signed_size(spec, found.seen, language)
        more = language(f"{code}.none.seen", size=seen) if np.isfinite(found.seen) else ""
        return language(f"{code}.none", **values) + more
    named = [f"{asset_name(spec, asset)} ({event})" for event, asset in found.found[:NAMED]]
    more = language("moved.more", n=language.count(len(found.found) - NAMED)) if len(found.found) > NAMED else ""
    counted = {"found": language.count(len(found.found)), "strict": language.count(found.strict)}
    kind = "one" if len(found.found) == 1 else "some"
    return language(f"{code}.{kind}", **values, **counted, names=language.sequence(named), more=more)
