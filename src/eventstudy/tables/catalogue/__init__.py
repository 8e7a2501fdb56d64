"""Texts of the report and of its sentences, a module for each language with the same keys."""

from eventstudy.tables.catalogue import english, german

__all__ = ["CATALOGUE", "MONTHS"]

CATALOGUE = {"en": english.TEXTS, "de": german.TEXTS}
"""Texts by language and key; every language has every key."""

MONTHS = {"en": english.MONTHS, "de": german.MONTHS}
