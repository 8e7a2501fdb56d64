"""Power curves: how often a test rejects, by the size of the effect."""

from __future__ import annotations

import pandas as pd
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from eventstudy.plots.chart import Chart
from eventstudy.plots.style import COLOURS, GRID, INK, MUTED, RC, drawing, new_axes, new_figure, per_cent_axis
from eventstudy.tables import language_of
from eventstudy.text import share, window_text

__all__ = ["POWER", "figure_power", "plot_power"]

MARKERS = "os^DvPX*"


def plot_power(table: pd.DataFrame, window: tuple[int, int], *, lang: str = "en", ax: Axes | None = None) -> Axes:
    """Rejection rate of every test against the effect, for one CAR window.

    Parameters
    ----------
    table : DataFrame
        From `power_table`.
    window : tuple of int
    lang : {"en", "de"}
        Language of what is written.
    ax : Axes, optional
        Where to draw; default: new axes.
    """
    language = language_of(lang)
    own = table[(table["start"] == window[0]) & (table["end"] == window[1])]
    with drawing(ax := ax or new_axes()):
        ax.axhline(float(table["level"].iloc[0]), color=MUTED, linewidth=0.8, linestyle=(0, (3, 3)))
        for i, (test, rates) in enumerate(own.sort_values("effect", kind="stable").groupby("test", sort=False)):
            colour, marker = COLOURS[i % len(COLOURS)], MARKERS[i % len(MARKERS)]
            ax.plot(
                rates["effect"],
                rates["rate"],
                color=colour,
                marker=marker,
                linewidth=1.5,
                markersize=4,
                label=str(test),
            )
        ax.set_ylim(0, 1.02)
        per_cent_axis(ax.xaxis, language)
        per_cent_axis(ax.yaxis, language)
        ax.grid(axis="y", color=GRID, linewidth=0.6)
        ax.set_xlabel(language("drawn.abnormal_on_day0"), color=INK)
        ax.set_title(f"CAR {window_text(*window)}")
    return ax


def figure_power(table: pd.DataFrame, lang: str = "en") -> Figure:
    """A panel for each CAR window, one legend."""
    windows = list(dict.fromkeys(zip(table["start"], table["end"], strict=True)))
    with rc_context(RC):
        figure = new_figure(2.9 * len(windows) + 1.4, 3.2)
        axes = figure.subplots(1, len(windows), squeeze=False, sharey=True)[0]
        width = figure.get_figwidth()
        figure.subplots_adjust(left=0.75 / width, right=1 - 1.25 / width, bottom=0.16, top=0.88, wspace=0.1)
        for ax, window in zip(axes, windows, strict=True):
            plot_power(table, window, lang=lang, ax=ax)
        language = language_of(lang)
        level = language.local(share(table["level"].iloc[0]))
        axes[0].set_ylabel(language("drawn.share_rejected", level=level))
        axes[-1].legend(frameon=False, fontsize=8, loc="upper left", bbox_to_anchor=(1.02, 1.0))
    return figure


POWER = Chart(
    "power",
    {
        "en": "how often each test rejects, by the size of the effect",
        "de": "wie oft jeder Test verwirft, je nach Größe des Effekts",
    },
    plot_power,
    figure_power,
    reads="power",
)
