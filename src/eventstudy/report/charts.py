"""The charts of a study as files."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from eventstudy.errors import SpecError
from eventstudy.plots import (
    SIZES,
    Size,
    figure_car,
    figure_heatmap,
    figure_market,
    figure_power,
    figure_price,
    figure_residuals,
    figure_returns,
    figure_timeline,
    render,
)
from eventstudy.plots.paths import paths_of
from eventstudy.plots.style import PAGE
from eventstudy.report.place import writing
from eventstudy.result import StudyResult
from eventstudy.spec.source import nearest
from eventstudy.tables import first_ids, inert, write_csv
from eventstudy.writing import replace_file

__all__ = [
    "CHARTS",
    "FORMATS",
    "chart_files",
    "chart_name",
    "charted_events",
    "rendered",
    "write_charts",
    "write_power",
]

FORMATS = ("svg", "png", "pdf")
MOST_EVENTS = 25
"""A folder of more charts than this is not looked at; `eventstudy charts` draws any event."""
MANY_EVENTS, AS_EXAMPLES = 1000, 3
"""Of so many events the first few are drawn, as examples: a single one says little there."""
FEW_EVENTS = 10

STUDY_CHARTS: dict[str, Callable[..., Figure]] = {"heatmap": figure_heatmap, "timeline": figure_timeline}
"""Charts of the whole study."""
EVENT_CHARTS: dict[str, Callable[..., Figure]] = {"car": figure_car, "returns": figure_returns}
"""Charts of one event."""
FIRM_CHARTS: dict[str, Callable[..., Figure]] = {
    "price": figure_price,
    "market": figure_market,
    "residuals": figure_residuals,
}
"""Charts of one asset at one event."""
CHARTS = (*EVENT_CHARTS, *STUDY_CHARTS, *FIRM_CHARTS)


def chart_files(
    study: StudyResult,
    kinds: Sequence[str] = ("svg", "png"),
    progress: Callable[[str], None] = lambda _: None,
) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of the charts of a result folder.

    The CAR paths of the first 25 events (of three in a study of more than 1,000), and the returns of day 0 where
    somebody claimed something about them, or of every event when there are at most 10.

    Parameters
    ----------
    study : StudyResult
    kinds : sequence of {"svg", "png", "pdf"}
    progress : callable
        Called with the name of each chart when it is drawn.
    """
    claimed = {event.id for event in study.spec.events if event.claims}
    drawn = charted_events(study)
    start, end = study.spec.windows.event
    panels: Figure | None = None
    for event in drawn:
        panels = figure_car(study, event, figure=panels)
        yield from rendered(panels, chart_name("car", event), kinds, PAGE, progress)
        if start <= 0 <= end and (event in claimed or len(drawn) <= FEW_EVENTS):
            yield from rendered(figure_returns(study, event), chart_name("returns", event), kinds, PAGE, progress)


def rendered(
    figure: Figure, name: str, kinds: Sequence[str], size: Size, progress: Callable[[str], None]
) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each kind of file of one figure."""
    for kind in kinds:
        yield f"{name}.{kind}", render(figure, kind, size.dpi)
    progress(name)


def charted_events(study: StudyResult) -> list[str]:
    """Events with a computed firm-event, the first 25 of them; the first three in a study of more than 1,000."""
    most = MOST_EVENTS if len(study.frames["events"]) <= MANY_EVENTS else AS_EXAMPLES
    return first_ids(study.frames["ar"]["event_id"], most)


def _asked(
    study: StudyResult, charts: Sequence[str], events: Sequence[str], size: Size
) -> Iterator[tuple[str, Figure]]:
    """Name and figure of each chart that was asked for."""
    for chart in charts:
        if chart in STUDY_CHARTS:
            yield chart, STUDY_CHARTS[chart](study, size=size)
        for event in events:
            if chart in EVENT_CHARTS:
                yield chart_name(chart, event), EVENT_CHARTS[chart](study, event, size=size)
            elif chart in FIRM_CHARTS:
                for asset in paths_of(study, event, None)["asset"].unique():
                    yield chart_name(chart, event, asset), FIRM_CHARTS[chart](study, event, asset, size=size)


def chart_name(name: str, event: str, asset: str | None = None) -> str:
    """File name without ending: safe on every file system, different for different events and assets.

    On many file systems A and a are one name. So only ids without capitals and tickers without small letters stand as
    they are.
    """
    parts = [name, _slug(event, event.lower())]
    return "_".join(parts if asset is None else [*parts, _slug(asset, asset.upper())])


def _slug(key: str, usual: str) -> str:
    slug = re.sub(r"[^A-Za-z0-9_-]+", "-", key)[:60].strip("-")
    return slug if slug == key == usual else f"{slug}-{hashlib.sha256(key.encode()).hexdigest()[:8]}".lstrip("-")


def write_charts(
    study: StudyResult,
    out: Path,
    charts: Sequence[str] = (),
    kinds: Sequence[str] = ("svg", "png"),
    events: Sequence[str] | None = None,
    size: str = "page",
    progress: Callable[[str], None] = lambda _: None,
) -> int:
    """Write charts to a folder; returns how many files.

    Parameters
    ----------
    study : StudyResult
    out : Path
    charts : sequence of str
        Names of `CHARTS`; default: those of events, and with no events chosen those of the study too.
    kinds : sequence of {"svg", "png", "pdf"}
    events : sequence of str, optional
        Ids of events; default: the first 25.
    size : {"page", "column", "slide"}
    progress : callable
        Called with the name of each chart when it is drawn.

    Raises
    ------
    SpecError
        An unknown chart, kind, size or event.
    OutputError
        The folder cannot be written.
    """
    for given, known, what in ((charts, CHARTS, "chart"), (kinds, FORMATS, "kind of file"), ([size], SIZES, "size")):
        for name in given:
            if name not in known:
                raise SpecError(f"there is no {what} '{inert(name)}'", nearest(name, list(known)))
    wanted = charts or (*EVENT_CHARTS, *(STUDY_CHARTS if events is None else ()))
    chosen, shape = charted_events(study) if events is None else events, SIZES[size]
    figures = _asked(study, wanted, chosen, shape)
    files = [file for name, figure in figures for file in rendered(figure, name, kinds, shape, progress)]
    with writing("the charts", out):
        for name, content in files:
            replace_file(out / name, content)
    return len(files)


def write_power(table: pd.DataFrame, out: Path) -> None:
    """Write size and power as a table and a chart.

    Raises
    ------
    OutputError
        The folder cannot be written.
    """
    figure = figure_power(table)
    with writing("the power table", out):
        write_csv(table, out / "power.csv")
        for kind in ("svg", "png"):
            replace_file(out / f"power.{kind}", render(figure, kind))
