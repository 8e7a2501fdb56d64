"""The table of what was found on prices."""

from __future__ import annotations

from eventstudy.result.columns import Column, Table

__all__ = ["PRICES", "SERIES"]

_AUDIT = (
    Column("ticker", "text", "ticker of the series", {"en": "series", "de": "Reihe"}),
    Column("severity", "text", "error, warning, or note: how the file was read", {"en": "severity", "de": "Schwere"}),
    Column("code", "code", "code of the finding", code_of="finding"),
    Column("finding", "message", "what was found, with the first dates", {"en": "finding", "de": "Befund"}),
    Column("first", "date", "first of its days", {"en": "first", "de": "erster Tag"}),
    Column("last", "date", "last of its days", {"en": "last", "de": "letzter Tag"}),
    Column("count", "whole", "how many days it concerns", {"en": "count", "de": "Anzahl"}),
    Column("what to do", "message", "what to do about it", {"en": "what to do", "de": "was zu tun ist"}),
)

PRICES = (Table("audit", "a finding on a price series", _AUDIT),)

SERIES = Table(
    "series",
    "a price series that arrived",
    (
        _AUDIT[0],
        Column("rows", "whole", "how many closes", {"en": "rows", "de": "Zeilen"}),
        *(column for column in _AUDIT if column.name in ("first", "last")),
        Column("source", "text", "where it comes from", {"en": "source", "de": "Quelle"}),
        Column("currency", "text", "currency of its prices", {"en": "currency", "de": "Währung"}),
    ),
)
"""What `fetch` prints, in no file."""
