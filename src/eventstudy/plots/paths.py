"""CAR paths with their confidence bands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np
import pandas as pd
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from eventstudy.errors import NotDrawn, SpecError
from eventstudy.messages import message
from eventstudy.plots.chart import Chart
from eventstudy.plots.panels import draw_panels
from eventstudy.plots.path_drawing import DrawnPath, band_name, day_text, draw_path, dress_path, path_key, started
from eventstudy.plots.style import COLOURS, PAGE, RC, Size, drawing, few_of, new_axes, title_above
from eventstudy.result import StudyResult
from eventstudy.spec.source import nearest
from eventstudy.tables import MOST_ASSETS, Band, asset_name, half_width, language_of, largest_assets
from eventstudy.text import Language

__all__ = ["CAR", "colour_of", "figure_car", "largest_paths", "paths_of", "plot_car", "title_of"]

Shown = Literal["both", "simultaneous", "pointwise"]

IN_A_COLUMN = 10
"""Lines that a column of the legend names."""
DODGE = 0.5
"""Share of a day over which the intervals of several assets stand side by side."""


def plot_car(
    study: StudyResult,
    event: str,
    asset: str | None = None,
    *,
    level: float | None = None,
    band: Shown = "both",
    lang: str = "en",
    ax: Axes | None = None,
) -> Axes:
    """CAR path of one event from the close of day −1 on, where it is 0, and fainter what came before.

    Parameters
    ----------
    study : StudyResult
    event : str
        Id of the event.
    asset : str, optional
        One asset, with its intervals and its band; default: every asset of the event, a line each, with intervals on
        day 0 and on the last day; of more than 30 those with the largest abnormal returns, which the axis then says.
    level : float, optional
        Coverage of intervals and bands; default: 1 less the level of the study.
    band : {"both", "simultaneous", "pointwise"}
        What is drawn around one path: the band that holds the whole of it at once (sup-t), the interval of each day by
        itself, which is narrower and says nothing of the path, or both. Of several paths the intervals are pointwise
        but for "simultaneous".
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
        draw = _draw_one if len(parts) == 1 else _draw_several
        around = draw(ax, study, parts, level, band, language)
        dress_path(ax, language)
        since = _since(drawn_path(study, next(iter(parts.values()))), language)
        ax.set_xlabel("\n".join(filter(None, (since, around, few))))
        ax.set_ylabel("CAR")
        title = title_of(study, event)
        title_above(ax, title if asset is None else f"{asset_name(study.spec, asset)}: {title}")
    return ax


def _draw_one(
    ax: Axes, study: StudyResult, parts: Mapping[str, pd.DataFrame], level: float, band: Shown, language: Language
) -> str:
    """One asset, with all that is around it named in the legend."""
    ((ticker, rows),) = parts.items()
    colour, path = colour_of(study, ticker), drawn_path(study, rows, level, band)
    draw_path(ax, path, colour, asset_name(study.spec, ticker))
    handles = [*ax.get_legend_handles_labels()[0][-1:], *path_key(level, colour, language, path)]
    ax.legend(handles=handles, frameon=False, fontsize=8)
    return ""


def _draw_several(
    ax: Axes, study: StudyResult, parts: Mapping[str, pd.DataFrame], level: float, band: Shown, language: Language
) -> str:
    """A line for each asset, and what the bars are: bands over one another could not be told apart."""
    kind: Band = "simultaneous" if band == "simultaneous" else "pointwise"
    for i, (ticker, rows) in enumerate(parts.items()):
        colour, path = colour_of(study, ticker), drawn_path(study, rows)
        draw_path(ax, path, colour, asset_name(study.spec, ticker))
        at = sorted({*np.flatnonzero(rows["day"] == 0), len(rows) - 1})
        beside = DODGE * ((i + 0.5) / len(parts) - 0.5)
        days, car, half = rows["day"].to_numpy(), rows["car"].to_numpy(), half_width(study, rows, level, kind)
        ax.errorbar(days[at] + beside, car[at], half[at], fmt="none", ecolor=colour, elinewidth=1, alpha=0.7)
    last = day_text(next(iter(parts.values()))["day"].iloc[-1])
    many = len(parts) > IN_A_COLUMN
    ax.legend(frameon=False, fontsize=5.5 if many else 8, ncols=1 + (len(parts) - 1) // IN_A_COLUMN)
    return language("drawn.bars_on", what=band_name(level, kind, language), last=last)


def drawn_path(study: StudyResult, rows: pd.DataFrame, level: float | None = None, band: Shown = "both") -> DrawnPath:
    """A path as it is drawn; without a level the line alone."""
    halves = {
        kind: half_width(study, rows, level, kind) if level is not None and band in ("both", kind) else None
        for kind in ("simultaneous", "pointwise")
    }
    days, car = (rows[name].to_numpy(float) for name in ("day", "car"))
    return started(days, car, halves["simultaneous"], halves["pointwise"])


def _since(path: DrawnPath, language: Language) -> str:
    """Label of the axis of days, which says where the path is 0."""
    return language("drawn.sessions_since", day=day_text(path.days[path.start]))


def figure_car(
    study: StudyResult,
    event: str,
    level: float | None = None,
    figure: Figure | None = None,
    band: Shown = "both",
    size: Size = PAGE,
    lang: str = "en",
) -> Figure:
    """CAR paths of one event, a panel for each asset on a common scale; of very many assets for the largest.

    `figure` may be one that this function gave for another event: with as many panels it is drawn anew, which takes
    half the time of a new one.
    """
    level, language = 1 - study.spec.level if level is None else level, language_of(lang)
    parts, few = largest_paths(study, event, language, size.panels)
    paths = {ticker: drawn_path(study, rows, level, band) for ticker, rows in parts.items()}
    panels = [(asset_name(study.spec, ticker), path, colour_of(study, ticker)) for ticker, path in paths.items()]
    first = next(iter(paths.values()))
    subtitle = language("drawn.car_from", day=day_text(first.days[first.start])) + (f"; {few}" if few else "")
    with rc_context(RC):
        return draw_panels(panels, (title_of(study, event), subtitle), level, figure, size, language)


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


def largest_paths(
    study: StudyResult, event: str, language: Language, most: int = MOST_ASSETS
) -> tuple[dict[str, pd.DataFrame], str]:
    """CAR path of each asset of an event, of very many of the largest; and what is to be said then."""
    own = paths_of(study, event, None)
    assets, total = largest_assets(study, event, most)
    parts = {str(ticker): path for ticker, path in own[own["asset"].isin(assets)].groupby("asset", sort=False)}
    return {ticker: parts[ticker] for ticker in assets}, few_of(len(assets), total, language)


def title_of(study: StudyResult, event: str) -> str:
    """Title of an event, else its id."""
    return study.spec.titles.get(event, event)


def colour_of(study: StudyResult, ticker: str) -> str:
    """The same colour for an asset in every chart of the study."""
    return COLOURS[list(study.frames["events"]["asset"].unique()).index(ticker) % len(COLOURS)]


CAR = Chart(
    "car",
    {
        "en": "CAR path of each asset from the close of day −1 on, with intervals and a band",
        "de": "CAR-Pfad jedes Titels ab dem Schluss von Tag −1, mit Intervallen und Band",
    },
    plot_car,
    figure_car,
    per="event",
    in_results=lambda *_: True,
    redraws=True,
    most={"assets": PAGE.panels},
)
