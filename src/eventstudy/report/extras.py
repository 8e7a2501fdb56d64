"""Tables and charts of commands that write a folder of their own beside no result."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from eventstudy.messages import message
from eventstudy.plots import charts_of
from eventstudy.plots.chart import Reads
from eventstudy.plots.day_returns import FEW_EVENTS
from eventstudy.plots.style import PAGE
from eventstudy.report.chart_names import ChartNames
from eventstudy.report.charts import MOST_EVENTS, Notice, Progress, drawn_files
from eventstudy.report.place import writing
from eventstudy.simulate import Comparison, Placebo
from eventstudy.tables import write_csv
from eventstudy.writing import replace_file

__all__ = ["write_comparison", "write_placebo", "write_power"]

KINDS = ("svg", "png")

Figures = dict[str, Callable[[], Figure]]


def write_placebo(
    placebo: Placebo,
    out: Path,
    events: Sequence[str] = (),
    progress: Progress = lambda *_: None,
    lang: str = "en",
    notice: Notice = lambda _: None,
) -> list[str]:
    """Write what the placebo dates show: `placebo.csv`, `placebo_cars.csv` and charts; returns their names.

    Parameters
    ----------
    placebo : Placebo
    out : Path
    events : sequence of str
        Events to draw; by default those somebody claimed something about, or all if there are at most 10.
    progress : callable
        Called with the name of each chart when it is drawn, and the share of the work that it was.
    lang : {"en", "de"}
        Language of the charts; the tables are the same in every language.
    notice : callable
        Called with a message on each chart that is left out.

    Raises
    ------
    OutputError
        The folder cannot be written.
    """
    figures = _figures("placebo", placebo, lang, list(events) or _told_about(placebo))
    return _write(out, {"placebo": placebo.table, "placebo_cars": placebo.cars}, figures, progress, notice)


def write_comparison(comparison: Comparison, out: Path, lang: str = "en", notice: Notice = lambda _: None) -> list[str]:
    """Write an event under many specifications: `compare.csv`, `agreement.csv` and the curves; returns their names.

    Raises
    ------
    OutputError
        The folder cannot be written.
    """
    tables = {"compare": comparison.table, "agreement": comparison.agreement}
    return _write(out, tables, _figures("comparison", comparison, lang), notice=notice)


def write_power(table: pd.DataFrame, out: Path, lang: str = "en") -> list[str]:
    """Write size and power, `power.csv` and its curves; returns the names of the files.

    Raises
    ------
    OutputError
        The folder cannot be written.
    """
    return _write(out, {"power": table}, _figures("power", table, lang))


def _figures(reads: Reads, what: Any, lang: str, events: Sequence[str] = ()) -> Figures:
    """What draws each chart of something, by the names of their files."""
    names = ChartNames(what.real["event_id"].unique() if events else ())
    out: Figures = {}
    for chart in charts_of(reads):
        draw = partial(chart.figure, what, lang=lang)
        if chart.per == "window":
            out |= {f"{chart.stem}_{a}_{b}": partial(draw, (a, b)) for a, b in what.windows}
        else:
            keys = [()] if chart.per == "whole" else [(event,) for event in events]
            out |= {names(chart.stem, *own): partial(draw, *own) for own in keys}
    return out


def _told_about(placebo: Placebo) -> list[str]:
    ids = list(dict.fromkeys(placebo.real["event_id"]))
    claimed = {event.id for event in placebo.spec.events if event.claims}
    return [event for event in ids if event in claimed or len(ids) <= FEW_EVENTS][:MOST_EVENTS]


def _write(
    out: Path,
    tables: Mapping[str, pd.DataFrame],
    figures: Figures,
    progress: Progress = lambda *_: None,
    notice: Notice = lambda _: None,
) -> list[str]:
    """Write tables as CSV, and figures as svg and png; returns the names of the files."""

    def share(name: str, done: float) -> None:
        progress(name, done / len(figures))

    names = []
    with writing(message("the_results"), out):
        for name, table in tables.items():
            write_csv(table, out / f"{name}.csv")
            names.append(f"{name}.csv")
        for name, draw in figures.items():
            for file, content in drawn_files([(name, draw)], KINDS, PAGE, share, notice):
                replace_file(out / file, content)
                names.append(file)
    return names
