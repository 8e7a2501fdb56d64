"""Columns in which few different messages stand in many rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

__all__ = ["once_each"]


def once_each(cells: ArrayLike, change: Callable[[Any], Any]) -> NDArray[np.object_]:
    """What each cell becomes, made once for all rows that share an object; shape (N,)."""
    held = np.asarray(cells, dtype=object)
    # By identity: to hash a message anew for every row takes longer than all else that is done with it.
    places, _ = pd.factorize(np.fromiter(map(id, held), dtype=np.int64, count=len(held)))
    first = np.unique(places, return_index=True)[1]
    changed = np.empty(len(first), dtype=object)
    changed[:] = [change(one) for one in held[first]]
    return changed[places]
