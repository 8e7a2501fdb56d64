"""Market models straight from dense tables of returns: windows are looked at where they lie, in blocks.

The moments of a market's estimation window are the same for all firm-events of one day 0, so they are computed once
for each market and position. That holds only where no estimation day is missing: other firm-events come out as NaN
here and take the general way, `line_fit` on their own cut windows.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from eventstudy.engine import formulas
from eventstudy.engine.fit import COLLINEAR

__all__ = ["COMPILED", "Lines", "Moments", "Windows", "looked_at", "market_lines", "moments_of", "residual_sums"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

BLOCK = 512
"""Firm-events looked at together: their windows stay in the processor's cache."""

COMPILED = find_spec("numba") is not None
"""Whether the compiled engine can be used."""

WORTH_COMPILING = 20_000
"""Below so many firm-events NumPy is done before the compiled code is loaded."""


@dataclass(frozen=True, eq=False)
class Windows:
    """Where the windows of n firm-events lie.

    Attributes
    ----------
    assets : ndarray, shape (A, S)
        Returns, NaN where missing, C-contiguous.
    row, market_row, position : ndarray of int, shape (n,)
        Row of the asset, row of its market in a table of as many columns, and column of day 0. Both windows must lie
        inside the S columns. Fastest where firm-events of one asset stand together.
    estimation, event : tuple of int
        First and last session of each window, both included, relative to day 0.
    """

    assets: Floats
    row: Ints
    market_row: Ints
    position: Ints
    estimation: tuple[int, int]
    event: tuple[int, int]

    @property
    def days(self) -> tuple[int, int]:
        """M and L: days of the estimation window and of the event window."""
        return self.estimation[1] - self.estimation[0] + 1, self.event[1] - self.event[0] + 1


@dataclass(frozen=True, eq=False)
class Moments:
    """What the market model needs of a market at each of P pairs of market and position.

    Attributes
    ----------
    pair : ndarray of int, shape (n,)
        Which of them each firm-event has.
    mean, sxx : ndarray, shape (P,)
        Mean over the estimation window and sum of squares about it; `sxx` is NaN where the market does not vary.
    centred : ndarray, shape (P, M)
        Estimation window less its mean.
    event : ndarray, shape (P, L)
        Event window less the same mean.
    """

    pair: Ints
    mean: Floats
    sxx: Floats
    centred: Floats
    event: Floats

    @property
    def inverse(self) -> Floats:
        """R⁻¹ of the regressors 1 and R_m, as QR gives it; shape (P, 2, 2)."""
        root, root_n = np.sqrt(self.sxx), np.sqrt(self.centred.shape[1])
        inverse = np.zeros((len(root), 2, 2))
        inverse[:, 0, 0], inverse[:, 0, 1], inverse[:, 1, 1] = 1 / root_n, -self.mean / root, 1 / root
        return inverse

    def factor(self, first: int, last: int) -> Floats:
        """Var CAR / σ² over event columns `first` to `last`; shape (n,)."""
        distance = self.event[:, first : last + 1].sum(axis=1)
        days, n = last - first + 1, self.centred.shape[1]
        factor: Floats = formulas.window_factor(days, n, distance, self.sxx)[self.pair]
        return factor


@dataclass(frozen=True, eq=False)
class Lines:
    """Market models of n firm-events without a missing estimation day; NaN for the others.

    Attributes
    ----------
    alpha, beta, sigma, r_squared : ndarray, shape (n,)
    ar : ndarray, shape (n, L)
        Abnormal returns of the event window, NaN where missing.
    shape : ndarray, shape (n, 4) or (n, 0)
        First-order autocorrelation, skewness and excess kurtosis of the residuals, and the share of positive ones.
    moments : Moments
    """

    alpha: Floats
    beta: Floats
    sigma: Floats
    r_squared: Floats
    ar: Floats
    shape: Floats
    moments: Moments

    def car(self, first: int, last: int) -> tuple[Floats, Floats]:
        """CAR over event columns `first` to `last` and its forecast standard error; shapes (n,)."""
        car: Floats = self.ar[:, first : last + 1].sum(axis=1)
        return car, self.sigma * np.sqrt(self.moments.factor(first, last))


def market_lines(windows: Windows, markets: Floats, *, shape: bool = False, compiled: bool | None = None) -> Lines:
    """Market model of every firm-event by ordinary least squares.

    Parameters
    ----------
    windows : Windows
    markets : ndarray, shape (B, S)
        Returns, NaN where missing, C-contiguous.
    shape : bool
        Whether the shape of the residuals is wanted.
    compiled : bool, optional
        Whether compiled code does it (extra `fast`); by default where it is installed and worth it. The numbers are
        those of NumPy up to rounding, 1e-12.

    References
    ----------
    MacKinlay (1997), Journal of Economic Literature 35, section 5.
    """
    moments = moments_of(windows, markets)
    n, (_, length) = len(windows.row), windows.days
    estimates, ar, shapes = np.empty((4, n)), np.empty((n, length)), np.empty((n, 4 if shape else 0))
    if compiled if compiled is not None else COMPILED and n >= WORTH_COMPILING:
        from eventstudy.engine.compiled import fit_all

        w = windows
        starts = (w.position + w.estimation[0], w.position + w.event[0])
        where = np.stack([w.row, w.market_row, *starts, moments.pair])
        moving = np.stack([moments.mean, moments.sxx])
        fit_all(w.assets, markets, where, w.days[0], moving, estimates, ar, shapes)
    else:
        for start in range(0, n, BLOCK):
            own = slice(start, start + BLOCK)
            estimates[:, own], ar[own] = _block(windows, moments, own, shapes[own])
    alpha, beta, sigma, r_squared = estimates
    return Lines(alpha, beta, sigma, r_squared, ar, shapes, moments)


def moments_of(windows: Windows, markets: Floats) -> Moments:
    """Moments of each market at each position that some firm-event has."""
    days, length = windows.days
    keys, pair = np.unique(windows.market_row * markets.shape[1] + windows.position, return_inverse=True)
    row, position = np.divmod(keys, markets.shape[1])
    past = looked_at(markets, row, position + windows.estimation[0], days)
    mean = past.mean(axis=1)
    centred = past - mean[:, None]
    sxx = np.einsum("ij,ij->i", centred, centred)
    flat = sxx <= COLLINEAR**2 * (sxx + days * mean**2)
    event = looked_at(markets, row, position + windows.event[0], length) - mean[:, None]
    return Moments(pair, mean, np.where(flat, np.nan, sxx), centred, event)


def looked_at(table: Floats, row: Ints, first: Ints, days: int) -> Floats:
    """Copies of `days` columns from `first` on; shape (n, days), and (n, days, k) of a table of k layers."""
    copies: Floats = sliding_window_view(table, days, axis=1)[row, first]
    return copies if table.ndim == 2 else copies.swapaxes(1, 2)


def _block(windows: Windows, moments: Moments, own: slice, shape: Floats) -> tuple[Floats, Floats]:
    """α, β, σ and R², shape (4, n), and abnormal returns, of one block; fills in the shape of its residuals."""
    (days, length), row, position, pair = windows.days, windows.row[own], windows.position[own], moments.pair[own]
    y = looked_at(windows.assets, row, position + windows.estimation[0], days)
    mean = y.mean(axis=1)
    y -= mean[:, None]
    x = moments.centred[pair]
    syy = np.einsum("ij,ij->i", y, y)
    alpha, beta = formulas.line(np.einsum("ij,ij->i", x, y), moments.sxx[pair], moments.mean[pair], mean)
    x *= beta[:, None]
    y -= x
    sse = np.einsum("ij,ij->i", y, y)
    with np.errstate(invalid="ignore", divide="ignore"):
        estimates = np.stack([alpha, beta, formulas.deviation(sse, days - 2), formulas.explained(sse, syy)])
        if shape.shape[1]:
            shape[:] = residual_sums(y, sse)
    event = looked_at(windows.assets, row, position + windows.event[0], length)
    return estimates, event - mean[:, None] - beta[:, None] * moments.event[pair]


def residual_sums(residuals: Floats, squares: Floats) -> Floats:
    """What `residual_shape` gives for residuals with mean 0, none missing, and their sums of squares."""
    n = residuals.shape[1]
    square = residuals**2
    products = np.einsum("ij,ij->i", residuals[:, 1:], residuals[:, :-1])
    cubes, fourths = np.einsum("ij,ij->i", square, residuals), np.einsum("ij,ij->i", square, square)
    return np.stack([*formulas.shape(n, squares, products, cubes, fourths), (residuals > 0).mean(axis=1)], axis=1)
