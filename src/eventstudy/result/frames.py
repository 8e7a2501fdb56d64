"""Arrays back to labelled tables, in the columns of the result files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from eventstudy.engine import Fit, car_paths, day_variance_factor, path_start, path_stretches, path_variance
from eventstudy.inference import FirmResult, Sample, TestResult
from eventstudy.inference.laws import Alternative, p_t
from eventstudy.inference.means import MeanErrors
from eventstudy.inference.sample import column_sums
from eventstudy.messages import Message, joined
from eventstudy.panel import Panel
from eventstudy.result.sharing import once_each

__all__ = [
    "AarErrors",
    "aar_frame",
    "ar_frame",
    "caar_row",
    "cars_frame",
    "events_frame",
    "firm_tests_frame",
    "models_frame",
    "paths_frame",
    "test_row",
]

Floats = np.ndarray


@dataclass(frozen=True, eq=False)
class AarErrors:
    """Standard error and half width of the interval of each day's mean, and of the band of the path; shapes (L,)."""

    se: Floats
    half: Floats
    path_se: Floats
    path_half: Floats


def events_frame(events: pd.DataFrame) -> pd.DataFrame:
    """Every firm-event with its day 0; `shift` is empty where there is none, or where it may be another day."""
    out = events[["event_id", "asset", "at", "exchange", "day0", "shift"]]
    return out.assign(shift=out["shift"].astype("Int64").mask(events["position"] < 0))


def _long(keys: pd.DataFrame, width: int) -> pd.DataFrame:
    """Keys of N firm-events, each repeated for `width` days."""
    return keys.loc[keys.index.repeat(width)].reset_index(drop=True)


def ar_frame(keys: pd.DataFrame, panel: Panel, fit: Fit, alternative: Alternative) -> pd.DataFrame:
    """Abnormal returns of the event window with their forecast standard errors, N × L rows."""
    se = fit.sigma[:, None] * np.sqrt(day_variance_factor(fit))
    t = fit.ar / se
    return _long(keys, len(panel.offsets)).assign(
        day=np.tile(panel.offsets, len(keys)),
        date=panel.days.astype("datetime64[s]").ravel(),
        **{"return": panel.returns.ravel()},
        expected=fit.expected.ravel(),
        ar=fit.ar.ravel(),
        se=np.where(np.isfinite(fit.ar), se, np.nan).ravel(),
        t=t.ravel(),
        p_value=p_t(t, fit.df[:, None], alternative).ravel(),
    )


def paths_frame(keys: pd.DataFrame, panel: Panel, fit: Fit) -> pd.DataFrame:
    """CAR from the close of day −1 to the close of each day, and its standard error; N × L rows."""
    se = fit.sigma[:, None] * np.sqrt(path_variance(fit, panel.offsets))
    return _long(keys, len(panel.offsets)).assign(
        day=np.tile(panel.offsets, len(keys)),
        date=panel.days.astype("datetime64[s]").ravel(),
        car=car_paths(fit, panel.offsets).ravel(),
        se=se.ravel(),
    )


def cars_frame(
    keys: pd.DataFrame, windows: Sequence[tuple[tuple[int, int], np.ndarray, Sample]], rank: Floats
) -> pd.DataFrame:
    """CARs of all windows, by firm-event and then by window.

    Parameters
    ----------
    keys : DataFrame
        Of the computed firm-events.
    windows : sequence of (window, rows of `keys`, sample)
    rank : ndarray
        The rank of each CAR as a p-value, in the order of the table; empty where the study does not rank.
    """
    rows = np.concatenate([own for _, own, _ in windows])
    order = np.argsort(rows, kind="stable")
    columns = {
        name: np.concatenate([values(window, sample) for window, _, sample in windows])[order]
        for name, values in CAR_VALUES.items()
    }
    days = columns.pop("n_days")
    columns |= {"rank_p": rank if len(rank) else np.full(len(rows), np.nan), "n_days": days}
    own = {name: keys[name].array.take(rows[order]) for name in keys}
    return pd.DataFrame(own | columns, copy=False)  # of a large study a copy would be the largest thing in memory


CAR_VALUES: dict[str, Callable[[tuple[int, int], Sample], Floats]] = {
    "start": lambda window, sample: np.full(sample.size, window[0]),
    "end": lambda window, sample: np.full(sample.size, window[1]),
    "car": lambda _, sample: sample.car,
    "se": lambda _, sample: sample.se,
    "scar": lambda _, sample: sample.scar,
    "t": lambda _, sample: sample.scar,
    "p_value": lambda _, sample: p_t(sample.scar, sample.fit.df, sample.alternative),
    "n_days": lambda _, sample: np.full(sample.size, sample.length),
}
"""Columns of the table of CARs, each from a window and its sample."""


def firm_tests_frame(
    keys: pd.DataFrame, window: tuple[int, int], test: str, result: FirmResult, notes: Sequence[Message] = ()
) -> pd.DataFrame:
    """One test of one window for N firm-events, their notes after those that concern all."""
    return keys.assign(
        start=window[0],
        end=window[1],
        test=test,
        statistic=result.statistic,
        p_value=result.p_value,
        law=result.law,
        null=result.null,
        note=once_each(result.note, lambda note: joined((*notes, note))),
    )


def models_frame(
    keys: pd.DataFrame, model: str, markets: pd.Series, panel: Panel, fit: Fit, loadings: Sequence[str] = ()
) -> pd.DataFrame:
    """Estimates of N firm-events and what their residuals look like; `loadings` names all slopes of a model."""
    lag, skewness, kurtosis, _ = fit.shape.T
    return keys.assign(
        model=model,
        market=markets.array,
        alpha=fit.alpha,
        beta=fit.beta,
        sigma=fit.sigma,
        r_squared=fit.r_squared,
        n_estimation=fit.n,
        df=fit.df,
        residual_autocorrelation=lag,
        residual_skewness=skewness,
        residual_excess_kurtosis=kurtosis,
        contaminated_days=panel.contaminated,
        **{name: fit.coefficients[:, 1 + j] for j, name in enumerate(loadings)},
    )


def aar_frame(group: str, offsets: Floats, fit: Fit, signs: Floats | None, errors: AarErrors) -> pd.DataFrame:
    """Average abnormal return of each event day over the firm-events that have one, each times its sign; L rows.

    `caar` is its sum from the close of day −1, or the mean path where the model compounds or returns go from trade to
    trade.
    """
    aar = _mean(_signed(fit.ar, signs))
    between = fit.compound or fit.over_gaps
    caar = _mean(_signed(car_paths(fit, offsets), signs)) if between else _sums(aar, offsets)
    return pd.DataFrame(
        {
            "group": group,
            "day": offsets,
            "n": np.isfinite(fit.ar).sum(axis=0),
            "aar": aar,
            "se": errors.se,
            "lower": aar - errors.half,
            "upper": aar + errors.half,
            "caar": caar,
            "caar_se": errors.path_se,
            "caar_lower": caar - errors.path_half,
            "caar_upper": caar + errors.path_half,
        }
    )


def _sums(aar: Floats, offsets: Floats) -> Floats:
    """Sum of average abnormal returns from the start of paths to each day; shape (L,)."""
    sums = np.array([aar[a : b + 1].sum() for a, b in path_stretches(offsets)])
    return np.where(np.arange(len(aar)) < path_start(offsets), -sums, sums)


def _signed(values: Floats, signs: Floats | None) -> Floats:
    return values if signs is None else values * signs[:, None]


def _mean(values: Floats) -> Floats:
    """Mean of each column without missing values, NaN where all are; shape (L,)."""
    total, n = column_sums(values)
    return np.where(n > 0, total / np.maximum(n, 1), np.nan)


def caar_row(
    group: str, window: tuple[int, int], cars: Floats, errors: MeanErrors | None, level: float, test: tuple[str, float]
) -> dict[str, object]:
    """Mean and median of the CARs of a group, the mean's error and interval, and a test of it with its p-value."""
    empty = cars.size == 0
    mean = np.nan if empty else cars.mean()
    half = np.nan if errors is None else float(errors.half(level)[0])
    return {
        "group": group,
        "start": window[0],
        "end": window[1],
        "n": cars.size,
        "mean_car": mean,
        "se": np.nan if errors is None else float(errors.se[0]),
        "lower": mean - half,
        "upper": mean + half,
        "p_value": test[1],
        "test": test[0],
        "median_car": np.nan if empty else np.median(cars),
        "share_positive": np.nan if empty else (cars > 0).mean(),
    }


def test_row(
    group: str, window: tuple[int, int], test: str, result: TestResult, notes: Sequence[Message]
) -> dict[str, object]:
    """One test of one group and window, its notes joined."""
    return {
        "group": group,
        "start": window[0],
        "end": window[1],
        "test": test,
        "statistic": result.statistic,
        "p_value": result.p_value,
        "law": result.law,
        "n": result.n,
        "null": result.null,
        "note": joined((*notes, result.note)),
    }
