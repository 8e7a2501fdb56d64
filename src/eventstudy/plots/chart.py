"""What there is to know of a chart."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from matplotlib.axes import Axes
from matplotlib.figure import Figure

__all__ = ["Chart", "Per", "Reads"]

Per = Literal["whole", "event", "asset", "window"]
"""What has one drawing of its own; a CAR window of a comparison."""
Reads = Literal["study", "placebo", "comparison", "power"]
"""What is drawn: the result of a study, a `Placebo`, a `Comparison`, or the table of `power`."""


@dataclass(frozen=True, eq=False)
class Chart:
    """A chart: its functions, and all else there is to know of it.

    Attributes
    ----------
    name : str
        As the command line has it; in Python `eventstudy.plot_NAME` draws it.
    titles : mapping of language to text
        What it shows, in a clause.
    plot : callable
        Draws into `ax`, or into axes of its own, in the language `lang`, and returns them.
    figure : callable
        A figure of its own. Takes what the chart reads and the keys of one drawing: nothing, an event, an event and an
        asset, or a CAR window; of a study also `size`; and `lang`. Raises `NotDrawn` with the reason where there is
        nothing to draw, or nobody could read it.
    per : {"whole", "event", "asset", "window"}
        Whether there is one for the whole, for each event, for each asset of an event, or for each CAR window.
    reads : {"study", "placebo", "comparison", "power"}
        What it draws.
    file : str
        What the names of its files begin with; by default its name.
    asked : bool
        Whether a folder of charts has it only where it was asked for by name.
    in_results : callable
        Whether a result folder has it, from the result, the number of events that are drawn, and the keys.
    redraws : bool
        Whether `figure` takes the `figure` that it gave for other keys, to draw it anew.
    most : mapping of things to number
        How many events, assets or rows it draws at most.
    texts : mapping of code to mapping of language to text
        Of the reasons why it is not drawn, where the catalogues have none.
    """

    name: str
    titles: Mapping[str, str]
    plot: Callable[..., Axes]
    figure: Callable[..., Figure]
    per: Per = "whole"
    reads: Reads = "study"
    file: str = ""
    asked: bool = False
    in_results: Callable[..., bool] = lambda *_: False
    redraws: bool = False
    most: Mapping[str, int] = field(default_factory=dict)
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def stem(self) -> str:
        """What the names of its files begin with."""
        return self.file or self.name

    @property
    def title_code(self) -> str:
        """Code of its title in the catalogues."""
        return f"chart.{self.name}"

    @property
    def catalogued(self) -> dict[str, Mapping[str, str]]:
        """All its texts by code."""
        return {self.title_code: self.titles, **self.texts}
