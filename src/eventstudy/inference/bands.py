"""Critical values of bands that hold for a whole path at once."""

from __future__ import annotations

from functools import lru_cache
from itertools import count, islice
from math import isqrt
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy import special

__all__ = ["pointwise_critical", "simultaneous_critical"]

Floats = NDArray[np.float64]
DF = TypeVar("DF", float, NDArray[np.float64])

POINTS = 16_384
"""Quasi-random points: the coverage is off by less than 0.3 percentage points."""


def simultaneous_critical(correlation: Floats, df: float, level: float = 0.95) -> float:
    """Half width, in standard errors, of a band that holds the whole path with probability `level` (sup-t).

    The quantile of max_t |T_t| where T has the multivariate t law with this correlation and `df` degrees of freedom,
    found on 16,384 points of Richtmyer's rule.

    Parameters
    ----------
    correlation : ndarray, shape (L, L)
    df : float
    level : float

    References
    ----------
    Genz and Bretz (2009), Computation of Multivariate Normal and t Probabilities, section 4.2, for the points;
    Montiel Olea and Plagborg-Møller (2019), Journal of Applied Econometrics 34; Freyaldenhoven, Hansen, Pérez and
    Shapiro (2021), "Visualization, identification, and estimation in the linear panel event-study design".
    """
    normal, chi = _normal(len(correlation)), _chi(len(correlation), float(df))
    size, direction = np.linalg.eigh(correlation)
    # The first quasi-random coordinates are the most even ones: they get the directions that vary most.
    paths = (direction * np.sqrt(np.maximum(size, 0)))[:, ::-1] @ normal
    return float(np.quantile(np.abs(paths, out=paths).max(axis=0) / chi, level))


def pointwise_critical(df: DF, level: float = 0.95) -> DF:
    """Half width, in standard errors, of an interval that holds one value by itself with probability `level`.

    Parameters
    ----------
    df : float or ndarray
        Degrees of freedom of the standard errors; the answer has their shape.
    level : float
    """
    critical: DF = special.stdtrit(df, (1 + level) / 2)
    return critical


@lru_cache(maxsize=4)
def _points(days: int) -> Floats:
    """Quasi-random points of the open unit cube, multiples of the roots of the primes; shape (n, days + 1)."""
    primes = (p for p in count(2) if all(p % q for q in range(2, isqrt(p) + 1)))
    steps = np.sqrt(np.fromiter(islice(primes, days + 1), float))
    return np.clip((np.arange(0.5, POINTS)[:, None] * steps) % 1, 1e-12, 1 - 1e-12)


@lru_cache(maxsize=4)
def _normal(days: int) -> Floats:
    """Quasi-random standard normal vectors, shape (days, n)."""
    normal: Floats = special.ndtri(_points(days)[:, :-1].T.copy())
    return normal


@lru_cache(maxsize=256)
def _chi(days: int, df: float) -> Floats:
    """√(χ²/df) for each of them, shape (n,)."""
    chi: Floats = np.sqrt(special.chdtri(df, 1 - _points(days)[:, -1]) / df)
    return chi
