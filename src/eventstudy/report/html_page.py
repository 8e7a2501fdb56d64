"""The report: one self-contained page that asks no other host for anything."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, select_autoescape
from markupsafe import Markup, escape

from eventstudy.report.parts import message_cell
from eventstudy.report.sections import SECTIONS
from eventstudy.result import StudyResult
from eventstudy.tables import first_events
from eventstudy.text import ENGLISH, Language, inert

__all__ = ["page"]

TEMPLATES = Path(__file__).with_name("templates")


def page(study: StudyResult, language: Language = ENGLISH) -> str:
    """HTML of the report.

    Parameters
    ----------
    study : StudyResult
    language : Language
        Of every text that is not the study's own.
    """
    study = first_events(study)
    script = _file("page.js")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    sections = ((name, section(study, language)) for name, section in SECTIONS.items())
    html = (
        _templates()
        .get_template("page.html")
        .render(
            study=study.spec.study,
            settings=_settings(study, language),
            notes=[message_cell(language, note) for note in study.said],
            sections=[(name, data) for name, data in sections if data is not None],
            coverage=1 - study.spec.level,
            first_day=str(study.spec.windows.event[0]).replace("-", "−"),
            t=language,
            script=Markup(script),
            script_hash=f"sha256-{digest}",
            style=Markup(_file("style.css")),
        )
    )
    return inert(html, keep="\n\u00a0")


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
