"""p-values from survival functions, for the alternative that the study states."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

__all__ = ["Alternative", "p_normal", "p_t", "tail"]

Alternative = Literal["two-sided", "greater", "less"]
Floats = NDArray[np.float64]


def p_normal(statistic: ArrayLike, alternative: Alternative) -> Floats:
    """p-value under the standard normal law; shape of `statistic`."""
    values: Floats = special.ndtr(-tail(statistic, alternative))
    return 2 * values if alternative == "two-sided" else values


def p_t(statistic: ArrayLike, df: ArrayLike, alternative: Alternative) -> Floats:
    """p-value under Student's t law with `df` degrees of freedom; shape of `statistic`."""
    values: Floats = special.stdtr(df, -tail(statistic, alternative))
    return 2 * values if alternative == "two-sided" else values


def tail(statistic: ArrayLike, alternative: Alternative) -> Floats:
    """Statistic turned so that large values speak against the null."""
    values: Floats = np.asarray(statistic, dtype=float)
    if alternative == "two-sided":
        return np.abs(values)
    return values if alternative == "greater" else -values
