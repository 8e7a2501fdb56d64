"""Market model with a beta that changes over time."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from eventstudy.engine import Fit, least_squares, with_coefficients
from eventstudy.models.model import Model
from eventstudy.models.ols import with_constant
from eventstudy.panel import Panel
from eventstudy.spec.options import Option

__all__ = ["ROLLING", "rolling"]

Floats = NDArray[np.float64]

HALF_LIFE = 60.0


def rolling(panel: Panel, *, half_life: float = HALF_LIFE) -> Fit:
    """Market model that weights estimation days by how near they are: α and β of about the time of the event.

    Least squares with weights w_d = 2^(−|d| / h), d the session relative to day 0 and h the half-life (60 sessions
    unless the study says otherwise); expected return α + βR_m. A moving average over the estimation window, not
    re-estimated inside the event window, so that the event does not enter its own benchmark.

    The errors are taken to have one variance: with A = W X (X'WX)⁻¹ the coefficients have variance σ² A'A, the
    forecast errors of days s and t covariance σ² (1[s = t] + x_s'A'A x_t), and with H = X A' the residuals (I − H)y
    give σ² = e'e / δ₁, δ₁ = M − 2k + tr(H'H), which is unbiased. t(M*) is approximate, M* = δ₁² / δ₂ rounded down,
    δ₂ = tr([(I − H)'(I − H)]²). Use it where beta drifts, as after a merger or a change of leverage; not over short
    windows, where the weights cost more precision than the drift costs accuracy.

    References
    ----------
    Brown, Durbin and Evans (1975), Journal of the Royal Statistical Society B 37; Cleveland and Devlin (1988), Journal
    of the American Statistical Association 83, section 3, for σ² and its degrees of freedom.
    """
    X, X_event = with_constant(panel.market_est), with_constant(panel.market)
    ordinary = least_squares(panel.returns_est, X, panel.returns, X_event)
    seen = np.isfinite(ordinary.residuals)
    age = np.abs(panel.offsets_est)
    root = np.where(seen, 2.0 ** (-(age - age.min()) / (2 * half_life)), np.nan)
    eye = np.broadcast_to(np.eye(2), (len(seen), 2, 2))
    weighted = least_squares(root * panel.returns_est, root[:, :, None] * X, np.zeros((len(seen), 2)), eye)
    spread = weighted.u @ _triangle(np.nan_to_num(root)[:, :, None] * weighted.q)
    fit = with_coefficients(
        replace(ordinary, u=X_event @ spread, reason=weighted.reason),
        weighted.coefficients,
        panel.returns_est,
        X,
        panel.returns,
        X_event,
    )
    delta, df = _freedom(np.where(seen[:, :, None], X, 0.0), spread, fit.n)
    return replace(fit, sigma=fit.sigma * np.sqrt(np.maximum(fit.df, 0) / delta), df=df)


ROLLING = Model(
    "rolling",
    rolling,
    {
        "en": "Market model in which recent days count more.",
        "de": "Marktmodell, in dem jüngere Tage mehr zählen.",
    },
    options=(
        Option(
            "half_life",
            Annotated[float, Field(gt=0, allow_inf_nan=False)],
            HALF_LIFE,
            {
                "en": "Sessions after which a day counts half as much.",
                "de": "Handelstage, nach denen ein Tag halb so viel zählt.",
            },
        ),
    ),
    compared=True,
    market_line=True,
)


def _triangle(columns: Floats) -> Floats:
    """Lower triangles K with KK' the cross products of each firm-event's columns; shape (N, k, k)."""
    lower: Floats = np.linalg.qr(columns)[1].transpose(0, 2, 1)
    return lower


def _freedom(X: Floats, spread: Floats, n: NDArray[np.int64]) -> tuple[Floats, NDArray[np.int64]]:
    """δ₁, NaN where there is none, and M*, shapes (N,): as H² = H, both need only X'X A'A, A'A = `spread` `spread`'."""
    product = X.transpose(0, 2, 1) @ X @ spread @ spread.transpose(0, 2, 1)
    k = X.shape[2]
    first = n - 2 * k + np.trace(product, axis1=1, axis2=2)
    second = n - 2 * k + np.trace(product @ product, axis1=1, axis2=2)
    usable = (first > 0) & (second > 0) & (n > k)
    df = np.where(usable, first**2 / np.where(usable, second, 1.0), 0.0).astype(np.int64)
    return np.where(usable, first, np.nan), df
