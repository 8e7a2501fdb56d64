"""German: a summary on one screen."""

from __future__ import annotations

__all__ = ["TEXTS"]

TEXTS = {
    "brief.studied": "{counts}; Modell „{model}“",
    "brief.none_dropped": "{events}, {firm_events}, keines ausgeschieden",
    "brief.and_others": " und {n} weitere",
    "brief.dropped": "ausgeschieden: {list}",
    "brief.dropped_windows": "einzelne CAR-Fenster {n}",
    "brief.asked.two-sided": "Gefragt: {event}. Einer seiner Titel bewegte sich ebenso stark {rank}{verdict}",
    "brief.asked.greater": "Gefragt: {event}. Einer seiner Titel stieg ebenso stark {rank}{verdict}",
    "brief.asked.less": "Gefragt: {event}. Einer seiner Titel fiel ebenso stark {rank}{verdict}",
    "brief.moved.none": ("Zusammen hebt sich keine der {n} CARs {window} von gewöhnlichen Ausschlägen ab."),
    "brief.moved.none.seen": " Bei der Hälfte hätte es {size} mit 80 % Wahrscheinlichkeit.",
    "brief.moved.some": (
        "Zusammen: {found} der {n} CARs {window} heben sich ab ({level:share} % falsche erlaubt): {names}{more}; "
        "{strict}, wenn keine falsch sein darf."
    ),
    "brief.moved.one": (
        "Zusammen: eine der {n} CARs {window} hebt sich ab ({level:share} % falsche erlaubt): {names}; {strict}, wenn "
        "keine falsch sein darf."
    ),
    "brief.day0": "Tag 0",
    "brief.interval": "{coverage:share}-%-Intervall",
    "brief.markets": "Spanne je Markt, %",
    "brief.from_to": "{low} bis {high}",
    "brief.rank.two-sided": "Rang k/n: an k von n gewöhnlichen Tagen so stark, gemessen an der Schwankung",
    "brief.rank.greater": "Rang k/n: an k von n gewöhnlichen Tagen stieg er so, gemessen an der Schwankung",
    "brief.rank.less": "Rang k/n: an k von n gewöhnlichen Tagen fiel er so, gemessen an der Schwankung",
    "brief.on_day": "{name}, Tag {day}",
    "brief.true_of": "stimmt für",
    "brief.no_prices": "Kurse nicht bekannt",
    "brief.no_price": "keinen, {low} bis {high}",
    "brief.no_price_but_close": "keinen, Schluss {close}",
    "brief.price_close": "Schluss, {value}",
    "brief.price_open": "Eröffnung, {value}",
    "brief.price_high": "Tageshoch, {value}",
    "brief.price_low": "Tagestief, {value}",
    "brief.price_between": "zwischen {below} und {above}",
    "brief.between.price_close": "Schluss",
    "brief.between.price_open": "Eröffnung",
    "brief.between.price_high": "Hoch",
    "brief.between.price_low": "Tief",
    "brief.means": "Mittel, %",
    "brief.news": "Vorsicht: anderes {list}.",
    "brief.news.day0": "an Tag 0 von {events}",
    "brief.news.later": "in längeren Fenstern von {events}",
    "brief.compared": "Wie weit sie übereinstimmen (p nach {test})",
    "brief.ranged": "{event}: {told}",
    "brief.more": "und {n} weitere: --verbose",
    "brief.more_here": "und {n} weitere",
    "and_so_many": "{n:count} weitere",
    "caveat.events_of": "{n} Ereignissen",
}
