"""Tests across firm-events from means and variances of CARs and SCARs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from eventstudy.inference.correlation import mean_correlation
from eventstudy.inference.laws import p_normal, p_t
from eventstudy.inference.sample import Sample, TestResult, no_result, null_of

__all__ = ["bmp", "cs_t", "kp", "patell"]

Floats = NDArray[np.float64]

ONE_FIRM_EVENT = "one firm-event has no cross-section"


def cs_t(sample: Sample) -> TestResult:
    """Cross-sectional t: mean CAR over sd/√N, t(N − 1).

    Allows variance to rise at the event; assumes that the CARs are independent.

    References
    ----------
    Brown and Warner (1980), Journal of Financial Economics 8; Charest (1978).
    """
    return _mean_test(sample.car, sample, "mean CAR", 1.0)


def patell(sample: Sample) -> TestResult:
    """Patell's test: Σ SCAR / √Σ(df/(df − 2)), normal.

    The SCARs carry the whole forecast covariance, so no √L appears. It over-rejects as soon as variance rises at the
    event, and with correlated firm-events.

    References
    ----------
    Patell (1976), Journal of Accounting Research 14.
    """
    null = null_of("mean SCAR", sample.alternative)
    df = sample.fit.df
    if (df <= 2).any():
        return no_result(sample, "normal", null, "a firm-event has fewer than three degrees of freedom")
    z = float(sample.scar.sum() / np.sqrt((df / (df - 2)).sum()))
    return TestResult(z, float(p_normal(z, sample.alternative)), "normal", sample.size, null)


def bmp(sample: Sample) -> TestResult:
    """Standardised cross-sectional test: mean SCAR over sd/√N, t(N − 1), with forecast standard errors.

    Robust to variance that rises at the event; over-rejects when firm-events are correlated, see `kp`.

    References
    ----------
    Boehmer, Musumeci and Poulsen (1991), Journal of Financial Economics 30.
    """
    return _mean_test(sample.scar, sample, "mean SCAR", 1.0)


def kp(sample: Sample) -> TestResult:
    """BMP adjusted for cross-correlation, BMP × √((1 − r̄)/(1 + (N − 1)r̄)), t(N − 1), for one common day 0.

    r̄ is the mean correlation of estimation residuals over all pairs of firm-events, paired on calendar days.

    References
    ----------
    Kolari and Pynnönen (2010), Review of Financial Studies 23, eq. 11.
    """
    null = null_of("mean SCAR", sample.alternative)
    law = f"t({sample.size - 1})"
    if sample.size < 2:
        return no_result(sample, law, null, ONE_FIRM_EVENT)
    if len(np.unique(sample.day0)) > 1:
        return no_result(sample, law, null, "day 0 differs among the firm-events; this test is for one common date")
    r, pairs = mean_correlation(sample.fit.residuals, sample.days_est)
    note = f"mean residual correlation {r:.4f} over {pairs} pairs"
    factor = (1 - r) / (1 + (sample.size - 1) * r)
    if not factor > 0:
        return no_result(sample, law, null, f"{note}: no correction exists")
    return _mean_test(sample.scar, sample, "mean SCAR", float(np.sqrt(factor)), note)


def _mean_test(values: Floats, sample: Sample, what: str, factor: float, note: str = "") -> TestResult:
    """`factor` × mean / (sd/√N) against t(N − 1)."""
    n = len(values)
    null, law = null_of(what, sample.alternative), f"t({n - 1})"
    if n < 2:
        return no_result(sample, law, null, ONE_FIRM_EVENT)
    sd = values.std(ddof=1)
    if not sd > 0:
        return no_result(sample, law, null, "all values are equal: no variance to test against")
    statistic = float(factor * values.mean() / (sd / np.sqrt(n)))
    return TestResult(statistic, float(p_t(statistic, n - 1, sample.alternative)), law, n, null, note)
