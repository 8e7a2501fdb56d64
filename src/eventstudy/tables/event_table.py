"""The table of an event: day 0 and CARs of each asset, with their ranks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eventstudy.result import TABLES, StudyResult
from eventstudy.tables.by_event import asset_name
from eventstudy.tables.day0 import Day0, day0_rows
from eventstudy.tables.ranks import Rank, rank_cell, ranks_of
from eventstudy.text.language import Language

__all__ = ["BESIDE_LAWS", "Entry", "event_columns", "event_rows"]

BESIDE_LAWS = 6
"""Column of p-values: a terminal leaves it out, since they belong beside their laws."""
ABNORMAL = TABLES["abnormal_returns"]


@dataclass(frozen=True)
class Entry:
    """Cell of the table.

    Attributes
    ----------
    text : str
    value : float or str or None
        What it sorts by; None: by its text.
    rare : bool
        Whether it is among the most extreme of ordinary days.
    """

    text: str
    value: float | str | None = None
    rare: bool = False


NONE = Entry("–", "")
"""Stands where nothing was computed."""


def event_columns(study: StudyResult, language: Language) -> list[str]:
    """Headings of `event_rows`."""
    first = [*ABNORMAL.headings(language.code, "asset"), *TABLES["events"].headings(language.code, "day0")]
    day0 = ABNORMAL.headings(language.code, "return", "ar", "se", "t", "p_value")
    return [*first, *day0, language("rank"), *(f"CAR {language.window(*window)}" for window in _longer(study))]


def event_rows(study: StudyResult, language: Language, ids: Sequence[str]) -> dict[str, list[list[Entry]]]:
    """A row for each computed asset of some events, by event.

    Parameters
    ----------
    study : StudyResult
    language : Language
    ids : sequence of str
        Events.
    """
    cars, models = study.frames["car"], study.frames["models"]
    columns = (cars[name] for name in ("event_id", "asset", "start", "end", "car"))
    found = {(event, asset, start, end): car for event, asset, start, end, car in zip(*columns, strict=True)}
    ranks, windows = ranks_of(study), _longer(study)
    day0 = {(row.event, row.asset): row for own in day0_rows(study).values() for row in own}
    computed = models.loc[models["event_id"].isin(ids), ["event_id", "asset"]]
    out: dict[str, list[list[Entry]]] = {}
    for event, asset in zip(computed["event_id"], computed["asset"], strict=True):
        keys = [(event, asset, *window) for window in windows]
        row = [Entry(asset_name(study.spec, asset)), *_of_day0(day0.get((event, asset)), language)]
        row += [_of_window(found.get(key), ranks.get(key), language) for key in keys]
        out.setdefault(event, []).append(row)
    return out


def _longer(study: StudyResult) -> list[tuple[int, int]]:
    """CAR windows but for that of day 0 alone, which the other columns are about."""
    return [window for window in study.spec.windows.car if window != (0, 0)]


def _of_day0(row: Day0 | None, language: Language) -> list[Entry]:
    if row is None:
        return [NONE] * 7
    return [
        Entry(language.date(row.date), f"{row.date:%Y-%m-%d}"),
        _entry(language.percent(row.raw), row.raw),
        _entry(language.percent(row.ar), row.ar, row.rank),
        _entry(language.percent(row.se, sign=False), row.se),
        _entry(language.number(row.t), row.t),
        _entry(language.p(row.p), row.p),
        NONE if row.rank is None else Entry(rank_cell(row.rank, language), row.rank.share),
    ]


def _of_window(car: float | None, rank: Rank | None, language: Language) -> Entry:
    if car is None:
        return NONE
    return _entry(language.percent(car) + (f" ({rank_cell(rank, language)})" if rank else ""), car, rank)


def _entry(text: str, value: float, rank: Rank | None = None) -> Entry:
    """Number; a missing one sorts last."""
    return Entry(text, float(value), bool(rank and rank.rare)) if text else Entry(text or "–", "")
