"""Labels of very many rows, each different one looked at once."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = ["looked_up"]


def looked_up(labels: pd.Series, places: Mapping[str, int]) -> NDArray[np.int64]:
    """Place of each label; shape (N,).

    Parameters
    ----------
    labels : Series, length N
    places : mapping
        Has every label.
    """
    codes, names = pd.factorize(labels)
    return np.array([places[name] for name in names], dtype=np.int64)[codes]
