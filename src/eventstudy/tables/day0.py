"""Day 0 of firm-events, which sentences, tables and charts speak of."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from eventstudy.result import StudyResult
from eventstudy.tables.bands import day_half_width
from eventstudy.tables.by_event import asset_name
from eventstudy.tables.other_markets import Range, ranges
from eventstudy.tables.ranks import Rank, ranks_of
from eventstudy.text.language import Language

__all__ = ["Day0", "day0_rows"]


@dataclass(frozen=True)
class Day0:
    """Day 0 of one firm-event: decimals, interval and range of the abnormal return, its rank among ordinary days."""

    event: str
    asset: str
    name: str
    date: pd.Timestamp
    raw: float
    ar: float
    se: float
    t: float
    p: float
    low: float
    high: float
    rank: Rank | None
    others: Range | None

    def over(self, mark: str, language: Language) -> str:
        """What other markets say of it, after a mark; nothing where there are none."""
        return mark + self.others.told(self.name, language) if self.others else ""


def day0_rows(study: StudyResult) -> dict[str, list[Day0]]:
    """Day 0 of every firm-event that has one, by event."""
    ar, spec = study.frames["ar"], study.spec
    ar = ar[(ar["day"] == 0) & ar["ar"].notna()]
    half = day_half_width(study, ar, 1 - spec.level)
    names = {asset: asset_name(spec, asset) for asset in ar["asset"].unique()}
    out: dict[str, list[Day0]] = {}
    ranks, others = ranks_of(study), ranges(study)
    columns = (ar[name] for name in ("event_id", "asset", "date", "return", "ar", "se", "t", "p_value"))
    for (event, asset, date, raw, value, se, t, p), reach in zip(zip(*columns, strict=True), half, strict=True):
        rank = ranks.get((event, asset, 0, 0))
        interval = (value - reach, value + reach)
        one = Day0(event, asset, names[asset], date, raw, value, se, t, p, *interval, rank, others.get((event, asset)))
        out.setdefault(event, []).append(one)
    return out
