"""Models of returns in excess of the risk-free rate, linear in factor returns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from eventstudy.engine import Fit
from eventstudy.messages import message
from eventstudy.models.design import Design
from eventstudy.models.model import Lack, Model, Options, Texts
from eventstudy.models.ols import linear
from eventstudy.panel import Inputs, Panel
from eventstudy.spec.factor_files import Factors
from eventstudy.spec.options import Option

__all__ = ["CAPM", "CARHART", "FACTOR", "FF3", "FF5", "capm", "carhart", "factor", "ff3", "ff5", "needs_factors"]

RISK_FREE = "RF"
"""French's column of the risk-free return, unless the study names another."""


def needs_factors(model: str) -> Lack:
    """What a model lacks that reads factors, in a study without a file of them."""
    return message("model_without_factor_file", model=model), message(
        "add_factor_file", example="{path: factors.csv}", model=FACTOR.name
    )


def _columns(*names: str, market: bool = False) -> Callable[[Options, Factors | None], Inputs]:
    """Reader of French's columns."""

    def reads(_options: Options, factors: Factors | None) -> Inputs:
        own = factors.risk_free if factors else None
        return Inputs(market, factors=names, risk_free=own or RISK_FREE)

    return reads


def _model(name: str, fit: Callable[[Panel], Fit], titles: Texts, **properties: Any) -> Model:
    """A model of factors."""
    return Model(name, fit, titles, net_of="what.factors", simple_returns=True, linear=True, **properties)


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


CAPM = _model(
    "capm",
    capm,
    {
        "en": "CAPM: as the market model, with returns above the risk-free rate.",
        "de": "CAPM: wie das Marktmodell, mit Renditen über dem risikofreien Zins.",
    },
    reads=_columns(market=True),
)


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


def _named(options: Options, factors: Factors | None) -> Inputs:
    """Columns that the model's option names, else those under `factors:`."""
    columns = options["columns"] or (factors.columns if factors else ())
    return Inputs(market=False, factors=columns, risk_free=factors.risk_free if factors else None)


def _lacks_columns(options: Options, factors: Factors | None) -> Lack | None:
    """A file, and at least one column."""
    if factors is None:
        return needs_factors(FACTOR.name)
    if _named(options, factors).factors:
        return None
    return message("model_without_factors", model=FACTOR.name), message("add_factors")


FACTOR = _model(
    "factor",
    factor,
    {"en": "The factors that the study names.", "de": "Die Faktoren, die die Studie nennt."},
    reads=_named,
    reading=(
        Option(
            "columns",
            tuple[str, ...],
            (),
            {
                "en": "Columns of the factor table; by default those under 'factors:'.",
                "de": "Spalten der Faktortabelle; sonst die unter „factors:“.",
            },
        ),
    ),
    lacks=_lacks_columns,
)


def ff3(panel: Panel) -> Fit:
    """Three factors of Fama and French: R_f + α + β Mkt-RF + s SMB + h HML, by ordinary least squares.

    Use it for US shares that are small or of extreme book-to-market; over windows of a few days it gains little on the
    market model. French's factors are US ones by default: for other exchanges take the regional files.

    References
    ----------
    Fama and French (1993), Journal of Financial Economics 33.
    """
    return factor(panel)


FF3 = _model(
    "ff3",
    ff3,
    {
        "en": "Three factors of Fama and French: market, size, book-to-market.",
        "de": "Drei Faktoren nach Fama und French: Markt, Größe, Buchwert.",
    },
    reads=_columns("Mkt-RF", "SMB", "HML"),
)


def carhart(panel: Panel) -> Fit:
    """Four factors of Carhart: those of `ff3` and momentum (Mom or UMD), by ordinary least squares.

    Use it where events follow strong past returns, as additions to an index do.

    References
    ----------
    Carhart (1997), Journal of Finance 52.
    """
    return factor(panel)


CARHART = _model(
    "carhart",
    carhart,
    {
        "en": "Four factors of Carhart: those three and momentum.",
        "de": "Vier Faktoren nach Carhart: die drei und das Momentum.",
    },
    reads=_columns("Mkt-RF", "SMB", "HML", "Mom"),
)


def ff5(panel: Panel) -> Fit:
    """Five factors of Fama and French: those of `ff3`, profitability RMW and investment CMA, by ordinary least squares.

    Use it as `ff3`, where firms differ in profitability or investment.

    References
    ----------
    Fama and French (2015), Journal of Financial Economics 116.
    """
    return factor(panel)


FF5 = _model(
    "ff5",
    ff5,
    {
        "en": "Five factors of Fama and French: the three, profitability and investment.",
        "de": "Fünf Faktoren nach Fama und French: die drei, Ertragskraft und Investition.",
    },
    reads=_columns("Mkt-RF", "SMB", "HML", "RMW", "CMA"),
)
