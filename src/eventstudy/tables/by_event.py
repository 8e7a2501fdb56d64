"""A study's tables arranged by event, for the terminal, the notebook and the report."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from eventstudy.result.shown import first_ids, read_whole, shown_ids
from eventstudy.spec import StudySpec
from eventstudy.tables.ranks import Rank, rank_cell, ranks_of
from eventstudy.text.language import ENGLISH
from eventstudy.text.numbers import number, p_text, percent, window_text

__all__ = [
    "GROUP_HEADER",
    "EventOverview",
    "across_events",
    "asset_name",
    "counts",
    "first_events",
    "group_rows",
    "overview",
    "shown_events",
    "tally",
]


@dataclass(frozen=True)
class EventOverview:
    """One event as text.

    Attributes
    ----------
    id, title, at : str
    endogenous : bool
    header : list of str
    rows : list of list of str
        One for each asset that was computed, cells as in `header`.
    dropped : list of tuple of str
        Asset and reason, for assets (or single windows) that were not.
    joint : list of str
        A line for each test across its assets.
    """

    id: str
    title: str
    at: str
    endogenous: bool
    header: list[str]
    rows: list[list[str]]
    dropped: list[tuple[str, str]]
    joint: list[str]


def asset_name(spec: StudySpec, ticker: str) -> str:
    """Name of an asset, else its ticker."""
    return (spec.assets[ticker].name if ticker in spec.assets else None) or ticker


def counts(frames: Mapping[str, pd.DataFrame]) -> str:
    """How many firm-events went in, were computed and were dropped."""
    events, total, done = tally(frames)
    of = ENGLISH("terminal.event" if events == 1 else "terminal.events", n=events)
    firm = ENGLISH("terminal.firm_event" if total == 1 else "terminal.firm_events", n=total)
    return ENGLISH("terminal.computed_and_dropped", counted=f"{of}, {firm}", done=done, dropped=total - done)


def tally(frames: Mapping[str, pd.DataFrame]) -> tuple[int, int, int]:
    """Events, firm-events, and those of them that were computed; of the whole study, see `first_events`."""
    known: tuple[int, int, int] | None = frames["events"].attrs.get("tally")
    done = len(frames["models"]) + len(frames["date_ranges"])
    return known or (frames["events"]["event_id"].nunique(), len(frames["events"]), done)


def first_events(frames: Mapping[str, pd.DataFrame]) -> Mapping[str, pd.DataFrame]:
    """Tables of a very large study cut to its first events, for people to read; its groups stay, and its `tally`."""
    events = frames["events"]
    if read_whole(events["event_id"]):
        return frames
    ids = shown_ids(events["event_id"])
    cut = {n: frame[frame["event_id"].isin(ids)] if "event_id" in frame else frame for n, frame in frames.items()}
    clusters = frames["clusters"]
    unseen = clusters.loc[~clusters["event_id"].isin(ids), "cluster"]
    cut["clusters"] = clusters[~clusters["cluster"].isin(unseen)]  # a part of a cluster would mislead
    attribution = frames["attribution"]
    cut["attribution"] = attribution[attribution["cluster"].isin(cut["clusters"]["cluster"])]
    cut["events"].attrs["tally"] = tally(frames)
    return cut


def shown_events(frames: Mapping[str, pd.DataFrame]) -> int | None:
    """How many events a study was cut to by `first_events`; None for a whole one."""
    return frames["events"]["event_id"].nunique() if "tally" in frames["events"].attrs else None


def overview(spec: StudySpec, frames: Mapping[str, pd.DataFrame], most: int | None = None) -> list[EventOverview]:
    """Events in the order of the study, the first `most` of them."""
    column = frames["events"]["event_id"]
    ids = first_ids(column, len(column) if most is None else most)
    parts = {name: _by_event(frames[name], ids) for name in ("events", "ar", "car", "dropped")}
    titles, endogenous = spec.titles, spec.endogenous
    windows = [w for w in spec.windows.car if w != (0, 0)]
    joint, ranks = _joint_lines(frames, ids), _ranks_by_event(frames, ids, spec.level)
    header = ["asset", "day 0", "return", "AR", "se", "t", "rank", *(f"CAR {window_text(*w)}" for w in windows)]
    out = []
    for id_ in ids:
        own = {name: groups.get(id_, frames[name].iloc[:0]) for name, groups in parts.items()}
        out.append(
            EventOverview(
                id=id_,
                title=titles.get(id_, id_),
                at=str(own["events"]["at"].iloc[0]),
                endogenous=id_ in endogenous,
                header=header,
                rows=_asset_rows(spec, windows, own, ranks.get(id_, {})),
                dropped=_dropped(spec, own["dropped"]),
                joint=joint.get(id_, []),
            )
        )
    return out


def _by_event(frame: pd.DataFrame, ids: list[str]) -> dict[str, pd.DataFrame]:
    return dict(iter(frame[frame["event_id"].isin(ids)].groupby("event_id", sort=False)))


def _asset_rows(
    spec: StudySpec,
    windows: list[tuple[int, int]],
    own: Mapping[str, pd.DataFrame],
    ranks: Mapping[tuple[str, int, int], Rank],
) -> list[list[str]]:
    ar = own["ar"]
    day0 = ar[ar["day"] == 0].set_index("asset")
    dates = own["events"].set_index("asset")["day0"]
    cars = own["car"].set_index(["asset", "start", "end"])["car"]
    rows = []
    for asset in dict.fromkeys(ar["asset"]):
        on = day0.loc[asset] if asset in day0.index else pd.Series(np.nan, index=ar.columns)
        cells = [
            percent(on["return"]),
            percent(on["ar"]),
            percent(on["se"], sign=False),
            number(on["t"]),
            rank_cell(ranks.get((asset, 0, 0)), ENGLISH),
        ]
        for window in windows:
            rank = ranks.get((asset, *window))
            car = percent(cars.loc[(asset, *window)]) if (asset, *window) in cars.index else "–"
            cells.append(car if rank is None else f"{car} ({rank_cell(rank, ENGLISH)})")
        rows.append([asset_name(spec, asset), f"{dates[asset]:%Y-%m-%d}", *cells])
    return rows


def _ranks_by_event(
    frames: Mapping[str, pd.DataFrame], ids: list[str], level: float
) -> dict[str, dict[tuple[str, int, int], Rank]]:
    out: dict[str, dict[tuple[str, int, int], Rank]] = {id_: {} for id_ in ids}
    for (event, asset, start, end), rank in ranks_of(frames, level).items():
        if event in out:
            out[event][asset, start, end] = rank
    return out


def _dropped(spec: StudySpec, dropped: pd.DataFrame) -> list[tuple[str, str]]:
    out = []
    for row in dropped.itertuples():
        window = "" if pd.isna(row.start) else f" {window_text(row.start, row.end)}"
        out.append((asset_name(spec, row.asset) + window, ENGLISH.text(row.reason)))
    return out


def _joint_lines(frames: Mapping[str, pd.DataFrame], ids: list[str]) -> dict[str, list[str]]:
    """Tests across the assets of each event, a line for each window; their p belong beside their laws, in a table."""
    tests = _with_means(frames["tests"][frames["tests"]["group"].isin(ids)], frames)
    lines: dict[str, list[str]] = {}
    for (group, start, end), own in tests.groupby(["group", "start", "end"], sort=False):
        results = [
            f"{row.test} {number(row.statistic)}"
            if math.isfinite(row.statistic)
            else ENGLISH("terminal.test_without_result", test=row.test, note=ENGLISH.text(row.note))
            for row in own.itertuples()
        ]
        mean = percent(own["mean_car"].iloc[0])
        lines.setdefault(group, []).append(
            ENGLISH("terminal.car_mean", window=window_text(start, end), mean=mean, results=", ".join(results))
        )
    return lines


def _with_means(tests: pd.DataFrame, frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    return tests.merge(frames["caar"][["group", "start", "end", "mean_car"]], on=["group", "start", "end"])


def across_events(frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Tests of groups that are no single event."""
    tests, ids = frames["tests"], frames["events"]["event_id"]
    events = ids[ids.isin(tests["group"].unique())]  # not the other way round: there may be a million events
    return tests[~tests["group"].isin(events)]


def group_rows(frames: Mapping[str, pd.DataFrame]) -> list[list[str]]:
    """Tests across events (the whole sample and named groups) as text, cells as in `GROUP_HEADER`."""
    across = across_events(frames)
    return [
        [
            row.group,
            window_text(row.start, row.end),
            str(row.n),
            percent(row.mean_car),
            row.test,
            number(row.statistic),
            p_text(row.p_value),
            ENGLISH.text(row.law),
            ENGLISH.text(row.note),
        ]
        for row in _with_means(across, frames).itertuples()
    ]


GROUP_HEADER = ["group", "window", "n", "mean CAR", "test", "statistic", "p", "law", "note"]
