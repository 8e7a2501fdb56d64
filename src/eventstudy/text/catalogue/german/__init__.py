"""Texts in German; holes are filled by `eventstudy.text.Language`."""

from eventstudy.text.catalogue.german import (
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
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
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
