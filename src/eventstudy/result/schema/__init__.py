"""Every table of a result: its file, its columns in their order, their units and what they mean.

CSV and Parquet files, `docs/results.md`, the docstrings of `StudyResult`, headings and the formats of numbers derive
from here.
"""

from collections.abc import Mapping
from types import MappingProxyType

from eventstudy.result.columns import Table
from eventstudy.result.schema.beside import COMMANDS, KEPT
from eventstudy.result.schema.firm_events import FIRM_EVENTS
from eventstudy.result.schema.groups import GROUPS
from eventstudy.result.schema.judgement import JUDGEMENT
from eventstudy.result.schema.prices import PRICES, SERIES

__all__ = ["KEPT", "ROOMS", "SCHEMA", "SERIES", "TABLES"]

ROOMS: Mapping[str, tuple[Table, ...]] = MappingProxyType(
    {
        "Firm-events": FIRM_EVENTS,
        "Groups": GROUPS,
        "Judgement": JUDGEMENT,
        "Prices and provenance": PRICES,
        "Only in Python": KEPT,
        "Other commands": COMMANDS,
    }
)
"""Tables under the headings of `docs/results.md`."""

SCHEMA: Mapping[str, Table] = MappingProxyType({table.file: table for tables in ROOMS.values() for table in tables})
"""All tables by name."""

TABLES: Mapping[str, Table] = MappingProxyType(
    {name: table for name, table in SCHEMA.items() if table not in (*KEPT, *COMMANDS)}
)
"""Tables of the result folder by the names of their files."""
