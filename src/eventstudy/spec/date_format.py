"""How dates are written in files, as a study says it."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator

from eventstudy.messages import message
from eventstudy.spec.problems import problem

__all__ = ["DateFormat"]


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
