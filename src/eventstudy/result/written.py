"""Tables as their files have them: messages as English text, their codes in a column beside."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from eventstudy.messages import Message
from eventstudy.result.columns import Column, Table
from eventstudy.result.sharing import places_of
from eventstudy.text import ENGLISH, Language

__all__ = ["written_table"]


def written_table(table: Table, frame: pd.DataFrame, language: Language = ENGLISH) -> pd.DataFrame:
    """Shallow copy of a table, its messages as text, with codes and derived columns where the schema has them.

    Parameters
    ----------
    table : Table
    frame : DataFrame
        As its analysis filled it; columns that the schema does not name stay where they are.
    language : Language
        English in files, which are the same for everybody; documents have one of their own.
    """
    out = frame.copy(deep=False)
    for name in table.messages:
        if name in out:
            out[name] = _cells(frame[name], language.text)
    for i, column in enumerate(table.columns):
        if column.code_of in frame:
            out.insert(_place(out, table.columns[i + 1 :]), column.name, _cells(frame[column.code_of], _codes))
        elif column.derive is not None:
            out.insert(_place(out, table.columns[i + 1 :]), column.name, column.derive(frame))
    return out


def _place(frame: pd.DataFrame, after: tuple[Column, ...]) -> int:
    """Where a column belongs: before the next of the schema's that the table has."""
    return next((int(frame.columns.get_loc(one.name)) for one in after if one.name in frame), frame.shape[1])


def _codes(said: Message) -> str:
    return said.codes


def _cells(column: pd.Series, text: Callable[[Message], str]) -> pd.Series:
    """Text of each cell, made once for all rows that share a message."""
    places, different = places_of(column)
    return pd.Series([text(one) for one in different], dtype="str").take(places).set_axis(column.index)
