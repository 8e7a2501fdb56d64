"""The market model of very many firm-events, whose residuals are computed when they are looked at."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from eventstudy.engine import Convention, Fit, Windows, line_fit, market_lines
from eventstudy.panel import PlacedPanel, Rows, is_all, windows_at

__all__ = ["PlacedFit", "fit_places"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

AT_ONCE = 1024
"""Firm-events whose residuals are held together."""

EAGER = ("alpha", "beta", "sigma", "r_squared", "n", "df", "mean", "sxx", "ar", "shape", "reason")


class PlacedFit(Fit):
    """Market models that hold estimates and abnormal returns; what else `Fit` has is computed when it is asked for.

    Attributes
    ----------
    panel : PlacedPanel
    mean, sxx : ndarray, shape (N,)
        Mean of the market over the estimation days used, and sum of squares about it.
    shape : ndarray, shape (N, 4)
    """

    panel: PlacedPanel
    mean: Floats
    sxx: Floats

    def __init__(
        self, panel: PlacedPanel, values: dict[str, NDArray[np.generic]], convention: Convention | None = None
    ) -> None:
        vars(self).update({"df": values["n"] - 2} | values, panel=panel, convention=convention or Convention())

    def take(self, rows: Rows) -> PlacedFit:
        """The same for some firm-events only; itself where they are all."""
        if is_all(rows, len(self.n)):
            return self
        values = {name: getattr(self, name)[rows] for name in EAGER}
        return PlacedFit(self.panel.take(rows), values, self.convention)

    def conformed(self, sigma: Floats, df: Ints, convention: Convention) -> PlacedFit:
        """The same with variances put together by another convention."""
        values = {name: getattr(self, name) for name in EAGER} | {"sigma": sigma, "df": df}
        return PlacedFit(self.panel, values, convention)

    def with_ar(self, ar: Floats) -> PlacedFit:
        """The same with other abnormal returns of the event window, shape (N, L)."""
        return PlacedFit(self.panel, {name: getattr(self, name) for name in EAGER} | {"ar": ar}, self.convention)

    def blocks(self) -> Iterator[Fit]:
        """The same in parts of a few thousand firm-events."""
        for start in range(0, len(self.n), AT_ONCE):
            yield self.take(slice(start, start + AT_ONCE))

    @cached_property
    def coefficients(self) -> Floats:
        """α and β; shape (N, 2)."""
        return np.stack([self.alpha, self.beta], axis=1)

    @cached_property
    def residuals(self) -> Floats:
        """Abnormal returns of the estimation window; shape (N, M)."""
        residuals = self.panel.returns_est - self.alpha[:, None]
        residuals -= self.beta[:, None] * self.panel.market_est
        return residuals

    @cached_property
    def q(self) -> Floats:
        """Orthonormal basis of the estimation regressors; shape (N, M, 2)."""
        seen = np.isfinite(self.panel.returns_est)
        distance = np.where(seen, self.panel.market_est - self.mean[:, None], 0.0)
        return np.stack([seen / np.sqrt(self.n)[:, None], distance / np.sqrt(self.sxx)[:, None]], axis=-1)

    @cached_property
    def u(self) -> Floats:
        """Event regressors on that basis; shape (N, L, 2)."""
        distance = (self.panel.market - self.mean[:, None]) / np.sqrt(self.sxx)[:, None]
        return np.stack([np.broadcast_to(1 / np.sqrt(self.n)[:, None], distance.shape), distance], axis=-1)

    def regressor_sums(self, first: int, last: int) -> Floats:
        """Σ u_t over event columns `first` to `last`; shape (N, 2). Each market is summed once at each position."""
        places, days = self.panel.places, last - first + 1
        row, position, pair = self._market_positions
        market = windows_at(places.markets, row, position + places.event[0] + first, days).sum(axis=1)
        return np.stack([days / np.sqrt(self.n), (market[pair] - days * self.mean) / np.sqrt(self.sxx)], axis=1)

    @cached_property
    def _market_positions(self) -> tuple[Ints, Ints, Ints]:
        """Different markets and positions, and which of them each firm-event has."""
        places, width = self.panel.places, self.panel.places.markets.shape[1]
        at, pair = np.unique(places.market_row * width + places.position, return_inverse=True)
        return *np.divmod(at, width), pair

    @cached_property
    def expected(self) -> Floats:
        """Expected returns of the event window, NaN where a return is missing; shape (N, L)."""
        expected = self.alpha[:, None] + self.beta[:, None] * self.panel.market
        expected[~np.isfinite(self.panel.returns)] = np.nan
        return expected

    @cached_property
    def relative_variance(self) -> Floats:
        """Ones; shape (N, L)."""
        return np.broadcast_to(1.0, self.ar.shape)


def fit_places(panel: PlacedPanel) -> PlacedFit:
    """Market model of every firm-event by ordinary least squares, as `line_fit` gives it."""
    places, n = panel.places, len(panel.members)
    first, last = places.estimation[0], places.event[1]
    reach = (min(first, places.event[0]), max(places.estimation[1], last) + 1)
    inside = (places.position + reach[0] >= 0) & (places.position + reach[1] <= places.assets.shape[1])
    own: Ints | slice = slice(None) if inside.all() else np.flatnonzero(inside)
    at = (places.row[own], places.market_row[own], places.position[own])
    lines = market_lines(Windows(places.past, places.markets, *at, places.estimation, places.event), shape=True)
    moments = lines.moments
    found = {name: getattr(lines, name) for name in ("alpha", "beta", "sigma", "r_squared", "ar", "shape")}
    found |= {"mean": moments.mean[moments.pair], "sxx": moments.sxx[moments.pair]}
    values: dict[str, NDArray[np.generic]] = {name: _spread(array, own, n) for name, array in found.items()}
    values |= {"n": np.full(n, moments.centred.shape[1]), "reason": np.full(n, "", dtype=object)}
    # A missing estimation day, and an event day that only the estimation may not use, take the general way.
    general = np.isnan(values["sigma"]) | (np.isnan(values["ar"]).any(axis=1) & (places.past is not places.assets))
    rows = np.flatnonzero(general)
    for some in np.split(rows, range(AT_ONCE, len(rows), AT_ONCE)):
        _fit_some(panel.take(some), some, values)
    return PlacedFit(panel, values)


def _spread(array: Floats, rows: Ints | slice, n: int) -> Floats:
    """The array where its rows are all; else with rows of NaN for the others of n."""
    if isinstance(rows, slice):
        return array
    spread = np.full((n, *array.shape[1:]), np.nan)
    spread[rows] = array
    return spread


def _fit_some(panel: PlacedPanel, rows: Ints, values: dict[str, NDArray[np.generic]]) -> None:
    """Fill in what one cut and fitted block gives."""
    fit = line_fit(panel.returns_est, panel.market_est, panel.returns, panel.market)
    seen = np.isfinite(panel.returns_est)
    mean = np.where(seen, panel.market_est, 0.0).sum(axis=1) / np.maximum(fit.n, 1)
    deviations = np.where(seen, panel.market_est - mean[:, None], 0.0)
    found = {name: getattr(fit, name) for name in ("alpha", "beta", "sigma", "r_squared", "n", "ar", "reason")}
    with np.errstate(invalid="ignore", divide="ignore"):
        found |= {"mean": mean, "sxx": (deviations**2).sum(axis=1), "shape": fit.shape}
    for name, array in found.items():
        values[name][rows] = array
