"""German: notes of a study and of its analyses."""

from __future__ import annotations

__all__ = ["TEXTS"]

TEXTS = {
    "because": "{what}: {why}",
    "quoted": "{what}, {text}",
    "overlaps_of_estimation_unlisted": ("Überschneidungen von Schätzfenstern sind nicht aufgeführt: es sind zu viele"),
    "overlaps_unlisted": (
        "die Tabelle der Überschneidungen führt {listed:count} von {all:count} Paaren auf, die sich überschneiden"
    ),
    "clusters_not_shared_out": (
        "Tage sind nur in den ersten {most} von {number:count} Gruppen von Ereignissen aufgeteilt"
    ),
    "cluster_model_missing": "das Modell lässt sich vor dem ersten Ereignis der Gruppe nicht schätzen",
    "cluster_return_missing": "eine Rendite fehlt",
    "benchmark_without_prices": "keine Kurse für den Vergleichsmarkt {ticker}: {why}",
    "benchmark_at_another_hour": (
        "schließt zu anderer Stunde als der Titel, daher ist dieses Beta desselben Tags zu klein: siehe Zeile {model}"
    ),
    "benchmark_with_leads": ("ein Tag davor und einer danach: nutzt die Marktrendite des Handelstags nach jedem Tag"),
    "benchmark_not_estimated": (
        "keine Rendite des Titels oder von {market} an einem der Tage, oder zu wenige zum Schätzen"
    ),
    "own_market": "seinem Markt",
    "daily_tables_cut": (
        "Tabellen nach Tagen haben {held:count} von {all:count} Paaren; --daily (Python: daily=True) gibt alle aus"
    ),
    "means_without_error": (
        "Gruppen, deren Mittelwerte nach Tagen keinen Standardfehler haben: {n:count} (zu viele Paare aus Titel und "
        "Ereignis oder keine gemeinsamen Tage)"
    ),
}
