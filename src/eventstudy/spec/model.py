"""The study specification: one validated, frozen value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, PrivateAttr

from eventstudy.errors import SpecError
from eventstudy.messages import Message
from eventstudy.spec.currency import CurrencyChoice, as_currency
from eventstudy.spec.date_format import DateFormat
from eventstudy.spec.event_keys import EventColumn, Regression
from eventstudy.spec.event_reading import read_events
from eventstudy.spec.event_rows import endogenous_in, groups_and_signs_in, listed_in, titles_in
from eventstudy.spec.events_file import EventsTable
from eventstudy.spec.part import Part
from eventstudy.spec.parts import (
    DEFAULT_MODEL,
    Asset,
    Benchmark,
    Confounder,
    Defaults,
    Event,
    Fact,
    Factors,
    Margin,
    Market,
    ModelChoice,
    Name,
    PriceChoice,
    Windows,
    as_benchmark,
    as_model,
    as_names,
)
from eventstudy.spec.source import Marks
from eventstudy.spec.split import Split, as_split

__all__ = ["StudySpec"]


class StudySpec(Part):
    """A whole study: what `events.yaml` says.

    Immutable; `replace` gives a changed copy that is validated again.
    """

    version: int
    study: str = "Event study"
    returns: Literal["simple", "log"] = "simple"
    model: Annotated[ModelChoice, BeforeValidator(as_model)] = ModelChoice(name=DEFAULT_MODEL)
    windows: Windows = Windows()
    tests: Annotated[tuple[str, ...], BeforeValidator(as_names), Field(min_length=1)] = ("default",)
    prices: PriceChoice = PriceChoice()
    assets: dict[Name, Asset] = Field(default_factory=dict)
    markets: dict[Name, Market] = Field(default_factory=dict)
    events: tuple[Event, ...] = ()
    events_file: str | None = None
    columns: dict[str, EventColumn] = Field(default_factory=dict)
    dates: DateFormat | None = None
    split: Annotated[Split | None, BeforeValidator(as_split)] = None
    regress: tuple[Regression, ...] = ()
    margin: Margin | None = None
    defaults: Defaults = Defaults()
    min_estimation: Annotated[int, Field(ge=1)] | None = None
    missing: Literal["drop", "trade_to_trade"] = "drop"
    exclude_events: bool = False
    alternative: Literal["two-sided", "greater", "less"] = "two-sided"
    level: Annotated[float, Field(gt=0, lt=0.5)] = 0.05
    seed: Annotated[int, Field(ge=0)] = 0
    compat: str | None = None
    currency: Annotated[CurrencyChoice | None, BeforeValidator(as_currency)] = None
    factors: Factors | None = None
    benchmarks: tuple[Annotated[Benchmark, BeforeValidator(as_benchmark)], ...] | None = None
    confounders: tuple[Confounder, ...] = ()
    facts: tuple[Fact, ...] = ()

    _marks: Marks = PrivateAttr(default_factory=lambda: Marks("study"))
    _folder: Path = PrivateAttr(default_factory=Path)
    _held: Any = PrivateAttr(default=None)
    _listed: Any = PrivateAttr(default=None)

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

    @property
    def titles(self) -> Mapping[str, str]:
        """Title of each event that has one, and the ids of the others of the YAML."""
        own = {event.id: event.title or event.id for event in self.events}
        table = self.events_table()
        return own if table is None else own | titles_in(table)

    @property
    def endogenous(self) -> frozenset[str]:
        """Ids of the events that are defined by the return itself."""
        own = frozenset(event.id for event in self.events if event.endogenous)
        table = self.events_table()
        return own if table is None else own | endogenous_in(table)

    @property
    def listed(self) -> Mapping[str, Asset]:
        """Assets as the study lists them, completed by exchange, market and currency of its events file."""
        table = self.events_table()
        if table is None:
            return self.assets
        if self._listed is None or self._listed[0] is not table:
            self._listed = (table, {**self.assets, **listed_in(table, self.assets)})
        found: Mapping[str, Asset] = self._listed[1]
        return found

    @property
    def characteristics(self) -> tuple[str, ...]:
        """Columns of the events file that are no keys and that the study reads, each once."""
        own = (self.split.column,) if self.split else ()
        return tuple(dict.fromkeys((*own, *(name for one in self.regress for name in one.on))))

    def events_of(self, ids: Sequence[str]) -> dict[str, tuple[str, str]]:
        """Group and expected sign of events, as far as all rows of an event agree; "" and "?" otherwise."""
        own: dict[str, tuple[str, str]] = {event.id: (event.group or "", event.sign) for event in self.events}
        table = self.events_table()
        return own if table is None else own | groups_and_signs_in(table, ids)

    def events_table(self) -> EventsTable | None:
        """The events file; None where there is none. Read again where it was changed, but for a study that was run."""
        if self.events_file is None:
            return None
        return self.events_read()[0]

    def events_read(self) -> tuple[EventsTable, Any]:
        """The events file, and its rows as firm-events."""
        read: tuple[EventsTable, Any] = self._held or read_events(self)
        return read

    def held(self) -> Self:
        """The same study, whose events file is what it is now, whatever becomes of it."""
        held = self.model_copy()
        held._held = self.events_read() if self.events_file is not None else None
        return held

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

    def error(self, path: tuple[str | int, ...], what: Message, remedy: Message, *, key: bool = False) -> SpecError:
        """Error about the value (or key) at `path`, with its place in the file."""
        return self._marks.error(path, what, remedy, key=key)

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
