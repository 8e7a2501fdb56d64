"""Specification curves: every estimate of one event, sorted, above the choices that led to it."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from eventstudy.errors import SpecError
from eventstudy.messages import message
from eventstudy.plots.chart import Chart
from eventstudy.plots.style import COLOURS, GRID, INK, MUTED, RC, drawing, new_figure, per_cent_axis, shown_figure
from eventstudy.study import Comparison
from eventstudy.tables import asset_name, language_of
from eventstudy.text import ENGLISH, Language, share, window_text

__all__ = ["SPECIFICATION_CURVE", "figure_specification_curve", "plot_specification_curve"]

OWN, OTHER = COLOURS[1], COLOURS[0]
KEYS = ["model", "estimation_start", "estimation_end", "start", "end"]


def plot_specification_curve(
    comparison: Comparison, *, lang: str = "en", ax: Axes | None = None, choices: Axes | None = None
) -> Axes:
    """Estimates with their intervals, sorted; below them the model, windows and significant tests of each.

    Parameters
    ----------
    comparison : Comparison
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
    curve, language = _curve(comparison), language_of(lang)
    if ax is None:
        figure = shown_figure(*_size(comparison, curve), layout="none")
        with rc_context(RC):
            ax, choices = _two_axes(figure, comparison, curve)
    with drawing(ax):
        _draw_estimates(ax, curve, language)
    if choices is not None:
        with drawing(choices):
            _draw_choices(choices, comparison, curve, language)
            ax.tick_params(axis="x", labelbottom=False)
    return ax


def figure_specification_curve(comparison: Comparison, lang: str = "en") -> Figure:
    """Specification curve in a figure of its own, with its title."""
    curve, language = _curve(comparison), language_of(lang)
    with rc_context(RC):
        figure = new_figure(*_size(comparison, curve))
        ax, choices = _two_axes(figure, comparison, curve)
        plot_specification_curve(comparison, lang=lang, ax=ax, choices=choices)
        height = figure.get_figheight()
        spec = comparison.spec
        title = spec.titles.get(comparison.event, comparison.event)
        whose = asset_name(spec, comparison.asset) if comparison.asset else language("terminal.mean_of_assets")
        figure.suptitle(f"{title}: {whose}"[:110], x=0.012, y=1 - 0.07 / height, ha="left", va="top", fontsize=10)
        figure.text(0.012, 1 - 0.28 / height, _subtitle(curve, spec.level, language), fontsize=8, color=MUTED, va="top")
    return figure


def _subtitle(curve: pd.DataFrame, level: float, language: Language) -> str:
    covered, size = (language.local(share(one)) for one in (1 - level, level))
    return language("drawn.specifications", n=len(curve), interval=covered, level=size)


def _curve(comparison: Comparison) -> pd.DataFrame:
    """One row for each model, estimation window and CAR window, by size of the estimate."""
    table = comparison.table
    known = table[np.isfinite(table["estimate"].to_numpy(float)) & (table["n"] == table["n"].max())]
    if known.empty:
        raise SpecError(message("nothing_estimated"), message("see_notes_of_table"))
    return known.drop_duplicates(KEYS).sort_values(["estimate", *KEYS], kind="stable", ignore_index=True)


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
    rows: list[tuple[str, np.ndarray]] = []
    level = comparison.spec.level
    rows += [
        (language("drawn.model", name=name), (curve["model"] == name).to_numpy())
        for name in comparison.table["model"].unique()
    ]
    for kind, (first, last) in (
        ("CAR", ("start", "end")),
        (language("drawn.estimated_on"), ("estimation_start", "estimation_end")),
    ):
        rows.append(("", np.zeros(len(curve), dtype=bool)))
        for a, b in dict.fromkeys(zip(comparison.table[first], comparison.table[last], strict=True)):
            rows.append((f"{kind} {window_text(a, b)}", ((curve[first] == a) & (curve[last] == b)).to_numpy()))
    rows.append(("", np.zeros(len(curve), dtype=bool)))
    for test in (name for name in comparison.table["test"].unique() if name):
        own = comparison.table[comparison.table["test"] == test].set_index(KEYS)["p_value"]
        p = own.reindex(pd.MultiIndex.from_frame(curve[KEYS])).to_numpy(float)
        rows.append((f"p ≤ {language.local(share(level))} %: {test}", p <= level))
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


def _size(comparison: Comparison, curve: pd.DataFrame) -> tuple[float, float]:
    width = min(max(0.062 * len(curve) + 2.3, 6.5), 13.0)
    return width, 3.1 + 0.155 * len(_rows(comparison, curve))


def _two_axes(figure: Figure, comparison: Comparison, curve: pd.DataFrame) -> tuple[Axes, Axes]:
    width, height = figure.get_size_inches()
    lower = 0.155 * len(_rows(comparison, curve)) / height
    left, right = 1.75 / width, 1 - 0.15 / width
    bottom, gap, top = 0.12 / height, 0.12 / height, 1 - 0.62 / height
    choices = figure.add_axes((left, bottom, right - left, lower))
    ax = figure.add_axes((left, bottom + lower + gap, right - left, top - bottom - lower - gap))
    return ax, choices


SPECIFICATION_CURVE = Chart(
    "specification_curve",
    {
        "en": "CAR of one event under every specification, sorted, above the choices that led to it",
        "de": "CAR eines Ereignisses unter jeder Spezifikation, sortiert, über den Entscheidungen, die dazu führten",
    },
    plot_specification_curve,
    figure_specification_curve,
    reads="comparison",
    file="compare",
)
