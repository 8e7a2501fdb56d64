"""Which events have a place of their own on the page, and its address, which stays the same from run to run."""

from __future__ import annotations

from urllib.parse import quote

from eventstudy.result import StudyResult
from eventstudy.result.shown import leading

__all__ = ["MOST_EVENTS", "anchors_of", "event_ids", "event_titles"]

MOST_EVENTS = 60
"""Events up to which each has a section."""
OF_MORE = 30
"""Sections where there are more events: of those with the largest abnormal returns of day 0."""


def event_ids(study: StudyResult) -> list[str]:
    """Every event in the order of the study."""
    return list(study.frames["events"]["event_id"].unique())


def event_titles(study: StudyResult) -> dict[str, str]:
    """Title of every event, else its id."""
    titles = study.spec.titles
    return {id_: titles.get(id_, id_) for id_ in event_ids(study)}


def anchors_of(study: StudyResult) -> dict[str, str]:
    """Address of each event on the page, made from its id; empty for those that are too many for it."""
    ids = event_ids(study)
    shown = set(ids) if len(ids) <= MOST_EVENTS else _largest(study)
    return {id_: f"event-{quote(id_, safe='')}" if id_ in shown else "" for id_ in ids}


def _largest(study: StudyResult) -> set[str]:
    """Events with the largest CARs."""
    car, (start, end) = study.frames["car"], leading(study.spec.windows.car)
    own = car[(car["start"] == start) & (car["end"] == end)]
    size = own["car"].abs().groupby(own["event_id"], sort=False).max()
    return set(size.sort_values(ascending=False, kind="stable").index[:OF_MORE])
