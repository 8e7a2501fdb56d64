"""EventStudyTools' request file: nine cells in a row, without a header, as rows of an events file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from eventstudy.messages import message
from eventstudy.spec.date_texts import forms_of
from eventstudy.spec.events_table import EventsTable

__all__ = ["LENGTH", "REQUEST", "REQUEST_DELIMITER", "is_request", "of_request"]

LENGTH = "est_length"
REQUEST = ("event_id", "asset", "market", "at", "group", "car_start", "car_end", "est_end", LENGTH)
"""Its cells: event, firm, market, date, grouping, event window, end and length of the estimation window."""
REQUEST_DELIMITER = ";"
NUMBERS = ("car_start", "car_end", "est_end", LENGTH)
WHOLE = r"[+-]?\d{1,5}"


def is_request(cells: Sequence[str]) -> bool:
    """Whether the first record of a file is a row of a request: a date in the fourth cell, numbers in the last four."""
    if len(cells) != len(REQUEST) or not forms_of(cells[3].strip()):
        return False
    return all(re.fullmatch(WHOLE, cell.strip()) for cell in cells[-len(NUMBERS) :])


def of_request(table: EventsTable) -> EventsTable:
    """A request with the estimation window's first session, and without spaces around names.

    Raises
    ------
    SpecError
        A bound is no whole number.
    """
    cells = table.cells.apply(lambda column: column.str.strip())
    for name in NUMBERS:
        wrong = ~cells[name].str.fullmatch(WHOLE)
        if wrong.any():
            raise table.error(wrong, name, message("window_bounds_are_whole"), message("write_bound"))
    start = cells["est_end"].astype(int) - pd.to_numeric(cells.pop(LENGTH)) + 1
    return replace(table, cells=cells.assign(est_start=start.astype(str)), characteristics=())
