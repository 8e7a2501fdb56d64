"""The study specification: one validated, frozen value."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, PrivateAttr

from eventstudy.errors import SpecError
from eventstudy.spec.currency import CurrencyChoice, as_currency
from eventstudy.spec.parts import (
    Asset,
    Benchmark,
    Confounder,
    Defaults,
    Event,
    Fact,
    Factors,
    Market,
    ModelChoice,
    Name,
    Part,
    PriceChoice,
    Windows,
    as_benchmark,
    as_model,
    as_names,
)
from eventstudy.spec.source import Marks

__all__ = ["StudySpec"]


class StudySpec(Part):
    """A whole study: what `events.yaml` says.

    Immutable; `replace` gives a changed copy that is validated again.
    """

    version: int
    study: str = "Event study"
    returns: Literal["simple", "log"] = "simple"
    model: Annotated[ModelChoice, BeforeValidator(as_model)] = ModelChoice(name="market")
    windows: Windows = Windows()
    tests: Annotated[tuple[str, ...], BeforeValidator(as_names), Field(min_length=1)] = ("default",)
    prices: PriceChoice = PriceChoice()
    assets: dict[Name, Asset] = Field(default_factory=dict)
    markets: dict[Name, Market] = Field(default_factory=dict)
    events: tuple[Event, ...] = ()
    events_file: str | None = None
    defaults: Defaults = Defaults()
    min_estimation: Annotated[int, Field(ge=1)] | None = None
    missing: Literal["drop", "trade_to_trade"] = "drop"
    exclude_events: bool = False
    alternative: Literal["two-sided", "greater", "less"] = "two-sided"
    seed: Annotated[int, Field(ge=0)] = 0
    compat: str | None = None
    currency: Annotated[CurrencyChoice | None, BeforeValidator(as_currency)] = None
    factors: Factors | None = None
    benchmarks: tuple[Annotated[Benchmark, BeforeValidator(as_benchmark)], ...] | None = None
    confounders: tuple[Confounder, ...] = ()
    facts: tuple[Fact, ...] = ()

    _marks: Marks = PrivateAttr(default_factory=lambda: Marks("study"))
    _folder: Path = PrivateAttr(default_factory=Path)

    @property
    def folder(self) -> Path:
        """Folder that relative paths of the study start from."""
        return self._folder

    @property
    def enough_estimation(self) -> int:
        """Least number of estimation days: stated, else the smaller of 100 and 60 % of the window."""
        if self.min_estimation is not None:
            return self.min_estimation
        start, end = self.windows.estimation
        return min(100, -(-(end - start + 1) * 6 // 10))

    @cached_property
    def titles(self) -> dict[str, str]:
        """Title of each event of the YAML, else its id; events of an events file have none."""
        return {event.id: event.title or event.id for event in self.events}

    def replace(self, **changes: Any) -> Self:
        """Copy with some keys changed, validated like a file.

        Raises
        ------
        SpecError
            The changed study is not valid.
        """
        from eventstudy.spec.loading import validate

        data = {name: getattr(self, name) for name in self.model_fields_set} | changes
        marks = Marks(self._marks.file)
        marks.values = {path: p for path, p in self._marks.values.items() if path and path[0] not in changes}
        marks.keys = {path: p for path, p in self._marks.keys.items() if path and path[0] not in changes}
        return validate(type(self), data, marks, self._folder)

    def error(self, path: tuple[str | int, ...], message: str, remedy: str, *, key: bool = False) -> SpecError:
        """Error about the value (or key) at `path`, with its place in the file."""
        return self._marks.error(path, message, remedy, key=key)

    def missing_at(self, name: str, *keys: tuple[str | int, ...]) -> str:
        """Where the study names a file that is not there, the first of these keys that it has; empty otherwise."""
        try:
            if "\0" not in name:  # which no file has in its name
                (self.folder / name).stat()
                return ""
        except FileNotFoundError:
            pass
        except (OSError, ValueError):
            return ""  # who opens it says what is wrong
        places = (self._marks.values.get(key) for key in keys)
        place = next((place for place in places if place), None)
        return f"{self._marks.file}:{place.line}:{place.column}" if place else ""

    def resolved(self) -> dict[str, Any]:
        """Every key with its value, defaults included, as JSON can hold it."""
        return self.model_dump(mode="json", by_alias=True)
