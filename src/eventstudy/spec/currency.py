"""The currency that a study wants its prices in."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from eventstudy.spec.part import Part

__all__ = ["CurrencyChoice", "as_currency"]


class CurrencyChoice(Part):
    """Currency that prices are converted to."""

    to: str = Field(description="The currency, three capitals; it alone may stand for the mapping.", examples=["EUR"])
    rates: dict[str, str] = Field(
        default_factory=dict,
        description="Exchange rates of your own: EURUSD names the ticker whose closes are US dollars for one euro. "
        "Other pairs come from the European Central Bank.",
        examples=[{"EURUSD": "EURUSD=X"}],
    )


def as_currency(value: Any) -> Any:
    """Three capitals alone are the currency to convert to."""
    return {"to": value} if isinstance(value, str) else value
