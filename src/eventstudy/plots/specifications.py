"""Specification curves: every estimate of one event, sorted, above the choices that led to it."""

from __future__ import annotations

from textwrap import shorten, wrap

import numpy as np
import pandas as pd
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from eventstudy.errors import SpecError
from eventstudy.messages import message
from eventstudy.plots.chart import Chart
from eventstudy.plots.style import COLOURS, GRID, INK, MUTED, RC, drawing, new_figure, per_cent_axis, shown_figure
from eventstudy.simulate import Comparison
from eventstudy.tables import asset_name, language_of
from eventstudy.text import ENGLISH, Language, share, window_text

__all__ = ["SPECIFICATION_CURVE", "figure_specification_curve", "plot_specification_curve"]

OWN, OTHER = COLOURS[1], COLOURS[0]
KEYS = ["model", "estimation_start", "estimation_end", "benchmark"]
ROW = 0.155
"""Height of a choice, in inches."""


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
    window = _windows(comparison)[0] if window is None else window
    curve, language = _curve(comparison, window), language_of(lang)
    if ax is None:
        figure = shown_figure(*_size(comparison, [window]), layout="none")
        with rc_context(RC):
            ((ax, choices),) = _axes(figure, comparison, [window])
    with drawing(ax):
        _draw_estimates(ax, curve, language)
        ax.set_title(_title(comparison, window, language), fontsize=8, loc="left")
    if choices is not None:
        with drawing(choices):
            _draw_choices(choices, comparison, curve, language)
            ax.tick_params(axis="x", labelbottom=False)
    return ax


def figure_specification_curve(comparison: Comparison, lang: str = "en") -> Figure:
    """A curve for each CAR window, side by side, in a figure of its own with its title."""
    windows, language = _windows(comparison), language_of(lang)
    with rc_context(RC):
        figure = new_figure(*_size(comparison, windows))
        for i, (window, (ax, choices)) in enumerate(zip(windows, _axes(figure, comparison, windows), strict=True)):
            plot_specification_curve(comparison, window, lang=lang, ax=ax, choices=choices)
            if i:
                choices.set_yticklabels([])
                ax.set_ylabel("")
        height, spec = figure.get_figheight(), comparison.spec
        title = spec.titles.get(comparison.event, comparison.event)
        whose = asset_name(spec, comparison.asset) if comparison.asset else language("terminal.mean_of_assets")
        figure.suptitle(f"{title}: {whose}"[:110], x=0.012, y=1 - 0.07 / height, ha="left", va="top", fontsize=10)
        said = "\n".join(wrap(_subtitle(comparison, language), int(17 * figure.get_figwidth())))
        figure.text(0.012, 1 - 0.28 / height, said, fontsize=8, color=MUTED, va="top")
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


def _windows(comparison: Comparison) -> list[tuple[int, int]]:
    """CAR windows that were estimated."""
    known = comparison.table[comparison.table["distinct"]]
    if known.empty:
        raise SpecError(message("nothing_estimated"), message("see_notes_of_table"))
    return list(dict.fromkeys((int(a), int(b)) for a, b in zip(known["start"], known["end"], strict=True)))


def _curve(comparison: Comparison, window: tuple[int, int]) -> pd.DataFrame:
    """One row for each distinct specification of a CAR window, by size of the estimate."""
    table = comparison.table
    known = table["distinct"] & (table["n"] == table["n"].max())
    known &= (table["start"] == window[0]) & (table["end"] == window[1])
    if not known.any():
        raise SpecError(message("nothing_estimated"), message("see_notes_of_table"))
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
        labels = [language("drawn.against", benchmark=shorten(name, 40, placeholder=" …")) for name in markets]
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


def _size(comparison: Comparison, windows: list[tuple[int, int]]) -> tuple[float, float]:
    curves = [_curve(comparison, window) for window in windows]
    width = sum(_width(curve) for curve in curves) + 0.55 * len(windows) + 2.6
    return width, 3.4 + ROW * len(_rows(comparison, curves[0]))


def _width(curve: pd.DataFrame) -> float:
    return min(max(0.055 * len(curve), 3.2), 9.0)


def _axes(figure: Figure, comparison: Comparison, windows: list[tuple[int, int]]) -> list[tuple[Axes, Axes]]:
    """Estimates above choices, for each window."""
    width, height = figure.get_size_inches()
    curves = [_curve(comparison, window) for window in windows]
    lower, bottom, gap = ROW * len(_rows(comparison, curves[0])) / height, 0.12 / height, 0.12 / height
    top, left, made = 1 - 1.12 / height, 2.6 / width, []
    for curve in curves:
        own = _width(curve) / width
        choices = figure.add_axes((left, bottom, own, lower))
        ax = figure.add_axes((left, bottom + lower + gap, own, top - bottom - lower - gap))
        made.append((ax, choices))
        left += own + 0.55 / width
    return made


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
