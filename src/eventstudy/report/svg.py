"""Scales and pieces of drawings: places in per cent, so that a drawing is as wide as there is room."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from eventstudy.plots.style import per_cent_levels
from eventstudy.text import Language

__all__ = ["Extent", "Tick", "coordinate", "extent_of", "picture", "place", "points", "ticks"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Extent:
    """Range of an axis."""

    low: float
    high: float

    def share(self, value: float) -> float:
        """Place of a value as per cent of the axis, cut at its ends."""
        return min(100.0, max(0.0, 100 * (value - self.low) / (self.high - self.low)))

    def shares(self, values: Floats) -> Floats:
        """Places of several values."""
        placed: Floats = np.clip(100 * (values - self.low) / (self.high - self.low), 0, 100)
        return placed

    @cached_property
    def levels(self) -> list[float]:
        """Round values on it."""
        return per_cent_levels(self.low, self.high)

    @property
    def digits(self) -> int:
        """Decimals that tell its levels apart, in per cent."""
        width = self.high - self.low
        return 0 if width > 0.035 else 1 if width > 0.0035 else 2


@dataclass(frozen=True)
class Tick:
    """A named place on an axis, in per cent of it."""

    place: float
    text: str
    zero: bool = False


def extent_of(values: Iterable[float] | Floats, margin: float = 0.06) -> Extent:
    """Range of values, 0 included, with a margin at both ends."""
    finite = np.asarray([*values, 0.0], dtype=float)
    finite = finite[np.isfinite(finite)]
    low, high = float(finite.min()), float(finite.max())
    room = margin * (high - low) or 0.01
    return Extent(low - room, high + room)


def ticks(scale: Extent, language: Language, most: int = 5) -> list[Tick]:
    """Round levels of a scale of returns, at most so many, 0 among them."""
    levels = scale.levels
    zero = next((i for i, level in enumerate(levels) if abs(level) < 1e-12), 0)
    step = -(-len(levels) // most)
    kept = [level for i, level in enumerate(levels) if (i - zero) % step == 0]
    text = [language.percent(level, scale.digits, sign=False) for level in kept]
    return [Tick(scale.share(level), said, abs(level) < 1e-12) for level, said in zip(kept, text, strict=True)]


def coordinate(value: float) -> str:
    """Coordinate with two decimals at most."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def place(value: float) -> str:
    """Place on an axis, given in per cent of it, as a length."""
    return f"{coordinate(value)}%"


def points(x: Floats, y: Floats) -> str:
    """Points of a line."""
    return " ".join(f"{coordinate(a)},{coordinate(b)}" for a, b in zip(x, y, strict=True))


def picture(mark: str, height: int, alt: str, inside: str, data: Mapping[str, str] | None = None) -> Markup:
    """A drawing with what it says in words.

    Parameters
    ----------
    mark : str
        Class names.
    height : int
        CSS pixels.
    alt : str
    inside : str
        Markup.
    data : mapping of name to text, optional
        Attributes for the script.
    """
    opened = Markup('<svg class="{}" height="{}" role="img" aria-label="{}"').format(mark, height, alt)
    for name, value in (data or {}).items():
        opened += Markup(' data-{}="{}"').format(name, value)
    return opened + Markup(f">{inside}</svg>")
