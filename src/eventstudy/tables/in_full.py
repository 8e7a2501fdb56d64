"""All tables of a study, event by event, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from eventstudy.result import TABLES, StudyResult
from eventstudy.result.shown import first_ids
from eventstudy.tables.by_event import asset_name, counts, first_events, group_rows, group_titles, tally
from eventstudy.tables.caveat_lines import attribution_rows, caveats, money_lines
from eventstudy.tables.event_overviews import EventOverview, overview
from eventstudy.tables.largest_few import few_lines, largest
from eventstudy.tables.layout import Grid, Line, Part
from eventstudy.tables.no_effect import equivalence_sentences
from eventstudy.tables.terminal import heading
from eventstudy.tables.unknown_days import range_sentences
from eventstudy.tables.which_moved import moved
from eventstudy.text.language import Language

__all__ = ["full_summary"]

STATISTIC, LAW = 5, 7
"""Columns of the tests of groups that a narrow terminal leaves out."""


def full_summary(study: StudyResult, language: Language) -> Iterator[Part]:
    """The tables of every event, of the groups and of claims; of very large studies those of the first events."""
    study = first_events(study)
    yield Line(study.spec.study, "bold")
    yield Line(language("terminal.counts", counts=counts(study, language), model=study.spec.model.name), "bold")
    for note in study.said:
        yield Line(language("terminal.note", note=note), "yellow")
    yield from (Line(sentence) for sentence in moved(study, language))
    yield from (Line(sentence) for sentence in equivalence_sentences(study, language))
    events = study.frames["events"]["event_id"]
    ids = first_ids(events, len(events))
    few = largest(study, ids)
    muddied = caveats(study, language, ids, brief=True)
    ranges = range_sentences(study, language, ids)
    money = money_lines(few.study, language, ids, study.spec.windows.car[:1])
    for event in overview(few.study, language):
        below = {"in_money": money.get(event.id, ()), "beware": muddied.get(event.id, ())}
        yield from _event(event, ranges.get(event.id, ()), language)
        yield from (Line(language(f"terminal.{key}", line=line)) for key, lines in below.items() for line in lines)
        for asset, reason in event.dropped:
            yield Line(language("terminal.dropped", asset=asset, reason=reason), "yellow")
        yield from (Line(f"  {line}") for line in few_lines(few, event.id, language))
    total, _, _ = tally(study)
    if total > len(ids):
        yield Line(language("terminal.more_events", n=total - len(ids)), above=1)
    if len(study.frames["ranks"]):
        yield Line(language("rank.what"), above=1)
    yield from _shared_days(study, language)
    yield from _groups(study, language)
    yield from _claims(study, language)


def _event(event: EventOverview, ranged: Sequence[str], language: Language) -> Iterator[Part]:
    """Title of an event, its table or what is said where its day is not known, and the tests across its assets."""
    endogenous = language("terminal.endogenous") if event.endogenous else ""
    yield heading(f"{event.id}  {event.title}  ({event.at}){endogenous}")
    if event.rows:
        yield Grid(event.header, event.rows)
    yield from (Line(f"  {sentence}") for sentence in ranged)
    for line in event.joint:
        yield Line(language("terminal.jointly", line=line))


def _shared_days(study: StudyResult, language: Language) -> Iterator[Part]:
    for span, header, rows in attribution_rows(study, language):
        yield heading(language("terminal.cluster", span=span))
        yield Grid(header, [[text for text, _ in row] for row in rows], text_columns=1)


def _groups(study: StudyResult, language: Language) -> Iterator[Part]:
    rows = group_rows(study, language)
    if rows:
        yield heading(language("terminal.across"))
        yield Grid(group_titles(language), rows, optional=(STATISTIC, LAW))


def _claims(study: StudyResult, language: Language) -> Iterator[Part]:
    claims = study.frames["claims"]
    if len(claims):
        yield heading(language("claims.title"))
        rows = [
            [
                c.event_id,
                asset_name(study.spec, c.asset),
                language(f"verdict.{c.verdict}"),
                language.text(c.explanation),
            ]
            for c in claims.itertuples()
        ]
        header = TABLES["claims"].headings(language.code, "event_id", "asset", "verdict", "explanation")
        yield Grid(header, rows, text_columns=4, prose=(3,))
