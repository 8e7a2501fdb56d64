"""Models of returns in excess of the risk-free rate, linear in factor returns."""

from __future__ import annotations

from eventstudy.engine import Fit
from eventstudy.models.design import Design
from eventstudy.models.linear import linear
from eventstudy.panel import Panel

__all__ = ["capm", "carhart", "factor", "ff3", "ff5"]


def capm(panel: Panel) -> Fit:
    """Capital asset pricing model with a free intercept: R_f + α + β(R_m − R_f), by ordinary least squares.

    R_m is the asset's own market, R_f the factor table's risk-free return of the day. Over daily data it differs from
    the market model only where R_f moves or is large. α is estimated, not set to 0, so that a firm's own drift is no
    abnormal return.

    References
    ----------
    Sharpe (1964), Journal of Finance 19; Jensen (1968), Journal of Finance 23, for the intercept.
    """
    return linear(panel, Design(market=True, excess=True))


def factor(panel: Panel) -> Fit:
    """Factor model with columns that the study names: R_f + α + Σ β_j F_j, by ordinary least squares.

    Returns are in excess of the risk-free return where the study names its column, else R_f = 0. The reported beta is
    that of the first factor, R² that of the (excess) returns. Use it for factors that drive the assets and not the
    event: an oil price, an exchange rate, a sector. A factor that the event itself moves absorbs part of its effect.

    Parameters
    ----------
    panel : Panel
        `further` holds the factors, on the date of each session.

    References
    ----------
    Ross (1976), Journal of Economic Theory 13; MacKinlay (1997), Journal of Economic Literature 35, section 4.
    """
    return linear(panel, Design(further=True, excess=True))


def ff3(panel: Panel) -> Fit:
    """Three factors of Fama and French: R_f + α + β Mkt-RF + s SMB + h HML, by ordinary least squares.

    Use it for US shares that are small or of extreme book-to-market; over windows of a few days it gains little on the
    market model. French's factors are US ones by default: for other exchanges take the regional files.

    References
    ----------
    Fama and French (1993), Journal of Financial Economics 33.
    """
    return factor(panel)


def carhart(panel: Panel) -> Fit:
    """Four factors of Carhart: those of `ff3` and momentum (Mom or UMD), by ordinary least squares.

    Use it where events follow strong past returns, as additions to an index do.

    References
    ----------
    Carhart (1997), Journal of Finance 52.
    """
    return factor(panel)


def ff5(panel: Panel) -> Fit:
    """Five factors of Fama and French: those of `ff3`, profitability RMW and investment CMA, by ordinary least squares.

    Use it as `ff3`, where firms differ in profitability or investment.

    References
    ----------
    Fama and French (2015), Journal of Financial Economics 116.
    """
    return factor(panel)
