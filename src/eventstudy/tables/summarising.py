"""The summary of a study, for a terminal and for a notebook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from eventstudy.messages import NOTHING, Message
from eventstudy.result import TABLES, StudyResult
from eventstudy.result.shown import first_ids
from eventstudy.tables.by_event import asset_name, counts, first_events, group_rows, group_titles, tally
from eventstudy.tables.caveat_lines import attribution_rows, caveats, money_lines
from eventstudy.tables.event_overviews import EventOverview, overview
from eventstudy.tables.largest_few import few_lines, largest
from eventstudy.tables.no_effect import equivalence_sentences
from eventstudy.tables.terminal import Grid, Line, Part, heading, plain_text
from eventstudy.tables.unknown_days import range_sentences
from eventstudy.tables.which_moved import moved
from eventstudy.text.language import ENGLISH, Language
from eventstudy.text.numbers import share

__all__ = ["power_summary", "summary", "summary_text"]

MOST_EVENTS = 25
MOST_ROWS = 40


def summary(study: StudyResult, language: Language) -> Iterator[Part]:
    """Parts of the summary, in the order in which a terminal shows them."""
    study = first_events(study)
    yield Line(study.spec.study, "bold")
    yield Line(language("terminal.counts", counts=counts(study, language), model=study.spec.model.name), "bold")
    for note in study.said:
        yield Line(language("terminal.note", note=note), "yellow")
    yield from (Line(sentence) for sentence in moved(study, language))
    yield from (Line(sentence) for sentence in equivalence_sentences(study, language))
    ids = first_ids(study.frames["events"]["event_id"], MOST_EVENTS)
    few = largest(study, ids)
    muddied = caveats(study, language, ids, brief=True)
    ranges = range_sentences(study, language, ids)
    money = money_lines(few.study, language, ids, study.spec.windows.car[:1])
    for event in overview(few.study, language, MOST_EVENTS):
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
    for span, header, rows in attribution_rows(study, language)[:MOST_EVENTS]:
        yield heading(language("terminal.cluster", span=span))
        yield Grid(header, [[text for text, _ in row] for row in rows], text_columns=1)


def power_summary(
    firms: int,
    correlation: float,
    sigma: float,
    table: pd.DataFrame,
    language: Language = ENGLISH,
    said: Message = NOTHING,
) -> Iterator[Part]:
    """Size and power as `power_table` gives them: a row for each test and window, a column for each effect."""
    spread, level = language.percent(sigma, sign=False), language.local(share(table["level"].iloc[0]))
    between = language.number(correlation, 2) or "–"
    yield Line(language("terminal.power_of", n=firms, r=between, sd=spread), "bold")
    if said:
        yield Line(language.text(said))
    yield Line(language("terminal.power_share", draws=table["draws"].max(), level=level), below=1)
    effects = [language.percent(effect, 1, sign=False) for effect in table["effect"].unique()]
    rows = [
        [
            str(test),
            language.window(start, end),
            *(language.percent(rate, 1, sign=False) or "–" for rate in own["rate"]),
        ]
        for (test, start, end), own in table.groupby(["test", "start", "end"], sort=False)
    ]
    yield Grid([*TABLES["tests"].headings(language.code, "test", "start"), *effects], rows)


def _groups(study: StudyResult, language: Language) -> Iterator[Part]:
    rows = group_rows(study, language)
    if rows:
        yield heading(language("terminal.across"))
        yield Grid(group_titles(language), rows[:MOST_ROWS])
        if len(rows) > MOST_ROWS:
            yield Line(language("terminal.more_tests", n=len(rows) - MOST_ROWS))


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
        yield Grid(header, rows[:MOST_ROWS], text_columns=4)
        if len(rows) > MOST_ROWS:
            yield Line(language("terminal.more_claims", n=len(rows) - MOST_ROWS))


def summary_text(study: StudyResult, language: Language = ENGLISH) -> str:
    """Summary as plain text, 118 columns wide."""
    return plain_text(summary(study, language))
