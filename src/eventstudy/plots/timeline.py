"""Events and their windows on the calendar: which of them overlap."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.figure import Figure

from eventstudy.errors import NotDrawn
from eventstudy.messages import message
from eventstudy.plots.chart import Chart
from eventstudy.plots.paths import title_of
from eventstudy.plots.rows import event_labels, height_of, rows_figure
from eventstudy.plots.style import COLOURS, GRID, INK, PAGE, Size, calendar_axis, drawing, new_axes
from eventstudy.result import StudyResult
from eventstudy.tables import language_of
from eventstudy.text import window_text

__all__ = ["TIMELINE", "figure_timeline", "plot_timeline"]

MOST_EVENTS = 80


def plot_timeline(study: StudyResult, *, lang: str = "en", ax: Axes | None = None) -> Axes:
    """Windows of every computed event on a calendar axis, a row each: event window, widest CAR window, day 0.

    Bars above one another share days; their returns hold more than one event.

    Parameters
    ----------
    study : StudyResult
    lang : {"en", "de"}
        Language of what is written.
    ax : Axes, optional
        Where to draw; default: new axes.

    Returns
    -------
    Axes

    Raises
    ------
    SpecError
        There are too many events to read.
    """
    widest, language = max(study.spec.windows.car, key=lambda window: window[1] - window[0]), language_of(lang)
    whole, inner, zero = (_span(study, *days) for days in (study.spec.windows.event, widest, (0, 0)))
    if len(whole) > MOST_EVENTS:
        raise _unreadable(len(whole))
    order = whole.sort_values("first", kind="stable").index[::-1]
    with drawing(ax := ax or new_axes()):
        named = (
            (whole, 0.3, language("drawn.event_window"), study.spec.windows.event),
            (inner, 0.85, language("drawn.car_window"), widest),
        )
        for spans, alpha, name, window in named:
            first, last = (_numbers(spans[side].reindex(order)) for side in ("first", "last"))
            label = f"{name} {window_text(*window)}"
            ax.barh(range(len(order)), last - first + 1, 0.55, first - 0.5, color=COLOURS[0], alpha=alpha, label=label)
        if len(zero):
            days = _numbers(zero["first"].reindex(order))
            ax.plot(days, range(len(order)), "o", color=INK, markersize=3.5, label=language("drawn.day0"))
        width: float = ax.figure.get_figwidth()  # type: ignore[union-attr]
        titles, points, _ = event_labels([title_of(study, event) for event in order], width, height_of(ax))
        ax.set_yticks(range(len(order)), titles, color=INK, fontsize=points)
        ax.set_ylim(-0.7, len(order) - 0.3)
        ax.tick_params(axis="y", length=0)
        calendar_axis(ax.xaxis, language)
        ax.grid(axis="x", color=GRID, linewidth=0.6)
        ax.legend(frameon=False, fontsize=min(points, 8), loc="best", handlelength=1)
    return ax


def _numbers(days: pd.Series) -> Any:
    """Dates as the calendar axis counts them."""
    return date2num(days)  # type: ignore[no-untyped-call]


def _span(study: StudyResult, start: int, end: int) -> pd.DataFrame:
    """First and last calendar day of a window of each event, over its assets."""
    ar = study.frames["ar"]
    own = ar[ar["day"].between(start, end)].groupby("event_id", sort=False)["date"]
    return own.agg(["min", "max"]).set_axis(["first", "last"], axis=1)


def figure_timeline(study: StudyResult, size: Size = PAGE, lang: str = "en") -> Figure:
    """The same in a figure of its own."""
    events = study.frames["ar"]["event_id"].unique()
    if len(events) > MOST_EVENTS:
        raise _unreadable(len(events))
    titles = [title_of(study, event) for event in events]
    return rows_figure(
        lambda ax: plot_timeline(study, lang=lang, ax=ax), study.spec.study, titles, 8.4, size, _unreadable(len(titles))
    )


def _unreadable(events: int) -> NotDrawn:
    return NotDrawn(message("timeline_unreadable", events=events), message("timeline_shows_up_to", events=MOST_EVENTS))


TIMELINE = Chart(
    "timeline",
    {
        "en": "windows of every event on the calendar, to see which of them overlap",
        "de": "Fenster jedes Ereignisses im Kalender: welche sich überlappen",
    },
    plot_timeline,
    figure_timeline,
    most={"events": MOST_EVENTS},
)
