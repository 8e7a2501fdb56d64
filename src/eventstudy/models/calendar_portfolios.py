"""Portfolios in calendar time of the firms that are in an event window, regressed on the market or on factors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from eventstudy.engine import Fit
from eventstudy.messages import NOTHING, Message, message
from eventstudy.models.factors import factor
from eventstudy.models.model import Model, Options
from eventstudy.models.ols import market
from eventstudy.panel import Inputs, Panel
from eventstudy.spec.factor_files import Factors
from eventstudy.spec.options import Option

__all__ = ["CALENDAR_TIME", "PortfolioAlpha", "calendar_time", "portfolio_alpha"]

Floats = NDArray[np.float64]

FEWEST_FREE = 10
"""Degrees of freedom below which a regression says nothing."""
FEW_DAYS = 60
"""Days below which the standard error of Newey and West is too small to be trusted."""


def calendar_time(panel: Panel) -> Fit:
    """Calendar-time portfolios: for each group and CAR window a portfolio of the firms in their window, day by day.

    On each calendar day with at least one firm in its window the portfolio holds all such firms, equally weighted and
    each once. Its returns are regressed over these days on the market's return (the mean of the firms' markets), or
    with `columns:` in excess of the risk-free return on the factors named; the intercept is the mean abnormal return a
    day. Its standard error is Newey and West's with ⌊4 (n/100)^(2/9)⌋ lags, days in their order, and a factor
    n/(n − k); days are as far apart as the sessions between them, so that two windows with a gap in between are no
    neighbours; t(n − k) is approximate. One day of many correlated firms is one observation, so the test stands where
    windows overlap, from some 60 days on: with 20 firms on 60 neighbouring dates, windows of 60 days and correlation .3
    it rejects 5.5 % of true nulls at 5 %, where a cross-sectional t rejects 38 %. Loadings come from the windows
    themselves: no estimation window enters. The result is the table `calendar_time`; the tables of single firm-events
    and tests are those of the model `market`, or `factor` with the same columns. Use it for windows of months; a window
    of a few days on few dates has too few days.

    Days with one firm weigh as much as days with many. Many studies ask for a minimum of firms, as `min_firms` does: by
    default none, for it costs days. With 60 windows of 21 days in two years and correlation .1 a test rejects 5.7 % of
    true nulls at 5 %, with a minimum of five firms 5.4 % and of ten 7.7 %, and the standard error grows by 28 and 83 %.
    Taking days beside a gap for neighbours would change it by 5 % at most.

    References
    ----------
    Jaffe (1974), Journal of Business 47; Mandelker (1974), Journal of Financial Economics 1; Fama (1998), Journal of
    Financial Economics 49, section 3; Newey and West (1987), Econometrica 55.
    """
    return factor(panel) if panel.further.shape[2] else market(panel)


def _reads(options: Options, factors: Factors | None) -> Inputs:
    """The market, or the factors that the study names in its place."""
    if not options["columns"]:
        return Inputs()
    return Inputs(market=False, factors=options["columns"], risk_free=factors.risk_free if factors else None)


def _notes(_options: Options) -> tuple[Message, ...]:
    """Where its result stands."""
    return (message("alphas_in_calendar_time", model=CALENDAR_TIME.name),)


CALENDAR_TIME = Model(
    "calendar_time",
    calendar_time,
    {
        "en": "A portfolio of all assets in their event window, calendar day by calendar day.",
        "de": "Ein Portfolio aller Titel im Ereignis, Kalendertag für Kalendertag.",
    },
    reads=_reads,
    reading=(
        Option(
            "columns",
            tuple[str, ...],
            (),
            {
                "en": "Columns of the factor table in place of the market.",
                "de": "Spalten der Faktortabelle an Stelle des Markts.",
            },
        ),
        Option(
            "min_firms",
            Annotated[int, Field(ge=1)],
            1,
            {
                "en": "Firms that a day needs in their windows so that it counts.",
                "de": "So viele Titel muss ein Tag in ihren Fenstern haben, damit er zählt.",
            },
        ),
    ),
    notes=_notes,
    linear=True,
    by_calendar=True,
)


@dataclass(frozen=True, eq=False)
class PortfolioAlpha:
    """Regression of one calendar-time portfolio.

    Attributes
    ----------
    coefficients : ndarray, shape (k,)
        The intercept, a mean abnormal return a day, and the loadings; NaN where there are too few days.
    se : float
        Of the intercept.
    df, lags, days : int
        Degrees of freedom, lags of the standard error, days with at least one firm.
    firms : float
        Mean number of firms a day.
    note : Message
        Why there is no estimate, or what to beware of.
    """

    coefficients: Floats
    se: float
    df: int
    lags: int
    days: int
    firms: float
    note: Message = NOTHING


def portfolio_alpha(
    returns: Floats,
    regressors: Floats,
    days: NDArray[np.datetime64],
    assets: NDArray[np.int64],
    calendar: NDArray[np.datetime64],
    fewest: int = 1,
) -> PortfolioAlpha:
    """Regress the daily mean of firms' returns on the daily mean of their regressors, a constant added.

    Parameters
    ----------
    returns : ndarray, shape (n,)
        One for each firm and day in its window; NaN is left out.
    regressors : ndarray, shape (n, k − 1)
    days : ndarray of datetime64[D], shape (n,)
    assets : ndarray of int, shape (n,)
        Which asset a row is of: on each day it counts once, whatever number of its windows holds the day.
    calendar : ndarray of datetime64[D]
        All sessions in their order, by which days are apart.
    fewest : int
        Firms that a day needs so that it counts.

    Returns
    -------
    PortfolioAlpha
    """
    table = np.column_stack([returns, np.ones(len(returns)), regressors])
    known = np.isfinite(table.sum(axis=1))
    numbers = np.searchsorted(calendar, days[known].astype("datetime64[D]"))
    pairs, rows = np.unique(np.stack([numbers, assets[known]], axis=1), axis=0, return_index=True)
    places, at, counts = np.unique(pairs[:, 0], return_inverse=True, return_counts=True)
    sums = np.zeros((len(counts), table.shape[1]))
    np.add.at(sums, at, table[known][rows])
    enough = counts >= fewest
    places, counts, daily = places[enough], counts[enough], (sums / counts[:, None])[enough]
    n, k = len(daily), table.shape[1] - 1
    lags = int(4 * (n / 100) ** (2 / 9))
    firms = float(counts.mean()) if n else 0.0
    if n - k < FEWEST_FREE:
        note = message("too_few_days_for_portfolio", n=n, k=k)
        return PortfolioAlpha(np.full(k, np.nan), np.nan, n - k, lags, n, firms, note)
    if np.linalg.matrix_rank(daily[:, 1:]) < k:
        return PortfolioAlpha(np.full(k, np.nan), np.nan, n - k, lags, n, firms, Message("portfolio_collinear"))
    b, se = _newey_west(daily[:, 0], daily[:, 1:], lags, places)
    note = NOTHING if n >= FEW_DAYS else message("few_days_for_portfolio", n=n)
    return PortfolioAlpha(b, se, n - k, lags, n, firms, note)


def _newey_west(y: Floats, X: Floats, lags: int, places: NDArray[np.int64]) -> tuple[Floats, float]:
    """Least squares and Newey and West's standard error of the first coefficient; a session without a row adds 0."""
    n, k = X.shape
    inverse = np.linalg.inv(X.T @ X)
    b = inverse @ X.T @ y
    scores = np.zeros((int(places[-1] - places[0]) + 1, k))
    scores[places - places[0]] = X * (y - X @ b)[:, None]
    middle = scores.T @ scores
    for lag in range(1, lags + 1):
        product = scores[lag:].T @ scores[:-lag]
        middle += (1 - lag / (lags + 1)) * (product + product.T)
    variance = inverse @ middle @ inverse * n / (n - k)
    return b, float(np.sqrt(variance[0, 0]))
