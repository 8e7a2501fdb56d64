"""Tables of a document that are written from the code, under headings whose sentences are its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

__all__ = ["table", "with_tables"]


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Rows under a header, as Markdown; a bar inside a cell ends no cell."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("|" + "|".join(_cell(cell) for cell in line) + "|" for line in lines)


def _cell(text: str) -> str:
    plain = " ".join(text.split()).replace("|", "\\|")
    return plain if plain == "---" else f" {plain} "


def with_tables(document: Path, tables: Mapping[str, str]) -> str:
    """Text of a document with the table under each of some headings in place of the one that stands there.

    Raises
    ------
    LookupError
        There is no table under a heading.
    """
    text = document.read_text(encoding="utf-8")
    for heading, written in tables.items():
        text, found = re.subn(
            rf"(?ms)^(## {re.escape(heading)}\n.*?\n)\|.*?(?=\n\n|\n\Z)",
            lambda m, written=written: m[1] + written,
            text,
            count=1,
        )
        if not found:
            raise LookupError(f"the document has no table under '{heading}'")
    return text
