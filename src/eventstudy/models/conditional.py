"""Market models whose error variance changes from day to day, estimated firm-event by firm-event with `arch`."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy import special

from eventstudy.engine import TOO_FEW, Fit, least_squares, with_coefficients
from eventstudy.errors import EventStudyError
from eventstudy.models.linear import forecast_regressors, with_constant
from eventstudy.panel import Panel

__all__ = ["NEEDS_ARCH", "egarch", "garch"]

Floats = NDArray[np.float64]
Estimate = tuple[Floats, Floats, Floats]
"""α and β, their covariance, and the variance forecast for each day after the last."""
Estimator = Callable[[Floats, Floats, int], Estimate]

NEEDS_ARCH = ("this model needs the package 'arch'", "install the extra: pip install 'market-eventstudy[garch]'")
MAX_STEPS = 500
DECIMALS = 9
"""What the optimiser sees is rounded to so many decimals of a standard deviation: where its surface is flat, rounding
errors of the returns, or their unit, would decide where it stops."""
NO_VARIANCE = 1e-12
"""Residuals smaller than this share of the largest return are rounding errors of a perfect fit."""
ABSOLUTE = np.sqrt(2 / np.pi)
"""Mean of the absolute value of a standard normal."""


class _NotConverged(Exception):
    """No estimate, with the reason."""


def garch(panel: Panel) -> Fit:
    """Market model with GARCH(1,1) errors: α + βR_m, variance h_t = ω + a e²_{t−1} + b h_{t−1}.

    Quasi-maximum likelihood with normal errors. Each event day's abnormal return is set against the variance forecast
    for that day from the last estimation day, E h; the event's own returns do not enter it, so a shock does not hide
    itself by raising the variance. Coefficients have variance (Σ x_t x_t' / h_t)⁻¹. Missing estimation days are left
    out and those beside them taken as consecutive. t(M − 5) is approximate. The reported sigma is √(e'e / (M − 5)).

    Use it where the estimation window ends in a calm or a storm and the event window is near; from some 20 sessions on
    the forecast is the long-run variance, and `market` with a test across firm-events serves as well. Needs 200
    estimation days or more to find its parameters; a firm-event that does not converge is dropped.

    References
    ----------
    Bollerslev (1986), Journal of Econometrics 31; Savickas (2003), Journal of Financial Research 26.
    """
    return _conditional(panel, 5, _with_garch)


def egarch(panel: Panel) -> Fit:
    """Market model with EGARCH(1,1) errors: falls may raise the variance more than rises do.

    ln h_t = ω + a(|z_{t−1}| − √(2/π)) + g z_{t−1} + b ln h_{t−1}, z = e/√h, |b| < 1. In two steps: α and β by least
    squares, whose variance is (X'X)⁻¹ (Σ h_t x_t x_t') (X'X)⁻¹, then h by quasi-maximum likelihood from the residuals;
    in one step rounding errors can move β by a standard error, for the joint likelihood has spikes. The forecast E h
    is exact for normal z; else as in `garch`, with t(M − 6). Use it for shares and indices whose variance rises after
    falls. Firm-events whose residuals show no such pattern often do not converge and are dropped: `market` serves them.

    References
    ----------
    Nelson (1991), Econometrica 59; Tsay (2010), Analysis of Financial Time Series, section 3.8, for the forecast.
    """
    return _conditional(panel, 6, _with_egarch)


def _conditional(panel: Panel, parameters: int, estimate: Estimator) -> Fit:
    X, X_event = with_constant(panel.market_est), with_constant(panel.market)
    ordinary = least_squares(panel.returns_est, X, panel.returns, X_event)
    n, days = panel.returns.shape
    lines, covariances, variances = np.full((n, 2), np.nan), np.full((n, 2, 2), np.nan), np.full((n, days), np.nan)
    reason = np.where((ordinary.n <= parameters) & (ordinary.reason == ""), TOO_FEW, ordinary.reason).astype(object)
    for i in np.flatnonzero(reason == ""):
        seen, scale = np.isfinite(ordinary.residuals[i]), ordinary.sigma[i]
        if scale <= NO_VARIANCE * np.abs(panel.returns_est[i, seen]).max():
            reason[i] = "its residuals do not vary"
            continue
        ahead = panel.offsets - panel.offsets_est[seen][-1]
        try:
            line, covariance, path = estimate(panel.returns_est[i, seen] / scale, X[i, seen], int(ahead.max()))
        except _NotConverged as e:
            reason[i] = str(e)
            continue
        lines[i], covariances[i], variances[i] = line * scale, covariance * scale**2, path[ahead - 1] * scale**2
    base = replace(ordinary, df=ordinary.n - parameters, reason=reason.astype(np.str_))
    fit = with_coefficients(base, lines, panel.returns_est, X, panel.returns, X_event)
    u = forecast_regressors(covariances, fit.sigma, X_event)
    return replace(fit, u=u, relative_variance=variances / fit.sigma[:, None] ** 2, conditional=True)


def _with_garch(y: Floats, X: Floats, steps: int) -> Estimate:
    spread = X[:, 1].std()
    fitted = _fit(y, x=np.round(X[:, 1] / spread, DECIMALS), mean="LS", vol="GARCH", p=1, q=1)
    alpha, beta = np.asarray(fitted.params)[:2]
    covariance = np.linalg.inv(X.T @ (X / fitted.conditional_volatility[:, None] ** 2))
    return np.array([alpha, beta / spread]), covariance, _garch_forecast(fitted, steps)


def _with_egarch(y: Floats, X: Floats, steps: int) -> Estimate:
    inverse = np.linalg.inv(X.T @ X)
    line = inverse @ X.T @ y
    fitted = _fit(y - X @ line, mean="Zero", vol="EGARCH", p=1, o=1, q=1)
    path = _egarch_forecast(fitted, steps)
    if abs(fitted.params["beta[1]"]) >= 1 or not np.isfinite(path).all():
        raise _NotConverged("EGARCH(1,1) found no stationary variance")
    spread = inverse @ X.T * fitted.conditional_volatility
    return line, spread @ spread.T, path


def _fit(y: Floats, *, vol: Literal["GARCH", "EGARCH"], **model: Any) -> Any:
    """Quasi-maximum likelihood of one firm-event by `arch`."""
    try:
        from arch import arch_model
    except ImportError as e:
        raise EventStudyError(*NEEDS_ARCH) from e
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore", RuntimeWarning)
        described = arch_model(np.round(y, DECIMALS), vol=vol, rescale=False, **model)
        fitted = described.fit(disp="off", show_warning=False, options={"maxiter": MAX_STEPS})
    if fitted.convergence_flag:
        raise _NotConverged(f"{vol}(1,1) did not converge")
    return fitted


def _garch_forecast(fitted: Any, steps: int) -> Floats:
    """E h of the days 1 to `steps` after the last; shape (steps,)."""
    omega, a, b = np.asarray(fitted.params)[-3:]
    path = np.empty(steps)
    last = omega + a * fitted.resid[-1] ** 2 + b * fitted.conditional_volatility[-1] ** 2
    for step in range(steps):
        path[step] = last
        last = omega + (a + b) * last
    return path


def _egarch_forecast(fitted: Any, steps: int) -> Floats:
    """E h of the days 1 to `steps` after the last; shape (steps,).

    ln h_{T+s} = b^{s−1} ln h_{T+1} + Σ_{j<s−1} b^j (ω + a(|z| − √(2/π)) + g z) with independent standard normal z, and
    E exp(c|z| + d z) = exp((c + d)²/2) Φ(c + d) + exp((c − d)²/2) Φ(c − d).
    """
    omega, a, g, b = np.asarray(fitted.params)[-4:]
    h = fitted.conditional_volatility[-1] ** 2
    z = fitted.resid[-1] / np.sqrt(h)
    first = omega + a * (abs(z) - ABSOLUTE) + g * z + b * np.log(h)
    power = b ** np.arange(steps)
    c, d = a * power[:-1], g * power[:-1]
    with np.errstate(over="ignore", invalid="ignore"):
        moment = np.exp((c + d) ** 2 / 2) * special.ndtr(c + d) + np.exp((c - d) ** 2 / 2) * special.ndtr(c - d)
        steady = np.exp(omega * power[:-1] - c * ABSOLUTE) * moment
        path: Floats = np.exp(power * first) * np.concatenate([[1.0], np.cumprod(steady)])
    return path
