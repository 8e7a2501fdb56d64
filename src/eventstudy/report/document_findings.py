"""Sections of the document on what was found: the answer, claims, each event and asset."""

from __future__ import annotations

import contextlib

from eventstudy.errors import NotDrawn
from eventstudy.plots import Size, charts_of, render
from eventstudy.report.document_parts import Block, Body, Contents, Grid, Picture, Section, Text, car_bounds
from eventstudy.report.parts import Cell, Column, headed
from eventstudy.result import TABLES
from eventstudy.result.shown import first_ids
from eventstudy.tables import (
    Day0,
    Rank,
    answer_of,
    asset_name,
    day0_rows,
    rank_cell,
    ranks_of,
    stories,
    with_interval,
)
from eventstudy.tables.answer import ClaimAnswer
from eventstudy.tables.which_moved import moved
from eventstudy.text import Language

__all__ = ["answer", "claims", "numbers"]

HALF = Size(5.6, 3.1, 4, 1)
"""Of a chart that is printed at five eighths of that, half as wide as the page."""
MOST_TOLD = 4
"""Events that are told of in sentences."""
MOST_ROWS = 60
"""Claims that stand in the document."""


def answer(contents: Contents, language: Language) -> Section:
    """What a reader takes away: sentences, and the charts of the first event that is asked about."""
    study, told = contents.study, contents.asked[:MOST_TOLD]
    titles = study.spec.titles
    blocks: list[Block] = [Text(sentence) for sentence in moved(study, language)]
    for id_, sentences in stories(study, language, told).items():
        blocks.append(Text(f"{titles.get(id_, id_)}: {' '.join(sentences)}"))
    return Section(language("document.answer"), [*blocks, *_pictures(contents, language, told[0])])


def _pictures(contents: Contents, language: Language, event: str) -> list[Block]:
    """The charts that a result folder has of the study and of one event, two in a row."""
    study, ids = contents.study, first_ids(contents.study.frames["ar"]["event_id"], 2)
    drawn = []
    for chart in charts_of("study"):
        keys = () if chart.per == "whole" else (event,)
        if chart.per != "asset" and chart.in_results(study, len(ids), *keys):
            with contextlib.suppress(NotDrawn):
                drawn.append(render(chart.figure(study, *keys, size=HALF, lang=language.code), "svg", HALF.dpi))
    return [Picture(language("document.charts", title=study.spec.titles.get(event, event)), drawn)] if drawn else []


def claims(contents: Contents, language: Language) -> Section | None:
    """What was said of prices, and what they show."""
    events = answer_of(contents.study).events
    own = [(contents.titles[event.id], claim) for event in events for claim in event.claims]
    if not own:
        return None
    texts = ("claim", "claimed", "close", "low", "high", "abnormal", "verdict")
    kinds = ("text", *["number"] * 5, "prose")
    heads = [Column(language(f"document.claims.{key}"), kind) for key, kind in zip(texts, kinds, strict=True)]
    bodies = [
        Body(title, [_claim(claim, language) for at, claim in own[:MOST_ROWS] if at == title])
        for title in dict.fromkeys(title for title, _ in own[:MOST_ROWS])
    ]
    blocks: list[Block] = [
        Grid(language("document.claims.caption"), heads, bodies, _more(len(own), "claims", language))
    ]
    if sources := _sources(contents):
        blocks.append(Text(language("document.claims.sources", sources=", ".join(sources)), small=True))
    return Section(language("document.claims"), blocks)


def _sources(contents: Contents) -> list[str]:
    """Where the claims stand, each place once."""
    own = (claim.source for event in contents.study.spec.events if event.id in contents.ids for claim in event.claims)
    return list(dict.fromkeys(filter(None, own)))


def _more(rows: int, file: str, language: Language) -> str:
    """That a table is cut, and which file has all of it."""
    if rows <= MOST_ROWS:
        return ""
    return language("document.more", shown=MOST_ROWS, total=language.count(rows), file=file)


def _claim(claim: ClaimAnswer, language: Language) -> list[Cell]:
    values = (claim.close, claim.low, claim.high, claim.abnormal)
    verdict = f"{language(f'verdict.{claim.verdict}')}: {language.text(claim.explanation)}"
    percents = (Cell(language.percent(value) or "–") for value in values)
    return [Cell(claim.name), Cell(claim.said(language)), *percents, Cell(verdict)]


def numbers(contents: Contents, language: Language) -> Section:
    """Day 0 and every CAR of each event and asset, with intervals and ranks."""
    study, coverage = contents.shown, 1 - contents.study.spec.level
    windows = [window for window in study.spec.windows.car if window != (0, 0)]
    heads = [*headed(language, TABLES["abnormal_returns"], "asset", "return"), Column(language("document.abnormal"))]
    heads += [Column(language("rank")), Column(language("document.range"))]
    for window in windows:
        heads += [Column(f"CAR {language.window(*window)}"), Column(language("rank"))]
    day0, bounds, ranks = day0_rows(study), car_bounds(study), ranks_of(study)
    by_asset = {(id_, row.asset): row for id_, rows in day0.items() for row in rows}
    models, titles = study.frames["models"], _titles(contents, language)
    bodies = []
    for id_ in contents.ids:
        rows = []
        for asset in models.loc[models["event_id"] == id_, "asset"]:
            cells = [Cell(asset_name(study.spec, asset)), *_day0(by_asset.get((id_, asset)), language)]
            for window in windows:
                key = (id_, asset, *window)
                cells += _car(bounds.get(key), ranks.get(key), language)
            rows.append(cells)
        bodies.append(Body(titles[id_] if len(contents.ids) > 1 else "", rows))
    blocks: list[Block] = [Grid(language("document.numbers.caption", coverage=coverage), heads, bodies)]
    if len(contents.ids) < contents.total:
        shown, total = language.count(len(contents.ids)), language.count(contents.total)
        blocks.insert(0, Text(language("document.few_events", shown=shown, total=total)))
    blocks.append(Text(language("document.how", rank=language("rank.what"), coverage=coverage), small=True))
    return Section(language("document.numbers"), blocks)


def _titles(contents: Contents, language: Language) -> dict[str, str]:
    """Title of each event with its days 0."""
    events = contents.study.frames["events"]
    events = events[events["event_id"].isin(contents.ids)]
    titles, endogenous, out = contents.study.spec.titles, contents.study.spec.endogenous, {}
    for id_, own in events.groupby("event_id", sort=False):
        days = [language.date(day) for day in sorted(own["day0"].dropna().unique())]
        mark = language("document.endogenous") if id_ in endogenous else ""
        out[str(id_)] = f"{titles.get(id_, id_)} ({', '.join(days) or language('document.no_day0')}){mark}"
    return out


def _day0(row: Day0 | None, language: Language) -> list[Cell]:
    if row is None:
        return [Cell("–")] * 4
    others = "–"
    if row.others is not None:
        least, most = (language.number(100 * value, 1, sign=True) for value in (row.others.least, row.others.most))
        others = language("document.between", least=least, most=most)
    return [
        Cell(language.percent(row.raw) or "–"),
        Cell(with_interval(row.ar, row.low, row.high, language), mark=_mark(row.rank)),
        Cell(rank_cell(row.rank, language)),
        Cell(others),
    ]


def _car(bounds: tuple[float, float, float] | None, rank: Rank | None, language: Language) -> list[Cell]:
    if bounds is None:
        return [Cell("–")] * 2
    return [Cell(with_interval(*bounds, language) or "–", mark=_mark(rank)), Cell(rank_cell(rank, language))]


def _mark(rank: Rank | None) -> str:
    return "clear" if rank and rank.rare else ""
