"""Weights of constituents in a market, constant or as of a date."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainSerializer, TypeAdapter, WithJsonSchema

from eventstudy.spec.names import Name
from eventstudy.spec.part import DECIMAL, Day, Part

__all__ = ["Weight", "Weights"]


Share = Annotated[float, Field(gt=0, lt=1)]
_ALONE = TypeAdapter(Share)


class Weight(Part):
    """Share of a constituent in an index."""

    weight: Share = Field(
        description="Its share of the index at a close; it alone may stand for the mapping.",
        examples=[0.12],
        json_schema_extra=DECIMAL,
    )
    date: Day | None = Field(
        None,
        description="At whose close it was this; at other closes it has drifted with prices. Without it it is the same "
        "at every close.",
        examples=["2025-01-24"],
    )


def _as_weight(value: Any) -> Any:
    """A number alone is the weight at every close."""
    return value if isinstance(value, Mapping | Weight) else {"weight": _ALONE.validate_python(value)}


def _as_written(weight: Weight) -> float | dict[str, float | str]:
    return weight.weight if weight.date is None else {"weight": weight.weight, "date": weight.date.isoformat()}


_NUMBER = {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1}
_DATED = {
    "type": "object",
    "properties": {"weight": _NUMBER, "date": {"type": "string", "format": "date"}},
    "required": ["weight"],
    "additionalProperties": False,
}

Weights = dict[
    Name,
    Annotated[
        Weight,
        BeforeValidator(_as_weight),
        PlainSerializer(_as_written),
        WithJsonSchema({"anyOf": [_NUMBER, _DATED]}),
    ],
]
"""Weight of each ticker in an index."""
