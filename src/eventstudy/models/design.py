"""Normal returns that are linear in known regressors: which these are, and their least squares."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from eventstudy.engine import Fit, least_squares, line_fit
from eventstudy.panel import Panel

__all__ = ["MARKET_LINE", "Design", "least_squares_of"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Design:
    """Regressors beside the constant, in this order.

    Attributes
    ----------
    market : bool
        Return of the asset's own market.
    further : bool
        What else the panel holds of each day.
    excess : bool
        Whether returns, the market's too, are in excess of the risk-free return.
    """

    market: bool = False
    further: bool = False
    excess: bool = False

    def columns(self, market: Floats, further: Floats, risk_free: Floats) -> list[Floats]:
        """Regressors beside the constant, from arrays of days as `Panel` holds them."""
        own = [market - risk_free if self.excess else market] if self.market else []
        return own + ([further[..., j] for j in range(further.shape[-1])] if self.further else [])

    def matrix(self, market: Floats, further: Floats, risk_free: Floats) -> Floats:
        """Regressors, the constant first; shape of `market` and one axis more."""
        return np.stack([np.ones_like(market), *self.columns(market, further, risk_free)], axis=-1)


MARKET_LINE = Design(market=True)
"""The market model, which has closed forms."""


def least_squares_of(panel: Panel, design: Design) -> Fit:
    """Ordinary least squares of the firm-events of a panel."""
    if design == MARKET_LINE:
        return line_fit(panel.returns_est, panel.market_est, panel.returns, panel.market)
    X = design.matrix(panel.market_est, panel.further_est, panel.risk_free_est)
    X_event = design.matrix(panel.market, panel.further, panel.risk_free)
    if not design.excess:
        return least_squares(panel.returns_est, X, panel.returns, X_event)
    fit = least_squares(panel.returns_est - panel.risk_free_est, X, panel.returns - panel.risk_free, X_event)
    return replace(fit, expected=fit.expected + panel.risk_free)
