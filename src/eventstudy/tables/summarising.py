"""The summary of a study, for a terminal and for a notebook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from eventstudy.result.shown import first_ids
from eventstudy.spec import StudySpec
from eventstudy.tables.by_event import (
    GROUP_HEADER,
    asset_name,
    counts,
    first_events,
    group_rows,
    overview,
    tally,
)
from eventstudy.tables.caveat_lines import attribution_rows, caveats, money_lines
from eventstudy.tables.largest_few import few_lines, largest
from eventstudy.tables.ranks import rough
from eventstudy.tables.terminal import Grid, Line, Part, heading, plain_text
from eventstudy.tables.unknown_days import range_sentences
from eventstudy.text.language import ENGLISH
from eventstudy.text.numbers import percent, share, window_text

__all__ = ["power_summary", "summary", "summary_text"]

MOST_EVENTS = 25
MOST_ROWS = 40

Frames = Mapping[str, pd.DataFrame]


def summary(spec: StudySpec, frames: Frames, notes: tuple[str, ...]) -> Iterator[Part]:
    """Parts of the summary, in the order in which a terminal shows them."""
    frames = first_events(frames)
    yield Line(spec.study, "bold")
    yield Line(ENGLISH("terminal.counts", counts=counts(frames), model=spec.model.name), "bold")
    for note in notes:
        yield Line(ENGLISH("terminal.note", note=note), "yellow")
    ids = first_ids(frames["events"]["event_id"], MOST_EVENTS)
    few = largest(frames, ids)
    events = overview(spec, few.frames, MOST_EVENTS)
    muddied = caveats(spec, frames, ENGLISH, ids, brief=True)
    ranges = range_sentences(spec, frames, ENGLISH, ids)
    money = money_lines(spec, few.frames, ENGLISH, ids, spec.windows.car[:1])
    for id_, event in zip(ids, events, strict=True):
        title = f"{event.id}  {event.title}  ({event.at})" + (
            ENGLISH("terminal.endogenous") if event.endogenous else ""
        )
        yield heading(title)
        if event.rows:
            yield Grid(event.header, event.rows)
        yield from (Line(f"  {sentence}") for sentence in ranges.get(id_, ()))
        for line in event.joint:
            yield Line(ENGLISH("terminal.jointly", line=line))
        for line in money.get(id_, ()):
            yield Line(ENGLISH("terminal.in_money", line=line))
        for line in muddied.get(id_, ()):
            yield Line(ENGLISH("terminal.beware", line=line))
        dropped = [
            Line(ENGLISH("terminal.dropped", asset=asset, reason=reason), "yellow") for asset, reason in event.dropped
        ]
        yield from (*dropped, *(Line(f"  {line}") for line in few_lines(few, id_, ENGLISH)))
    total, _, _ = tally(frames)
    if total > len(events):
        yield Line(ENGLISH("terminal.more_events", n=total - len(events)), above=1)
    if len(frames["ranks"]):
        yield Line(" ".join((ENGLISH("rank.what"), *rough(frames, ENGLISH))), above=1)
    yield from _shared_days(spec, frames)
    yield from _groups(frames)
    yield from _claims(spec, frames)


def _shared_days(spec: StudySpec, frames: Frames) -> Iterator[Part]:
    for span, header, rows in attribution_rows(spec, frames, ENGLISH)[:MOST_EVENTS]:
        yield heading(ENGLISH("terminal.cluster", span=span))
        yield Grid(header, [[text for text, _ in row] for row in rows], text_columns=1)


def power_summary(firms: int, correlation: float, sigma: float, table: pd.DataFrame) -> Iterator[Part]:
    """Size and power as `power_table` gives them: a row for each test and window, a column for each effect."""
    spread, level = percent(sigma, sign=False), share(table["level"].iloc[0])
    yield Line(ENGLISH("terminal.power_of", n=firms, r=correlation, sd=spread), "bold")
    yield Line(
        ENGLISH("terminal.power_share", draws=table["draws"].max(), level=level),
        below=1,
    )
    effects = list(table["effect"].unique())
    header = ["test", "window", *(percent(effect, 1, sign=False) for effect in effects)]
    rows = [
        [str(test), window_text(start, end), *(percent(rate, 1, sign=False) or "–" for rate in own["rate"])]
        for (test, start, end), own in table.groupby(["test", "start", "end"], sort=False)
    ]
    yield Grid(header, rows)


def _groups(frames: Frames) -> Iterator[Part]:
    rows = [row[:-1] for row in group_rows(frames)]
    if rows:
        yield heading(ENGLISH("terminal.across"))
        yield Grid(GROUP_HEADER[:-1], rows[:MOST_ROWS])
        if len(rows) > MOST_ROWS:
            yield Line(ENGLISH("terminal.more_tests", n=len(rows) - MOST_ROWS))


def _claims(spec: StudySpec, frames: Frames) -> Iterator[Part]:
    claims = frames["claims"]
    if len(claims):
        yield heading(ENGLISH("claims.title"))
        rows = [
            [c.event_id, asset_name(spec, c.asset), c.verdict, ENGLISH.text(c.explanation)] for c in claims.itertuples()
        ]
        yield Grid(["event", "asset", "verdict", "why"], rows[:MOST_ROWS], text_columns=4)
        if len(rows) > MOST_ROWS:
            yield Line(ENGLISH("terminal.more_claims", n=len(rows) - MOST_ROWS))


def summary_text(spec: StudySpec, frames: Frames, notes: tuple[str, ...]) -> str:
    """Summary as plain text, 118 columns wide."""
    return plain_text(summary(spec, frames, notes))
