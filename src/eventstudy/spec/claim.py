"""What somebody said of a return, with the precision that was claimed."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from eventstudy.messages import message
from eventstudy.spec.part import DECIMAL, Part, unit
from eventstudy.spec.problems import problem
from eventstudy.spec.windows import SESSIONS

__all__ = ["Claim"]

MOST_CLAIMED = 10
"""Largest return that somebody may have claimed; a larger number is meant in per cent."""
MOST_DECIMALS = 30
WHOLE_PER_CENTS = 2
"""Decimals that are always claimed: -0.2 is how a program writes -0.20, and nobody means 15 to 25 % by it."""


def _claimed_return(value: Any) -> Any:
    if value is None or isinstance(value, Decimal):
        return value
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise problem(message("claimed_return_is_number"), message("write_return_as"))
    if not -1 <= number <= MOST_CLAIMED:
        raise problem(message("no_such_return"), message("write_return_as"))
    if -int(number.as_tuple().exponent) > MOST_DECIMALS:
        raise problem(message("too_many_decimals"), message("write_at_most", most=MOST_DECIMALS))
    return number


class Claim(Part):
    """What somebody said a price did on one session."""

    asset: str = Field(description="Ticker that was spoken of, one of the event's.", examples=["NVDA"])
    day: int = Field(
        0,
        description="Session that was spoken of, inside the event window.",
        examples=[1],
        json_schema_extra=SESSIONS,
    )
    return_: Annotated[Decimal | None, BeforeValidator(_claimed_return)] = Field(
        default=None,
        alias="return",
        description="Return claimed: -0.18 is -18 %. Its decimals are the precision claimed, whole per cents at least.",
        examples=[-0.18],
        json_schema_extra=DECIMAL,
    )
    direction: Literal["up", "down"] | None = Field(
        None, description="Direction claimed, where no return was; a claim has one of the two.", examples=["down"]
    )
    digits: Annotated[int, Field(ge=0, le=12)] | None = Field(
        None,
        description="Decimals of the return that count, if not those written: 2 is whole per cents.",
        examples=[2],
        json_schema_extra=unit("decimals"),
    )
    source: str | None = Field(
        None, description="Who said it; the document of 'run --pdf' names it.", examples=["a newspaper"]
    )

    @property
    def decimals(self) -> int:
        """Decimals to which the claim can be held."""
        if self.digits is not None or self.return_ is None:
            return self.digits or 0
        return max(WHOLE_PER_CENTS, -int(self.return_.as_tuple().exponent))
