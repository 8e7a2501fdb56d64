"""Registries: things of one kind by name, to which other packages add theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from importlib.metadata import EntryPoint, entry_points
from typing import Generic, Protocol, TypeVar

from eventstudy.errors import EventStudyError
from eventstudy.messages import message

__all__ = ["Named", "Registry"]


class Named(Protocol):
    """What a registry holds: a value with a name and all else there is to know of it."""

    @property
    def name(self) -> str:
        """Name under which a study asks for it."""
        ...


T = TypeVar("T", bound=Named)


class Registry(Mapping[str, T], Generic[T]):
    """Values of one kind by name: the package's own, then those of other packages.

    Another package declares an entry point of the group that leads to a value, or to a list of them; it is loaded
    when the registry is first looked at.

    Parameters
    ----------
    group : str
        Group of the entry points, such as "eventstudy.models".
    kind : type
        Class of the values.
    own : iterable
        The package's own values, in their order.
    joins : callable
        Called with each value that joins, to add its texts to the catalogues.
    """

    def __init__(
        self, group: str, kind: type[T], own: Iterable[T], joins: Callable[[T], None] = lambda _: None
    ) -> None:
        self.group, self.kind, self._own, self._joins = group, kind, tuple(own), joins
        self._packages: dict[str, str] = {}

    def add(self, value: T) -> T:
        """Register a value; returns it.

        Raises
        ------
        TypeError
            It is of another class.
        ValueError
            The name is taken.
        """
        self._join(self._known, value)
        return value

    def package_of(self, name: str) -> str:
        """Package of the entry point that a value came from; empty for the package's own, and for those added here."""
        _ = self._known
        return self._packages.get(name, "")

    @cached_property
    def _known(self) -> dict[str, T]:
        known: dict[str, T] = {}
        for value in self._own:
            self._join(known, value)
        for point in sorted(entry_points(group=self.group), key=lambda point: point.name):
            self._join_from(known, point)
        return known

    def _join_from(self, known: dict[str, T], point: EntryPoint) -> None:
        """Add what an entry point of another package leads to."""
        package = point.dist.name if point.dist else point.value
        try:
            found = point.load()
            for value in found if isinstance(found, list | tuple) else [found]:
                self._join(known, value)
                self._packages[value.name] = package
        except Exception as e:  # whatever a stranger's module does when it is imported, or brings
            what = message("addition_unusable", name=point.name, package=package, why=str(e))
            raise EventStudyError(what, message("update_or_remove_package")) from e

    def _join(self, known: dict[str, T], value: T) -> None:
        if not isinstance(value, self.kind):
            raise TypeError(f"{self.group} holds values of {self.kind.__name__}, not of {type(value).__name__}")
        if value.name in known:
            raise ValueError(f"{self.group} has '{value.name}' already")
        self._joins(value)
        known[value.name] = value

    def __getitem__(self, name: str) -> T:
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)
