"""German: what a study that is made of files of prices and events assumes, and what it cannot know."""

from __future__ import annotations

__all__ = ["TEXTS"]

TEXTS: dict[str, str] = {
    "draft.made": (
        "Aus {prices} und {events} gemacht. Was angenommen wurde, steht über jedem Schlüssel; ändern, was nicht "
        "stimmt. Dann:"
    ),
    "draft.layout": "Kurse werden in der Anordnung „{layout}“ gelesen",
    "draft.returns": "viele ihrer Werte sind negativ, also sind es Renditen",
    "draft.prices": "kaum ein Wert ist negativ, also sind es Kurse; sind es Renditen, „kind: returns“ hinzufügen",
    "draft.vendor_returns": "es sind Renditen, mit Dividenden",
    "draft.columns": "Spalten der Ereignisdatei nach ihren Namen",
    "draft.market": "der Markt ist „{market}“, nach seinem Namen oder als einzige Reihe, zu der es kein Ereignis gibt",
    "draft.market_given": "der Markt ist „{market}“, wie angegeben",
    "draft.markets_in_events": "jeder Titel hat den Markt der Ereignisdatei",
    "draft.no_market": (
        "unter den Kursen ist kein Markt, also wird jeder Titel mit seinem eigenen Mittel verglichen; mit einem Markt "
        "in der Datei (bei CRSP: vwretd) ist das Marktmodell besser"
    ),
    "draft.exchange": "die Tage der Kurse sind die Handelstage von {exchange}",
    "draft.exchange_given": "die Börse ist {exchange}, wie angegeben",
    "draft.in_america": "Aktien in CRSP werden in den USA gehandelt, deren Börsen die Handelstage von XNYS haben",
    "draft.windows": "die üblichen Fenster, in Handelstagen von Tag 0 aus",
    "draft.windows_short": (
        "die üblichen Fenster, mit einem Schätzfenster, das {n} Handelstage vor Tag 0 beginnt, wie die Kurse"
    ),
    "draft.windows_of_rows": "die Fenster, die alle Zeilen der Ereignisdatei haben",
    "draft.usable": "{n} von {all} Paaren lassen sich rechnen; eventstudy check nennt, was wegfällt, und warum",
    "draft_both": "eine Studie wird aus Kursen und Ereignissen zusammen gemacht",
    "draft_give_both": "--prices und --events angeben, oder keines von beiden für eine Studie zum Anfangen",
    "draft_which_market": "welche der Reihen der Markt ist, lässt sich nicht wissen, {found}",
    "draft_give_market": "--market NAME hinzufügen, wie --market {one}",
    "draft_market_not_there": "unter den Kursen ist keine Reihe „{market}“",
    "draft_no_asset_found": "keiner der Titel der Ereignisse ist unter den Kursen, {assets}",
    "draft_same_names": "die Kurse haben {found}; dieselben Namen schreiben",
    "draft_which_exchange": "die Börse lässt sich aus den Tagen der Kurse nicht erkennen",
    "draft_give_exchange": (
        "--exchange mit einem MIC-Code hinzufügen, wie --exchange XNYS, oder der Ereignisdatei eine Spalte „exchange“"
    ),
    "draft_give_dates": "--dates {first} oder --dates {second} hinzufügen",
    "draft_too_few_before": "die Hälfte der Ereignisse hat höchstens {n} Handelstage mit Kursen davor",
    "draft_add_earlier": "frühere Kurse hinzufügen, mindestens {least} Handelstage vor den Ereignissen",
}
