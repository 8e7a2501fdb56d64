"""German: notes of regressions on characteristics."""

from __future__ import annotations

__all__ = ["TEXTS"]

TEXTS = {
    "errors.HC3": "HC3",
    "errors.clustered by date": "nach Tagen gruppiert",
    "errors.shared days": "gemeinsame Tage",
    "errors.pre-event": "aus der Zeit vor dem Ereignis",
    "firm_events_left_out": "{n} Paare fehlen: {why}",
    "firm_event_endogenous": "endogen",
    "characteristic_missing": "ein Merkmal fehlt",
    "characteristic_zero": "die Spalte ist weder über noch unter 0",
    "split_parts_empty": "{n} von {all} Gruppen sind leer: was gleich ist, bleibt beisammen",
    "column_is_no_category": "'{column}' fehlt: {levels} verschiedene Texte sind keine Kategorie",
    "no_characteristic": "es gibt kein Merkmal, das etwas erklären könnte",
    "few_for_coefficients": "{n} Paare für {k} Koeffizienten",
    "characteristics_collinear": "die Merkmale sind kollinear oder schwanken nicht",
    "errors_know_no_rise": "diese Fehler wissen nichts von einer höheren Varianz am Ereignis: mit HC3 vergleichen",
    "too_few_stretches_before": "{n} Strecken von {length} Tagen vor dem Ereignis sind zu wenig",
    "few_dates_to_cluster": "nur {n} Tage: diese Fehler sind im Mittel zu klein",
}
