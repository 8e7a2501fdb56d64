"""How every chart looks: Okabe–Ito colours, no frame, deterministic files."""

from __future__ import annotations

import contextlib
import io
import textwrap
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from matplotlib import rc_context
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.ticker import FuncFormatter, MaxNLocator

from eventstudy.tables import MOST_ASSETS
from eventstudy.text import ENGLISH, Language, inert

__all__ = [
    "COLOURS",
    "FONT",
    "GRID",
    "INK",
    "MUTED",
    "PAGE",
    "RC",
    "SIZES",
    "TITLE_LINE",
    "Size",
    "calendar_axis",
    "drawing",
    "few_of",
    "figure_of",
    "fill",
    "in_lines",
    "new_axes",
    "new_figure",
    "per_cent_axis",
    "per_cent_levels",
    "render",
    "shortened",
    "shown_figure",
    "title_above",
    "titled_figure",
]

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
"""Okabe and Ito's palette: told apart by colour-blind readers, and in grey by order of lightness."""
DPI = 300
BOUND = "\u00a0"
"""A space at which no line ends."""
LONGEST = 500
"""Letters of a title."""
LETTERS_AN_INCH = 13
"""Of a title."""
TITLE_LINE = 0.17
"""Height of a line of a title over a figure, in inches."""
STEPS = [1, 2, 5, 10]
_LOCATOR = MaxNLocator(5, steps=STEPS)
INK, MUTED, GRID = "#222222", "#6b6b6b", "#dddddd"

FONT = "DejaVu Sans"  # ships with matplotlib, so files are the same on every machine

RC: Any = {
    "font.family": FONT,
    "font.size": 8.5,
    "axes.titlesize": 9,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titley": 1.0,  # a fixed place: finding one measures every tick label
    "axes.labelcolor": INK,
    "axes.edgecolor": MUTED,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.unicode_minus": True,
    "text.color": INK,
    "text.parse_math": False,  # a name with $ signs is a name
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "svg.hashsalt": "eventstudy",
    "svg.fonttype": "none",  # text stays text: selectable, searchable, read aloud
}


@dataclass(frozen=True)
class Size:
    """What a chart is made for.

    Attributes
    ----------
    width, height : float or None
        In inches; None: as the chart needs.
    columns, rows : int
        Panels in a row, and rows of them that can be read.
    dpi : int
        Of png files.
    """

    width: float | None = None
    height: float | None = None
    columns: int = 4
    rows: int = 5
    dpi: int = DPI

    @property
    def panels(self) -> int:
        """How many panels can be read, at most as many as assets are drawn."""
        return min(self.columns * self.rows, MOST_ASSETS)


PAGE = Size()
SIZES = {
    "page": PAGE,
    "column": Size(3.5, None, 2, 5),  # a column of a journal
    "slide": Size(20 / 3, 3.75, 4, 1, 288),  # 16:9, 1920 × 1080 as png
}


def shown_figure(width: float, height: float, layout: Literal["constrained", "none"]) -> Figure:
    """Figure that a notebook shows by itself, in inches; where pyplot had a current figure, it stays that.

    Outside `RC`: the first figure chooses and sets up the backend, and what that sets must outlast it.
    """
    from matplotlib import pyplot

    before = pyplot.gcf() if pyplot.get_fignums() else None
    figure = pyplot.figure(figsize=(width, height), layout=layout)
    if before is not None:
        pyplot.figure(before)
    return figure


def new_axes() -> Axes:
    """Axes that a notebook shows by itself."""
    figure = shown_figure(6.4, 3.4, "constrained")
    with rc_context(RC):
        return figure.add_subplot()


@contextlib.contextmanager
def drawing(ax: Axes) -> Iterator[None]:
    """Draw in the style of every chart.

    When the drawing is done, what it wrote is made harmless: it may be the study's text, and the axes somebody else's.
    """
    before = {artist: _said(artist) for artist in ax.findobj()}
    with rc_context(RC):
        yield
        for artist in ax.findobj():
            if before.get(artist) != _said(artist):
                _disarm(artist)


class _Names(FuncFormatter):
    """Ticks named as another formatter names them, without what cannot be seen."""

    def __init__(self, names: FuncFormatter) -> None:
        super().__init__(lambda value, place: inert(names(value, place), keep="\n"))


def _said(artist: Artist) -> tuple[object, object]:
    """What an artist writes, or what names the ticks of an axis; and its name in a legend."""
    if isinstance(artist, Axis):
        return artist.get_major_formatter(), artist.get_label()
    return artist.get_text() if isinstance(artist, Text) else "", artist.get_label()


def _disarm(artist: Artist) -> None:
    """Let an artist write nothing that cannot be seen, and no formula."""
    if isinstance(artist, Text):
        artist.set_parse_math(False)
        artist.set_text(inert(artist.get_text(), keep="\n"))
    if isinstance(artist, Axis):
        formatter = artist.get_major_formatter()
        if isinstance(formatter, FuncFormatter) and not isinstance(formatter, _Names):
            artist.set_major_formatter(_Names(formatter))
        for tick in artist.get_major_ticks():
            tick.label1.set_parse_math(False)
            tick.label2.set_parse_math(False)
    if isinstance(artist.get_label(), str):
        artist.set_label(inert(str(artist.get_label()), keep="\n"))


def new_figure(width: float, height: float) -> Figure:
    """Figure without a window, in inches."""
    figure = Figure(figsize=(width, height))
    FigureCanvasAgg(figure)
    return figure


def figure_of(draw: Callable[[Axes], Any], width: float, height: float, size: Size = PAGE) -> Figure:
    """Figure with one drawing, laid out so that nothing is cut."""
    with rc_context(RC):
        figure = Figure(figsize=(size.width or width, size.height or height), layout="constrained")
        FigureCanvasAgg(figure)
        draw(figure.add_subplot())
    return figure


def titled_figure(draw: Callable[[Axes], Any], title: str, width: float, height: float, size: Size = PAGE) -> Figure:
    """Figure with one drawing, its title over the whole of it, and its legend below, where that hides nothing.

    `height` is that of a title of one line and a legend of one row; both take what they need more.
    """
    figure = figure_of(draw, width, height, size)
    (ax,) = figure.axes
    width, lines = figure.get_figwidth(), in_lines(title, 0.92 * figure.get_figwidth())
    more = lines.count("\n")
    with rc_context(RC):
        ax.set_title("")
        figure.suptitle(lines, x=0.012, ha="left", fontsize=10)
        if (legend := ax.get_legend()) is not None:
            handles, labels = ax.get_legend_handles_labels()
            legend.remove()
            columns = max(1, min(len(labels), int(width / 1.9)))
            figure.legend(handles, labels, loc="outside lower right", frameon=False, fontsize=8, ncols=columns)
            more += -(-len(labels) // columns) - 1
    if size.height is None:
        figure.set_figheight(height + TITLE_LINE * more)
    return figure


def few_of(shown: int, total: int, language: Language) -> str:
    """What a chart says that shows few of an event's assets; empty for one that shows all."""
    return language("few_of_assets", n=shown, all=total) if shown < total else ""


def per_cent_levels(low: float, high: float) -> list[float]:
    """Round levels for an axis from `low` to `high`."""
    return [level for level in _LOCATOR.tick_values(low, high) if low <= level <= high]


def calendar_axis(axis: Axis, language: Language = ENGLISH, most: int = 8) -> None:
    """Ticks of a calendar axis, at most so many, named as briefly as they can be."""
    locator = AutoDateLocator(minticks=3, maxticks=most)  # type: ignore[no-untyped-call]
    axis.set_major_locator(locator)
    # Years, months, days; then the ticks on the first of a year and of a month; then what stands beside the axis.
    units = ("month", "day", "january", "first_day", "beside_days")
    month, day, january, first_day, beside = (language(f"drawn.tick.{unit}") for unit in units)
    hours = ["%H:%M"] * 3
    formatter = ConciseDateFormatter(  # type: ignore[no-untyped-call]
        locator,
        formats=["%Y", month, day, *hours],
        zero_formats=["", january, first_day, *hours],
        offset_formats=["", "%Y", beside, *hours],
    )
    axis.set_major_formatter(formatter)


def in_lines(title: str, inches: float) -> str:
    """A title of the usual size in lines of some width, whole unless it is longer than anybody's.

    Matplotlib's own wrapping takes text between dollars for a formula even where formulas are off, and fails on one
    that is none.
    """
    return fill(shortened(title), int(LETTERS_AN_INCH * inches))


def fill(text: str, letters: int) -> str:
    """Text in lines of so many letters, a number and its % in one of them, and what is equal."""
    kept = text.replace(" %", f"{BOUND}%").replace(" = ", f"{BOUND}={BOUND}")
    return textwrap.fill(kept, max(1, letters)).replace(BOUND, " ")


def shortened(title: str) -> str:
    """A title, or the first 500 letters of what nobody could read as one."""
    return title if len(title) <= LONGEST else title[: LONGEST - 1] + "…"


def title_above(ax: Axes, title: str) -> None:
    """Set the title of axes, in lines of their width."""
    ax.set_title(in_lines(title, ax.get_window_extent().width / ax.figure.dpi))


def per_cent_axis(axis: Axis, language: Language = ENGLISH) -> None:
    """Ticks of a return axis: round levels, with as many digits as they have."""
    axis.set_major_locator(MaxNLocator(5, steps=STEPS))
    axis.set_major_formatter(FuncFormatter(lambda value, _: _per_cent(value, language)))


def _per_cent(value: float, language: Language) -> str:
    digits = next((d for d in range(4) if abs(round(100 * value, d) - 100 * value) < 1e-9), 4)
    return language.percent(value, digits, sign=False)


def render(figure: Figure, kind: str, dpi: int = DPI) -> bytes:
    """Bytes of a figure as svg, png or pdf, the same for the same figure: no date, no version."""
    buffer = io.BytesIO()
    metadata: dict[str, Any] = {
        "svg": {"Date": None, "Creator": None},
        "png": {"Software": None},
        "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
    }[kind]
    options: Any = {"pil_kwargs": {"compress_level": 1}} if kind == "png" else {}  # a tenth larger, drawn much sooner
    with rc_context(RC), warnings.catch_warnings():
        # A letter that the font lacks is a box in a png; the svg still has the letter. Nothing is to be done about it.
        warnings.filterwarnings("ignore", "Glyph .* missing from", UserWarning)
        for artist in figure.findobj():
            _disarm(artist)
        figure.savefig(buffer, format=kind, dpi=dpi, metadata=metadata, **options)
    # Text in an svg is drawn by the reader's machine, which may lack the font: give it others of like width.
    fallback = f"'{FONT}', Verdana, sans-serif".encode()
    return buffer.getvalue().replace(f"'{FONT}'".encode(), fallback) if kind == "svg" else buffer.getvalue()
