"""Lines and tables at the width of a terminal: wrapped, left out or stacked, but no number is ever cut."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from rich.cells import cell_len, chop_cells, set_cell_size

from eventstudy.text.numbers import inert

__all__ = ["Grid", "Line", "Part", "Printed", "fits", "laid_out"]

GAP = "  "
HANG = "    "
NARROW = 24
"""Columns of sentences stand below their rows where less than this is left for them."""
SHORT_NAME, SHORTEST_NAME = 11, 8
"""Columns that names keep where another column can be left out for them; and where none can."""
GLUED = re.compile(r" (?=%)|(?<=[\d.],) (?=[−+]?\d)|(?<=\d) (?=±)|(?<=±) ")
"""Spaces inside a number, an interval or a window, at which no line ends."""
GLUE = "\N{NO-BREAK SPACE}"

Printed: TypeAlias = tuple[str, str]
"""A line as it is printed, and its style."""


@dataclass(frozen=True)
class Line:
    """A text with empty lines around it; it wraps where the terminal ends.

    Attributes
    ----------
    text : str
    style : str
        As the library of the terminal names it.
    above, below : int
        Empty lines.
    hang : int
        Columns by which what follows a break stands further in; by default where the text begins, and two more where
        that is indented.
    """

    text: str
    style: str = ""
    above: int = 0
    below: int = 0
    hang: int | None = None


@dataclass(frozen=True)
class Grid:
    """A table of texts. Where it is too wide its headings wrap, then it is split into tables below one another.

    Attributes
    ----------
    header : sequence of str
    rows : sequence of sequence of str
    text_columns : int
        Columns at the left whose texts stand at the left; of a table that is split, the first two stand in each part.
    prose : sequence of int
        Columns of sentences: they wrap, and stand below their rows where there is no room beside them.
    optional : sequence of int
        Columns that are left out where there is no room, the first one first.
    names : sequence of int
        Columns of a table whose rows are one line each: these are shortened where there is no room.
    """

    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    text_columns: int = 2
    prose: Sequence[int] = ()
    optional: Sequence[int] = ()
    names: Sequence[int] = ()


Part: TypeAlias = Line | Grid


def fits(text: str, width: int) -> bool:
    """Whether a text is no wider than so many columns."""
    return cell_len(text) <= width


def laid_out(part: Part, width: int) -> list[Printed]:
    """Lines of a part of a summary, none wider than `width`."""
    if isinstance(part, Line):
        lines = [(line, part.style) for line in _wrapped(inert(part.text), width, part.hang)]
        return [("", "")] * part.above + lines + [("", "")] * part.below
    return _table(_inert(part), width)


def _inert(grid: Grid) -> Grid:
    rows = [[inert(cell) for cell in row] for row in grid.rows]
    return replace(grid, header=[inert(name) for name in grid.header], rows=rows)


def _wrapped(text: str, width: int, hang: int | None = None) -> list[str]:
    """Text at a width; what follows a break hangs in."""
    if cell_len(text) <= width:
        return [text]
    lead = text[: len(text) - len(text.lstrip())]
    before = (lead + GAP if lead else "") if hang is None else " " * hang
    lines, line = [], lead
    for word in GLUED.sub(GLUE, text.strip()).split(" "):
        joined = line + word if not line.strip() else f"{line} {word}"
        if cell_len(joined) <= width:
            line = joined
            continue
        if line.strip():
            lines.append(line)
        *whole, line = chop_cells(before + word, max(width, len(before) + 1)) or [""]
        lines += whole
    return [one.replace(GLUE, " ") for one in [*lines, line]]


def _table(grid: Grid, width: int) -> list[Printed]:
    """A table, in the first of these forms that is narrow enough."""
    columns = list(range(len(grid.header)))
    for gone in (None, *grid.optional):
        columns = [i for i in columns if i != gone]
        widths = {i: max(cell_len(row[i]) for row in [grid.header, *grid.rows]) for i in columns}
        if _breadth({i: min(n, SHORT_NAME) if i in grid.names else n for i, n in widths.items()}) <= width:
            return _printed(grid, _shortened(grid, widths, width))
    widths = {i: max([_longest_word(grid.header[i]), *(cell_len(row[i]) for row in grid.rows)]) for i in columns}
    if grid.names and _breadth(narrow := _shortened(grid, widths, width)) <= width:
        return _printed(grid, narrow)
    grid = replace(grid, names=())
    prose = [i for i in columns if i in grid.prose]
    beside = {i: widths[i] for i in columns if i not in prose}
    left = width - _breadth(beside) - len(GAP) * len(prose)
    if prose and left >= NARROW * len(prose):
        return _printed(grid, {i: beside.get(i) or _share(widths, prose, left)[i] for i in columns})
    parts = _split(grid, beside, width)
    lines: list[Printed] = []
    for part in parts[:-1]:
        lines += [*_printed(grid, part), ("", "")]
    return lines + _printed(grid, parts[-1], [_below(grid, row, prose, width) for row in grid.rows])


def _breadth(widths: dict[int, int]) -> int:
    return sum(widths.values()) + len(GAP) * (len(widths) - 1)


def _longest_word(text: str) -> int:
    return max((cell_len(word) for word in text.split(" ")), default=0)


def _share(widths: dict[int, int], prose: Sequence[int], left: int) -> dict[int, int]:
    """Widths of columns of sentences that share what is left: none gets more than it needs, the longest the rest."""
    out: dict[int, int] = {}
    for k, i in enumerate(sorted(prose, key=lambda i: widths[i])):
        out[i] = min(widths[i], (left - sum(out.values())) // (len(prose) - k))
    return out


def _shortened(grid: Grid, widths: dict[int, int], width: int) -> dict[int, int]:
    """The longest columns of names made shorter until all fit; columns of numbers keep their width."""
    names = [i for i in widths if i in grid.names]
    while _breadth(widths) > width and max((widths[i] for i in names), default=0) > SHORTEST_NAME:
        longest = max(names, key=lambda i: widths[i])
        widths = widths | {longest: widths[longest] - 1}
    return widths


def _split(grid: Grid, widths: dict[int, int], width: int) -> list[dict[int, int]]:
    """Columns of each of the tables below one another."""
    keys = {i: widths[i] for i in list(widths)[: min(2, grid.text_columns)]}
    parts = [dict(keys)]
    for i, own in widths.items():
        if i not in keys:
            if len(parts[-1]) > len(keys) and _breadth(parts[-1] | {i: own}) > width:
                parts.append(dict(keys))
            parts[-1][i] = own
    return [_narrowed(part, keys, width) for part in parts]


def _narrowed(part: dict[int, int], keys: dict[int, int], width: int) -> dict[int, int]:
    """A table whose names wrap where one column beside them is too much, and that column too where it still is."""
    while _breadth(part) > width and max(part[i] for i in keys) > SHORTEST_NAME:
        longest = max(keys, key=lambda i: part[i])
        part = part | {longest: part[longest] - 1}
    if (more := _breadth(part) - width) > 0:
        longest = max(part, key=lambda i: part[i])
        part = part | {longest: max(part[longest] - more, 1)}
    return part


def _below(grid: Grid, row: Sequence[str], prose: Sequence[int], width: int) -> list[str]:
    """Sentences that stand below a row."""
    lines: list[str] = []
    for i in prose:
        named = f"{grid.header[i]}: " if len(prose) > 1 else ""
        lines += _wrapped(f"{HANG}{named}{row[i]}", width) if row[i] else []
    return lines


def _printed(grid: Grid, widths: dict[int, int], below: Sequence[Sequence[str]] = ()) -> list[Printed]:
    """The lines of a table whose columns have these widths, with what stands below each row."""
    style = "bold cyan" if grid.names else "bold"
    lines = [(line, style) for line in _row(grid, grid.header, widths)]
    if not grid.names:
        lines.append(("─" * _breadth(widths), ""))
    for k, row in enumerate(grid.rows):
        lines += [(line, "") for line in _row(grid, row, widths)]
        lines += [(line, "") for line in (below[k] if below else ())]
    return lines


def _row(grid: Grid, cells: Sequence[str], widths: dict[int, int]) -> Iterator[str]:
    """One row, of as many lines as its longest cell has; headings that wrap stand at the bottom."""
    short = bool(grid.names) and cells is not grid.header
    wrapped = {i: [_ellipsis(cells[i], n)] if short else _wrapped(cells[i], n) for i, n in widths.items()}
    height = max(map(len, wrapped.values()))
    for k in range(height):
        texts = []
        for i, n in widths.items():
            at = k - (height - len(wrapped[i]) if cells is grid.header else 0)
            text = wrapped[i][at] if 0 <= at < len(wrapped[i]) else ""
            left = i < grid.text_columns or i in grid.prose
            texts.append(set_cell_size(text, n) if left else " " * (n - cell_len(text)) + text)
        yield GAP.join(texts).rstrip()


def _ellipsis(text: str, width: int) -> str:
    return text if cell_len(text) <= width else f"{set_cell_size(text, width - 1).rstrip()}…"
