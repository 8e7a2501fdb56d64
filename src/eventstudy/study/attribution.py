"""The days of a cluster of events shared out among them, all measured from one estimation window before the first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from eventstudy.engine import Fit, car_and_error
from eventstudy.inference.laws import p_t
from eventstudy.panel import Panel, cut_windows
from eventstudy.spec import StudySpec, Windows
from eventstudy.study.model_choice import fit_model
from eventstudy.study.prepare import Prepared
from eventstudy.tables import WHOLE_CLUSTER

__all__ = ["attribution_frame"]

COLUMNS = ["cluster", "events", "asset", "first", "last", "days", "car", "se", "t", "p_value", "note"]
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


def attribution_frame(prepared: Prepared, clusters: pd.DataFrame) -> pd.DataFrame:
    """CAR of each event of a cluster over the sessions that are its own.

    An event's sessions run from its day 0 to the session before the next event's day 0; the last event has its day 0
    and the session after. The model is estimated once for each asset, from the estimation window before the first
    event. This is a regression with a dummy for each session of the cluster (Binder 1985): the sums of its
    coefficients are these CARs, and their standard errors those given here.

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
    events = prepared.events.reset_index(drop=True)
    number = events["event_id"].map(clusters.set_index("event_id")["cluster"])
    clustered = events.assign(cluster=number)[(number <= MOST_CLUSTERS) & (events["position"] >= 0)]
    shared = [
        (int(cluster), str(asset), int(own["position"].idxmin()), _spans(own))
        for (cluster, asset), own in clustered.groupby(["cluster", "asset"], sort=False)
        if asset in prepared.table.asset_row and own["event_id"].nunique() > 1
    ]
    found: dict[tuple[int, str], list[dict[str, object]]] = {(cluster, asset): [] for cluster, asset, _, _ in shared}
    for last in {spans[-1].last for _, _, _, spans in shared}:
        for cluster, asset, row in _measured(prepared, events, last, [s for s in shared if s[3][-1].last == last]):
            found[cluster, asset].append({"cluster": cluster, "asset": asset} | row)
    ordered = sorted(found, key=lambda key: key[0])
    return pd.DataFrame([row for key in ordered for row in found[key]]).reindex(columns=COLUMNS)


def _spans(firm_events: pd.DataFrame) -> list[Span]:
    """Sessions of each event of one asset, in the order of their days 0."""
    joined = firm_events.groupby("position", sort=True)["event_id"].agg(" + ".join)
    starts = joined.index.to_numpy() - joined.index[0]
    ends = [*(starts[1:] - 1), starts[-1] + 1]
    return [Span(name, int(a), int(b)) for name, a, b in zip(joined, starts, ends, strict=True)]


def _measured(
    prepared: Prepared, events: pd.DataFrame, last: int, shared: list[tuple[int, str, int, list[Span]]]
) -> Iterator[tuple[int, str, dict[str, object]]]:
    """Rows of the clusters and assets whose days end `last` sessions after the first day 0."""
    panel, fit = _before_the_first(prepared, events, np.array([row for _, _, row, _ in shared]), last)
    place = {int(member): i for i, member in enumerate(panel.members)}
    for cluster, asset, row, spans in shared:
        for span in (*spans, Span(WHOLE_CLUSTER, 0, last)):
            one: dict[str, object] = {"events": span.events, "days": span.last - span.first + 1}
            i = place.get(row)
            if i is None or fit.reason[i]:
                one["note"] = "its model cannot be estimated before the first event of the cluster"
            else:
                dates = panel.days[i, [span.first, span.last]].astype("datetime64[s]")
                one |= {"first": dates[0], "last": dates[1]} | _numbers(prepared.spec, fit, span, i)
            yield cluster, asset, one


def _before_the_first(prepared: Prepared, events: pd.DataFrame, rows: np.ndarray, last: int) -> tuple[Panel, Fit]:
    """Models of some firm-events, and their abnormal returns from day 0 to session `last`."""
    spec = prepared.spec
    windows = Windows(estimation=spec.windows.estimation, event=(0, last), car=((0, 0),))
    panel, _ = cut_windows(
        events,
        rows,
        prepared.table,
        windows,
        spec.enough_estimation,
        prepared.inputs,
        prepared.factors,
    )
    return panel, fit_model(spec, panel)


def _numbers(spec: StudySpec, fit: Fit, span: Span, row: int) -> dict[str, object]:
    car, se = (float(values[row]) for values in car_and_error(fit, span.first, span.last))
    note = "a return is missing" if np.isnan(car) else ""
    p_value = float(p_t(car / se, fit.df[row], spec.alternative))
    return {"car": car, "se": se, "t": car / se, "p_value": p_value, "note": note}
