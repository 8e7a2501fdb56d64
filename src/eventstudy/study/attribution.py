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

__all__ = ["TOTAL", "attribution_frame"]

COLUMNS = ["cluster", "events", "asset", "first", "last", "days", "car", "se", "t", "p_value", "note"]
TOTAL = "(all)"
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
    parts = []
    for cluster, own in clusters[clusters["cluster"] <= MOST_CLUSTERS].groupby("cluster", sort=True):
        members = events[events["event_id"].isin(own["event_id"]) & (events["position"] >= 0)]
        rows = []
        for asset, firm_events in members.groupby("asset", sort=False):
            if asset in prepared.table.asset_row and firm_events["event_id"].nunique() > 1:
                rows += list(_shares(prepared, events, firm_events))
        parts.append(pd.DataFrame(rows).assign(cluster=cluster) if rows else pd.DataFrame())
    together = pd.concat(parts, ignore_index=True) if any(len(part) for part in parts) else pd.DataFrame()
    return together.reindex(columns=COLUMNS)


def _spans(firm_events: pd.DataFrame) -> list[Span]:
    """Sessions of each event of one asset, in the order of their days 0."""
    joined = firm_events.groupby("position", sort=True)["event_id"].agg(" + ".join)
    starts = joined.index.to_numpy() - joined.index[0]
    ends = [*(starts[1:] - 1), starts[-1] + 1]
    return [Span(name, int(a), int(b)) for name, a, b in zip(joined, starts, ends, strict=True)]


def _shares(prepared: Prepared, events: pd.DataFrame, firm_events: pd.DataFrame) -> Iterator[dict[str, object]]:
    """Rows of one asset in one cluster."""
    spec, spans = prepared.spec, _spans(firm_events)
    whole = Span(TOTAL, 0, spans[-1].last)
    panel, fit = _before_the_first(prepared, events, int(firm_events["position"].idxmin()), whole.last)
    asset = firm_events["asset"].iloc[0]
    for span in (*spans, whole):
        row: dict[str, object] = {"events": span.events, "asset": asset, "days": span.last - span.first + 1}
        if not len(panel.members) or fit.reason[0]:
            yield row | {"note": "its model cannot be estimated before the first event of the cluster"}
            continue
        dates = panel.days[0, [span.first, span.last]].astype("datetime64[s]")
        yield row | {"first": dates[0], "last": dates[1]} | _numbers(spec, fit, span)


def _before_the_first(prepared: Prepared, events: pd.DataFrame, row: int, last: int) -> tuple[Panel, Fit]:
    """Model of the firm-event in `row`, and its abnormal returns from day 0 to session `last`."""
    spec = prepared.spec
    windows = Windows(estimation=spec.windows.estimation, event=(0, last), car=((0, 0),))
    panel, _ = cut_windows(
        events,
        np.array([row]),
        prepared.table,
        windows,
        spec.enough_estimation,
        prepared.inputs,
        prepared.factors,
    )
    return panel, fit_model(spec, panel)


def _numbers(spec: StudySpec, fit: Fit, span: Span) -> dict[str, object]:
    car, se = (float(values[0]) for values in car_and_error(fit, span.first, span.last))
    note = "a return is missing" if np.isnan(car) else ""
    p_value = float(p_t(car / se, fit.df[0], spec.alternative))
    return {"car": car, "se": se, "t": car / se, "p_value": p_value, "note": note}
