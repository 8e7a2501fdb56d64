"""The language that was asked for."""

from __future__ import annotations

from eventstudy.errors import SpecError
from eventstudy.messages import message
from eventstudy.text.language import LANGUAGES, Language

__all__ = ["language_of"]


def language_of(lang: str) -> Language:
    """Language by its code.

    Raises
    ------
    SpecError
        There is no such language.
    """
    if lang not in LANGUAGES:
        raise SpecError(message("language_unknown", lang=lang), message("known_names", names=list(LANGUAGES)))
    return LANGUAGES[lang]
