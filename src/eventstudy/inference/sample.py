"""What the tests read and what they answer: arrays in, frozen values out."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace

import numpy as np
from numpy.typing import NDArray

from eventstudy.engine import Fit, car_and_error
from eventstudy.inference.laws import Alternative

__all__ = ["SINGLE_DAYS", "FirmResult", "Sample", "TestResult", "make_sample"]

SINGLE_DAYS = "reads single days, which returns from trade to trade may span: write 'missing: drop'"

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Sample:
    """N firm-events and one CAR window.

    Attributes
    ----------
    fit : Fit
        Of these N firm-events, with M estimation and L event days.
    first, last : int
        Columns of the event window that the CAR sums, both included.
    car, se, scar : ndarray, shape (N,)
        CAR, its forecast standard error, and their ratio.
    day0 : ndarray of datetime64[D], shape (N,)
    days_est : ndarray of datetime64[D], shape (N, M)
    days : ndarray of datetime64[D], shape (N, L)
        Sessions of the event window.
    seed : int
        Of the tests that resample.
    alternative : {"two-sided", "greater", "less"}
    """

    fit: Fit
    first: int
    last: int
    car: Floats
    se: Floats
    scar: Floats
    day0: NDArray[np.datetime64]
    days_est: NDArray[np.datetime64]
    days: NDArray[np.datetime64]
    alternative: Alternative = "two-sided"
    seed: int = 0

    @property
    def size(self) -> int:
        """Number of firm-events."""
        return len(self.car)

    def take(self, rows: Ints) -> Sample:
        """The same for some firm-events only."""
        own = {
            f.name: getattr(self, f.name)[rows] for f in fields(self) if isinstance(getattr(self, f.name), np.ndarray)
        }
        return replace(self, fit=self.fit.take(rows), **own)

    @property
    def window_days(self) -> NDArray[np.datetime64]:
        """Sessions of the CAR window; shape (N, length)."""
        return self.days[:, self.first : self.last + 1]

    @property
    def one_date(self) -> bool:
        """Whether all firm-events share day 0."""
        return bool((self.day0 == self.day0[0]).all())

    @property
    def length(self) -> int:
        """Days of the CAR window."""
        return self.last - self.first + 1


@dataclass(frozen=True)
class TestResult:
    """One test of one group and window; `note` says why the statistic is NaN, or what to beware of."""

    statistic: float
    p_value: float
    law: str
    n: int
    null: str
    note: str = ""

    __test__ = False  # pytest would take the class for a test


@dataclass(frozen=True, eq=False)
class FirmResult:
    """One test of every firm-event by itself; arrays of shape (N,)."""

    statistic: Floats
    p_value: Floats
    law: list[str]
    null: str
    note: list[str] = field(default_factory=list)


def make_sample(
    fit: Fit,
    window: tuple[int, int],
    day0: NDArray[np.datetime64],
    days_est: NDArray[np.datetime64],
    days: NDArray[np.datetime64],
    alternative: Alternative = "two-sided",
    seed: int = 0,
) -> Sample:
    """Sample with its CARs and their standard errors, σ √(L + z'(X'X)⁻¹z).

    `window` gives the first and last column of the event window that the CAR sums; the rest is as in `Sample`.
    """
    first, last = window
    car, se = car_and_error(fit, first, last)
    return Sample(fit, first, last, car, se, car / se, day0, days_est, days, alternative, seed)


def null_of(what: str, alternative: Alternative) -> str:
    """Null hypothesis in words."""
    return f"{what} {dict(zip(('two-sided', 'greater', 'less'), '=≤≥', strict=True))[alternative]} 0"


def no_result(sample: Sample, law: str, null: str, note: str) -> TestResult:
    """Result of a test that cannot be computed, with the reason."""
    return TestResult(np.nan, np.nan, law, sample.size, null, note)
