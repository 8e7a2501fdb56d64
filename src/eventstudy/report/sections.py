"""The sections of the page, each a function that gives what its template shows."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from eventstudy.inference import TESTS
from eventstudy.models.choice import model_of
from eventstudy.report.drawing import Lane, columns, lane, year_axis
from eventstudy.report.event_parts import rank_value, table_of_tests
from eventstudy.report.events import anchors_of, cards, event_ids, event_titles
from eventstudy.report.judgement import clusters, regressions
from eventstudy.report.methods import method
from eventstudy.report.parts import MOST_ROWS, Cell, Column, Table, headed, message_cell, table, text_cell, value_cell
from eventstudy.report.schema_tables import further
from eventstudy.result import TABLES, StudyResult
from eventstudy.tables import (
    Day0,
    across_events,
    asset_name,
    day0_rows,
    lead,
    shown_events,
)
from eventstudy.text import Language, claimed_digits

__all__ = ["SECTIONS"]

FEW_ASSETS = 8
"""Assets that stand side by side in the overview."""
MOST_LANES = 60
"""Events that have a lane of their own on the time axis."""
MOST_MONTHS = 120
MOST_SERIES = 200
"""Price series whose source stands on the page."""

Section = Callable[[StudyResult, Language], Any]


def short(study: StudyResult, language: Language) -> dict[str, Any]:
    """The reader's one minute: a few sentences, and one table with a link to every event."""
    rows = day0_rows(study)
    assets = list(study.frames["events"]["asset"].unique())
    several = any(len(own) > 1 for own in rows.values())
    overview = _grid(study, language, rows, assets) if several and len(assets) <= FEW_ASSETS else None
    return {
        "lead": lead(study, language),
        "table": overview or _long(study, language, rows),
        "how": language("short.how", rank=language("rank.what")),
    }


def _grid(study: StudyResult, language: Language, rows: Mapping[str, list[Day0]], assets: list[str]) -> Table | None:
    """A row for each event, a column for each asset."""
    titles, anchors = event_titles(study), anchors_of(study)
    most = max((abs(row.ar) for own in rows.values() for row in own), default=0.0)
    names = [Column(asset_name(study.spec, asset)) for asset in assets]
    days = study.frames["events"].groupby("event_id", sort=False)["day0"].min()
    cells = []
    for id_ in event_ids(study):
        own = {row.asset: row for row in rows.get(id_, [])}
        values = [_heat(own[asset], most, language) if asset in own else Cell("–", "") for asset in assets]
        when = Cell(language.date(days[id_]), "" if pd.isna(days[id_]) else f"{days[id_]:%Y-%m-%d}")
        cells.append([Cell(titles[id_], href=anchors[id_]), when, *values])
    heads = [*headed(language, TABLES["events"], "event_id", "day0"), *names]
    return table(language("short.caption", level=study.spec.level), heads, cells, "abnormal_returns.csv")


def _heat(row: Day0, most: float, language: Language) -> Cell:
    """Abnormal return on a ground that says its sign and size."""
    step = 1 + min(3, int(4 * np.sqrt(abs(row.ar) / most))) if most else 1
    mark = f"{'down' if row.ar < 0 else 'up'}{step}" + (" clear" if row.rank and row.rank.rare else "")
    return value_cell(language.percent(row.ar, 1), row.ar, mark)


def _long(study: StudyResult, language: Language, rows: Mapping[str, list[Day0]]) -> Table | None:
    """A row for each firm-event."""
    titles, anchors = event_titles(study), anchors_of(study)
    every = [(id_, row) for id_, own in rows.items() for row in own]
    shown = every if len(every) <= MOST_ROWS else sorted(every, key=lambda one: -abs(one[1].ar))[:MOST_ROWS]
    cells = [
        [
            Cell(titles[id_], href=anchors[id_]),
            Cell(language.date(row.date), f"{row.date:%Y-%m-%d}"),
            Cell(row.name),
            value_cell(language.percent(row.raw), row.raw),
            value_cell(language.percent(row.ar), row.ar, "clear" if row.rank and row.rank.rare else ""),
            value_cell(language.number(row.t), row.t),
            value_cell(language.p(row.p), row.p),
            rank_value(row.rank, language),
        ]
        for id_, row in shown
    ]
    heads = headed(language, TABLES["events"], "event_id", "day0", "asset")
    heads += headed(language, TABLES["abnormal_returns"], "return", "ar", "t", "p_value")
    heads.append(Column(language("rank")))
    return table(_long_caption(study, language, len(every)), heads, cells)


def _long_caption(study: StudyResult, language: Language, total: int) -> str:
    level = study.spec.level
    if total > MOST_ROWS:
        most = language.count(MOST_ROWS)
        return language("short.caption.largest", shown=most, total=language.count(total), level=level)
    if shown := shown_events(study):
        return language("short.caption.first", shown=language.count(shown), level=level)
    return language("short.caption.long", level=level)


def timeline(study: StudyResult, language: Language) -> dict[str, Any] | None:
    """A lane for each event on the calendar, or columns of how many there were where there are too many."""
    events = study.frames["events"].dropna(subset=["day0"])
    if events.empty:
        return None
    if events["event_id"].nunique() > MOST_LANES:
        return {"columns": _columns(events["day0"], language)}
    spans = _spans(study)
    first, last = spans["first"].min(), spans["last"].max()
    length = max((last - first).days, 1)
    years = [
        (str(year), 100 * max((pd.Timestamp(year, 1, 1) - first).days, 0) / length)
        for year in range(first.year, last.year + 1)
        if year == last.year or (pd.Timestamp(year + 1, 1, 1) - first).days / length > 0.08
    ]
    titles, anchors = event_titles(study), anchors_of(study)
    lanes = []
    for row in spans.sort_values("day0", kind="stable").itertuples():
        a, b, c, d = (100 * (day - first).days / length for day in (row.first, row.last, row.start, row.end))
        days = events.loc[events["event_id"] == row.Index, "day0"].unique()
        texts = {key: language.date(getattr(row, key)) for key in ("first", "last")}
        alt = language("timeline.lane", title=titles[row.Index], date=language.date(row.day0), **texts)
        dots = tuple(100 * (day - first).days / length for day in days)
        drawn = lane(Lane((a, b), (c, d), dots), years, alt)
        lanes.append((titles[row.Index], anchors[row.Index], language.date(row.day0), drawn))
    widest = max(study.spec.windows.car, key=lambda window: window[1] - window[0])
    texts = {"event": language.window(*study.spec.windows.event), "car": language.window(*widest)}
    return {"lanes": lanes, "axis": year_axis(years), "caption": language("timeline.caption", **texts)}


def _spans(study: StudyResult) -> pd.DataFrame:
    """First and last day of each event's windows: first, last, start, end, day0."""
    day0 = study.frames["events"].dropna(subset=["day0"]).groupby("event_id", sort=False)["day0"].min()
    widest = max(study.spec.windows.car, key=lambda window: window[1] - window[0])
    ar = study.frames["ar"]
    days = ar.groupby("event_id", sort=False)["date"].agg(["min", "max"])
    inside = ar[ar["day"].between(*widest)].groupby("event_id", sort=False)["date"].agg(["min", "max"])
    spans = pd.DataFrame({"day0": day0})
    for name, source, side in (("first", days, "min"), ("last", days, "max")):
        spans[name] = source[side].reindex(spans.index).fillna(spans["day0"])
    for name, side in (("start", "min"), ("end", "max")):
        spans[name] = inside[side].reindex(spans.index).fillna(spans["day0"])
    return spans


def _columns(days: pd.Series, language: Language) -> Any:
    unit = "M" if (days.max() - days.min()).days / 30 < MOST_MONTHS else "Y"
    counts = days.dt.to_period(unit).value_counts()
    span = pd.period_range(days.min(), days.max(), freq=unit)
    named = [(str(period), int(counts.get(period, 0))) for period in span]
    words = {"unit": language("timeline.month" if unit == "M" else "timeline.year")}
    alt = language("timeline.bars", first=named[0][0], last=named[-1][0], **words)
    said = "; ".join(language("timeline.bar", when=when, n=n) for when, n in named if n)
    return {"caption": alt, "drawing": columns(named, f"{alt}: {said}")}


def claims(study: StudyResult, language: Language) -> Table | None:
    """What was said about prices, beside what they show."""
    titles, anchors = event_titles(study), anchors_of(study)
    names = ("event_id", "asset", "claimed", "close_to_close", "verdict", "explanation")
    heads = headed(language, TABLES["claims"], *names)
    rows = [
        [
            Cell(titles[row.event_id], href=anchors[row.event_id]),
            Cell(asset_name(study.spec, row.asset)),
            _claimed(row.claimed, language),
            value_cell(language.percent(row.close_to_close), row.close_to_close),
            Cell(language(f"verdict.{row.verdict}"), mark="clear"),
            message_cell(language, row.explanation),
        ]
        for row in study.frames["claims"].itertuples()
    ]
    return table(language("claims.caption"), heads, rows, "claims.csv")


def _claimed(claimed: object, language: Language) -> Cell:
    """A return with the digits that it was claimed with, or a direction."""
    text = str(claimed)
    digits = claimed_digits(text)
    return Cell(language(f"claims.{text}")) if digits is None else Cell(language.percent(float(text), digits), text)


def events(study: StudyResult, language: Language) -> dict[str, Any]:
    """Every event, one after the other."""
    shown = cards(study, language)
    left = len(event_ids(study)) - len(shown)
    return {
        "cards": shown,
        "more": language("events.more", n=len(shown), total=language.count(len(shown) + left)) if left else "",
    }


def across(study: StudyResult, language: Language) -> dict[str, Any] | None:
    """Tests of the whole sample and of named groups."""
    own = across_events(study)
    if own.empty:
        return None
    nulls = own.drop_duplicates("test")
    return {
        "table": table_of_tests(own.itertuples(), language, language("across.caption"), group=True),
        "nulls": [(row.test, message_cell(language, row.null)) for row in nulls.itertuples()],
    }


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
    shown = table(language("dropped.caption"), heads, rows, "dropped.csv")
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
    return {"table": table(language("audit.caption"), heads, rows, "audit.csv"), "none": language("audit.none")}


def facts(study: StudyResult, language: Language) -> Table | None:
    """What prices cannot check."""
    heads = [Column(language(f"facts.{key}"), "prose") for key in ("article", "says", "record")]
    rows = [[text_cell(fact.article), text_cell(fact.says), text_cell(fact.record)] for fact in study.spec.facts]
    return table(language("facts.caption"), heads, rows)


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
    return {
        "table": table(
            language("provenance.caption"), [*heads, Column("sha256", "text")], rows, "provenance.json", MOST_SERIES
        ),
        "text": language("provenance.text", version=record["eventstudy"], python=record["python"]),
        "study": json.dumps(shown, indent=2, ensure_ascii=False),
    }


SECTIONS: dict[str, Section] = {
    "short": short,
    "timeline": timeline,
    "claims": claims,
    "events": events,
    "clusters": clusters,
    "across": across,
    "regressions": regressions,
    "further": further,
    "dropped": dropped,
    "audit": audit,
    "facts": facts,
    "methods": methods,
    "provenance": provenance,
}
"""Sections by name, in the order of the page: a new one is a line here, `templates/NAME.html` (or `table.html`,
where it is a table), and its `NAME.title` in the catalogue. None leaves a section out."""
