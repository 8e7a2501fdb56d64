"""What a study says of its events file: its columns, how its dates are written, regressions on what is no key."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from eventstudy.messages import message
from eventstudy.spec.event_columns import KEYS
from eventstudy.spec.part import Part
from eventstudy.spec.parts import Bounds, as_names
from eventstudy.spec.problems import problem
from eventstudy.spec.source import nearest

__all__ = ["EventColumn", "Regression"]


def _key(value: str) -> str:
    if value not in KEYS:
        remedy = message("known_key_of_event", remedy=nearest(value, KEYS))
        raise problem(message("no_key_of_event"), remedy)
    return value


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
