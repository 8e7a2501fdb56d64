"""Columns of result tables, and those that many tables share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

import pandas as pd

__all__ = [
    "ASSET",
    "CAR",
    "DATE",
    "DAY",
    "END",
    "EVENT_ID",
    "FIRM",
    "GROUP",
    "LAW",
    "NOTE",
    "NOTE_CODE",
    "NULL",
    "P_T",
    "P_VALUE",
    "SE",
    "START",
    "STATISTIC",
    "TEST",
    "WHOLE_CLUSTER",
    "WINDOW",
    "Column",
    "N",
    "T",
    "Table",
    "Unit",
]

Unit: TypeAlias = Literal["text", "code", "message", "whole", "number", "decimal", "p", "date", "money", "flag"]
"""What a cell is: a name, the code of a message, a message, a whole number, a number, a decimal of a return or share
(0.05 is 5 %), a p-value, a day, an amount of money, true or false."""


@dataclass(frozen=True)
class Column:
    """One column of a result table.

    Attributes
    ----------
    name : str
        As it stands in the file.
    unit : str
        One of `Unit`.
    meaning : str
        What a cell says, in a clause.
    heading : mapping of language to text
        Where people read the column beside others of its table; empty where none does.
    digits : int
        Decimals on the page, of a decimal those of its per cent.
    signed : bool
        Whether the page writes a plus before what is above zero and in per cent.
    code_of : str
        For a column of codes: the column of messages whose codes these are.
    derive : callable, optional
        Computes the column from the table before it; without it the analysis of the table fills the column.
    """

    name: str
    unit: Unit
    meaning: str
    heading: Mapping[str, str] = field(default_factory=dict)
    digits: int = 2
    signed: bool = True
    code_of: str = ""
    derive: Callable[[pd.DataFrame], Any] | None = None


@dataclass(frozen=True)
class Table:
    """One table of a result.

    Attributes
    ----------
    file : str
        Name of its file, without the ending.
    row : str
        What a row is.
    columns : tuple of Column
    grows : str
        What columns a study may add, and where; empty for none.
    attribute : str
        Its name in Python, an attribute of `StudyResult`; by default that of the file.
    title : mapping of language to text
        For a table that the page shows row by row, the columns that have headings; empty where it has a section of its
        own, or none.
    """

    file: str
    row: str
    columns: tuple[Column, ...]
    grows: str = ""
    attribute: str = ""
    title: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "attribute", self.attribute or self.file)

    @property
    def names(self) -> list[str]:
        """Names of all columns."""
        return [column.name for column in self.columns]

    def column(self, name: str) -> Column:
        """One of its columns."""
        return self.columns[self.names.index(name)]

    def headings(self, language: str, *names: str) -> list[str]:
        """How some of its columns are headed in a language."""
        return [self.column(name).heading[language] for name in names]

    @property
    def units(self) -> dict[str, Unit]:
        """Unit of each column by its name."""
        return {column.name: column.unit for column in self.columns}

    @property
    def filled(self) -> list[str]:
        """Names of the columns that its analysis fills; codes and derived columns come from these."""
        return [column.name for column in self.columns if not column.code_of and column.derive is None]

    @property
    def messages(self) -> list[str]:
        """Names of the columns of messages."""
        return [column.name for column in self.columns if column.unit == "message"]

    @property
    def docstring(self) -> str:
        """What `StudyResult` says of the table."""
        text = f"{self.row[0].upper()}{self.row[1:]}.\n\n"
        if self.grows:
            text += f"{self.grows}\n\n"
        return text + "\n".join(f"{column.name} : {column.unit}\n    {column.meaning}" for column in self.columns)


EVENT_ID = Column("event_id", "text", "id of the event", {"en": "event", "de": "Ereignis"})
ASSET = Column("asset", "text", "ticker of the asset", {"en": "asset", "de": "Titel"})
GROUP = Column(
    "group", "text", "name of the group, or id of the event whose assets it holds", {"en": "group", "de": "Gruppe"}
)
START = Column("start", "whole", "first session of the window, relative to day 0", {"en": "window", "de": "Fenster"})
END = Column("end", "whole", "last session of the window, relative to day 0")
CAR = Column("car", "decimal", "cumulative abnormal return of the window", {"en": "CAR", "de": "CAR"})
SE = Column(
    "se",
    "decimal",
    "standard error of the estimate before it, with the error of the forecast",
    {"en": "se", "de": "Standardfehler"},
    signed=False,
)
T = Column("t", "number", "estimate over its standard error", {"en": "t", "de": "t"})
P_VALUE = Column("p_value", "p", "p-value under the law of the statistic", {"en": "p", "de": "p"})
P_T = {"en": "p (t law)", "de": "p (t-Verteilung)"}
"""Heading of p-values where no column names their law."""
TEST = Column("test", "text", "name of the test", {"en": "test", "de": "Test"})
STATISTIC = Column(
    "statistic",
    "number",
    "value of the test statistic; empty where the note says why",
    {"en": "statistic", "de": "Statistik"},
)
LAW = Column("law", "message", "law of the statistic under the null hypothesis", {"en": "law", "de": "Verteilung"})
NULL = Column("null", "message", "null hypothesis")
NOTE_CODE = Column("code", "code", "codes of what the note says, with semicolons between", code_of="note")
NOTE = Column("note", "message", "why a value is missing, or what to beware of", {"en": "note", "de": "Anmerkung"})

FIRM = (EVENT_ID, ASSET)
WINDOW = (START, END)
DAY = Column("day", "whole", "session relative to day 0", {"en": "session", "de": "Handelstag"})
DATE = Column("date", "date", "date of the session", {"en": "date", "de": "Datum"})
N = Column("n", "whole", "number of firm-events that it rests on", {"en": "n", "de": "n"})

WHOLE_CLUSTER = "(all)"
"""Stands for the ids of the events of a cluster where a row is about all its days."""
