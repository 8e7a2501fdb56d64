"""The summary of a study in a notebook: its text is escaped as it is put in, by the type of the markup."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from eventstudy.result import StudyResult
from eventstudy.tables.by_event import first_events, tally
from eventstudy.tables.caveat_lines import caveats
from eventstudy.tables.event_overviews import EventOverview, overview
from eventstudy.tables.largest_few import few_lines, largest
from eventstudy.tables.story import lead, stories
from eventstudy.text.language import ENGLISH, Language
from eventstudy.text.numbers import inert

__all__ = ["summary_html"]

FEW_EVENTS = 3
MOST_EVENTS = 25


def summary_html(study: StudyResult, language: Language = ENGLISH) -> str:
    """Summary for a notebook: the study in a few sentences, then a line for each event that opens to its numbers."""
    study = first_events(study)
    ids = list(study.frames["events"]["event_id"].unique())
    few = largest(study, ids[:MOST_EVENTS])
    events = overview(few.study, language, MOST_EVENTS)
    told = stories(study, language, ids[:MOST_EVENTS])
    muddied = caveats(study, language, ids[:MOST_EVENTS], brief=True)
    head, item = Markup("<b>{}</b> · <code>{}</code>"), Markup("<li>{}</li>").format
    parts = [head.format(study.spec.study, study.spec.model.name)]
    parts += map(Markup("<br><em>{}</em>").format, map(language.text, study.said))
    parts.append(Markup("<ul>{}</ul>").format(Markup("").join(map(item, lead(study, language)))))
    for event in events:
        parts.append(Markup("<details{}>").format(" open" if len(ids) <= FEW_EVENTS else ""))
        parts += _event(event, told[event.id], muddied.get(event.id, []), few_lines(few, event.id, language), language)
        parts.append(Markup("</details>"))
    total, _, _ = tally(study)
    if total > len(events):
        parts.append(Markup("<small>{}</small>").format(language("terminal.more_events", n=total - len(events))))
    html = Markup('<div style="max-width:60em;max-height:36em;overflow:auto">{}</div>').format(Markup("").join(parts))
    return inert(str(html), keep="\n")


def _event(
    event: EventOverview, told: list[str], muddied: list[str], few: list[str], language: Language
) -> list[Markup]:
    """What stands in the line of an event, and below it when it is opened."""
    small = Markup("<small>{}</small><br>").format
    parts = [Markup("<summary><b>{}</b> <small>{}</small></summary>").format(event.title, told[0])]
    parts += map(Markup("<p>{}</p>").format, told[1:])
    if event.rows:
        table = pd.DataFrame(event.rows, columns=event.header)
        parts.append(Markup(table.to_html(index=False, border=0)))  # noqa: S704  # escapes its cells
    parts += (small(language("terminal.jointly", line=line).strip()) for line in event.joint)
    parts += (small(language("terminal.beware", line=line).strip()) for line in muddied)
    parts += (small(language("terminal.dropped", asset=a, reason=why).strip()) for a, why in event.dropped)
    return [*parts, *map(small, few)]
