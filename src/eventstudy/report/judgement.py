"""What the page shows of a judgement: what muddies an event, other benchmarks, money, shared days, characteristics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from eventstudy.report.parts import Cell, Column, Table, headed, message_cell, table, text_cell, value_cell
from eventstudy.result import TABLES, StudyResult
from eventstudy.tables import (
    asset_name,
    attribution_rows,
    caveats,
    money_lines,
)
from eventstudy.text import Language

__all__ = ["benchmarks", "clusters", "money", "muddied", "regressions"]

Ids = Sequence[str]


def muddied(study: StudyResult, language: Language, ids: Ids) -> Mapping[str, list[str]]:
    """What else fell into each event's windows, in sentences."""
    return caveats(study, language, ids)


def money(study: StudyResult, language: Language, ids: Ids) -> Mapping[str, list[str]]:
    """CARs of each event in money."""
    return money_lines(study, language, ids, study.spec.windows.car)


def benchmarks(study: StudyResult, language: Language, ids: Ids) -> dict[str, Table | None]:
    """CAR of the first window against every benchmark, for each event."""
    start, end = study.spec.windows.car[0]
    frame = study.frames["benchmarks"]
    frame = frame[(frame["start"] == start) & (frame["end"] == end) & frame["event_id"].isin(ids)]
    names = ("asset", "benchmark", "model", "beta", "car", "se", "p_value", "note")
    columns = headed(language, TABLES["benchmarks"], *names)
    caption = language("benchmarks.caption", window=language.window(start, end))
    return {
        str(id_): table(caption, columns, [_benchmark(study, row, language) for row in own.itertuples()])
        for id_, own in frame.groupby("event_id", sort=False)
    }


def _benchmark(study: StudyResult, row: Any, language: Language) -> list[Cell]:
    return [
        Cell(asset_name(study.spec, row.asset)),
        text_cell(row.benchmark),
        Cell(row.model),
        value_cell(language.number(row.beta), row.beta),
        value_cell(language.percent(row.car), row.car),
        value_cell(language.percent(row.se, sign=False), row.se),
        value_cell(language.p(row.p_value), row.p_value),
        message_cell(language, row.note),
    ]


def clusters(study: StudyResult, language: Language) -> dict[str, Any] | None:
    """Events whose CAR windows touch, with their days shared out."""
    found = [
        table(heading, [Column(header[0], "text"), *(Column(name) for name in header[1:])], _as_cells(rows))
        for heading, header, rows in attribution_rows(study, language)
    ]
    return {"intro": language("clusters.intro"), "tables": found} if found else None


def _as_cells(rows: list[list[tuple[str, float]]]) -> list[list[Cell]]:
    return [[Cell(name), *(value_cell(text, value) for text, value in cells)] for (name, _), *cells in rows]


def regressions(study: StudyResult, language: Language) -> Table | None:
    """CARs on characteristics."""
    names = ("model", "start", "errors", "term", "coefficient", "se", "t", "p_value", "n", "note")
    columns = headed(language, TABLES["regressions"], *names)
    rows = [
        [
            text_cell(row.model),
            Cell(language.window(row.start, row.end), float(row.end - row.start)),
            Cell(language(f"errors.{row.errors}")),
            text_cell(row.term),
            *(_number(value, language) for value in (row.coefficient, row.se, row.t)),
            value_cell(language.p(row.p_value), row.p_value),
            value_cell(language.count(row.n), row.n),
            message_cell(language, row.note),
        ]
        for row in study.frames["regressions"].itertuples()
    ]
    return table(language("regressions.caption"), columns, rows, "regressions.csv")


def _number(value: float, language: Language) -> Cell:
    return value_cell("" if pd.isna(value) else language.local(f"{value:.4g}".replace("-", "−")), value)
