"""The summary of a study in a notebook: its text is escaped as it is put in, by the type of the markup."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from markupsafe import Markup

from eventstudy.spec import StudySpec
from eventstudy.tables.by_event import first_events, overview, tally
from eventstudy.tables.caveat_lines import caveats
from eventstudy.tables.largest_few import few_lines, largest
from eventstudy.tables.story import lead, stories
from eventstudy.tables.summarising import MOST_EVENTS
from eventstudy.text.language import ENGLISH
from eventstudy.text.numbers import inert

__all__ = ["summary_html"]

FEW_EVENTS = 3


def summary_html(spec: StudySpec, frames: Mapping[str, pd.DataFrame], notes: tuple[str, ...]) -> str:
    """Summary for a notebook: the study in a few sentences, then a line for each event that opens to its numbers."""
    frames = first_events(frames)
    ids = list(frames["events"]["event_id"].unique())
    few = largest(frames, ids[:MOST_EVENTS])
    events = overview(spec, few.frames, MOST_EVENTS)
    told = stories(spec, frames, ENGLISH, ids[:MOST_EVENTS])
    muddied = caveats(spec, frames, ENGLISH, ids[:MOST_EVENTS], brief=True)
    item, small = Markup("<li>{}</li>").format, Markup("<small>{}</small><br>").format
    parts = [Markup("<b>{}</b> · model <code>{}</code>").format(spec.study, spec.model.name)]
    parts += map(Markup("<br><em>{}</em>").format, notes)
    parts.append(Markup("<ul>{}</ul>").format(Markup("").join(map(item, lead(spec, frames, ENGLISH)))))
    for id_, event in zip(ids, events, strict=False):
        start = Markup("<details{}>").format(" open" if len(ids) <= FEW_EVENTS else "")
        head = Markup("<summary><b>{}</b> <small>{}</small></summary>").format(event.title, told[id_][0])
        parts += [start, head, *map(Markup("<p>{}</p>").format, told[id_][1:])]
        if event.rows:
            table = pd.DataFrame(event.rows, columns=event.header)
            parts.append(Markup(table.to_html(index=False, border=0)))  # noqa: S704  # escapes its cells
        parts += (small(f"jointly: {line}") for line in event.joint)
        parts += (small(f"beware: {line}") for line in muddied.get(id_, ()))
        parts += (small(f"dropped: {asset}: {reason}") for asset, reason in event.dropped)
        parts += [*map(small, few_lines(few, id_, ENGLISH)), Markup("</details>")]
    total, _, _ = tally(frames)
    if total > len(events):
        parts.append(Markup("<small>… and {} more events, in <code>.car</code></small>").format(total - len(events)))
    html = Markup('<div style="max-width:60em;max-height:36em;overflow:auto">{}</div>').format(Markup("").join(parts))
    return inert(str(html), keep="\n")
