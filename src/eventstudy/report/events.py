"""Each event of the page: what happened in three sentences, and parts with the numbers behind them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from eventstudy.report.event_parts import EVENT_PARTS, OF_ALL
from eventstudy.result import StudyResult
from eventstudy.tables import (
    MOST_ASSETS,
    few_lines,
    largest,
    stories,
)
from eventstudy.text import Language

__all__ = ["EventCard", "anchors_of", "cards", "event_ids", "event_titles"]

FEW_EVENTS = 3
"""So many events stand open; of more, each is closed until it is asked for."""
MOST_DETAILED = 400
"""Firm-events up to which every event has a section."""
FEWEST_ASSETS = 4
"""Assets of each event that are shown however many events there are."""
SHOWN_OF_MANY = 100
"""Events with a section where there are more: those with the smallest p on day 0."""


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
    few : list of str
        That only some of its assets are shown, and which.
    open : bool
        Whether its details stand open from the start.
    parts : list of (template, data)
    """

    anchor: str
    id: str
    title: str
    facts: list[str]
    endogenous: bool
    sentences: list[str]
    few: list[str]
    open: bool
    parts: list[tuple[str, Any]]


def event_ids(study: StudyResult) -> list[str]:
    """Every event in the order of the study."""
    return list(study.frames["events"]["event_id"].unique())


def event_titles(study: StudyResult) -> dict[str, str]:
    """Title of every event, else its id."""
    titles = study.spec.titles
    return {id_: titles.get(id_, id_) for id_ in event_ids(study)}


def anchors_of(study: StudyResult) -> dict[str, str]:
    """Place of each event on the page; empty for those that are too many for it."""
    ids = event_ids(study)
    if len(study.frames["events"]) <= MOST_DETAILED:
        shown = set(ids)
    else:
        ar = study.frames["ar"]
        smallest = ar[ar["day"] == 0].groupby("event_id", sort=False)["p_value"].min()
        shown = set(smallest.sort_values(kind="stable").index[:SHOWN_OF_MANY])
    return {id_: f"event-{i}" if id_ in shown else "" for i, id_ in enumerate(ids, 1)}


def cards(study: StudyResult, language: Language) -> list[EventCard]:
    """Events with their parts, as many as a page can hold."""
    anchors = anchors_of(study)
    ids = [id_ for id_, anchor in anchors.items() if anchor]
    titles, told = event_titles(study), stories(study, language, ids)
    cut = largest(study, ids, _most_assets(study, ids))
    found = [
        (f"event_{name}.html", part(study if name in OF_ALL else cut.study, language, ids))
        for name, part in EVENT_PARTS.items()
    ]
    public = study.frames["events"].drop_duplicates("event_id").set_index("event_id")["at"]
    known, endogenous = study.spec.events_of(ids), study.spec.endogenous
    return [
        EventCard(
            anchor=anchors[id_],
            id=id_,
            title=titles[id_],
            facts=_facts(*known.get(id_, ("", "?")), str(public[id_]), language),
            endogenous=id_ in endogenous,
            sentences=told[id_],
            few=few_lines(cut, id_, language),
            open=len(ids) <= FEW_EVENTS,
            parts=[(template, data[id_]) for template, data in found if id_ in data],
        )
        for id_ in ids
    ]


def _most_assets(study: StudyResult, ids: list[str]) -> int:
    """Assets of one event that are shown: fewer where there are many events, so that the page stays small."""
    if len(study.frames["events"]) <= MOST_DETAILED:
        return MOST_ASSETS
    return max(FEWEST_ASSETS, min(MOST_ASSETS, MOST_DETAILED // len(ids)))


def _facts(group: str, sign: str, at: str, language: Language) -> list[str]:
    facts = [language("event.public", at=language.local(at.replace("T", " ")))]
    if group:
        facts.append(group)
    if sign != "?":
        facts.append(language("event.expected_sign", sign=sign.replace("-", "−")))
    return facts
