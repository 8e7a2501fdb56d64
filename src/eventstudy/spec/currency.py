"""The currency that a study wants its prices in."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from eventstudy.spec.part import Part

__all__ = ["CurrencyChoice", "as_currency"]


class CurrencyChoice(Part):
    """Currency that prices are converted to.

    Attributes
    ----------
    to : str
        Three capitals, such as EUR.
    rates : dict of pair to ticker
        The study's own exchange rates: `EURUSD` names the ticker whose closes are US dollars for one euro. Pairs
        that are not here come from the European Central Bank.
    """

    to: str
    rates: dict[str, str] = Field(default_factory=dict)


def as_currency(value: Any) -> Any:
    """Three capitals alone are the currency to convert to."""
    return {"to": value} if isinstance(value, str) else value
