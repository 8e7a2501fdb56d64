"""Texts by language and code: every language has every code, with the same holes.

Codes of messages that stand in result tables have no dot; those of the page and its sentences have.
"""

from __future__ import annotations

from collections.abc import Mapping

from eventstudy.text.catalogue import english, german

__all__ = ["CATALOGUE", "MONTHS", "add_texts"]

CATALOGUE: dict[str, dict[str, str]] = {"en": dict(english.TEXTS), "de": dict(german.TEXTS)}
"""Texts by language and code."""

MONTHS = {"en": english.MONTHS, "de": german.MONTHS}
"""Names of the months by language."""


def add_texts(texts: Mapping[str, Mapping[str, str]]) -> None:
    """Add texts to the catalogues, as a value does that joins a registry.

    Parameters
    ----------
    texts : mapping of code to mapping of language to text

    Raises
    ------
    ValueError
        A language is missing, or a code has another text already.
    """
    for code, by_language in texts.items():
        if missing := CATALOGUE.keys() - by_language.keys():
            raise ValueError(f"the text '{code}' is missing in: {', '.join(sorted(missing))}")
        for language, known in CATALOGUE.items():
            if known.setdefault(code, by_language[language]) != by_language[language]:
                raise ValueError(f"the code '{code}' has another text already")
