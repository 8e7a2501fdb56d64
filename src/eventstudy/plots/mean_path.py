"""The mean CAR path of a group with its confidence band."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from eventstudy.errors import NotDrawn, SpecError
from eventstudy.messages import message
from eventstudy.plots.chart import Chart
from eventstudy.plots.paths import band_name, draw_path, dress_path, title_of
from eventstudy.plots.style import COLOURS, PAGE, Size, drawing, figure_of, new_axes
from eventstudy.result import StudyResult
from eventstudy.spec.parts import RESERVED_GROUPS
from eventstudy.spec.source import nearest
from eventstudy.tables import language_of

__all__ = ["CAAR", "figure_caar", "plot_caar"]

EVERY, SIGNED = RESERVED_GROUPS


def plot_caar(study: StudyResult, group: str = EVERY, *, lang: str = "en", ax: Axes | None = None) -> Axes:
    """Mean CAR path of a group, from the first event day on, with the band that covers the whole of it (sup-t).

    Parameters
    ----------
    study : StudyResult
    group : str
        Name of the group, or id of an event with several assets; default: all firm-events.
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
    language = language_of(lang)
    aar = study.frames["aar"]
    own = aar[aar["group"] == group]
    if own.empty:
        groups = list(aar["group"].unique())
        raise SpecError(message("study_without_group", group=group), nearest(group, groups))
    path = own.rename(columns={"caar": "car"})
    half = (own["caar_upper"] - own["caar"]).to_numpy()
    with drawing(ax := ax or new_axes()):
        label = "drawn.mean_of_signed" if group == SIGNED else "drawn.mean_of"
        draw_path(ax, path, half, COLOURS[0], language(label, n=language.count(int(own["n"].max()))))
        dress_path(ax, language)
        ax.set_xlabel(language("drawn.sessions"))
        ax.set_ylabel("CAAR")
        ax.set_title(study.spec.study if group in RESERVED_GROUPS else title_of(study, group))
        band = band_name(1 - study.spec.level, "simultaneous", language)
        ax.legend(frameon=False, fontsize=8, title=band, title_fontsize=8, alignment="left")
    return ax


def figure_caar(study: StudyResult, size: Size = PAGE, lang: str = "en") -> Figure:
    """The same of all firm-events, by expected signs where these differ, in a figure of its own."""
    groups = study.frames["aar"]["group"].unique()
    if not len(groups):
        raise NotDrawn(message("no_group_drawn"), message("see_dropped"))
    named = [name for name in reversed(RESERVED_GROUPS) if name in groups]
    return figure_of(lambda ax: plot_caar(study, [*named, *groups][0], lang=lang, ax=ax), 6.4, 3.4, size)


CAAR = Chart(
    "caar",
    {
        "en": "mean CAR path of a group with the band that covers the whole of it",
        "de": "mittlerer CAR-Pfad einer Gruppe mit dem Band, das ihn als Ganzes deckt",
    },
    plot_caar,
    figure_caar,
    texts={
        "study_without_group": {
            "en": "the study has no group '{group}'",
            "de": "die Studie hat keine Gruppe „{group}“",
        },
        "no_group_drawn": {"en": "the study has no group of firm-events", "de": "die Studie hat keine Gruppe"},
    },
)
