"""Texts for people: catalogues by language, numbers, and what a message says in a language."""

from eventstudy.text.catalogue import CATALOGUE, add_texts
from eventstudy.text.language import ENGLISH, GERMAN, LANGUAGES, Language
from eventstudy.text.numbers import claimed_digits, inert, number, p_text, percent, share, window_text

__all__ = [
    "CATALOGUE",
    "ENGLISH",
    "GERMAN",
    "LANGUAGES",
    "Language",
    "add_texts",
    "claimed_digits",
    "inert",
    "number",
    "p_text",
    "percent",
    "share",
    "window_text",
]
