"""Whether an effect can be told to be smaller than a margin: two one-sided tests, of means and of single CARs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from eventstudy.inference.filtered import Ordinary, ordinary_windows
from eventstudy.inference.laws import t_law
from eventstudy.inference.means import mean_errors
from eventstudy.inference.sample import Sample
from eventstudy.messages import NOTHING, Message, message

__all__ = ["Equivalence", "equivalent_car", "equivalent_mean"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

BY_LAW, BY_RANKS = "tost", "tost_ranks"


@dataclass(frozen=True)
class Equivalence:
    """Two one-sided tests of whether an effect lies outside ±margin.

    Attributes
    ----------
    test : str
        `tost` by the t law of a mean, `tost_ranks` by ranks among ordinary windows.
    estimate, se : float
        CAR or mean CAR, and its standard error (of a single one by the volatility known before the window).
    lower, upper : float
        Ends of the interval that covers with 1 − 2 level: inside ±margin where both tests reject.
    statistic, p_value : float
        Distance of the estimate to the nearer end of the margin over its error, positive inside, and the larger of both
        p-values.
    n : int
    law, null, note : Message
    """

    test: str
    estimate: float
    se: float
    lower: float
    upper: float
    statistic: float
    p_value: float
    n: int
    law: Message
    null: Message
    note: Message = NOTHING


def equivalent_mean(sample: Sample, margin: float, level: float) -> Equivalence:
    """Two one-sided t tests of a mean CAR over the firm-events of a sample, several of them.

    t₁ = (mean + margin)/se and t₂ = (margin − mean)/se, se as `mean_errors` has it, with N − 1 degrees of freedom; the
    p-value is that of the smaller one, and the interval mean ± t(1 − level) se lies inside the margin where it is at
    most the level.

    References
    ----------
    Schuirmann (1987), Journal of Pharmacokinetics and Biopharmaceutics 15; Berger and Hsu (1996), Statistical Science
    11, for the interval.
    """
    errors, mean = mean_errors(sample), float(sample.car.mean())
    se, df = float(errors.se[0]), int(errors.df[0])
    null = message("null_mean_car_outside", margin=margin)
    if not (np.isfinite(se) and df > 0):
        note = Message("mean_without_error")
        return Equivalence(
            BY_LAW, mean, np.nan, np.nan, np.nan, np.nan, np.nan, sample.size, t_law(sample.size - 1), null, note
        )
    statistic, half = (margin - abs(mean)) / se, float(special.stdtrit(df, 1 - level)) * se
    p = float(special.stdtr(df, -statistic))
    return Equivalence(BY_LAW, mean, se, mean - half, mean + half, statistic, p, sample.size, t_law(df), null)


def equivalent_car(sample: Sample, margin: float, level: float, rows: Ints | None = None) -> Iterator[Equivalence]:
    """Two one-sided rank tests of each CAR, by the ordinary windows that `filtered_sq` ranks it among.

    With S_j the ordinary windows over the error of their time, and e that of the CAR, the p-values are
    (1 + #{S_j ≥ (CAR + margin)/e})/(1 + n) and (1 + #{S_j ≤ (CAR − margin)/e})/(1 + n). The interval has all effects
    that neither rejects at the level. No law is assumed.

    Parameters
    ----------
    sample : Sample
    margin, level : float
    rows : ndarray of int, optional
        Firm-events to test; all by default.

    References
    ----------
    Schuirmann (1987), Journal of Pharmacokinetics and Biopharmaceutics 15, with ranks for the t law.
    """
    cars = sample.car if rows is None else sample.car[rows]
    for car, ordinary in zip(cars, ordinary_windows(sample, rows), strict=True):
        yield _by_ranks(float(car), ordinary, margin, level)


def _by_ranks(car: float, ordinary: Ordinary, margin: float, level: float) -> Equivalence:
    n, error = len(ordinary.windows), ordinary.error
    windows, place = np.sort(ordinary.windows), int(level * (1 + n))
    null = message("null_car_outside", margin=margin)
    if not (n and np.isfinite(car) and error > 0):
        note = Message("too_few_ordinary_days")
        return Equivalence(
            BY_RANKS, car, np.nan, np.nan, np.nan, np.nan, np.nan, 1, Message("law_rank_unknown"), null, note
        )
    above = n - np.searchsorted(windows, (car + margin) / error, "left")
    below = np.searchsorted(windows, (car - margin) / error, "right")
    p, statistic = float(1 + max(above, below)) / (1 + n), (margin - abs(car)) / error
    lower, upper, note = np.nan, np.nan, message("too_few_for_interval", n=n)
    if place:
        lower, upper, note = float(car - error * windows[-place]), float(car - error * windows[place - 1]), NOTHING
    return Equivalence(BY_RANKS, car, error, lower, upper, float(statistic), p, 1, ordinary.law, null, note)
