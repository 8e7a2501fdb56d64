"""What somebody said about a return, against what prices show."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from eventstudy.calendar import Sessions
from eventstudy.prices import PriceSeries
from eventstudy.spec import Claim

__all__ = ["CheckedClaim", "Readings", "check_claim", "read_prices"]


@dataclass(frozen=True)
class Readings:
    """Price returns of one session, NaN where a price is not known.

    Attributes
    ----------
    close : float
        Close on the close before.
    open, high, low : float
        Each on the close before.
    low_to_close, previous_low_to_close : float
        Close on that day's low, and on the low of the session before.
    next_close : float
        Close of the next session on this one's.
    """

    close: float = np.nan
    open: float = np.nan
    high: float = np.nan
    low: float = np.nan
    low_to_close: float = np.nan
    previous_low_to_close: float = np.nan
    next_close: float = np.nan


@dataclass(frozen=True)
class CheckedClaim:
    """Verdict on a claim.

    Attributes
    ----------
    verdict : str
        "confirmed", "intraday only", "wrong sign", "overstated", "understated" or "not checkable".
    readings : Readings
    fits : str
        Name of the reading that makes the claim true at the digits printed, or comes nearest; "" for none.
    """

    verdict: str
    readings: Readings
    fits: str = ""


def read_prices(series: PriceSeries, sessions: Sessions, position: int, bad_days: np.ndarray) -> Readings:
    """Readings of the session at `position`; without dividends, since papers print price changes."""
    on = [sessions.dates[p] if 0 <= p < len(sessions.dates) else None for p in range(position - 1, position + 2)]
    before, today, after = (_row(series, day, bad_days) for day in on)
    base = before.get("close", np.nan)
    close = today.get("close", np.nan)
    return Readings(
        close=close / base - 1,
        **{name: today.get(name, np.nan) / base - 1 for name in ("open", "high", "low")},
        low_to_close=close / today.get("low", np.nan) - 1,
        previous_low_to_close=close / before.get("low", np.nan) - 1,
        next_close=after.get("close", np.nan) / close - 1,
    )


def _row(series: PriceSeries, day: np.datetime64 | None, bad_days: np.ndarray) -> dict[str, float]:
    if day is None or day in bad_days or series.kind == "returns":
        return {}
    at = np.flatnonzero(series.dates == day)
    if not len(at):
        return {}
    return {"close": float(series.close[at[0]])} | {name: float(v[at[0]]) for name, v in series.bars.items()}


def check_claim(claim: Claim, readings: Readings) -> CheckedClaim:
    """First verdict that fits, in the order of `CheckedClaim.verdict`.

    A price of the day that equals the claim explains it, even where the close went the other way; a claim that only
    lies between the day's prices does not.

    Parameters
    ----------
    claim : Claim
        A return is compared at the decimals it was written with.
    readings : Readings
    """
    close = readings.close
    if not np.isfinite(close):
        return CheckedClaim("not checkable", readings)
    if claim.return_ is None:
        right = close > 0 if claim.direction == "up" else close < 0
        return CheckedClaim("confirmed" if right else "wrong sign", readings, "close")
    verdict, fits = _judged(float(claim.return_), 10.0**-claim.decimals, readings)
    return CheckedClaim(verdict, readings, fits)


def _judged(claimed: float, unit: float, readings: Readings) -> tuple[str, str]:
    """Verdict on a number, and the name of the reading that fits it."""
    for name in ("close", "open", "low", "high"):
        if _equal(getattr(readings, name), claimed, unit):
            return "confirmed" if name == "close" else "intraday only", name
    if claimed * readings.close < 0:
        return "wrong sign", "close"
    if readings.low <= claimed <= readings.high:
        return "intraday only", "range"
    return "overstated" if abs(claimed) > abs(readings.close) else "understated", _nearest(readings, claimed)


def _equal(value: float, claimed: float, unit: float) -> bool:
    """Whether a value rounds to what was claimed (halves may go either way)."""
    return abs(value - claimed) <= unit / 2 + 1e-12


def _nearest(readings: Readings, claimed: float) -> str:
    gaps = {f.name: abs(getattr(readings, f.name) - claimed) for f in fields(readings)}
    known = {name: gap for name, gap in gaps.items() if np.isfinite(gap)}
    return min(known, key=lambda name: known[name])
