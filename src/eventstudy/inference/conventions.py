"""Conventions of other programs, so that a published number can be reproduced and the difference seen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from eventstudy.engine import Convention, Fit
from eventstudy.messages import Message, message
from eventstudy.models import MARKET

__all__ = ["COMPAT", "Program", "compat_note", "conform"]


@dataclass(frozen=True)
class Program:
    """Another program's steps where they differ from this one's.

    Attributes
    ----------
    title : str
        Program and version.
    source : str
        File and function that take these steps.
    steps : str
        What it computes.
    reason : str
        Why this program does otherwise.
    convention : Convention
    models : tuple of str
        Models of a study for which the steps have been checked.
    tests : tuple of str
        Tests that it has and whose statistics change.
    """

    title: str
    source: str
    steps: str
    reason: str
    convention: Convention
    models: tuple[str, ...]
    tests: tuple[str, ...]


COMPAT: dict[str, Program] = {
    "estudy2": Program(
        title="R estudy2 0.9.2",
        source="`patell` and `boehmer` in R/parametric_tests.R",
        steps="σ² = e'e / (M − 1), by `sd` of the residuals; Patell's variance stays (M − 2)/(M − 4).",
        reason="the market model leaves M − 2 degrees of freedom, so σ is too small by √((M − 2)/(M − 1)). `patell` "
        "and `boehmer` are of single days; over longer windows this program's variance is taken with that σ.",
        convention=Convention(residual_ddof=1),
        models=(MARKET.name,),
        tests=("patell", "bmp"),
    ),
    "r_eventstudy": Program(
        title="R EventStudy (sipemu), September 2026",
        source="`CARTTest` in R/single_event_test_statistics.R, `PatellZTest` and `BMPTest` in "
        "R/multi_event_test_statistics.R, and the values pinned in tests/testthat/test_golden_values.R",
        steps="t and BMP: CAR / (σ√L), without the error of the forecast; Patell: Σ SAR / √L with each day's forecast "
        "error, without the covariance between days.",
        reason="coefficients are estimated, and their error is common to all days of a window: without it the "
        "denominator is too small, the more so the longer the window (7 to 11 % in place of 5 %).",
        convention=Convention(forecast_error=False, sum_of_sar=True),
        models=(MARKET.name,),
        tests=("t", "patell", "bmp"),
    ),
    "py_eventstudy": Program(
        title="Python eventstudy 0.1a12",
        source="`Model.OLS` in eventstudy/models.py and `Single` in eventstudy/single.py",
        steps="σ² = e'e / M; t = CAR / (σ√L), t(M − 1).",
        reason="e'e / M is biased downwards, the market model leaves M − 2 degrees of freedom, and the forecast error "
        "is left out.",
        convention=Convention(residual_ddof=0, law_ddof=1, forecast_error=False),
        models=(MARKET.name,),
        tests=("t",),
    ),
}
"""Programs whose steps a study can ask for with `compat:`."""


def conform(fit: Fit, convention: Convention) -> Fit:
    """The same models with σ, degrees of freedom and variance factors by another convention.

    Parameters
    ----------
    fit : Fit
    convention : Convention

    Returns
    -------
    Fit
        σ = √(e'e / (n − residual_ddof)) and df = n − law_ddof where these are given.
    """
    sigma, df = fit.sigma, fit.df
    if convention.residual_ddof is not None:
        sigma = sigma * np.sqrt(df / np.maximum(fit.n - convention.residual_ddof, 1))
    if convention.law_ddof is not None:
        df = fit.n - convention.law_ddof
    return fit.conformed(sigma, df, convention)


def compat_note(name: str) -> Message:
    """What every result that ran under the convention says."""
    return message("compat_convention", name=name, program=COMPAT[name].title)
