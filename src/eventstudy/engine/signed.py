"""Fits counted in the direction that was expected of each firm-event."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eventstudy.engine.fit import Fit
from eventstudy.panel import Rows, is_all

__all__ = ["SignedFit"]

Floats = NDArray[np.float64]


class SignedFit(Fit):
    """Fits of returns times +1 or −1: what returns of the opposite sign would give, with the same regressors.

    Attributes
    ----------
    own : Fit
    signs : ndarray, shape (N,)
    """

    own: Fit
    signs: Floats

    def __init__(self, own: Fit, signs: Floats) -> None:
        common = {name: getattr(own, name) for name in ("compound", "conditional", "convention", "over_gaps")}
        vars(self).update(own=own, signs=signs, **common)

    def __getattr__(self, name: str) -> Any:
        """What signs do not change."""
        if name == "own":  # not there yet while a copy is made
            raise AttributeError(name)
        return getattr(self.own, name)

    def take(self, rows: Rows) -> SignedFit:
        """The same for some firm-events only; itself where they are all."""
        return self if is_all(rows, len(self.signs)) else SignedFit(self.own.take(rows), self.signs[rows])

    def blocks(self) -> Iterator[Fit]:
        """The same in the parts of its own."""
        start = 0
        for part in self.own.blocks():
            yield SignedFit(part, self.signs[start : start + len(part.n)])
            start += len(part.n)

    def regressor_sums(self, first: int, last: int) -> Floats:
        """Σ u_t over event columns `first` to `last`; shape (N, k)."""
        return self.own.regressor_sums(first, last)

    alpha = cached_property(lambda self: self.own.alpha * self.signs)
    beta = cached_property(lambda self: self.own.beta * self.signs)
    coefficients = cached_property(lambda self: self.own.coefficients * self.signs[:, None])
    residuals = cached_property(lambda self: self.own.residuals * self.signs[:, None])
    expected = cached_property(lambda self: self.own.expected * self.signs[:, None])
    ar = cached_property(lambda self: self.own.ar * self.signs[:, None])

    @cached_property
    def shape(self) -> Floats:
        """As `residual_shape` gives it: the skewness turns round, and so does the share of positive residuals."""
        shape = self.own.shape.copy()
        down = self.signs < 0
        shape[down, 1] *= -1
        shape[down, 3] = 1 - shape[down, 3]
        return shape
