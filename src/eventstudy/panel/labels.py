"""Labels of very many rows, each different one looked at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

__all__ = ["looked_up"]


def looked_up(labels: pd.Series, table: Mapping[Any, Any], dtype: Any = None) -> Any:
    """Values of labels.

    Parameters
    ----------
    labels : Series, length N
    table : mapping
        Has every label.
    dtype : optional
        Of the values.

    Returns
    -------
    array, shape (N,)
        NumPy's, or pandas' where the values are text.
    """
    codes, names = pd.factorize(labels)
    return pd.Series([table[name] for name in names], dtype=dtype).array.take(codes)
