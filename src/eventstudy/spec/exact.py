"""Whole numbers of a Parquet file that a floating number cannot hold."""

from __future__ import annotations

from typing import Any

import numpy as np

from eventstudy.messages import message

__all__ = ["TOO_LARGE", "TOO_LARGE_REMEDY", "first_inexact"]

FIRST_INEXACT = 2.0**53
TOO_LARGE = message("number_too_large_to_hold")
TOO_LARGE_REMEDY = message("store_in_larger_units")


def first_inexact(column: Any) -> int | None:
    """Row of the first value of an integer or decimal column at which floating numbers leave some out; else None."""
    from pyarrow import float64, types

    if not (types.is_integer(column.type) or types.is_decimal(column.type)):
        return None
    values = column.cast(float64(), safe=False).to_numpy()
    large = np.flatnonzero(np.abs(values) >= FIRST_INEXACT)
    return int(large[0]) if len(large) else None
