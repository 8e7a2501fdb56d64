"""The answer of a study as values, in no language: what a terminal and the page say first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from eventstudy.messages import NOTHING, Message, message
from eventstudy.result import StudyResult
from eventstudy.result.shown import largest_rows, leading
from eventstudy.tables.by_event import asset_name
from eventstudy.tables.day0 import Day0, day0_rows
from eventstudy.tables.largest_few import KEYS, cut_to
from eventstudy.tables.no_effect import smallest_effects
from eventstudy.tables.ranks import Rank, event_ranks_of
from eventstudy.text.language import Language
from eventstudy.text.numbers import claimed_digits

__all__ = [
    "Answer",
    "ClaimAnswer",
    "EventAnswer",
    "GroupMean",
    "StandOut",
    "answer_of",
    "asked_ranks",
    "largest_keys",
    "mean_cars",
    "stand_out",
]


@dataclass(frozen=True)
class ClaimAnswer:
    """What somebody said of a return, what became of it, and the price that makes it true.

    Attributes
    ----------
    event, asset, name : str
    day : int
        Session relative to day 0.
    claimed : str
        As written in the study file, a decimal return or a direction.
    verdict : str
        As in the table of claims.
    price : Message
        The price of the day that makes it true ("the day's low"), of two those between which it lies; nothing where
        none does.
    value : float
        Return from the close before to that price; NaN where there is none, or two.
    close, open, high, low, abnormal : float
        Returns from the close before, and the abnormal return of the day; NaN where not known.
    explanation : Message
        A sentence.
    """

    event: str
    asset: str
    name: str
    day: int
    claimed: str
    verdict: str
    price: Message
    value: float
    close: float
    open: float
    high: float
    low: float
    abnormal: float
    explanation: Message

    def said(self, language: Language) -> str:
        """What was claimed as people write it: −18 %, or down."""
        digits = claimed_digits(self.claimed)
        if digits is None:
            return language(f"direction.{self.claimed}")
        return language.percent(float(self.claimed), digits)


@dataclass(frozen=True)
class EventAnswer:
    """One event that the study asks about, or of which something was claimed.

    Attributes
    ----------
    id, title : str
    primary, endogenous : bool
        Whether it is the question asked before looking; whether it is the return itself, and so no evidence.
    assets : tuple of Day0
        Its assets, the largest abnormal return of day 0 first; empty where day 0 is not known.
    claims : tuple of ClaimAnswer
        In the order of the study.
    window : (int, int)
        The first CAR window.
    rank : Rank or None
        Of its largest CAR of that window among the largest of the same assets on ordinary days.
    """

    id: str
    title: str
    primary: bool
    endogenous: bool
    assets: tuple[Day0, ...]
    claims: tuple[ClaimAnswer, ...]
    window: tuple[int, int]
    rank: Rank | None


@dataclass(frozen=True)
class StandOut:
    """Which firm-events stand out when all are looked at together, by the first CAR window.

    Attributes
    ----------
    window : (int, int)
    n : int
        Firm-events that were looked at.
    found : tuple of (event_id, asset)
        Those that stand out if a share of `level` of those named may be wrong ones, the clearest first.
    strict : int
        How many of them stand out if any wrong one is to be avoided.
    level : float
    seen : float
        What a CAR alone would have had to be, for half of them, to stand out with 80 % probability; NaN where it is not
        known.
    """

    window: tuple[int, int]
    n: int
    found: tuple[tuple[str, str], ...]
    strict: int
    level: float
    seen: float = np.nan


@dataclass(frozen=True)
class GroupMean:
    """Mean CARs of a group that is no single event.

    Attributes
    ----------
    group : str
    n : int
        Firm-events in its first window.
    cars : dict of window to (mean, lower, upper)
        Decimals; the bounds are NaN where the mean has no interval.
    """

    group: str
    n: int
    cars: dict[tuple[int, int], tuple[float, float, float]]


@dataclass(frozen=True)
class Answer:
    """What a study says first.

    Attributes
    ----------
    events : tuple of EventAnswer
        Events with claims, or asked about, in the order of the study with those asked about first.
    together : StandOut or None
        None where there is one firm-event, or too many to look at together.
    largest : tuple of Day0
        Day 0 of the firm-events with the largest CARs of day 0 (of the first window, where day 0 alone is none),
        without events that are the return itself.
    groups : tuple of GroupMean
        In the order of the study.
    """

    events: tuple[EventAnswer, ...]
    together: StandOut | None
    largest: tuple[Day0, ...]
    groups: tuple[GroupMean, ...]


def answer_of(study: StudyResult) -> Answer:
    """The answer of a study, whatever its size.

    Parameters
    ----------
    study : StudyResult
        As `run` returns it, not cut.
    """
    return Answer(_events(study), stand_out(study), _largest(study), mean_cars(study))


def _events(study: StudyResult) -> tuple[EventAnswer, ...]:
    spec, models = study.spec, study.frames["models"]
    asked = [event for event in spec.events if event.primary or event.claims]
    every = study.frames["events"]["event_id"]
    computed = set(every[every.isin([event.id for event in asked])])
    asked = [event for event in asked if event.id in computed]
    ids = [event.id for event in sorted(asked, key=lambda event: not event.primary)]
    rows = day0_rows(cut_to(study, models.loc[models["event_id"].isin(ids), KEYS]))
    claims, ranks = _claims(study), _ranks(study, ids)
    return tuple(
        EventAnswer(
            id=id_,
            title=spec.titles.get(id_, id_),
            primary=any(event.primary for event in asked if event.id == id_),
            endogenous=id_ in spec.endogenous,
            assets=tuple(sorted(rows.get(id_, []), key=lambda row: -abs(row.ar))),
            claims=tuple(claim for claim in claims if claim.event == id_),
            window=spec.windows.car[0],
            rank=ranks.get(id_),
        )
        for id_ in ids
    )


def _claims(study: StudyResult) -> list[ClaimAnswer]:
    return [_claim(study, row) for row in study.frames["claims"].itertuples()]


def _claim(study: StudyResult, row: Any) -> ClaimAnswer:
    price, value = _price(row)
    return ClaimAnswer(
        event=row.event_id,
        asset=row.asset,
        name=asset_name(study.spec, row.asset),
        day=int(row.day),
        claimed=str(row.claimed),
        verdict=row.verdict,
        price=price,
        value=value,
        close=float(row.close_to_close),
        open=float(row.open),
        high=float(row.high),
        low=float(row.low),
        abnormal=float(row.abnormal),
        explanation=row.explanation,
    )


def _price(row: Any) -> tuple[Message, float]:
    """The price that makes a claim true and the return to it, from what its explanation says."""
    said = dict(row.explanation.items)
    if row.verdict == "confirmed":
        return message("price_close"), float(row.close_to_close)
    if row.verdict != "intraday only":
        return NOTHING, np.nan
    if "price" in said:
        return said["price"], float(said["value"])
    return message("price_between", below=said["below"], above=said["above"]), np.nan


def _first_window(study: StudyResult, name: str) -> pd.DataFrame:
    frame, (start, end) = study.frames[name], study.spec.windows.car[0]
    return frame[(frame["start"] == start) & (frame["end"] == end)]


def _ranks(study: StudyResult, ids: Sequence[str]) -> dict[str, Rank]:
    """Rank of the largest CAR of each event, over the first window."""
    ranks, window = event_ranks_of(study), study.spec.windows.car[0]
    return {id_: ranks[id_, *window] for id_ in ids if (id_, *window) in ranks}


def asked_ranks(study: StudyResult) -> dict[str, Rank]:
    """Rank of each event that the study asks about (`primary`), in its order."""
    asked = [event.id for event in study.spec.events if event.primary]
    ranks = _ranks(study, asked)
    return {id_: ranks[id_] for id_ in asked if id_ in ranks}


def stand_out(study: StudyResult) -> StandOut | None:
    """Firm-events that stand out among all, by both measures; None where there are not several to look at."""
    level, table = study.spec.level, _first_window(study, "multiplicity")
    table = table[table["family"] == "study"]
    if len(table) < 2:
        return None
    found = table[table["benjamini_hochberg"] <= level].sort_values("p_value", kind="stable")
    strict = int((table["max_t"] <= level).sum())
    pairs = tuple(zip(found["event_id"], found["asset"], strict=True))
    window = study.spec.windows.car[0]
    seen = smallest_effects(study, "study").get(("", "", "", *window), np.nan)
    return StandOut(window, len(table), pairs, strict, level, seen)


def _largest(study: StudyResult) -> tuple[Day0, ...]:
    """Day 0 of the firm-events with the largest CARs."""
    rows = [row for own in day0_rows(cut_to(study, largest_keys(study))).values() for row in own]
    return tuple(sorted(rows, key=lambda row: -abs(row.ar)))


def largest_keys(study: StudyResult) -> pd.DataFrame:
    """Event and asset of the largest CARs of day 0, else of the first window, without those that are no evidence."""
    car, (start, end) = study.frames["car"], leading(study.spec.windows.car)
    own = car[(car["start"] == start) & (car["end"] == end) & ~car["event_id"].isin(study.spec.endogenous)]
    return own[KEYS].iloc[largest_rows(own["car"].to_numpy(dtype=float))]


def mean_cars(study: StudyResult) -> tuple[GroupMean, ...]:
    """Mean CARs of the groups that are no single event, by window; of a study of one event those of its assets."""
    caar, ids = study.frames["caar"], study.frames["events"]["event_id"]
    single = ids[ids.isin(caar["group"].unique())]  # not the other way round: there may be a million events
    out = []
    shared = caar[~caar["group"].isin(single)]
    for group, own in (caar if shared.empty else shared).groupby("group", sort=False):
        columns = (own[name] for name in ("start", "end", "mean_car", "lower", "upper"))
        cars = {(int(a), int(b)): (float(m), float(low), float(up)) for a, b, m, low, up in zip(*columns, strict=True)}
        out.append(GroupMean(str(group), int(own["n"].iloc[0]), cars))
    return tuple(out)
