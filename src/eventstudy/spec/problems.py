"""What a validator raises about a value that its type allows and the study does not."""

from __future__ import annotations

from pydantic_core import PydanticCustomError

__all__ = ["problem"]


def problem(message: str, remedy: str) -> PydanticCustomError:
    """Validation error that already has its remedy."""
    return PydanticCustomError("problem", "{message}", {"message": message, "remedy": remedy})
