"""What there is to know of a way in which files of prices are laid out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from eventstudy.prices.plan import Head, Plan
from eventstudy.prices.request import Request

__all__ = ["Layout"]


@dataclass(frozen=True)
class Layout:
    """A way in which files of prices are laid out.

    Attributes
    ----------
    name : str
        Under which a study asks for it: `prices: {layout: …}`.
    plan : callable
        From the first rows of a file, and what is wanted, how to read it.
    titles : mapping of language to str
        What it is, in one sentence.
    delimiter : str
        Between cells, where it is not the study's.
    texts : mapping of code to mapping of language to str
        Texts of its own messages.
    delistings : bool
        Whether it can be asked for returns of delistings that the file lacks.
    """

    name: str
    plan: Callable[[Head, Request], Plan]
    titles: Mapping[str, str]
    delimiter: str = ""
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    delistings: bool = False

    @property
    def title_code(self) -> str:
        """Code of its title in the catalogues."""
        return f"layout.{self.name}"
