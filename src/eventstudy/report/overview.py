"""All events at once: one chart of intervals along time, and the same as a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from eventstudy.report.intervals import Matrix, Values, interval_of_day0, matrix
from eventstudy.report.parts import Cell, Column, Table, headed, table, value_cell
from eventstudy.report.places import MOST_EVENTS, anchors_of, event_ids, event_titles
from eventstudy.report.svg import Tick, coordinate
from eventstudy.result import TABLES, StudyResult
from eventstudy.tables import Day0, day0_rows, rank_cell
from eventstudy.tables.by_event import tally
from eventstudy.text import Language

__all__ = ["all_events", "rank_value"]

FEW_ASSETS = 6
"""Assets that have a column each."""
FEW_OF_ONE = 12
"""Assets of a single event that its section shows as well."""
MOST_DOTS = 60
"""Assets of one event that are drawn where they share a column: the largest."""
OF_MORE = 40
"""Firm-events that are drawn where there are too many events: the largest."""
MOST_ROWS = 800
"""Firm-events in the table."""


def all_events(study: StudyResult, language: Language) -> dict[str, Any] | None:
    """Chart and table of day 0 of every event; of one event its section has them."""
    rows = day0_rows(study)
    events, firm_events, _ = tally(study)
    if not rows or (events == 1 and firm_events <= FEW_OF_ONE):
        return None
    return {"chart": _chart(study, rows, language), "table": _table(study, language, rows)}


def _chart(study: StudyResult, rows: Mapping[str, list[Day0]], language: Language) -> Matrix:
    if not 1 < len(event_ids(study)) <= MOST_EVENTS:
        return _largest(study, rows, language)
    days = _first_days(study, rows)
    named = {row.asset: row.name for own in rows.values() for row in own}
    order = [asset for asset in study.frames["events"]["asset"].unique() if asset in named]
    columns = [named[asset] for asset in order] if 1 < len(order) <= FEW_ASSETS else []
    places = {asset: i for i, asset in enumerate(order)} if columns else dict.fromkeys(order, 0)
    titles, anchors, coverage = event_titles(study), anchors_of(study), 1 - study.spec.level
    drawn = []
    for id_ in days:
        cells: list[list[Values]] = [[] for _ in columns or [""]]
        for row in sorted(rows[id_], key=lambda row: -abs(row.ar))[:MOST_DOTS]:
            cells[places[row.asset]].append(interval_of_day0(row, language, study.spec))
        drawn.append((titles[id_], anchors[id_], language.date(days[id_]), cells))
    caption = language("all.caption", level=study.spec.level, coverage=coverage)
    return _with_ruler(matrix(caption, columns or [language("drawn.abnormal_of_day0")], drawn, language), days)


def _first_days(study: StudyResult, rows: Mapping[str, list[Day0]]) -> dict[str, pd.Timestamp]:
    """First day 0 of each event that has one, in the order of time."""
    found = {id_: min(row.date for row in rows[id_]) for id_ in event_ids(study) if id_ in rows}
    return dict(sorted(found.items(), key=lambda pair: pair[1]))


def _with_ruler(chart: Matrix, days: Mapping[str, pd.Timestamp]) -> Matrix:
    """The chart with a line from the place of each event in time to its row."""
    dates = list(days.values())
    first, length = dates[0], max((dates[-1] - dates[0]).days, 1)
    middle = 50 / len(dates)  # of a row, in per cent of the height
    inside = 100 - 2 * middle

    def placed(day: pd.Timestamp) -> float:
        return middle + inside * (day - first).days / length

    lines = [(coordinate(placed(day)), coordinate(middle + 2 * middle * i)) for i, day in enumerate(dates)]
    starts = (pd.Timestamp(year, 1, 1) for year in range(first.year + 1, dates[-1].year + 1))
    years = [Tick(placed(day), str(day.year)) for day in starts]
    apart = all(b.place - a.place > 4 for a, b in pairwise(years))
    return replace(chart, ruler=lines, years=years if apart else [])


def _largest(study: StudyResult, rows: Mapping[str, list[Day0]], language: Language) -> Matrix:
    """The firm-events with the largest abnormal returns, a row each."""
    every = [row for own in rows.values() for row in own]
    shown = sorted(every, key=lambda row: -abs(row.ar))[:OF_MORE]
    titles, anchors, coverage = event_titles(study), anchors_of(study), 1 - study.spec.level
    drawn = []
    for row in shown:
        title = _title(row.name, titles[row.event], only=len(titles) == 1)
        values = interval_of_day0(row, language, study.spec, label=True)
        drawn.append((title, anchors[row.event], language.date(row.date), [[values]]))
    total = language.count(tally(study)[2])
    caption = language(
        "all.largest", level=study.spec.level, coverage=coverage, n=language.count(len(shown)), total=total
    )
    return matrix(caption, [language("drawn.abnormal_of_day0")], drawn, language)


def _title(name: str, event: str, *, only: bool) -> str:
    """Name of the asset, beside that of the event where there are several and it does not say it itself."""
    return name if only else event if name in event else f"{name}: {event}"


def _table(study: StudyResult, language: Language, rows: Mapping[str, list[Day0]]) -> Table | None:
    """A row for each firm-event; of very many the largest."""
    titles, anchors = event_titles(study), anchors_of(study)
    every = [row for own in rows.values() for row in own]
    shown = every if len(every) <= MOST_ROWS else sorted(every, key=lambda row: -abs(row.ar))[:MOST_ROWS]
    cells = [
        [
            Cell(titles[row.event], href=anchors[row.event]),
            Cell(language.date(row.date), f"{row.date:%Y-%m-%d}"),
            Cell(row.name),
            value_cell(language.percent(row.raw), row.raw),
            value_cell(language.percent(row.ar), row.ar, "clear" if row.rank and row.rank.rare else ""),
            _interval_cell(row, language),
            value_cell(language.number(row.t), row.t),
            value_cell(language.p(row.p), row.p),
            rank_value(row, language),
        ]
        for row in shown
    ]
    heads = headed(language, TABLES["events"], "event_id", "day0", "asset")
    heads += headed(language, TABLES["abnormal_returns"], "return", "ar")
    heads.append(Column(language("interval", coverage=1 - study.spec.level)))
    heads += headed(language, TABLES["abnormal_returns"], "t", "p_value")
    heads.append(Column(language("rank")))
    shown_table = table(_caption(study, language, len(shown)), heads, cells, "abnormal_returns", MOST_ROWS)
    return shown_table and replace(shown_table, more=tally(study)[2] - len(shown))


def _caption(study: StudyResult, language: Language, shown: int) -> str:
    level, (_, _, total) = study.spec.level, tally(study)
    if shown < total:
        counts = {"shown": language.count(shown), "total": language.count(total)}
        return language("short.caption.largest", level=level, **counts)
    return language("short.caption.long", level=level)


def _interval_cell(row: Day0, language: Language) -> Cell:
    texts = [language.number(100 * side, 1, sign=True) for side in (row.low, row.high)]
    return value_cell(f"[{texts[0]}, {texts[1]}]" if all(texts) else "", row.low if np.isfinite(row.low) else np.nan)


def rank_value(row: Day0, language: Language) -> Cell:
    """Rank among ordinary days, sorted by its share."""
    return Cell("–", "") if row.rank is None else value_cell(rank_cell(row.rank, language), row.rank.share)
