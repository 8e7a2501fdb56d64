"""Batched least squares: all firm-events at once, NumPy only, no labels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from eventstudy.engine import formulas
from eventstudy.panel import Rows, is_all

__all__ = [
    "Convention",
    "Fit",
    "abnormal_sum",
    "car_and_error",
    "car_variance_factor",
    "day_variance_factor",
    "factored",
    "inverse_triangles",
    "least_squares",
    "residual_shape",
    "with_coefficients",
]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

COLLINEAR = 1e-10
"""A regressor whose part not explained by the others is smaller than this share of its norm is collinear."""

NOT_IDENTIFIED, TOO_FEW = "regressors_not_identified", "too_few_days_for_model"
"""Codes of why a model cannot be estimated."""


@dataclass(frozen=True)
class Convention:
    """How variances are put together; the defaults are this program's own.

    Attributes
    ----------
    residual_ddof, law_ddof : int or None
        σ² = e'e / (M − ddof), and t laws with M − ddof degrees of freedom; None is M − k.
    forecast_error : bool
        Whether the variances of AR and CAR hold the error of the coefficients.
    sum_of_sar : bool
        Whether Patell's test sums SAR / √L, each day with its own forecast error, in place of SCAR.
    """

    residual_ddof: int | None = None
    law_ddof: int | None = None
    forecast_error: bool = True
    sum_of_sar: bool = False


@dataclass(frozen=True, eq=False)
class Fit:
    """Normal-return models of N firm-events, k regressors each, and their abnormal returns.

    With X the estimation regressors, X = QR, the forecast error of event days s and t has covariance
    σ² (1[s = t] + x_s'(X'X)⁻¹x_t) = σ² (1[s = t] + u_s'u_t), u_t = R⁻ᵀ x_t. A model whose variance changes from day
    to day has σ² (v_t 1[s = t] + u_s'u_t).

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
    relative_variance : ndarray, shape (N, L)
        v_t, the variance of each event day's error over σ²; 1 for most models.
    reason : ndarray of str, shape (N,)
        Code of why the model cannot be estimated; empty where it can.
    compound : bool
        Whether returns cumulate as Π(1 + R) − Π(1 + expected), not as Σ AR.
    conditional : bool
        Whether σ² v_t is a variance forecast for each event day.
    convention : Convention
    over_gaps : bool
        Whether returns go from trade to trade: v_t is the number of sessions that a return spans, 0 where there is
        none, and residuals are divided by its root.
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
    relative_variance: Floats
    reason: NDArray[np.str_]
    compound: bool = False
    conditional: bool = False
    convention: Convention = Convention()
    over_gaps: bool = False

    def take(self, rows: Rows) -> Fit:
        """The same for some firm-events only; itself where they are all."""
        if is_all(rows, len(self.n)):
            return self
        arrays = [f.name for f in fields(self) if isinstance(getattr(self, f.name), np.ndarray)]
        return replace(self, **{name: getattr(self, name)[rows] for name in arrays})

    def conformed(self, sigma: Floats, df: Ints, convention: Convention) -> Self:
        """The same with variances put together by another convention."""
        return self._with(sigma=sigma, df=df, convention=convention)

    def with_ar(self, ar: Floats) -> Self:
        """The same with other abnormal returns of the event window, shape (N, L)."""
        return self._with(ar=ar)

    def with_beta(self, beta: Floats) -> Self:
        """The same with another β to report, shape (N,)."""
        return self._with(beta=beta)

    def _with(self, **values: Any) -> Self:
        return replace(self, **values)

    def regressor_sums(self, first: int, last: int) -> Floats:
        """Σ u_t over event columns `first` to `last`; shape (N, k)."""
        sums: Floats = self.u[:, first : last + 1].sum(axis=1)
        return sums

    def blocks(self) -> Iterator[Fit]:
        """The same in parts, one after the other, each small enough to be held; all of it at once where that is."""
        yield self

    @cached_property
    def shape(self) -> Floats:
        """What the residuals look like, see `residual_shape`; shape (N, 4)."""
        return residual_shape(self.residuals)


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
    q, inverse = factored(np.where(seen[:, :, None], X, 0.0))
    singular = np.isnan(inverse).any(axis=(1, 2))
    b = (inverse @ (q.transpose(0, 2, 1) @ np.where(seen, y, 0.0)[:, :, None]))[:, :, 0]
    short = np.where(n <= k, TOO_FEW, "")
    blank = np.full(len(y), np.nan)
    empty = Fit(
        coefficients=b,
        sigma=blank,
        df=n - k,
        n=n,
        r_squared=blank,
        residuals=np.where(seen, 0.0, np.nan),
        q=np.where(seen[:, :, None], q, 0.0),
        expected=y_event,
        ar=y_event,
        u=X_event @ inverse,
        alpha=blank,
        beta=blank,
        relative_variance=np.ones(y_event.shape),
        reason=np.where(singular & (n > k), NOT_IDENTIFIED, short),
    )
    return with_coefficients(empty, b, y, X, y_event, X_event)


def with_coefficients(fit: Fit, b: Floats, y: Floats, X: Floats, y_event: Floats, X_event: Floats) -> Fit:
    """The same regressors with other coefficients: their residuals, σ = √(e'e / df), R² and abnormal returns.

    Parameters
    ----------
    fit : Fit
        Says which estimation days count; gives df, q, u and what else does not depend on the coefficients.
    b : ndarray, shape (N, k)
    y, X, y_event, X_event : ndarray
        As in `least_squares`.
    """
    seen = np.isfinite(fit.residuals)
    residuals = np.where(seen, np.where(seen, y, 0.0) - (X * b[:, None, :]).sum(axis=2), np.nan)
    sse = np.nansum(residuals**2, axis=1)
    sigma = np.sqrt(np.where(fit.df > 0, sse, np.nan) / np.maximum(fit.df, 1))
    expected = np.where(np.isfinite(y_event), (X_event * b[:, None, :]).sum(axis=2), np.nan)
    mean = np.where(seen, y, 0.0).sum(axis=1) / np.maximum(seen.sum(axis=1), 1)
    total = np.nansum((np.where(seen, y, np.nan) - mean[:, None]) ** 2, axis=1)
    none = np.full(len(y), np.nan)
    return replace(
        fit,
        coefficients=b,
        sigma=np.where(np.isnan(b).any(axis=1), np.nan, sigma),
        r_squared=1 - sse / np.where(total > 0, total, np.nan),
        residuals=residuals,
        expected=expected,
        ar=y_event - expected,
        alpha=b[:, 0] if b.shape[1] else none,
        beta=b[:, 1] if b.shape[1] > 1 else none,
    )


def abnormal_sum(fit: Fit, first: int, last: int) -> Floats:
    """CAR over event columns `first` to `last`, or BHAR where the model compounds; shape (N,)."""
    inside = slice(first, last + 1)
    ar = fit.ar[:, inside]
    if fit.over_gaps:
        ar = np.where(fit.relative_variance[:, inside] == 0, 0.0, ar)
    if not fit.compound:
        total: Floats = ar.sum(axis=1)
        return total
    expected = fit.expected[:, inside]
    bhar: Floats = (1 + expected + ar).prod(axis=1) - (1 + expected).prod(axis=1)
    return bhar


def day_variance_factor(fit: Fit) -> Floats:
    """Var AR / σ² of each event day, v_t + x_t'(X'X)⁻¹x_t; shape (N, L)."""
    if not fit.convention.forecast_error:
        return fit.relative_variance
    factor: Floats = fit.relative_variance + (fit.u**2).sum(axis=2)
    return factor


def car_variance_factor(fit: Fit, first: int, last: int) -> Floats:
    """Var CAR / σ² over event columns `first` to `last`: Σ v_t + z'(X'X)⁻¹z with z the sum of their regressors.

    Where the model compounds, the variance of the BHAR given the expected returns E_t, with independent errors of
    mean zero and variance σ²: Π((1 + E_t)² + σ²) − Π(1 + E_t)².

    Returns
    -------
    ndarray, shape (N,)
    """
    inside = slice(first, last + 1)
    if fit.compound:
        square = (1 + fit.expected[:, inside]) ** 2
        variance = fit.sigma[:, None] ** 2
        growth = np.expm1(np.log1p(variance / square).sum(axis=1))
        compounded: Floats = square.prod(axis=1) * growth / variance[:, 0]
        return compounded
    own: Floats = fit.relative_variance[:, inside].sum(axis=1)
    if not fit.convention.forecast_error:
        return own
    factor: Floats = own + (fit.regressor_sums(first, last) ** 2).sum(axis=1)
    return factor


def car_and_error(fit: Fit, first: int, last: int) -> tuple[Floats, Floats]:
    """CAR over event columns `first` to `last` and its forecast standard error, σ √(Var CAR / σ²); shapes (N,)."""
    error: Floats = fit.sigma * np.sqrt(car_variance_factor(fit, first, last))
    return abnormal_sum(fit, first, last), error


def residual_shape(residuals: Floats) -> Floats:
    """First-order autocorrelation, skewness, excess kurtosis and share of positive values of each row.

    Parameters
    ----------
    residuals : ndarray, shape (N, M)
        NaN where missing: these days are left out, and the next ones have no predecessor.

    Returns
    -------
    ndarray, shape (N, 4)
    """
    count = np.isfinite(residuals).sum(axis=1)
    centred = residuals - (np.nansum(residuals, axis=1) / count)[:, None]
    centred = np.nan_to_num(centred)
    squares = centred**2
    products = np.einsum("ij,ij->i", centred[:, 1:], centred[:, :-1])
    square, cube, fourth = squares.sum(axis=1), *(np.einsum("ij,ij->i", squares, by) for by in (centred, squares))
    positive = (residuals > 0).sum(axis=1) / count
    return np.stack([*formulas.shape(count, square, products, cube, fourth), positive], axis=1)


def factored(X: Floats) -> tuple[Floats, Floats]:
    """Orthonormal basis Q of each firm-event's regressors X = QR, and R⁻¹.

    Parameters
    ----------
    X : ndarray, shape (N, M, k)

    Returns
    -------
    q : ndarray, shape (N, M, k)
    inverse : ndarray, shape (N, k, k)
        NaN where the regressors are collinear, or one of them is NaN.
    """
    q, r = _qr(X)
    return q, inverse_triangles(np.where(_singular(r)[:, None, None], np.nan, r))


def _qr(X: Floats) -> tuple[Floats, Floats]:
    """QR of each firm-event's regressors; with fewer days than regressors the triangle is filled up with zeros."""
    days, k = X.shape[1:]
    q, r = np.linalg.qr(X if days >= k else np.pad(X, ((0, 0), (0, k - days), (0, 0))))
    return q[:, :days], r


def _singular(r: Floats) -> NDArray[np.bool_]:
    """Firm-events whose regressors are collinear, from the triangle of QR; shape (N,)."""
    norms = np.sqrt((r**2).sum(axis=1))
    diagonal = np.abs(np.diagonal(r, axis1=1, axis2=2))
    singular: NDArray[np.bool_] = (diagonal <= COLLINEAR * norms).any(axis=1)
    return singular


def inverse_triangles(r: Floats) -> Floats:
    """Inverse of each upper triangle, NaN where one of its numbers is; shape (N, k, k)."""
    bad = np.isnan(r.sum(axis=(1, 2)))
    inverse = np.linalg.inv(np.where(bad[:, None, None], np.eye(r.shape[1]), r))
    return np.where(bad[:, None, None], np.nan, inverse)
