"""Tests from ranks and signs: no law for the errors is assumed."""

from __future__ import annotations

import numpy as np
from scipy import stats

from eventstudy.inference.laws import p_normal
from eventstudy.inference.sample import Sample, TestResult, no_result, null_of

__all__ = ["gen_sign", "rank"]


def rank(sample: Sample) -> TestResult:
    """Rank test: mean rank deviation of the window over its standard deviation, normal.

    Each firm-event's abnormal returns of estimation and event window are ranked together (ties share their mean
    rank) and scaled to U = K/(1 + T) − ½, T its observed days. The statistic is √L times the mean of the daily mean
    deviations in the window, over the root of their mean square over all days.

    References
    ----------
    Corrado (1989), Journal of Financial Economics 23; Cowan (1992) for several days.
    """
    null = null_of("median AR", sample.alternative)
    together = np.concatenate([sample.fit.residuals, sample.fit.ar], axis=1)
    ranks = stats.rankdata(together, axis=1, nan_policy="omit")
    observed = np.isfinite(together).sum(axis=1, keepdims=True)
    deviations = ranks / (1 + observed) - 0.5
    seen = np.isfinite(deviations)
    means = np.nansum(deviations, axis=0) / np.maximum(seen.sum(axis=0), 1)
    means = means[seen.any(axis=0)]
    spread = np.sqrt((means**2).mean())
    if not spread > 0:
        return no_result(sample, "normal", null, "all abnormal returns are equal")
    shift = sample.fit.residuals.shape[1]
    window = np.nanmean(deviations[:, shift + sample.first : shift + sample.last + 1], axis=0)
    z = float(np.sqrt(sample.length) * window.mean() / spread)
    return TestResult(z, float(p_normal(z, sample.alternative)), "normal", sample.size, null)


def gen_sign(sample: Sample) -> TestResult:
    """Generalised sign test: number of positive CARs against the share of positive AR in the estimation window, normal.

    A CAR of exactly 0 counts as not positive.

    References
    ----------
    Cowan (1992), Review of Quantitative Finance and Accounting 2.
    """
    null = "share of positive CARs as in the estimation window"
    shares = (sample.fit.residuals > 0).sum(axis=1) / sample.fit.n
    expected = shares.mean()
    n = sample.size
    if not 0 < expected < 1:
        return no_result(sample, "normal", null, "abnormal returns of the estimation window have one sign")
    z = float(((sample.car > 0).sum() - n * expected) / np.sqrt(n * expected * (1 - expected)))
    note = f"{n} firm-events are few for the normal law" if n < 10 else ""
    return TestResult(z, float(p_normal(z, sample.alternative)), "normal", n, null, note)
