"""CAR paths with their confidence bands."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from eventstudy.errors import NotDrawn, SpecError
from eventstudy.messages import message
from eventstudy.plots.chart import Chart
from eventstudy.plots.style import (
    COLOURS,
    GRID,
    INK,
    MUTED,
    PAGE,
    RC,
    Size,
    drawing,
    few_of,
    in_lines,
    new_axes,
    new_figure,
    per_cent_axis,
    per_cent_levels,
)
from eventstudy.result import StudyResult
from eventstudy.spec.source import nearest
from eventstudy.tables import MOST_ASSETS, Band, asset_name, half_width, language_of, largest_assets
from eventstudy.text import Language, share

__all__ = [
    "CAR",
    "band_name",
    "colour_of",
    "draw_path",
    "dress_path",
    "figure_car",
    "largest_paths",
    "paths_of",
    "plot_car",
    "title_of",
]

IN_A_COLUMN = 10
"""Lines that a column of the legend names."""


def plot_car(
    study: StudyResult,
    event: str,
    asset: str | None = None,
    *,
    level: float | None = None,
    band: Band = "simultaneous",
    lang: str = "en",
    ax: Axes | None = None,
) -> Axes:
    """CAR path of one event, from the first event day on, with its confidence band.

    Parameters
    ----------
    study : StudyResult
    event : str
        Id of the event.
    asset : str, optional
        One asset; default: every asset of the event, a line each; of more than 30 those with the largest abnormal
        returns, which the axis then says.
    level : float, optional
        Coverage of the band; default: 1 less the level of the study.
    band : {"simultaneous", "pointwise"}
        Whether the band covers the whole path at once (sup-t), or each day by itself, which is narrower and says
        nothing of the path. The legend names it.
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
        The study has no such event or asset, or it was dropped.
    """
    level, language = 1 - study.spec.level if level is None else level, language_of(lang)
    parts, few = (
        largest_paths(study, event, language) if asset is None else ({asset: paths_of(study, event, asset)}, "")
    )
    with drawing(ax := ax or new_axes()):
        for ticker, path in parts.items():
            name = asset_name(study.spec, ticker)
            half = half_width(path, level, band)
            draw_path(ax, path, half, colour_of(study, ticker), name, 0.18 if len(parts) == 1 else 0.08)
        dress_path(ax, language)
        ax.set_xlabel(language("drawn.sessions") + (f"\n{few}" if few else ""))
        ax.set_ylabel("CAR")
        ax.set_title(title_of(study, event))
        look: Any = {"title": band_name(level, band, language), "title_fontsize": 8, "alignment": "left"}
        ax.legend(frameon=False, fontsize=8 if len(parts) <= IN_A_COLUMN else 5.5, ncols=_legend_columns(parts), **look)
    return ax


def figure_car(
    study: StudyResult,
    event: str,
    level: float | None = None,
    figure: Figure | None = None,
    band: Band = "simultaneous",
    size: Size = PAGE,
    lang: str = "en",
) -> Figure:
    """CAR paths of one event, a panel for each asset on a common scale; of very many assets for the largest.

    `figure` may be one that this function gave for another event: with as many panels it is drawn anew, which takes
    half the time of a new one.
    """
    level, language = 1 - study.spec.level if level is None else level, language_of(lang)
    parts, few = largest_paths(study, event, language)
    half = {ticker: half_width(path, level, band) for ticker, path in parts.items()}
    tickers = list(parts)
    with rc_context(RC):
        figure = _panels(len(tickers), figure, size)
        axes, height = figure.axes[: len(tickers)], figure.get_figheight()
        for ticker, ax in zip(tickers, axes, strict=True):
            name = asset_name(study.spec, ticker)
            draw_path(ax, parts[ticker], half[ticker], colour_of(study, ticker), name)
            ax.set_title(name)
        extent = _extent(pd.concat(parts.values()), np.concatenate(list(half.values())))
        _share_scale(axes, extent, min(size.columns, len(tickers)), language)
        first = str(study.spec.windows.event[0]).replace("-", "−")
        subtitle = language("drawn.car_from", first=first, band=band_name(level, band, language)) + (
            f"; {few}" if few else ""
        )
        _head(figure, title_of(study, event), subtitle)
        figure.text(0.5, 0.06 / height, language("drawn.sessions"), ha="center", fontsize=8, color=MUTED)
    return figure


def _head(figure: Figure, title: str, subtitle: str) -> None:
    """Title and subtitle in as many lines as they need, the panels below them."""
    width, height = figure.get_size_inches()
    titles, lines = in_lines(title, width), textwrap.wrap(subtitle, int(16.5 * width))
    below = 0.11 + 0.16 * len(titles.splitlines())
    figure.suptitle(titles, x=0.012, y=1 - 0.07 / height, ha="left", va="top", fontsize=10)
    figure.text(0.012, 1 - below / height, "\n".join(lines), fontsize=8, color=MUTED, va="top")
    figure.subplots_adjust(top=1 - (below + 0.3 + 0.15 * len(lines)) / height)


def _panels(count: int, figure: Figure | None, size: Size) -> Figure:
    """Figure with empty panels, so many in a row as its size has: the one given if it has as many."""
    columns = min(size.columns, count)
    rows = -(-count // columns)
    if figure is not None and len(figure.axes) == rows * columns and figure.axes[count - 1].get_visible():
        for ax in figure.axes:
            for artist in (*ax.lines, *ax.collections):
                artist.remove()
        for text in list(figure.texts):
            text.remove()
        return figure
    figure = new_figure(size.width or max(2.3 * columns + 0.6, 4.2), size.height or 2.05 * rows + 0.75)
    width, height = figure.get_size_inches()
    axes = figure.subplots(rows, columns, squeeze=False).ravel()
    figure.subplots_adjust(0.55 / width, 0.5 / height, 0.985, wspace=0.08, hspace=0.35)
    for i, ax in enumerate(axes):
        ax.set_visible(i < count)
        for axis in (ax.xaxis, ax.yaxis):
            axis.set_label_coords(0.5, 0.5)  # there are no labels; finding their place would measure every tick label
    return figure


def paths_of(study: StudyResult, event: str, asset: str | None) -> pd.DataFrame:
    """CAR paths of an event that was computed, or an error that says why there are none."""
    paths = study.frames["paths"]
    own = paths[paths["event_id"] == event]
    ids = study.frames["events"]["event_id"]
    if own.empty and not (ids == event).any():
        raise SpecError(message("study_without_event", event=event), nearest(event, list(ids.unique())))
    if asset is not None and asset not in set(own["asset"]):
        raise SpecError(
            message("event_without_computed_asset", event=event, asset=asset),
            nearest(asset, list(own["asset"].unique())),
        )
    if own.empty:
        raise NotDrawn(message("event_all_dropped", event=event), message("see_dropped"))
    return own if asset is None else own[own["asset"] == asset]


def largest_paths(study: StudyResult, event: str, language: Language) -> tuple[dict[str, pd.DataFrame], str]:
    """CAR path of each asset of an event, of very many of the largest; and what is to be said then."""
    own = paths_of(study, event, None)
    assets, total = largest_assets(study, event)
    parts = {str(ticker): path for ticker, path in own[own["asset"].isin(assets)].groupby("asset", sort=False)}
    return {ticker: parts[ticker] for ticker in assets}, few_of(len(assets), total, language)


def _legend_columns(parts: Mapping[str, pd.DataFrame]) -> int:
    return 1 + (len(parts) - 1) // IN_A_COLUMN


def title_of(study: StudyResult, event: str) -> str:
    """Title of an event, else its id, cut where it is long."""
    title = study.spec.titles.get(event, event)
    return title if len(title) <= 90 else title[:89] + "…"


def colour_of(study: StudyResult, ticker: str) -> str:
    """The same colour for an asset in every chart of the study."""
    return COLOURS[list(study.frames["events"]["asset"].unique()).index(ticker) % len(COLOURS)]


def band_name(level: float, band: Band, language: Language) -> str:
    """What a legend calls a band."""
    sup_t = " (sup-t)" if band == "simultaneous" else ""
    return language("drawn.band", kind=language(f"drawn.{band}"), level=language.local(share(level)), sup=sup_t)


def draw_path(ax: Axes, path: pd.DataFrame, half: np.ndarray, colour: str, label: str, alpha: float = 0.18) -> None:
    """A line of CARs by day with its band, and a dot on day 0."""
    days, car = path["day"].to_numpy(), path["car"].to_numpy()
    ax.fill_between(days, car - half, car + half, color=colour, alpha=alpha, linewidth=0)
    ax.plot(days, car, color=colour, linewidth=1.6, label=label)
    on = days == 0
    ax.plot(days[on], car[on], "o", color=colour, markersize=3.5)


def dress_path(ax: Axes, language: Language) -> None:
    """Zero lines and axes in sessions and per cent."""
    ax.axhline(0, color=INK, linewidth=0.7)
    ax.axvline(0, color=MUTED, linewidth=0.7, linestyle=(0, (3, 3)))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f}".replace("-", "−")))
    ax.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    per_cent_axis(ax.yaxis, language)
    ax.grid(axis="y", color=GRID, linewidth=0.6)


def _extent(paths: pd.DataFrame, half: np.ndarray) -> tuple[float, float]:
    """Range of all paths and their bands, 0 included, with a margin."""
    car = paths["car"].to_numpy()
    low, high = (float(limit) for limit in (np.nanmin([*(car - half), 0.0]), np.nanmax([*(car + half), 0.0])))
    margin = 0.05 * (high - low)
    return low - margin, high + margin


def _share_scale(axes: Sequence[Axes], extent: tuple[float, float], columns: int, language: Language) -> None:
    """Dress panels of one scale; ticks are what drawing spends its time on, so only the first column has them on y."""
    levels = per_cent_levels(*extent)
    days = np.asarray(axes[0].get_lines()[0].get_xdata())
    first, last = int(days[0]), int(days[-1])
    for i, ax in enumerate(axes):
        dress_path(ax, language)
        ax.grid(visible=False)
        ax.hlines(levels, first, last, color=GRID, linewidth=0.6, zorder=0.5)
        ax.set_xticks(sorted({first, 0, last}))
        ax.set_yticks(levels if i % columns == 0 else [])
        ax.set_xlim(first - 0.05 * (last - first) - 0.2, last + 0.05 * (last - first) + 0.2)
        ax.set_ylim(*extent)


CAR = Chart(
    "car",
    {"en": "CAR path of each asset with its confidence band", "de": "CAR-Pfad jedes Titels mit seinem Konfidenzband"},
    plot_car,
    figure_car,
    per="event",
    in_results=lambda *_: True,
    redraws=True,
    most={"assets": MOST_ASSETS},
)
