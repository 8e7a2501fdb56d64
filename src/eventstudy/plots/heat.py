"""Events × assets at a glance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, TwoSlopeNorm
from matplotlib.figure import Figure

from eventstudy.errors import NotDrawn, SpecError
from eventstudy.messages import message
from eventstudy.plots.chart import Chart
from eventstudy.plots.paths import title_of
from eventstudy.plots.rows import LEFT_FOR_ROWS, event_labels, height_of, rows_figure
from eventstudy.plots.style import COLOURS, INK, PAGE, Size, drawing, fill, new_axes
from eventstudy.result import StudyResult
from eventstudy.spec.source import nearest
from eventstudy.tables import asset_name, language_of, ranks_of
from eventstudy.text import Language, share, window_text

__all__ = ["HEATMAP", "figure_heatmap", "plot_heatmap"]

MOST_EVENTS, MOST_ASSETS = 80, 30
CELL = 0.36
"""Width of a cell in inches, below which its number cannot be read."""
DOWN_UP = LinearSegmentedColormap.from_list("down_up", [COLOURS[1], "#ffffff", COLOURS[0]])


def plot_heatmap(
    study: StudyResult,
    window: tuple[int, int] | None = None,
    *,
    events: Sequence[str] | None = None,
    lang: str = "en",
    ax: Axes | None = None,
) -> Axes:
    """Abnormal return of every firm-event as a coloured cell: a row for each event, a column for each asset.

    The number in a cell is bold where it is among the most extreme of ordinary days, as many as the study's `level`
    says: those of its estimation window, for a CAR stretches of as many days. An empty cell was not computed.

    Parameters
    ----------
    study : StudyResult
    window : tuple of int, optional
        CAR window of the study; default: the abnormal return of day 0.
    events : sequence of str, optional
        Ids of events; default: all.
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
        There is no such window or event, or there are too many events or assets to read.
    """
    values, rare = _cells(study, window, events)
    language = language_of(lang)
    most = float(np.nanmax(np.abs(values.to_numpy()))) or 1.0
    with drawing(ax := ax or new_axes()):
        ax.imshow(values, cmap=DOWN_UP, norm=TwoSlopeNorm(0, -most, most), aspect="auto")
        names = [asset_name(study.spec, asset) for asset in values.columns]
        width: float = ax.figure.get_figwidth()  # type: ignore[union-attr]
        titles, points, _ = event_labels([title_of(study, event) for event in values.index], width, height_of(ax))
        cell = 72 * (1 - LEFT_FOR_ROWS) * width / len(names)
        upright = max(map(len, names)) * 0.57 * points > cell
        _write_numbers(ax, values.to_numpy(), rare.to_numpy(), 0.75 * most, points - 1.5, language)
        ax.set_xticks(range(len(names)), names, rotation=90 if upright else 0)
        ax.set_yticks(range(len(values)), titles)
        ax.tick_params(length=0, labeltop=True, labelbottom=False, labelcolor=INK, labelsize=points)
        ax.spines[:].set_visible(False)
        what = language("drawn.abnormal_of_day0") if window is None else f"CAR {window_text(*window)}"
        days = (
            language("drawn.ordinary_days")
            if window is None or window[0] == window[1]
            else language("drawn.ordinary_stretches")
        )
        said = language("drawn.bold_extreme", what=what, level=language.local(share(study.spec.level)), days=days)
        ax.set_xlabel(fill(said, int(75 * width / points)), loc="right", fontsize=min(points, 7.5))
    return ax


def _write_numbers(
    ax: Axes, values: np.ndarray, rare: np.ndarray, dark: float, points: float, language: Language
) -> None:
    """The number of each cell, bold where it is rare, white on a dark ground."""
    for (row, column), value in np.ndenumerate(values):
        if np.isfinite(value):
            text = ax.text(column, row, language.percent(value, 1), ha="center", va="center", fontsize=points)
            text.set(fontweight="bold" if rare[row, column] else "normal", color="white" if abs(value) > dark else INK)


def _cells(
    study: StudyResult, window: tuple[int, int] | None, events: Sequence[str] | None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Values, and which of them are rare; events × assets in the order of the study."""
    if window is None:
        rows, value = study.frames["ar"][study.frames["ar"]["day"] == 0], "ar"
    else:
        cars = study.frames["car"]
        rows, value = cars[(cars["start"] == window[0]) & (cars["end"] == window[1])], "car"
    if rows.empty:
        known = [window_text(*one) for one in study.spec.windows.car]
        what = message("study_without_window", window=window_text(*window)) if window else message("study_without_day0")
        raise NotDrawn(what, message("windows_there", windows=known))
    ids = list(study.frames["events"]["event_id"].unique())
    for event in events or ():
        if event not in ids:
            raise SpecError(message("study_without_event", event=event), nearest(event, ids))
    there = {name: set(rows[name].unique()) for name in ("event_id", "asset")}
    shown = [id_ for id_ in (events or ids) if id_ in there["event_id"]]
    assets = [a for a in study.frames["events"]["asset"].unique() if a in there["asset"]]
    if len(shown) > MOST_EVENTS or len(assets) > MOST_ASSETS:
        raise _unreadable(len(shown), len(assets))
    placed = rows.set_index(["event_id", "asset"])[value].unstack("asset")  # noqa: PD010
    values = placed.reindex(index=shown, columns=assets)
    rare = {key for key, rank in ranks_of(study).items() if rank.rare}
    marks = [[(event, asset, *(window or (0, 0))) in rare for asset in assets] for event in shown]
    return values, pd.DataFrame(marks, index=shown, columns=assets)


def figure_heatmap(
    study: StudyResult, window: tuple[int, int] | None = None, size: Size = PAGE, lang: str = "en"
) -> Figure:
    """The same in a figure of its own."""
    values, _ = _cells(study, window, None)
    events, assets = values.shape
    width = 3.4 + 1.05 * assets
    too_many = _unreadable(events, assets)
    if size.width is not None and assets * CELL > LEFT_FOR_ROWS * size.width:
        raise too_many
    titles = [title_of(study, event) for event in values.index]
    return rows_figure(
        lambda ax: plot_heatmap(study, window, lang=lang, ax=ax), study.spec.study, titles, width, size, too_many
    )


def _unreadable(events: int, assets: int) -> NotDrawn:
    return NotDrawn(
        message("heatmap_unreadable", events=events, assets=assets),
        message("name_few_events", events=MOST_EVENTS, assets=MOST_ASSETS),
    )


HEATMAP = Chart(
    "heatmap",
    {
        "en": "abnormal return of every firm-event as a coloured cell, events by assets",
        "de": "abnormale Rendite jedes Paars aus Titel und Ereignis als farbige Zelle",
    },
    plot_heatmap,
    figure_heatmap,
    most={"events": MOST_EVENTS, "assets": MOST_ASSETS},
)
