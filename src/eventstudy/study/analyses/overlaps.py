"""What else happened in the windows of an event: other events, confounders, and events that cannot be told apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from eventstudy.calendar import Sessions
from eventstudy.messages import Message, message
from eventstudy.panel.own_windows import around
from eventstudy.result.schema import TABLES
from eventstudy.spec import StudySpec, Windows
from eventstudy.spec.firm_event_table import stamp
from eventstudy.study.analyses.analysis import Analysis, Computed

__all__ = ["CLUSTERS", "OVERLAPS", "clusters_frame", "find_overlap"]

Ints = NDArray[np.int64]

MOST_PAIRS = 100_000
"""Pairs of firm-events that a table lists: beyond that nobody reads them."""


def find_overlap(
    spec: StudySpec, events: pd.DataFrame, sessions: Mapping[str, Sessions]
) -> tuple[pd.DataFrame, tuple[Message, ...]]:
    """Overlaps of all firm-events that have a day 0.

    Parameters
    ----------
    spec : StudySpec
    events : DataFrame
        All firm-events: event_id, asset, exchange, position, day0.
    sessions : mapping of exchange to Sessions

    Returns
    -------
    table : DataFrame
        A row for each window of a firm-event and each other event of the same asset, or confounder, that falls into
        it: event_id, asset, kind ("event" or "confounder"), other (its id or title), day (its day 0, in sessions from
        this event's), date, start, end (the window), sessions (how many the two have in common: of the same CAR
        window; of the two event windows; of this estimation window and the other's event window; one for a
        confounder).
    notes : tuple of Message
        What the table does not list.
    """
    placed, estimation = _placed(events), _estimation(spec, events)
    first, second, notes = _pairs(placed, around(events, spec.windows))
    day = placed["position"].to_numpy()[second] - placed["position"].to_numpy()[first]
    keys = placed[["event_id", "asset"]]
    own = keys.take(first).reset_index(drop=True).assign(_row=first)
    other = own.assign(
        kind="event",
        other=placed["event_id"].to_numpy()[second],
        day=day,
        date=placed["day0"].to_numpy()[second],
    )
    shared = _in_windows(other, spec.windows, day, () if notes else estimation[:, first])
    news = _confounders(spec, placed, sessions, estimation) if spec.confounders else shared.iloc[:0]
    parts = [part for part in (shared, news) if len(part)]
    if not parts:
        table = pd.DataFrame(columns=TABLES["overlaps"].filled)
    else:
        together = pd.concat(parts, ignore_index=True)
        table = together.sort_values(["_row", "_window", "day"], kind="stable")[TABLES["overlaps"].filled]
    return table.reset_index(drop=True), notes


def _placed(events: pd.DataFrame) -> pd.DataFrame:
    """Firm-events that have a day 0."""
    events, known = events[["event_id", "asset", "exchange", "position", "day0"]], events["position"] >= 0
    return (events if known.all() else events[known]).reset_index(drop=True)


def _estimation(spec: StudySpec, events: pd.DataFrame) -> Ints:
    """First and last session of the estimation window of each firm-event that has a day 0; shape (2, N)."""
    known = events[events["position"] >= 0]
    if "est_start" in known:
        return np.array([known["est_start"], known["est_end"]])
    return np.tile(np.array([spec.windows.estimation]).T, len(known))


def _reach(windows: Windows) -> tuple[int, int]:
    """Distances of day 0 at which another event matters: in the estimation window too, or in the event window only."""
    est, event = windows.estimation, windows.event
    return max(abs(est[0] - event[1]), abs(est[1] - event[0]), event[1] - event[0]), event[1] - event[0]


def _pairs(placed: pd.DataFrame, windows: Windows) -> tuple[Ints, Ints, tuple[Message, ...]]:
    """Rows of all ordered pairs of firm-events of one asset that are near each other."""
    far, near = _reach(windows)
    order, line = _in_line(placed, far)
    for reach, note in ((far, ()), (near, (message("overlaps_of_estimation_unlisted"),))):
        after = np.searchsorted(line, line + reach, side="right") - np.arange(len(line)) - 1
        if 2 * after.sum() <= MOST_PAIRS:
            return *_both_ways(order, after), note
    kept = np.cumsum(2 * after) <= MOST_PAIRS
    cut = message("overlaps_unlisted", listed=2 * after[kept].sum(), all=2 * after.sum())
    return *_both_ways(order, np.where(kept, after, 0)), (cut,)


def _in_line(placed: pd.DataFrame, reach: int) -> tuple[Ints, Ints]:
    """Order of firm-events by asset and day 0, and their places on a line of all assets, more than `reach` apart."""
    asset, position = pd.factorize(placed["asset"])[0], placed["position"].to_numpy()
    line = asset * (int(position.max(initial=0)) + reach + 1) + position
    order = np.argsort(line, kind="stable")
    return order, line[order]


def _both_ways(order: Ints, after: Ints) -> tuple[Ints, Ints]:
    """Pairs of each row with the `after` rows that follow it in `order`, and the other way round."""
    start = np.repeat(np.arange(len(order)), after)
    step = np.arange(len(start)) - np.repeat(after.cumsum() - after, after) + 1
    a, b = order[start], order[start + step]
    return np.concatenate([a, b]), np.concatenate([b, a])


def _in_windows(pairs: pd.DataFrame, windows: Windows, day: Ints, estimation: Sequence[Ints] | Ints) -> pd.DataFrame:
    """Pairs repeated for each window that they share sessions in; `estimation` has the bounds of each, if any."""
    shapes: list[tuple[Any, tuple[int, int]]]
    shapes = [(window, window) for window in dict.fromkeys((*windows.car, windows.event))]
    shapes += [(estimation, windows.event)] if len(estimation) else []
    parts = []
    for w, ((start, end), (first, last)) in enumerate(shapes):
        shared = np.minimum(end, day + last) - np.maximum(start, day + first) + 1
        parts.append(pairs.assign(start=start, end=end, sessions=shared, _window=w)[shared > 0])
    return pd.concat(parts, ignore_index=True)


def _confounders(
    spec: StudySpec, placed: pd.DataFrame, sessions: Mapping[str, Sessions], estimation: Ints
) -> pd.DataFrame:
    """Rows of each confounder in the windows of the firm-events that it concerns."""
    stamps = [stamp(confounder.at) for confounder in spec.confounders]
    dates = np.array([date for _, date, _ in stamps], "datetime64[D]")
    instants = np.array([instant for _, _, instant in stamps], "datetime64[ns]")
    parts = []
    for exchange, own in placed.groupby("exchange", sort=False):
        calendar = sessions[str(exchange)]
        at = calendar.day_zero(dates, instants)
        for confounder, position in zip(spec.confounders, at, strict=True):
            concerned = own if confounder.assets is None else own[own["asset"].isin(confounder.assets)]
            if position >= 0 and len(concerned):
                parts.append((concerned.index.to_numpy(), confounder.title, position, calendar.dates[position]))
    row = np.concatenate([rows for rows, *_ in parts]) if parts else np.array([], int)
    title, position, date = (
        np.repeat(np.array([part[k] for part in parts]), [len(part[0]) for part in parts]) for k in (1, 2, 3)
    )
    day = position - placed["position"].to_numpy()[row]
    near = placed[["event_id", "asset"]].take(row).reset_index(drop=True)
    near = near.assign(kind="confounder", other=title, day=day, date=date.astype("datetime64[s]"), sessions=1, _row=row)
    windows: list[Any] = [*dict.fromkeys((*spec.windows.car, spec.windows.event)), estimation[:, row]]
    inside = [
        near.assign(start=start, end=end, _window=w)[(start <= day) & (day <= end)]
        for w, (start, end) in enumerate(windows)
    ]
    return pd.concat(inside, ignore_index=True)


def clusters_frame(placed: pd.DataFrame, windows: Windows) -> pd.DataFrame:
    """Events linked by firm-events of one asset whose CAR windows, taken together, share a session.

    Parameters
    ----------
    placed : DataFrame
        Firm-events with a day 0: event_id, asset, position, day0.
    windows : Windows

    Returns
    -------
    DataFrame
        cluster, event_id, first, last.
    """
    from scipy.sparse import coo_array  # slow to load
    from scipy.sparse.csgraph import connected_components

    reach = max(end for _, end in windows.car) - min(start for start, _ in windows.car)
    event, ids = pd.factorize(placed["event_id"])
    order, line = _in_line(placed, reach)
    a, b = order[:-1], order[1:]
    linked = (np.diff(line) <= reach) & (event[a] != event[b])
    graph = coo_array((np.ones(linked.sum()), (event[a][linked], event[b][linked])), shape=(len(ids), len(ids)))
    label = connected_components(graph, directed=False)[1] if len(ids) else np.array([], int)
    day0 = placed["day0"].to_numpy().astype("datetime64[D]").astype(np.int64)
    first, last = _least(event, day0, len(ids)), -_least(event, -day0, len(ids))
    spans = {"first": first, "last": last}
    start = _least(label, first, len(ids))[label]
    several = np.flatnonzero(np.bincount(label)[label] > 1)
    order = several[np.lexsort(tuple(values[several] for values in (last, first, label, start)))]
    dates = {name: days[order].astype("datetime64[D]").astype("datetime64[s]") for name, days in spans.items()}
    return pd.DataFrame({"cluster": pd.factorize(label[order])[0] + 1, "event_id": ids.take(order), **dates})


def _least(group: Ints, values: Ints, groups: int) -> Ints:
    """Least value of each group; shape (groups,)."""
    least = np.full(groups, np.iinfo(np.int64).max)
    np.minimum.at(least, group, values)
    return least


def _overlaps(computed: Computed) -> tuple[pd.DataFrame, tuple[Message, ...]]:
    """What fell into the windows of the events that were asked for, other events of the study included."""
    prepared = computed.prepared
    table, notes = find_overlap(computed.spec, prepared.known, prepared.sessions)
    return table[table["event_id"].isin(prepared.events["event_id"])].reset_index(drop=True), notes


def _clusters(computed: Computed) -> pd.DataFrame:
    """Clusters with an event that was asked for, whole."""
    prepared = computed.prepared
    table = clusters_frame(_placed(prepared.known), computed.spec.windows)
    asked = table.loc[table["event_id"].isin(prepared.events["event_id"]), "cluster"]
    table = table[table["cluster"].isin(asked)].reset_index(drop=True)
    return table.assign(cluster=pd.factorize(table["cluster"])[0] + 1)


OVERLAPS = Analysis(TABLES["overlaps"], _overlaps)
CLUSTERS = Analysis(TABLES["clusters"], _clusters)
