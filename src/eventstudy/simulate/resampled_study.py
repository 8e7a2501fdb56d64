"""A study's own firm-events with residuals of other dates: its day-0 grid, assets and missing days stay as they are."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from eventstudy.engine import Fit
from eventstudy.inference.correlation import mean_correlation
from eventstudy.inference.laws import Alternative
from eventstudy.messages import Message, message
from eventstudy.panel import Panel, windows_at
from eventstudy.spec import StudySpec
from eventstudy.study import Fitted, Prepared
from eventstudy.study.eligible_dates import event_sessions
from eventstudy.study.model_choice import fit_model

__all__ = ["BLOCK", "ResampledStudy", "resample_study"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

BLOCK = 21
"""Sessions whose residuals stay together, a month of them: calm and troubled times stay so."""
FEWEST = 60
"""Dates that a block may start at, and residuals of an asset outside event windows, below which others serve too."""
COVERED = 0.9
"""Share of the best covered block that is as good as it: holidays differ, and a day is missing here and there."""


@dataclass(frozen=True, eq=False)
class Days:
    """The estimation or event windows of N firm-events, D days each.

    Attributes
    ----------
    expected : ndarray, shape (N, D)
        By the study's own model; NaN where a return is missing.
    root : ndarray, shape (N, D)
        Root of the sessions that each return spans.
    hit : ndarray of bool, shape (N, D)
        Days that are day 0 of some firm-event of the asset: there the effect is added.
    at : ndarray of int, shape (N, D)
        Place of each day among the T dates of the study.
    """

    expected: Floats
    root: Floats
    hit: Bools
    at: Ints


@dataclass(frozen=True, eq=False, repr=False)
class ResampledStudy:
    """Firm-events of a study whose residuals are drawn anew, those of all assets from the same dates.

    Attributes
    ----------
    spec : StudySpec
    panel : Panel
        N firm-events, without those defined by their return.
    day0 : ndarray of datetime64[D], shape (N,)
    past, now : Days
        Estimation and event windows.
    asset : ndarray of int, shape (N,)
        Column of `residuals`.
    residuals : ndarray, shape (D, A)
        Of each asset at each of D dates, with mean 0.
    kind : ndarray of int, shape (T,)
        Which of `starts` belongs to each date of the study.
    starts : sequence of ndarray of int
        Places among the D dates at which a block may start.
    firms : int
        Firm-events in a sample; fewer than N are drawn from them anew for each sample.
    correlation : float
        Mean over pairs of assets of the correlation of their residuals; NaN of one asset.
    dates : int
        Different day 0s of the N firm-events.
    effect : float
        Abnormal return on day 0 of every firm-event.
    """

    spec: StudySpec
    panel: Panel
    day0: NDArray[np.datetime64]
    past: Days
    now: Days
    asset: Ints
    residuals: Floats
    kind: Ints
    starts: Sequence[Ints]
    firms: int
    correlation: float
    dates: int
    effect: float = 0.0

    @property
    def event(self) -> tuple[int, int]:
        """First and last day of the event window."""
        return self.spec.windows.event

    @property
    def said(self) -> Message:
        """What was resampled."""
        how = {"n": len(self.day0), "dates": self.dates, "days": len(self.residuals), "block": BLOCK}
        code = "power_resampled" if self.firms == len(self.day0) else "power_resampled_some"
        return message(code, firms=self.firms, **how)

    @property
    def alternative(self) -> Alternative:
        """What the study's tests ask for."""
        return self.spec.alternative

    def __repr__(self) -> str:
        """What tells it from others, for runs that are taken up again."""
        told = (self.spec, self.firms, self.effect)
        arrays = [self.residuals, self.kind, *self.starts, self.panel.market_est, self.panel.market, self.day0]
        arrays += [getattr(days, name) for days in (self.past, self.now) for name in ("expected", "root", "at")]
        digest = hashlib.sha256(repr(told).encode())
        for array in arrays:
            digest.update(np.ascontiguousarray(array).tobytes())
        return f"ResampledStudy({digest.hexdigest()})"

    def with_effect(self, effect: float, _sigma: float) -> ResampledStudy:
        """The same with an abnormal return on day 0 of every firm-event."""
        return replace(self, effect=effect)

    def fitted(self, samples: int, rng: np.random.Generator, _model: str) -> tuple[Panel, NDArray[np.datetime64], Fit]:
        """Several samples in one panel, with the study's own model; firm-events of a sample stand together."""
        source, n = self._sources(samples, rng), len(self.day0)
        rows = np.tile(np.arange(n), (samples, 1))
        if self.firms < n:
            rows = np.sort(rng.permuted(rows, axis=1)[:, : self.firms], axis=1)
        source, rows = np.repeat(source, self.firms, axis=0), rows.ravel()
        panel = self.panel.take(rows)
        past, now = (self._returns(days, source, rows) for days in (self.past, self.now))
        drawn = replace(panel, returns_est=past, returns=now)
        return drawn, self.day0[rows], fit_model(self.spec, drawn)

    def tried(self, samples: int, rng: np.random.Generator) -> Ints:
        """Firm-event of each sample on which tests of single ones are tried."""
        return rng.integers(0, self.firms, samples)

    def _returns(self, days: Days, source: Ints, rows: Ints) -> Floats:
        """Returns of some firm-events, NaN where the study has none; `source` has a row for each of them."""
        drawn = self.residuals[np.take_along_axis(source, days.at[rows], axis=1), self.asset[rows, None]]
        returns: Floats = days.expected[rows] + days.root[rows] * drawn + self.effect * days.hit[rows]
        return returns

    def _sources(self, samples: int, rng: np.random.Generator) -> Ints:
        """Date that each date of the study takes its residuals from; shape (samples, T).

        The first of the study's blocks is cut short by chance, so that every day is as often first in its block.
        """
        days = len(self.kind)
        place = np.arange(days) + rng.integers(0, BLOCK, samples)[:, None]
        block, within = place // BLOCK, place % BLOCK
        chance = np.take_along_axis(rng.random((samples, days // BLOCK + 2)), block, axis=1)
        kind = self.kind[np.maximum(np.arange(days) - within, 0)]
        start = np.empty_like(place)
        for i, starts in enumerate(self.starts):
            own = kind == i
            start[own] = starts[(chance[own] * len(starts)).astype(int)]
        source: Ints = (start + within) % len(self.residuals)
        return source


def resample_study(prepared: Prepared, fitted: Fitted, firms: int) -> ResampledStudy:
    """What the samples of a study are drawn from.

    Residuals are those of the estimation windows times √(M/(M − k)), as deviations from their mean; where windows of
    one asset share a date, their mean counts. Days in event windows of the asset are left out, unless fewer than 60
    others were left. Blocks of 21 dates follow each other, the first date after the last. A block starts at one of the
    60 or more dates at which most assets have residuals, of those whose windows hold the date that it is for; an asset
    that has none there goes on with its own in their order.

    Parameters
    ----------
    prepared : Prepared
    fitted : Fitted
        Firm-events to draw from.
    firms : int
        Firm-events in a sample.

    References
    ----------
    Künsch (1989), Annals of Statistics 17; Politis and Romano (1992), in LePage and Billard (eds.), Exploring the
    Limits of Bootstrap, for circular blocks.
    """
    panel, fit = fitted.panel.held(), fitted.fit
    names, asset = np.unique(fitted.events["asset"].to_numpy(str), return_inverse=True)
    day0 = fitted.events["day0"].to_numpy().astype("datetime64[D]")
    every = np.unique(np.concatenate([panel.days_est.ravel(), panel.days.ravel()]))
    root = _root(panel.spans_est, panel.returns_est)
    past = _days(panel.returns_est - root * fit.residuals, root, panel.days_est, every, asset, day0)
    now = _days(fit.expected, _root(panel.spans, panel.returns), panel.days, every, asset, day0)
    dates, own = _residuals(prepared, fitted, panel, asset)
    covered = np.isfinite(own)
    r, _ = mean_correlation(own.T, np.tile(dates, (len(names), 1)))
    kind, starts = _starts(asset, (past.at, now.at), len(every), covered)
    return ResampledStudy(
        prepared.spec, panel, day0, past, now, asset, _filled(own), kind, starts, firms, float(r), len(np.unique(day0))
    )


def _root(spans: Floats | None, like: Floats) -> Floats:
    """Root of the sessions that each return spans; shape of `like`."""
    return np.ones(like.shape) if spans is None else np.sqrt(np.maximum(spans, 1.0))


def _days(
    expected: Floats,
    root: Floats,
    days: NDArray[np.datetime64],
    every: NDArray[np.datetime64],
    asset: Ints,
    day0: NDArray[np.datetime64],
) -> Days:
    at = np.searchsorted(every, days)
    hit = np.zeros((asset.max() + 1, len(every)), dtype=bool)
    hit[asset, np.searchsorted(every, day0)] = True
    return Days(expected, root, hit[asset[:, None], at], at)


def _residuals(prepared: Prepared, fitted: Fitted, panel: Panel, asset: Ints) -> tuple[NDArray[np.datetime64], Floats]:
    """Dates, and the residual of each asset there, NaN where it has none; shapes (D,) and (D, A)."""
    fit, events = fitted.fit, fitted.events
    rows = np.array([prepared.table.asset_row[name] for name in events["asset"]])
    first, last = prepared.spec.windows.estimation
    marked = windows_at(event_sessions(prepared), rows, events["position"].to_numpy() + first, last - first + 1)
    values = fit.residuals * np.sqrt(fit.n / fit.df)[:, None]
    calm = np.where(marked, np.nan, values)
    few = np.bincount(asset, np.isfinite(calm).sum(axis=1)) < FEWEST
    values = np.where(few[asset][:, None], values, calm)
    seen = np.isfinite(values)
    dates, at = np.unique(panel.days_est[seen], return_inverse=True)
    size = (len(dates), asset.max() + 1)
    place = np.ravel_multi_index((at, np.broadcast_to(asset[:, None], seen.shape)[seen]), size)
    total, count = (np.bincount(place, weights, size[0] * size[1]) for weights in (values[seen], None))
    with np.errstate(invalid="ignore"):
        own = (total / count).reshape(size)
    return dates, own - np.nanmean(own, axis=0)


def _filled(own: Floats) -> Floats:
    """Residuals at every date: an asset without one there goes on with its own, in their order and from the first."""
    filled = own.copy()
    for column in filled.T:
        known = column[np.isfinite(column)]
        missing = np.flatnonzero(np.isnan(column))
        column[missing] = np.resize(known, len(missing))
    return filled


def _starts(asset: Ints, windows: Sequence[Ints], days: int, covered: Bools) -> tuple[Ints, list[Ints]]:
    """For each date of the study a number, and for each number the dates at which blocks may start.

    Parameters
    ----------
    asset : ndarray of int, shape (N,)
    windows : sequence of ndarray of int, shape (N, D)
        Place of each day of the estimation and event windows among the dates of the study.
    days : int
        Dates of the study.
    covered : ndarray of bool, shape (D, A)
        Dates at which each asset has a residual.
    """
    asked = np.zeros((days, covered.shape[1]), dtype=bool)
    for at in windows:
        asked[at, asset[:, None]] = True
    sets, kind = np.unique(asked, axis=0, return_inverse=True)
    around = np.concatenate([covered, covered[: BLOCK - 1]]).astype(float).cumsum(axis=0)
    ahead = around[BLOCK - 1 :] - np.concatenate([np.zeros((1, covered.shape[1])), around[: len(covered) - 1]])
    starts = []
    for one in sets:
        found = ahead @ one
        least = np.sort(found)[-min(FEWEST, len(found))]
        starts.append(np.flatnonzero(found >= min(least, COVERED * found.max())))
    return kind.ravel(), starts
