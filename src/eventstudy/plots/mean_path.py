"""Mean CAR paths of groups with their confidence bands."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from eventstudy.engine import path_stretches
from eventstudy.errors import NotDrawn, SpecError
from eventstudy.messages import message
from eventstudy.plots.chart import Chart
from eventstudy.plots.panels import draw_panels
from eventstudy.plots.path_drawing import DrawnPath, day_text, draw_path, dress_path, path_key, started
from eventstudy.plots.paths import title_of
from eventstudy.plots.style import COLOURS, INK, PAGE, RC, Size, drawing, new_axes, title_above
from eventstudy.result import StudyResult
from eventstudy.spec.parts import RESERVED_GROUPS
from eventstudy.spec.source import nearest
from eventstudy.tables import language_of
from eventstudy.text import Language

__all__ = ["CAAR", "caar_groups", "figure_caar", "plot_caar"]

EVERY, SIGNED = RESERVED_GROUPS


def plot_caar(
    study: StudyResult, group: str | Sequence[str] = EVERY, *, lang: str = "en", ax: Axes | None = None
) -> Axes:
    """Mean CAR path from the close of day −1 on, where it is 0, with its band, and fainter what came before.

    Parameters
    ----------
    study : StudyResult
    group : str or sequence of str
        Name of a group, or id of an event with several assets; default: all firm-events. Of several the bands alone
        are drawn, one over the other, without the intervals of each day.
    lang : {"en", "de"}
    ax : Axes, optional
        Where to draw; default: new axes.

    Returns
    -------
    Axes

    Raises
    ------
    SpecError
        The study has no such group.
    """
    language, names = language_of(lang), [group] if isinstance(group, str) else list(group)
    paths = {name: _path(study, name, intervals=len(names) == 1) for name in names}
    with drawing(ax := ax or new_axes()):
        for i, (name, path) in enumerate(paths.items()):
            draw_path(ax, path, COLOURS[i % len(COLOURS)], _name(study, name, language))
        first = next(iter(paths.values()))
        key = path_key(1 - study.spec.level, COLOURS[0] if len(names) == 1 else INK, language, first)
        ax.legend(handles=[*ax.get_legend_handles_labels()[0][-len(names) :], *key], frameon=False, fontsize=8)
        dress_path(ax, language)
        ax.set_xlabel(language("drawn.sessions_since", day=day_text(first.days[first.start])))
        ax.set_ylabel("CAAR")
        title_above(ax, title_of(study, names[0]) if {*names} < {*study.spec.titles} else study.spec.study)
    return ax


def figure_caar(study: StudyResult, size: Size = PAGE, lang: str = "en") -> Figure:
    """A panel for all firm-events, by expected signs where these differ, and for each stated group, on one scale."""
    names, language = caar_groups(study), language_of(lang)
    if not names:
        raise NotDrawn(message("no_group_drawn"), message("see_dropped"))
    shown = names[: size.panels]
    panels = [(_name(study, name, language), _path(study, name), COLOURS[0]) for name in shown]
    first = panels[0][1]
    subtitle = language("drawn.caar_from", day=day_text(first.days[first.start]))
    if len(shown) < len(names):
        subtitle += "; " + language("drawn.first_groups", n=len(shown), all=len(names))
    with rc_context(RC):
        return draw_panels(panels, (study.spec.study, subtitle), 1 - study.spec.level, None, size, language)


def caar_groups(study: StudyResult) -> list[str]:
    """All firm-events, by expected signs where these differ, and each stated group; else the first event."""
    found = list(study.frames["aar"]["group"].unique())
    whole = [name for name in reversed(RESERVED_GROUPS) if name in found][:1]
    stated = [name for name in found if name not in RESERVED_GROUPS and name not in study.spec.titles]
    return [*whole, *stated] or found[:1]


def _path(study: StudyResult, group: str, *, intervals: bool = True) -> DrawnPath:
    """Mean path of a group; its intervals take the t quantile of the day between with the fewest firm-events."""
    aar = study.frames["aar"]
    own = aar[aar["group"] == group]
    if own.empty:
        groups = list(aar["group"].unique())
        raise SpecError(message("study_without_group", group=group), nearest(group, groups))
    days, caar, band = (own[name].to_numpy(float) for name in ("day", "caar", "caar_upper"))
    return started(days, caar, band - caar, _intervals(own) if intervals else None)


def _intervals(own: pd.DataFrame) -> np.ndarray:
    """Half width of the interval of each day of a mean path."""
    half, se = (own["upper"] - own["aar"]).to_numpy(float), own["se"].to_numpy(float)
    critical = np.divide(half, se, out=np.full(len(se), np.nan), where=se > 0)
    between = [critical[a : b + 1] for a, b in path_stretches(own["day"].to_numpy())]
    largest = np.array([np.nanmax(part) if np.isfinite(part).any() else np.nan for part in between])
    error = own["caar_se"].to_numpy(float)
    return np.where(error == 0, 0.0, largest * error)


def _name(study: StudyResult, group: str, language: Language) -> str:
    """Name of a group for people, with its size."""
    aar = study.frames["aar"]
    n = language.count(int(aar.loc[aar["group"] == group, "n"].max()))
    if group in RESERVED_GROUPS:
        return language("drawn.mean_of" if group == EVERY else "drawn.mean_of_signed", n=n)
    return language("drawn.mean_of_group", group=title_of(study, group), n=n)


def _in_results(study: StudyResult, *_: object) -> bool:
    """Of one event each asset says more than their mean."""
    return study.frames["models"]["event_id"].nunique() > 1


CAAR = Chart(
    "caar",
    {
        "en": "mean CAR path of all firm-events and of each stated group, with intervals and a band",
        "de": "mittlerer CAR-Pfad aller Paare und jeder genannten Gruppe, mit Intervallen und Band",
    },
    plot_caar,
    figure_caar,
    in_results=_in_results,
    texts={
        "study_without_group": {
            "en": "the study has no group '{group}'",
            "de": "die Studie hat keine Gruppe „{group}“",
        },
        "no_group_drawn": {"en": "the study has no group of firm-events", "de": "die Studie hat keine Gruppe"},
    },
)
