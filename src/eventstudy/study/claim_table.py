"""The table of claims and their verdicts."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from eventstudy.calendar import Sessions
from eventstudy.claims import Readings, check_claim, read_prices
from eventstudy.prices import Prices
from eventstudy.prices.audit import SeriesAudit
from eventstudy.spec import StudySpec
from eventstudy.tables import claim_sentence

__all__ = ["claims_frame"]

COLUMNS = [
    "event_id",
    "asset",
    "day",
    "claimed",
    "close_to_close",
    "open",
    "high",
    "low",
    "abnormal",
    "verdict",
    "explanation",
]


def claims_frame(
    spec: StudySpec,
    events: pd.DataFrame,
    prices: Prices,
    sessions: Mapping[str, Sessions],
    audits: Mapping[str, SeriesAudit],
    ar: pd.DataFrame,
) -> pd.DataFrame:
    """Every claim of the study beside the prices of its session and the abnormal return."""
    if not any(event.claims for event in spec.events):
        return pd.DataFrame(columns=COLUMNS)
    placed = events.set_index(["event_id", "asset"])
    abnormal = ar.set_index(["event_id", "asset", "day"])["ar"]
    rows = []
    for event in spec.events:
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
                    claim_sentence(name, claim, checked),
                )
            )
    return pd.DataFrame(rows, columns=COLUMNS)
