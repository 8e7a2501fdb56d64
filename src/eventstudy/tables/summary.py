"""The summary of a study, for a terminal and for a notebook."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from html import escape

import pandas as pd
from rich import box
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from eventstudy.messages import Message
from eventstudy.result.shown import first_ids
from eventstudy.spec import StudySpec
from eventstudy.tables.caveats import attribution_rows, caveats, money_lines
from eventstudy.tables.largest import few_lines, largest
from eventstudy.tables.overview import (
    GROUP_HEADER,
    asset_name,
    counts,
    first_events,
    group_rows,
    overview,
    tally,
)
from eventstudy.tables.ranks import rough
from eventstudy.tables.story import lead, stories
from eventstudy.text.language import ENGLISH
from eventstudy.text.numbers import inert, percent, window_text

__all__ = ["frame_table", "plain_text", "power_summary", "summary", "summary_html", "summary_text", "text_table"]

MOST_EVENTS = 25
MOST_ROWS = 40
FEW_EVENTS = 3
WIDTH = 118

Frames = Mapping[str, pd.DataFrame]


def summary(spec: StudySpec, frames: Frames, notes: tuple[str, ...]) -> Iterator[RenderableType]:
    """Parts of the summary, in the order in which a terminal shows them."""
    frames = first_events(frames)
    yield Text(f"{inert(spec.study)}\n{counts(frames)}; model '{spec.model.name}'", style="bold")
    for note in notes:
        yield Text(f"note: {inert(note)}", style="yellow")
    ids = first_ids(frames["events"]["event_id"], MOST_EVENTS)
    few = largest(frames, ids)
    events = overview(spec, few.frames, MOST_EVENTS)
    muddied = caveats(spec, frames, ENGLISH, ids, brief=True)
    money = money_lines(spec, few.frames, ENGLISH, ids, spec.windows.car[:1])
    for id_, event in zip(ids, events, strict=True):
        title = f"{event.id}  {event.title}  ({event.at})" + ("  endogenous: no evidence" if event.endogenous else "")
        yield Text(f"\n{title}", style="bold cyan")
        if event.rows:
            yield text_table(event.header, event.rows)
        for line in event.joint:
            yield Text(f"  jointly: {line}")
        for line in money.get(id_, ()):
            yield Text(f"  in money: {line}")
        for line in muddied.get(id_, ()):
            yield Text(f"  beware: {line}")
        dropped = [Text(f"  dropped: {asset}: {reason}", style="yellow") for asset, reason in event.dropped]
        yield from (*dropped, *(Text(f"  {line}") for line in few_lines(few, id_, ENGLISH)))
    total, _, _ = tally(frames)
    if total > len(events):
        yield Text(f"\n… and {total - len(events)} more events, in cars.csv")
    if len(frames["ranks"]):
        yield Text(f"\n{' '.join((ENGLISH('rank.what'), *rough(frames, ENGLISH)))}")
    yield from _shared_days(spec, frames)
    yield from _groups(frames)
    yield from _claims(spec, frames)


def _shared_days(spec: StudySpec, frames: Frames) -> Iterator[RenderableType]:
    for heading, header, rows in attribution_rows(spec, frames, ENGLISH)[:MOST_EVENTS]:
        yield Text(f"\nEvents whose CAR windows touch, their days shared out: {heading}", style="bold cyan")
        yield text_table(header, [[text for text, _ in row] for row in rows], text_columns=1)


def power_summary(firms: int, correlation: float, sigma: float, table: pd.DataFrame) -> Iterator[RenderableType]:
    """Size and power as `power_table` gives them: a row for each test and window, a column for each effect."""
    spread = percent(sigma, sign=False)
    yield Text(
        f"{firms} firm-events, residual correlation {correlation:.2f}, standard deviation {spread}", style="bold"
    )
    yield Text(f"Share of {table['draws'].max():,} samples rejected at 5 %; effect 0 is the size\n")
    effects = list(table["effect"].unique())
    header = ["test", "window", *(percent(effect, 1, sign=False) for effect in effects)]
    rows = [
        [str(test), window_text(start, end), *(percent(rate, 1, sign=False) or "–" for rate in own["rate"])]
        for (test, start, end), own in table.groupby(["test", "start", "end"], sort=False)
    ]
    yield text_table(header, rows)


def _groups(frames: Frames) -> Iterator[RenderableType]:
    rows = [row[:-1] for row in group_rows(frames)]
    if rows:
        yield Text("\nAcross events (notes on each test in tests.csv)", style="bold cyan")
        yield text_table(GROUP_HEADER[:-1], rows[:MOST_ROWS])
        if len(rows) > MOST_ROWS:
            yield Text(f"  … and {len(rows) - MOST_ROWS} more tests, in tests.csv")


def _claims(spec: StudySpec, frames: Frames) -> Iterator[RenderableType]:
    claims = frames["claims"]
    if len(claims):
        yield Text("\nClaims against prices", style="bold cyan")
        rows = [
            [inert(c.event_id), inert(asset_name(spec, c.asset)), c.verdict, inert(ENGLISH.text(c.explanation))]
            for c in claims.itertuples()
        ]
        yield text_table(["event", "asset", "verdict", "why"], rows[:MOST_ROWS], text_columns=4)
        if len(rows) > MOST_ROWS:
            yield Text(f"  … and {len(rows) - MOST_ROWS} more claims, in claims.csv")


def text_table(header: list[str], rows: list[list[str]], text_columns: int = 2) -> Table:
    """Texts as a table, the first `text_columns` columns to the left and the others to the right."""
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for i, name in enumerate(header):
        last_text = i == text_columns - 1 and text_columns > 2
        table.add_column(Text(name), justify="left" if i < text_columns else "right", no_wrap=not last_text)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    return table


def frame_table(frame: pd.DataFrame) -> Table:
    """Any result table for a terminal, cells wrapped."""
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for name in frame.columns:
        table.add_column(Text(name), overflow="fold")
    for row in frame.itertuples(index=False):
        table.add_row(*(Text(_cell(cell)) for cell in row))
    return table


def _cell(cell: object) -> str:
    if cell is None or cell is pd.NA or cell is pd.NaT:
        return ""
    if isinstance(cell, Message):
        return ENGLISH.text(cell)
    return f"{cell:%Y-%m-%d}" if isinstance(cell, pd.Timestamp) else inert(str(cell))


def summary_text(spec: StudySpec, frames: Frames, notes: tuple[str, ...]) -> str:
    """Summary as plain text, 118 columns wide."""
    return plain_text(summary(spec, frames, notes))


def plain_text(parts: Iterable[RenderableType]) -> str:
    """Parts of a summary as plain text, 118 columns wide."""
    # In a notebook the library would show each part by itself.
    console = Console(file=io.StringIO(), width=WIDTH, color_system=None, force_terminal=False, force_jupyter=False)
    for part in parts:
        console.print(part)
    text: str = console.file.getvalue()  # type: ignore[attr-defined]
    return "\n".join(line.rstrip() for line in text.splitlines())


def summary_html(spec: StudySpec, frames: Frames, notes: tuple[str, ...]) -> str:
    """Summary for a notebook: the study in a few sentences, then a line for each event that opens to its numbers."""
    frames = first_events(frames)
    ids = list(frames["events"]["event_id"].unique())
    few = largest(frames, ids[:MOST_EVENTS])
    events = overview(spec, few.frames, MOST_EVENTS)
    told = stories(spec, frames, ENGLISH, ids[:MOST_EVENTS])
    muddied = caveats(spec, frames, ENGLISH, ids[:MOST_EVENTS], brief=True)
    parts = [f"<b>{escape(inert(spec.study))}</b> · model <code>{escape(spec.model.name)}</code>"]
    parts += [f"<br><em>{escape(inert(note))}</em>" for note in notes]
    parts.append(f"<ul>{''.join(f'<li>{escape(sentence)}</li>' for sentence in lead(spec, frames, ENGLISH))}</ul>")
    for id_, event in zip(ids, events, strict=False):
        start = "<details open>" if len(ids) <= FEW_EVENTS else "<details>"
        parts.append(f"{start}<summary><b>{escape(event.title)}</b> <small>{escape(told[id_][0])}</small></summary>")
        parts += [f"<p>{escape(sentence)}</p>" for sentence in told[id_][1:]]
        if event.rows:
            parts.append(pd.DataFrame(event.rows, columns=event.header).to_html(index=False, border=0))
        parts += [f"<small>jointly: {escape(line)}</small><br>" for line in event.joint]
        parts += [f"<small>beware: {escape(line)}</small><br>" for line in muddied.get(id_, ())]
        parts += [f"<small>dropped: {escape(a)}: {escape(reason)}</small><br>" for a, reason in event.dropped]
        parts += [f"<small>{escape(line)}</small><br>" for line in few_lines(few, id_, ENGLISH)]
        parts.append("</details>")
    total, _, _ = tally(frames)
    if total > len(events):
        parts.append(f"<small>… and {total - len(events)} more events, in <code>.car</code></small>")
    return f'<div style="max-width:60em;max-height:36em;overflow:auto">{"".join(parts)}</div>'
