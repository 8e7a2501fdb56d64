"""German: why a study, a comparison or a simulation cannot be computed."""

from __future__ import annotations

__all__ = ["TEXTS"]

TEXTS: dict[str, str] = {
    "firm_events_lost": "{n} Paare gingen hinein, {computed} kamen heraus, und {dropped} sind weggelassen",
    "firm_events_lost_of_window": "CAR-Fenster [{start}, {end}]: {what}",
    "report_the_fault": "das ist ein Fehler des Programms; bitte mit der Studie melden",
    "all_firm_events_dropped": "alle {n} Paare sind weggelassen",
    "dropped_firm_event": "  {event}, {asset}: {why}",
    "more_firm_events": "  und {n} weitere",
    "every_firm_event_dropped": "kein Paar hat einen Tag 0 und Zahlen",
    "every_firm_event_of_event_dropped": "kein Paar von „{event}“ hat einen Tag 0 und Zahlen",
    "see_check": "„eventstudy check“ nennt Tag 0 von jedem und was weggelassen ist",
    "nothing_compared": "keine Spezifikation von „{event}“ lässt sich schätzen",
    "event_without_asset": "das Ereignis „{event}“ hat keinen Titel „{asset}“",
    "no_test_of_one_asset": "es gibt keinen Test „{test}“ für einen Titel",
    "no_test_of_several_assets": "es gibt keinen Test „{test}“ für mehrere Titel",
    "no_placebo_date": "kein Tag kommt für ein Placebo in Frage",
    "short_estimation": (
        "{n} von {all} Firmenereignissen sind auf weniger Tagen geschätzt als den {length} des Fensters: {asset} "
        "({event}) auf {least}"
    ),
    "shorten_event_window": "die Ereignisse lassen keinen Platz: das Ereignisfenster kürzen",
    "too_many_placebo_dates": "{assets} Titel an {sessions:count} Handelstagen passen nicht in den Speicher",
    "choose_events_or_shorten": "mit --event einige Ereignisse wählen, oder das Schätzfenster kürzen",
    "too_many_to_simulate": "{n} Paare lassen sich nicht in vertretbarer Zeit simulieren",
    "add_firms": "--firms ergänzen, höchstens {most}",
    "effect_is_no_return": "{effect} ist keine abnormale Rendite eines Tags",
    "write_effect_as_decimal": "1 % als 0.01 schreiben",
    "not_below_estimate": "„{below}“ kann nicht unter einer Schätzung stehen",
    "more_rows_than_a_sheet": "{table} hat {n:count} Zeilen, mehr als ein Blatt",
    "use_csv": "die CSV-Dateien nehmen",
    "excel_needs_openpyxl": "Excel-Dateien brauchen das Paket „openpyxl“",
    "install_openpyxl": (
        "das Extra installieren: pip install 'market-eventstudy[excel]', oder ein anderes --kind wählen"
    ),
    "power_resampled": (
        "{n} Paare an ihren eigenen {dates} Tagen, wie sie sind; Residuen von {days} Tagen, in Blöcken von "
        "{block} Tagen gezogen, für alle Titel dieselben Tage"
    ),
    "power_resampled_some": (
        "{firms} der {n} Paare der Studie, für jede Stichprobe neu gezogen, an ihren eigenen Tagen; Residuen "
        "von {days} Tagen, in Blöcken von {block} Tagen gezogen, für alle Titel dieselben Tage"
    ),
    "power_made_up": (
        "erdacht, denn die Studie hat {own}: andere Unternehmen mit normalverteilten Residuen, jedes an "
        "einem von {dates} benachbarten Handelstagen"
    ),
    "every_event_endogenous": (
        "jedes Ereignis ist durch seine Rendite bestimmt (endogenous), sodass es keine eigene Trennschärfe gibt"
    ),
    "add_exogenous_event": "ein anderes hinzufügen oder 'endogenous' streichen",
}
