"""The arrays that models read, and what a model asks for."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

__all__ = ["Inputs", "Panel", "Rows", "is_all"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Rows = NDArray[np.generic] | slice


@dataclass(frozen=True)
class Inputs:
    """What a model reads beside the returns of the asset.

    Attributes
    ----------
    market : bool
        Whether a day without a market return counts as missing.
    neighbours : tuple of int
        Sessions, relative to each day, whose market return the model reads too.
    controls : tuple of str
        Assets that make up a benchmark.
    factors : tuple of str
        Columns of the factor table.
    risk_free : str or None
        Column of the factor table that returns are in excess of.
    """

    market: bool = True
    neighbours: tuple[int, ...] = ()
    controls: tuple[str, ...] = ()
    factors: tuple[str, ...] = ()
    risk_free: str | None = None

    def known(self, market: Floats, further: Floats, risk_free: Floats) -> Bools:
        """Days of which all that the model reads is there; shape of `market`, `further` has one axis more."""
        known = np.isfinite(further.sum(axis=-1) + risk_free)
        return known & np.isfinite(market) if self.market else known


@dataclass(frozen=True, eq=False)
class Panel:
    """Returns of N firm-events over M estimation days and L event days; NaN is a missing return.

    Attributes
    ----------
    members : ndarray of int, shape (N,)
        Row of each firm-event in the table of firm-events.
    returns_est, market_est : ndarray, shape (N, M)
    returns, market : ndarray, shape (N, L)
        Event window.
    days_est, days : ndarray of datetime64[D], shapes (N, M) and (N, L)
    offsets : ndarray of int, shape (L,)
        Sessions relative to day 0.
    complete : ndarray of bool, shape (N, W)
        Whether each CAR window has all its returns.
    contaminated : ndarray of int, shape (N,)
        Estimation days that lie in the event window of another event of the same asset.
    further_est, further : ndarray, shapes (N, M, f) and (N, L, f)
        What else the model reads of each day, in the order of `Inputs`; f = 0 where not given.
    risk_free_est, risk_free : ndarray, shapes (N, M) and (N, L)
        Risk-free return of each day; 0 where not given.
    offsets_est : ndarray of int, shape (M,)
        Sessions relative to day 0; the M sessions before the event window where not given.
    spans_est, spans : ndarray, shapes (N, M) and (N, L), or None
        Sessions that each return and its market's span, 0 where there is none; None where all span one.
    """

    members: Ints
    returns_est: Floats
    market_est: Floats
    returns: Floats
    market: Floats
    days_est: NDArray[np.datetime64]
    days: NDArray[np.datetime64]
    offsets: Ints
    complete: Bools
    contaminated: Ints
    further_est: Floats = None  # type: ignore[assignment]
    further: Floats = None  # type: ignore[assignment]
    risk_free_est: Floats = None  # type: ignore[assignment]
    risk_free: Floats = None  # type: ignore[assignment]
    offsets_est: Ints = None  # type: ignore[assignment]
    spans_est: Floats | None = None
    spans: Floats | None = None

    def __post_init__(self) -> None:
        """Fill in what was not given."""
        empty = {"offsets_est": np.arange(-self.returns_est.shape[1], 0) + self.offsets[0]}
        for end, like in (("_est", self.returns_est), ("", self.returns)):
            empty["further" + end] = np.empty((*like.shape, 0))
            empty["risk_free" + end] = np.broadcast_to(0.0, like.shape)
        for name, value in empty.items():
            if getattr(self, name) is None:
                object.__setattr__(self, name, value)

    def take(self, rows: Rows) -> Panel:
        """The same for some firm-events only; itself where they are all."""
        if is_all(rows, len(self.members)):
            return self
        shared = {"offsets", "offsets_est"} | ({"spans", "spans_est"} if self.spans is None else set())
        own = [f.name for f in fields(self) if f.name not in shared]
        return replace(self, **{name: getattr(self, name)[rows] for name in own})

    def held(self) -> Panel:
        """The same with all its windows in memory."""
        return self


def is_all(rows: Rows, size: int) -> bool:
    """Whether rows, by number, by flag or as a slice, are all of `size` in their order."""
    if isinstance(rows, slice):
        return rows.indices(size) == (0, size, 1)
    if len(rows) != size:
        return False
    return bool(rows.all() if rows.dtype == bool else (rows == np.arange(size)).all())
