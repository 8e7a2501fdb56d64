"""Returns of an event's assets on one day, raw and abnormal."""

from __future__ import annotations

import textwrap

import numpy as np
import pandas as pd
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from eventstudy.errors import NotDrawn
from eventstudy.messages import message
from eventstudy.plots.chart import Chart
from eventstudy.plots.paths import paths_of
from eventstudy.plots.style import (
    COLOURS,
    GRID,
    INK,
    PAGE,
    RC,
    Size,
    drawing,
    few_of,
    new_axes,
    new_figure,
    per_cent_axis,
)
from eventstudy.result import StudyResult
from eventstudy.tables import MOST_ASSETS, asset_name, day_half_width, language_of, largest_assets
from eventstudy.text import Language, share

__all__ = ["RETURNS", "figure_returns", "plot_returns"]

WIDTH = 0.36
ROOMY = 1.05
"""Inches that the bars of one asset and their numbers take."""
FEW_EVENTS = 10
"""A result folder of so many events at most has the returns of each."""


def plot_returns(
    study: StudyResult,
    event: str,
    day: int = 0,
    *,
    level: float | None = None,
    lang: str = "en",
    ax: Axes | None = None,
) -> Axes:
    """Returns of one day side by side, raw and abnormal, the abnormal ones with their confidence intervals.

    Of more than 30 assets those with the largest abnormal returns on day 0 are drawn; the axis then says so.

    Parameters
    ----------
    study : StudyResult
    event : str
        Id of the event.
    day : int
        Session relative to day 0.
    level : float, optional
        Coverage of each interval; default: 1 less the level of the study.
    lang : {"en", "de"}
    ax : Axes, optional
        Where to draw; default: new axes.

    Returns
    -------
    Axes

    Raises
    ------
    SpecError
        The study has no such event or day, or all its assets were dropped.
    """
    level, language = 1 - study.spec.level if level is None else level, language_of(lang)
    paths_of(study, event, None)
    assets, total = largest_assets(study, event)
    ar = study.frames["ar"]
    rows = ar[(ar["event_id"] == event) & (ar["day"] == day) & ar["asset"].isin(assets)]
    rows = rows.set_index("asset", drop=False).reindex(assets).dropna(subset="asset")
    if rows.empty:
        start, end = study.spec.windows.event
        raise NotDrawn(message("chart_day_outside", day=day), message("choose_day", start=start, end=end))
    names = [asset_name(study.spec, ticker) for ticker in rows["asset"]]
    place = np.arange(len(rows))
    raw, abnormal = rows["return"].to_numpy(), rows["ar"].to_numpy()
    half = day_half_width(study, rows.reset_index(drop=True), level)
    with drawing(ax := ax or new_axes()):
        named = language("drawn.interval_of_abnormal", level=language.local(share(level)))
        ax.bar(place - WIDTH / 2, raw, WIDTH, color="#9a9a9a", label=language("drawn.return"))
        ax.bar(place + WIDTH / 2, abnormal, WIDTH, color=COLOURS[0], label=named)
        ax.errorbar(place + WIDTH / 2, abnormal, half, fmt="none", ecolor=INK, elinewidth=1, capsize=2.5)
        _label(ax, place - WIDTH / 2, raw, np.zeros(len(rows)), language)
        _label(ax, place + WIDTH / 2, abnormal, half, language)
        ax.set_xticks(place, names, color=INK)
        _dress(ax, language)
        ax.set_title(_title(rows["date"], day, language))
        ax.set_xlabel(few_of(len(assets), total, language), fontsize=7)
    return ax


def _dress(ax: Axes, language: Language) -> None:
    """A zero line, an axis of returns, a legend, and room for the numbers."""
    ax.axhline(0, color=INK, linewidth=0.7)
    ax.tick_params(axis="x", length=0)
    per_cent_axis(ax.yaxis, language)
    ax.grid(axis="y", color=GRID, linewidth=0.6)
    ax.margins(y=0.14)
    ax.legend(frameon=False, fontsize=8, loc="best")


def _title(days: pd.Series, day: int, language: Language) -> str:
    dates = " / ".join(dict.fromkeys(language.date(date) for date in days))
    number = language("drawn.day_in_brackets", day=day).replace("-", "−") if day else ""
    return language("drawn.returns_on", dates=dates) + number


def figure_returns(
    study: StudyResult, event: str, level: float | None = None, size: Size = PAGE, lang: str = "en"
) -> Figure:
    """Returns of day 0 side by side, in a figure of its own; names and numbers as large as there is room for."""
    with rc_context(RC):
        shown, total = largest_assets(study, event)
        assets = len(shown) or 1
        width, height = size.width or min(max(1.4 * assets + 0.9, 4.2), 12.0), size.height or 3.2
        figure = new_figure(width, height)
        figure.subplots_adjust(left=0.62 / width, right=0.985, bottom=0.32 / height, top=1 - 0.32 / height)
        ax = plot_returns(study, event, level=level, lang=lang, ax=figure.add_subplot())
        room = (width - 0.7) / assets
        if room < ROOMY:
            names = [textwrap.fill(label.get_text(), max(6, int(14 * room))) for label in ax.get_xticklabels()]
            ax.set_xticks(ax.get_xticks(), names, color=INK, fontsize=7)
            figure.subplots_adjust(bottom=(0.45 if assets == total else 0.62) / height)
            ax.margins(y=0.36)  # so that the legend finds room
            for text in ax.texts:
                text.set_fontsize(max(4.5, 7 * room / ROOMY))
    return figure


def _label(ax: Axes, x: np.ndarray, values: np.ndarray, half: np.ndarray, language: Language) -> None:
    """Each value beyond the end of its bar and interval."""
    for at, value, reach in zip(x, values, half, strict=True):
        if np.isfinite(value):
            down = value < 0
            ax.annotate(
                language.percent(value, 1),
                (at, value - reach if down else value + reach),
                xytext=(0, -3 if down else 3),
                textcoords="offset points",
                ha="center",
                va="top" if down else "bottom",
                fontsize=7,
            )


def _in_results(study: StudyResult, events: int, *keys: str) -> bool:
    """Where somebody claimed something about the returns of day 0, or where the events are few."""
    start, end = study.spec.windows.event
    claimed = any(event.claims for event in study.spec.events if event.id == keys[0])
    return start <= 0 <= end and (claimed or events <= FEW_EVENTS)


RETURNS = Chart(
    "returns",
    {
        "en": "returns of day 0 side by side, raw and abnormal, with confidence intervals",
        "de": "Renditen von Tag 0 nebeneinander, roh und abnormal, mit Konfidenzintervallen",
    },
    plot_returns,
    figure_returns,
    per="event",
    in_results=_in_results,
    most={"assets": MOST_ASSETS},
)
