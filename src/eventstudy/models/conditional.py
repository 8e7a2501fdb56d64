"""Market models whose error variance changes from day to day, estimated firm-event by firm-event."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from eventstudy.engine import NOT_IDENTIFIED, TOO_FEW, Fit, least_squares, with_coefficients
from eventstudy.messages import Message, message
from eventstudy.models.model import Model
from eventstudy.models.ols import forecast_regressors, with_constant
from eventstudy.models.optimum import NotFound, minimum
from eventstudy.models.variance import ARCH, Egarch, Garch
from eventstudy.panel import Panel
from eventstudy.threads import OneThread

__all__ = ["EGARCH", "GARCH", "egarch", "garch"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Estimate = tuple[Floats, Floats, Floats]
"""α and β, their covariance, and the variance of each day after the last."""
Estimator = Callable[[Floats, Floats, Floats, Floats], Estimate]
"""From y and X of the estimation window, and those of the days after it, y NaN where it is not known before day 0."""

DECIMALS = 9
"""Returns are rounded to so many decimals of a standard deviation, so that their unit, whose rounding errors they
bear, cannot decide between two maxima."""
NO_VARIANCE = 1e-12
"""Residuals smaller than this share of the largest return are rounding errors of a perfect fit."""
FLAT = "residuals_do_not_vary"
NO_LEVEL = "no_stationary_variance"
NOT_OF_THE_SEARCH = (FLAT, TOO_FEW, NOT_IDENTIFIED)


def _why(process: str, code: str) -> Message:
    """Message of a reason: the cause that a search ended without a maximum is told with its process."""
    cause = Message(code)
    return cause if code in NOT_OF_THE_SEARCH else message("search_did_not_converge", process=process, why=cause)


def garch(panel: Panel) -> Fit:
    """Market model with GARCH(1,1) errors: α + βR_m, variance h_t = ω + a e²_{t−1} + b h_{t−1}.

    Quasi-maximum likelihood with normal errors over the estimation window. From there h runs on through the days of the
    event window before day 0, each known by the next; from day 0 on it is forecast, E h: the event's own returns do not
    enter it, so a shock does not hide itself by raising the variance. Coefficients have variance (Σ x_t x_t' / h_t)⁻¹.
    Missing estimation days are left out and those beside them taken as consecutive; a missing day before day 0 passes
    on what was expected of it. t(M − 5) is approximate. The reported sigma is √(e'e / (M − 5)).

    With GARCH errors, an estimation window that ends ten sessions before day 0 and [−10, 10] as event window it rejects
    2.5, 7.0 and 6.0 % of true nulls on day 0 at 5 % after ten calm, ordinary and stormy days. A forecast from the end
    of the estimation window rejects 1.0, 6.2 and 10.2 % there, the market model 0.8, 5.0 and 11.8 %.

    The likelihood often has several maxima. Returns in standard deviations of the residuals of least squares, exact
    first derivatives, ω ≥ 0 and 0 ≤ a, b, a + b ≤ 1 as bounds, several starts from long memories to none; the highest
    maximum counts if another start, or one a little beside it, ends there too: coefficients within 1e-6 of a standard
    error, the variance of every day within 1e-6 of itself. Linear algebra runs in one thread, whatever the engine.

    Use it where the event comes in a calm or a storm; let the event window start some days before day 0, for from some
    20 sessions without a known return on the forecast is the long-run variance. Needs 200
    estimation days or more to find its parameters; a firm-event that does not converge so is dropped with its reason.

    References
    ----------
    Bollerslev (1986), Journal of Econometrics 31; Savickas (2003), Journal of Financial Research 26.
    """
    return _conditional(panel, 5, _with_garch)


GARCH = Model(
    "garch",
    garch,
    {
        "en": "Market model with a variance that changes from day to day (GARCH), where two starts end alike.",
        "de": "Marktmodell mit einer Varianz, die sich von Tag zu Tag ändert (GARCH), wo zwei Starts dasselbe ergeben.",
    },
    why=partial(_why, "GARCH(1,1)"),
    packages=(ARCH,),
    heavy=True,
    conditional=True,
    market_line=True,
)


def egarch(panel: Panel) -> Fit:
    """Market model with EGARCH(1,1) errors: falls may raise the variance more than rises do.

    ln h_t = ω + a(|z_{t−1}| − √(2/π)) + g z_{t−1} + b ln h_{t−1}, z = e/√h, with a ≥ |g| and 0 ≤ b < 1: neither a rise
    nor a fall lowers the variance of the next day, for beyond that bound the likelihood has spikes that foretell
    nothing. In two steps: α and β by least squares, whose variance is (X'X)⁻¹ (Σ h_t x_t x_t') (X'X)⁻¹, then h by
    quasi-maximum likelihood from the residuals, sought as in `garch`; in one step rounding errors can move β by a
    standard error. Days before day 0 count as in `garch`. The forecast E h is exact for normal z; else as in `garch`,
    with t(M − 6). Use it for shares and indices whose variance rises after falls. A firm-event whose log variance has
    no level to return to (b = 1), as where variance only rises or falls through the window, is dropped: `market` serves
    it.

    References
    ----------
    Nelson (1991), Econometrica 59; Straumann and Mikosch (2006), Annals of Statistics 34, for the bounds; Tsay (2010),
    Analysis of Financial Time Series, section 3.8, for the forecast.
    """
    return _conditional(panel, 6, _with_egarch)


EGARCH = Model(
    "egarch",
    egarch,
    {
        "en": "As GARCH, with unequal effects of good and bad news; neither lowers the variance (EGARCH).",
        "de": "Wie GARCH, mit ungleicher Wirkung guter und schlechter Nachrichten; keine senkt die Varianz (EGARCH).",
    },
    why=partial(_why, "EGARCH(1,1)"),
    packages=(ARCH,),
    heavy=True,
    conditional=True,
    market_line=True,
)


@OneThread()
def _conditional(panel: Panel, parameters: int, estimate: Estimator) -> Fit:
    X, X_event = with_constant(panel.market_est), with_constant(panel.market)
    ordinary = least_squares(panel.returns_est, X, panel.returns, X_event)
    n, days = panel.returns.shape
    lines, covariances, variances = np.full((n, 2), np.nan), np.full((n, 2, 2), np.nan), np.full((n, days), np.nan)
    reason = np.where((ordinary.n <= parameters) & (ordinary.reason == ""), TOO_FEW, ordinary.reason).astype(object)
    for i in np.flatnonzero(reason == ""):
        seen, scale = np.isfinite(ordinary.residuals[i]), ordinary.sigma[i]
        if scale <= NO_VARIANCE * np.abs(panel.returns_est[i, seen]).max():
            reason[i] = FLAT
            continue
        ahead = panel.offsets - panel.offsets_est[seen][-1]
        after, X_after = _known_before(panel.returns[i], X_event[i], panel.offsets, ahead)
        try:
            line, covariance, path = estimate(panel.returns_est[i, seen] / scale, X[i, seen], after / scale, X_after)
        except NotFound as e:
            reason[i] = e.code
            continue
        lines[i], covariances[i], variances[i] = line * scale, covariance * scale**2, path[ahead - 1] * scale**2
    base = replace(ordinary, df=ordinary.n - parameters, reason=reason.astype(np.str_))
    fit = with_coefficients(base, lines, panel.returns_est, X, panel.returns, X_event)
    u = forecast_regressors(covariances, fit.sigma, X_event)
    return replace(fit, u=u, relative_variance=variances / fit.sigma[:, None] ** 2, conditional=True)


def _known_before(returns: Floats, X: Floats, offsets: Ints, ahead: Ints) -> tuple[Floats, Floats]:
    """Returns and regressors of the days after the last estimation day, NaN but on those before day 0."""
    after, X_after = np.full(ahead.max(), np.nan), np.full((ahead.max(), X.shape[1]), np.nan)
    before = offsets < 0
    after[ahead[before] - 1], X_after[ahead[before] - 1] = returns[before], X[before]
    return after, X_after


def _with_garch(y: Floats, X: Floats, after: Floats, X_after: Floats) -> Estimate:
    likelihood = Garch(np.round(y, DECIMALS), X)
    theta = minimum(likelihood, likelihood.starts())
    line, h, path = likelihood.result(theta, np.round(after, DECIMALS), X_after)
    return line, np.asarray(np.linalg.inv(X.T @ (X / h[:, None])), dtype=np.float64), path


def _with_egarch(y: Floats, X: Floats, after: Floats, X_after: Floats) -> Estimate:
    inverse = np.linalg.inv(X.T @ X)
    line: Floats = inverse @ X.T @ y
    likelihood = Egarch(np.round(y - X @ line, DECIMALS))
    theta = minimum(likelihood, likelihood.starts())
    path = likelihood.forecast(theta, np.round(after - X_after @ line, DECIMALS))
    if not (likelihood.stationary(theta) and np.isfinite(path).all()):
        raise NotFound(NO_LEVEL)
    spread: Floats = inverse @ X.T * np.sqrt(likelihood.variance(theta))
    covariance: Floats = spread @ spread.T
    return line, covariance, path
