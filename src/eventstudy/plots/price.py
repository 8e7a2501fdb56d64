"""Price of one asset around an event, beside what its model expected."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from eventstudy.engine import path_start
from eventstudy.plots.chart import Chart
from eventstudy.plots.path_drawing import day_text
from eventstudy.plots.paths import colour_of, paths_of, title_of
from eventstudy.plots.style import (
    GRID,
    INK,
    MUTED,
    PAGE,
    Size,
    drawing,
    new_axes,
    per_cent_axis,
    title_above,
    titled_figure,
)
from eventstudy.result import StudyResult
from eventstudy.tables import MOST_ASSETS, asset_name, language_of

__all__ = ["PRICE", "figure_price", "plot_price"]


def plot_price(study: StudyResult, event: str, asset: str, *, lang: str = "en", ax: Axes | None = None) -> Axes:
    """Return of one asset since the close of day −1, and what its model expected; between them, the abnormal.

    The days before are on the same scale, so that on day 0 the two lie the abnormal return apart that its test is of.

    Parameters
    ----------
    study : StudyResult
    event, asset : str
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
    paths_of(study, event, asset)
    ar, language = study.frames["ar"], language_of(lang)
    own = ar[(ar["event_id"] == event) & (ar["asset"] == asset)]
    days = np.concatenate([[own["day"].iloc[0] - 1], own["day"]])
    start = 1 + path_start(own["day"].to_numpy())
    price, expected = (_since(own[name].to_numpy(), start, study.spec.returns) for name in ("return", "expected"))
    colour = colour_of(study, asset)
    with drawing(ax := ax or new_axes()):
        ax.fill_between(days, expected, price, color=colour, alpha=0.15, linewidth=0, label=language("drawn.abnormal"))
        ax.plot(days, expected, color=MUTED, linewidth=1.2, linestyle=(0, (4, 2)), label=language("drawn.expected"))
        ax.plot(days, price, color=colour, linewidth=1.7, label=language("drawn.return"))
        ax.axhline(0, color=INK, linewidth=0.7)
        ax.axvline(0, color=MUTED, linewidth=0.7, linestyle=(0, (3, 3)))
        ax.xaxis.set_major_locator(MaxNLocator(6, integer=True))
        ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: day_text(value)))
        per_cent_axis(ax.yaxis, language)
        ax.grid(axis="y", color=GRID, linewidth=0.6)
        ax.set_xlabel(language("drawn.sessions"))
        ax.set_ylabel(language("drawn.since_close", day=day_text(days[start])))
        title_above(ax, _title(study, event, asset))
        ax.legend(frameon=False, fontsize=8)
    return ax


def _since(returns: np.ndarray, start: int, kind: str) -> np.ndarray:
    """Return from one close to every other of the window; shape (L + 1,), NaN beyond a missing day."""
    growth = np.exp(returns) if kind == "log" else 1 + returns
    after, before = np.cumprod(growth[start:]), 1 / np.cumprod(growth[:start][::-1])[::-1]
    return np.concatenate([before, [1.0], after]) - 1


def figure_price(study: StudyResult, event: str, asset: str, size: Size = PAGE, lang: str = "en") -> Figure:
    """The same in a figure of its own."""
    return titled_figure(
        lambda ax: plot_price(study, event, asset, lang=lang, ax=ax), _title(study, event, asset), 6.0, 3.6, size
    )


def _title(study: StudyResult, event: str, asset: str) -> str:
    return f"{asset_name(study.spec, asset)}: {title_of(study, event)}"


PRICE = Chart(
    "price",
    {
        "en": "price around the event beside what the model expected",
        "de": "Kurs um das Ereignis neben dem, was das Modell erwartet",
    },
    plot_price,
    figure_price,
    per="asset",
    asked=True,
    most={"assets": MOST_ASSETS},
)
