"""Normal-return models that are linear in known regressors: all firm-events in one call."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from eventstudy.engine import Fit, least_squares, line_fit, with_coefficients
from eventstudy.models.design import MARKET_LINE, Design, least_squares_of
from eventstudy.models.model import Model
from eventstudy.models.placed import fit_linear
from eventstudy.panel import Inputs, Panel, PlacedPanel

__all__ = ["MARKET", "MEAN", "forecast_regressors", "linear", "market", "mean", "on_market_line", "with_constant"]

Floats = NDArray[np.float64]


def market(panel: Panel) -> Fit:
    """Market model: expected return α + β R_m by ordinary least squares.

    With `missing: trade_to_trade` the return after days without a trade spans them. A return over n sessions has the
    expected value nα + βR_m, R_m over the same sessions, and the variance nσ²; least squares weights it by 1/√n. A
    window is complete where its returns fill it exactly: the asset traded on its last session and on the session
    before its first. Its CAR is then that of the whole window, with the variance of all its sessions.

    References
    ----------
    Sharpe (1963); Brown and Warner (1985), Journal of Financial Economics 14; Maynes and Rumsey (1993), Journal of
    Banking and Finance 17, for returns from trade to trade.
    """
    return linear(panel, MARKET_LINE)


MARKET = Model(
    "market",
    market,
    {
        "en": "Market model: expected is α + β times the market's return, estimated by least squares.",
        "de": "Marktmodell: erwartet wird α + β mal Marktrendite, geschätzt mit kleinsten Quadraten.",
    },
    compared=True,
    linear=True,
    over_gaps=True,
    market_line=True,
)


def mean(panel: Panel) -> Fit:
    """Mean-adjusted returns: expected return is the mean of the estimation window.

    References
    ----------
    Masulis (1980); Brown and Warner (1980), Journal of Financial Economics 8.
    """
    return linear(panel, Design())


MEAN = Model(
    "mean",
    mean,
    {
        "en": "Mean: expected is the mean return of the estimation window.",
        "de": "Mittelwert: erwartet wird die mittlere Rendite des Schätzfensters.",
    },
    reads=Inputs(market=False),
    net_of="what.mean",
    compared=True,
    linear=True,
    over_gaps=True,
)


def linear(panel: Panel, design: Design) -> Fit:
    """Ordinary least squares on the regressors of a design."""
    if isinstance(panel, PlacedPanel):
        return fit_linear(panel, design)
    if panel.spans_est is None or panel.spans is None:
        return least_squares_of(panel, design)
    return _from_trade_to_trade(panel, design, panel.spans_est, panel.spans)


def _from_trade_to_trade(panel: Panel, design: Design, spans_est: Floats, spans: Floats) -> Fit:
    """Least squares of returns that span several sessions, weighted by 1/√span."""
    root = np.sqrt(np.where(spans_est > 0, spans_est, np.nan))
    X = design.matrix(panel.market_est, panel.further_est, panel.risk_free_est)
    X_event = design.matrix(panel.market, panel.further, panel.risk_free)
    X_event[spans == 0] = 0.0
    X[:, :, 0], X_event[:, :, 0] = spans_est, spans
    fit = least_squares(panel.returns_est / root, X / root[:, :, None], panel.returns, X_event)
    return replace(fit, relative_variance=spans.astype(float), over_gaps=True)


def with_constant(*columns: Floats) -> Floats:
    """Regressors from columns of equal shape (N, M), the constant first; shape (N, M, 1 + columns)."""
    return np.stack([np.ones_like(columns[0]), *columns], axis=-1)


def on_market_line(panel: Panel, line: Floats, reason: NDArray[np.str_]) -> Fit:
    """Market model with α and β estimated otherwise; the forecast variance stays that of least squares.

    Parameters
    ----------
    panel : Panel
    line : ndarray, shape (N, 2)
        α and β.
    reason : ndarray of str, shape (N,)
        Code of why there is no line; empty where there is one.
    """
    X, X_event = with_constant(panel.market_est), with_constant(panel.market)
    ordinary = line_fit(panel.returns_est, panel.market_est, panel.returns, panel.market)
    fit = with_coefficients(ordinary, line, panel.returns_est, X, panel.returns, X_event)
    return replace(fit, reason=np.where(ordinary.reason != "", ordinary.reason, reason))


def forecast_regressors(covariance: Floats, sigma: Floats, X_event: Floats) -> Floats:
    """Event regressors u of `Fit` from the coefficients' covariance: σ² u_s'u_t = x_s' Cov x_t.

    Parameters
    ----------
    covariance : ndarray, shape (N, k, k)
    sigma : ndarray, shape (N,)
    X_event : ndarray, shape (N, L, k)

    Returns
    -------
    ndarray, shape (N, L, k)
    """
    values, vectors = np.linalg.eigh(np.nan_to_num(covariance))
    root = vectors * np.sqrt(values.clip(min=0))[:, None, :]
    u: Floats = X_event @ root / sigma[:, None, None]
    return u
