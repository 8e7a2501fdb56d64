"""Columns in which few different objects stand in many rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

__all__ = ["once_each", "places_of"]


def places_of(cells: ArrayLike) -> tuple[NDArray[np.int64], NDArray[np.object_]]:
    """Which of the different objects stands in each row, and these objects; shapes (N,) and (different,).

    By identity: to hash a message anew for every row takes longer than all else that is done with it.
    """
    held = np.asarray(cells, dtype=object)
    places, _ = pd.factorize(np.fromiter(map(id, held), dtype=np.int64, count=len(held)))
    return places, held[np.unique(places, return_index=True)[1]]


def once_each(cells: ArrayLike, change: Callable[[Any], Any]) -> NDArray[np.object_]:
    """What each cell becomes, made once for all rows that share an object; shape (N,)."""
    places, different = places_of(cells)
    changed = np.empty(len(different), dtype=object)
    changed[:] = [change(one) for one in different]
    return changed[places]
