"""The study specification as validated, frozen values."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    PrivateAttr,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from eventstudy.errors import SpecError
from eventstudy.spec.announcement import Announcement, AnnouncementError, parse_announcement
from eventstudy.spec.source import Marks

__all__ = [
    "Asset",
    "Claim",
    "Confounder",
    "CurrencyChoice",
    "Defaults",
    "Event",
    "Fact",
    "Factors",
    "Market",
    "ModelChoice",
    "PriceChoice",
    "StudySpec",
    "Windows",
]


def _problem(message: str, remedy: str) -> PydanticCustomError:
    """Validation error that already has its remedy."""
    return PydanticCustomError("problem", "{message}", {"message": message, "remedy": remedy})


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True, populate_by_name=True)

    @model_validator(mode="before")
    @classmethod
    def _known_keys(cls, data: Any) -> Any:
        if data is None:
            return {}
        if isinstance(data, dict):
            known = [field.alias or name for name, field in cls.model_fields.items()]
            for key in data:
                if key not in known and key not in cls.model_fields:
                    raise PydanticCustomError("unknown_key", "unknown key", {"key": str(key), "known": known})
        return data


def _announcement(value: Any) -> Announcement:
    try:
        return parse_announcement(value)
    except AnnouncementError as e:
        raise _problem(e.message, e.remedy) from e


At = Annotated[
    Announcement,
    BeforeValidator(_announcement),
    PlainSerializer(str, when_used="json"),
    WithJsonSchema({"type": "string", "description": "2025-01-27, or 2025-01-27T16:30-05:00"}),
]


def _bounds(value: Any) -> Any:
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise _problem("a window is two sessions", "write [start, end], as in [-1, 1]")
    for bound in value:
        try:
            whole = not isinstance(bound, bool | float) and int(str(bound)) is not None
        except ValueError:
            whole = False
        if not whole:
            raise _problem("window bounds are whole numbers of sessions", "write [start, end], as in [-1, 1]")
    return value


def _ordered(value: tuple[int, int]) -> tuple[int, int]:
    if value[0] > value[1]:
        raise _problem("this window ends before it starts", f"write [{value[1]}, {value[0]}]")
    return value


Bounds = Annotated[tuple[int, int], BeforeValidator(_bounds), AfterValidator(_ordered)]
"""First and last session of a window, both included, relative to day 0."""


class Windows(_Part):
    """Estimation window, event window and CAR windows, in sessions relative to day 0."""

    estimation: Bounds = (-250, -11)
    event: Bounds = (-10, 10)
    car: Annotated[tuple[Bounds, ...], Field(min_length=1)] = ((0, 0), (-1, 1), (0, 5))


class ModelChoice(_Part):
    """Name of the normal-return model and its options."""

    name: str
    lags: Annotated[int, Field(ge=0, le=20)] | None = None
    leads: Annotated[int, Field(ge=0, le=20)] | None = None
    columns: tuple[str, ...] = ()
    half_life: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None


def _model_choice(value: Any) -> Any:
    return {"name": value} if isinstance(value, str) else value


class PriceChoice(_Part):
    """Where prices come from."""

    source: str = "yahoo"
    path: Annotated[tuple[str, ...], BeforeValidator(lambda v: (v,) if isinstance(v, str) else v)] = ()
    kind: Literal["prices", "returns"] = "prices"
    fallback: str | None = None
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] = ","
    decimal: Literal[".", ","] = "."


class Asset(_Part):
    """A traded asset: its exchange (MIC), its market index, its currency."""

    name: str | None = None
    exchange: str | None = None
    market: str | None = None
    currency: str | None = None
    exclude: dict[str, Annotated[float, Field(gt=0, lt=1)]] = {}


class Market(_Part):
    """An index that serves as market."""

    exchange: str | None = None
    name: str | None = None
    currency: str | None = None


class Defaults(_Part):
    """Exchange and market of assets that name none."""

    exchange: str | None = None
    market: str | None = None


def _claimed_return(value: Any) -> Any:
    if value is None or isinstance(value, Decimal):
        return value
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise _problem("a claimed return is a number", "write -18 % as -0.18")
    return number


class Claim(_Part):
    """What somebody said a price did on one session.

    Attributes
    ----------
    return_ : Decimal or None
        Return claimed; -0.18 is -18 %. Its decimals are the precision claimed.
    digits : int or None
        Decimals that count, if not those written: 2 means whole per cents.
    """

    asset: str
    day: int = 0
    return_: Annotated[Decimal | None, BeforeValidator(_claimed_return)] = Field(default=None, alias="return")
    direction: Literal["up", "down"] | None = None
    digits: Annotated[int, Field(ge=0, le=12)] | None = None
    source: str | None = None

    @property
    def decimals(self) -> int:
        """Decimals to which the claim can be held."""
        if self.digits is not None or self.return_ is None:
            return self.digits or 0
        return max(0, -int(self.return_.as_tuple().exponent))


class Event(_Part):
    """News at one time, and the assets it may have moved."""

    id: Annotated[str, Field(min_length=1)]
    at: At
    title: str | None = None
    assets: tuple[str, ...] | None = None
    group: str | None = None
    sign: Literal["+", "-", "?"] = "?"
    endogenous: bool = False
    verified: bool = False
    source: str | None = None
    claims: tuple[Claim, ...] = ()


class Confounder(_Part):
    """Other news that could explain a return."""

    at: At
    title: str
    assets: tuple[str, ...] | None = None


class Fact(_Part):
    """A claim that prices cannot check, beside what the record says."""

    article: str
    says: str
    record: str


class CurrencyChoice(_Part):
    """Currency that prices are converted to.

    Attributes
    ----------
    to : str
        Three capitals, such as EUR.
    rates : dict of pair to ticker
        The study's own exchange rates: `EURUSD` names the ticker whose closes are US dollars for one euro. Pairs
        that are not here come from the European Central Bank.
    """

    to: str
    rates: dict[str, str] = {}


def _currency_choice(value: Any) -> Any:
    return {"to": value} if isinstance(value, str) else value


class Factors(_Part):
    """File of factor returns."""

    path: str
    columns: tuple[str, ...] = ()
    risk_free: str | None = None


class StudySpec(_Part):
    """A whole study: what `events.yaml` says.

    Immutable; `replace` gives a changed copy that is validated again.
    """

    version: int
    study: str = "Event study"
    returns: Literal["simple", "log"] = "simple"
    model: Annotated[ModelChoice, BeforeValidator(_model_choice)] = ModelChoice(name="market")
    windows: Windows = Windows()
    tests: Annotated[
        tuple[str, ...], BeforeValidator(lambda v: (v,) if isinstance(v, str) else v), Field(min_length=1)
    ] = ("default",)
    prices: PriceChoice = PriceChoice()
    assets: dict[str, Asset] = {}
    markets: dict[str, Market] = {}
    events: tuple[Event, ...] = ()
    events_file: str | None = None
    defaults: Defaults = Defaults()
    min_estimation: Annotated[int, Field(ge=1)] | None = None
    missing: Literal["drop", "trade_to_trade"] = "drop"
    exclude_events: bool = False
    alternative: Literal["two-sided", "greater", "less"] = "two-sided"
    seed: Annotated[int, Field(ge=0)] = 0
    compat: str | None = None
    currency: Annotated[CurrencyChoice | None, BeforeValidator(_currency_choice)] = None
    factors: Factors | None = None
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

    def resolved(self) -> dict[str, Any]:
        """Every key with its value, defaults included, as JSON can hold it."""
        return self.model_dump(mode="json", by_alias=True)
