"""The loop of `dense` as compiled code (extra `fast`): one firm-event after the other, on all cores."""

from __future__ import annotations

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from eventstudy.engine import formulas

__all__ = ["fit_all"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_line, _deviation, _explained, _shape = (
    njit(inline="always")(formula)
    for formula in (formulas.line, formulas.deviation, formulas.explained, formulas.shape)
)

_sum = njit(fastmath={"reassoc", "contract"}, cache=True)
"""Sums may be taken in another order, so that the processor adds several numbers at once; NaN stays NaN."""


@_sum
def _total(y: Floats) -> float:
    total = 0.0
    for t in range(len(y)):
        total += y[t]
    return total


@_sum
def _about_means(y: Floats, mean_y: float, x: Floats, mean_x: float) -> tuple[float, float]:
    """Σ (y − ȳ)² and Σ (x − x̄)(y − ȳ)."""
    square = product = 0.0
    for t in range(len(y)):
        deviation = y[t] - mean_y
        square += deviation * deviation
        product += deviation * (x[t] - mean_x)
    return square, product


@_sum
def _residual_square(y: Floats, mean_y: float, x: Floats, mean_x: float, beta: float) -> float:
    square = 0.0
    for t in range(len(y)):
        e = y[t] - mean_y - beta * (x[t] - mean_x)
        square += e * e
    return square


@_sum
def _residual_sums(y: Floats, mean_y: float, x: Floats, mean_x: float, beta: float) -> tuple[float, float, float, int]:
    """Σ e_t e_{t−1}, Σ e³, Σ e⁴ and the number of positive residuals."""
    products = cubes = fourths = 0.0
    positive = 0
    for t in range(len(y)):
        e = y[t] - mean_y - beta * (x[t] - mean_x)
        cubes += e * e * e
        fourths += e * e * e * e
        positive += e > 0
    for t in range(1, len(y)):
        e = y[t] - mean_y - beta * (x[t] - mean_x)
        products += e * (y[t - 1] - mean_y - beta * (x[t - 1] - mean_x))
    return products, cubes, fourths, positive


@njit(parallel=True, cache=True)
def fit_all(
    assets: Floats,
    markets: Floats,
    where: Ints,
    days: int,
    moments: Floats,
    estimates: Floats,
    ar: Floats,
    shapes: Floats,
) -> None:
    """Fill in α, β, σ and R², shape (4, n), abnormal returns (n, L), and shapes of residuals (n, 4) or (n, 0).

    Parameters
    ----------
    assets, markets : ndarray, shapes (A, S) and (B, S)
    where : ndarray of int, shape (5, n)
        Row of the asset, row of its market, columns at which estimation and event window start, column of `moments`.
    days : int
        Of the estimation window.
    moments : ndarray, shape (2, P)
        Mean of the market and sum of squares about it.
    """
    for i in prange(where.shape[1]):
        row, market_row, pair = where[0, i], where[1, i], where[4, i]
        first, event = where[2, i], where[3, i]
        own, market, mean_x = assets[row], markets[market_row], moments[0, pair]
        y, x = own[first : first + days], market[first : first + days]
        mean_y = _total(y) / days
        syy, sxy = _about_means(y, mean_y, x, mean_x)
        alpha, beta = _line(sxy, moments[1, pair], mean_x, mean_y)
        sse = _residual_square(y, mean_y, x, mean_x, beta)
        estimates[0, i], estimates[1, i] = alpha, beta
        estimates[2, i], estimates[3, i] = _deviation(sse, days - 2), _explained(sse, syy)
        for t in range(ar.shape[1]):
            ar[i, t] = own[event + t] - mean_y - beta * (market[event + t] - mean_x)
        if shapes.shape[1]:
            products, cubes, fourths, positive = _residual_sums(y, mean_y, x, mean_x, beta)
            shapes[i, 0], shapes[i, 1], shapes[i, 2] = _shape(days, sse, products, cubes, fourths)
            shapes[i, 3] = positive / days
