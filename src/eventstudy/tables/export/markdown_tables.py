"""Sheets as Markdown; text of the study is never markup."""

from __future__ import annotations

import re

from eventstudy.tables.export.sheet import Cell, Sheet, Value
from eventstudy.text.language import ENGLISH, Language
from eventstudy.text.numbers import inert

__all__ = ["markdown", "markdown_text"]

SPECIAL = re.compile(r"([\\`*_\[\]|~$@]|:(?=//)|(?<=www)\.)")
"""What Markdown, or GitHub's reading of bare addresses, would make something of inside a line."""


def markdown_text(text: str) -> str:
    """Text that Markdown shows as it stands: no markup, no HTML, no link, no new column."""
    plain = inert(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return SPECIAL.sub(r"\\\1", plain)


def markdown(sheet: Sheet, language: Language = ENGLISH) -> str:
    """Table as GitHub's Markdown, its title above and its notes below.

    Parameters
    ----------
    sheet : Sheet
    language : Language
        Of its numbers.
    """
    rule = ["---"] * sheet.text_columns + ["---:"] * (len(sheet.header) - sheet.text_columns)
    lines = [_line([markdown_text(name) for name in sheet.headings]), _line(rule)]
    lines += [_line([_cell(cell, language) for cell in row]) for row in sheet.rows]
    notes = ["", " ".join(markdown_text(note) for note in sheet.notes)] if sheet.notes else []
    return "\n".join([f"**{markdown_text(sheet.title)}**", "", *lines, *notes, ""])


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(cell: Cell, language: Language) -> str:
    return cell.text(language) if isinstance(cell, Value) else markdown_text(cell)
