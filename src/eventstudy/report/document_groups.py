"""The section of the document on events together: mean CARs, their tests, differences of groups, no effect."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from eventstudy.report.document_parts import Block, Body, Contents, Grid, Section, Text
from eventstudy.report.parts import Cell, Column, headed
from eventstudy.result import TABLES, StudyResult
from eventstudy.tables import across_events, asset_name, with_interval, with_means
from eventstudy.text import Language

__all__ = ["groups"]

TESTS = TABLES["tests"]


def groups(contents: Contents, language: Language) -> Section | None:
    """Mean CARs of groups of events and of the assets of the events asked about; differences; tests of no effect."""
    study = contents.study
    blocks: list[Block] = []
    shared, own = across_events(study), with_means(study, contents.asked)
    if len(shared) or len(own):
        blocks.append(_tests(contents, shared, own, language))
        said = ["document.groups.all", "document.groups.seen"] if len(shared) else []
        blocks.append(Text(" ".join(language(key) for key in (*said, "document.groups.how")), small=True))
    if len(study.frames["differences"]):
        blocks.append(_differences(study, language))
    if len(study.frames["equivalence"]):
        blocks += [_equivalence(contents, language), Text(language("document.margin.how"), small=True)]
    return Section(language("document.groups"), blocks) if blocks else None


def _tests(contents: Contents, shared: pd.DataFrame, own: pd.DataFrame, language: Language) -> Grid:
    heads = [*headed(language, TESTS, "start", "n"), *headed(language, TABLES["caar"], "mean_car")]
    heads += [Column(language("document.seen")), *headed(language, TESTS, "test", "statistic", "p_value")]
    heads.append(Column(headed(language, TESTS, "law")[0].title, "prose"))
    seen = contents.study.frames["smallest_effects"][["group", "start", "end", "test", "smallest_effect"]]
    parts = [(str(name), rows) for name, rows in shared.groupby("group", sort=False)]
    for id_, rows in own.groupby("group", sort=False):
        title = contents.titles[id_]
        parts.append((title and language("document.assets_of", title=title), rows))
    bodies = [Body(title, _rows(rows.merge(seen, how="left").itertuples(), language)) for title, rows in parts]
    if not len(shared):
        heads, bodies = _without(3, heads, bodies)
    caption = language("document.groups.caption", coverage=1 - contents.study.spec.level)
    return Grid(caption, heads, bodies)


def _without(column: int, heads: list[Column], bodies: list[Body]) -> tuple[list[Column], list[Body]]:
    """A table without a column that has nothing to say."""
    cut = [Body(body.title, [[*row[:column], *row[column + 1 :]] for row in body.rows]) for body in bodies]
    return [*heads[:column], *heads[column + 1 :]], cut


def _rows(rows: Iterable[Any], language: Language) -> list[list[Cell]]:
    return [
        [
            Cell(language.window(row.start, row.end)),
            Cell(language.count(row.n)),
            Cell(with_interval(row.mean_car, row.lower, row.upper, language)),
            Cell(language.percent(row.smallest_effect, sign=False) or "–"),
            *_tested(row, language),
            Cell(language.text(row.law) or language.text(row.note)),
        ]
        for row in rows
    ]


def _tested(row: Any, language: Language) -> list[Cell]:
    """Name, statistic and p-value of a test."""
    return [Cell(row.test), Cell(language.number(row.statistic) or "–"), Cell(language.p(row.p_value) or "–")]


def _differences(study: StudyResult, language: Language) -> Grid:
    table, differences = TABLES["differences"], study.frames["differences"]
    heads = [*headed(language, TESTS, "start", "n"), *headed(language, table, "difference")]
    heads += headed(language, table, "test", "statistic", "p_value")
    bodies = [
        Body(f"{a} − {b}", [_difference(row, language) for row in own.itertuples()])
        for (a, b), own in differences.groupby(["group_a", "group_b"], sort=False)
    ]
    return Grid(table.title[language.code], heads, bodies)


def _difference(row: Any, language: Language) -> list[Cell]:
    return [
        Cell(language.window(row.start, row.end)),
        Cell(f"{language.count(row.n_a)}, {language.count(row.n_b)}"),
        Cell(with_interval(row.difference, row.lower, row.upper, language)),
        *_tested(row, language),
    ]


def _equivalence(contents: Contents, language: Language) -> Grid:
    """Whether means of groups, and CARs of the events asked about, can be told to be smaller than the margin."""
    frame, spec = contents.study.frames["equivalence"], contents.study.spec
    heads = [*headed(language, TESTS, "start", "n"), Column(language("document.margin.estimate"))]
    heads += headed(language, TESTS, "test", "statistic", "p_value")
    own = frame[(frame["group"] != "") | frame["event_id"].isin(contents.asked)]
    bodies = []
    for (group, event, asset), rows in own.groupby(["group", "event_id", "asset"], sort=False):
        named = (contents.titles.get(event, ""), asset_name(spec, asset) if asset else "")
        title = group or ": ".join(filter(None, named))
        bodies.append(Body(title, [_equivalent(row, language) for row in rows.itertuples()]))
    return Grid(language("document.margin", margin=language.percent(spec.margin or 0.0, sign=False)), heads, bodies)


def _equivalent(row: Any, language: Language) -> list[Cell]:
    return [
        Cell(language.window(row.start, row.end)),
        Cell(language.count(row.n)),
        Cell(with_interval(row.estimate, row.lower, row.upper, language)),
        *_tested(row, language),
    ]
