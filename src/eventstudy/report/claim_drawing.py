"""The chart of one event: what prices did that day and what was said of it, above what the model does not explain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from eventstudy.report.intervals import interval_of_day0
from eventstudy.report.svg import Extent, Tick, extent_of, place, ticks
from eventstudy.result import StudyResult
from eventstudy.spec import StudySpec
from eventstudy.tables import ClaimAnswer, Day0, EventAnswer
from eventstudy.text import Language

__all__ = ["AssetLine", "ClaimChart", "claim_chart"]

MOST_ASSETS = 6


@dataclass(frozen=True)
class AssetLine:
    """One asset: places in per cent of the scale, as text; empty for what is not known.

    Attributes
    ----------
    name, alt : str
    close, close_text : str
        Place of the close, and its number.
    day, day_width : str
        From the day's low to its high.
    said, said_text : str
        Of the claim.
    at, low, width, text, mark : str
        Abnormal return, the start and width of its interval, its number, and class names.
    markets, markets_width : str
        From the smallest to the largest over other markets.
    """

    name: str
    alt: str
    close: str
    close_text: str
    day: str
    day_width: str
    said: str
    said_text: str
    at: str
    low: str
    width: str
    text: str
    mark: str
    markets: str
    markets_width: str


@dataclass(frozen=True)
class ClaimChart:
    """Lines of an event's assets on one scale; `zero` is the place of 0."""

    caption: str
    lines: Sequence[AssetLine]
    ticks: Sequence[Tick]
    zero: str
    claimed: bool
    ranged: bool
    compared: bool


def claim_chart(study: StudyResult, event: EventAnswer, language: Language) -> ClaimChart | None:
    """Chart of an event's assets, the largest abnormal return first; None without any."""
    claims = {one.asset: one for one in reversed(event.claims) if one.day == 0 and np.isfinite(_number(one))}
    told = sorted(event.assets, key=lambda row: row.asset not in claims)[:MOST_ASSETS]
    rows = sorted(told, key=lambda row: -abs(row.ar))
    if not rows:
        return None
    scale = extent_of([value for row in rows for value in _values(row, claims)], 0.04)
    lines = [_line(row, claims.get(row.asset), scale, study.spec, language) for row in rows]
    dates = language.sequence([language.long_date(day) for day in sorted({row.date for row in rows})])
    return ClaimChart(
        language("claim.chart", dates=dates),
        lines,
        ticks(scale, language, 6),
        place(scale.share(0)),
        claimed=any(line.said for line in lines),
        ranged=any(line.day for line in lines),
        compared=any(line.markets for line in lines),
    )


def _number(claim: ClaimAnswer | None) -> float:
    """A claimed return; NaN for a direction or none."""
    return float(claim.claimed) if claim and claim.claimed not in ("up", "down") else np.nan


def _values(row: Day0, claims: Mapping[str, ClaimAnswer]) -> list[float]:
    claim = claims.get(row.asset)
    day = [claim.low, claim.high] if claim else []
    return [row.raw, row.ar, row.low, row.high, _number(claim), *day]


def _line(row: Day0, claim: ClaimAnswer | None, scale: Extent, spec: StudySpec, language: Language) -> AssetLine:
    said = _number(claim)
    abnormal = interval_of_day0(row, language, spec, label=True)
    day = _stretch(claim.low, claim.high, scale) if claim else ("", "")
    claimed = claim.said(language) if claim and np.isfinite(said) else ""
    return AssetLine(
        row.name,
        abnormal.alt + (language("claim.alt", said=claimed) if claimed else ""),
        place(scale.share(row.raw)) if np.isfinite(row.raw) else "",
        language.percent(row.raw, 1),
        *day,
        place(scale.share(said)) if claimed else "",
        claimed,
        place(scale.share(row.ar)),
        *_stretch(row.low, row.high, scale),
        abnormal.label,
        abnormal.mark,
        *(_stretch(row.others.least, row.others.most, scale) if row.others else ("", "")),
    )


def _stretch(low: float, high: float, scale: Extent) -> tuple[str, str]:
    """Place and width; nothing where an end is not known."""
    if not np.isfinite(high - low):
        return "", ""
    return place(scale.share(low)), place(scale.share(high) - scale.share(low))
