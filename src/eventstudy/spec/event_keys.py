"""What a study says of its events file: its columns, how its dates are written, regressions on what is no key."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from eventstudy.messages import message
from eventstudy.spec.event_columns import KEYS
from eventstudy.spec.part import Part
from eventstudy.spec.parts import Bounds, as_names
from eventstudy.spec.problems import problem
from eventstudy.spec.source import nearest

__all__ = ["DateFormat", "EventColumn", "Regression"]


def _key(value: str) -> str:
    if value not in KEYS:
        remedy = message("known_key_of_event", remedy=nearest(value, KEYS))
        raise problem(message("no_key_of_event"), remedy)
    return value


def _date_format(value: str) -> str:
    parts = re.findall("%(.)", value)
    unknown = [part for part in parts if part not in "YymdbBj%"]
    if unknown:
        remedy = message("use_date_signs")
        raise problem(message("no_part_of_date", sign=unknown[0]), remedy)
    month, day = ({"m", "b", "B"}.intersection(parts), "d" in parts)
    if not {"Y", "y"}.intersection(parts) or not ("j" in parts or (month and day)):
        raise problem(message("date_format_incomplete"), message("write_date_format"))
    return value


DateFormat = Annotated[str, AfterValidator(_date_format)]
"""How dates are written, with the signs of `strptime`."""


EventColumn = Annotated[str, AfterValidator(_key)]
"""What a column of the events file is."""


class Regression(Part):
    """CARs regressed on columns of the events file.

    Attributes
    ----------
    on : tuple of str
        Columns: numbers as they are, texts as categories.
    window : (start, end) or None
        One of the study's CAR windows; None is all of them.
    """

    on: Annotated[tuple[str, ...], BeforeValidator(as_names), Field(min_length=1)]
    window: Bounds | None = None
