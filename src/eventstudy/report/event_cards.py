"""Each event of the page: what happened, a panel for each asset, what else happened, and the numbers behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from eventstudy.report.event_parts import EVENT_TABLES, OF_ALL, Panel, claims, left_out, panels, remarks
from eventstudy.report.parts import Cell, Table
from eventstudy.report.places import anchors_of, event_ids, event_titles
from eventstudy.result import StudyResult
from eventstudy.tables import MOST_ASSETS, caveats, few_lines, largest, stories
from eventstudy.tables.largest_few import Largest
from eventstudy.text import Language

__all__ = ["EventCard", "events"]

FEWEST_ASSETS, FEWEST_PANELS = 4, 2
"""Assets and panels of each event that are shown however many events there are."""
MOST_PANELS = 12
"""Of one event."""
ROWS, DRAWINGS = 400, 160
"""Firm-events on the whole page in tables, and in panels."""


@dataclass(frozen=True)
class EventCard:
    """One event on the page.

    Attributes
    ----------
    anchor : str
    id, title : str
    facts : list of str
        When it became public, its group, the sign that was expected.
    endogenous : bool
    sentences : list of str
    panels : list of Panel
    claims : list of (asset, verdict, class, why)
    caveats : list of str
        What else happened.
    dropped : list of str
        What was left out, and why.
    few : list of str
        That only some of its assets are shown, and which.
    tables : list of (name, Table)
    remarks : list of (heading, lines)
        What else stands below the tables.
    """

    anchor: str
    id: str
    title: str
    facts: list[str]
    endogenous: bool
    sentences: list[str]
    panels: list[Panel]
    claims: list[tuple[str, str, str, Cell]]
    caveats: list[str]
    dropped: list[str]
    few: list[str]
    tables: list[tuple[str, Table]]
    remarks: list[tuple[str, list[str]]]


def events(study: StudyResult, language: Language) -> dict[str, Any]:
    """Every event, one after the other; of very many the largest."""
    anchors, total = anchors_of(study), len(event_ids(study))
    ids = [id_ for id_, anchor in anchors.items() if anchor]
    left = language("events.more", n=language.count(len(ids)), total=language.count(total)) if len(ids) < total else ""
    return {"cards": _cards(study, language, ids), "more": left}


def _cards(study: StudyResult, language: Language, ids: Sequence[str]) -> list[EventCard]:
    cut = largest(study, ids, _most(MOST_ASSETS, FEWEST_ASSETS, ROWS, len(ids)))
    tables = [
        (name, made(study if name in OF_ALL else cut.study, language, ids)) for name, made in EVENT_TABLES.items()
    ]
    anchors, titles, told = anchors_of(study), event_titles(study), stories(study, language, ids)
    said = claims(study, ids, language)
    drawn = panels(cut.study, language, ids, _most(MOST_PANELS, FEWEST_PANELS, DRAWINGS, len(ids)))
    beside, below = caveats(study, language, ids, brief=True), remarks(cut.study, language, ids)
    gone, endogenous, facts = left_out(cut.study, language, ids), study.spec.endogenous, _facts(study, language, ids)
    return [
        EventCard(
            anchor=anchors[id_],
            id=id_,
            title=titles[id_],
            facts=facts[id_],
            endogenous=id_ in endogenous,
            sentences=_sentences(told[id_], drawn.get(id_, [])),
            panels=drawn.get(id_, []),
            claims=said.get(id_, []),
            caveats=beside.get(id_, []),
            dropped=gone.get(id_, []),
            few=[*few_lines(cut, id_, language), *_few_panels(cut, id_, len(drawn.get(id_, [])), language)],
            tables=[(name, found) for name, data in tables if (found := data.get(id_))],
            remarks=below.get(id_, []),
        )
        for id_ in ids
    ]


def _few_panels(cut: Largest, event: str, shown: int, language: Language) -> list[str]:
    """That only some of an event's assets have a panel."""
    assets = int((cut.study.frames["models"]["event_id"] == event).sum())
    return [language("event.few_panels", shown=shown)] if 0 < shown < assets else []


def _sentences(told: list[str], drawn: Sequence[Panel]) -> list[str]:
    """What happened; what the panels say is not said again."""
    return told[:1] if any(panel.value for panel in drawn) else told


def _most(most: int, fewest: int, whole: int, events: int) -> int:
    """How many of each event are shown: fewer where there are many events, so that the page stays small."""
    return max(fewest, min(most, whole // max(events, 1)))


def _facts(study: StudyResult, language: Language, ids: Sequence[str]) -> dict[str, list[str]]:
    """When each event became public, its group, and the sign that was expected."""
    first = study.frames["events"].drop_duplicates("event_id")
    public, known = dict(zip(first["event_id"], first["at"], strict=True)), study.spec.events_of(ids)
    out = {}
    for id_ in ids:
        group, sign = known.get(id_, ("", "?"))
        facts = [language("event.public", at=language.local(str(public[id_]).replace("T", " ")))]
        expected = [language("event.expected_sign", sign=sign.replace("-", "−"))] if sign != "?" else []
        out[id_] = [*facts, *([group] if group else []), *expected]
    return out
