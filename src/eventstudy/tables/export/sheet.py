"""A table that is to be written somewhere: text and numbers, not yet in any format."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from eventstudy.tables.numbers import inert, number, p_text

__all__ = ["P_DIGITS", "Cell", "Sheet", "Value", "flat_sheet"]

P_DIGITS = -1
"""Stands for as many digits as a p-value needs."""


@dataclass(frozen=True)
class Value:
    """Number with how it is printed.

    Attributes
    ----------
    value : float
    digits : int
        Decimals; `P_DIGITS` for those of a p-value.
    percent : bool
        Whether 0.05 is printed as 5.00, under a heading or note that says per cent.
    below : bool
        Whether it stands in parentheses below an estimate.
    """

    value: float
    digits: int = 2
    percent: bool = False
    below: bool = False

    def text(self) -> str:
        """As it is printed, with a true minus sign; empty for NaN."""
        if not math.isfinite(self.value):
            return ""
        text = p_text(self.value) if self.digits < 0 else number(self.value * (100 if self.percent else 1), self.digits)
        return f"({text})" if self.below else text


Cell = str | Value


@dataclass(frozen=True)
class Sheet:
    """Table with its title above and its notes below.

    Attributes
    ----------
    name : str
        Of the file, and of the sheet in a workbook.
    title : str
    header : sequence of str
    rows : sequence of sequence of (str or Value)
    notes : sequence of str
    text_columns : int
        Columns at the left that hold text.
    rules : sequence of int
        Rows before which a new block begins.
    """

    name: str
    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]] = field(repr=False)
    notes: Sequence[str] = ()
    text_columns: int = 1
    rules: Sequence[int] = ()


PER_CENT = {
    *("return", "expected", "ar", "se", "car", "aar", "caar", "mean_car", "median_car", "share_positive", "alpha"),
    *("sigma", "close_to_close", "open", "high", "low", "abnormal"),
}
"""Columns of the result tables that are decimals of a return or a share."""


def flat_sheet(name: str, title: str, frame: pd.DataFrame, notes: Sequence[str] = ()) -> Sheet:
    """Any result table, row by row; returns in per cent, which the heading says."""
    header = [f"{column} (%)" if column in PER_CENT else str(column) for column in frame.columns]
    numeric = [pd.api.types.is_numeric_dtype(frame[column]) for column in frame.columns]
    columns = [
        [_number(str(column), value) if number else _text(value) for value in frame[column]]
        for column, number in zip(frame.columns, numeric, strict=True)
    ]
    text = next((i for i, number in enumerate(numeric) if number), len(numeric))
    return Sheet(name, title, header, list(zip(*columns, strict=True)), notes, text)


def _text(value: Any) -> str:
    if pd.isna(value):
        return ""
    return f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else inert(str(value))


def _number(column: str, value: Any) -> Cell:
    if pd.isna(value):
        return ""
    if column in WHOLE or not isinstance(value, float):
        return Value(float(value), 0)
    return Value(value, P_DIGITS if column in P_VALUES else 2, column in PER_CENT)


P_VALUES = {"p_value", "holm", "benjamini_hochberg"}
WHOLE = {"start", "end", "day", "n", "n_days"}
"""Columns of whole numbers, which are floats where some are missing."""
