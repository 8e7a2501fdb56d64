"""What an analysis is, and what it may read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

import numpy as np
import pandas as pd

from eventstudy.messages import Message
from eventstudy.result.columns import Table
from eventstudy.spec import StudySpec
from eventstudy.study.fitting import Fitted, WindowSample
from eventstudy.study.groups import Group
from eventstudy.study.preparing import Prepared

__all__ = ["Analysis", "Computed", "Found", "analysed"]


@dataclass(frozen=True, eq=False)
class Computed:
    """What is computed of a study before an analysis, which may read all of it.

    Attributes
    ----------
    prepared : Prepared
        Prices, sessions, every firm-event and what the windows are cut from.
    fitted : Fitted
        Firm-events with their estimated models.
    windows : sequence of WindowSample
        Each CAR window, the rows of `fitted` that have all its returns, and their sample.
    groups : sequence of Group
        Groups of rows of `fitted`.
    dropped : DataFrame
        Firm-events and windows that were left out.
    daily : ndarray of int
        Rows of `fitted` that tables with a row for each day hold.
    ranges : sequence of (int, Fitted)
        Firm-events of which only a range of days is known, for each number of candidate sessions; day 0 is the first.
    frames : mapping of attribute to DataFrame
        The tables of the analyses before it.
    """

    prepared: Prepared
    fitted: Fitted
    windows: Sequence[WindowSample]
    groups: Sequence[Group]
    dropped: pd.DataFrame
    daily: np.ndarray
    ranges: Sequence[tuple[int, Fitted]] = ()
    frames: Mapping[str, pd.DataFrame] = field(default_factory=dict)

    @property
    def spec(self) -> StudySpec:
        """The study."""
        return self.prepared.spec


Found: TypeAlias = pd.DataFrame | tuple[pd.DataFrame, Sequence[Message]]
"""A table in the columns that the schema wants filled; where there are any, with what the user should know first."""


@dataclass(frozen=True, eq=False)
class Analysis:
    """One table of a result, and how it is computed.

    Attributes
    ----------
    table : Table
        Of the schema.
    compute : callable
        From `Computed` to what it found.
    """

    table: Table
    compute: Callable[[Computed], Found]

    @property
    def name(self) -> str:
        """Name of its table."""
        return self.table.file


def analysed(
    analyses: Collection[Analysis], computed: Computed, progress: Callable[[str, float], None] = lambda *_: None
) -> tuple[Mapping[str, pd.DataFrame], tuple[Message, ...]]:
    """Tables of all analyses by attribute, each of which reads those before it; and what the user should know first."""
    notes: list[Message] = []
    for analysis in analyses:
        found = analysis.compute(computed)
        frame, said = found if isinstance(found, tuple) else (found, ())
        computed = replace(computed, frames={**computed.frames, analysis.table.attribute: frame})
        notes += said
        progress(analysis.name, 1 / len(analyses))
    return computed.frames, tuple(notes)
