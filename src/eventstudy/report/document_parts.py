"""What the document is put together from: sections of numbered titles, sentences, tables and charts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from eventstudy.report.parts import Cell, Column
from eventstudy.result import StudyResult
from eventstudy.result.shown import first_ids
from eventstudy.tables import answer_of, largest

__all__ = ["Block", "Body", "Contents", "Grid", "Picture", "Points", "Section", "Text", "car_bounds", "contents_of"]

MOST_FIRM_EVENTS = 120
"""Firm-events up to which every event has its numbers in the document; of more those asked about or largest."""
MOST_ASSETS = 12
"""Assets of one event in the document where the study has more firm-events than that."""


@dataclass(frozen=True)
class Text:
    """A paragraph; `small` for what explains a table."""

    text: str
    small: bool = False
    kind: ClassVar[str] = "text"


@dataclass(frozen=True)
class Points:
    """Sentences about one thing, below its name."""

    title: str
    lines: Sequence[str]
    kind: ClassVar[str] = "points"


@dataclass(frozen=True)
class Picture:
    """Charts two in a row, each as the bytes of an SVG; `alt` is for who hears them."""

    alt: str
    drawings: Sequence[bytes] = field(repr=False)
    kind: ClassVar[str] = "picture"


@dataclass(frozen=True)
class Body:
    """Rows of a table that stay on one page, below a line that names what they have in common."""

    title: str
    rows: Sequence[Sequence[Cell]] = field(repr=False)


@dataclass(frozen=True)
class Grid:
    """A table.

    Attributes
    ----------
    caption : str
    columns : sequence of Column
    bodies : sequence of Body
    more : str
        What is left out, and where it is; empty where nothing is.
    """

    caption: str
    columns: Sequence[Column]
    bodies: Sequence[Body]
    more: str = ""
    kind: ClassVar[str] = "grid"

    @property
    def whole(self) -> bool:
        """Whether it is short enough never to be parted."""
        return sum(len(body.rows) + bool(body.title) for body in self.bodies) <= 20


Block = Text | Points | Picture | Grid


@dataclass(frozen=True)
class Section:
    """A numbered section."""

    title: str
    blocks: Sequence[Block]


@dataclass(frozen=True, eq=False)
class Contents:
    """What a document speaks of.

    Attributes
    ----------
    study : StudyResult
        The whole of it.
    shown : StudyResult
        Tables of firm-events cut to those with numbers in the document.
    asked : list of str
        Events that the study asks about, or that claims are about, or the one with the largest CAR.
    ids : list of str
        Events with numbers in the document.
    total : int
        Events of the study.
    titles : dict of str to str
        What stands above each event's part of a table; empty for the only one of a document.
    """

    study: StudyResult
    shown: StudyResult
    asked: list[str]
    ids: list[str]
    total: int
    titles: dict[str, str]


def contents_of(study: StudyResult) -> Contents:
    """Which events a document shows: all of a small study; of others those asked about, claimed or largest."""
    answer, events = answer_of(study), study.frames["events"]["event_id"]
    largest_ones = list(dict.fromkeys(row.event for row in answer.largest))
    asked = [event.id for event in answer.events] or largest_ones[:1] or first_ids(events, 1)
    total = int(events.nunique())
    few = len(events) <= MOST_FIRM_EVENTS
    ids = first_ids(events, total) if few else list(dict.fromkeys([*asked, *largest_ones]))
    shown = largest(study, ids, MOST_FIRM_EVENTS if few else MOST_ASSETS).study
    titles = {id_: study.spec.titles.get(id_, id_) if len(ids) > 1 else "" for id_ in ids}
    return Contents(study, shown, asked, ids, total, titles)


def car_bounds(study: StudyResult) -> dict[tuple[str, str, int, int], tuple[float, float, float]]:
    """Each CAR with its interval from ordinary days, as `PathBands` makes them: value, lower, upper.

    By event, asset, first and last day of the window; the bounds are NaN where there are too few ordinary days.
    """
    cars, level = study.frames["car"], 1 - study.spec.level
    columns = (cars[name] for name in ("event_id", "asset", "start", "end", "car"))
    out = {}
    for event, asset, start, end, car in zip(*columns, strict=True):
        half = np.nan
        if study.bands is not None:
            first = start - study.bands.offsets[0]
            widths = study.bands.days.half_widths(study.bands.row(event, asset), first, level, "pointwise")
            half = float(widths[end - start])
        out[event, asset, start, end] = (car, car - half, car + half)
    return out
