"""What a row of an events file says."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from eventstudy.spec.names import Label, Name
from eventstudy.spec.part import At, Part
from eventstudy.spec.windows import SESSIONS

__all__ = ["EventRow"]


class EventRow(Part):
    """A row of an events file: one asset at one event, by the columns that are keys."""

    asset: Name = Field(description="Ticker, as the price source calls it.", examples=["MSFT"])
    at: At = Field(
        description="When it became public. A date is that session or the next; an instant with its zone the first "
        "session that closes after it.",
        examples=["2024-08-01", "2024-07-30T16:05-04:00"],
    )
    event_id: Label | None = Field(
        None,
        description="Name of the event, which its rows share; else the asset and the date.",
        examples=["results-q4"],
    )
    title: str | None = Field(
        None, description="What happened, the same in all rows of an event.", examples=["Results of the fourth quarter"]
    )
    group: Label | None = Field(
        None, description="Firm-events of one group are averaged and tested together.", examples=["surprise"]
    )
    sign: Literal["+", "-", "0", "?"] = Field(
        "?", description="Move that was expected, as for an event; an empty cell is not known.", examples=["+"]
    )
    exchange: str | None = Field(None, description="Exchange of the asset, as a MIC code.", examples=["XNAS"])
    market: Name | None = Field(None, description="Ticker of the asset's market.", examples=["^GSPC"])
    currency: str | None = Field(None, description="Currency of the asset's prices.", examples=["USD"])
    endogenous: bool = Field(
        False, description="Whether the return itself defines the event; an empty cell is no.", examples=[True]
    )
    est_start: int | None = Field(
        None,
        description="First session of the row's own estimation window; else the study's.",
        examples=[-130],
        json_schema_extra=SESSIONS,
    )
    est_end: int | None = Field(
        None,
        description="Last session of the row's own estimation window; else the study's.",
        examples=[-11],
        json_schema_extra=SESSIONS,
    )
    car_start: int | None = Field(
        None,
        description="First session of one more CAR window, of this row alone, inside the study's event window.",
        examples=[-1],
        json_schema_extra=SESSIONS,
    )
    car_end: int | None = Field(
        None, description="Last session of that window.", examples=[3], json_schema_extra=SESSIONS
    )
