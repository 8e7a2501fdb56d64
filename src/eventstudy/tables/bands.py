"""Half widths of the bands around CAR paths, from the table of paths."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from eventstudy.inference.bands import path_correlation, pointwise_critical, simultaneous_critical
from eventstudy.text.language import Language

__all__ = ["Band", "half_width", "with_interval"]

Band = Literal["simultaneous", "pointwise"]


def half_width(path: pd.DataFrame, level: float, band: Band) -> NDArray[np.float64]:
    """Half width of the band around one CAR path; shape (L,), 0 where the path starts, NaN on days without a CAR.

    The band covers the days from day 0 on; the days before have one of their own, for nothing joins the two.

    Parameters
    ----------
    path : DataFrame
        Rows of `StudyResult.paths` of one firm-event.
    level : float
    band : {"simultaneous", "pointwise"}
    """
    known, se = path["car"].notna().to_numpy(), path["se"].to_numpy(float)
    half: NDArray[np.float64] = np.where(known, 0.0, np.nan)
    before = path["day"].to_numpy() < 0
    for side in (before, ~before):
        own = side & known & (se > 0)
        if own.any():
            half[own] = _critical_of(path[own], level, band) * se[own]
    return half


def _critical_of(path: pd.DataFrame, level: float, band: Band) -> float:
    """Half width in standard errors of the band around days on one side of the start."""
    df = path["df"].iloc[0]
    if band == "pointwise":
        return float(pointwise_critical(df, level))
    z = path[[name for name in path.columns if name.startswith("z")]].to_numpy()
    correlation = path_correlation(path["variance"].to_numpy(), z)
    return _critical(correlation.tobytes(), len(correlation), df, level)


@lru_cache(maxsize=4096)
def _critical(correlation: bytes, days: int, df: float, level: float) -> float:
    """The same path is drawn for the page and as a chart: found once."""
    return simultaneous_critical(np.frombuffer(correlation).reshape(days, days), df, level)


def with_interval(value: float, lower: float, upper: float, language: Language) -> str:
    """A return in per cent with its interval in brackets, where there is one: −0.55 % [−1.38, +0.28]."""
    text = language.percent(value)
    if not np.isfinite(upper - lower):
        return text
    return f"{text} [{language.number(100 * lower, sign=True)}, {language.number(100 * upper, sign=True)}]"
