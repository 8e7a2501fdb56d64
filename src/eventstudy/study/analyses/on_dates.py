"""How many dates without an event were as extreme: the second share that a sentence may give, beside ordinary days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from eventstudy.inference import LONGEST_STRETCH, sample_of_panel
from eventstudy.inference.laws import tail
from eventstudy.inference.volatility import filter_days
from eventstudy.models import MODELS
from eventstudy.result.schema import SCHEMA
from eventstudy.result.shown import largest_rows, leading
from eventstudy.spec.row_windows import has_own_windows
from eventstudy.study.analyses.analysis import Analysis, Computed
from eventstudy.study.analyses.ranks import ranked_windows
from eventstudy.study.eligible_dates import fit_eligible_dates
from eventstudy.study.fitting import Fitted
from eventstudy.study.preparing import Prepared

__all__ = ["DATE_RANKS"]

MOST_RETURNS = 5_000_000
"""Estimation returns at all sessions of the assets that are looked at; those asked about come first."""

Found = tuple[str, str, int, int]
"""Event, asset (none: of all its assets the largest), dates at least as extreme, and all of them."""


def _date_ranks(computed: Computed) -> pd.DataFrame:
    """Rank of short windows among the same windows at the dates where `placebo` would place them.

    A firm-event is compared with its own asset; an event, by the largest of its firm-events, with the largest of the
    same assets on each date that all of them have.
    """
    columns = SCHEMA["date_ranks"].filled
    parts = [pd.DataFrame(columns=columns)]
    there = _fitted_dates(computed)
    if there is None:
        return parts[0]
    keys, endogenous = computed.fitted.keys, set(computed.fitted.endogenous)
    for window, rows, own, sample in ranked_windows(computed):
        if window[1] - window[0] + 1 > LONGEST_STRETCH:
            continue
        extremes = _extremes(there, window, computed)
        score = tail(filter_days(sample.take(own)).score, computed.spec.alternative)
        real = keys.take(rows[own]).assign(extreme=score)
        real = real[real["asset"].isin(extremes.columns) & np.isfinite(score)]
        found = [*_alone(real, extremes), *_together(real[~real["event_id"].isin(endogenous)], extremes, keys)]
        table = pd.DataFrame(found, columns=["event_id", "asset", "larger", "dates"])
        parts.append(table.assign(start=window[0], end=window[1])[columns])
    return pd.concat([part for part in parts if len(part)] or parts, ignore_index=True)


def _fitted_dates(computed: Computed) -> Fitted | None:
    """Firm-events at eligible dates; None where there are none, or where each would take an iteration of its own."""
    if has_own_windows(computed.prepared.events) or MODELS[computed.spec.model.name].heavy:
        return None
    start, end = computed.spec.windows.estimation
    most = MOST_RETURNS // (computed.prepared.table.assets.shape[1] * (end - start + 1))
    assets = _assets(computed)[:most]
    if not assets:
        return None
    there = fit_eligible_dates(_of(computed.prepared, assets), assets)[0]
    return there if len(there.events) else None


def _of(prepared: Prepared, assets: list[str]) -> Prepared:
    """The part of a study that is about some of its assets."""
    events, table, elsewhere = prepared.events, prepared.table, prepared.elsewhere
    if elsewhere is not None:
        elsewhere = elsewhere[[table.asset_row[asset] for asset in assets]]
    own = events[events["asset"].isin(assets)]
    return replace(prepared, events=own, table=table.of(assets), elsewhere=elsewhere)


def _assets(computed: Computed) -> list[str]:
    """Assets of events that the study asks about or that bear claims, then those with the largest CARs."""
    events, spec = computed.fitted.events, computed.spec
    asked = sorted((one for one in spec.events if one.primary or one.claims), key=lambda one: not one.primary)
    rows = [np.flatnonzero((events["event_id"] == one.id).to_numpy(dtype=bool)) for one in asked]
    rows += [own[largest_rows(sample.car)] for w, own, sample in computed.windows if w == leading(spec.windows.car)]
    return list(events["asset"].iloc[np.concatenate(rows)].unique()) if rows else []


def _extremes(there: Fitted, window: tuple[int, int], computed: Computed) -> pd.DataFrame:
    """Filtered CARs of the window at each date, turned so that large values are extreme; dates × assets."""
    first, spec = int(there.panel.offsets[0]), computed.spec
    day0 = there.events["day0"].to_numpy().astype("datetime64[D]")
    places = (window[0] - first, window[1] - first)
    sample = sample_of_panel(there.fit, there.panel, places, day0, spec.alternative, spec.seed)
    score = tail(filter_days(sample).score, spec.alternative)
    table = pd.DataFrame({"date": day0.astype("datetime64[s]"), "asset": there.events["asset"].to_numpy()})
    return table.assign(score=score).set_index(["date", "asset"])["score"].unstack()  # noqa: PD010  # keys are unique


def _alone(real: pd.DataFrame, there: pd.DataFrame) -> Iterator[Found]:
    for asset, own in real.groupby("asset", sort=False):
        values = np.sort(there[asset].dropna().to_numpy())
        larger = len(values) - np.searchsorted(values, own["extreme"].to_numpy(), "left")
        for event, k in zip(own["event_id"], larger, strict=True):
            yield event, str(asset), int(k), len(values)


def _together(real: pd.DataFrame, there: pd.DataFrame, keys: pd.DataFrame) -> Iterator[Found]:
    """Events all of whose firm-events are compared with dates."""
    of_event = keys["event_id"].value_counts()
    largest: dict[tuple[str, ...], np.ndarray] = {}
    for event, own in real.groupby("event_id", sort=False):
        assets = tuple(own["asset"])
        if len(own) < of_event[event]:
            continue
        if assets not in largest:
            values = there[list(assets)].to_numpy()
            largest[assets] = values[np.isfinite(values).all(axis=1)].max(axis=1, initial=-np.inf)
        if len(on_dates := largest[assets]):
            yield str(event), "", int((on_dates >= own["extreme"].max()).sum()), len(on_dates)


DATE_RANKS = Analysis(SCHEMA["date_ranks"], _date_ranks)
