"""The report: one self-contained page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

import pandas as pd
from jinja2 import Environment, PackageLoader, Template, select_autoescape
from markupsafe import Markup

from eventstudy.report.charts import chart_name
from eventstudy.result import StudyResult
from eventstudy.tables import GROUP_HEADER, asset_name, counts, group_rows, inert, overview, window_text

__all__ = ["page"]

MOST_EVENTS = 100


def page(study: StudyResult, charts: Mapping[str, str]) -> str:
    """HTML of the report.

    Parameters
    ----------
    study : StudyResult
    charts : mapping of chart name to svg text
    """
    events = overview(study.spec, study.frames, MOST_EVENTS)
    total = study.frames["events"]["event_id"].nunique()
    return _template().render(
        study=inert(study.spec.study),
        counts=counts(study.frames),
        notes=[inert(note) for note in study.notes],
        model=study.spec.model.name,
        estimation=window_text(*study.spec.windows.estimation),
        event_window=window_text(*study.spec.windows.event),
        events=[(event, _charts(event.id, charts), _claims(study, event.id)) for event in events],
        more_events=total - len(events),
        group_header=GROUP_HEADER,
        group_rows=group_rows(study.frames),
        dropped=_records(study.frames["dropped"]),
        audit=_records(study.frames["audit"]),
        facts=study.spec.facts,
        provenance=study.provenance,
        reasons=_reasons(study.frames["tests"]),
    )


@cache
def _template() -> Template:
    loader = PackageLoader("eventstudy", "report")
    return Environment(
        loader=loader, autoescape=select_autoescape(), trim_blocks=True, lstrip_blocks=True
    ).get_template("page.html")


def _charts(event: str, charts: Mapping[str, str]) -> list[Markup]:
    names = [chart_name(kind, event) for kind in ("returns", "car")]
    return [_inline(charts[name], event) for name in names if name in charts]


def _inline(svg: str, label: str) -> Markup:
    """Svg element without its file header, named for screen readers; the drawing itself escapes its text."""
    element = svg[svg.index("<svg") :]
    start = element.index(">")
    attributes = re.sub(
        r' (height|width)="([^"]*)"',
        lambda m: f' style="max-width: {m[2]}"' * (m[1] == "width"),
        element[:start],
    )
    named = Markup(' role="img" aria-label="{}"').format(f"Chart of {label}")
    return Markup(attributes) + named + Markup(element[start:])


def _claims(study: StudyResult, event: str) -> list[tuple[str, str, str]]:
    claims = study.frames["claims"]
    return [
        (inert(asset_name(study.spec, row.asset)), row.verdict, inert(row.explanation))
        for row in claims[claims["event_id"] == event].itertuples()
    ]


def _reasons(tests: pd.DataFrame) -> list[tuple[str, str]]:
    """Each test used and its null."""
    return list(dict.fromkeys(zip(tests["test"], tests["null"], strict=True)))


def _records(frame: pd.DataFrame, most: int = 200) -> dict[str, object]:
    shown = frame.head(most)
    cells = [["" if pd.isna(cell) else inert(str(cell)) for cell in row] for row in shown.itertuples(index=False)]
    return {"header": list(frame.columns), "rows": cells, "more": len(frame) - len(shown)}
