"""Options that a model declares, read from what a study gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from eventstudy.spec.loading import error_of
from eventstudy.spec.model import StudySpec

__all__ = ["Option", "option_values"]


@dataclass(frozen=True)
class Option:
    """A key that a study may write beside a name.

    Attributes
    ----------
    name : str
    type : type
        As pydantic reads it, with its bounds: ``Annotated[int, Field(ge=0)]``.
    default : object
        Its value where the study does not write it.
    meaning : mapping of language to text
        What it says, in a sentence.
    """

    name: str
    type: Any
    default: Any
    meaning: Mapping[str, str]


def option_values(
    spec: StudySpec, path: tuple[str | int, ...], declared: Sequence[Option], given: Mapping[str, Any]
) -> dict[str, Any]:
    """Value of each declared option: as the study gives it, else its default.

    Parameters
    ----------
    spec : StudySpec
    path : tuple
        Where in the study the options stand.
    declared : sequence of Option
    given : mapping of name to value
        As they are written.

    Raises
    ------
    SpecError
        A value is of another type, or beyond its limits.
    """
    return {one.name: _value(spec, (*path, one.name), one, given.get(one.name)) for one in declared}


def _value(spec: StudySpec, path: tuple[str | int, ...], option: Option, given: Any) -> Any:
    if given is None:
        return option.default
    try:
        return TypeAdapter(option.type).validate_python(given)
    except ValidationError as e:
        details = e.errors()[0]
        details["loc"] = (*path, *details["loc"])
        raise error_of(spec._marks, details) from None
