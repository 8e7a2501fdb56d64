"""Intervals of abnormal returns and bands of CAR paths, as views ask for them."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from eventstudy.inference.ordinary_paths import Band
from eventstudy.result import StudyResult
from eventstudy.text.language import Language

__all__ = ["Band", "day_half_width", "half_width", "with_interval"]

Floats = NDArray[np.float64]


def half_width(study: StudyResult, path: pd.DataFrame, level: float, band: Band) -> Floats:
    """Half width of the band around one CAR path; shape (rows,).

    Parameters
    ----------
    study : StudyResult
    path : DataFrame
        Rows of `StudyResult.paths` of one firm-event.
    level : float
    band : {"simultaneous", "pointwise"}

    Returns
    -------
    ndarray
        0 at the close where the path starts, NaN before and on days without a CAR, and everywhere where there are too
        few ordinary days.
    """
    if study.bands is None or path.empty:
        return np.full(len(path), np.nan)
    event, asset = path[["event_id", "asset"]].iloc[0]
    half = study.bands.of_path(event, asset, level, band)
    return np.where(path["car"].notna(), half.reindex(path["day"]).to_numpy(), np.nan)


def day_half_width(study: StudyResult, rows: pd.DataFrame, level: float) -> Floats:
    """Half width of the interval of each abnormal return by itself; shape (rows,).

    Parameters
    ----------
    study : StudyResult
    rows : DataFrame
        Rows of `StudyResult.ar`: event_id, asset and day are read.
    level : float
    """
    if study.bands is None or rows.empty:
        return np.full(len(rows), np.nan)
    return study.bands.of_days(rows, level)


def with_interval(value: float, lower: float, upper: float, language: Language) -> str:
    """A return in per cent with its interval in brackets, where there is one: −0.55 % [−1.38, +0.28]."""
    text = language.percent(value)
    if not np.isfinite(upper - lower):
        return text
    return f"{text} [{language.number(100 * lower, sign=True)}, {language.number(100 * upper, sign=True)}]"
