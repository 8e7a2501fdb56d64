"""CAR and CAAR paths as inline SVG: in the colours of the page, as wide as there is room, text never scaled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from eventstudy.report.svg import Extent, coordinate, extent_of, picture, points
from eventstudy.text import Language

__all__ = ["Path", "path_chart", "scale_of"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Path:
    """A path of cumulative abnormal returns.

    Attributes
    ----------
    days, value : ndarray, shape (L,)
        Sessions relative to day 0; decimals.
    near, far : ndarray, shape (L,)
        Half widths of the interval of a day and of the band of the whole path; NaN for none.
    mark : str
        Class name of its colour.
    """

    days: Floats
    value: Floats
    near: Floats
    far: Floats
    mark: str = ""


def scale_of(paths: Sequence[Path]) -> Extent:
    """A scale that holds all paths with their bands."""
    far = [np.where(np.isfinite(path.far), path.far, 0.0) for path in paths]
    both = [side for path, half in zip(paths, far, strict=True) for side in (path.value - half, path.value + half)]
    return extent_of(np.concatenate(both))


def path_chart(
    paths: Sequence[Path], scale: Extent, height: int, alt: str, language: Language, mark: str = ""
) -> Markup:
    """Paths over one another, with the levels of their axis, and day 0 from the close before it to its own.

    Parameters
    ----------
    paths : sequence of Path
        On the same days.
    scale : Extent
    height : int
        Of the plot, in CSS pixels; the days stand below.
    alt : str
        What the drawing says, in words.
    language : Language
    mark : str
        Class names.
    """
    days = paths[0].days
    span = Extent(days[0], max(days[-1], days[0] + 1))
    placed = [(level, 100 - scale.share(level)) for level in _few(scale.levels, height)]
    grid = "".join(f'<path class="{_kind(level)}" d="M0 {coordinate(y)}H100"/>' for level, y in placed)
    inner = (
        f'<svg aria-hidden="true" width="100%" height="{height}" viewBox="0 0 100 100" preserveAspectRatio="none">'
        f"{_day0(span)}{grid}{''.join(_drawn(path, span, scale) for path in paths)}</svg>"
    )
    labels = "".join(
        f'<text x="2" y="{coordinate(max(9.0, y * height / 100 - 3))}">'
        f"{language.percent(level, scale.digits, sign=False)}</text>"
        for level, y in placed
    )
    data = {"span": f"{days[0]:.0f} {span.high:.0f}", "scale": f"{scale.low:.5f} {scale.high:.5f}"}
    return picture(f"path {mark}".strip(), height + 17, alt, inner + labels + _ends(span, height), data)


def _few(levels: list[float], height: int) -> list[float]:
    """Levels that stand apart, 0 among them."""
    zero = next((i for i, level in enumerate(levels) if abs(level) < 1e-12), 0)
    step = -(-len(levels) * 22 // height)
    return [level for i, level in enumerate(levels) if (i - zero) % step == 0]


def _kind(level: float) -> str:
    return "zero" if abs(level) < 1e-12 else "grid"


def _day0(span: Extent) -> str:
    """The move of day 0 is from the close of the day before to its own."""
    if not span.low < 0 <= span.high:
        return ""
    left, right = span.share(-1), span.share(0)
    return f'<rect class="day0" x="{coordinate(left)}" width="{coordinate(right - left)}" y="0" height="100"/>'


def _drawn(path: Path, span: Extent, scale: Extent) -> str:
    """Band, interval, the days before as lead-in, and the path."""
    known = np.isfinite(path.value)
    x, y = span.shares(path.days[known]), 100 - scale.shares(path.value[known])
    days = path.days[known]
    out = [_area(path, half, known, span, scale, name) for half, name in ((path.far, "far"), (path.near, "near"))]
    for name, own in (("lead", days <= -1), ("line", days >= -1)):
        if own.sum() > 1:
            out.append(f'<polyline class="{name}" points="{points(x[own], y[own])}"/>')
    if (days == 0).any():
        at = int(np.flatnonzero(days == 0)[0])
        out.append(f'<path class="dot" d="M{coordinate(x[at])} {coordinate(y[at])}h0"/>')
    return f'<g class="{path.mark}">{"".join(out)}</g>'


def _area(path: Path, half: Floats, known: NDArray[np.bool_], span: Extent, scale: Extent, name: str) -> str:
    """Area around the path from the close of the day before day 0 on."""
    own = known & np.isfinite(half) & (path.days >= -1)
    if own.sum() < 2:
        return ""
    x = span.shares(path.days[own])
    top, bottom = (100 - scale.shares(path.value[own] + side * half[own]) for side in (1, -1))
    return f'<polygon class="{name}" points="{points(x, top)} {points(x[::-1], bottom[::-1])}"/>'


def _ends(span: Extent, height: int) -> str:
    """Names of the first and last day, and of day 0."""
    shown = [(span.low, "start"), (span.high, "end")]
    if 12 < span.share(0) < 88:
        shown.insert(1, (0, "middle"))
    return "".join(
        f'<text x="{coordinate(span.share(day))}%" y="{height + 13}" text-anchor="{anchor}">{_day(day)}</text>'
        for day, anchor in shown
    )


def _day(day: float) -> str:
    return f"{day:.0f}".replace("-", "−")
