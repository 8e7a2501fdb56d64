"""Tests of several assets on one common date by ranks among ordinary days."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eventstudy.engine import Fit, car_variance_factor
from eventstudy.inference.clustered import NOT_ONE_DATE
from eventstudy.inference.correlation import COMMON_DAYS
from eventstudy.inference.entry import DAY, LONG, Test, up_to
from eventstudy.inference.filtered import filtered_sq, rank_level
from eventstudy.inference.joint import common_residuals, on_common_days, parameters_of, too_few_common_days
from eventstudy.inference.laws import null_of
from eventstudy.inference.parametric import STILL_PORTFOLIO
from eventstudy.inference.resampled import DRAWS
from eventstudy.inference.sample import Sample, TestResult, no_result
from eventstudy.inference.volatility import (
    LARGEST_SHOCK,
    SMOOTHING,
    plain_scar,
    running_variance,
    standardised_days,
    starting_days,
)
from eventstudy.messages import Message, message

__all__ = ["MVRM", "PORTFOLIO_SQ", "mvrm", "portfolio_sq"]

Floats = NDArray[np.float64]

RANK_UNKNOWN = Message("law_rank_unknown")
DAYS_PER_ASSET = 3
"""With fewer days for each asset W is too uncertain for the rank of a quadratic form."""


def mvrm(sample: Sample) -> TestResult:
    """Whether any asset moved on one common date: the rank of Q = c'W⁻¹c among ordinary days, on filtered residuals.

    c are the SCARs and W = Σ e_t e_t' the cross products of standardised residuals, each over a volatility known
    before it: the geometric mean of the asset's own (as in `filtered_sq`) and of one that all assets of the date share.
    For one day, Q is ranked among g_t / (1 − g_t), g_t = e_t'W⁻¹e_t, the same form of each estimation day without that
    day in W. For longer windows it is ranked among 999 windows composed of whole days drawn with replacement,
    e_t / √(1 − g_t), with both volatilities updated along the way. The statistic is n Q / N with n estimation days.
    Always two-sided.

    It asks whether anything at all happened to any asset, in whatever direction, and has little power against a shift
    that all share: 7 to 11 % where `kp` has 22 to 63 %. At ordinary dates of real shares it rejects 5.1 to 6.0 % at 5 %
    for one day and up to 7.4 % for 3 and 11 days. With few days for each asset it rejects too seldom: 3 % for one day
    and almost never for 21 with 90 days and 30 assets.

    References
    ----------
    Schipper and Thompson (1983), Journal of Accounting Research 21; Binder (1985), Journal of Accounting Research 23,
    for the system; Barone-Adesi, Giannopoulos and Vosper (1999), Journal of Futures Markets 19, for the filter.
    """
    null, n = Message("null_every_car"), sample.size
    if not sample.one_date:
        return no_result(sample, RANK_UNKNOWN, null, NOT_ONE_DATE)
    days = _filtered_together(sample)
    if len(days.residuals) < COMMON_DAYS:
        return no_result(sample, RANK_UNKNOWN, null, too_few_common_days(len(days.residuals)))
    if n * DAYS_PER_ASSET > len(days.residuals):
        return no_result(sample, RANK_UNKNOWN, null, message("too_many_assets", n=n, days=len(days.residuals)))
    cross = days.residuals.T @ days.residuals
    if np.linalg.cond(cross) > 1e12:
        return no_result(sample, RANK_UNKNOWN, null, Message("assets_are_copies"))
    inverse: Floats = np.linalg.inv(cross).astype(np.float64)
    c = plain_scar(sample) / np.sqrt(days.before)
    form, forms = float(c @ inverse @ c), _forms(days.residuals, inverse)
    others = forms / (1 - forms) if sample.length == 1 else _composed_forms(days, inverse, forms, sample)
    p = (1 + int((others >= form).sum())) / (1 + len(others))
    code = "law_stretches" if sample.length == 1 else "law_composed"
    law = message(code, count=len(others), days=len(forms))
    return TestResult(form * len(forms) / n, p, law, n, null)


@dataclass(frozen=True, eq=False)
class _Days:
    """Filtered residuals of the days that all assets observed, shape (D, N), and the variances before the window."""

    residuals: Floats
    before: Floats


def _filtered_together(sample: Sample) -> _Days:
    """Standardised residuals over the geometric mean of each asset's running volatility and the date's common one."""
    z, earlier = standardised_days(sample.fit, sample.first)
    common = on_common_days(z, sample)
    both = np.concatenate([common, earlier], axis=1)
    square = np.minimum(both**2, LARGEST_SHOCK**2)
    known = np.isfinite(square).sum(axis=0, keepdims=True)  # of no asset on a day that all of them miss
    shared = np.sqrt(np.where(known > 0, np.nansum(square, axis=0, keepdims=True) / np.maximum(known, 1), np.nan))
    (own, own_before), (of_all, of_all_before) = running_variance(both), running_variance(shared)
    variance = np.sqrt(own * of_all)[:, : common.shape[1]]
    start = int(starting_days(np.array([common.shape[1]]))[0])
    return _Days((common / np.sqrt(variance))[:, start:].T, np.sqrt(own_before * of_all_before))


def _forms(residuals: Floats, inverse: Floats) -> Floats:
    """e'W⁻¹e of each day; shape (D,)."""
    forms: Floats = ((residuals @ inverse) * residuals).sum(axis=1)
    return forms


def _composed_forms(days: _Days, inverse: Floats, forms: Floats, sample: Sample) -> Floats:
    """Q of windows composed of whole days; shape (999,)."""
    residuals = days.residuals / np.sqrt(1 - forms)[:, None]
    variance = np.tile(days.before, (DRAWS, 1))
    total = np.zeros_like(variance)
    for drawn in np.random.default_rng([sample.seed, 9]).integers(0, len(residuals), (sample.length, DRAWS)):
        day = np.sqrt(variance) * residuals[drawn]
        total += day
        shock = np.minimum(day**2, LARGEST_SHOCK**2)
        shock = (shock + shock.mean(axis=1, keepdims=True)) / 2
        variance = SMOOTHING * variance + (1 - SMOOTHING) * shock
    return _forms(total / np.sqrt(sample.length * days.before), inverse)


def portfolio_sq(sample: Sample) -> TestResult:
    """Rank of an equal-weight portfolio of the event's assets: `filtered_sq` of its CAR.

    The portfolio's residual is the mean of the assets' on estimation days that all observed, so it carries their
    correlation; variance factors are the assets' on average. For one common date.

    References
    ----------
    Gelbach, Helland and Klick (2013), American Law and Economics Review 15; Brown and Warner (1985), section 5.
    """
    null = null_of("null_portfolio_car", sample.alternative)
    if not sample.one_date:
        return no_result(sample, RANK_UNKNOWN, null, NOT_ONE_DATE)
    common = common_residuals(sample).shape[1]
    if common < COMMON_DAYS:
        return no_result(sample, RANK_UNKNOWN, null, too_few_common_days(common))
    portfolio = _portfolio(sample)
    if not portfolio.fit.sigma[0] > 0:
        return no_result(sample, RANK_UNKNOWN, null, STILL_PORTFOLIO)
    one = filtered_sq(portfolio)
    return TestResult(float(one.statistic[0]), float(one.p_value[0]), one.law[0], sample.size, null, one.note[0])


def _portfolio(sample: Sample) -> Sample:
    """The portfolio as a sample of one firm-event.

    Its basis holds those of all N assets over √N, so that sums of its regressors have the mean of their variances.
    """
    fit, n = sample.fit, sample.size
    residuals = common_residuals(sample).mean(axis=0)[None]
    q = on_common_days(fit.q, sample).transpose(1, 0, 2).reshape(1, residuals.shape[1], -1) / np.sqrt(n)
    u = fit.u.transpose(1, 0, 2).reshape(1, fit.u.shape[1], -1) / np.sqrt(n)
    count = residuals.shape[1]
    df = count - parameters_of(sample)
    sigma = np.sqrt((residuals**2).sum(axis=1) / df) if df > 0 else np.zeros(1)
    none, ar = np.full(1, np.nan), fit.ar.mean(axis=0)[None]
    whole = Fit(
        coefficients=np.full((1, q.shape[2]), np.nan),
        sigma=sigma,
        df=np.array([df]),
        n=np.array([count]),
        r_squared=none,
        residuals=residuals,
        q=q,
        expected=fit.expected.mean(axis=0)[None],
        ar=ar,
        u=u,
        alpha=none,
        beta=none,
        relative_variance=fit.relative_variance.mean(axis=0)[None],
        reason=np.array([""]),
        conditional=fit.conditional,
    )
    se = sigma * np.sqrt(car_variance_factor(whole, sample.first, sample.last))
    return sample.as_one(whole, float(sample.car.mean()), float(se[0]))


PORTFOLIO_SQ = Test(
    "portfolio_sq",
    portfolio_sq,
    "group",
    {
        "en": "Rank of an equally weighted portfolio of the event's assets among ordinary days.",
        "de": "Rang eines gleich gewichteten Portfolios der Titel des Ereignisses unter gewöhnlichen Tagen.",
    },
    order="tail",
    holds=up_to(LONG, "independent", "common", "firms_6", "days_60", "t5"),
    default=("one_date",),
    always=True,
    attainable=rank_level,
)
MVRM = Test(
    "mvrm",
    mvrm,
    "group",
    {
        "en": "Whether anything moved any of the assets with the same day: a rank among ordinary days.",
        "de": "Ob sich irgendein Titel mit demselben Tag bewegte: ein Rang unter gewöhnlichen Tagen.",
    },
    order="size",
    default=("one_date",),
    longest=DAY,
)
