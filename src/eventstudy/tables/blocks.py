"""A summary that fits on a screen: blocks of rows, the largest first, and how many more there are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from eventstudy.tables.layout import Grid, Line, Part, laid_out
from eventstudy.text.language import Language

__all__ = ["LINES", "MORE", "MORE_HERE", "MOST_ROWS", "Block", "arranged", "has_room", "more_of"]

LINES = 30
"""Lines of a summary."""
MORE, MORE_HERE = "brief.more", "brief.more_here"
"""Texts that say where the rest is: for whoever called a command, and for whoever has the value in Python."""
MOST_ROWS = 8
"""Rows of one block."""


@dataclass(frozen=True)
class Block:
    """A part of a summary that can be shorter than it is.

    Attributes
    ----------
    above, below : sequence of Line
        What stands around the rows, whole.
    rows : Grid or sequence of Line
        The most important first.
    total : int
        How many rows there are, those that are not here among them.
    floor : int
        Rows that stay where there is no room.
    weight : int
        Blocks of less weight give up rows first.
    more : callable
        What says how many more there are.
    """

    above: Sequence[Line] = ()
    rows: Grid | Sequence[Line] = ()
    below: Sequence[Line] = ()
    total: int = 0
    floor: int = 0
    weight: int = 0
    more: Callable[[int], str] = str

    @property
    def most(self) -> int:
        """Rows that it has, at most eight."""
        return min(MOST_ROWS, len(self.rows.rows if isinstance(self.rows, Grid) else self.rows))

    def parts(self, shown: int) -> list[Part]:
        """The block with so many rows."""
        rows: list[Part] = []
        if isinstance(self.rows, Grid):
            rows = [replace(self.rows, rows=self.rows.rows[:shown])] if shown else []
        else:
            rows = list(self.rows[:shown])
        more = [Line(self.more(self.total - shown))] if self.total > shown else []
        return [*self.above, *rows, *more, *self.below]

    def all_parts(self) -> list[Part]:
        """The block with all its rows, whose names wrap and are not shortened."""
        rows = [replace(self.rows, names=())] if isinstance(self.rows, Grid) else self.rows
        return [*self.above, *rows, *self.below]


def arranged(blocks: Sequence[Block], width: int, lines: int = LINES) -> list[Part]:
    """Parts of all blocks on so many lines, with empty lines between them where there is room.

    Where there is not, blocks give up rows down to their floors, those of the least weight first.

    Parameters
    ----------
    blocks : sequence of Block
    width : int
        Columns of the terminal.
    lines : int
    """
    shown = [block.most for block in blocks]
    heights = [_height(block.parts(n), width) for block, n in zip(blocks, shown, strict=True)]
    for i in sorted(range(len(blocks)), key=lambda i: blocks[i].weight):
        while sum(heights) > lines and shown[i] > blocks[i].floor:
            shown[i] -= 1
            heights[i] = _height(blocks[i].parts(shown[i]), width)
    there = [block.parts(n) for block, n, height in zip(blocks, shown, heights, strict=True) if height]
    between: list[Part] = [Line("")] if sum(heights) + len(there) - 1 <= lines else []
    return [part for i, parts in enumerate(there) for part in ([*between, *parts] if i else parts)]


def has_room(blocks: Sequence[Block], width: int, lines: int = LINES) -> bool:
    """Whether all rows of all blocks have room on so many lines."""
    whole = all(block.total <= block.most for block in blocks)
    return whole and sum(_height(block.parts(block.most), width) for block in blocks) <= lines


def _height(parts: Sequence[Part], width: int) -> int:
    return sum(len(laid_out(part, width)) for part in parts)


def more_of(language: Language, code: str) -> Callable[[int], str]:
    """What says how many more there are, by the code of the text."""
    return lambda n: language(code, n=language.count(n))
