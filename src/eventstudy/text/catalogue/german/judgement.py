"""German: what bears on an abnormal return."""

from __future__ import annotations

__all__ = ["TEXTS"]

TEXTS = {
    "caveat.day0": "Tag 0 ist je nach Börse ein anderer: {list}.",
    "caveat.day0.on": "{date} für {names}",
    "caveat.assets": "{n} Titel",
    "caveat.events": "{n} anderen",
    "caveat.one_date": (
        "{n} Titel an einem Tag sind eine Beobachtung dieses Tags: Tests über sie sagen, ob sie sich gemeinsam "
        "abnormal bewegt haben, nicht, ob diese Nachricht sie bewegt hat."
    ),
    "caveat.cluster": (
        "Eines von {n} Ereignissen vom {first} bis {last}, deren CAR-Fenster sich berühren (mit {others}): eine CAR "
        "über mehrere Tage enthält mehr als dieses Ereignis."
    ),
    "caveat.confounders": "Andere Nachrichten in seinen CAR-Fenstern: {list}.",
    "caveat.estimation": (
        "Bis zu {days} der {length} Tage seines Schätzfensters liegen in Fenstern anderer Ereignisse: ihre "
        "Bewegungen stecken in σ, damit in Standardfehlern und Intervallen, und zählen zu seinen gewöhnlichen Tagen."
    ),
    "money.one": "CAR {window} {value} (SE {se})",
    "money.bn": "Mrd.",
    "money.m": "Mio.",
    "money.caption": "In Geld, zum Börsenwert des Schlusskurses vor dem Fenster",
    "benchmarks.caption": "CAR {window} des Marktmodells, je Vergleich",
    "clusters.title": "Ereignisse, die Fenster nicht trennen",
    "clusters.intro": (
        "Die CAR-Fenster dieser Ereignisse berühren sich. Hier sind ihre Tage aufgeteilt: jedes Ereignis hat die "
        "Handelstage von seinem Tag 0 bis vor Tag 0 des nächsten, das letzte seinen Tag 0 und den Handelstag danach. "
        "Das Modell stammt aus dem Schätzfenster vor dem ersten Ereignis der Gruppe."
    ),
    "attribution.all": "alle diese Tage",
    "attribution.days": "{n} d",
    "regressions.title": "CARs und Merkmale",
    "regressions.caption": "Regressionen der CARs auf Spalten der Ereignisdatei, wie die Studie sie verlangt",
}
