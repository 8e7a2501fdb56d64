"""Laws and null hypotheses, and p-values from survival functions, for the alternative that the study states."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from eventstudy.messages import Message, message

__all__ = ["NORMAL", "Alternative", "critical_value", "last_rank", "null_of", "p_normal", "p_t", "t_law", "tail"]

Alternative = Literal["two-sided", "greater", "less"]
Floats = NDArray[np.float64]

NORMAL = Message("law_normal")
SIGNS = {"two-sided": "=", "greater": "≤", "less": "≥"}


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


def critical_value(others: Floats, level: float) -> float:
    """The smallest of these whose p, as a rank among them, is at most a level; NaN with too few of them for it."""
    place = int(last_rank(len(others), level))
    return float(np.sort(others)[-place]) if place else np.nan


def last_rank(count: ArrayLike, level: float) -> NDArray[np.int64]:
    """How many of so many, from the largest on, have a rank with p at most a level; shape of `count`."""
    return np.floor(level * (np.asarray(count) + 1) + 1e-9).astype(np.int64)  # 0.29 × 100 is 28.999… in floats


def t_law(df: int) -> Message:
    """Student's t law with so many degrees of freedom."""
    return message("law_t", df=df)


def null_of(code: str, alternative: Alternative) -> Message:
    """Null hypothesis with a code whose text has a hole for the sign."""
    return message(code, sign=SIGNS[alternative])
