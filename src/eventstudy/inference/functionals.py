"""CARs as sums of returns on one calendar: what firm-events of different dates have in common follows from it."""

from __future__ import annotations

from collections.abc import Sequence
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


def unit_functionals(sample: Sample, windows: Sequence[tuple[int, int]]) -> tuple[Floats, Floats]:
    """Weights of the estimation and event days in each CAR, of length 1 together; shapes (H, N, M) and (H, N, L).

    On an event day of the window √v_t, which is 1 for most models, on estimation days −X(X'X)⁻¹z = −Q Σu_t, both over
    the length of all of them. Buy-and-hold returns, and conventions without the error of the coefficients, have no part
    on estimation days.

    Parameters
    ----------
    sample : Sample
    windows : sequence of (first, last)
        Event columns, both included.
    """
    fit, columns = sample.fit, np.arange(sample.fit.ar.shape[1])
    first, last = np.array(windows).T[:, :, None]
    event = np.where((first <= columns) & (columns <= last), 1.0, 0.0)[:, None] * np.sqrt(fit.relative_variance)
    length = (event**2).sum(axis=2)
    if fit.compound or not fit.convention.forecast_error:
        return np.zeros((len(windows), *fit.residuals.shape)), event / np.sqrt(length)[:, :, None]
    z = np.stack([fit.regressor_sums(*window) for window in windows])
    length = np.sqrt(length + (z**2).sum(axis=2))[:, :, None]
    return -(fit.q @ (z / length).transpose(1, 2, 0)).transpose(2, 0, 1), event / length
