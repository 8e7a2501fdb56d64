"""Placebo distributions: where the study's CARs lie among those of other dates, and how often tests reject there."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from scipy import special

from eventstudy.errors import NotDrawn, SpecError
from eventstudy.inference import rank_test
from eventstudy.messages import message
from eventstudy.plots.chart import Chart
from eventstudy.plots.style import (
    COLOURS,
    GRID,
    INK,
    MUTED,
    RC,
    TITLE_LINE,
    drawing,
    few_of,
    in_lines,
    new_axes,
    new_figure,
    per_cent_axis,
)
from eventstudy.simulate import Placebo
from eventstudy.tables import MOST_ASSETS, asset_name, language_of
from eventstudy.text import Language, share, window_text

__all__ = ["PLACEBO", "PLACEBO_SIZES", "figure_placebo", "figure_placebo_sizes", "plot_placebo", "plot_placebo_sizes"]

BINS = 41
MOST = 40
ACROSS = 4
GREY, SHOWN = "#b0b0b0", COLOURS[1]


def plot_placebo(
    placebo: Placebo,
    event: str,
    asset: str,
    window: tuple[int, int] | None = None,
    *,
    lang: str = "en",
    ax: Axes | None = None,
) -> Axes:
    """An event's CAR among the CARs of the same asset at every placebo date.

    The empirical p in the title is that of the filtered CAR: how large each is for what the asset moved at the time.

    Parameters
    ----------
    placebo : Placebo
    event, asset : str
    window : tuple of int, optional
        A CAR window of the study; default: its first.
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
        The study has no such firm-event and window.
    """
    window, language = placebo.spec.windows.car[0] if window is None else window, language_of(lang)
    real = _of_window(placebo.real, window)
    real = real[(real["event_id"] == event) & (real["asset"] == asset)]
    if real.empty:
        raise SpecError(
            message("firm_event_without_car", window=window_text(*window), asset=asset, event=event),
            message("see_real"),
        )
    cars = _of_window(placebo.cars, window)
    values = cars.loc[cars["asset"] == asset, "car"].to_numpy()
    own = float(real["car"].iloc[0])
    with drawing(ax := ax or new_axes()):
        reach = 1.08 * max(np.abs(values).max(initial=0.0), abs(own)) or 1.0
        ax.hist(values, list(np.linspace(-reach, reach, BINS)), color=GREY)
        ax.axvline(own, color=SHOWN, linewidth=2)
        ax.axvline(0, ymax=0.57, color=INK, linewidth=0.7)  # as high as the bars
        ax.set_xlim(-reach, reach)
        ax.set_ylim(top=1.75 * ax.get_ylim()[1])  # room for the caption
        per_cent_axis(ax.xaxis, language)
        ax.grid(axis="y", color=GRID, linewidth=0.6)
        ax.set_title(asset_name(placebo.spec, asset))
        side, to = (0.99, "right") if own < 0 else (0.01, "left")
        caption = _caption(placebo, event, asset, window, own, language)
        ax.text(side, 0.98, caption, transform=ax.transAxes, va="top", ha=to, fontsize=7.5)
    return ax


def figure_placebo(placebo: Placebo, event: str, window: tuple[int, int] | None = None, lang: str = "en") -> Figure:
    """A panel for each asset of an event; of very many assets for those with the largest CARs."""
    window, language = placebo.spec.windows.car[0] if window is None else window, language_of(lang)
    real = _of_window(placebo.real, window)
    own = real[real["event_id"] == event]
    total = len(own)
    if total > MOST_ASSETS:
        own = own.loc[own["car"].abs().nlargest(MOST_ASSETS).index]
    assets = list(own["asset"])
    if not assets:
        raise NotDrawn(message("event_without_car", window=window_text(*window), event=event), message("see_real"))
    columns = min(ACROSS, len(assets))
    rows = -(-len(assets) // columns)
    with rc_context(RC):
        width = max(2.5 * columns + 0.5, 4.2)
        title = in_lines(placebo.spec.titles.get(event, event), 0.95 * width)
        head = TITLE_LINE * title.count("\n")
        height = 2.0 * rows + 0.8 + head
        figure = new_figure(width, height)
        axes = figure.subplots(rows, columns, squeeze=False).ravel()
        figure.subplots_adjust(0.45 / width, 0.5 / height, 1 - 0.15 / width, 1 - (0.75 + head) / height)
        figure.subplots_adjust(wspace=0.2, hspace=0.5)
        for i, ax in enumerate(axes):
            ax.set_visible(i < len(assets))
            if i < len(assets):
                plot_placebo(placebo, event, assets[i], window, lang=lang, ax=ax)
        figure.suptitle(title, x=0.012, y=1 - 0.07 / height, ha="left", va="top", fontsize=10)
        subtitle = language("drawn.car_among_placebos", window=window_text(*window))
        subtitle += f"; {few}" if (few := few_of(len(assets), total, language)) else ""
        figure.text(0.012, 1 - (0.28 + head) / height, subtitle, fontsize=8, color=MUTED, va="top")
    return figure


def plot_placebo_sizes(
    placebo: Placebo, window: tuple[int, int] | None = None, *, lang: str = "en", ax: Axes | None = None
) -> Axes:
    """Share of placebos in which each test rejects at the level of the study, with intervals: of assets, and of groups.

    Events with several assets are left out: their groups are many and their placebos those of each other. Of more
    than 40 rows only those of groups are drawn.

    Parameters
    ----------
    placebo : Placebo
    window : tuple of int, optional
        A CAR window of the study; default: its first.
    lang : {"en", "de"}
        Language of what is written.
    ax : Axes, optional
        Where to draw; default: new axes.
    """
    window, language = placebo.spec.windows.car[0] if window is None else window, language_of(lang)
    rows, level = _size_rows(placebo, window), placebo.spec.level
    place = np.arange(len(rows))[::-1]
    with drawing(ax := ax or new_axes()):
        ax.axvline(level, color=MUTED, linewidth=0.8, linestyle=(0, (3, 3)))
        ax.errorbar(
            rows["size"],
            place,
            xerr=_interval(rows, level),
            fmt="o",
            color=COLOURS[0],
            markersize=4,
            elinewidth=1,
            capsize=0,
        )
        ax.set_yticks(place, list(rows["label"]), color=INK)
        ax.tick_params(axis="y", length=0)
        ax.set_ylim(-0.7, len(rows) - 0.3)
        ax.set_xlim(0, max(2.2 * level, 1.06 * float(np.nanmax(rows["size"] + _interval(rows, level)[1], initial=0.0))))
        per_cent_axis(ax.xaxis, language)
        ax.grid(axis="x", color=GRID, linewidth=0.6)
        ax.set_title(f"CAR {window_text(*window)}")
    return ax


def figure_placebo_sizes(placebo: Placebo, lang: str = "en") -> Figure:
    """A panel for each CAR window, on one scale."""
    windows, language = placebo.spec.windows.car, language_of(lang)
    labels = _size_rows(placebo, windows[0])["label"]
    left = 0.25 + 0.066 * max(map(len, labels), default=0)
    with rc_context(RC):
        figure = new_figure(2.3 * len(windows) + left + 0.3, 0.19 * len(labels) + 1.25)
        width, height = figure.get_size_inches()
        axes = figure.subplots(1, len(windows), squeeze=False, sharex=True)[0]
        figure.subplots_adjust(left / width, 0.45 / height, 1 - 0.15 / width, 1 - 0.75 / height, wspace=0.14)
        for i, (ax, window) in enumerate(zip(axes, windows, strict=True)):
            reach = axes[0].get_xlim()[1]
            plot_placebo_sizes(placebo, window, lang=lang, ax=ax)
            ax.set_xlim(0, max(reach, ax.get_xlim()[1]) if i else ax.get_xlim()[1])
            if i:
                ax.set_yticklabels([])
        title = language("drawn.placebo_rejects", level=language.local(share(placebo.spec.level)))
        figure.suptitle(title, x=0.012, y=1 - 0.07 / height, ha="left", va="top", fontsize=10)
        level, covered = (language.local(share(x)) for x in (placebo.spec.level, 1 - placebo.spec.level))
        subtitle = language("drawn.share_of_placebos", level=level, covered=covered)
        figure.text(0.012, 1 - 0.28 / height, subtitle, fontsize=8, color=MUTED, va="top")
    return figure


def _of_window(frame: pd.DataFrame, window: tuple[int, int]) -> pd.DataFrame:
    return frame[(frame["start"] == window[0]) & (frame["end"] == window[1])]


def _caption(placebo: Placebo, event: str, asset: str, window: tuple[int, int], car: float, language: Language) -> str:
    rows = _of_window(placebo.table, window)
    rows = rows[(rows["group"] == event) & (rows["asset"] == asset) & (rows["test"] == rank_test())]
    if rows.empty:
        return language.percent(car)
    one = rows.iloc[0]
    counted = {"dates": one["draws"], "effective": one["effective_dates"]}
    return language("drawn.placebo_p", car=language.percent(car), p=language.p(one["placebo_p"]), **counted)


def _size_rows(placebo: Placebo, window: tuple[int, int]) -> pd.DataFrame:
    """One row for each asset and test, then for each group across events and test; the same rows for every window."""
    table = placebo.table
    names = {asset: asset_name(placebo.spec, asset) for asset in table["asset"].unique()}
    table = table.assign(label=[f"{names[r.asset] or r.group}: {r.test}" for r in table.itertuples()])
    events = set(placebo.real["event_id"]) if placebo.real["event_id"].nunique() > 1 else set()
    single, group = table["asset"] != "", (table["asset"] == "") & ~table["group"].isin(events)
    labels = [*table.loc[single, "label"].unique(), *table.loc[group, "label"].unique()]
    if len(labels) > MOST:
        labels = list(table.loc[group, "label"].unique())[:MOST] or labels[:MOST]
    own = _of_window(table[single | group], window).drop_duplicates("label").set_index("label")
    return own.reindex(labels).reset_index()


def _interval(rows: pd.DataFrame, level: float) -> np.ndarray:
    """Wilson's interval, which does not shrink to nothing at 0, as distances from the share; shape (2, rows)."""
    share, n = rows["size"].to_numpy(float), rows["draws"].to_numpy(float, na_value=np.nan)
    z = float(special.ndtri(1 - level / 2))
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return np.stack([share - (middle - half), middle + half - share]).clip(min=0)


PLACEBO_SIZES = Chart(
    "placebo_sizes",
    {
        "en": "how often each test rejects at dates without an event",
        "de": "wie oft jeder Test an Tagen ohne Ereignis verwirft",
    },
    plot_placebo_sizes,
    figure_placebo_sizes,
    reads="placebo",
    most={"rows": MOST},
)
PLACEBO = Chart(
    "placebo",
    {
        "en": "CAR of each asset among those at dates without an event",
        "de": "CAR jedes Titels unter denen an Tagen ohne Ereignis",
    },
    plot_placebo,
    figure_placebo,
    per="event",
    reads="placebo",
    most={"assets": MOST_ASSETS},
)
