"""Groups of firm-events by a column of the events file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from eventstudy.messages import Message, message
from eventstudy.spec.event_reading import CHARACTERISTIC
from eventstudy.spec.split import Split, filled_cells, levels_of, numbers_of

__all__ = ["SplitPart", "quantile_parts", "split_parts"]

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class SplitPart:
    """One part of a split.

    Attributes
    ----------
    name : str
        Of the group.
    members : ndarray of int, shape (n,)
        Rows among the computed firm-events.
    notes : tuple of Message
        What is left out of all parts, and why.
    """

    name: str
    members: Ints
    notes: tuple[Message, ...]


def split_parts(split: Split | None, events: pd.DataFrame) -> list[SplitPart]:
    """The parts of a split that have firm-events, the lowest first; those of endogenous events are in none.

    Parameters
    ----------
    split : Split or None
    events : DataFrame
        Computed firm-events: endogenous, and the column of the split.
    """
    if split is None:
        return []
    cells, endogenous = events[CHARACTERISTIC + split.column], events["endogenous"].to_numpy(dtype=bool)
    known = filled_cells(cells).notna().to_numpy()
    parts, code = _parts(split, cells, known & ~endogenous)
    causes = {
        "firm_event_endogenous": endogenous,
        "characteristic_missing": ~known & ~endogenous,
        "characteristic_zero": known & ~endogenous & (code < 0),
    }
    notes = tuple(
        message("firm_events_left_out", n=int(gone.sum()), why=Message(cause))
        for cause, gone in causes.items()
        if gone.any()
    )
    empty = len(parts) - len(np.unique(code[code >= 0]))
    notes += (message("split_parts_empty", n=empty, all=len(parts)),) if empty else ()
    return [SplitPart(split.name(part), members, notes) for part, members in _members(parts, code)]


def _members(parts: tuple[str, ...], code: Ints) -> Iterator[tuple[str, Ints]]:
    for i, part in enumerate(parts):
        members = np.flatnonzero(code == i)
        if len(members):
            yield part, members


def _parts(split: Split, cells: pd.Series, used: Bools) -> tuple[tuple[str, ...], Ints]:
    """Names of all parts, the lowest first, and the part of each firm-event, -1 for none; shape (N,)."""
    code = np.full(len(cells), -1)
    if split.into is None:
        levels = levels_of(cells)
        names = sorted(levels[used].unique(), key=_by_number)
        code[used] = levels[used].map({name: i for i, name in enumerate(names)}).to_numpy(dtype=int)
        return tuple(names), code
    values = numbers_of(filled_cells(cells))
    if split.into == "sign":
        code[used] = np.where(values[used] < 0, 0, np.where(values[used] > 0, 1, -1))
    else:
        code[used] = quantile_parts(values[used], len(split.parts))
    return split.parts, code


def _by_number(name: str) -> tuple[bool, float, str]:
    """Numbers by their size, then texts by their letters."""
    number = float(pd.to_numeric(name, errors="coerce"))
    return bool(np.isnan(number)), 0.0 if np.isnan(number) else number, name


def quantile_parts(values: NDArray[np.float64], parts: int) -> Ints:
    """Part of each value by quantiles, counted from 0; what is equal is in one part.

    Part k holds what lies above the quantile k/parts and not above (k + 1)/parts. Between two order statistics a
    quantile parts them as the lower one does, so that no interpolation is needed: the bounds are the values with rank
    ⌊(N − 1) k/parts⌋ from 0, and the parts those of Hyndman and Fan's seventh definition, the usual one.

    Parameters
    ----------
    values : ndarray, shape (N,)
    parts : int

    References
    ----------
    Hyndman and Fan (1996), American Statistician 50.
    """
    if not len(values):
        return np.zeros(0, dtype=np.int64)
    bounds = np.sort(values)[(len(values) - 1) * np.arange(1, parts) // parts]
    return np.searchsorted(bounds, values, side="left").astype(np.int64)
