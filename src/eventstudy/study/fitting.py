"""Firm-events with their estimated models, and the samples that tests read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pandas as pd

from eventstudy.engine import Fit
from eventstudy.inference import Sample, sample_of_panel
from eventstudy.messages import message
from eventstudy.panel import Panel, drop, is_all, own_cars
from eventstudy.prices import Prices
from eventstudy.scale import LOCAL, Engine
from eventstudy.spec import StudySpec
from eventstudy.study.model_choice import fit_model, reasons_of
from eventstudy.study.preparing import Prepared, prepare
from eventstudy.threads import OneThread

__all__ = ["Fitted", "WindowSample", "estimate", "fit_firm_events", "fit_ranges", "windows_of"]

NO_VARIANCE = 1e-12
"""Residuals smaller than this share of the largest return are rounding errors of a perfect fit."""
SMALL = 1e-9
"""A larger standard deviation is no rounding error of returns below 100,000 %."""

WindowSample: TypeAlias = tuple[tuple[int, int], np.ndarray, Sample]
"""A CAR window, the rows of the firm-events that have all its returns, and their sample."""


@dataclass(frozen=True, eq=False)
class Fitted:
    """Firm-events whose model could be estimated.

    Attributes
    ----------
    events : DataFrame
    panel : Panel
    fit : Fit
    """

    events: pd.DataFrame
    panel: Panel
    fit: Fit

    @property
    def keys(self) -> pd.DataFrame:
        """Event and asset of each."""
        return self.events[["event_id", "asset"]].reset_index(drop=True)

    @property
    def endogenous(self) -> pd.Series:
        """Ids of events that are defined by their return, each as often as it has firm-events."""
        return self.events["event_id"][self.events["endogenous"].to_numpy(dtype=bool)]


@OneThread()
def estimate(spec: StudySpec, prices: Prices) -> Fitted:
    """Firm-events of a study with their estimated models, without any test."""
    return fit_firm_events(prepare(spec, prices))[0]


def fit_firm_events(prepared: Prepared, engine: Engine = LOCAL) -> tuple[Fitted, pd.DataFrame]:
    """Estimate the model of every firm-event; those it cannot be estimated for are dropped."""
    return _fitted(prepared, prepared.panel, engine)


def fit_ranges(
    prepared: Prepared, engine: Engine = LOCAL
) -> tuple[tuple[tuple[int, Fitted], ...], tuple[pd.DataFrame, ...]]:
    """The same of the firm-events in a range, for each number of candidate sessions that there is."""
    found = [(one.days, *_fitted(prepared, one.panel, engine)) for one in prepared.ranges]
    return tuple((days, fitted) for days, fitted, _ in found), tuple(unfit for _, _, unfit in found)


def _fitted(prepared: Prepared, panel: Panel, engine: Engine) -> tuple[Fitted, pd.DataFrame]:
    """Firm-events of a panel with their models, and why some have none."""
    spec, events = prepared.spec, _rows(prepared.events, panel.members)
    fit = fit_model(spec, panel, engine)
    flat = _flat(panel, fit)
    unfit = np.isnan(fit.sigma) | flat | (fit.reason != "")
    rows = np.flatnonzero(unfit)
    why = reasons_of(spec, fit.reason[rows])
    reasons = [message("no_variance") if flat[i] else why[fit.reason[i]] for i in rows]
    keep = ~unfit
    fitted = Fitted(_rows(events, keep), panel.take(keep), fit.take(keep))
    return fitted, drop(events, rows, "model", reasons)


def _rows(events: pd.DataFrame, rows: np.ndarray) -> pd.DataFrame:
    """Some of the firm-events, by number or by flag; the table itself where they are all."""
    if is_all(rows, len(events)):
        return events
    return events[rows] if rows.dtype == bool else events.iloc[rows]


def _flat(panel: Panel, fit: Fit) -> np.ndarray:
    """Firm-events whose residuals are rounding errors of a perfect fit; shape (N,)."""
    flat = np.zeros(len(fit.sigma), dtype=bool)
    rows = np.flatnonzero(fit.sigma <= SMALL)
    scale = np.nanmax(np.abs(panel.take(rows).returns_est), axis=1, initial=0.0)
    flat[rows] = fit.sigma[rows] <= NO_VARIANCE * scale
    return flat


def windows_of(spec: StudySpec, fitted: Fitted) -> Iterator[WindowSample]:
    """Each CAR window, the firm-events that have all its returns, and their sample; the study's windows first."""
    day0 = fitted.events["day0"].to_numpy().astype("datetime64[D]")
    assets, first = pd.factorize(fitted.events["asset"])[0], spec.windows.event[0]
    complete = fitted.panel.complete
    windows = [(window, np.flatnonzero(complete[:, w])) for w, window in enumerate(spec.windows.car)]
    own = ((window, rows[complete[rows, -1]]) for window, rows in own_cars(fitted.events, spec.windows.car))
    for (start, end), rows in (*windows, *(one for one in own if len(one[1]))):
        fit, panel = fitted.fit.take(rows), fitted.panel.take(rows)
        window = (start - first, end - first)
        how = (spec.alternative, spec.seed)
        yield (start, end), rows, sample_of_panel(fit, panel, window, day0[rows], *how, assets[rows])
