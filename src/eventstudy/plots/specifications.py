"""Specification curves: every estimate of one event, sorted, above the choices that led to it."""

from __future__ import annotations

from textwrap import shorten

import numpy as np
import pandas as pd
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from eventstudy.errors import NotDrawn
from eventstudy.messages import message
from eventstudy.plots.chart import Chart
from eventstudy.plots.style import (
    COLOURS,
    GRID,
    INK,
    MUTED,
    RC,
    TITLE_LINE,
    drawing,
    fill,
    in_lines,
    new_figure,
    per_cent_axis,
    shown_figure,
)
from eventstudy.simulate import Comparison
from eventstudy.tables import asset_name, language_of
from eventstudy.tables.other_markets import benchmark_names, market_name
from eventstudy.text import ENGLISH, Language, share, window_text

__all__ = ["SPECIFICATION_CURVE", "figure_specification_curve", "plot_specification_curve"]

OWN, OTHER = COLOURS[1], COLOURS[0]
KEYS = ["model", "estimation_start", "estimation_end", "benchmark"]
ROW, CURVE, TITLE, BETWEEN, BELOW, RIGHT = 0.155, 2.9, 0.55, 0.12, 0.12, 0.15
"""Heights of a choice, of the estimates with their title, of that alone; room between, below, and right; in inches."""
NOTHING_ESTIMATED = NotDrawn(message("nothing_estimated"), message("see_notes_of_table"))
LETTER = 0.06
"""Width of a letter of a label, in inches."""


def plot_specification_curve(
    comparison: Comparison,
    window: tuple[int, int] | None = None,
    *,
    lang: str = "en",
    ax: Axes | None = None,
    choices: Axes | None = None,
) -> Axes:
    """Distinct estimates of one CAR window with their intervals, sorted; below them what each is and where it counts.

    Parameters
    ----------
    comparison : Comparison
    window : tuple of int, optional
        A CAR window; default: the first that was estimated.
    lang : {"en", "de"}
        Language of what is written.
    ax : Axes, optional
        Where to draw the estimates; default: new axes, with others below for the choices.
    choices : Axes, optional
        Where to draw the choices; without it, and with `ax`, they are left out.

    Returns
    -------
    Axes
        Of the estimates.

    Raises
    ------
    SpecError
        Nothing was estimated.
    """
    window = _first(comparison) if window is None else window
    curve, language = _curve(comparison, window), language_of(lang)
    if ax is None:
        figure = shown_figure(*_size(comparison, curve, language), layout="none")
        with rc_context(RC):
            ax, choices = _axes(figure, comparison, curve, language)
    with drawing(ax):
        _draw_estimates(ax, curve, language)
        ax.set_title(_title(comparison, window, language), fontsize=8, loc="left")
    if choices is not None:
        with drawing(choices):
            _draw_choices(choices, comparison, curve, language)
            ax.tick_params(axis="x", labelbottom=False)
    return ax


def figure_specification_curve(
    comparison: Comparison, window: tuple[int, int] | None = None, lang: str = "en"
) -> Figure:
    """The curve of one CAR window, by default the first, in a figure of its own with its title."""
    window, language = _first(comparison) if window is None else window, language_of(lang)
    curve, spec = _curve(comparison, window), comparison.spec
    with rc_context(RC):
        width, height = _size(comparison, curve, language)
        event = spec.titles.get(comparison.event, comparison.event)
        whose = asset_name(spec, comparison.asset) if comparison.asset else language("terminal.mean_of_assets")
        title = in_lines(f"{whose}: {event}", 0.95 * width)
        said = fill(_subtitle(comparison, language), int(15.5 * width)).splitlines()
        head = 0.12 + TITLE_LINE * (title.count("\n") + 1)
        height += head + 0.16 * len(said)
        figure = new_figure(width, height)
        ax, choices = _axes(figure, comparison, curve, language)
        plot_specification_curve(comparison, window, lang=lang, ax=ax, choices=choices)
        figure.suptitle(title, x=0.012, y=1 - 0.07 / height, ha="left", va="top", fontsize=10)
        figure.text(0.012, 1 - head / height, "\n".join(said), fontsize=8, color=MUTED, va="top")
    return figure


def _subtitle(comparison: Comparison, language: Language) -> str:
    level, dates = comparison.spec.level, comparison.agreement["dates"].max()
    covered, size = (language.local(share(one)) for one in (1 - level, level))
    if pd.isna(dates):
        return language("drawn.specifications", interval=covered, level=size)
    return language("drawn.curves", interval=covered, level=size, dates=int(dates))


def _title(comparison: Comparison, window: tuple[int, int], language: Language) -> str:
    """CAR window, and in a second line what the curve says against dates without an event."""
    table = comparison.agreement
    found = table[(table["start"] == window[0]) & (table["end"] == window[1]) & table["dates"].notna()]
    title = f"CAR {window_text(*window)}"
    if found.empty:
        return title
    one = found.iloc[0]
    said = {
        "median": language.percent(one["median"]),
        "median_p": language.p(one["median_p"]),
        "share": language.number(100 * one["share_significant"], 0),
        "share_p": language.p(one["share_p"]),
    }
    return f"{title}\n{language('drawn.curve_p', **said)}"


def _first(comparison: Comparison) -> tuple[int, int]:
    """The first CAR window that was estimated."""
    if not comparison.windows:
        raise NOTHING_ESTIMATED
    return comparison.windows[0]


def _curve(comparison: Comparison, window: tuple[int, int]) -> pd.DataFrame:
    """One row for each distinct specification of a CAR window, by size of the estimate."""
    table = comparison.table
    known = table["distinct"] & (table["n"] == table["n"].max())
    known &= (table["start"] == window[0]) & (table["end"] == window[1])
    if not known.any():
        raise NOTHING_ESTIMATED
    return table[known].drop_duplicates(KEYS).sort_values(["estimate", *KEYS], kind="stable", ignore_index=True)


def _draw_estimates(ax: Axes, curve: pd.DataFrame, language: Language) -> None:
    x = np.arange(len(curve))
    own = curve["own"].to_numpy()
    for which, colour, size in ((~own, OTHER, 2.2), (own, OWN, 4.5)):
        estimate, low, high = (curve.loc[which, name].to_numpy(float) for name in ("estimate", "low", "high"))
        reach = np.nan_to_num(np.stack([estimate - low, high - estimate]))
        ax.errorbar(x[which], estimate, reach, fmt="o", color=colour, markersize=size, elinewidth=0.7)
    ax.axhline(0, color=INK, linewidth=0.7)
    ax.set_xlim(-1, len(curve))
    ax.set_xticks([])
    ax.set_ylabel("CAR")
    per_cent_axis(ax.yaxis, language)
    ax.grid(axis="y", color=GRID, linewidth=0.6)


def _rows(comparison: Comparison, curve: pd.DataFrame, language: Language = ENGLISH) -> list[tuple[str, np.ndarray]]:
    """Label of each choice, and which specifications made it; an empty label separates kinds of choices."""
    table, level, none = comparison.table, comparison.spec.level, ("", np.zeros(len(curve), dtype=bool))
    rows = [
        (language("drawn.model", name=name), (curve["model"] == name).to_numpy()) for name in table["model"].unique()
    ]
    rows.append(none)
    for first, last in dict.fromkeys(zip(table["estimation_start"], table["estimation_end"], strict=True)):
        made = (curve["estimation_start"] == first) & (curve["estimation_end"] == last)
        rows.append((f"{language('drawn.estimated_on')} {window_text(first, last)}", made.to_numpy()))
    markets = table["benchmark"].unique()
    if len(markets) > 1:
        rows.append(none)
        known = benchmark_names(comparison.spec)
        said = (language.text(known.get(name) or market_name(comparison.spec, name)) for name in markets)
        labels = [language("drawn.against", benchmark=shorten(name, 60, placeholder=" …")) for name in said]
        rows += [(label, (curve["benchmark"] == name).to_numpy()) for label, name in zip(labels, markets, strict=True)]
    rows.append(none)
    size = language.local(share(level))
    own = (table["start"] == curve["start"].iloc[0]) & (table["end"] == curve["end"].iloc[0])
    for test in (name for name in table["test"].unique() if name):
        p = table[own & (table["test"] == test)].set_index(KEYS)["p_value"]
        found = p.reindex(pd.MultiIndex.from_frame(curve[KEYS])).to_numpy(float)
        rows.append((f"p ≤ {size} %: {test}", found <= level))
    return rows


def _draw_choices(ax: Axes, comparison: Comparison, curve: pd.DataFrame, language: Language) -> None:
    rows = _rows(comparison, curve, language)
    own = curve["own"].to_numpy()
    for place, (label, made) in enumerate(rows):
        if label:
            ax.axhline(place, color=GRID, linewidth=0.5)
        for which, colour in ((made & ~own, OTHER), (made & own, OWN)):
            at = np.flatnonzero(which)
            ax.plot(at, np.full(len(at), place), "|", color=colour, markersize=6, markeredgewidth=1.4)
    named = [(place, label) for place, (label, _) in enumerate(rows) if label]
    ax.set_yticks([place for place, _ in named], [label for _, label in named], fontsize=7.5, color=INK)
    ax.tick_params(axis="y", length=0)
    ax.set_ylim(len(rows) - 0.3, -0.7)
    ax.set_xlim(-1, len(curve))
    ax.set_xticks([])
    for side in ax.spines.values():
        side.set_visible(False)


def _size(comparison: Comparison, curve: pd.DataFrame, language: Language) -> tuple[float, float]:
    """Width and height of a figure for one curve without a title, in inches."""
    rows = _rows(comparison, curve, language)
    return _left(rows) + _width(curve) + RIGHT, CURVE + BETWEEN + ROW * len(rows) + BELOW


def _left(rows: list[tuple[str, np.ndarray]]) -> float:
    """Room for the labels of the choices, in inches."""
    return 0.2 + LETTER * max(len(label) for label, _ in rows)


def _width(curve: pd.DataFrame) -> float:
    return min(max(0.055 * len(curve), 3.6), 9.0)


def _axes(figure: Figure, comparison: Comparison, curve: pd.DataFrame, language: Language) -> tuple[Axes, Axes]:
    """Estimates above choices, at the lower end of a figure."""
    rows = _rows(comparison, curve, language)
    width, height = figure.get_size_inches()
    left, own, lower = _left(rows) / width, _width(curve) / width, ROW * len(rows) / height
    choices = figure.add_axes((left, BELOW / height, own, lower))
    above = figure.add_axes((left, (BELOW + BETWEEN) / height + lower, own, (CURVE - TITLE) / height))
    return above, choices


SPECIFICATION_CURVE = Chart(
    "specification_curve",
    {
        "en": "CAR of one event under every specification, sorted, above the choices that led to it",
        "de": "CAR eines Ereignisses unter jeder Spezifikation, sortiert, über den Entscheidungen, die dazu führten",
    },
    plot_specification_curve,
    figure_specification_curve,
    per="window",
    reads="comparison",
    file="compare",
)
