"""Minimum of a smooth function of few parameters between bounds, from several starts that have to agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

__all__ = ["NotFound", "Objective", "Point", "minimum"]

Floats = NDArray[np.float64]

AGREE = 1e-6
"""How far apart two starts may end: of a standard error, and of the values that they report."""
TIE = 1e-6
"""Minima whose values differ by less fit equally well."""
CLOSE, EXACT, STUCK = 1e-2, 1e-9, 1e-7
"""Newton decrements, distances to the minimum in standard errors: from which on second derivatives are worth their
time, where to stop, and where to stop if rounding errors leave no way down."""
SCORING_STEPS = 40
MOST_STEPS, MOST_TRIALS = 150, 25
NUDGES = (0.1, -0.05)
"""How far a start beside the best minimum is moved, as a share of the distance to the next bound, at most of 1."""
DIFFERENCE = 1e-5
SINGULAR = 1e-8
MARQUARDT = 1e-3


class NotFound(Exception):
    """No minimum that can be relied on.

    Attributes
    ----------
    code : str
        Of the reason.
    """

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class Point(NamedTuple):
    """A function at one place; its information matrix stands for second derivatives far from the minimum."""

    value: float
    gradient: Floats
    information: Floats


class Objective(Protocol):
    """What is minimised: minus a log-likelihood."""

    lower: Floats
    upper: Floats

    def at(self, theta: Floats) -> Point | None:
        """The function at `theta`; None where it has no finite value."""

    def reported(self, theta: Floats) -> tuple[Floats, Floats]:
        """What two starts must agree on: numbers in standard errors, and positive numbers."""


@dataclass(frozen=True)
class _Found:
    theta: Floats
    value: float


def minimum(objective: Objective, starts: Sequence[Floats]) -> Floats:
    """Where the function is smallest.

    Every start is followed down. The lowest minimum counts if another start, or one a little beside it, ends with the
    same numbers, and if no other minimum fits equally well with other numbers.

    Parameters
    ----------
    objective : Objective
    starts : sequence of ndarray

    Returns
    -------
    ndarray

    Raises
    ------
    NotFound
        With the reason.
    """
    found = sorted((end for start in starts if (end := _descend(objective, start))), key=lambda end: end.value)
    if not found:
        raise NotFound("no_maximum")
    best = found[0]
    rivals = [end for end in found[1:] if end.value < best.value + TIE]
    if not rivals:
        beside = (_descend(objective, _nudged(objective, best.theta, nudge)) for nudge in NUDGES)
        nudged = [end for end in beside if end]
        if any(end.value < best.value - TIE for end in nudged):
            raise NotFound("maximum_not_the_highest")
        rivals = [end for end in nudged if end.value < best.value + TIE]
    if not rivals:
        raise NotFound("maximum_found_once")
    if not all(_same(objective, best.theta, rival.theta) for rival in rivals):
        raise NotFound("maxima_that_differ")
    return best.theta


def _same(objective: Objective, one: Floats, other: Floats) -> bool:
    (errors, values), (errors_other, values_other) = objective.reported(one), objective.reported(other)
    near: bool = np.allclose(errors, errors_other, rtol=0, atol=AGREE)
    return near and bool(np.allclose(values, values_other, rtol=AGREE, atol=0))


def _nudged(objective: Objective, theta: Floats, nudge: float) -> Floats:
    down, up = theta - objective.lower, objective.upper - theta
    inwards = np.where(down < up, 1.0, -1.0)
    moved: Floats = theta + inwards * np.sign(nudge) * abs(nudge) * np.minimum(np.maximum(down, up), 1.0)
    return np.clip(moved, objective.lower, objective.upper)


def _descend(objective: Objective, theta: Floats) -> _Found | None:
    """Minimum below a start, by Fisher scoring and then Newton steps, damped as by Marquardt; None where it has none.

    Parameters at a bound that the function pushes against are held there.
    """
    point = objective.at(theta)
    damping = MARQUARDT
    newton = False
    for step in range(MOST_STEPS):
        if point is None:
            return None
        free = _free(objective, theta, point.gradient)
        curvature = _second(objective, theta, free) if newton else point.information[np.ix_(free, free)]
        if curvature is None:
            return None
        values, vectors = np.linalg.eigh(curvature)
        values = np.maximum(np.abs(values), SINGULAR * np.abs(values).max(initial=SINGULAR))
        slope = vectors.T @ point.gradient[free]
        decrement = float(np.sqrt(np.sum(slope**2 / values)))
        if decrement < EXACT and newton:
            return _Found(theta, point.value)
        newton = newton or decrement < CLOSE or step > SCORING_STEPS
        for _ in range(MOST_TRIALS):
            moved = theta.copy()
            moved[free] -= vectors @ (slope / (values + damping * values.max(initial=0.0)))
            moved = np.clip(moved, objective.lower, objective.upper)
            there = objective.at(moved)
            if there is not None and there.value < point.value:
                break
            damping = max(8 * damping, SINGULAR)
        else:
            return _Found(theta, point.value) if newton and decrement < STUCK else None
        damping = damping / 10 if damping > SINGULAR else 0.0
        theta, point = moved, there
    return None


def _free(objective: Objective, theta: Floats, gradient: Floats) -> NDArray[np.int64]:
    """Parameters that are not held at a bound."""
    held = ((theta <= objective.lower) & (gradient > 0)) | ((theta >= objective.upper) & (gradient < 0))
    return np.flatnonzero(~held)


def _second(objective: Objective, theta: Floats, free: NDArray[np.int64]) -> Floats | None:
    """Second derivatives of the free parameters, from differences of the first."""
    rows = np.empty((len(free), len(free)))
    for row, i in zip(rows, free, strict=True):
        step = np.zeros(len(theta))
        step[i] = DIFFERENCE
        above, below = objective.at(theta + step), objective.at(theta - step)
        if above is None or below is None:
            return None
        row[:] = (above.gradient - below.gradient)[free] / (2 * DIFFERENCE)
    symmetric: Floats = (rows + rows.T) / 2
    return symmetric
