"""Regressions of CARs on what the firm-events are like."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eventstudy.inference.laws import Alternative, p_t
from eventstudy.messages import NOTHING, Message, message

__all__ = ["Slopes", "clustered_slopes", "hc3_slopes", "pre_event_slopes", "shared_days_slopes"]

Floats = NDArray[np.float64]

FEW_CLUSTERS = 30
"""Below so many dates errors clustered by date are too small on average."""


@dataclass(frozen=True, eq=False)
class Slopes:
    """Coefficients of one regression and their errors.

    Attributes
    ----------
    coefficient, se, t, p_value : ndarray, shape (k,)
    df : int
    r_squared : float
    note : Message
    """

    coefficient: Floats
    se: Floats
    t: Floats
    p_value: Floats
    df: int
    r_squared: float
    note: Message = NOTHING


def hc3_slopes(car: Floats, X: Floats, alternative: Alternative = "two-sided") -> Slopes:
    """Least squares with errors for a variance that differs between firm-events, t(N − k).

    Parameters
    ----------
    car : ndarray, shape (N,)
    X : ndarray, shape (N, k)
        Constant included.

    References
    ----------
    MacKinnon and White (1985), Journal of Econometrics 29; Long and Ervin (2000), American Statistician 54.
    """
    from statsmodels.regression.linear_model import OLS

    fit = OLS(car, X).fit(cov_type="HC3")
    return _slopes(fit.params, fit.bse, len(car) - X.shape[1], fit.rsquared, alternative)


def clustered_slopes(
    car: Floats, X: Floats, dates: NDArray[np.generic], alternative: Alternative = "two-sided"
) -> Slopes:
    """Least squares with errors for firm-events of one date that move together, t(G − 1) with G dates.

    Parameters
    ----------
    car : ndarray, shape (N,)
    X : ndarray, shape (N, k)
    dates : ndarray, shape (N,)
        Day 0 of each.

    References
    ----------
    Liang and Zeger (1986), Biometrika 73; Cameron and Miller (2015), Journal of Human Resources 50.
    """
    from statsmodels.regression.linear_model import OLS

    codes = np.unique(dates, return_inverse=True)[1]
    count = int(codes.max()) + 1
    fit = OLS(car, X).fit(cov_type="cluster", cov_kwds={"groups": codes})
    note = message("few_dates_to_cluster", n=count) if count < FEW_CLUSTERS else NOTHING
    return _slopes(fit.params, fit.bse, count - 1, fit.rsquared, alternative, note)


def pre_event_slopes(car: Floats, earlier: Floats, X: Floats, alternative: Alternative = "two-sided") -> Slopes:
    """Least squares with errors from the same regression on stretches of days before the event, t(B − 1).

    Firm-events of one date move together, more so those that are alike; on days without the event they do so too, and
    the slopes of these days show how far a slope strays by that alone. With b_1, …, b_B the slopes of B stretches, mean
    b̄ and standard deviation s, t = (b − b̄) / (s √(1 + 1/B)). The errors hold no part of a rise in variance on the event
    day itself.

    Parameters
    ----------
    car : ndarray, shape (N,)
    earlier : ndarray, shape (N, B)
        Abnormal returns of B stretches without common days, each as long as the CAR window; no NaN.
    X : ndarray, shape (N, k)

    References
    ----------
    Cohn, Johnson, Liu and Wardlaw (2024), "Past is prologue: inference from the cross section of returns around an
    event"; Fama and MacBeth (1973), Journal of Political Economy 81, for the series of slopes.
    """
    slopes = np.linalg.lstsq(X, np.column_stack([car, earlier]), rcond=None)[0].astype(np.float64)
    own, others = slopes[:, 0], slopes[:, 1:]
    count = others.shape[1]
    se: Floats = others.std(axis=1, ddof=1) * np.sqrt(1 + 1 / count)
    residuals = car - X @ own
    r_squared = 1 - (residuals @ residuals) / np.square(car - car.mean()).sum()
    t = (own - others.mean(axis=1)) / se
    return Slopes(own, se, t, p_t(t, count - 1, alternative), count - 1, float(r_squared))


def shared_days_slopes(
    car: Floats, X: Floats, error: Floats, correlation: Floats, alternative: Alternative = "two-sided"
) -> Slopes:
    """Least squares with errors for firm-events that share days, each pair for what it shares, t(N − k).

    Var CAR = κ² UCU with U the model's standard errors of the CARs and C the correlation of their SCARs (`Covariance`).
    κ² = e'U⁻²e / tr(U⁻¹MUCUMU⁻¹), e the residuals and M = I − X(X'X)⁻¹X', rises with the variance at the event. Much as
    the standard error of a mean CAR.

    Parameters
    ----------
    car, error : ndarray, shape (N,)
    X : ndarray, shape (N, k)
    correlation : ndarray, shape (N, N)

    References
    ----------
    Greene (2018), Econometric Analysis, section 9.2, for the covariance of least squares under a known UCU.
    """
    n, k = X.shape
    inverse = np.linalg.inv(X.T @ X)
    own = inverse @ X.T @ car
    residuals = car - X @ own
    covariance = correlation * np.outer(error, error)
    projected = covariance - X @ (inverse @ (X.T @ covariance))
    projected -= (projected @ X) @ inverse @ X.T
    scale = float(((residuals / error) ** 2).sum() / (np.diag(projected) / error**2).sum())
    se: Floats = np.sqrt(np.maximum(scale * np.diag(inverse @ X.T @ covariance @ X @ inverse), 0.0))
    r_squared = 1 - (residuals @ residuals) / np.square(car - car.mean()).sum()
    return _slopes(own, se, n - k, float(r_squared), alternative)


def _slopes(
    coefficient: Floats, se: Floats, df: int, r_squared: float, alternative: Alternative, note: Message = NOTHING
) -> Slopes:
    t = coefficient / se
    return Slopes(coefficient, se, t, p_t(t, df, alternative), df, float(r_squared), note)
