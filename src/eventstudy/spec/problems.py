"""What a validator raises about a value that its type allows and the study does not."""

from __future__ import annotations

from pydantic_core import PydanticCustomError

from eventstudy.messages import Message

__all__ = ["problem"]


def problem(what: Message, remedy: Message) -> PydanticCustomError:
    """Validation error that already has its remedy."""
    return PydanticCustomError("problem", "{what}", {"what": what, "remedy": remedy})
