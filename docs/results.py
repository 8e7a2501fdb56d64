"""Write the tables of `docs/results.md` from the schema of the result.

python docs/results.py
"""

from __future__ import annotations

from pathlib import Path

from written_tables import table, with_tables

from eventstudy.result import ROOMS, SCHEMA, Table

PAGE = Path(__file__).with_name("results.md")


def files(tables: tuple[Table, ...]) -> str:
    """Tables of one heading: their columns in order, and what a row is."""
    rows = [(f"`{t.file}`", ", ".join(t.names), " ".join(filter(None, (t.row + ".", t.grows)))) for t in tables]
    return table(("file", "columns", "what a row is"), rows)


def columns() -> str:
    """What every column means, each meaning once."""
    where: dict[tuple[str, str, str], list[str]] = {}
    for one in SCHEMA.values():
        for column in one.columns:
            where.setdefault((column.name, column.unit, column.meaning), []).append(one.file)
    rows = [(f"`{name}`", unit, meaning, ", ".join(files)) for (name, unit, meaning), files in sorted(where.items())]
    return table(("column", "unit", "meaning", "in"), rows)


def page() -> str:
    """The document with its tables as the schema has them; what stands between them is its own."""
    tables = {name: files(rooms) for name, rooms in ROOMS.items()}
    return with_tables(PAGE, {**tables, "Columns": columns()})


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
