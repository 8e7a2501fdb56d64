"""The table of claims: what was said beside the prices that make it true or not."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from eventstudy.calendar import Sessions
from eventstudy.claims import CheckedClaim, Readings, check_claim, read_prices
from eventstudy.messages import Message, message
from eventstudy.prices import Prices
from eventstudy.prices.auditing import SeriesAudit
from eventstudy.result.schema import TABLES
from eventstudy.spec import Claim, StudySpec
from eventstudy.study.analyses.analysis import Analysis, Computed

__all__ = ["CLAIMS", "claims_frame", "explanation"]

OF_THE_DAY = ("close", "open", "high", "low")


def claims_frame(
    spec: StudySpec,
    events: pd.DataFrame,
    prices: Prices,
    sessions: Mapping[str, Sessions],
    audits: Mapping[str, SeriesAudit],
    ar: pd.DataFrame,
) -> pd.DataFrame:
    """Every claim about the events of a table beside the prices of its session and the abnormal return."""
    asked = [event for event in spec.events if event.claims and (events["event_id"] == event.id).any()]
    if not asked:
        return pd.DataFrame(columns=TABLES["claims"].filled)
    placed = events.set_index(["event_id", "asset"])
    abnormal = ar.set_index(["event_id", "asset", "day"])["ar"]
    rows = []
    for event in asked:
        for claim in event.claims:
            row = placed.loc[(event.id, claim.asset)]
            readings = Readings()
            usable = claim.asset in prices.series and row["position"] >= 0 and not audits[claim.asset].rejected
            if usable:
                own = sessions[row["exchange"]]
                bad_days = audits[claim.asset].bad_days
                readings = read_prices(prices.series[claim.asset], own, row["position"] + claim.day, bad_days)
            checked = check_claim(claim, readings)
            name = (spec.assets[claim.asset].name if claim.asset in spec.assets else None) or claim.asset
            rows.append(
                (
                    event.id,
                    claim.asset,
                    claim.day,
                    claim.direction if claim.return_ is None else str(claim.return_),
                    readings.close,
                    readings.open,
                    readings.high,
                    readings.low,
                    abnormal.get((event.id, claim.asset, claim.day), np.nan),
                    checked.verdict,
                    explanation(name, claim, checked),
                )
            )
    return pd.DataFrame(rows, columns=TABLES["claims"].filled)


def explanation(name: str, claim: Claim, checked: CheckedClaim) -> Message:
    """Which price makes a claim true.

    Parameters
    ----------
    name : str
        Of the asset.
    claim : Claim
    checked : CheckedClaim
    """
    close = checked.readings.close
    if checked.verdict == "not checkable":
        return message("claim_without_prices", name=name)
    if claim.return_ is None:
        return message("claim_of_direction", name=name, close=close)
    claimed = {"claimed": float(claim.return_), "digits": max(0, claim.decimals - 2)}
    if checked.verdict == "confirmed":
        return message("claim_confirmed", name=name, close=close, **claimed)
    if checked.verdict == "wrong sign":
        return message("claim_other_way", name=name, close=close)
    if checked.verdict != "intraday only":
        return _outside(name, claimed, checked)
    return _between(claimed, checked.readings) if checked.fits == "range" else _on_a_price(claimed, checked)


def _price(checked: CheckedClaim) -> dict[str, Message | float]:
    """The price that fits a claim, or comes nearest, and the return to it."""
    return {"price": message(f"price_{checked.fits}"), "value": getattr(checked.readings, checked.fits)}


def _on_a_price(claimed: Mapping[str, float], checked: CheckedClaim) -> Message:
    return message("claim_intraday", **claimed, **_price(checked), close=checked.readings.close)


def _between(claimed: Mapping[str, float], readings: Readings) -> Message:
    """The two prices of the day next to a claim."""
    known = sorted((getattr(readings, name), name) for name in OF_THE_DAY)
    value = claimed["claimed"]
    low, below = max((pair for pair in known if pair[0] <= value), default=known[0])
    high, above = min((pair for pair in known if pair[0] >= value), default=known[-1])
    prices = {"below": message(f"price_{below}"), "above": message(f"price_{above}")}
    return message("claim_between", **claimed, **prices, low=low, high=high, close=readings.close)


def _outside(name: str, claimed: Mapping[str, float], checked: CheckedClaim) -> Message:
    readings = checked.readings
    if not np.isfinite(readings.low):
        return message("claim_not_the_close", name=name, close=readings.close, **claimed)
    day = {"name": name, "low": readings.low, "high": readings.high, "close": readings.close, **claimed}
    if checked.fits in OF_THE_DAY:
        return message("claim_outside_range", **day)
    return message("claim_outside_range_nearest", **day, **_price(checked))


def _claims(computed: Computed) -> pd.DataFrame:
    own = computed.prepared
    return claims_frame(own.spec, own.events, own.prices, own.sessions, own.audits, computed.frames["ar"])


CLAIMS = Analysis(TABLES["claims"], _claims)
