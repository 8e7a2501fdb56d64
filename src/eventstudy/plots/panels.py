"""Panels of CAR paths on one scale, with a title, a subtitle and a key above them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.text import Text

from eventstudy.plots.path_drawing import DrawnPath, draw_path, dress_path, path_key
from eventstudy.plots.style import GRID, INK, MUTED, Size, fill, in_lines, new_figure, per_cent_levels
from eventstudy.text import Language

__all__ = ["draw_panels"]

LINE, FOOT, LEFT = 0.155, 0.5, 0.55
"""Height of a line of small text, room below the panels and left of them, in inches."""
PANELS = ((6.0, 3.1), (3.3, 2.3), (2.7, 1.9), (2.3, 1.65))
"""Width and height of a panel where one stands in a row, two, three, four or more; in inches."""
Panel = tuple[str, DrawnPath, str]
"""Name, path and colour."""
Head = list[tuple[float, Artist | None]]
"""What stands above the panels with its distance from the top, and last, as nothing, where they may begin."""
WIDE, NARROW = 7.0, 4.8
"""Inches from which on the key stands in one line, or in two."""
GREY = "#555555"


def draw_panels(
    panels: Sequence[Panel],
    titles: tuple[str, str],
    level: float,
    figure: Figure | None,
    size: Size,
    language: Language,
) -> Figure:
    """A panel for each path on a common scale.

    Parameters
    ----------
    panels : sequence of (name, path, colour)
    titles : tuple of str
        Title and subtitle, put in lines of the figure's width.
    level : float
        Coverage of what is drawn around the paths.
    figure : Figure, optional
        One that this function gave: with as many panels it is drawn anew.
    size : Size
    language : Language
    """
    columns = min(size.columns, len(panels))
    across, high = PANELS[min(columns, len(PANELS)) - 1]
    width = size.width or across * columns + LEFT
    names = [in_lines(name, 0.92 * (width - LEFT) / columns) for name, _, _ in panels]
    above = 0.1 + LINE * max(name.count("\n") + 1 for name in names)
    figure = _panels(len(panels), columns, figure, width)
    first = panels[0][1]
    head = _head(figure, titles, path_key(level, GREY, language, first))
    _place(figure, (-(-len(panels) // columns), high), head, above, size)
    for ax, name, (_, path, colour) in zip(figure.axes, names, panels, strict=False):
        draw_path(ax, path, colour)
        ax.set_title(name)
        _label_day0(ax, path, language)
    extent = _extent([path for _, path, _ in panels])
    _share_scale(figure.axes[: len(panels)], first, extent, columns, language)
    foot = language("drawn.sessions")
    figure.text(0.5, 0.06 / figure.get_figheight(), foot, ha="center", fontsize=8, color=MUTED)
    return figure


def _panels(count: int, columns: int, figure: Figure | None, width: float) -> Figure:
    """Figure with empty panels: the one given if it has as many."""
    rows = -(-count // columns)
    if figure is not None and len(figure.axes) == rows * columns and figure.axes[count - 1].get_visible():
        for ax in figure.axes:
            for artist in (*ax.lines, *ax.collections, *ax.texts):
                artist.remove()
        for above in (*figure.texts, *figure.legends):
            above.remove()
        return figure
    figure = new_figure(width, rows)
    for i, ax in enumerate(figure.subplots(rows, columns, squeeze=False).ravel()):
        ax.set_visible(i < count)
        for axis in (ax.xaxis, ax.yaxis):
            axis.set_label_coords(0.5, 0.5)  # there are no labels; finding their place would measure every tick label
    return figure


def _head(figure: Figure, titles: tuple[str, str], key: Sequence[Artist]) -> Head:
    """Title, subtitle and key, in lines of the figure's width."""
    width = figure.get_figwidth()
    title, subtitle = in_lines(titles[0], 0.9 * width), fill(titles[1], int(16 * width)).splitlines()
    parts: Head = [(0.07, figure.suptitle(title, x=0.012, ha="left", va="top", fontsize=10))]
    at = 0.14 + 0.165 * (title.count("\n") + 1)
    parts.append((at, figure.text(0.012, 1, "\n".join(subtitle), fontsize=8, color=MUTED, va="top")))
    at += LINE * len(subtitle) + 0.02
    columns = len(key) if width > WIDE else 2 if width > NARROW else 1
    legend = figure.legend(handles=key, frameon=False, fontsize=8, ncols=columns, labelcolor=MUTED, borderpad=0)
    parts.append((at, legend))
    return [*parts, (at + (LINE + 0.02) * -(-len(key) // max(columns, 1)), None)]


def _place(figure: Figure, grid: tuple[int, float], head: Head, above: float, size: Size) -> None:
    """Give the figure its height and everything its place."""
    (rows, high), top, gap = grid, head[-1][0] + above + 0.04, above + 0.28
    height = size.height or top + high * rows + gap * (rows - 1) + FOOT
    width = figure.get_figwidth()
    figure.set_size_inches(width, height)
    panel = (height - top - FOOT - gap * (rows - 1)) / rows
    figure.subplots_adjust(LEFT / width, FOOT / height, 0.985, 1 - top / height, wspace=0.08, hspace=gap / panel)
    for at, part in head[:-1]:
        if isinstance(part, Legend):
            part.set_bbox_to_anchor((0.012, 1 - at / height), figure.transFigure)
            part.set_loc("upper left")
        elif isinstance(part, Text):
            part.set_y(1 - at / height)


def _extent(paths: Sequence[DrawnPath]) -> tuple[float, float]:
    """Range of all paths and what is drawn around them, 0 included, with a margin."""
    low, high = min(path.reach[0] for path in paths), max(path.reach[1] for path in paths)
    margin = 0.05 * (high - low) or 0.01
    return low - margin, high + margin


def _label_day0(ax: Axes, path: DrawnPath, language: Language) -> None:
    """The value of day 0 at its dot, on the side of the days before and away from them."""
    for value in path.values[path.days == 0]:
        if np.isfinite(value):
            down = value < 0
            ax.annotate(
                language.percent(value, 1),
                (0, value),
                xytext=(-5, -2 if down else 2),
                textcoords="offset points",
                ha="right",
                va="top" if down else "bottom",
                fontsize=7.5,
                color=INK,
            )


def _share_scale(
    axes: Sequence[Axes], path: DrawnPath, extent: tuple[float, float], columns: int, language: Language
) -> None:
    """Dress panels of one scale; ticks are what drawing spends its time on, so only the first column has them on y."""
    levels = per_cent_levels(*extent)
    first, last = int(path.days[0]), int(path.days[-1])
    for i, ax in enumerate(axes):
        dress_path(ax, language)
        ax.grid(visible=False)
        ax.hlines(levels, first, last, color=GRID, linewidth=0.6, zorder=0.5)
        ax.set_xticks(sorted({first, 0, last}))
        ax.set_yticks(levels if i % columns == 0 else [])
        ax.set_xlim(first - 0.05 * (last - first) - 0.2, last + 0.05 * (last - first) + 0.2)
        ax.set_ylim(*extent)
