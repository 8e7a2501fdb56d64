"""What a check of a study found: exceptions in full, the rest counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from eventstudy.messages import Message
from eventstudy.result import TABLES, Table
from eventstudy.spec.source import listed
from eventstudy.tables.layout import Grid, Line, Part
from eventstudy.tables.terminal import frame_grid, heading
from eventstudy.text.language import Language

__all__ = ["check_summary", "first_rows"]

SHIFT = "shift"
"""Column that a narrow terminal leaves out: both dates stand beside it."""
MOST = 100
"""Rows of one table."""
AUDIT = TABLES["audit"]
SAME = [name for name in AUDIT.filled if name not in ("first", "last", "count")]
"""Columns in which findings on several days are alike."""


def check_summary(
    events: pd.DataFrame, dropped: pd.DataFrame, audit: pd.DataFrame, language: Language, *, verbose: bool = False
) -> Iterator[Part]:
    """Parts of a check.

    Parameters
    ----------
    events, dropped, audit : DataFrame
        The tables of these names.
    language : Language
    verbose : bool
        Whether to show every row.
    """
    other = events[SHIFT].fillna(1).ne(0).to_numpy(dtype=bool)
    counted = {"n": language.count(len(events)), "same": language.count(int((~other).sum()))}
    yield Line(language("check.day0", **counted), "bold cyan")
    yield from _rows("events", events if verbose else events[other], language, verbose=verbose)
    yield heading(language("check.dropped", n=language.count(len(dropped))) if len(dropped) else language("check.none"))
    yield from _rows("dropped", dropped, language, verbose=verbose)
    yield heading(language("check.audit", n=language.count(len(audit))) if len(audit) else language("check.no_audit"))
    single = np.zeros(len(audit), bool) if verbose else _single_repeats(audit)
    yield from _rows("audit", audit if verbose else _together(audit[~single]), language, verbose=verbose)
    if single.any():
        names = listed(list(audit["ticker"][single]))
        yield Line(language("check.single_repeats", n=language.count(int(single.sum())), tickers=names))


def _rows(table: str, frame: pd.DataFrame, language: Language, *, verbose: bool) -> Iterator[Part]:
    for part in first_rows(frame, TABLES[table], language, verbose=verbose):
        optional = [i for i, name in enumerate(frame.columns) if name == SHIFT]
        yield replace(part, optional=optional) if isinstance(part, Grid) else part


def first_rows(frame: pd.DataFrame, columns: Table, language: Language, *, verbose: bool) -> Iterator[Part]:
    """The first hundred rows of a table, and how many more there are; or all."""
    shown = frame if verbose else frame.head(MOST)
    if len(shown):
        yield frame_grid(shown, columns, language)
    if len(shown) < len(frame):
        yield Line(language("brief.more", n=language.count(len(frame) - len(shown))))


def _single_repeats(audit: pd.DataFrame) -> NDArray[np.bool_]:
    """Findings of one repeated close in a series, where several series have one each."""
    repeats = [isinstance(what, Message) and what.code == "repeated_closes" for what in audit["finding"]]
    single = np.array(repeats, bool) & (audit["count"] == 1).to_numpy(dtype=bool)
    return single & (single.sum() > 1)


def _together(audit: pd.DataFrame) -> pd.DataFrame:
    """The same finding on several days of a series in one row."""
    if audit.empty:
        return audit
    spans = {"first": ("first", "min"), "last": ("last", "max"), "count": ("count", "sum")}
    return audit.groupby(SAME, sort=False).agg(**spans).reset_index()[list(audit.columns)]
