"""The table of what was found on prices."""

from __future__ import annotations

from eventstudy.result.columns import Column, Table

__all__ = ["PRICES"]

_AUDIT = (
    Column("ticker", "text", "ticker of the series"),
    Column("severity", "text", "error or warning"),
    Column("code", "code", "code of the finding", code_of="finding"),
    Column("finding", "message", "what was found, with the first dates"),
    Column("first", "date", "first of its days"),
    Column("last", "date", "last of its days"),
    Column("count", "whole", "how many days it concerns"),
    Column("what to do", "message", "what to do about it"),
)

PRICES = (Table("audit", "a finding on a price series", _AUDIT),)
