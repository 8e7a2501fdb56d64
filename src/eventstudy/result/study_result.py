"""The result of a study: read-only labelled tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from eventstudy.messages import Message
from eventstudy.result.columns import Table
from eventstudy.result.estimation import Estimation
from eventstudy.result.path_bands import PathBands
from eventstudy.result.schema import KEPT, SCHEMA, TABLES
from eventstudy.result.written import written_table
from eventstudy.spec import StudySpec
from eventstudy.text import ENGLISH

__all__ = ["StudyResult"]


@dataclass(frozen=True, eq=False, repr=False)
class StudyResult:
    """Everything a study found.

    Every table is given as a copy: what you change in it does not change the result. Returns, abnormal returns and
    CARs are decimals (0.05 is 5 %); days are sessions relative to day 0.

    Attributes
    ----------
    spec : StudySpec
    frames : mapping of attribute to DataFrame
        The tables as the views read them, with messages that are in no language yet; an attribute of the same name
        has the table as its file has it.
    provenance : dict
        Versions, resolved study, source and hash of every price series.
    said : tuple of Message
        What the user should know first; `notes` has it in English.
    estimation : Estimation or None
        Days, returns and residuals of the estimation windows, for diagnostics; None for large studies.
    bands : PathBands or None
        What intervals of abnormal returns and bands of CAR paths are made of, for the firm-events that are shown.
    """

    spec: StudySpec
    frames: Mapping[str, pd.DataFrame]
    provenance: Mapping[str, Any]
    said: tuple[Message, ...] = ()
    estimation: Estimation | None = None
    bands: PathBands | None = None

    def table(self, file: str) -> pd.DataFrame:
        """A table as its file has it, by the name of the file: messages as English text beside their codes."""
        table = SCHEMA[file]
        return written_table(table, self.frames[table.attribute]).copy()

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> pd.DataFrame:
            """Tables of the schema are attributes: see the end of this module."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What the user should know first, in English, a line each."""
        return tuple(ENGLISH.text(one) for one in self.said)

    def __repr__(self) -> str:
        from eventstudy.tables import summary_text

        return summary_text(self)

    def _repr_html_(self) -> str:
        from eventstudy.tables import summary_html

        return summary_html(self)


def _attribute(table: Table) -> property:
    def get(self: StudyResult) -> pd.DataFrame:
        return self.table(table.file)

    get.__doc__ = table.docstring
    return property(get)


for _table in (*TABLES.values(), *KEPT):
    setattr(StudyResult, _table.attribute, _attribute(_table))
