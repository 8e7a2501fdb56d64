"""The charts of a study as files."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from eventstudy.errors import OutputError, SpecError
from eventstudy.plots import figure_car, figure_power, figure_returns, render
from eventstudy.result import StudyResult

__all__ = ["FORMATS", "chart_files", "chart_name", "charted_events", "write_charts", "write_power"]

FORMATS = ("svg", "png", "pdf")
MOST_EVENTS = 25
"""A folder of more charts than this is not looked at; `eventstudy charts` draws any event."""
FEW_EVENTS = 10

CHARTS = ("car", "returns")


def chart_files(
    study: StudyResult,
    kinds: Sequence[str] = ("svg", "png"),
    events: Sequence[str] | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of every chart.

    Parameters
    ----------
    study : StudyResult
    kinds : sequence of {"svg", "png", "pdf"}
    events : sequence of str, optional
        Ids of events, each with both charts. By default the CAR paths of the first 25 events, and the returns of
        day 0 where somebody claimed something about them, or of every event when there are at most 10.
    progress : callable
        Called with the name of each chart when it is drawn.
    """
    panels: Figure | None = None
    for event, name in _wanted(study, events):
        if name == "car":
            figure = panels = figure_car(study, event, figure=panels)
        else:
            figure = figure_returns(study, event)
        for kind in kinds:
            yield f"{chart_name(name, event)}.{kind}", render(figure, kind)
        progress(chart_name(name, event))


def charted_events(study: StudyResult) -> list[str]:
    """Events with a computed firm-event, the first 25 of them."""
    return list(dict.fromkeys(study.frames["ar"]["event_id"]))[:MOST_EVENTS]


def _wanted(study: StudyResult, events: Sequence[str] | None) -> Iterator[tuple[str, str]]:
    if events is not None:
        yield from ((event, name) for event in events for name in CHARTS)
        return
    claimed = {event.id for event in study.spec.events if event.claims}
    drawn = charted_events(study)
    start, end = study.spec.windows.event
    for event in drawn:
        yield event, "car"
        if start <= 0 <= end and (event in claimed or len(drawn) <= FEW_EVENTS):
            yield event, "returns"


def chart_name(name: str, event: str) -> str:
    """File name without ending: safe on every file system, different for different events."""
    slug = re.sub(r"[^A-Za-z0-9_-]+", "-", event)[:60].strip("-")
    if slug != event:
        slug = f"{slug}-{hashlib.sha256(event.encode()).hexdigest()[:8]}".lstrip("-")
    return f"{name}_{slug}"


def write_charts(
    study: StudyResult,
    out: Path,
    kinds: Sequence[str],
    events: Sequence[str],
    progress: Callable[[str], None],
) -> int:
    """Write charts of some events to a folder; returns how many files.

    Raises
    ------
    SpecError
        An unknown kind or event.
    OutputError
        The folder cannot be written.
    """
    for kind in kinds:
        if kind not in FORMATS:
            raise SpecError(f"charts cannot be written as '{kind}'", f"known: {', '.join(FORMATS)}")
    files = list(chart_files(study, kinds, events, progress))
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, content in files:
            (out / name).write_bytes(content)
    except OSError as e:
        raise OutputError(f"cannot write the charts: {e.strerror}", "choose another --out", str(out)) from e
    return len(files)


def write_power(table: pd.DataFrame, out: Path) -> None:
    """Write size and power as a table and a chart.

    Raises
    ------
    OutputError
        The folder cannot be written.
    """
    figure = figure_power(table)
    try:
        out.mkdir(parents=True, exist_ok=True)
        table.to_csv(out / "power.csv", index=False, lineterminator="\n")
        for kind in ("svg", "png"):
            (out / f"power.{kind}").write_bytes(render(figure, kind))
    except OSError as e:
        raise OutputError(f"cannot write the power table: {e.strerror}", "choose another --out", str(out)) from e
