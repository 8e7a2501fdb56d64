"""German: claims against prices."""

from __future__ import annotations

__all__ = ["TEXTS"]

TEXTS = {
    "claim_without_prices": "Keine brauchbaren Kurse von {name} für diesen Tag und den davor.",
    "claim_of_direction": "{name} schloss {close:pct} gegen den Schlusskurs davor.",
    "claim_confirmed": "{name} schloss {close:pct}, auf die gedruckten Stellen also {claimed:pct{digits}}.",
    "claim_other_way": "{name} schloss {close:pct}: in die andere Richtung.",
    "claim_intraday": "{claimed:pct{digits}} ist {price} ({value:pct}), nicht der Schlusskurs ({close:pct}).",
    "claim_between": (
        "{claimed:pct{digits}} liegt zwischen diesen Kursen: {below} ({low:pct}) und {above} ({high:pct}); im Lauf "
        "des Tages erreicht, der Schluss aber war {close:pct}."
    ),
    "claim_not_the_close": (
        "{name} schloss {close:pct}, nicht {claimed:pct{digits}}; Eröffnung, Hoch und Tief des Tages sind hier "
        "nicht bekannt."
    ),
    "claim_outside_range": (
        "{claimed:pct{digits}} liegt außerhalb der Spanne des Tages ({low:pct} bis {high:pct}); {name} schloss "
        "{close:pct}."
    ),
    "claim_outside_range_nearest": (
        "{claimed:pct{digits}} liegt außerhalb der Spanne des Tages ({low:pct} bis {high:pct}); {name} schloss "
        "{close:pct}; am nächsten kommt {price}, {value:pct}."
    ),
    "price_close": "der Schlusskurs",
    "price_open": "die Eröffnung",
    "price_high": "das Hoch des Tages",
    "price_low": "das Tief des Tages",
    "price_low_to_close": "der Weg vom Tief des Tages zum Schluss",
    "price_previous_low_to_close": "der Weg vom Tief des Vortags zu diesem Schluss",
    "price_next_close": "der Schluss des nächsten Handelstags",
    "price_between": "{below} – {above}",
    "direction.up": "gestiegen",
    "direction.down": "gefallen",
    "market_named": "{name}",
    "market_without": "{market} ohne {names}",
}
