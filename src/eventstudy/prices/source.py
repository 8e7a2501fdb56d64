"""What there is to know of a price source."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from eventstudy.messages import Message
from eventstudy.prices.request import Fetched, Request
from eventstudy.spec import PriceChoice
from eventstudy.spec.options import Option

__all__ = ["DATES", "DECIMAL", "DELIMITER", "KIND", "LAYOUT", "PATH", "Source"]


@dataclass(frozen=True)
class Source:
    """A place where prices come from.

    Attributes
    ----------
    name : str
        Under which a study asks for it.
    load : callable
        Takes a `Request` and returns what it `Fetched`.
    titles : mapping of language to str
        What it is, in one sentence.
    options : tuple of Option
        Keys under `prices:` that it reads, beside those of every source.
    example : str
        A `path:` as a study may have it, for a source of files of the user's; empty for others.
    serves_as_fallback : bool
        Whether it may stand in for single series of another source.
    asks : callable or None
        For a source on a network: one real request, past any cache. Whether it was answered, and what was found.
    texts : mapping of code to mapping of language to str
        Texts of its own messages.
    """

    name: str
    load: Callable[[Request], Fetched]
    titles: Mapping[str, str]
    options: tuple[Option, ...] = ()
    example: str = ""
    serves_as_fallback: bool = True
    asks: Callable[[], tuple[bool, Message]] | None = None
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def title_code(self) -> str:
        """Code of its title in the catalogues."""
        return f"source.{self.name}"

    @property
    def reads_files(self) -> bool:
        """Whether it reads files of the user's."""
        return bool(self.example)

    @property
    def uses_network(self) -> bool:
        """Whether it asks a network."""
        return self.asks is not None

    def values(self, **stated: Any) -> dict[str, Any]:
        """Its options with their values: those stated, else the defaults."""
        return {option.name: stated.get(option.name, option.default) for option in self.options}


def _of_every_study(name: str, german: str) -> Option:
    known = PriceChoice.model_fields[name]
    return Option(name, known.rebuild_annotation(), known.default, {"en": str(known.description), "de": german})


PATH = _of_every_study("path", "Eine Datei mit Kursen, mehrere, oder ein Ordner; Pfade beginnen im Ordner der Studie.")
KIND = _of_every_study("kind", "Was die Dateien enthalten.")
DELIMITER = _of_every_study("delimiter", "Zeichen zwischen den Zellen einer CSV-Datei.")
DECIMAL = _of_every_study("decimal", "Dezimalzeichen in Zahlen, die als Text geschrieben sind.")
LAYOUT = _of_every_study("layout", "Wie die Dateien angeordnet sind; 'eventstudy list layouts' nennt die Anordnungen.")
DATES = _of_every_study("dates", "Wie Tage geschrieben sind, wo es nicht sicher ist: '%d/%m/%Y'.")
