"""CARs as sums of returns on one calendar: what firm-events of different dates have in common follows from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eventstudy.inference.sample import Sample

__all__ = ["Calendar", "unit_functionals"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Calendar:
    """Calendar days as columns, the first and how many."""

    first: int
    width: int

    @classmethod
    def of(cls, sample: Sample) -> Calendar:
        """From the first to the last day of all windows."""
        ends = [_ends(days) for part in sample.blocks() for days in (part.days_est, part.days)]
        first, last = min(a for a, _ in ends), max(b for _, b in ends)
        return cls(first, last - first + 1)

    def columns(self, days: NDArray[np.datetime64]) -> Ints:
        """Column of each day; the first where there is no day."""
        numbers = days.astype("datetime64[D]").astype(np.int64) - self.first
        return np.where(np.isnat(days), 0, numbers)


def _ends(days: NDArray[np.datetime64]) -> tuple[int, int]:
    numbers = days.astype("datetime64[D]").astype(np.int64)[~np.isnat(days)]
    return (int(numbers.min()), int(numbers.max())) if len(numbers) else (1 << 40, -(1 << 40))


def unit_functionals(sample: Sample, window: tuple[int, int]) -> tuple[Floats, Floats]:
    """Weights of the estimation and event days in each CAR, of length 1 together; shapes (N, M) and (N, L).

    On an event day of the window √v_t, which is 1 for most models, on estimation days −X(X'X)⁻¹z = −Q Σu_t, both over
    the length of all of them. Buy-and-hold returns, and conventions without the error of the coefficients, have no part
    on estimation days.

    Parameters
    ----------
    sample : Sample
    window : (first, last)
        Event columns, both included.
    """
    fit, (first, last) = sample.fit, window
    event = np.zeros(fit.ar.shape)
    inside = slice(first, last + 1)
    event[:, inside] = np.sqrt(fit.relative_variance[:, inside])
    if fit.compound or not fit.convention.forecast_error:
        est = np.zeros(fit.residuals.shape)
    else:
        est = -(fit.q @ fit.regressor_sums(first, last)[:, :, None])[:, :, 0]
    length = np.sqrt((event**2).sum(axis=1) + (est**2).sum(axis=1))[:, None]
    return est / length, event / length
