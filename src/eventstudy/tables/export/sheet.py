"""A table that is to be written somewhere: text and numbers, not yet in any format."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from eventstudy.result.columns import Unit
from eventstudy.text.language import ENGLISH, Language
from eventstudy.text.numbers import claimed_digits

__all__ = ["P_DIGITS", "Cell", "Sheet", "Value", "digits_of", "flat_sheet"]

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

    def text(self, language: Language = ENGLISH) -> str:
        """As it is printed, with a true minus sign; empty for NaN."""
        if not math.isfinite(self.value):
            return ""
        scale = 100 if self.percent else 1
        text = language.p(self.value) if self.digits < 0 else language.number(self.value * scale, self.digits)
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
        Names of the columns, bare.
    rows : sequence of sequence of (str or Value)
    notes : sequence of str
    text_columns : int
        Columns at the left that hold text.
    rules : sequence of int
        Rows before which a new block begins.
    percent_columns : sequence of int
        Columns of numbers in per cent that no note speaks of.
    """

    name: str
    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]] = field(repr=False)
    notes: Sequence[str] = ()
    text_columns: int = 1
    rules: Sequence[int] = ()
    percent_columns: Sequence[int] = ()

    @property
    def headings(self) -> list[str]:
        """Headings that say per cent, for a format whose cells cannot."""
        return [f"{name} (%)" if i in self.percent_columns else name for i, name in enumerate(self.header)]


LEAST = 2
"""Decimals, and significant digits of a standard error."""


def flat_sheet(
    name: str, title: str, frame: pd.DataFrame, units: Mapping[str, Unit], language: Language = ENGLISH
) -> Sheet:
    """Any result table, row by row; returns in per cent, an estimate with the digits of its standard error.

    A column without a unit is one that a study adds: a number, or text.
    """
    header = [str(column) for column in frame.columns]
    numeric = [pd.api.types.is_numeric_dtype(frame[column]) for column in frame.columns]
    digits = [digits_of(se) for se in frame["se"]] if "se" in header else [LEAST] * len(frame)
    columns = [
        [_number(units.get(column, "number"), value, own) for value, own in zip(frame[column], digits, strict=True)]
        if number
        else [_text(column, value, language) for value in frame[column]]
        for column, number in zip(header, numeric, strict=True)
    ]
    text = next((i for i, number in enumerate(numeric) if number), len(numeric))
    rows = list(zip(*columns, strict=True))
    in_percent = [i for i, column in enumerate(header) if units.get(column) == "decimal" and numeric[i]]
    return Sheet(name, title, header, rows, (), text, percent_columns=in_percent)


def digits_of(se: float) -> int:
    """Decimals of a per cent that show two significant digits of a standard error, at least two."""
    return LEAST if not math.isfinite(se) or se <= 0 else max(LEAST, LEAST - 1 - math.floor(math.log10(100 * se)))


def _text(column: str, value: Any, language: Language) -> str:
    if pd.isna(value):
        return ""
    if column == "claimed" and (digits := claimed_digits(str(value))) is not None:
        return language.percent(float(value), digits)
    return language.local(f"{value:%Y-%m-%d}") if isinstance(value, pd.Timestamp) else str(value)


def _number(unit: Unit, value: Any, digits: int) -> Cell:
    if pd.isna(value):
        return ""
    if unit == "whole" or not isinstance(value, float):
        return Value(float(value), 0)
    return Value(value, {"p": P_DIGITS, "decimal": digits}.get(unit, LEAST), unit == "decimal")
