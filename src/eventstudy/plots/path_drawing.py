"""How a CAR path is drawn: from the close of day −1 on, what came before it fainter, its intervals and its band."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator
from numpy.typing import NDArray

from eventstudy.engine import path_start
from eventstudy.plots.style import GRID, INK, MUTED, per_cent_axis
from eventstudy.tables import Band
from eventstudy.text import Language, share

__all__ = ["BAND", "INTERVAL", "DrawnPath", "band_name", "day_text", "draw_path", "dress_path", "path_key", "started"]

Floats = NDArray[np.float64]

BAND, INTERVAL = 0.15, 0.27
"""How dark the band of the whole path is, and over it the interval of each day."""
FAINT = 0.5
"""How dark the days before are, beside those after."""


@dataclass(frozen=True, eq=False)
class DrawnPath:
    """A path as it is drawn, from the day at whose close it is 0 in both directions.

    Attributes
    ----------
    days, values : ndarray, shape (L,)
    band, interval : ndarray, shape (L,), or None
        Half widths: of the band that holds the path as a whole, and of the interval of each day.
    start : int
        Where in them the path is 0.
    """

    days: Floats
    values: Floats
    band: Floats | None
    interval: Floats | None
    start: int

    @property
    def reach(self) -> tuple[float, float]:
        """Lowest and highest value of the path and what is drawn around it."""
        half = np.zeros(len(self.days))
        for one in (self.band, self.interval):
            half = half if one is None else np.fmax(half, one)
        return (
            float(np.nanmin(self.values - half, initial=0.0)),
            float(np.nanmax(self.values + half, initial=0.0)),
        )


def started(days: Floats, values: Floats, band: Floats | None = None, interval: Floats | None = None) -> DrawnPath:
    """A path with the day at whose close it is 0, which a table lacks where its event window begins later."""
    start = path_start([int(day) for day in days])
    if start >= 0:
        return DrawnPath(days, values, band, interval, start)
    band, interval = (None if half is None else np.concatenate([[0.0], half]) for half in (band, interval))
    return DrawnPath(np.concatenate([[days[0] - 1], days]), np.concatenate([[0.0], values]), band, interval, 0)


def draw_path(ax: Axes, path: DrawnPath, colour: str, label: str = "") -> None:
    """A line of CARs by day with its band and intervals, the days before its start fainter, and a dot on day 0."""
    for side, dark, width in ((slice(path.start, None), 1.0, 1.7), (slice(path.start + 1), FAINT, 1.1)):
        days, values = path.days[side], path.values[side]
        for half, shade in ((path.band, BAND), (path.interval, INTERVAL)):
            if half is not None and np.isfinite(half[side]).sum() > 1:
                low, high = values - half[side], values + half[side]
                ax.fill_between(days, low, high, color=colour, alpha=shade * dark, linewidth=0)
        named = label if label and dark == 1 else "_before"  # what begins with _ stands in no legend
        ax.plot(days, values, color=colour, alpha=dark, linewidth=width, label=named)
    on = path.days == 0
    ax.plot(path.days[on], path.values[on], "o", color=colour, markersize=4)


def path_key(level: float, colour: str, language: Language, path: DrawnPath) -> list[Line2D | Patch]:
    """What a legend shows and names of a path's surroundings: its intervals, its band, the days before."""
    key: list[Line2D | Patch] = []
    both = BAND + INTERVAL - BAND * INTERVAL
    if path.interval is not None and np.isfinite(path.interval).any():
        shade = INTERVAL if path.band is None else both
        key.append(Patch(color=colour, alpha=shade, linewidth=0, label=band_name(level, "pointwise", language)))
    if path.band is not None and np.isfinite(path.band).any():
        key.append(Patch(color=colour, alpha=BAND, linewidth=0, label=band_name(level, "simultaneous", language)))
    if path.start > 0:
        key.append(Line2D([], [], color=colour, alpha=FAINT, linewidth=1.1, label=language("drawn.before")))
    return key


def band_name(level: float, band: Band, language: Language) -> str:
    """What a legend calls a band."""
    return language(f"drawn.{band}", level=language.local(share(level)))


def day_text(day: float) -> str:
    """A day as it stands on an axis."""
    return f"{day:.0f}".replace("-", "−")


def dress_path(ax: Axes, language: Language) -> None:
    """Zero lines and axes in sessions and per cent."""
    ax.axhline(0, color=INK, linewidth=0.7)
    ax.axvline(0, color=MUTED, linewidth=0.7, linestyle=(0, (3, 3)))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: day_text(value)))
    ax.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    per_cent_axis(ax.yaxis, language)
    ax.grid(axis="y", color=GRID, linewidth=0.6)
