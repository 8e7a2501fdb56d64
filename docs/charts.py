"""Write the tables of `docs/charts.md` from the registry of charts.

python docs/charts.py
"""

from __future__ import annotations

from pathlib import Path

from written_tables import table, with_tables

from eventstudy.plots import Chart, charts_of
from eventstudy.plots.chart import Reads
from eventstudy.text import ENGLISH

PAGE = Path(__file__).with_name("charts.md")
HEADINGS: dict[str, Reads] = {
    "Of a study": "study",
    "Of placebo dates": "placebo",
    "Of a comparison": "comparison",
    "Of size and power": "power",
}
FILES = {"whole": "{}", "event": "{}_EVENT", "asset": "{}_EVENT_ASSET", "window": "{}_START_END"}


def row(chart: Chart) -> tuple[str, ...]:
    """One chart in the columns of `charts`."""
    file, most = FILES[chart.per].format(chart.stem), ", ".join(f"{n} {what}" for what, n in chart.most.items())
    unasked = "no" if chart.asked else "yes"
    return f"`{chart.name}`", f"`plot_{chart.name}`", f"`{file}`", ENGLISH(chart.title_code), most, unasked


def charts(reads: Reads) -> str:
    """Charts under one heading."""
    return table(("chart", "function", "file", "what it shows", "at most", "unasked"), map(row, charts_of(reads)))


def page() -> str:
    """The document with its tables as the registry has them; what stands between them is its own."""
    return with_tables(PAGE, {heading: charts(reads) for heading, reads in HEADINGS.items()})


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
