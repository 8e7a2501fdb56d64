"""Linear models of very many firm-events."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eventstudy.engine import Convention, Windows, fit_designs, inverse_triangles, market_lines
from eventstudy.models.design import MARKET_LINE, Design, least_squares_of
from eventstudy.models.lazy import AT_ONCE, LazyFit
from eventstudy.panel import PlacedPanel, windows_at

__all__ = ["PlacedFit", "fit_linear"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class PlacedFit(LazyFit):
    """Linear models that hold estimates and abnormal returns; what else `Fit` has follows from them.

    Attributes
    ----------
    design : Design
    inverse : ndarray, shape (P, k, k)
        R⁻¹ of the estimation regressors X = QR, firm-events with the same X sharing it.
    pair : ndarray of int, shape (N,)
        Row of `inverse`.
    shape : ndarray, shape (N, 4)
    """

    design: Design
    inverse: Floats
    pair: Ints

    HELD = ("coefficients", "beta", "sigma", "r_squared", "n", "df", "ar", "shape", "reason", "pair")
    COMMON = ("design", "inverse", "convention")

    @property
    def alpha(self) -> Floats:
        """Constants; shape (N,)."""
        return self.coefficients[:, 0]

    @cached_property
    def residuals(self) -> Floats:
        """Abnormal returns of the estimation window; shape (N, M)."""
        panel = self.panel
        normal = self._normal(panel.market_est, panel.further_est, panel.risk_free_est)
        return np.subtract(panel.returns_est, normal, out=normal)

    @cached_property
    def q(self) -> Floats:
        """Orthonormal basis of the estimation regressors; shape (N, M, k)."""
        panel = self.panel
        X = self.design.matrix(panel.market_est, panel.further_est, panel.risk_free_est)
        return np.where(np.isfinite(panel.returns_est)[:, :, None], X @ self.inverse[self.pair], 0.0)

    @cached_property
    def u(self) -> Floats:
        """Event regressors on that basis; shape (N, L, k)."""
        panel = self.panel
        return self.design.matrix(panel.market, panel.further, panel.risk_free) @ self.inverse[self.pair]

    def regressor_sums(self, first: int, last: int) -> Floats:
        """Σ u_t over event columns `first` to `last`; shape (N, k). Regressors are summed once at each position."""
        places, days = self.panel.places, last - first + 1
        row, position, which = self._market_positions
        start = position + places.event[0] + first
        beside = [getattr(places.readings, name) for name in ("markets", "further", "risk_free")]
        market, further, risk_free = (windows_at(table, row, start, days) for table in beside)
        sums = self.design.matrix(market, further, risk_free).sum(axis=1)
        return (sums[which][:, None, :] @ self.inverse[self.pair])[:, 0]

    @cached_property
    def _market_positions(self) -> tuple[Ints, Ints, Ints]:
        """Different rows of regressors and positions, and which of them each firm-event has."""
        places, width = self.panel.places, self.panel.places.assets.shape[1]
        at, which = np.unique(places.market_row * width + places.position, return_inverse=True)
        return *np.divmod(at, width), which

    @cached_property
    def expected(self) -> Floats:
        """Expected returns of the event window, NaN where a return is missing; shape (N, L)."""
        panel = self.panel
        normal = self._normal(panel.market, panel.further, panel.risk_free)
        return np.where(np.isfinite(panel.returns), normal, np.nan)

    def _normal(self, market: Floats, further: Floats, risk_free: Floats) -> Floats:
        """What the model expects of each day; shape of `market`."""
        normal = np.broadcast_to(self.alpha[:, None], market.shape).copy()
        for j, column in enumerate(self.design.columns(market, further, risk_free), 1):
            normal += self.coefficients[:, j, None] * column
        return normal + risk_free if self.design.excess else normal

    @cached_property
    def relative_variance(self) -> Floats:
        """Ones; shape (N, L)."""
        return np.broadcast_to(1.0, self.ar.shape)


def fit_linear(panel: PlacedPanel, design: Design) -> PlacedFit:
    """Linear model of every firm-event by ordinary least squares, as `least_squares_of` gives it."""
    places, n = panel.places, len(panel.members)
    reach = (min(places.estimation[0], places.event[0]), max(places.estimation[1], places.event[1]) + 1)
    inside = (places.position + reach[0] >= 0) & (places.position + reach[1] <= places.assets.shape[1])
    own: Ints | slice = slice(None) if inside.all() else np.flatnonzero(inside)
    at = (places.row[own], places.market_row[own], places.position[own])
    found, inverse = _shared(panel, design, Windows(places.past, *at, places.estimation, places.event))
    values: dict[str, Any] = {name: _spread(array, own, n) for name, array in found.items()}
    days, k = len(panel.offsets_est), inverse.shape[2]
    values |= {"n": np.full(n, days), "df": np.full(n, days - k), "reason": np.full(n, "", dtype=object)}
    # A missing estimation day, or too few, and an event day that only the estimation may not use take the general way.
    general = np.isnan(values["sigma"]) | (np.isnan(values["ar"]).any(axis=1) & (places.past is not places.assets))
    general |= days <= k
    rows, inverses = np.flatnonzero(general), [inverse]
    values["pair"][rows] = len(inverse) + np.arange(len(rows))
    some = np.split(rows, range(AT_ONCE, len(rows), AT_ONCE))
    inverses += [_fit_some(panel.take(own), design, own, values) for own in some]
    return PlacedFit(panel=panel, design=design, inverse=np.concatenate(inverses), convention=Convention(), **values)


def _shared(panel: PlacedPanel, design: Design, windows: Windows) -> tuple[dict[str, Any], Floats]:
    """Estimates and abnormal returns of firm-events without a missing day, and the R⁻¹ that they share."""
    beside = panel.places.readings
    if design == MARKET_LINE:
        lines = market_lines(windows, beside.markets, shape=True)
        found = {name: getattr(lines, name) for name in ("sigma", "r_squared", "ar", "shape")}
        found |= {"coefficients": np.stack([lines.alpha, lines.beta], axis=1), "pair": lines.moments.pair}
        inverse = lines.moments.inverse
    else:
        X = design.matrix(beside.markets, beside.further, beside.risk_free)
        base = beside.risk_free if design.excess else np.broadcast_to(0.0, beside.markets.shape)
        fits = fit_designs(windows, X, base)
        found = {name: getattr(fits, name) for name in ("coefficients", "sigma", "r_squared", "ar", "shape", "pair")}
        inverse = fits.inverse
    return found | {"beta": _slope(found["coefficients"])}, inverse


def _slope(coefficients: Floats) -> Floats:
    """The first slope, NaN where the model has none; shape (N,)."""
    return coefficients[:, 1] if coefficients.shape[1] > 1 else np.full(len(coefficients), np.nan)


def _spread(array: NDArray[Any], rows: Ints | slice, n: int) -> NDArray[Any]:
    """The array where its rows are all; else with rows of NaN, or of 0 among whole numbers, for the others of n."""
    if isinstance(rows, slice):
        return array
    spread = np.full((n, *array.shape[1:]), np.nan if array.dtype.kind == "f" else 0, dtype=array.dtype)
    spread[rows] = array
    return spread


def _fit_some(panel: PlacedPanel, design: Design, rows: Ints, values: dict[str, Any]) -> Floats:
    """Fill in what one cut and fitted block gives; R⁻¹ of each of its firm-events."""
    fit = least_squares_of(panel, design)
    with np.errstate(invalid="ignore", divide="ignore"):  # of residuals that are all missing
        for name in ("coefficients", "beta", "sigma", "r_squared", "n", "df", "ar", "reason", "shape"):
            values[name][rows] = getattr(fit, name)
    X = design.matrix(panel.market_est, panel.further_est, panel.risk_free_est)
    X = np.where(np.isfinite(panel.returns_est)[:, :, None], X, 0.0)
    return inverse_triangles(np.where(fit.reason != "", np.nan, 1.0)[:, None, None] * (fit.q.swapaxes(1, 2) @ X))
