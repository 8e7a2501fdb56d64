"""Fits of very many firm-events: what has the length of the estimation window is computed when it is looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from eventstudy.engine import Fit
from eventstudy.panel import Panel, PlacedPanel, Rows, is_all

__all__ = ["AT_ONCE", "LazyFit", "fit_in_blocks"]

Floats = NDArray[np.float64]
Model = Callable[[Panel], Fit]

AT_ONCE = 1024
"""Firm-events whose residuals are held together."""
MOST_RETURNS = 20_000_000
"""Estimation returns beyond which a model is estimated twice rather than held: with residuals and regressors 1 GB."""


class LazyFit(Fit):
    """Fit that holds some arrays, and computes the others from its panel when they are asked for.

    Attributes
    ----------
    panel : PlacedPanel
    """

    panel: PlacedPanel

    HELD: ClassVar[tuple[str, ...]]
    """Arrays of one row for each firm-event."""

    COMMON: ClassVar[tuple[str, ...]] = ("convention",)
    """What all firm-events have in common."""

    def __init__(self, **values: Any) -> None:
        vars(self).update(values)

    def take(self, rows: Rows) -> Self:
        """The same for some firm-events only; itself where they are all."""
        if is_all(rows, len(self.n)):
            return self
        return self._with(panel=self.panel.take(rows), **{name: getattr(self, name)[rows] for name in self.HELD})

    def blocks(self) -> Iterator[Fit]:
        """The same in parts of a thousand firm-events."""
        for start in range(0, len(self.n), AT_ONCE):
            yield self.take(slice(start, start + AT_ONCE))

    def _with(self, **values: Any) -> Self:
        return type(self)(**{name: getattr(self, name) for name in ("panel", *self.HELD, *self.COMMON)} | values)


class RefitFit(LazyFit):
    """Fit of any model, which is estimated again where residuals are asked for.

    Attributes
    ----------
    model : callable
    """

    model: Model

    HELD = (
        *("coefficients", "alpha", "beta", "sigma", "r_squared", "n", "df", "reason"),
        *("expected", "ar", "u", "relative_variance", "shape"),
    )
    COMMON = ("model", "compound", "conditional", "convention")

    @cached_property
    def _again(self) -> Fit:
        return self.model(self.panel.held())

    residuals = cached_property(lambda self: self._again.residuals)
    q = cached_property(lambda self: self._again.q)


def fit_in_blocks(model: Model, panel: PlacedPanel) -> Fit:
    """What a model gives for a panel; of very many returns without holding more than those of one block.

    Parameters
    ----------
    model : callable
        Takes a `Panel` and returns its `Fit`; firm-events must not depend on each other.
    panel : PlacedPanel
    """
    n = len(panel.members)
    if n * len(panel.offsets_est) <= MOST_RETURNS:
        return model(panel.held())
    held: dict[str, NDArray[Any]] = {}
    for start in range(0, n, AT_ONCE):
        own = slice(start, start + AT_ONCE)
        fit = model(panel.take(own).held())
        with np.errstate(invalid="ignore", divide="ignore"):  # in the shape of residuals that are all missing
            parts = {name: getattr(fit, name) for name in RefitFit.HELD} | {"reason": fit.reason.astype(object)}
        held = held or {name: np.empty((n, *part.shape[1:]), part.dtype) for name, part in parts.items()}
        for name, part in parts.items():
            held[name][own] = part
    return RefitFit(
        panel=panel, model=model, compound=fit.compound, conditional=fit.conditional, convention=fit.convention, **held
    )
