"""Sentences on events of which only a range of days is known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from eventstudy.result import StudyResult
from eventstudy.spec import StudySpec
from eventstudy.tables.by_event import asset_name
from eventstudy.tables.ranks import Rank, rank_on
from eventstudy.text.language import Language

__all__ = ["range_sentences"]

FEW = 4
"""Assets that a sentence names one by one."""


def range_sentences(study: StudyResult, language: Language, ids: Sequence[str]) -> dict[str, list[str]]:
    """What can be said of each event in a range: between which days it happened, and the most extreme of them.

    Parameters
    ----------
    study : StudyResult
    language : Language
    ids : sequence of str
        Events to tell of.
    """
    table = study.frames["date_ranges"]
    out = {}
    for id_, own in table[table["event_id"].isin(ids)].groupby("event_id", sort=False):
        first, last = own["first"].min(), own["last"].max()
        days = {"first": language.long_date(first), "last": language.long_date(last)}
        told = [language("range.between" if last > first else "range.on", **days)]
        rows = sorted(own[own["ar"].notna()].itertuples(), key=lambda row: -abs(row.t))
        if rows:
            parts = [_most_extreme(row, study.spec, language) for row in rows[:FEW]]
            more = language("range.more", n=len(rows) - FEW) if len(rows) > FEW else ""
            told.append(language("range.largest", list=language.sequence(parts), more=more))
        out[str(id_)] = told
    return out


def _most_extreme(row: Any, spec: StudySpec, language: Language) -> str:
    values = {"value": language.percent(row.ar, 1), "date": language.long_date(row.date)}
    values["name"] = asset_name(spec, row.asset)
    if pd.isna(row.larger):
        return language("range.one", **values)
    rank = Rank(int(row.larger), int(row.stretches), False, int(row.sessions), spec.level)
    return language("range.one.ranked", rank=rank_on(rank, language), **values)
