"""Whether mean CARs rise or fall from part to part of a sort, with what firm-events of all parts share."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from eventstudy.inference.bands import pointwise_critical
from eventstudy.inference.covariance import covariance_of
from eventstudy.inference.laws import Alternative
from eventstudy.inference.sample import Sample
from eventstudy.inference.two_groups import SMALLEST, Difference, Shared, unable
from eventstudy.messages import Message

__all__ = ["monotonic"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

NAME, DRAWS = "monotonic", 9_999


def monotonic(sample: Sample, parts: Sequence[Bools], level: float) -> Difference:
    """Test of mean CARs that rise, or fall, at every step from part to part, the last part less the first.

    With m the mean CARs and Γ their covariance, Welch's with what the firm-events of all parts share as in
    `differences`, the statistic is the smallest of the steps m_{k+1} − m_k over their standard errors. The null is that
    some step does not rise; it is hardest to tell where all means are equal, and there the statistic is the smallest of
    as many t variables with the steps' correlation and N − G degrees of freedom for G parts (9,999 draws). Where both
    directions are looked for, the test takes the clearer one and doubles its p-value. The error is that of the last
    part less the first.

    Parameters
    ----------
    sample : Sample
        The firm-events of all parts.
    parts : sequence of ndarray of bool, shape (N,)
        Who is in which part, the lowest first; nobody in two.
    level : float
        What the interval is to cover.

    References
    ----------
    Patton and Timmermann (2010), Journal of Financial Economics 98, with draws from the law of the steps in place of
    their bootstrap, which knows no days that firm-events share.
    """
    means = np.array([sample.car[part].mean() for part in parts])
    gap, why = float(means[-1] - means[0]), unable(sample, parts)
    covariance = None if why else covariance_of(sample)
    if covariance is None or not covariance.known:
        return Difference(NAME, gap, np.nan, np.nan, np.nan, np.nan, why or Message("too_few_common_days"))
    shared, df = Shared.of(covariance, parts), sample.size - len(parts)
    spread, own = shared.of_means(sample.car, sample.se, shared.one(sample.scar)), shared.own(sample.car)[1]
    step = np.diff(np.eye(len(parts)), axis=0)
    variance = step @ spread @ step.T
    errors = np.sqrt(np.maximum(np.diag(variance), SMALLEST * (own[:-1] + own[1:])))
    drawn = _drawn(variance / np.outer(errors, errors), df, sample.seed)
    statistic, p = _smallest(np.diff(means) / errors, drawn, sample.alternative)
    ends = step.sum(axis=0)
    se = float(np.sqrt(max(ends @ spread @ ends, SMALLEST * (own[0] + own[-1]))))
    return Difference(NAME, gap, se, float(pointwise_critical(float(df), level)) * se, statistic, p)


def _smallest(z: Floats, drawn: Floats, alternative: Alternative) -> tuple[float, float]:
    """The smallest rise, or fall, of all steps, and its p-value."""
    signs = {"two-sided": (1, -1), "greater": (1,), "less": (-1,)}[alternative]
    statistic, sign = max((float((s * z).min()), s) for s in signs)
    larger = int(((sign * drawn).min(axis=0) >= statistic).sum())
    return statistic, min(1.0, len(signs) * (1 + larger) / (1 + DRAWS))


def _drawn(correlation: Floats, df: int, seed: int) -> Floats:
    """Multivariate t with a correlation; shape (steps, 9,999)."""
    rng = np.random.default_rng([seed, 9])
    size, direction = np.linalg.eigh(correlation)
    normal = (direction * np.sqrt(np.maximum(size, 0))) @ rng.standard_normal((len(size), DRAWS))
    drawn: Floats = normal / np.sqrt(rng.chisquare(df, DRAWS) / df)
    return drawn
