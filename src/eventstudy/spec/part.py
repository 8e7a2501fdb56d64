"""What every part of a study specification shares: frozen mappings with known keys, and dates."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    GetJsonSchemaHandler,
    JsonValue,
    PlainSerializer,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError

from eventstudy.messages import message
from eventstudy.spec.announcement import Announcement, AnnouncementError, parse_announcement
from eventstudy.spec.problems import problem

__all__ = ["DECIMAL", "Alone", "At", "Day", "Part", "When", "unit"]


def unit(of: str) -> dict[str, JsonValue]:
    """What a number of the study file counts, for its schema."""
    return {"unit": of}


DECIMAL = unit("decimal: 0.05 is 5 %")


@dataclass(frozen=True)
class Alone:
    """JSON schema of what may stand for a whole part, or for a list of one."""

    schema: dict[str, Any]

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Either of the two."""
        return {"anyOf": [self.schema, handler(core)]}


class Part(BaseModel):
    """A mapping of the study file: frozen, an unknown key is an error with the nearest known one."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True, populate_by_name=True)

    @model_validator(mode="before")
    @classmethod
    def _known_keys(cls, data: Any) -> Any:
        if data is None:
            return {}
        if isinstance(data, dict) and cls.model_config["extra"] == "forbid":
            known = [field.alias or name for name, field in cls.model_fields.items()]
            for key in data:
                if key not in known and key not in cls.model_fields:
                    raise PydanticCustomError("unknown_key", "unknown key", {"key": str(key), "known": known})
        return data


def _announcement(value: Any) -> Announcement:
    try:
        return parse_announcement(value)
    except AnnouncementError as e:
        raise problem(e.what, e.remedy) from e


ONE = {"type": "string", "format": "announcement"}
At = Annotated[
    Announcement,
    BeforeValidator(_announcement),
    PlainSerializer(Announcement.__str__, when_used="json"),
    WithJsonSchema(ONE),
]
"""A date or an instant."""


def _when(value: Any) -> Announcement:
    if not isinstance(value, list | tuple):
        return _announcement(value)
    if len(value) != 2:
        raise problem(message("range_has_two_ends"), message("write_date_or_range"))
    first, last = (_announcement(one) for one in value)
    if last.precedes(first):
        raise problem(message("range_ends_before_start"), message("write_range", first=last.text, last=first.text))
    return replace(first, until=last)


def _as_written(at: Announcement) -> str | list[str]:
    return at.text if at.until is None else [at.text, at.until.text]


When = Annotated[
    Announcement,
    BeforeValidator(_when),
    PlainSerializer(_as_written, when_used="json"),
    WithJsonSchema({"anyOf": [ONE, {"type": "array", "items": ONE, "minItems": 2, "maxItems": 2}]}),
]
"""A date or an instant, or the first and the last that it may have been."""


def _day(value: Any) -> dt.date:
    written = _announcement(value)
    if written.instant is not None:
        raise problem(message("date_without_hour"), message("write_iso_date"))
    return written.date


Day = Annotated[
    dt.date,
    BeforeValidator(_day),
    PlainSerializer(dt.date.isoformat, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date"}),
]
"""A calendar day, as year, month and day."""
