"""The charts of a study as files."""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from eventstudy.errors import NotDrawn, SpecError
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
from eventstudy.plots.style import PAGE, few_of
from eventstudy.report.place import writing
from eventstudy.result import StudyResult
from eventstudy.result.shown import first_ids
from eventstudy.spec.source import nearest
from eventstudy.tables import largest_assets, write_csv
from eventstudy.text import inert
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

Notice = Callable[[str], None]
"""Takes a line for the user: what is not drawn, and why."""
Draw = tuple[str, Callable[[], Figure]]
"""Name of a chart, and what draws it."""


def chart_files(
    study: StudyResult,
    kinds: Sequence[str] = ("svg", "png"),
    progress: Callable[[str], None] = lambda _: None,
    notice: Notice = lambda _: None,
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
    notice : callable
        Called with a line on each chart that is left out.
    """
    claimed = {event.id for event in study.spec.events if event.claims}
    drawn = charted_events(study)
    start, end = study.spec.windows.event
    notice_which(study, drawn, notice)
    panels: Figure | None = None

    def paths(event: str) -> Figure:
        nonlocal panels
        panels = figure_car(study, event, figure=panels)
        return panels

    def wanted() -> Iterator[Draw]:
        for event in drawn:
            yield chart_name("car", event), partial(paths, event)
            if start <= 0 <= end and (event in claimed or len(drawn) <= FEW_EVENTS):
                yield chart_name("returns", event), partial(figure_returns, study, event)

    yield from _files(wanted(), kinds, PAGE, progress, notice)


def _files(
    charts: Iterable[Draw], kinds: Sequence[str], size: Size, progress: Callable[[str], None], notice: Notice
) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of every chart that can be drawn; the others are said."""
    for name, draw in charts:
        try:
            figure = draw()
        except NotDrawn as e:
            notice(f"{name} is left out: {e.message}; {e.remedy}")
        else:
            yield from rendered(figure, name, kinds, size, progress)


def notice_which(study: StudyResult, drawn: Sequence[str], notice: Notice) -> None:
    """Say that only some events are drawn."""
    total = study.frames["models"]["event_id"].nunique()
    if len(drawn) < total:
        notice(f"charts of the first {len(drawn)} of {total:,} events; `eventstudy charts --event ID` draws any")


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
    study: StudyResult, charts: Sequence[str], events: Sequence[str], size: Size, notice: Notice
) -> Iterator[Draw]:
    """Each chart that was asked for; of an event with very many assets those of the largest."""
    for chart in charts:
        if chart in STUDY_CHARTS:
            yield chart, partial(STUDY_CHARTS[chart], study, size=size)
        for event in events:
            if chart in EVENT_CHARTS:
                yield chart_name(chart, event), partial(EVENT_CHARTS[chart], study, event, size=size)
            elif chart in FIRM_CHARTS:
                assets, total = largest_assets(study.frames, event)
                if len(assets) < total:
                    notice(f"{chart} of '{inert(event)}': {few_of(len(assets), total)}")
                for asset in assets:
                    yield chart_name(chart, event, asset), partial(FIRM_CHARTS[chart], study, event, asset, size=size)


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
    notice: Notice = lambda _: None,
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
    notice : callable
        Called with a line on each chart that is left out.

    Raises
    ------
    SpecError
        An unknown chart, kind, size or event, or none of the charts can be drawn.
    OutputError
        The folder cannot be written.
    """
    for given, known, what in ((charts, CHARTS, "chart"), (kinds, FORMATS, "kind of file"), ([size], SIZES, "size")):
        for name in given:
            if name not in known:
                raise SpecError(f"there is no {what} '{inert(name)}'", nearest(name, list(known)))
    wanted = charts or (*EVENT_CHARTS, *(STUDY_CHARTS if events is None else ()))
    chosen = charted_events(study) if events is None else events
    if events is None and not set(wanted) <= set(STUDY_CHARTS):
        notice_which(study, chosen, notice)
    _refuse_unknown(study, chosen)
    left_out: list[str] = []
    files = _files(_asked(study, wanted, chosen, SIZES[size], notice), kinds, SIZES[size], progress, left_out.append)
    first = next(files, None)
    if first is None:
        raise NotDrawn("; ".join(left_out) or "there is nothing to draw", "choose other charts or events")
    count = 0
    with writing("the charts", out):
        for name, content in chain([first], files):
            replace_file(out / name, content)
            count += 1
    for line in left_out:
        notice(line)
    return count


def _refuse_unknown(study: StudyResult, events: Sequence[str]) -> None:
    """Refuse events that the study does not have, before anything is drawn."""
    for event in events:
        with contextlib.suppress(NotDrawn):
            paths_of(study, event, None)


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
