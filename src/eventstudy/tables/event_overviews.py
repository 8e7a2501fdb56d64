"""Events one after the other, for the terminal and the notebook."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from eventstudy.result import StudyResult
from eventstudy.result.shown import first_ids
from eventstudy.tables.bands import with_interval
from eventstudy.tables.by_event import dropped_rows, with_means
from eventstudy.tables.event_table import BESIDE_LAWS, event_columns, event_rows
from eventstudy.text.language import Language

__all__ = ["EventOverview", "overview"]


@dataclass(frozen=True)
class EventOverview:
    """One event as text.

    Attributes
    ----------
    id, title, at : str
    endogenous : bool
    header : list of str
    rows : list of list of str
        One for each asset that was computed, cells as in `header`.
    dropped : list of tuple of str
        Asset and reason, for assets (or single windows) that were not.
    joint : list of str
        A line for each test across its assets.
    """

    id: str
    title: str
    at: str
    endogenous: bool
    header: list[str]
    rows: list[list[str]]
    dropped: list[tuple[str, str]]
    joint: list[str]


def overview(study: StudyResult, language: Language, most: int | None = None) -> list[EventOverview]:
    """Events in the order of the study, the first `most` of them."""
    events = study.frames["events"]
    ids = first_ids(events["event_id"], len(events) if most is None else most)
    titles, endogenous = study.spec.titles, study.spec.endogenous
    header, rows = event_columns(study, language), event_rows(study, language, ids)
    joint, dropped = _joint_lines(study, language, ids), dropped_rows(study, language, ids)
    public = events[events["event_id"].isin(ids)].drop_duplicates("event_id").set_index("event_id")["at"]
    return [
        EventOverview(
            id=id_,
            title=titles.get(id_, id_),
            at=str(public[id_]),
            endogenous=id_ in endogenous,
            header=_without_p(header),
            rows=[_without_p([cell.text for cell in row]) for row in rows.get(id_, [])],
            dropped=dropped.get(id_, []),
            joint=joint.get(id_, []),
        )
        for id_ in ids
    ]


def _without_p(cells: list[str]) -> list[str]:
    return cells[:BESIDE_LAWS] + cells[BESIDE_LAWS + 1 :]


def _joint_lines(study: StudyResult, language: Language, ids: Sequence[str]) -> dict[str, list[str]]:
    """Tests across the assets of each event, a line for each window; their p belong beside their laws, in a table."""
    tests = with_means(study, ids).groupby(["group", "start", "end"], sort=False)
    lines: dict[str, list[str]] = {}
    for (group, start, end), results in tests:
        told = [
            f"{row.test} {language.number(row.statistic)}"
            if math.isfinite(row.statistic)
            else language("terminal.test_without_result", test=row.test, note=row.note)
            for row in results.itertuples()
        ]
        first = results.iloc[0]
        mean = with_interval(first["mean_car"], first["lower"], first["upper"], language)
        lines.setdefault(group, []).append(
            language("terminal.car_mean", window=language.window(start, end), mean=mean, results=", ".join(told))
        )
    return lines
