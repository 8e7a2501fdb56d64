"""What the tests read and what they answer: arrays in, frozen values out."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eventstudy.engine import Fit, SignedFit, car_and_error
from eventstudy.inference.laws import Alternative
from eventstudy.messages import NOTHING, Message
from eventstudy.panel import Panel, PlacedPanel, Rows, is_all

__all__ = [
    "SINGLE_DAYS",
    "FirmResult",
    "Sample",
    "TestResult",
    "by_number",
    "column_sums",
    "make_sample",
    "no_result",
    "over_blocks",
    "same_for_all",
    "sample_of_panel",
]

SINGLE_DAYS = Message("single_days_only")

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Messages = NDArray[np.object_]


AT_ONCE = 4096
"""Firm-events of a very large sample whose days are held together."""


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
    assets : ndarray of int, shape (N,)
        Number of each one's asset: two events of one asset are more alike than two assets.
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
    assets: Ints
    alternative: Alternative = "two-sided"
    seed: int = 0

    @property
    def size(self) -> int:
        """Number of firm-events."""
        return len(self.car)

    def take(self, rows: Rows) -> Sample:
        """The same for some firm-events only; itself where they are all."""
        if is_all(rows, self.size):
            return self
        own = {
            f.name: getattr(self, f.name)[rows] for f in fields(self) if isinstance(getattr(self, f.name), np.ndarray)
        }
        return replace(self, fit=self.fit.take(rows), **own)

    def shifted(self, effect: float, column: int) -> Sample:
        """The same with an abnormal return added on one event day, inside the CAR window, to every firm-event."""
        ar = self.fit.ar.copy()
        ar[:, column] += effect
        car = self.car + effect
        return self._with(fit=self.fit.with_ar(ar), car=car, scar=car / self.se)

    def signed(self, signs: Floats) -> Sample:
        """The same with all abnormal returns of each firm-event times +1 or −1; shape of `signs` (N,)."""
        return self._with(fit=SignedFit(self.fit, signs), car=self.car * signs, scar=self.scar * signs)

    def as_one(self, fit: Fit, car: float, se: float) -> Sample:
        """One firm-event, a portfolio of all of one date, with its own fit, CAR and standard error."""
        own = {"car": np.array([car]), "se": np.array([se]), "scar": np.array([car / se if se > 0 else np.nan])}
        return self.take(np.array([0]))._with(fit=fit, **own)

    def _with(self, **values: Any) -> Sample:
        return replace(self, **values)

    def blocks(self) -> Iterator[Sample]:
        """The same in parts, one after the other, each small enough to be held; all of it at once where that is."""
        yield self

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
    law: Message
    n: int
    null: Message
    note: Message = NOTHING

    __test__ = False  # pytest would take the class for a test


@dataclass(frozen=True, eq=False)
class FirmResult:
    """One test of every firm-event by itself; arrays of shape (N,), those of messages with few different ones."""

    statistic: Floats
    p_value: Floats
    law: Messages
    null: Message
    note: Messages


def make_sample(
    fit: Fit,
    window: tuple[int, int],
    day0: NDArray[np.datetime64],
    days_est: NDArray[np.datetime64],
    days: NDArray[np.datetime64],
    alternative: Alternative = "two-sided",
    seed: int = 0,
    assets: Ints | None = None,
) -> Sample:
    """Sample with its CARs and their standard errors, σ √(L + z'(X'X)⁻¹z).

    `window` gives the first and last column of the event window that the CAR sums; without `assets` each firm-event is
    of another one. The rest is as in `Sample`.
    """
    first, last = window
    car, se = car_and_error(fit, first, last)
    assets = np.arange(len(car)) if assets is None else assets
    return Sample(fit, first, last, car, se, car / se, day0, days_est, days, assets, alternative, seed)


class PlacedSample(Sample):
    """Sample of very many firm-events, whose sessions are looked up when they are asked for."""

    def __init__(self, panel: PlacedPanel, values: dict[str, Any]) -> None:
        vars(self).update(values, panel=panel)

    panel: PlacedPanel
    days_est = cached_property(lambda self: self.panel.days_est)
    days = cached_property(lambda self: self.panel.days)

    def take(self, rows: Rows) -> PlacedSample:
        """The same for some firm-events only; itself where they are all."""
        if is_all(rows, self.size):
            return self
        own = {name: getattr(self, name)[rows] for name in ("car", "se", "scar", "day0", "assets")}
        return PlacedSample(self.panel.take(rows), self._held() | own | {"fit": self.fit.take(rows)})

    def _with(self, **values: Any) -> PlacedSample:
        return PlacedSample(self.panel, self._held() | values)

    def _held(self) -> dict[str, Any]:
        """Everything but the days that are looked up."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name not in ("days", "days_est")}

    def blocks(self) -> Iterator[Sample]:
        """The same in parts of a few thousand firm-events."""
        for start in range(0, self.size, AT_ONCE):
            yield self.take(slice(start, start + AT_ONCE))


def sample_of_panel(
    fit: Fit,
    panel: Panel,
    window: tuple[int, int],
    day0: NDArray[np.datetime64],
    alternative: Alternative = "two-sided",
    seed: int = 0,
    assets: Ints | None = None,
) -> Sample:
    """Sample of a panel and the models of its firm-events; the rest is as in `make_sample`."""
    if not isinstance(panel, PlacedPanel):
        return make_sample(fit, window, day0, panel.days_est, panel.days, alternative, seed, assets)
    (first, last), (car, se) = window, car_and_error(fit, *window)
    assets = np.arange(len(car)) if assets is None else assets
    values = {"fit": fit, "first": first, "last": last, "car": car, "se": se, "scar": car / se, "day0": day0}
    return PlacedSample(panel, values | {"assets": assets, "alternative": alternative, "seed": seed})


def column_sums(values: Floats) -> tuple[Floats, Ints]:
    """Sum and number of each column's values that are not missing."""
    total = values.sum(axis=0)
    if np.isfinite(total).all():  # none is missing: the plain sum takes a tenth of the time
        return total, np.full(values.shape[1], len(values))
    return np.nansum(values, axis=0), np.isfinite(values).sum(axis=0)


def over_blocks(fit: Fit, sums: Callable[[Fit], tuple[Floats, Ints]]) -> tuple[Floats, Ints]:
    """Sums and numbers of columns, as `column_sums` gives them, over all blocks of a fit.

    Parameters
    ----------
    fit : Fit
    sums : callable
        From some firm-events, the sums and numbers of their columns; blocks are done side by side in threads.
    """
    if len(fit.n) <= AT_ONCE:
        return sums(fit)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        both = list(pool.map(sums, fit.blocks()))
    total, count = (np.sum(parts, axis=0) for parts in zip(*both, strict=True))
    return total, count


def same_for_all(said: Message, size: int) -> Messages:
    """One message for all of N firm-events; shape (N,)."""
    return np.full(size, said, dtype=object)


def by_number(numbers: Ints, say: Callable[[int], Message]) -> Messages:
    """Message of the number of each firm-event, one object for all with the same; shape of `numbers`."""
    kinds, which = np.unique(numbers, return_inverse=True)
    return np.array([say(kind) for kind in kinds.tolist()], dtype=object)[which]


def no_result(sample: Sample, law: Message, null: Message, note: Message) -> TestResult:
    """Result of a test that cannot be computed, with the reason."""
    return TestResult(np.nan, np.nan, law, sample.size, null, note)
