"""The study specification: one validated, frozen value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import numpy as np
from pydantic import BeforeValidator, Field, PrivateAttr

from eventstudy.errors import SpecError
from eventstudy.messages import Message
from eventstudy.spec.currency import CurrencyChoice, as_currency
from eventstudy.spec.date_format import DateFormat
from eventstudy.spec.event_keys import EventColumn, Regression
from eventstudy.spec.event_reading import read_events
from eventstudy.spec.event_rows import endogenous_in, groups_and_signs_in, listed_in, titles_in
from eventstudy.spec.events_table import EventsTable
from eventstudy.spec.factor_files import FactorFile, Factors, OneOrSeveral, as_several
from eventstudy.spec.part import DECIMAL, Alone, Part, unit
from eventstudy.spec.parts import (
    DEFAULT_MODEL,
    Asset,
    Confounder,
    Defaults,
    Event,
    Fact,
    Margin,
    Market,
    ModelChoice,
    Name,
    OtherMarket,
    PriceChoice,
    SomeNames,
    as_model,
)
from eventstudy.spec.source import Marks
from eventstudy.spec.split import Split, as_split
from eventstudy.spec.windows import Windows

__all__ = ["StudySpec"]


class StudySpec(Part):
    """A whole study: what `events.yaml` says.

    Immutable; `replace` gives a changed copy that is validated again.
    """

    version: int = Field(description="Version of the format of study files: 1.", examples=[1])
    study: str = Field(
        "Event study",
        description="What the study is called; a result folder knows by it whose result it is.",
        examples=["China's AI shock"],
    )
    returns: Literal["simple", "log"] = Field(
        "simple", description="How returns are computed from prices, dividends included.", examples=["log"]
    )
    model: Annotated[ModelChoice, BeforeValidator(as_model), Alone({"type": "string"})] = Field(
        ModelChoice(name=DEFAULT_MODEL),
        description="Model of the normal return: a name, or a mapping of it and its options.",
        examples=["mean", {"name": "dimson", "lags": 1}],
    )
    windows: Windows = Field(
        Windows(),
        description="Windows relative to day 0, both ends included.",
        examples=[{"estimation": [-250, -11], "event": [-10, 10], "car": [[0, 0], [-1, 1]]}],
    )
    tests: SomeNames = Field(
        ("default",),
        description="Tests by name, 'default' for those that the sample calls for; 'eventstudy list tests' has all.",
        examples=["default", ["default", "bmp"]],
    )
    prices: PriceChoice = Field(
        PriceChoice(),
        description="Where prices come from.",
        examples=[{"source": "file", "path": "prices.csv"}],
    )
    assets: dict[Name, Asset] = Field(
        default_factory=dict,
        description="Assets by ticker, as the price source calls them.",
        examples=[{"NVDA": {"exchange": "XNAS", "market": "^IXIC"}}],
    )
    markets: dict[Name, Market] = Field(
        default_factory=dict,
        description="What is to be known of indices that serve as market, by ticker.",
        examples=[{"^GDAXI": {"exchange": "XETR"}}],
    )
    events: tuple[Event, ...] = Field(
        (), description="Events, a mapping each.", examples=[[{"id": "deepseek-shock", "at": "2025-01-27"}]]
    )
    events_file: str | None = Field(
        None,
        description="File of events, a row for each firm-event: text, Parquet, xlsx or dta, from the study's folder.",
        examples=["events.csv"],
    )
    columns: dict[str, EventColumn] = Field(
        default_factory=dict,
        description="Which column of the events file is which key, where it has another name.",
        examples=[{"ticker": "asset", "date": "at"}],
    )
    dates: DateFormat | None = Field(
        None,
        description="How the events file writes its dates, where that is not certain.",
        examples=["%d/%m/%Y"],
    )
    split: Annotated[Split | None, BeforeValidator(as_split), Alone({"type": "string"})] = Field(
        None,
        description="Groups of firm-events by a column of the events file, and the difference of its last and first.",
        examples=["sector", {"column": "surprise", "into": 5}],
    )
    regress: tuple[Regression, ...] = Field(
        (), description="Regressions of CARs on columns of the events file.", examples=[[{"on": ["size", "age"]}]]
    )
    margin: Margin | None = Field(
        None,
        description="Two one-sided tests say of every mean CAR and every CAR whether it can be told to be smaller than "
        "this, up and down; without it there are none.",
        examples=[0.02],
        json_schema_extra=DECIMAL,
    )
    defaults: Defaults = Field(
        Defaults(),
        description="Exchange and market of assets that name none.",
        examples=[{"exchange": "XNYS", "market": "^GSPC"}],
    )
    min_estimation: Annotated[int, Field(ge=1)] | None = Field(
        None,
        description="Fewest returns in the estimation window with which a firm-event is computed; else the smaller of "
        "100 and 60 % of the window.",
        examples=[60],
        json_schema_extra=unit("returns"),
    )
    missing: Literal["drop", "trade_to_trade"] = Field(
        "drop",
        description="What a missing day in the event window does: it drops the firm-event from the windows that it "
        "lies in, or the next return spans it and is set against the market's return over the same sessions.",
        examples=["trade_to_trade"],
    )
    exclude_events: bool = Field(
        False,
        description="Whether days in the event windows of the same asset's events are left out of estimation windows.",
        examples=[True],
    )
    alternative: Literal["two-sided", "greater", "less"] = Field(
        "two-sided", description="What tests look for: a move either way, up, or down.", examples=["less"]
    )
    level: Annotated[float, Field(gt=0, lt=0.5)] = Field(
        0.05,
        description="Size at which tests are read; intervals and bands cover the rest, 95 % at 0.05.",
        examples=[0.01],
        json_schema_extra=DECIMAL,
    )
    seed: Annotated[int, Field(ge=0)] = Field(
        0,
        description="Seed of what is drawn at random; the same seed gives the same numbers.",
        examples=[7],
    )
    compat: str | None = Field(
        None,
        description="Another program whose steps are taken, to reproduce a published number; docs/conventions.md has "
        "them.",
        examples=["estudy2"],
    )
    currency: Annotated[CurrencyChoice | None, BeforeValidator(as_currency), Alone({"type": "string"})] = Field(
        None,
        description="Currency that prices are converted to: a code, or a mapping with exchange rates of your own.",
        examples=["EUR", {"to": "EUR", "rates": {"EURUSD": "EURUSD=X"}}],
    )
    factors: Annotated[tuple[FactorFile, ...], BeforeValidator(as_several), OneOrSeveral()] = Field(
        (),
        description="Files of factor returns, for models that read some: one, or several that are merged by date.",
        examples=[{"path": "F-F_Research_Data_Factors_daily.csv"}, [{"path": "ff3.zip"}, {"path": "mom.zip"}]],
    )
    benchmarks: tuple[OtherMarket, ...] | None = Field(
        None,
        description="Other markets that CARs are shown against; else the markets of the study's other assets, up to "
        "1,000 firm-events. An empty list is none.",
        examples=[["^GSPC", {"market": "^IXIC", "exclude": {"NVDA": 0.12}}]],
    )
    confounders: tuple[Confounder, ...] = Field(
        (),
        description="Other news that could explain a return: firm-events in whose windows it lies are marked.",
        examples=[[{"at": "2025-01-29", "title": "Results of the fourth quarter", "assets": ["ASML.AS"]}]],
    )
    facts: tuple[Fact, ...] = Field(
        (),
        description="Claims that prices cannot check, beside what the record says; the report shows both.",
        examples=[[{"article": "a newspaper", "says": "it cost 6 million", "record": "its last training run did"}]],
    )

    _marks: Marks = PrivateAttr(default_factory=lambda: Marks("study"))
    _folder: Path = PrivateAttr(default_factory=Path)
    _held: Any = PrivateAttr(default=None)
    _listed: Any = PrivateAttr(default=None)

    @property
    def chosen_factors(self) -> Factors | None:
        """Columns and risk-free return of its files of factors together; None where it has none."""
        if not self.factors:
            return None
        columns = tuple(name for one in self.factors for name in one.columns)
        return Factors(columns, next((one.risk_free for one in self.factors if one.risk_free), None))

    @property
    def folder(self) -> Path:
        """Folder that relative paths of the study start from."""
        return self._folder

    @property
    def enough_estimation(self) -> int:
        """Least number of estimation days: stated, else the smaller of 100 and 60 % of the window."""
        start, end = self.windows.estimation
        return int(self.enough_of(end - start + 1))

    def enough_of(self, length: Any) -> Any:
        """Least number of days of estimation windows of such a length, one or an array of them."""
        if self.min_estimation is not None:
            return length * 0 + self.min_estimation
        return np.minimum(100, -(-length * 6 // 10))

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
