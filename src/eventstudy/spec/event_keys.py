"""What a study says of its events file: its columns, how its dates are written, regressions on what is no key."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from eventstudy.messages import message
from eventstudy.spec.event_columns import KEYS
from eventstudy.spec.part import Part
from eventstudy.spec.parts import SomeNames
from eventstudy.spec.problems import problem
from eventstudy.spec.source import nearest
from eventstudy.spec.windows import SESSIONS, Bounds

__all__ = ["EventColumn", "Regression"]


def _key(value: str) -> str:
    if value not in KEYS:
        remedy = message("known_key_of_event", remedy=nearest(value, KEYS))
        raise problem(message("no_key_of_event"), remedy)
    return value


EventColumn = Annotated[str, AfterValidator(_key)]
"""What a column of the events file is."""


class Regression(Part):
    """CARs regressed on columns of the events file."""

    on: SomeNames = Field(
        description="Columns of the events file: numbers as they are, texts as categories.", examples=[["size", "age"]]
    )
    window: Bounds | None = Field(
        None,
        description="The CAR window that is regressed, one of the study's; else each of them.",
        examples=[[0, 1]],
        json_schema_extra=SESSIONS,
    )
