"""Drawings of the page as inline SVG: in its colours, light or dark, as wide as there is room, text never scaled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from eventstudy.plots.style import per_cent_levels
from eventstudy.text import Language

__all__ = ["Extent", "Lane", "bar_chart", "columns", "extent_of", "lane", "path_panel", "year_axis"]

Floats = NDArray[np.float64]

HEIGHT = 120
"""Of a panel, in CSS pixels."""


@dataclass(frozen=True)
class Extent:
    """Range of an axis."""

    low: float
    high: float

    def share(self, value: float) -> float:
        """Place of a value as per cent of the axis, cut at its ends."""
        return min(100.0, max(0.0, 100 * (value - self.low) / (self.high - self.low)))


def extent_of(values: Iterable[float], margin: float = 0.06) -> Extent:
    """Range of values, 0 included, with a margin at both ends."""
    finite = [value for value in values if np.isfinite(value)] + [0.0]
    low, high = min(finite), max(finite)
    room = margin * (high - low) or 0.01
    return Extent(low - room, high + room)


def _n(value: float) -> str:
    """Coordinate with two decimals at most."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _points(x: Floats, y: Floats) -> str:
    return " ".join(f"{_n(a)},{_n(b)}" for a, b in zip(x, y, strict=True))


def path_panel(days: Floats, car: Floats, half: Floats, scale: Extent, colour: int, alt: str, lang: Language) -> Markup:
    """CAR path with its band, levels of the axis and day 0.

    Parameters
    ----------
    days, car, half : ndarray, shape (L,)
        Sessions, decimals, half width of the band.
    scale : Extent
        Shared by the panels of an event.
    colour : int
        Number of the asset's colour.
    alt : str
        What the drawing says, in words.
    """
    span = Extent(days[0] - 0.5, days[-1] + 0.5)
    seen = np.isfinite(car) & np.isfinite(half)
    x = np.array([span.share(day) for day in days[seen]])
    line, top, bottom = (np.array([100 - scale.share(v) for v in car[seen] + k * half[seen]]) for k in (0, 1, -1))
    band = f"{_points(x, top)} {_points(x[::-1], bottom[::-1])}"
    levels = [(level, 100 - scale.share(level)) for level in _levels(scale)]
    grid = "".join(f'<path class="{"zero" if _at_zero(v) else "grid"}" d="M0 {_n(y)}H100"/>' for v, y in levels)
    zero = f'<path class="day0" d="M{_n(span.share(0))} 0V100"/>' if days[0] <= 0 <= days[-1] else ""
    inner = (
        f'<svg aria-hidden="true" width="100%" height="{HEIGHT}" viewBox="0 0 100 100" preserveAspectRatio="none">'
        f'{grid}{zero}<polygon class="band" points="{band}"/><polyline class="line" points="{_points(x, line)}"/></svg>'
    )
    labels = "".join(
        f'<text x="2" y="{_n(max(9.0, y * HEIGHT / 100 - 3))}">{lang.percent(v, _digits(scale), sign=False)}</text>'
        for v, y in levels
    )
    ends = (
        f'<text x="0" y="{HEIGHT + 13}">{_day(days[0])}</text>'
        f'<text x="100%" y="{HEIGHT + 13}" text-anchor="end">{_day(days[-1])}</text>'
    )
    if zero and 12 < span.share(0) < 88:
        ends += f'<text x="{_n(span.share(0))}%" y="{HEIGHT + 13}" text-anchor="middle">0</text>'
    return _svg(f"path c{colour}", HEIGHT + 17, alt, inner + labels + ends)


@cache
def _levels(scale: Extent) -> list[float]:
    return per_cent_levels(scale.low, scale.high)


def _at_zero(value: float) -> bool:
    """Whether a level is 0."""
    return abs(value) < 1e-12


def _digits(scale: Extent) -> int:
    return 0 if scale.high - scale.low > 0.035 else 1 if scale.high - scale.low > 0.0035 else 2


def _day(day: float) -> str:
    return f"{day:.0f}".replace("-", "−")


def bar_chart(rows: Sequence[tuple[str, str, int, float, float, float, float]], alt: str) -> Markup:
    """Return and abnormal return of each asset as bars, the abnormal one with its interval.

    Parameters
    ----------
    rows : sequence of (name, label, colour, return, abnormal return, low, high)
    alt : str
    """
    scale = extent_of((value for row in rows for value in row[3:]), 0.02)
    parts = []
    for i, (name, label, colour, raw, abnormal, low, high) in enumerate(rows):
        y = 46 * i
        parts += [
            Markup('<text x="0" y="{}"><tspan class="name">{}</tspan> {}</text>').format(y + 13, name, label),
            Markup(_bar(scale, raw, y + 19, "raw") + _bar(scale, abnormal, y + 29, f"abnormal c{colour}")),
            Markup(
                f'<line class="reach" x1="{_n(scale.share(low))}%" '
                f'x2="{_n(scale.share(high))}%" y1="{y + 33}" y2="{y + 33}"/>'
            ),
        ]
    zero = _n(scale.share(0))
    axis = f'<line class="zero" x1="{zero}%" x2="{zero}%" y1="16" y2="{46 * len(rows) - 6}"/>'
    return _svg("bars", 46 * len(rows), alt, Markup("").join(parts) + Markup(axis))


def _bar(scale: Extent, value: float, y: int, mark: str) -> str:
    left, right = sorted((scale.share(0), scale.share(value)))
    return f'<rect class="{mark}" x="{_n(left)}%" width="{_n(right - left)}%" y="{y}" height="8"/>'


@dataclass(frozen=True)
class Lane:
    """Place of an event on the time axis, in per cent: its windows and its days 0."""

    window: tuple[float, float]
    car: tuple[float, float]
    days: tuple[float, ...]


def lane(one: Lane, years: Sequence[tuple[str, float]], alt: str) -> Markup:
    """Windows of one event on the calendar."""
    grid = "".join(f'<line class="grid" x1="{_n(x)}%" x2="{_n(x)}%" y1="0" y2="18"/>' for _, x in years)
    bars = "".join(
        f'<rect class="{mark}" x="{_n(a)}%" width="{_n(max(b - a, 0.15))}%" y="{y}" height="{height}"/>'
        for mark, (a, b), y, height in (("window", one.window, 5, 8), ("car", one.car, 5, 8))
    )
    dots = "".join(f'<circle cx="{_n(x)}%" cy="9" r="2.5"/>' for x in one.days)
    return _svg("lane", 18, alt, grid + bars + dots)


def year_axis(years: Sequence[tuple[str, float]]) -> Markup:
    """Names of the years over the lanes; the lanes themselves say their dates."""
    texts = "".join(f'<text x="{_n(x)}%" y="12">{name}</text>' for name, x in years)
    return Markup(f'<svg class="axis" height="16" aria-hidden="true">{texts}</svg>')


def columns(counts: Sequence[tuple[str, int]], alt: str) -> Markup:
    """Column chart of counts, each named when pointed at."""
    most, width = max(n for _, n in counts), 100 / len(counts)
    parts = [
        Markup('<rect class="abnormal c0" x="{}%" width="{}%" y="{}" height="{}"><title>{}: {}</title></rect>').format(
            _n(i * width), _n(0.86 * width), _n(100 - 96 * n / most), _n(96 * n / most), name, n
        )
        for i, (name, n) in enumerate(counts)
        if n
    ]
    first, last = counts[0][0], counts[-1][0]
    ends = Markup('<text x="0" y="114">{}</text><text x="100%" y="114" text-anchor="end">{}</text>')
    top = Markup('<text x="2" y="10">{}</text>').format(most)
    return _svg("columns", 118, alt, Markup("").join(parts) + top + ends.format(first, last))


def _svg(mark: str, height: int, alt: str, inside: str) -> Markup:
    return Markup('<svg class="{}" height="{}" role="img" aria-label="{}">').format(mark, height, alt) + Markup(
        f"{inside}</svg>"
    )
