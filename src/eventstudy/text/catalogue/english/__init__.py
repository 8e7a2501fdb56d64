"""Texts in English; holes are filled by `eventstudy.text.Language`."""

from eventstudy.text.catalogue.english import (
    claims,
    dropped,
    judgement,
    models,
    notes,
    page,
    prices,
    sources,
    story,
    tests,
)

__all__ = ["MONTHS", "TEXTS"]

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]

TEXTS: dict[str, str] = (
    claims.TEXTS
    | dropped.TEXTS
    | judgement.TEXTS
    | models.TEXTS
    | notes.TEXTS
    | page.TEXTS
    | prices.TEXTS
    | sources.TEXTS
    | story.TEXTS
    | tests.TEXTS
)
