"""The document: a numbered, paged report to hand over, as PDF."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import io
import logging
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib
import pandas as pd
from jinja2 import Environment, PackageLoader, select_autoescape
from markupsafe import Markup

from eventstudy.errors import OutputError
from eventstudy.messages import message
from eventstudy.report.document_findings import answer, claims, numbers
from eventstudy.report.document_grounds import data, methods, reading, windows
from eventstudy.report.document_groups import groups
from eventstudy.report.document_parts import Contents, Section, contents_of
from eventstudy.result import StudyResult
from eventstudy.tables.by_event import counts
from eventstudy.text import ENGLISH, Language, inert

__all__ = ["document", "document_html", "refuse_without_printer"]

SECTIONS: tuple[Callable[[Contents, Language], Section | None], ...] = (
    answer,
    claims,
    numbers,
    groups,
    reading,
    windows,
    data,
    methods,
)
"""In the order of the document; None leaves one out."""
FONTS = Path(matplotlib.get_data_path()) / "fonts/ttf"
"""Typefaces that are the same on every computer, so that lines and pages break alike."""
FACES = (
    ("Text", "STIXGeneral.ttf", "normal", "normal"),
    ("Text", "STIXGeneralBol.ttf", "bold", "normal"),
    ("Text", "STIXGeneralItalic.ttf", "normal", "italic"),
    ("DejaVu Serif", "DejaVuSerif.ttf", "normal", "normal"),  # signs that the first lacks
    ("DejaVu Sans", "DejaVuSans.ttf", "normal", "normal"),  # of charts
    ("DejaVu Sans", "DejaVuSans-Bold.ttf", "bold", "normal"),
    ("DejaVu Sans Mono", "DejaVuSansMono.ttf", "normal", "normal"),
)

INTERVAL = re.compile(r"\[([^\s\[\],]+), ([^\s\[\],]+)\]")


def refuse_without_printer() -> None:
    """Refuse what needs a package or a library of the system that is not there, before any work.

    Raises
    ------
    OutputError
        With what to install.
    """
    try:
        with contextlib.redirect_stdout(io.StringIO()):  # it prints a text of its own where a library is missing
            import weasyprint  # noqa: F401 - what comes next may be known from before
            from weasyprint.text import ffi
    except ImportError as e:
        raise OutputError(message("pdf_needs_weasyprint"), message("install_pdf_extra")) from e
    except OSError as e:
        raise OutputError(message("pdf_needs_libraries", why=str(e).split("\n")[0]), message("install_pango")) from e
    if getattr(ffi, "harfbuzz_subset", ffi) is None:  # it would do without, and write other bytes
        raise OutputError(message("pdf_needs_libraries", why="libharfbuzz-subset"), message("install_pango"))


def document(study: StudyResult, language: Language = ENGLISH) -> bytes:
    """PDF of the report that one hands over; the same result gives the same bytes.

    Parameters
    ----------
    study : StudyResult
    language : Language
        Of every text that is not the study's own.

    Raises
    ------
    OutputError
        WeasyPrint, or a library of the system that it needs, is not there.
    """
    refuse_without_printer()
    from weasyprint import HTML

    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    html = document_html(study, language)
    identifier = hashlib.sha256(html.encode()).hexdigest()[:32].encode()
    content: bytes = HTML(string=html).write_pdf(pdf_identifier=identifier, pdf_tags=True)
    return content


def document_html(study: StudyResult, language: Language) -> str:
    """The same as the page that it is printed from."""
    contents = contents_of(study)
    sections = (section(contents, language) for section in SECTIONS)
    html = (
        _templates()
        .get_template("document.html")
        .render(
            title=study.spec.study,
            subtitle=_subtitle(contents),
            facts=_facts(study, language),
            notes=[language.text(note) for note in study.said],
            sections=[section for section in sections if section is not None],
            last=_last_session(study),
            dated=language.long_date(pd.Timestamp(_last_session(study))),
            faces=[(family, (FONTS / file).as_uri(), weight, style) for family, file, weight, style in FACES],
            image=_image,
            t=language,
        )
    )
    return inert(html, keep="\n\u00a0")


def _subtitle(contents: Contents) -> str:
    """Title of the one event that a study was limited to."""
    only: list[str] = contents.study.provenance["limited_to"] or []
    return contents.study.spec.titles.get(only[0], only[0]) if len(only) == 1 else ""


def _last_session(study: StudyResult) -> str:
    """Last session of the prices, as an ISO date; it dates the document, for there is no clock in it."""
    lasts = [one["last"] for one in study.provenance["series"].values() if one["last"]]
    return max(lasts, default="")


def _facts(study: StudyResult, language: Language) -> list[tuple[str, str]]:
    """What a reader must know of the study before any number."""
    spec = study.spec
    texts = {
        "data": language.long_date(pd.Timestamp(_last_session(study))),
        "studied": counts(study, language),
        "model": language(
            "page.model",
            model=spec.model.name,
            estimation=language.window(*spec.windows.estimation),
            event=language.window(*spec.windows.event),
            returns=language(f"returns.{spec.returns}"),
        ),
        "level": language("document.level.is", level=spec.level, coverage=1 - spec.level),
    }
    return [(language(f"document.fact.{key}"), text) for key, text in texts.items()]


def _image(drawing: bytes) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(drawing).decode()}"


@cache
def _templates() -> Environment:
    loader = PackageLoader("eventstudy", "report/templates")
    return Environment(
        loader=loader, autoescape=select_autoescape(), trim_blocks=True, lstrip_blocks=True, finalize=_unbroken
    )


def _unbroken(value: Any) -> Any:
    """Text whose numbers are not parted from their per cent sign, nor the ends of an interval; markup as it is."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return INTERVAL.sub("[\\1,\u00a0\\2]", value.replace(" %", "\u00a0%"))
