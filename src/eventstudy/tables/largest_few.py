"""Events with more assets than anybody reads, cut to those that moved most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from eventstudy.result import StudyResult
from eventstudy.text.language import Language

__all__ = ["KEYS", "MOST_ASSETS", "Largest", "cut_to", "few_lines", "largest", "largest_assets"]

MOST_ASSETS = 30
"""Assets of one event that are shown in full, or drawn."""
KEYS = ["event_id", "asset"]
CUT = ("ar", "paths", "car", "models", "money", "benchmarks", "ranks")
"""Tables with rows for each firm-event, of which people read few."""

Frames = Mapping[str, pd.DataFrame]


@dataclass(frozen=True, eq=False)
class Largest:
    """A study with the tables of some events cut.

    Attributes
    ----------
    study : StudyResult
        Of the events that were asked for; of an event with too many assets those with the largest abnormal returns,
        the largest first.
    assets : dict
        For each event that was cut, how many assets were computed.
    dropped : dict
        For each event of which too many rows were dropped, how many.
    """

    study: StudyResult
    assets: dict[str, int]
    dropped: dict[str, int]


def largest(study: StudyResult, ids: Sequence[str], most: int = MOST_ASSETS) -> Largest:
    """A study with the tables of some events cut to `most` assets each.

    Parameters
    ----------
    study : StudyResult
    ids : sequence of str
        Events.
    most : int
    """
    frames = study.frames
    keys, counts = _kept(frames, ids, most)
    dropped = frames["dropped"][frames["dropped"]["event_id"].isin(ids)]
    gone = dropped["event_id"].value_counts(sort=False)
    if counts.empty and (gone <= most).all():
        return Largest(study, {}, {})
    few = {"dropped": dropped.groupby("event_id", sort=False).head(most)}
    cut = replace(study, frames={**cut_to(study, keys).frames, **few})
    return Largest(cut, dict(counts), dict(gone[gone > most]))


def cut_to(study: StudyResult, keys: pd.DataFrame) -> StudyResult:
    """A study whose tables of firm-events hold some of them only.

    Parameters
    ----------
    study : StudyResult
    keys : DataFrame
        event_id, asset, in the order in which the tables are to have them.
    """
    return replace(study, frames={**study.frames, **{name: _rows_of(study.frames[name], keys) for name in CUT}})


def few_lines(cut: Largest, event: str, language: Language) -> list[str]:
    """Lines on an event of which not everything is shown."""
    counted = (("event.few", cut.assets, "models"), ("event.few_dropped", cut.dropped, "dropped"))
    return [
        language(
            key, shown=int((cut.study.frames[name]["event_id"] == event).sum()), total=language.count(totals[event])
        )
        for key, totals, name in counted
        if event in totals
    ]


def largest_assets(study: StudyResult, event: str, most: int = MOST_ASSETS) -> tuple[list[str], int]:
    """Assets of one event, at most so many, and how many were computed; in the order of the study if that is all."""
    keys, _ = _kept(study.frames, [event], most)
    return list(keys["asset"]), int((study.frames["models"]["event_id"] == event).sum())


def _kept(frames: Frames, ids: Sequence[str], most: int) -> tuple[pd.DataFrame, pd.Series]:
    """Firm-events that stay, in their order; and how many assets the events have that do not keep all."""
    own = frames["models"].loc[frames["models"]["event_id"].isin(ids).to_numpy(), KEYS]
    counts = own["event_id"].value_counts(sort=False)
    counts = counts[counts > most]
    if counts.empty:
        return own, counts
    many = own["event_id"].isin(counts.index).to_numpy()
    order = np.lexsort((np.where(many, -_sizes(frames, own), 0.0), own["event_id"].factorize()[0]))
    return own.iloc[order].groupby("event_id", sort=False).head(most), counts


def _sizes(frames: Frames, own: pd.DataFrame) -> np.ndarray:
    """Size of the abnormal return of day 0 of each firm-event, else of its first CAR; 0 where there is neither."""
    ar, car = frames["ar"], frames["car"]
    day0 = ar.loc[(ar["day"] == 0).to_numpy(), [*KEYS, "ar"]].rename(columns={"ar": "size"})
    if day0.empty:
        day0 = car[[*KEYS, "car"]].drop_duplicates(KEYS).rename(columns={"car": "size"})
    sizes: np.ndarray = own.merge(day0, on=KEYS, how="left")["size"].abs().fillna(0.0).to_numpy()
    return sizes


def _rows_of(frame: pd.DataFrame, keys: pd.DataFrame) -> pd.DataFrame:
    """Rows of some firm-events, in the order of these."""
    near = frame[frame["event_id"].isin(keys["event_id"].unique())]
    place = pd.MultiIndex.from_frame(keys).get_indexer(pd.MultiIndex.from_frame(near[KEYS]))
    kept = np.flatnonzero(place >= 0)
    return near.iloc[kept[np.argsort(place[kept], kind="stable")]]
