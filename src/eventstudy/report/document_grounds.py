"""Sections of the document on what the findings rest on: other news, windows, models, data, method."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from eventstudy.inference import TESTS
from eventstudy.messages import Message
from eventstudy.models import MODELS
from eventstudy.models.choice import model_of
from eventstudy.report.document_parts import Block, Body, Contents, Grid, Points, Section, Text
from eventstudy.report.methods import method
from eventstudy.report.parts import Cell, Column, headed
from eventstudy.result import TABLES
from eventstudy.tables import asset_name, attribution_rows, caveats, dropped_rows, money_lines
from eventstudy.tables.other_markets import benchmark_names, market_name
from eventstudy.text import Language

__all__ = ["data", "methods", "reading", "windows"]

MOST_SERIES = 60
"""Price series whose hashes stand in the document."""
MOST_FOUND = 60
"""Findings of the audit that stand in the document."""
FEW_EVENTS = 3
"""Events of which a document has so few that it says of each what holds for most alike."""


def reading(contents: Contents, language: Language) -> Section:
    """What else happened, what other markets say, whose the shared days are, what was left out."""
    study, ids = contents.shown, contents.ids
    few = len(ids) <= FEW_EVENTS
    told, gone = caveats(contents.study, language, ids, brief=not few), dropped_rows(study, language, ids)
    money = money_lines(study, language, contents.asked, study.spec.windows.car)
    blocks: list[Block] = [Text(language("document.reading.what"))]
    if not few:
        blocks.append(Text(language("document.reading.one_date")))
    for id_ in ids:
        lines = [
            *told.get(id_, ()),
            *(language("document.dropped", asset=a, reason=why) for a, why in gone.get(id_, ())),
        ]
        lines += [language("document.money", line=line) for line in money.get(id_, ())]
        if lines:
            blocks.append(Points(contents.titles[id_], lines))
    blocks += [*_other_markets(contents, language), *_shared_days(contents, language), *_facts(contents, language)]
    return Section(language("document.reading"), blocks)


def _other_markets(contents: Contents, language: Language) -> Iterator[Block]:
    """CARs of the first window of the events asked about, a column for each benchmark."""
    study, (start, end) = contents.study, contents.study.spec.windows.car[0]
    frame = study.frames["benchmarks"]
    frame = frame[(frame["start"] == start) & (frame["end"] == end) & frame["event_id"].isin(contents.asked)]
    # Where a benchmark closes at another hour, the row with a note is followed by one with lag and lead.
    frame = frame.drop_duplicates(["event_id", "asset", "benchmark"], keep="last")
    if frame.empty:
        return
    own_market = study.frames["models"].drop_duplicates("asset").set_index("asset")["market"]
    names = [name for name in dict.fromkeys(frame["benchmark"]) if not (own_market == name).all()]
    heads = [
        *headed(language, TABLES["benchmarks"], "asset"),
        *(Column(language.text(_benchmark_name(contents, name))) for name in names),
    ]
    bodies = []
    for id_, of_event in frame.groupby("event_id", sort=False):
        cells = {(row.asset, row.benchmark): _benchmark(row, language) for row in of_event.itertuples()}
        assets = dict.fromkeys(of_event["asset"])
        rows = [
            [Cell(asset_name(study.spec, asset)), *(cells.get((asset, name), Cell("–")) for name in names)]
            for asset in assets
        ]
        bodies.append(Body(contents.titles[str(id_)], rows))
    yield Grid(language("document.markets", window=language.window(start, end)), heads, bodies)
    yield Text(language("document.markets.how"), small=True)


def _benchmark_name(contents: Contents, name: str) -> Message:
    spec = contents.study.spec
    return benchmark_names(spec).get(name) or market_name(spec, name)


def _benchmark(row: Any, language: Language) -> Cell:
    if np.isnan(row.car):
        return Cell(language.text(row.note))
    mark = language("document.lag_and_lead") if row.model != MODELS["market"].name else ""
    values = {"car": language.percent(row.car), "se": language.percent(row.se, sign=False)}
    return Cell(language("document.with_error", **values) + mark)


def _shared_days(contents: Contents, language: Language) -> Iterator[Block]:
    """The days of clusters with an event that is asked about, shared out."""
    study = contents.study
    clusters, attribution = study.frames["clusters"], study.frames["attribution"]
    own = clusters.loc[clusters["event_id"].isin(contents.asked), "cluster"]
    if not attribution["cluster"].isin(own).any():
        return
    cut = replace(study, frames={**study.frames, "attribution": attribution[attribution["cluster"].isin(own)]})
    for span, header, rows in attribution_rows(cut, language):
        heads = [Column(header[0], "prose"), *(Column(name) for name in header[1:])]
        body = Body("", [[Cell(text) for text, _ in row] for row in rows])
        yield Grid(language("document.shared_days", span=span), heads, [body])
    yield Text(language("clusters.intro"), small=True)


def _facts(contents: Contents, language: Language) -> Iterator[Block]:
    """What was said that prices cannot check; it belongs to the whole study."""
    study = contents.study
    if study.spec.facts and not study.provenance["limited_to"]:
        heads = [Column(language(f"facts.{key}"), "prose") for key in ("article", "says", "record")]
        rows = [[Cell(fact.article), Cell(fact.says), Cell(fact.record)] for fact in study.spec.facts]
        yield Grid(f"{language('facts.title')}: {language('facts.caption')}", heads, [Body("", rows)])


def windows(contents: Contents, language: Language) -> Section:
    """Calendar dates of every window, and the model estimated in it."""
    study, coverage = contents.shown, contents.study.spec.windows
    spans, models = _spans(contents), study.frames["models"]
    texts = ("asset", "exchange", "day0", "estimation", "days", "event", "market", "beta", "sigma", "r_squared")
    kinds = (*["text"] * 4, "number", "text", "text", *["number"] * 3)
    heads = [Column(language(f"document.windows.{key}"), kind) for key, kind in zip(texts, kinds, strict=True)]
    events = study.frames["events"].set_index(["event_id", "asset"])
    bodies = []
    for id_, own in models[models["event_id"].isin(contents.ids)].groupby("event_id", sort=False):
        rows = []
        for row in own.itertuples():
            first, last, start, end = spans.get((id_, row.asset), [""] * 4)
            of = events.loc[(id_, row.asset)]
            rows.append(
                [
                    Cell(asset_name(study.spec, row.asset)),
                    Cell(of["exchange"]),
                    Cell(language.date(of["day0"])),
                    Cell(f"{language.date(first)} – {language.date(last)}" if first else "–"),
                    Cell(language.count(row.n_estimation)),
                    Cell(f"{language.date(start)} – {language.date(end)}" if start else "–"),
                    Cell(language.text(market_name(study.spec, row.market))),
                    Cell(language.number(row.beta) or "–"),
                    Cell(language.percent(row.sigma, sign=False)),
                    Cell(language.number(row.r_squared) or "–"),
                ]
            )
        bodies.append(Body(_known(contents, str(id_), language), rows))
    caption = language(
        "document.windows.caption",
        estimation=language.window(*coverage.estimation),
        event=language.window(*coverage.event),
    )
    return Section(language("document.windows"), [Grid(caption, heads, bodies)])


def _known(contents: Contents, event: str, language: Language) -> str:
    """When an event became public, and from where one knows."""
    study = contents.study
    at = study.frames["events"].set_index("event_id")["at"].loc[[event]].iloc[0]
    said = language("event.public", at=language.local(str(at).replace("T", " ")))
    sources = [one.source for one in study.spec.events if one.id == event and one.source]
    source = language("document.source", source=sources[0]) if sources else ""
    return ", ".join(filter(None, (contents.titles[event], said, source)))


def _spans(contents: Contents) -> dict[tuple[str, str], list[pd.Timestamp]]:
    """First and last day of the estimation window and of the event window of each firm-event."""
    study = contents.shown
    ar, out = study.frames["ar"], {}
    event = ar.groupby(["event_id", "asset"], sort=False)["date"].agg(["min", "max"])
    kept = contents.study.estimation
    if kept is None:
        return {}
    days = kept.days.astype("datetime64[s]")
    place = {key: i for i, key in enumerate(zip(kept.keys["event_id"], kept.keys["asset"], strict=True))}
    for key, first, last in zip(event.index, event["min"], event["max"], strict=True):
        own = days[place[key]]
        own = own[~np.isnat(own)]
        out[key] = [pd.Timestamp(own.min()), pd.Timestamp(own.max()), first, last]
    return out


def data(contents: Contents, language: Language) -> Section:
    """Every price series with its source and its hash, and what the audit found."""
    record, study = contents.study.provenance, contents.study
    texts = ("series", "source", "first", "last", "rows", "currency")
    heads = [Column(language(f"document.data.{key}"), "text") for key in texts] + [Column("SHA-256", "text")]
    series = list(record["series"].items())
    rows = [
        [
            Cell(ticker),
            Cell(one["source"]),
            *(Cell(language.local(one[key] or "–")) for key in ("first", "last")),
            Cell(language.count(one["rows"])),
            Cell(one["currency"] or "–"),
            Cell(one["sha256"], mark="code"),
        ]
        for ticker, one in series[:MOST_SERIES]
    ]
    more = ""
    if len(series) > MOST_SERIES:
        more = language("document.more", shown=MOST_SERIES, total=language.count(len(series)), file="provenance.json")
    blocks: list[Block] = [Grid(language("document.data.caption"), heads, [Body("", rows)], more)]
    if factors := record["factors"]:
        blocks.append(Text(language("document.data.factors", **factors)))
    audit = study.frames["audit"]
    blocks += [Text(language("document.data.clean"))] if audit.empty else _audit(audit, language)
    return Section(language("document.data"), blocks)


def _audit(audit: pd.DataFrame, language: Language) -> Iterator[Block]:
    """Findings, each once with all its days."""
    found: dict[str, list[str]] = {}
    for row in audit.head(MOST_FOUND).itertuples():
        span = language.local(row.first if row.first == row.last else f"{row.first} – {row.last}")
        said = span if row.count == 1 else language("document.data.days", span=span, n=language.count(row.count))
        severity = language(f"severity.{row.severity}")
        text = language("document.data.found", ticker=row.ticker, severity=severity, finding=row.finding)
        found.setdefault(text, []).append(said)
    lines = [f"{text} ({', '.join(spans)})." for text, spans in found.items()]
    yield Points(language("audit.caption"), lines)
    if len(audit) > MOST_FOUND:
        yield Text(
            language("document.more", shown=MOST_FOUND, total=language.count(len(audit)), file="audit"), small=True
        )


def methods(contents: Contents, language: Language) -> Section:
    """The model and the tests that were used, their sources, and the versions of all that computed them."""
    study = contents.study
    model = model_of(study.spec)
    used = dict.fromkeys((*study.frames["firm_tests"]["test"].unique(), *study.frames["tests"]["test"].unique()))
    tests = [TESTS[name] for name in used if name in TESTS]
    described = [(language(model.title_code), method(model.name, model.fit))]
    described += [(language(test.title_code), method(test.name, test.function)) for test in tests]
    lines = [f"{one.name}: {title} {one.reference}" for title, one in described]
    record = study.provenance
    packages = ", ".join(f"{name} {number}" for name, number in record["packages"].items())
    versions = language("document.versions", version=record["eventstudy"], python=record["python"], packages=packages)
    return Section(
        language("document.methods"),
        [
            Text(language("methods.intro"), small=True),
            *(Text(line, small=True) for line in lines),
            Text(versions, small=True),
            Text(language("document.again"), small=True),
        ],
    )
