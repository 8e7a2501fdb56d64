"""Sentences made from numbers."""

from __future__ import annotations

import numpy as np

from eventstudy.claims import CheckedClaim, Readings
from eventstudy.spec import Claim
from eventstudy.text.numbers import percent

__all__ = ["claim_sentence"]

PRICES = {
    "close": "the close",
    "open": "the day's open",
    "high": "the day's high",
    "low": "the day's low",
    "low_to_close": "the way from the day's low to its close",
    "previous_low_to_close": "the way from the low of the session before to this close",
    "next_close": "the next session's close",
}


def claim_sentence(name: str, claim: Claim, checked: CheckedClaim) -> str:
    """One sentence that says which price makes a claim true.

    Parameters
    ----------
    name : str
        Of the asset.
    claim : Claim
    checked : CheckedClaim
    """
    if checked.verdict == "not checkable":
        return f"No usable prices of {name} for that session and the one before."
    close = percent(checked.readings.close)
    if claim.return_ is None:
        return f"{name} closed {close} on the close before."
    claimed = percent(float(claim.return_), max(0, claim.decimals - 2))
    sentences = {
        "confirmed": f"{name} closed {close}, which is {claimed} at the digits printed.",
        "wrong sign": f"{name} closed {close}: the other way.",
        "intraday only": _intraday(claim, claimed, close, checked),
    }
    return sentences.get(checked.verdict) or _outside(name, claimed, close, checked)


def _intraday(claim: Claim, claimed: str, close: str, checked: CheckedClaim) -> str:
    if checked.fits != "range":
        at = percent(getattr(checked.readings, checked.fits, np.nan))
        return f"{claimed} is {PRICES[checked.fits]} ({at}), not the close ({close})."
    readings = checked.readings
    known = sorted((getattr(readings, name), name) for name in ("close", "open", "high", "low"))
    value = float(claim.return_ or 0)
    below = max((pair for pair in known if pair[0] <= value), default=known[0])
    above = min((pair for pair in known if pair[0] >= value), default=known[-1])
    between = " and ".join(f"{PRICES[name]} ({percent(at)})" for at, name in (below, above))
    return f"{claimed} lies between {between}: passed during the day, but the close was {close}."


def _outside(name: str, claimed: str, close: str, checked: CheckedClaim) -> str:
    readings: Readings = checked.readings
    if not np.isfinite(readings.low):
        return f"{name} closed {close}, not {claimed}; the day's open, high and low are not known here."
    text = (
        f"{claimed} lies outside the day's range ({percent(readings.low)} to {percent(readings.high)}); "
        f"{name} closed {close}"
    )
    if checked.fits in ("close", "open", "high", "low"):
        return f"{text}."
    return f"{text}; nearest is {PRICES[checked.fits]}, {percent(getattr(readings, checked.fits))}."
