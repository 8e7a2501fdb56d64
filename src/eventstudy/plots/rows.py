"""Drawings with a row for each event, named by its whole title."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from typing import Any

from matplotlib import rcParams
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from eventstudy.errors import NotDrawn
from eventstudy.plots.style import Size, shortened, titled_figure

__all__ = ["LEFT_FOR_ROWS", "event_labels", "height_of", "rows_figure"]

WIDE = 5.0
"""Inches from which on a figure has room for letters of the usual size."""
LABELS = ((8.5, 0.45), (7.5, 0.45), (6.5, 0.45), (6.5, 0.55), (5.5, 0.55))
"""Sizes of the titles of events beside their rows, each with the share of a figure's width that they take at most."""
LEFT_FOR_ROWS = 0.45
"""Share of the width that they leave."""
ROW, ABOVE = 0.24, 0.85
"""Height of a row of an event, and of what stands above and below all rows, in inches."""


def event_labels(titles: Sequence[str], width: float, height: float | None = None) -> tuple[list[str], float, float]:
    """Titles of events in lines, never cut, for rows beside a drawing.

    Parameters
    ----------
    titles : sequence of str
    width : float
        Of the figure, in inches.
    height : float, optional
        Of all rows together; default: what they need.

    Returns
    -------
    labels : list of str
    points : float
        Size of their letters: as large as the height allows.
    row : float
        Height that a row needs, in inches.
    """
    for points, share in LABELS if height is not None else LABELS[:1] if width >= WIDE else LABELS[2:3]:
        letters = int(share * width * 72 / (0.57 * points))
        labels = [textwrap.fill(shortened(title), letters) for title in titles]
        row = (1.2 * points / 72 + 0.03) * max((label.count("\n") + 1 for label in labels), default=1)
        if height is None or row * len(titles) <= height:
            break
    return labels, points, row


def height_of(ax: Axes) -> float:
    """Height of axes in inches, before they are laid out, without the room that stands above and below all rows."""
    whole = rcParams["figure.subplot.top"] - rcParams["figure.subplot.bottom"]
    share: float = ax.get_position().height / whole
    return share * ax.figure.get_figheight() - ABOVE + 1e-6  # type: ignore[union-attr]


def rows_figure(
    draw: Callable[[Axes], Any], title: str, events: Sequence[str], width: float, size: Size, unreadable: NotDrawn
) -> Figure:
    """Figure of a drawing with a row for each event, as high as the titles of the events need it.

    Raises
    ------
    NotDrawn
        `unreadable`, where the size has too little room.
    """
    room = None if size.height is None else size.height - ABOVE
    _, _, row = event_labels(events, size.width or width, room)
    if room is not None and row * len(events) > room:
        raise unreadable
    return titled_figure(draw, title, width, ABOVE + max(ROW, row) * len(events), size)
