"""Returns of an event's assets on one day, raw and abnormal."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from eventstudy.errors import NotDrawn
from eventstudy.messages import message
from eventstudy.plots.chart import Chart
from eventstudy.plots.paths import paths_of, title_of
from eventstudy.plots.style import (
    COLOURS,
    GRID,
    INK,
    MUTED,
    PAGE,
    Size,
    drawing,
    few_of,
    in_lines,
    new_axes,
    per_cent_axis,
    title_above,
    titled_figure,
)
from eventstudy.result import StudyResult
from eventstudy.tables import MOST_ASSETS, asset_name, day_half_width, language_of, largest_assets
from eventstudy.text import Language, share

__all__ = ["FEW_EVENTS", "RETURNS", "figure_returns", "plot_returns"]

APART = 0.17
"""Of a row: the return lies so far above its middle, the abnormal one so far below."""
ROW, NARROW = 0.56, 0.46
"""Height of a row of few assets, and of many, in inches."""
FEW_ASSETS = 8
WIDTH, AROUND, HIGHEST = 6.4, 1.2, 9.0
"""Usual width of a figure, room above and below the rows, and height that a column of a journal has; in inches."""
FEW_EVENTS = 10
"""A result folder of so many events at most has the returns of each."""


def plot_returns(
    study: StudyResult,
    event: str,
    day: int = 0,
    *,
    level: float | None = None,
    most: int = MOST_ASSETS,
    lang: str = "en",
    ax: Axes | None = None,
) -> Axes:
    """Returns of one day, raw and abnormal, a row for each asset; the abnormal ones with their confidence intervals.

    Parameters
    ----------
    study : StudyResult
    event : str
        Id of the event.
    day : int
        Session relative to day 0.
    level : float, optional
        Coverage of each interval; default: 1 less the level of the study.
    most : int
        Of more assets those with the largest abnormal returns on day 0 are drawn; the axis then says so.
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
    rows, few = _rows(study, event, day, min(most, MOST_ASSETS), language)
    place, raw, abnormal = np.arange(len(rows))[::-1], rows["return"].to_numpy(), rows["ar"].to_numpy()
    half = day_half_width(study, rows, level)
    points = 7.5 if len(rows) <= FEW_ASSETS else 6.5
    with drawing(ax := ax or new_axes()):
        named = language("drawn.interval_of_abnormal", level=language.local(share(level)))
        ax.plot(raw, place + APART, "o", mfc="white", mec=MUTED, mew=1.3, ms=5, label=language("drawn.return"))
        ax.errorbar(abnormal, place - APART, xerr=half, fmt="o", color=COLOURS[0], elinewidth=1.6, ms=5.5, label=named)
        _label(ax, raw, place + APART, points, MUTED, language)
        _label(ax, abnormal, place - APART, points, INK, language)
        width: float = ax.figure.get_figwidth()  # type: ignore[union-attr]
        ax.set_yticks(place, [_name(study, asset, width) for asset in rows["asset"]], color=INK)
        ax.set_ylim(-0.55, len(rows) - 0.45)
        _dress(ax, language)
        title_above(ax, title_of(study, event))
        ax.set_xlabel(_said(rows["date"], day, language) + (f"\n{few}" if few else ""))
        ax.legend(frameon=False, fontsize=8, loc="best")
    return ax


def _rows(study: StudyResult, event: str, day: int, most: int, language: Language) -> tuple[pd.DataFrame, str]:
    """Returns of a day, and what is to be said where they are not all."""
    paths_of(study, event, None)
    assets, total = largest_assets(study, event, most)
    ar = study.frames["ar"]
    rows = ar[(ar["event_id"] == event) & (ar["day"] == day) & ar["asset"].isin(assets)]
    rows = rows.set_index("asset", drop=False).reindex(assets).dropna(subset="asset")
    if rows.empty:
        start, end = study.spec.windows.event
        raise NotDrawn(message("chart_day_outside", day=day), message("choose_day", start=start, end=end))
    return rows.reset_index(drop=True), few_of(len(assets), total, language)


def _label(ax: Axes, values: np.ndarray, place: np.ndarray, points: float, colour: str, language: Language) -> None:
    """Each value at its dot: of the upper dots above, of the lower ones below."""
    for value, at in zip(values, place, strict=True):
        if np.isfinite(value):
            up = at > round(at)
            ax.annotate(
                language.percent(value, 1),
                (value, at),
                xytext=(0, 4 if up else -4),
                textcoords="offset points",
                ha="center",
                va="bottom" if up else "top",
                fontsize=points,
                color=colour,
            )


def _dress(ax: Axes, language: Language) -> None:
    """A zero line, an axis of returns with room for the numbers, and lines between the rows."""
    ax.axvline(0, color=INK, linewidth=0.7)
    ax.tick_params(axis="y", length=0)
    per_cent_axis(ax.xaxis, language)
    ax.grid(axis="x", color=GRID, linewidth=0.6)
    ax.spines["left"].set_visible(False)
    low, high = ax.get_xlim()
    low, high = min(low, 0.0), max(high, 0.0)
    ax.set_xlim(low - 0.04 * (high - low), high + 0.04 * (high - low))


def _said(days: pd.Series, day: int, language: Language) -> str:
    dates = " / ".join(dict.fromkeys(language.date(date) for date in days))
    return language("drawn.returns_on", dates=dates, day=f"{day}".replace("-", "−"))


def figure_returns(
    study: StudyResult, event: str, level: float | None = None, size: Size = PAGE, lang: str = "en"
) -> Figure:
    """Returns of day 0 in a figure of its own, of as many assets as there is room for."""
    width, names = size.width or WIDTH, [_name(study, asset, size.width or WIDTH) for asset in _assets(study, event)]
    lines = max((name.count("\n") + 1 for name in names), default=1)
    row = max(ROW if len(names) <= FEW_ASSETS else NARROW, 0.16 * lines + 0.08)
    most = MOST_ASSETS if size.width is None else max(1, int(((size.height or HIGHEST) - AROUND) / row))
    return titled_figure(
        lambda ax: plot_returns(study, event, level=level, most=most, lang=lang, ax=ax),
        title_of(study, event),
        width,
        row * max(1, min(len(names), most)) + AROUND,
        size,
    )


def _assets(study: StudyResult, event: str) -> list[str]:
    """Assets of an event, of very many the largest."""
    return largest_assets(study, event)[0]


def _name(study: StudyResult, asset: str, width: float) -> str:
    """Name of an asset beside its row in a figure of some width."""
    return in_lines(asset_name(study.spec, asset), 0.3 * width)


def _in_results(study: StudyResult, events: int, *keys: str) -> bool:
    """Where somebody claimed something about the returns of day 0, or where the events are few."""
    start, end = study.spec.windows.event
    claimed = any(event.claims for event in study.spec.events if event.id == keys[0])
    return start <= 0 <= end and (claimed or events <= FEW_EVENTS)


RETURNS = Chart(
    "returns",
    {
        "en": "return and abnormal return of each asset on day 0, with its confidence interval",
        "de": "Rendite und abnormale Rendite jedes Titels an Tag 0, mit Konfidenzintervall",
    },
    plot_returns,
    figure_returns,
    per="event",
    in_results=_in_results,
    most={"assets": MOST_ASSETS},
)
