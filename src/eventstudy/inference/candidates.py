"""The test for an event of which nobody knows the day: the largest of its candidate days."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from eventstudy.engine import day_variance_factor
from eventstudy.inference.entry import ANY_DATES, INDEPENDENT, SHORT, Test, up_to
from eventstudy.inference.laws import null_of, tail
from eventstudy.inference.sample import SINGLE_DAYS, FirmResult, Sample, by_number, same_for_all
from eventstudy.messages import NOTHING, Message, message

__all__ = ["MAX_DATE", "LargestDay", "largest_day", "max_date"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FEW_CANDIDATES = 5
"""Candidate days up to which the overlap of stretches does no harm."""


class LargestDay(NamedTuple):
    """The most extreme day of each CAR window, and how it ranks; arrays of shape (N,).

    Attributes
    ----------
    column : ndarray of int
        Column of the event window.
    score : ndarray
        Its standardised abnormal return; NaN where a day of the window has none.
    extreme, stretches : ndarray of int
        Stretches of as many estimation days whose largest is at least as extreme, and all there are.
    """

    column: Ints
    score: Floats
    extreme: Ints
    stretches: Ints


def largest_day(sample: Sample) -> LargestDay:
    """Most extreme standardised abnormal return of each window, among the maxima of stretches of estimation days."""
    inside = slice(sample.first, sample.last + 1)
    scores = sample.fit.ar[:, inside] / (
        sample.fit.sigma[:, None] * np.sqrt(day_variance_factor(sample.fit)[:, inside])
    )
    turned = tail(scores, sample.alternative)
    own = np.where(np.isnan(turned).any(axis=1), 0, np.argmax(turned, axis=1))
    at = np.arange(sample.size), own
    known = ~np.isnan(turned).any(axis=1)
    maxima, exists = _stretch_maxima(sample)
    extreme = (exists & (maxima >= turned[at][:, None])).sum(axis=1)
    return LargestDay(
        sample.first + own,
        np.where(known, scores[at], np.nan),
        np.where(known, extreme, 0),
        np.where(known, exists.sum(axis=1), 0),
    )


def _stretch_maxima(sample: Sample) -> tuple[Floats, NDArray[np.bool_]]:
    """Largest standardised residual of every stretch of observed days, and whether it exists; shapes (N, M − L + 1)."""
    fit, length = sample.fit, sample.length
    if fit.residuals.shape[1] < length:
        return np.zeros((sample.size, 0)), np.zeros((sample.size, 0), dtype=bool)
    factor = np.maximum(1 - (fit.q**2).sum(axis=2), 1e-9)
    days = tail(fit.residuals / (fit.sigma[:, None] * np.sqrt(factor)), sample.alternative)
    order = np.argsort(np.isnan(days), axis=1, kind="stable")
    days = np.take_along_axis(days, order, axis=1)
    width = days.shape[1] - length + 1
    maxima = days[:, :width]
    for k in range(1, length):
        maxima = np.maximum(maxima, days[:, k : k + width])
    return np.nan_to_num(maxima), np.arange(width) <= (fit.n - length)[:, None]


def max_date(sample: Sample) -> FirmResult:
    """Largest candidate day: the most extreme standardised abnormal return of the window, by its rank.

    For an event that happened on one of L days, nobody knows which. The statistic is the SCAR of the most extreme day,
    each day a window of its own; p = (1 + #{stretches whose most extreme day is at least as extreme}) / (n_s + 1) over
    the n_s = M − L + 1 stretches of L consecutive estimation days. That the day is chosen among L is part of the
    comparison. Nearly exact up to five candidate days and liberal beyond, where a note says so: one extreme estimation
    day stands in L stretches. On returns of 98 shares at dates without events it rejects 5.6 to 6.6 % at 5 % with one
    to five days, 8.5 % with ten and 9.6 % with 21; at 1 % it is 2.2 % with five days already, 4.4 and 9.1 % with ten
    and 21.

    References
    ----------
    Gelbach, Helland and Klick (2013), American Law and Economics Review 15, for ranks among estimation days.
    """
    null, n = null_of("null_every_day", sample.alternative), sample.size
    if sample.fit.over_gaps or sample.fit.conditional:
        nothing = np.full(n, np.nan)
        why = SINGLE_DAYS if sample.fit.over_gaps else Message("days_have_their_own_variance")
        return FirmResult(nothing, nothing, by_number(sample.fit.n, _law(sample.length)), null, same_for_all(why, n))
    largest = largest_day(sample)
    ok = largest.stretches > 0
    p = np.where(ok, (1 + largest.extreme) / (largest.stretches + 1), np.nan)
    beware = message("candidates_overlap", n=sample.length) if sample.length > FEW_CANDIDATES else NOTHING
    notes = same_for_all(beware, n)
    notes[~ok] = Message("too_few_days_for_stretch")
    return FirmResult(np.where(ok, largest.score, np.nan), p, by_number(sample.fit.n, _law(sample.length)), null, notes)


def _law(length: int) -> Callable[[int], Message]:
    """Law of the statistic, from the estimation days of a firm-event."""
    return lambda days: message("law_stretch_maxima", count=max(0, days - length + 1))


MAX_DATE = Test(
    "max_date",
    max_date,
    "firm",
    {
        "en": "Largest of several candidate days, by its rank among the largest of as many ordinary days.",
        "de": "Größter mehrerer möglicher Tage, nach seinem Rang unter den größten ebenso vieler gewöhnlicher Tage.",
    },
    order="tail",
    holds=up_to(SHORT, *INDEPENDENT, "t5", "skewed", "common", "two_dates", *ANY_DATES, "firms_6"),
    of_range=True,
)
