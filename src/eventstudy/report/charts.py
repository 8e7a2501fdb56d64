"""The charts of a study as files."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from pathlib import Path

from matplotlib.figure import Figure

from eventstudy.errors import NotDrawn, SpecError
from eventstudy.messages import Message, joined, message
from eventstudy.plots import SIZES, Chart, Size, charts_of, render
from eventstudy.plots.paths import paths_of
from eventstudy.plots.style import PAGE
from eventstudy.report.chart_names import ChartNames
from eventstudy.report.place import writing
from eventstudy.result import StudyResult
from eventstudy.result.shown import first_ids
from eventstudy.spec.source import nearest
from eventstudy.tables import largest_assets
from eventstudy.writing import replace_file

__all__ = [
    "FORMATS",
    "MOST_EVENTS",
    "Notice",
    "Progress",
    "chart_files",
    "charted_events",
    "drawn_files",
    "write_charts",
]

FORMATS = ("svg", "png", "pdf")
MOST_EVENTS = 25
"""A folder of more charts than this is not looked at; `eventstudy charts` draws any event."""
MANY_EVENTS, AS_EXAMPLES = 1000, 3
"""Of so many events the first few are drawn, as examples: a single one says little there."""

Notice = Callable[[Message], None]
"""Takes what the user should know: what is not drawn, and why."""
Progress = Callable[[str, float], None]
"""Takes the name of what was done, and the share of the whole that it was."""
Draw = tuple[str, Callable[[], Figure]]
"""Name of a chart, and what draws it."""


def chart_files(
    study: StudyResult,
    kinds: Sequence[str] = ("svg", "png"),
    progress: Progress = lambda *_: None,
    notice: Notice = lambda _: None,
    lang: str = "en",
) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of the charts of a result folder: those that say so themselves (`Chart.in_results`).

    Of the first 25 events, and of three in a study of more than 1,000.

    Parameters
    ----------
    study : StudyResult
    kinds : sequence of {"svg", "png", "pdf"}
    progress : callable
        Called with the name of each chart when it is drawn, and the share of the work that it was.
    notice : callable
        Called with a message on each chart that is left out.
    lang : {"en", "de"}
    """
    drawn, names = charted_events(study), _names(study)
    notice_which(study, drawn, notice)

    def wanted() -> Iterator[Draw]:
        for chart in charts_of("study"):
            draw = _drawn(chart, study, PAGE, lang)
            for keys in _keys(chart, study, drawn):
                if chart.in_results(study, len(drawn), *keys):
                    yield names(chart.stem, *keys), partial(draw, *keys)

    yield from drawn_files(wanted(), kinds, PAGE, progress, notice)


def drawn_files(
    charts: Iterable[Draw], kinds: Sequence[str], size: Size, progress: Progress, notice: Notice
) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of every chart that can be drawn; the others are said."""
    every = list(charts)
    for name, draw in every:
        try:
            figure = draw()
        except NotDrawn as e:
            notice(message("chart_left_out", chart=name, why=e.what, advice=e.advice))
        else:
            yield from _rendered(figure, name, kinds, size)
        progress(name, 1 / len(every))


def notice_which(study: StudyResult, drawn: Sequence[str], notice: Notice) -> None:
    """Say that only some events are drawn."""
    total = study.frames["models"]["event_id"].nunique()
    if len(drawn) < total:
        notice(message("charts_of_first_events", n=len(drawn), all=total))


def _rendered(figure: Figure, name: str, kinds: Sequence[str], size: Size) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each kind of file of one figure."""
    for kind in kinds:
        yield f"{name}.{kind}", render(figure, kind, size.dpi)


def charted_events(study: StudyResult) -> list[str]:
    """Events with a computed firm-event, the first 25 of them; the first three in a study of more than 1,000."""
    most = MOST_EVENTS if len(study.frames["events"]) <= MANY_EVENTS else AS_EXAMPLES
    return first_ids(study.frames["ar"]["event_id"], most)


def _names(study: StudyResult) -> ChartNames:
    events = study.frames["events"]
    return ChartNames(events["event_id"].unique(), events["asset"].unique())


def _keys(
    chart: Chart, study: StudyResult, events: Sequence[str], notice: Notice = lambda _: None
) -> Iterator[tuple[str, ...]]:
    """Keys of each drawing of a chart; of an event with very many assets those of the largest."""
    if chart.per == "whole":
        yield ()
        return
    for event in events:
        if chart.per == "event":
            yield (event,)
            continue
        assets, total = largest_assets(study, event)
        if len(assets) < total:
            few = message("few_of_assets", n=len(assets), all=total)
            notice(message("assets_of_chart", chart=chart.name, event=event, few=few))
        yield from ((event, asset) for asset in assets)


def _drawn(chart: Chart, study: StudyResult, size: Size, lang: str) -> Callable[..., Figure]:
    """What draws a chart from its keys; one that can be drawn anew, in the figure of the one before."""
    if not chart.redraws:
        return partial(chart.figure, study, size=size, lang=lang)
    last: Figure | None = None

    def draw(*keys: str) -> Figure:
        nonlocal last
        last = chart.figure(study, *keys, size=size, lang=lang, figure=last)
        return last

    return draw


def _asked(
    study: StudyResult, charts: Sequence[Chart], events: Sequence[str], size: Size, notice: Notice, lang: str
) -> Iterator[Draw]:
    """Each chart that was asked for."""
    names = _names(study)
    for chart in charts:
        draw = _drawn(chart, study, size, lang)
        for keys in _keys(chart, study, events, notice):
            yield names(chart.stem, *keys), partial(draw, *keys)


def write_charts(
    study: StudyResult,
    out: Path,
    charts: Sequence[str] = (),
    kinds: Sequence[str] = ("svg", "png"),
    events: Sequence[str] | None = None,
    size: str = "page",
    progress: Progress = lambda *_: None,
    notice: Notice = lambda _: None,
    *,
    lang: str = "en",
) -> int:
    """Write charts to a folder; returns how many files.

    Parameters
    ----------
    study : StudyResult
    out : Path
    charts : sequence of str
        Names of charts of a study; default: those of events, and with no events chosen those of the study too.
    kinds : sequence of {"svg", "png", "pdf"}
    events : sequence of str, optional
        Ids of events; default: the first 25.
    size : {"page", "column", "slide"}
    progress : callable
        Called with the name of each chart when it is drawn, and the share of the work that it was.
    notice : callable
        Called with a message on each chart that is left out.
    lang : {"en", "de"}

    Raises
    ------
    SpecError
        An unknown chart, kind, size or event, or none of the charts can be drawn.
    OutputError
        The folder cannot be written.
    """
    known = {chart.name: chart for chart in charts_of("study")}
    _refuse_no_such("no_such_chart", charts, known)
    _refuse_no_such("no_such_kind_of_chart", kinds, FORMATS)
    _refuse_no_such("no_such_size", [size], SIZES)
    usual = [chart for chart in known.values() if not chart.asked and (events is None or chart.per != "whole")]
    wanted = [known[name] for name in charts] or usual
    chosen = charted_events(study) if events is None else events
    if events is None and any(chart.per != "whole" for chart in wanted):
        notice_which(study, chosen, notice)
    _refuse_unknown(study, chosen)
    left_out: list[Message] = []
    draws = _asked(study, wanted, chosen, SIZES[size], notice, lang)
    files = drawn_files(draws, kinds, SIZES[size], progress, left_out.append)
    first = next(files, None)
    if first is None:
        raise NotDrawn(joined(left_out or [message("nothing_to_draw")]), message("choose_other_charts"))
    with writing(message("the_charts"), out):
        for count, (name, content) in enumerate(chain([first], files), 1):  # noqa: B007 - how many there were
            replace_file(out / name, content)
    for line in left_out:
        notice(line)
    return count


def _refuse_no_such(code: str, given: Sequence[str], there: Iterable[str]) -> None:
    for name in given:
        if name not in there:
            raise SpecError(message(code, name=name), nearest(name, list(there)))


def _refuse_unknown(study: StudyResult, events: Sequence[str]) -> None:
    """Refuse events that the study does not have, before anything is drawn."""
    for event in events:
        with contextlib.suppress(NotDrawn):
            paths_of(study, event, None)
