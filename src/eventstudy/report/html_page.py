"""The report: one self-contained page that asks no other host for anything."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, select_autoescape
from markupsafe import Markup, escape

from eventstudy.report.answer_section import first_screen
from eventstudy.report.parts import message_cell
from eventstudy.report.sections import sections_of
from eventstudy.result import StudyResult
from eventstudy.tables import answer_of, largest_events
from eventstudy.tables.by_event import tally
from eventstudy.text import ENGLISH, Language, inert

__all__ = ["page"]

TEMPLATES = Path(__file__).with_name("templates")


def page(study: StudyResult, language: Language = ENGLISH, ending: str = ".csv") -> str:
    """HTML of the report.

    Parameters
    ----------
    study : StudyResult
    language : Language
        Of every text that is not the study's own.
    ending : str
        Ending of the tables beside the page, which it links to.
    """
    answer, study = answer_of(study), largest_events(study)
    script = _file("page.js")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    sections = [("short", first_screen(study, answer, language))]
    sections += [(name, section(study, language)) for name, section in sections_of(study).items()]
    html = (
        _templates()
        .get_template("page.html")
        .render(
            study=study.spec.study,
            span=_span(study, language),
            settings=_settings(study, language),
            notes=[message_cell(language, note) for note in study.said],
            sections=[(name, data) for name, data in sections if data is not None],
            coverage=1 - study.spec.level,
            ending=ending,
            t=language,
            script=Markup(script),
            script_hash=f"sha256-{digest}",
            style=Markup(_file("style.css")),
        )
    )
    return inert(html, keep="\n\u00a0")


def _span(study: StudyResult, language: Language) -> str:
    """How many events there are, and from when to when."""
    events, total, _ = tally(study)
    days = study.frames["events"]["day0"].dropna()
    first, last = (language.date(day) for day in (days.min(), days.max())) if len(days) else ("–", "–")
    return language(
        "page.span",
        events=language("terminal.event" if events == 1 else "terminal.events", n=language.count(events)),
        firm_events=language("terminal.firm_event" if total == 1 else "terminal.firm_events", n=language.count(total)),
        days=first if first == last else language("page.days", first=first, last=last),
    )


def _settings(study: StudyResult, language: Language) -> str:
    spec = study.spec
    return language(
        "page.model",
        model=spec.model.name,
        estimation=language.window(*spec.windows.estimation),
        event=language.window(*spec.windows.event),
        returns=language(f"returns.{spec.returns}"),
    )


@cache
def _templates() -> Environment:
    loader = PackageLoader("eventstudy", "report/templates")
    environment = Environment(
        loader=loader, autoescape=select_autoescape(), trim_blocks=True, lstrip_blocks=True, finalize=_unbroken
    )
    environment.filters["code"] = _code
    return environment


def _unbroken(value: Any) -> Any:
    """Text whose numbers are not parted from their per cent sign; markup as it is."""
    return value.replace(" %", "\u00a0%") if isinstance(value, str) and not isinstance(value, Markup) else value


def _code(text: str) -> Markup:
    """Text of a docstring, its names in backticks as code."""
    parts = [escape(part) for part in text.split("`")]
    return Markup("").join(Markup("<code>{}</code>").format(p) if i % 2 else p for i, p in enumerate(parts))


@cache
def _file(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")
