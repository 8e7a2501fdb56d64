"""Tables that the page shows row by row, with the headings and formats that the schema gives their columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from eventstudy.messages import Message, parts_of
from eventstudy.report.parts import MOST_ROWS, Cell, Column, Table, column_cell, kind_of
from eventstudy.report.places import anchors_of, event_titles
from eventstudy.result import TABLES, StudyResult
from eventstudy.result import Column as SchemaColumn
from eventstudy.result import Table as SchemaTable
from eventstudy.result.columns import ASSET, END, EVENT_ID, NOTE, START
from eventstudy.tables import asset_name
from eventstudy.text import Language

__all__ = ["further"]


def further(study: StudyResult, language: Language) -> dict[str, Any] | None:
    """Every table that has rows, and a title in the schema."""
    titled = [table for table in TABLES.values() if table.title and len(study.frames[table.attribute])]
    return {"tables": [_shown(study, table, language) for table in titled]} if titled else None


def _shown(study: StudyResult, table: SchemaTable, language: Language) -> Table:
    frame = study.frames[table.attribute]
    rows = frame.head(MOST_ROWS)
    columns = [one for one in table.columns if one.heading and (one.derive or one.name in frame)]
    notes: dict[str, int] = {}
    cells = zip(*(_cells(study, column, rows, language, notes) for column in columns), strict=True)
    heads = [Column(one.heading[language.code], "text" if one == NOTE else kind_of(one)) for one in columns]
    title, more = table.title[language.code], len(frame) - len(rows)
    return Table(title, heads, list(cells), more, table.file, list(notes))


def _cells(
    study: StudyResult, column: SchemaColumn, rows: pd.DataFrame, language: Language, notes: dict[str, int]
) -> Iterator[Cell]:
    """Cells of a column; events by their title, assets by their name, a window as one, and of `notes` the numbers."""
    values = column.derive(rows) if column.derive else rows[column.name]
    if column == EVENT_ID:
        titles, anchors = event_titles(study), anchors_of(study)
        return (Cell(titles[id_], href=anchors[id_]) if id_ else Cell("") for id_ in values)
    if column == ASSET:
        return (Cell(asset_name(study.spec, asset)) for asset in values)
    if column == START:
        return (Cell(language.window(*window), window[0]) for window in zip(values, rows[END.name], strict=True))
    if column == NOTE:
        return (_numbered(language, said, notes) for said in values)
    return (column_cell(language, column, value) for value in values)


def _numbered(language: Language, said: Message, notes: dict[str, int]) -> Cell:
    """Numbers of a row's notes, each of which stands once below the table: in a column they would be cut off."""
    texts = [language.text(part) for part in parts_of(said)]
    return Cell(", ".join(str(notes.setdefault(text, len(notes) + 1)) for text in texts))
