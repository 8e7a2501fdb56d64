"""German: why a chart is not drawn, and what one leaves out."""

from __future__ import annotations

__all__ = ["TEXTS"]

TEXTS: dict[str, str] = {
    "study_without_event": "die Studie hat kein Ereignis „{event}“",
    "event_without_computed_asset": "für das Ereignis „{event}“ ist kein Titel „{asset}“ berechnet",
    "event_all_dropped": "alle Titel von „{event}“ sind weggelassen",
    "see_dropped": "die Gründe stehen in „dropped“",
    "chart_day_outside": "Tag {day} liegt außerhalb des Ereignisfensters",
    "choose_day": "einen Tag von {start} bis {end} wählen",
    "study_without_window": "die Studie hat kein {window}",
    "study_without_day0": "die Studie hat keinen Tag 0",
    "windows_there": "sie hat {windows}",
    "heatmap_unreadable": "eine Karte von {events:count} Ereignissen und {assets:count} Titeln kann niemand lesen",
    "name_few_events": "höchstens {events} Ereignisse nennen; sie zeigt bis zu {assets} Titel",
    "timeline_unreadable": "eine Zeitachse mit {events:count} Ereignissen kann niemand lesen",
    "timeline_shows_up_to": "sie zeigt bis zu {events}; in einer Studie weniger nennen",
    "residuals_not_by_view": "Residuen lassen sich nicht nach „{view}“ zeigen",
    "residuals_not_kept": "eine Studie dieser Größe behält keine Residuen",
    "run_for_few_events": "für die Ereignisse laufen lassen, um die es geht",
    "firm_event_without_car": "keine CAR {window} von {asset} zu „{event}“",
    "event_without_car": "keine CAR {window} zu „{event}“",
    "see_real": "die Tabelle „real“ ansehen",
    "nothing_estimated": "nichts ist geschätzt, also gibt es keine Kurve",
    "see_notes_of_table": "die Anmerkungen der Tabelle ansehen",
    "chart_left_out": "{chart} fehlt: {why}; {advice}",
    "charts_of_first_events": (
        "Bilder der ersten {n} von {all:count} Ereignissen; `eventstudy charts --event ID` zeichnet jedes"
    ),
    "assets_of_chart": "{chart} von „{event}“: {few}",
    "few_of_assets": "{n} von {all:count} Titeln, die mit den größten abnormalen Renditen",
    "nothing_to_draw": "es gibt nichts zu zeichnen",
    "choose_other_charts": "andere Bilder oder Ereignisse wählen",
    "no_such_chart": "es gibt kein Bild „{name}“",
    "no_such_kind_of_chart": "es gibt keine Dateiart „{name}“",
    "no_such_size": "es gibt keine Größe „{name}“",
}
