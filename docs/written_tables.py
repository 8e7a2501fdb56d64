"""Tables of a document that are written from the code, under headings whose sentences are its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

__all__ = ["with_tables"]


def with_tables(document: Path, tables: Mapping[str, str]) -> str:
    """Text of a document with the table under each of some headings in place of the one that stands there.

    Raises
    ------
    LookupError
        There is no table under a heading.
    """
    text = document.read_text(encoding="utf-8")
    for heading, table in tables.items():
        text, found = re.subn(
            rf"(?ms)^(## {re.escape(heading)}\n.*?\n)\|.*?(?=\n\n|\n\Z)",
            lambda m, table=table: m[1] + table,
            text,
            count=1,
        )
        if not found:
            raise LookupError(f"the document has no table under '{heading}'")
    return text
