"""Returns against a benchmark's, nothing estimated but their variance."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from eventstudy.engine import TOO_FEW, Fit
from eventstudy.messages import message
from eventstudy.models.model import Lack, Model, Options
from eventstudy.panel import Inputs, Panel
from eventstudy.spec.factor_files import Factors
from eventstudy.spec.options import Option

__all__ = ["BHAR", "MARKET_ADJUSTED", "PORTFOLIO", "bhar", "market_adjusted", "portfolio"]

Floats = NDArray[np.float64]


def market_adjusted(panel: Panel) -> Fit:
    """Market-adjusted returns: expected return R_m, nothing estimated.

    σ² is the sample variance of R − R_m about its mean over the estimation window, df M − 1; the variance of a CAR
    over L days is Lσ², without a term for prediction error.

    References
    ----------
    Brown and Warner (1980), Journal of Financial Economics 8.
    """
    return _against(panel, panel.market_est, panel.market)


MARKET_ADJUSTED = Model(
    "market_adjusted",
    market_adjusted,
    {
        "en": "Market-adjusted: expected is the market's return.",
        "de": "Marktbereinigt: erwartet wird die Rendite des Markts.",
    },
    compared=True,
)


def portfolio(panel: Panel) -> Fit:
    """Control portfolio: expected return is the mean return of assets that the study names, nothing estimated.

    The benchmark is rebalanced to equal weights every session; each control's return is as of the asset's sessions. σ²
    and the variance of a CAR are those of `market_adjusted`. Use it with controls of the same industry and size that
    the event does not concern; a control that the event moves takes its own reaction out of the abnormal return.

    Parameters
    ----------
    panel : Panel
        `further` holds the controls' returns.

    References
    ----------
    Barber and Lyon (1997), Journal of Financial Economics 43; Campbell, Cowan and Salotti (2010), Journal of Banking
    and Finance 34.
    """
    return _against(panel, panel.further_est.mean(axis=2), panel.further.mean(axis=2))


def _controls(options: Options, _factors: Factors | None) -> Inputs:
    """The assets that the study names."""
    return Inputs(market=False, controls=options["columns"])


def _lacks_controls(options: Options, _factors: Factors | None) -> Lack | None:
    """At least one."""
    if options["columns"]:
        return None
    return message("model_without_controls", model=PORTFOLIO.name), message("add_controls")


PORTFOLIO = Model(
    "portfolio",
    portfolio,
    {
        "en": "Expected is the return of a control portfolio.",
        "de": "Erwartet wird die Rendite eines Vergleichsportfolios.",
    },
    reads=_controls,
    reading=(
        Option(
            "columns",
            tuple[str, ...],
            (),
            {
                "en": "Tickers of the assets in the portfolio; no event of the study may concern them.",
                "de": "Ticker der Titel im Portfolio; kein Ereignis der Studie darf sie betreffen.",
            },
        ),
    ),
    lacks=_lacks_controls,
    net_of="what.portfolio",
    simple_returns=True,
)


def bhar(panel: Panel) -> Fit:
    """Buy-and-hold abnormal return: Π(1 + R_t) − Π(1 + R_mt) over each window, against the asset's market.

    What an investor who held both would have gained more. Days have the abnormal return R − R_m; windows and paths
    compound. σ² is that of `market_adjusted`. The variance of a BHAR given the market's returns is
    Π((1 + R_mt)² + σ²) − Π(1 + R_mt)², exact for independent errors of mean zero; t(M − 1) is approximate and worsens
    with the window: a BHAR of several months is skewed to the right, so prefer tests that allow for it. Use it for
    windows of weeks to years; over a few days it is the market-adjusted CAR.

    References
    ----------
    Barber and Lyon (1997), Journal of Financial Economics 43; Lyon, Barber and Tsai (1999), Journal of Finance 54.
    """
    return replace(market_adjusted(panel), compound=True)


BHAR = Model(
    "bhar",
    bhar,
    {
        "en": "Buy and hold: returns are compounded, not added.",
        "de": "Kaufen und halten: Renditen werden verkettet, nicht addiert.",
    },
    compared=True,
    simple_returns=True,
)


def _against(panel: Panel, benchmark_est: Floats, benchmark: Floats) -> Fit:
    seen = np.isfinite(panel.returns_est) & np.isfinite(benchmark_est)
    residuals = np.where(seen, panel.returns_est - benchmark_est, np.nan)
    n = seen.sum(axis=1)
    deviations = residuals - (np.nansum(residuals, axis=1) / np.maximum(n, 1))[:, None]
    variance = np.nansum(deviations**2, axis=1) / np.where(n > 1, n - 1, np.nan)
    firms = len(n)
    return Fit(
        coefficients=np.empty((firms, 0)),
        sigma=np.sqrt(variance),
        df=n - 1,
        n=n,
        r_squared=np.full(firms, np.nan),
        residuals=residuals,
        q=np.empty((*residuals.shape, 0)),
        expected=np.where(np.isfinite(panel.returns), benchmark, np.nan),
        ar=panel.returns - benchmark,
        u=np.empty((*panel.returns.shape, 0)),
        alpha=np.full(firms, np.nan),
        beta=np.full(firms, np.nan),
        relative_variance=np.ones(panel.returns.shape),
        reason=np.where(n > 1, "", TOO_FEW),
    )
