"""What the page shows of a judgement: other benchmarks, shared days, characteristics."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from eventstudy.report.parts import Cell, Column, Table, headed, message_cell, table, text_cell, value_cell
from eventstudy.result import TABLES, StudyResult
from eventstudy.tables import (
    asset_name,
    attribution_rows,
)
from eventstudy.tables.other_markets import benchmark_names, market_name
from eventstudy.text import Language

__all__ = ["benchmarks", "clusters", "regressions"]

FEW_ASSETS = 6
"""Assets that have a column each in a table."""

Ids = Sequence[str]


def benchmarks(study: StudyResult, language: Language, ids: Ids) -> dict[str, Table | None]:
    """CAR of the first window against every benchmark, for each event: a row for each asset."""
    start, end = study.spec.windows.car[0]
    frame = study.frames["benchmarks"]
    frame = frame[(frame["start"] == start) & (frame["end"] == end) & frame["event_id"].isin(ids)]
    caption = language("benchmarks.caption", window=language.window(start, end))
    return {
        str(id_): table(caption, *_by_benchmark(study, own, language), "benchmarks")
        for id_, own in frame.groupby("event_id", sort=False)
    }


def _by_benchmark(study: StudyResult, own: pd.DataFrame, language: Language) -> tuple[list[Column], list[list[Cell]]]:
    """Columns and cells of an event's table: a row for each benchmark and a column for each asset, or turned."""
    usual = own["model"].iloc[0]
    names = benchmark_names(study.spec)
    against = [language.text(names.get(one) or market_name(study.spec, one)) for one in own["benchmark"]]
    text = [name if model == usual else f"{name} ({model})" for name, model in zip(against, own["model"], strict=True)]
    named = own.assign(benchmark=text, asset=[asset_name(study.spec, asset) for asset in own["asset"]])
    few = named["asset"].nunique() <= FEW_ASSETS
    rows, columns = ("benchmark", "asset") if few else ("asset", "benchmark")
    heads = headed(language, TABLES["benchmarks"], rows)
    heads += [Column(name) for name in named[columns].unique()]
    cells = []
    for name, found in named.groupby(rows, sort=False):
        cars = dict(zip(found[columns], found["car"], strict=True))
        values = [cars.get(column, np.nan) for column in named[columns].unique()]
        cells.append([Cell(str(name)), *(value_cell(language.percent(value, 1), value) for value in values)])
    return heads, cells


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
    return table(language("regressions.caption"), columns, rows, "regressions")


def _number(value: float, language: Language) -> Cell:
    return value_cell("" if pd.isna(value) else language.local(f"{value:.4g}".replace("-", "−")), value)
