"""The days of a cluster of events shared out among them, all measured from one estimation window before the first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from eventstudy.engine import Fit, car_and_error
from eventstudy.inference.laws import p_t
from eventstudy.messages import NOTHING, Message, message
from eventstudy.panel import Panel, cut_windows
from eventstudy.result.columns import WHOLE_CLUSTER
from eventstudy.result.schema import TABLES
from eventstudy.spec import StudySpec, Windows
from eventstudy.study.analyses.analysis import Analysis, Computed, Found
from eventstudy.study.model_choice import fit_model
from eventstudy.study.preparing import Prepared

__all__ = ["ATTRIBUTION", "attribution_frame", "attribution_note"]

MOST_CLUSTERS = 200
"""Clusters whose days are shared out; nobody reads more."""


@dataclass(frozen=True)
class Span:
    """Sessions of a cluster that are put down to one of its events, or to several with the same day 0.

    Attributes
    ----------
    events : str
    first, last : int
        Sessions from the first day 0 of the cluster.
    """

    events: str
    first: int
    last: int

    @property
    def days(self) -> int:
        """How many sessions they are."""
        return self.last - self.first + 1


Shared = tuple[int, str, int, list[Span]]
"""A cluster, an asset of it, the row of its first firm-event, and whose sessions are whose."""

Row = dict[str, object]


def attribution_frame(prepared: Prepared, clusters: pd.DataFrame) -> pd.DataFrame:
    """CAR of each event of a cluster over the sessions that are its own.

    An event's sessions run from its day 0 to the session before the next event's day 0; the last event has its day 0
    and the session after. The model is estimated once for each asset, from the estimation window before the first
    event. This is a regression with a dummy for each session of the cluster (Binder 1985): the sums of its
    coefficients are these CARs, and their standard errors those given here. Where the last event's sessions end the
    papers leave open; that they are two is a choice, on which its CAR and the cluster's sum hang. For the last event of
    January 2025 in the shipped study Nvidia's CAR is +4.4 % (standard error 2.3) on day 0, +1.2 % (3.3) with the
    session after and −3.8 % (5.7) with the five after.

    Parameters
    ----------
    prepared : Prepared
    clusters : DataFrame
        cluster, event_id.

    Returns
    -------
    DataFrame
        cluster, events, asset, first, last (dates), days, car, se, t, p_value, note; the sum over a cluster stands
        after its events as "(all)".

    References
    ----------
    Binder (1985), Journal of Accounting Research 23; Karafiath (1988), Financial Review 23.
    """
    shared = list(_shared(prepared, clusters))
    lasts = sorted({spans[-1].last for _, _, _, spans in shared})
    found: dict[tuple[int, str], list[Row]] = {}
    for last in reversed(lasts):
        # The longest serves all; then those that a forbidden day after their cluster has cost their window.
        left = [s for s in shared if s[:2] not in found and (last == lasts[-1] or s[3][-1].last == last)]
        found |= _measured(prepared, last, left) if left else {}
    rows = [
        {"cluster": cluster, "asset": asset} | row
        for cluster, asset, _, spans in sorted(shared, key=lambda one: one[0])
        for row in found.get((cluster, asset)) or _unmeasured(spans)
    ]
    return pd.DataFrame(rows).reindex(columns=TABLES["attribution"].filled)


def attribution_note(clusters: pd.DataFrame) -> tuple[Message, ...]:
    """Which clusters are left out of `attribution_frame`."""
    number = int(clusters["cluster"].max()) if len(clusters) else 0
    if number <= MOST_CLUSTERS:
        return ()
    return (message("clusters_not_shared_out", most=MOST_CLUSTERS, number=number),)


def _shared(prepared: Prepared, clusters: pd.DataFrame) -> Iterator[Shared]:
    """Clusters of which an asset has several events."""
    few = clusters[clusters["cluster"] <= MOST_CLUSTERS]
    number = dict(zip(few["event_id"], few["cluster"], strict=True))
    events = prepared.known
    rows = np.flatnonzero(events["event_id"].isin(few["event_id"]) & (events["position"] >= 0))
    own: dict[tuple[int, str], list[tuple[int, str, int]]] = {}
    near = events[["event_id", "asset", "position"]].iloc[rows]
    for row, (event, asset, position) in zip(rows.tolist(), near.itertuples(index=False), strict=True):
        if asset in prepared.table.asset_row:
            own.setdefault((number[event], asset), []).append((position, event, row))
    for (cluster, asset), placed in own.items():
        if len({event for _, event, _ in placed}) > 1:
            yield cluster, asset, min(placed, key=lambda one: one[0])[2], _spans(placed)


def _spans(placed: list[tuple[int, str, int]]) -> list[Span]:
    """Sessions of each event of one asset, in the order of their days 0, from (position, event, row)."""
    names: dict[int, str] = {}
    for position, event, _ in placed:
        names[position] = f"{names[position]} + {event}" if position in names else event
    starts = sorted(names)
    ends = [*(start - 1 for start in starts[1:]), starts[-1] + 1]
    return [Span(names[a], a - starts[0], b - starts[0]) for a, b in zip(starts, ends, strict=True)]


def _with_all(spans: list[Span]) -> list[Span]:
    return [*spans, Span(WHOLE_CLUSTER, 0, spans[-1].last)]


def _unmeasured(spans: list[Span]) -> list[Row]:
    why = message("cluster_model_missing")
    return [{"events": one.events, "days": one.days, "note": why} for one in _with_all(spans)]


def _measured(prepared: Prepared, last: int, shared: list[Shared]) -> dict[tuple[int, str], list[Row]]:
    """Rows of clusters and assets, of which no day lies more than `last` sessions after the first day 0.

    Without those whose windows up to this session cannot be used, or that have no model.
    """
    panel, fit = _before_the_first(prepared, np.array([row for _, _, row, _ in shared]), last)
    place = {int(member): i for i, member in enumerate(panel.members) if not fit.reason[i]}
    found = {}
    for cluster, asset, row, spans in shared:
        if row in place:
            found[cluster, asset] = [_row(prepared.spec, panel, fit, place[row], one) for one in _with_all(spans)]
    return found


def _row(spec: StudySpec, panel: Panel, fit: Fit, i: int, span: Span) -> Row:
    first, last = panel.days[i, [span.first, span.last]].astype("datetime64[s]")
    return {"events": span.events, "first": first, "last": last, "days": span.days} | _numbers(spec, fit, span, i)


def _before_the_first(prepared: Prepared, rows: np.ndarray, last: int) -> tuple[Panel, Fit]:
    """Models of some firm-events, and their abnormal returns from day 0 to session `last`."""
    spec = prepared.spec
    windows = Windows(estimation=spec.windows.estimation, event=(0, last), car=((0, 0),))
    # No CAR window of a firm-event's own is cut here: these event windows begin at day 0.
    panel, _ = cut_windows(
        prepared.known.drop(columns=["car_start", "car_end"], errors="ignore"),
        rows,
        prepared.table.of(prepared.known["asset"].iloc[rows].unique()),
        windows,
        spec.enough_estimation,
        prepared.inputs,
        prepared.factors,
    )
    return panel, fit_model(spec, panel)


def _numbers(spec: StudySpec, fit: Fit, span: Span, row: int) -> dict[str, object]:
    car, se = (float(values[row]) for values in car_and_error(fit, span.first, span.last))
    note = message("cluster_return_missing") if np.isnan(car) else NOTHING
    p_value = float(p_t(car / se, fit.df[row], spec.alternative))
    return {"car": car, "se": se, "t": car / se, "p_value": p_value, "note": note}


def _found(computed: Computed) -> Found:
    clusters = computed.frames["clusters"]
    return attribution_frame(computed.prepared, clusters), attribution_note(clusters)


ATTRIBUTION = Analysis(TABLES["attribution"], _found)
