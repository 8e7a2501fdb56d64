"""What a study says of groups that a column of its events file makes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
import pandas as pd
from pydantic import AfterValidator, BeforeValidator, Field

from eventstudy.messages import message
from eventstudy.spec.events_table import EventsTable
from eventstudy.spec.names import name_problem
from eventstudy.spec.part import Part, unit
from eventstudy.spec.problems import problem
from eventstudy.spec.source import nearest

if TYPE_CHECKING:
    from eventstudy.spec.model import StudySpec

__all__ = ["MOST_PARTS", "Split", "as_split", "filled_cells", "levels_of", "numbers_of", "refuse_split"]

MOST_PARTS = 20
"""Groups that a column makes at most: a column with more different values names rather than describes."""
MEDIAN, SIGN = "median", "sign"
HALVES, SIDES = ("low", "high"), ("-", "+")


def _into(value: Any) -> Any:
    if value is None or value in (MEDIAN, SIGN):
        return value
    try:
        parts = 0 if isinstance(value, bool | float) else int(str(value))
    except ValueError:
        parts = 0
    if not 2 <= parts <= MOST_PARTS:
        raise problem(message("split_into_nothing_known"), message("write_parts", most=MOST_PARTS))
    return parts


def _column(value: str) -> str:
    if found := name_problem(value):
        raise problem(*found)
    return value


class Split(Part):
    """Groups of firm-events by a column of the events file, and the difference of the last and the first of them."""

    column: Annotated[str, AfterValidator(_column)] = Field(
        description="Column of the events file that is no key of events; it alone may stand for the mapping.",
        examples=["surprise"],
    )
    into: Annotated[int | Literal["median", "sign"] | None, BeforeValidator(_into)] = Field(
        None,
        description="2 to 20 groups by quantiles of the column, two by its 'median' or its 'sign'; without it one "
        "group for each of its values.",
        examples=[5, "median"],
        json_schema_extra=unit("groups"),
    )

    @property
    def parts(self) -> tuple[str, ...]:
        """What its groups are called after the column, the lowest first; empty where the column's values say it."""
        if self.into is None:
            return ()
        if self.into == MEDIAN:
            return HALVES
        return SIDES if self.into == SIGN else tuple(str(part + 1) for part in range(int(self.into)))

    def name(self, part: str) -> str:
        """Name of the group of a part."""
        return f"{self.column} {part}"


def as_split(value: Any) -> Any:
    """A column alone makes a group of each of its values."""
    return {"column": value} if isinstance(value, str) else value


def filled_cells(cells: pd.Series) -> pd.Series:
    """Cells of a characteristic as text without spaces around it; missing where there is nothing."""
    return cells.astype("string").str.strip().replace("", pd.NA)


def numbers_of(cells: pd.Series) -> np.ndarray:
    """Numbers in such cells, NaN where there is none; shape (N,)."""
    return pd.to_numeric(cells, errors="coerce").to_numpy(dtype=float, na_value=np.nan)


def levels_of(cells: pd.Series) -> pd.Series:
    """Each cell as the value that names its group, missing where there is none: 1.0 and 1 are the same."""
    filled = filled_cells(cells)
    numbers = numbers_of(filled)
    if not (np.isfinite(numbers) == filled.notna().to_numpy()).all():
        return filled
    return pd.Series([pd.NA if np.isnan(x) else f"{x:.15g}" for x in numbers], dtype="string", index=cells.index)


def refuse_split(spec: StudySpec, table: EventsTable, rows: pd.DataFrame) -> None:
    """Refuse a split by a column that is not there, or does not make the groups that are asked for.

    Parameters
    ----------
    spec : StudySpec
    table : EventsTable
    rows : DataFrame
        Every firm-event of the study.

    Raises
    ------
    SpecError
    """
    split, known = spec.split, table.characteristics
    if split is None:
        return
    if split.column not in known:
        remedy = nearest(split.column, known) if known else message("delete_split")
        raise spec.error(("split", "column"), message("events_file_without_characteristic"), remedy)
    filled = filled_cells(table.cells[split.column])
    words = filled.notna().to_numpy() & ~np.isfinite(numbers_of(filled))
    if split.into is not None and words.any():
        raise table.error(words, split.column, message("no_number"), message("leave_empty_or_delete_into"))
    levels = levels_of(table.cells[split.column])
    _refuse_count(spec, split, levels.nunique())
    for level in levels.dropna().unique() if split.into is None else ():
        if found := name_problem(split.name(str(level))):
            raise table.error(levels == level, split.column, *found)
    made = split.parts or tuple(levels.dropna().unique())
    for name in map(split.name, made):
        if name in set(rows["event_id"]) | set(rows["group"]):
            remedy = message("rename_column_or_group")
            raise spec.error(("split", "column"), message("split_name_taken", name=name), remedy)


def _refuse_count(spec: StudySpec, split: Split, found: int) -> None:
    """Refuse a column with too few different values for its groups, or too many for a group of each."""
    least = len(split.parts) or 2
    if found < least:
        remedy = message("write_parts_or_delete_into", n=found) if split.into and found > 1 else message("delete_split")
        raise spec.error(("split",), message("column_has_few_values", n=found, least=least), remedy)
    if split.into is None and found > MOST_PARTS:
        raise spec.error(("split",), message("column_has_many_values", n=found, most=MOST_PARTS), message("add_into"))
