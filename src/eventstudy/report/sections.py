"""The sections of the page, each a function that gives what its template shows."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd

from eventstudy.inference import TESTS
from eventstudy.models.choice import model_of
from eventstudy.report.event_cards import events
from eventstudy.report.group_charts import across
from eventstudy.report.judgement import clusters, regressions
from eventstudy.report.methods import method
from eventstudy.report.overview import all_events
from eventstudy.report.parts import (
    Cell,
    Column,
    Table,
    column_cell,
    headed,
    message_cell,
    table,
    text_cell,
    value_cell,
)
from eventstudy.report.places import MOST_EVENTS, anchors_of, event_titles
from eventstudy.report.schema_tables import further
from eventstudy.result import TABLES, StudyResult
from eventstudy.result.columns import FIRM
from eventstudy.tables import asset_name
from eventstudy.tables.by_event import tally
from eventstudy.text import Language

__all__ = ["SECTIONS", "sections_of"]

MOST_MODELS = 200
"""Firm-events whose model stands on the page."""
MOST_OF_STUDY = 60_000
"""Characters up to which the page has the study as it was read; `provenance.json` has it always."""
MOST_SERIES = 200
"""Price series whose source stands on the page."""

Section = Callable[[StudyResult, Language], Any]


def dropped(study: StudyResult, language: Language) -> dict[str, Any]:
    """Every firm-event that was dropped, and why."""
    titles = event_titles(study)
    heads = headed(language, TABLES["dropped"], "event_id", "asset", "start", "reason")
    rows = [
        [
            Cell(titles.get(row.event_id, row.event_id)),
            Cell(asset_name(study.spec, row.asset)),
            Cell(language("dropped.all") if pd.isna(row.start) else language.window(row.start, row.end)),
            message_cell(language, row.reason),
        ]
        for row in study.frames["dropped"].itertuples()
    ]
    shown = table(language("dropped.caption"), heads, rows, "dropped")
    return {"table": shown, "none": language("dropped.none")}


def audit(study: StudyResult, language: Language) -> dict[str, Any]:
    """What the audit of the prices found."""
    audited = TABLES["audit"]
    heads = [*headed(language, audited, "ticker", "severity", "finding"), Column(language("audit.span"))]
    heads += headed(language, audited, "count", audited.messages[-1])
    rows = [
        [
            text_cell(ticker),
            Cell(language(f"severity.{severity}"), mark=severity),
            message_cell(language, finding),
            Cell(language.local(first if first == last else f"{first} – {last}"), first),
            value_cell(language.count(count), count),
            message_cell(language, remedy),
        ]
        for ticker, severity, finding, first, last, count, remedy in study.frames["audit"].itertuples(index=False)
    ]
    return {"table": table(language("audit.caption"), heads, rows, "audit"), "none": language("audit.none")}


def facts(study: StudyResult, language: Language) -> Table | None:
    """What prices cannot check."""
    heads = [Column(language(f"facts.{key}"), "prose") for key in ("article", "says", "record")]
    rows = [[text_cell(fact.article), text_cell(fact.says), text_cell(fact.record)] for fact in study.spec.facts]
    return table(language("facts.caption"), heads, rows)


def models(study: StudyResult, language: Language) -> Table | None:
    """Estimates of the models, and what their residuals look like."""
    frame, titles, anchors = study.table("models").head(MOST_MODELS), event_titles(study), anchors_of(study)
    shown = [one for one in TABLES["models"].columns if one.heading and one not in FIRM]
    columns = [
        *headed(language, TABLES["events"], "event_id", "asset"),
        *(Column(one.heading[language.code]) for one in shown),
    ]
    rows = [
        [
            Cell(titles[event], href=anchors[event]),
            Cell(asset_name(study.spec, asset)),
            *(column_cell(language, one, value) for one, value in zip(shown, values, strict=True)),
        ]
        for event, asset, *values in zip(
            frame["event_id"], frame["asset"], *(frame[one.name] for one in shown), strict=True
        )
    ]
    found = table(language("diagnostics.caption"), columns, rows, "models")
    return found and replace(found, more=len(study.frames["models"]) - len(rows))


def methods(study: StudyResult, language: Language) -> dict[str, Any]:
    """The model and the tests used, as the code describes them."""
    model = model_of(study.spec)
    used = dict.fromkeys((*study.frames["firm_tests"]["test"].unique(), *study.frames["tests"]["test"].unique()))
    tests = [TESTS[name] for name in used if name in TESTS]
    return {
        "model": [method(model.name, model.fit)],
        "tests": [method(test.name, test.function) for test in tests],
        "titles": {model.name: language(model.title_code)} | {test.name: language(test.title_code) for test in tests},
    }


def provenance(study: StudyResult, language: Language) -> dict[str, Any]:
    """Versions, series with their hashes, the study as it was read."""
    record = study.provenance
    heads = [Column(language(f"provenance.{key}"), "text") for key in ("series", "source", "first", "last", "currency")]
    rows = [
        [
            text_cell(ticker),
            text_cell(one["source"]),
            *(Cell(language.local(one[key] or ""), one[key] or "") for key in ("first", "last")),
            text_cell(one["currency"]),
            Cell(f"{one['sha256'][:16]}…", mark="code"),
        ]
        for ticker, one in record["series"].items()
    ]
    shown = {key: record[key] for key in ("eventstudy", "python", "packages", "study")}
    told = json.dumps(shown, indent=2, ensure_ascii=False)
    return {
        "table": table(
            language("provenance.caption"), [*heads, Column("sha256", "text")], rows, "provenance.json", MOST_SERIES
        ),
        "text": language("provenance.text", version=record["eventstudy"], python=record["python"]),
        "study": told if len(told) <= MOST_OF_STUDY else "",
    }


SECTIONS: dict[str, Section] = {
    "all": all_events,
    "across": across,
    "events": events,
    "clusters": clusters,
    "regressions": regressions,
    "further": further,
    "dropped": dropped,
    "audit": audit,
    "facts": facts,
    "models": models,
    "methods": methods,
    "provenance": provenance,
}
"""Sections by name, in the order of the page after the first screen: a new one is a line here, `templates/NAME.html`
(or `table.html`, where it is a table), and its `NAME.title` in the catalogue. None leaves a section out."""


def sections_of(study: StudyResult) -> dict[str, Section]:
    """Sections in their order: of a study of very many events the groups come before single events."""
    if tally(study)[0] <= MOST_EVENTS:
        return SECTIONS
    return {"across": SECTIONS["across"]} | SECTIONS
