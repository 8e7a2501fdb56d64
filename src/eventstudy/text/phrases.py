"""Sentences of the result tables, which are English, and what they are in German.

A hole such as `{ticker}` stands for any text: numbers and dates in it are written as German writes them, and a hole
that is itself a phrase is translated.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["PHRASES", "Phrase", "phrase"]


@dataclass(frozen=True)
class Phrase:
    """A sentence with holes.

    Attributes
    ----------
    pattern : re.Pattern
        Fits the English sentence.
    text : str
        The German one, with the same holes.
    """

    pattern: re.Pattern[str]
    text: str


def phrase(english: str, german: str) -> Phrase:
    """Phrase from two sentences with the same holes."""
    parts = re.split(r"\{(\w+)\}", english)
    pattern = "".join(f"(?P<{part}>.+?)" if i % 2 else re.escape(part) for i, part in enumerate(parts))
    return Phrase(re.compile(pattern), german)


NOTES = {
    "default: all firm-events share day 0, so they are correlated": (
        "Vorgabe: alle Paare haben denselben Tag 0, also hängen sie zusammen"
    ),
    "default: windows overlap in calendar time, so firm-events are correlated": (
        "Vorgabe: Fenster überschneiden sich im Kalender, also hängen die Paare zusammen"
    ),
    "default: firm-events of one date are correlated, and there are enough dates": (
        "Vorgabe: Paare eines Tages hängen zusammen, und es gibt genug Tage"
    ),
    "default: no windows overlap, and variance may rise at the event": (
        "Vorgabe: keine Fenster überschneiden sich, und die Varianz darf am Ereignis steigen"
    ),
    "its events expect different signs, so its mean mixes them": (
        "die Ereignisse lassen verschiedene Vorzeichen erwarten, der Mittelwert vermischt sie"
    ),
    "each CAR times the sign that was expected of it": "jede CAR mal dem Vorzeichen, das von ihr erwartet wurde",
    "{gone} firm-events without an expected sign are left out": "{gone} Paare ohne erwartetes Vorzeichen fehlen",
    "nothing is expected of a date without an event: see the group 'all'": (
        "von einem Tag ohne Ereignis wird nichts erwartet: siehe die Gruppe 'all'"
    ),
    "endogenous: the event is defined by the return itself, so this is no evidence": (
        "endogen: die Rendite selbst ist das Ereignis, das ist also kein Beleg"
    ),
    "mean residual correlation {r} over {pairs} pairs": "mittlere Korrelation der Residuen {r} über {pairs} Paare",
    "{n} of {all} pairs overlap, mean correlation of CARs {q}": (
        "{n} von {all} Paaren überschneiden sich, mittlere Korrelation der CARs {q}"
    ),
    "{what}: no correction exists": "{what}: eine Korrektur gibt es nicht",
    "one firm-event has no cross-section": "ein einzelnes Ereignis hat keinen Querschnitt",
    "all values are equal: no variance to test against": "alle Werte sind gleich: keine Varianz zum Vergleich",
    "day 0 differs among the firm-events; this test is for one common date": (
        "Tag 0 ist nicht überall derselbe; dieser Test gilt für einen gemeinsamen Tag"
    ),
    "{n} firm-events are few for this law: it over-rejects": (
        "{n} Ereignisse sind wenig für diese Verteilung: der Test verwirft zu oft"
    ),
    "{n} firm-events are few for the normal law": "{n} Ereignisse sind wenig für die Normalverteilung",
    "{n} firm-events are few to resample": "{n} Ereignisse sind wenig zum Ziehen von Stichproben",
    "{n} dates are few to resample": "{n} Tage sind wenig zum Ziehen von Stichproben",
    "one date cannot be resampled": "aus einem einzigen Tag lassen sich keine Stichproben ziehen",
    "windows of different dates overlap, so dates are not independent: see kpp": (
        "Fenster verschiedener Tage überschneiden sich, die Tage sind nicht unabhängig: siehe kpp"
    ),
    "{n} estimation days are few for {length} event days: stretches overlap, so p comes out too small": (
        "{n} Schätztage sind wenig für {length} Ereignistage: Zeiträume überschneiden sich, p fällt zu klein aus"
    ),
    "{n} CARs of 0 left out": "{n} CARs von 0 weggelassen",
}

NULLS = {
    "every CAR = 0": "jede CAR = 0",
    "mean SCAR {sign} 0": "Mittelwert der SCAR {sign} 0",
    "mean CAR {sign} 0": "Mittelwert der CAR {sign} 0",
    "median CAR {sign} 0": "Median der CAR {sign} 0",
    "median AR {sign} 0": "Median der AR {sign} 0",
    "CAR of the portfolio {sign} 0": "CAR des Portfolios {sign} 0",
    "CAR {sign} 0": "CAR {sign} 0",
    "share of positive CARs as in the estimation window": "Anteil positiver CARs wie im Schätzfenster",
}

TEXTS = NOTES | NULLS
PHRASES = tuple(phrase(english, german) for english, german in TEXTS.items())
