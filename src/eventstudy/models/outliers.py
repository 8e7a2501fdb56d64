"""Market models that single outliers in the estimation window do not move."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from eventstudy.engine import Fit
from eventstudy.messages import Message, message
from eventstudy.models.model import Model
from eventstudy.models.ols import forecast_regressors, on_market_line, with_constant
from eventstudy.panel import Panel

__all__ = ["ROBUST", "THEIL_SEN", "robust", "theil_sen"]

Floats = NDArray[np.float64]

Estimate = tuple[Floats, Floats, str]
"""α and β, their covariance, and the code of why there are none."""

MAX_STEPS = 200
NO_LINE, NO_COVARIANCE = np.full(2, np.nan), np.full((2, 2), np.nan)
TOO_FEW = "too_few_days_or_flat_returns"
HALF_ZERO = "half_of_residuals_zero"
NO_CONVERGENCE = "huber_did_not_converge"

THEIL_SEN_SPREAD = np.array([np.sqrt(np.pi / 2), np.pi / 3])
"""Standard deviations of the median intercept and the Theil-Sen slope over those of least squares, for large samples
with normal returns: the median's efficiency is 2/π, the slope's (3/π)²."""


def robust(panel: Panel) -> Fit:
    """Market model by Huber's M-estimator, which gives outliers of the estimation window less weight.

    Expected return α + βR_m with the coefficients that minimise Σ ρ(e/s), ρ Huber's function with 1.345 and s the
    median absolute deviation, re-estimated at each step. The standard error does not use s: σ² = e'e / (M − 2) over
    all residuals, for the event day's return has the variance of all days, not only of the quiet ones; the forecast
    variance is the estimator's own asymptotic covariance plus σ². t(M − 2) is approximate. Use it where other news
    left outliers in the estimation window; not where errors are skewed, for then α is not that of the mean.

    References
    ----------
    Huber (1981), Robust Statistics, section 7.6; Sorokina, Booth and Thornton (2013), Journal of Data Science 11.
    """
    lines, covariances, reason = _each(panel, _huber)
    fit = on_market_line(panel, lines, reason)
    return replace(fit, u=forecast_regressors(covariances, fit.sigma, with_constant(panel.market)))


def _why(code: str) -> Message:
    """Message of a reason of `robust`."""
    return message(code, steps=MAX_STEPS) if code == NO_CONVERGENCE else Message(code)


ROBUST = Model(
    "robust",
    robust,
    {
        "en": "Market model in which outliers count less (Huber).",
        "de": "Marktmodell, in dem Ausreißer weniger zählen (Huber).",
    },
    why=_why,
    compared=True,
    heavy=True,
    market_line=True,
)


def theil_sen(panel: Panel) -> Fit:
    """Market model by Theil and Sen: the median of all pairwise slopes.

    β is the median of (R_s − R_t) / (R_ms − R_mt) over all pairs of days, α = median R − β median R_m; expected return
    α + βR_m. σ² = e'e / (M − 2) over all residuals; the forecast variance is that of least squares with the variances
    of α and β divided by their asymptotic efficiencies under normal returns, 2/π and (3/π)². t(M − 2) is approximate.
    Use it where up to a quarter of the estimation days may be outliers; not where errors are skewed: residuals then do
    not average zero, and a CAR of L days carries L times their mean.

    References
    ----------
    Theil (1950); Sen (1968), Journal of the American Statistical Association 63; Dombrow, Rodriguez and Sirmans
    (2000), Quarterly Review of Economics and Finance 40.
    """
    lines, _, reason = _each(panel, _median_slope)
    fit = on_market_line(panel, lines, reason)
    return replace(fit, u=fit.u * THEIL_SEN_SPREAD)


THEIL_SEN = Model(
    "theil_sen",
    theil_sen,
    {
        "en": "Market model with the median of all pairwise slopes (Theil, Sen).",
        "de": "Marktmodell mit dem Median aller paarweisen Steigungen (Theil, Sen).",
    },
    compared=True,
    heavy=True,
    market_line=True,
)


def _huber(y: Floats, x: Floats) -> Estimate:
    from statsmodels.robust.norms import HuberT
    from statsmodels.robust.robust_linear_model import RLM
    from statsmodels.tools.sm_exceptions import ConvergenceWarning

    with warnings.catch_warnings(), np.errstate(divide="ignore", invalid="ignore"):
        warnings.simplefilter("error", ConvergenceWarning)
        try:
            fitted = RLM(y, with_constant(x), M=HuberT()).fit(maxiter=MAX_STEPS)
        except ConvergenceWarning:
            return NO_LINE, NO_COVARIANCE, HALF_ZERO
    if fitted.fit_history["iteration"] >= MAX_STEPS:
        return NO_LINE, NO_COVARIANCE, NO_CONVERGENCE
    return fitted.params, fitted.cov_params(), ""


def _median_slope(y: Floats, x: Floats) -> Estimate:
    from scipy import stats

    slope, intercept, *_ = stats.theilslopes(y, x)
    return np.array([intercept, slope]), NO_COVARIANCE, ""


def _each(panel: Panel, line: Callable[[Floats, Floats], Estimate]) -> tuple[Floats, Floats, NDArray[np.str_]]:
    """Estimates of every firm-event from its observed days; shapes (N, 2), (N, 2, 2) and (N,)."""
    estimates = []
    for y, x in zip(panel.returns_est, panel.market_est, strict=True):
        seen = np.isfinite(y) & np.isfinite(x)
        enough = seen.sum() > 2 and np.ptp(x[seen]) > 0 and np.ptp(y[seen]) > 0
        estimates.append(line(y[seen], x[seen]) if enough else (NO_LINE, NO_COVARIANCE, TOO_FEW))
    lines, covariances, reasons = zip(*estimates, strict=True) if estimates else ([], [], [])
    return np.reshape(lines, (-1, 2)), np.reshape(covariances, (-1, 2, 2)), np.array(reasons, dtype=np.str_)
