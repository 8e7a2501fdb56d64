"""English: claims against prices."""

from __future__ import annotations

__all__ = ["TEXTS"]

TEXTS = {
    "claim_without_prices": "No usable prices of {name} for that session and the one before.",
    "claim_of_direction": "{name} closed {close:pct} on the close before.",
    "claim_confirmed": "{name} closed {close:pct}, which is {claimed:pct{digits}} at the digits printed.",
    "claim_other_way": "{name} closed {close:pct}: the other way.",
    "claim_intraday": "{claimed:pct{digits}} is {price} ({value:pct}), not the close ({close:pct}).",
    "claim_between": (
        "{claimed:pct{digits}} lies between {below} ({low:pct}) and {above} ({high:pct}): passed during the day, "
        "but the close was {close:pct}."
    ),
    "claim_not_the_close": (
        "{name} closed {close:pct}, not {claimed:pct{digits}}; the day's open, high and low are not known here."
    ),
    "claim_outside_range": (
        "{claimed:pct{digits}} lies outside the day's range ({low:pct} to {high:pct}); {name} closed {close:pct}."
    ),
    "claim_outside_range_nearest": (
        "{claimed:pct{digits}} lies outside the day's range ({low:pct} to {high:pct}); {name} closed {close:pct}; "
        "nearest is {price}, {value:pct}."
    ),
    "price_close": "the close",
    "price_open": "the day's open",
    "price_high": "the day's high",
    "price_low": "the day's low",
    "price_low_to_close": "the way from the day's low to its close",
    "price_previous_low_to_close": "the way from the low of the session before to this close",
    "price_next_close": "the next session's close",
    "price_between": "between {below} and {above}",
    "direction.up": "rose",
    "direction.down": "fell",
    "market_named": "{name}",
    "market_without": "{market} without {names}",
}
