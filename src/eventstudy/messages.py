"""Reasons, findings, notes and remedies as a code with values; text is made of them at the edge (`eventstudy.text`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

__all__ = ["NOTHING", "Message", "Value", "joined", "message"]

Value: TypeAlias = "str | int | float | dt.date | Message | tuple[Value, ...]"
"""What stands in the hole of a text: a name as it is, a number, a date, a message, or several of them."""

JOINED = "joined"
"""Code of several messages that are one: each keeps its own."""


@dataclass(frozen=True, slots=True)
class Message:
    """One thing to say, in no language.

    Attributes
    ----------
    code : str
        Names the text in the catalogue of every language; empty for nothing to say.
    items : tuple of (str, Value)
        What stands in its holes.
    """

    code: str
    items: tuple[tuple[str, Value], ...] = ()

    @property
    def codes(self) -> str:
        """The code for a table; of several messages in one, theirs with semicolons between."""
        if self.code != JOINED:
            return self.code
        return ";".join(part.codes for part in parts_of(self))

    def __bool__(self) -> bool:
        return self.code != ""


NOTHING = Message("")
"""Nothing to say."""


def message(code: str, /, **values: Any) -> Message:
    """Message with a code of the catalogue and what stands in its holes.

    Parameters
    ----------
    code : str
    **values
        Names, numbers (those of NumPy too), dates, messages, or sequences of them.
    """
    return Message(code, tuple([(name, _plain(value)) for name, value in values.items()]))


def _plain(value: Any) -> Value:
    """The same as a value that can be compared and hashed."""
    if isinstance(value, str | Message):
        return value
    if isinstance(value, dt.datetime):
        return value.date()
    if hasattr(value, "dtype"):  # NumPy's, which a command without numbers need not import
        return _plain((value.astype("datetime64[D]") if value.dtype.kind == "M" else value).tolist())
    if isinstance(value, list | tuple):
        return tuple(_plain(one) for one in value)
    return value


def parts_of(one: Message) -> tuple[Message, ...]:
    """The messages that were joined; a single one is itself its only part, and nothing has none."""
    if one.code == JOINED:
        return tuple(part for _, part in one.items if isinstance(part, Message))
    return (one,) if one.code else ()


def joined(messages: Iterable[Message]) -> Message:
    """Several messages as the one of a row; those with nothing to say are left out."""
    parts: list[Message] = []
    for one in messages:
        parts += parts_of(one)
    if len(parts) < 2:
        return parts[0] if parts else NOTHING
    return Message(JOINED, tuple((str(i), part) for i, part in enumerate(parts)))
