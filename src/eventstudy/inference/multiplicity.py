"""p-values of many tests looked at together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["benjamini_hochberg", "holm"]

Floats = NDArray[np.float64]


def holm(p: Floats) -> Floats:
    """p-values that keep the chance of any false rejection among all of them at the level, whatever their dependence.

    Parameters
    ----------
    p : ndarray, shape (m,)
        No NaN.

    Returns
    -------
    ndarray, shape (m,)

    References
    ----------
    Holm (1979), Scandinavian Journal of Statistics 6.
    """
    order = np.argsort(p, kind="stable")
    adjusted = np.empty(len(p))
    adjusted[order] = np.minimum(1, np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1)))
    return adjusted


def benjamini_hochberg(p: Floats) -> Floats:
    """p-values that keep the expected share of false ones among the rejections at the level.

    Holds for independent tests and for positive dependence.

    Parameters
    ----------
    p : ndarray, shape (m,)
        No NaN.

    Returns
    -------
    ndarray, shape (m,)

    References
    ----------
    Benjamini and Hochberg (1995), Journal of the Royal Statistical Society B 57.
    """
    order = np.argsort(p, kind="stable")[::-1]
    adjusted = np.empty(len(p))
    adjusted[order] = np.minimum(1, np.minimum.accumulate(p[order] * len(p) / np.arange(len(p), 0, -1)))
    return adjusted
