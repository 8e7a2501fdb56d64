"""Batched least squares: all firm-events at once, NumPy only, no labels."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

__all__ = ["Fit", "car_variance_factor", "least_squares"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

COLLINEAR = 1e-10
"""A regressor whose part not explained by the others is smaller than this share of its norm is collinear."""


@dataclass(frozen=True, eq=False)
class Fit:
    """Normal-return models of N firm-events, k regressors each, and their abnormal returns.

    With X the estimation regressors, X = QR, the forecast error of event days s and t has covariance
    σ² (1[s = t] + x_s'(X'X)⁻¹x_t) = σ² (1[s = t] + u_s'u_t), u_t = R⁻ᵀ x_t.

    Attributes
    ----------
    coefficients : ndarray, shape (N, k)
    sigma : ndarray, shape (N,)
        Standard deviation of the estimation residuals, √(e'e / df).
    df : ndarray of int, shape (N,)
    n : ndarray of int, shape (N,)
        Estimation returns used.
    r_squared : ndarray, shape (N,)
    residuals : ndarray, shape (N, M)
        Abnormal returns of the estimation window, NaN where missing.
    q : ndarray, shape (N, M, k)
        Orthonormal basis of the estimation regressors, 0 where missing.
    expected, ar : ndarray, shape (N, L)
        Event window, NaN where missing.
    u : ndarray, shape (N, L, k)
    alpha, beta : ndarray, shape (N,)
        NaN where the model has none.
    """

    coefficients: Floats
    sigma: Floats
    df: Ints
    n: Ints
    r_squared: Floats
    residuals: Floats
    q: Floats
    expected: Floats
    ar: Floats
    u: Floats
    alpha: Floats
    beta: Floats

    def take(self, rows: NDArray[np.generic]) -> Fit:
        """The same for some firm-events only."""
        return replace(self, **{f.name: getattr(self, f.name)[rows] for f in fields(self)})


def least_squares(y: Floats, X: Floats, y_event: Floats, X_event: Floats) -> Fit:
    """Ordinary least squares of every firm-event, by QR.

    Parameters
    ----------
    y : ndarray, shape (N, M)
        Estimation returns, NaN where missing.
    X : ndarray, shape (N, M, k)
        Regressors, constant included.
    y_event : ndarray, shape (N, L)
    X_event : ndarray, shape (N, L, k)

    Returns
    -------
    Fit
        All NaN for a firm-event with collinear regressors or no degrees of freedom; α and β are the first
        two coefficients.

    References
    ----------
    MacKinlay (1997), Journal of Economic Literature 35, section 5; Patell (1976) for the forecast covariance.
    """
    seen = np.isfinite(y) & np.isfinite(X).all(axis=2)
    n = seen.sum(axis=1)
    k = X.shape[2]
    response = np.where(seen, y, 0.0)
    q, r = np.linalg.qr(np.where(seen[:, :, None], X, 0.0))
    r = np.where(_singular(r)[:, None, None], np.nan, r)
    inverse = _inverse(r)
    b = (inverse @ (q.transpose(0, 2, 1) @ response[:, :, None]))[:, :, 0]
    residuals = np.where(seen, response - (X * b[:, None, :]).sum(axis=2), np.nan)
    df = n - k
    sse = np.nansum(residuals**2, axis=1)
    sigma = np.sqrt(np.where(df > 0, sse, np.nan) / np.maximum(df, 1))
    sigma = np.where(np.isnan(b).any(axis=1), np.nan, sigma)
    expected = np.where(np.isfinite(y_event), (X_event * b[:, None, :]).sum(axis=2), np.nan)
    total = np.nansum((np.where(seen, y, np.nan) - _mean(response, seen)[:, None]) ** 2, axis=1)
    empty = np.full(len(y), np.nan)
    return Fit(
        coefficients=b,
        sigma=sigma,
        df=df,
        n=n,
        r_squared=1 - sse / np.where(total > 0, total, np.nan),
        residuals=residuals,
        q=np.where(seen[:, :, None], q, 0.0),
        expected=expected,
        ar=y_event - expected,
        u=X_event @ inverse,
        alpha=b[:, 0] if k else empty,
        beta=b[:, 1] if k > 1 else empty,
    )


def car_variance_factor(fit: Fit, first: int, last: int) -> Floats:
    """Var CAR / σ² over event columns `first` to `last`: L + z'(X'X)⁻¹z with z the sum of their regressors.

    Returns
    -------
    ndarray, shape (N,)
    """
    z = fit.u[:, first : last + 1].sum(axis=1)
    factor: Floats = (last - first + 1) + (z**2).sum(axis=1)
    return factor


def _mean(values: Floats, seen: NDArray[np.bool_]) -> Floats:
    mean: Floats = values.sum(axis=1) / np.maximum(seen.sum(axis=1), 1)
    return mean


def _singular(r: Floats) -> NDArray[np.bool_]:
    """Firm-events whose regressors are collinear, from the triangle of QR; shape (N,)."""
    norms = np.sqrt((r**2).sum(axis=1))
    diagonal = np.abs(np.diagonal(r, axis1=1, axis2=2))
    singular: NDArray[np.bool_] = (diagonal <= COLLINEAR * norms).any(axis=1)
    return singular


def _inverse(r: Floats) -> Floats:
    """Inverse of each upper triangle, NaN where it is NaN."""
    bad = np.isnan(r.sum(axis=(1, 2)))
    inverse = np.linalg.inv(np.where(bad[:, None, None], np.eye(r.shape[1]), r))
    return np.where(bad[:, None, None], np.nan, inverse)
