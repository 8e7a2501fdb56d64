"""Intervals on a common scale, which templates set as elements that are placed in per cent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from eventstudy.report.svg import Extent, Tick, extent_of, place, ticks
from eventstudy.spec import StudySpec
from eventstudy.tables import Day0, Rank, rank_on
from eventstudy.text import Language

__all__ = ["Interval", "Matrix", "Row", "Values", "interval_of_day0", "matrix"]

NEAR_THE_EDGE = 14
"""Per cent of a scale within which a label stands beside its dot, not over it."""


@dataclass(frozen=True)
class Values:
    """An estimate with its interval, what it says in words, and how it is marked.

    Attributes
    ----------
    at, low, high : float
        Decimals; the interval may be missing.
    alt : str
    label : str
        Stands at the estimate; empty for none.
    mark : str
        Class names.
    """

    at: float
    low: float
    high: float
    alt: str
    label: str = ""
    mark: str = ""


@dataclass(frozen=True)
class Interval:
    """A dot and its interval, in per cent of the width there is."""

    at: str
    left: str
    width: str
    alt: str
    label: str
    mark: str


@dataclass(frozen=True)
class Row:
    """A row of a chart of intervals.

    Attributes
    ----------
    title : str
    href : str
        Place on the page that it links to; empty for none.
    when : str
        Date, or how many there are.
    cells : sequence of sequence of Interval
        What stands in each column.
    """

    title: str
    href: str
    when: str
    cells: Sequence[Sequence[Interval]]


@dataclass(frozen=True)
class Matrix:
    """A chart of intervals: a row for each event or group, a column for each asset or window.

    Attributes
    ----------
    caption : str
    columns : sequence of str
    rows : sequence of Row
    ticks : sequence of Tick
    zero, step, first : str
        Places of 0 and of the first tick, and the distance of ticks, in per cent.
    ruler : sequence of (from, to)
        For each row its place in time and that of its middle, in per cent of the height; empty for none.
    years : sequence of Tick
        Along the ruler.
    """

    caption: str
    columns: Sequence[str]
    rows: Sequence[Row]
    ticks: Sequence[Tick]
    zero: str
    step: str
    first: str
    ruler: Sequence[tuple[str, str]] = ()
    years: Sequence[Tick] = field(default_factory=tuple)


def matrix(
    caption: str,
    columns: Sequence[str],
    rows: Sequence[tuple[str, str, str, Sequence[Sequence[Values]]]],
    language: Language,
) -> Matrix:
    """Chart of intervals on one scale.

    Parameters
    ----------
    caption : str
    columns : sequence of str
    rows : sequence of (title, href, when, cells)
    language : Language
    """
    values = [one for *_, cells in rows for cell in cells for one in cell]
    scale = extent_of([side for one in values for side in (one.at, one.low, one.high)])
    marked = ticks(scale, language, 3 if len(columns) > 2 else 6)
    placed = [Row(t, href, when, [_placed(cell, scale) for cell in cells]) for t, href, when, cells in rows]
    step = marked[1].place - marked[0].place if len(marked) > 1 else 100.0
    return Matrix(
        caption, columns, placed, marked, place(scale.share(0)), place(step), place(marked[0].place if marked else 0.0)
    )


def _placed(cell: Sequence[Values], scale: Extent) -> list[Interval]:
    return [_interval(one, scale) for one in cell if np.isfinite(one.at)]


def _interval(one: Values, scale: Extent) -> Interval:
    at = scale.share(one.at)
    low, high = (scale.share(side if np.isfinite(side) else one.at) for side in (one.low, one.high))
    edge = " at-left" if at < NEAR_THE_EDGE else " at-right" if at > 100 - NEAR_THE_EDGE else ""
    return Interval(place(at), place(low), place(high - low), one.alt, one.label, one.mark + edge)


def interval_of_day0(row: Day0, language: Language, spec: StudySpec, *, label: bool = False) -> Values:
    """Abnormal return of day 0 with its interval, marked where it is among the most extreme of ordinary days."""
    texts = {key: language.percent(getattr(row, key), 1) for key in ("raw", "ar", "low", "high")}
    extreme = language(f"extreme.{spec.alternative}")
    said = language("bars.rank", extreme=extreme, rank=rank_on(row.rank, language)) if row.rank else ""
    alt = language("bars.alt", name=row.name, rank=said, coverage=1 - spec.level, **texts)
    mark = mark_of(row.ar, row.rank)
    return Values(row.ar, row.low, row.high, alt, texts["ar"] if label or "rare" in mark else "", mark)


def mark_of(value: float, rank: Rank | None) -> str:
    """Class names of a value: its direction where it is among the most extreme of ordinary days."""
    return f"rare {'down' if value < 0 else 'up'}" if rank and rank.rare else ""
