"""Tests across independent firm-events, from means and variances of CARs and SCARs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from eventstudy.inference.draws import Answer, Draws, by_normal, by_t
from eventstudy.inference.entry import DAY, FORECAST, INDEPENDENT, LONG, SHORT, Test, up_to
from eventstudy.inference.laws import NORMAL, null_of, p_normal, p_t, t_law
from eventstudy.inference.sample import Sample, TestResult, column_sums, no_result, over_blocks
from eventstudy.messages import NOTHING, Message, message
from eventstudy.models import MODELS

__all__ = [
    "BMP",
    "CRUDE",
    "CS_T",
    "JACKKNIFE",
    "PATELL",
    "SAVICKAS",
    "bmp",
    "crude",
    "cs_t",
    "jackknife",
    "mean_test",
    "patell",
    "patell_drawn",
    "patell_statistic",
    "savickas",
    "t_of_mean",
]

Floats = NDArray[np.float64]

ONE_FIRM_EVENT = Message("one_firm_event")
TOO_FEW_DEGREES = Message("too_few_degrees_of_freedom")
STILL_PORTFOLIO = Message("portfolio_does_not_vary")
EQUAL = Message("values_equal")
NO_SPREAD = 1e-12
"""A standard deviation below this share of the largest value is a rounding error."""


def cs_t(sample: Sample) -> TestResult:
    """Cross-sectional t: mean CAR over sd/√N, t(N − 1).

    Allows variance to rise at the event; assumes that the CARs are independent.

    References
    ----------
    Brown and Warner (1980), Journal of Financial Economics 8; Charest (1978).
    """
    return mean_test(sample.car, sample, "null_mean_car")


def crude(sample: Sample) -> TestResult:
    """Crude dependence adjustment: mean CAR over √L times the sd of the portfolio's estimation-window AR, t(M − 1).

    The equal-weight portfolio carries the correlation among firm-events at the same distance from day 0. Over-rejects
    when variance rises at the event, and knows nothing of windows that overlap otherwise: off one date a note says so.
    With 30 of 98 shares on real dates spread over a week it rejects 8, 12, 15 and 15 % of true nulls at 5 % in windows
    of 1, 3, 11 and 21 days.

    References
    ----------
    Brown and Warner (1980), Journal of Financial Economics 8, appendix A.3; Brown and Warner (1985), section 3.2.
    """
    null = null_of("null_mean_car", sample.alternative)
    total, count = over_blocks(sample.fit, lambda part: column_sums(part.residuals))
    portfolio = total[count > 0] / count[count > 0]
    df = len(portfolio) - 1
    sd = portfolio.std(ddof=1)
    if not sd > 0:
        return no_result(sample, t_law(df), null, STILL_PORTFOLIO)
    t = float(sample.car.mean() / (np.sqrt(sample.length) * sd))
    note = NOTHING if sample.one_date else Message("crude_off_one_date")
    return TestResult(t, float(p_t(t, df, sample.alternative)), t_law(df), sample.size, null, note)


def patell(sample: Sample) -> TestResult:
    """Patell's test: Σ SCAR / √Σ(df/(df − 2)), normal.

    The SCARs carry the whole forecast covariance, so no √L appears. It over-rejects as soon as variance rises at the
    event, and with correlated firm-events.

    References
    ----------
    Patell (1976), Journal of Accounting Research 14.
    """
    null = null_of("null_mean_scar", sample.alternative)
    z = patell_statistic(sample)
    if z is None:
        return no_result(sample, NORMAL, null, TOO_FEW_DEGREES)
    return TestResult(z, float(p_normal(z, sample.alternative)), NORMAL, sample.size, null)


def patell_statistic(sample: Sample) -> float | None:
    """Σ SCAR / √Σ(df/(df − 2)); None where a t law has no variance."""
    z = float(_patell_z(_patell_scar(sample), sample.fit.df))
    return z if np.isfinite(z) else None


def _patell_z(scar: Floats, df: NDArray[np.int64]) -> Floats:
    """Patell's statistic over the last axis, shapes (..., N) to (...); NaN where a t law has no variance."""
    variance = np.where(df > 2, df / np.maximum(df - 2, 1), np.nan).sum(axis=-1)
    z: Floats = scar.sum(axis=-1) / np.sqrt(variance)
    return z


def _patell_scar(sample: Sample) -> Floats:
    """What Patell's test sums: SCAR, or by another convention Σ SAR / √L with each day's forecast error; (N,)."""
    fit = sample.fit
    if not fit.convention.sum_of_sar:
        return sample.scar
    inside = slice(sample.first, sample.last + 1)
    spread = np.sqrt(fit.relative_variance[:, inside] + (fit.u[:, inside] ** 2).sum(axis=2))
    sums: Floats = (fit.ar[:, inside] / spread).sum(axis=1) / (fit.sigma * np.sqrt(sample.length))
    return sums


def bmp(sample: Sample) -> TestResult:
    """Standardised cross-sectional test: mean SCAR over sd/√N, t(N − 1), with forecast standard errors.

    Robust to variance that rises at the event; over-rejects when firm-events are correlated, see `kp` and `kpp`.

    References
    ----------
    Boehmer, Musumeci and Poulsen (1991), Journal of Financial Economics 30.
    """
    return mean_test(sample.scar, sample, "null_mean_scar")


def jackknife(sample: Sample) -> TestResult:
    """Jackknife of the standardised mean: t over the pseudo-values of mean(SCAR)/sd(SCAR), t(N − 1).

    Each pseudo-value is Nθ − (N − 1)θ₍₋ᵢ₎ with θ the ratio over all firm-events and θ₍₋ᵢ₎ without the i-th. Lets
    variance change at the event; assumes independent firm-events. Conservative in small samples: the pseudo-values
    of a ratio vary more than the ratio does.

    References
    ----------
    Giaccotto and Sfiridis (1996), Journal of Economics and Business 48.
    """
    n = sample.size
    null, law = null_of("null_mean_scar", sample.alternative), t_law(n - 1)
    if n < 3:
        return no_result(sample, law, null, Message("too_few_to_leave_one_out"))
    x = sample.scar
    centred = x - x.mean()
    mean = x.mean() - centred / (n - 1)  # of all but one, as is the sum of squares about it
    squares = np.maximum((centred**2).sum() - centred**2 * n / (n - 1), 0.0)
    # What rounding leaves of a difference of squares is the root of what it leaves elsewhere.
    if not (np.sqrt(squares / (n - 1)) > 1e-7 * np.abs(x).max()).all():
        return no_result(sample, law, null, Message("values_but_one_equal"))
    ratios = mean / np.sqrt(squares / (n - 2))
    pseudo = n * x.mean() / x.std(ddof=1) - (n - 1) * ratios
    return mean_test(pseudo, sample, "null_mean_scar")


def savickas(sample: Sample) -> TestResult:
    """Cross-sectional t of CARs in units of their conditional standard deviation, t(N − 1); for `garch` and `egarch`.

    Each CAR is divided by √Σ h_t over its window, h_t the variance that the model forecasts for the day; the mean of
    these ratios is divided by sd/√N. A firm-event in a storm weighs less than one in a calm, and variance that rises
    at the event is met by the deviation across firm-events. A variant of the paper, which estimates one regression
    over estimation and event window, with an event dummy in the mean and another in the variance equation, and divides
    the coefficient of the first by √h_t: here h_t is forecast from the days before the event, which does not enter
    it. As in the paper h_t holds no error of the coefficients; `bmp` with the same model adds that. Assumes
    independent firm-events.

    References
    ----------
    Savickas (2003), Journal of Financial Research 26.
    """
    if not sample.fit.conditional:
        null, law = null_of("null_mean_conditional_car", sample.alternative), t_law(sample.size - 1)
        able = [name for name, model in MODELS.items() if model.conditional]
        return no_result(sample, law, null, message("model_forecasts_no_variance", models=able))
    variance = sample.fit.relative_variance[:, sample.first : sample.last + 1].sum(axis=1)
    return mean_test(sample.car / (sample.fit.sigma * np.sqrt(variance)), sample, "null_mean_conditional_car")


def mean_test(values: Floats, sample: Sample, null: str, factor: float = 1.0, note: Message = NOTHING) -> TestResult:
    """`factor` × mean / (sd/√N) against t(N − 1); values have shape (N,), `null` is a code as for `null_of`."""
    n = len(values)
    nothing, law = null_of(null, sample.alternative), t_law(n - 1)
    if n < 2:
        return no_result(sample, law, nothing, ONE_FIRM_EVENT)
    statistic = float(factor * t_of_mean(values))
    if not np.isfinite(statistic):
        return no_result(sample, law, nothing, EQUAL)
    return TestResult(statistic, float(p_t(statistic, n - 1, sample.alternative)), law, n, nothing, note)


def t_of_mean(values: Floats) -> Floats:
    """Mean / (sd/√N) over the last axis, shapes (..., N) to (...); NaN where all values are equal."""
    sd = values.std(axis=-1, ddof=1)
    varies = sd > NO_SPREAD * np.abs(values).max(axis=-1)
    statistic: Floats = np.where(varies, values.mean(axis=-1), np.nan) / (
        np.where(varies, sd, 1.0) / np.sqrt(values.shape[-1])
    )
    return statistic


def _cs_t_drawn(draws: Draws) -> Answer:
    return by_t(draws, t_of_mean(draws.car()))


def _bmp_drawn(draws: Draws) -> Answer:
    return by_t(draws, t_of_mean(draws.scar()))


def patell_drawn(draws: Draws) -> Answer:
    """`patell` of many samples."""
    sample = draws.pool.sample
    return by_normal(draws, _patell_z(_patell_scar(sample)[draws.rows], sample.fit.df[draws.rows]))


CS_T = Test(
    "cs_t",
    cs_t,
    "group",
    {
        "en": "t test across firm-events: the mean CAR over its spread across them.",
        "de": "t-Test im Querschnitt: mittlere CAR durch ihre Streuung über die Titel.",
    },
    batched=_cs_t_drawn,
    order="tail",
    holds=up_to(LONG, *INDEPENDENT, "t5", "variance_2", "firms_6", *FORECAST),
)
CRUDE = Test(
    "crude",
    crude,
    "group",
    {
        "en": "The mean CAR over the spread of the portfolio in the estimation window.",
        "de": "Mittlere CAR durch die Streuung des Portfolios im Schätzfenster.",
    },
    order="tail",
    degree=1,
    holds=up_to(SHORT, "independent", "common"),
)
PATELL = Test(
    "patell",
    patell,
    "group",
    {
        "en": "Patell's test: the sum of standardised CARs; it rejects too often when variance rises at the event.",
        "de": "Patells Test: Summe der standardisierten CARs; verwirft zu oft, wenn am Ereignis die Varianz steigt.",
    },
    batched=patell_drawn,
    order="tail",
    holds=up_to(LONG, *INDEPENDENT, "firms_6") | up_to(DAY, "t5"),
)
BMP = Test(
    "bmp",
    bmp,
    "group",
    {
        "en": "Standardised test across firm-events; it allows more variance at the event.",
        "de": "Standardisierter Test im Querschnitt; lässt am Ereignis mehr Varianz zu.",
    },
    batched=_bmp_drawn,
    order="tail",
    holds=up_to(LONG, *INDEPENDENT, "t5", "variance_2", "firms_6", *FORECAST),
)
JACKKNIFE = Test(
    "jackknife",
    jackknife,
    "group",
    {
        "en": "The standardised mean, leaving out each firm-event once.",
        "de": "Der standardisierte Mittelwert, jeden Titel einmal weggelassen.",
    },
    order="tail",
)
SAVICKAS = Test(
    "savickas",
    savickas,
    "group",
    {
        "en": "Test with a variance that changes from day to day (Savickas).",
        "de": "Test mit einer Varianz, die sich von Tag zu Tag ändert (Savickas).",
    },
    order="tail",
    holds=up_to(LONG, *FORECAST),
)
