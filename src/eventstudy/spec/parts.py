"""The parts of a study specification, each validated by itself."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field

from eventstudy.messages import message
from eventstudy.spec.date_format import DateFormat
from eventstudy.spec.names import Label, Name
from eventstudy.spec.part import At, Part, When
from eventstudy.spec.problems import problem
from eventstudy.spec.weights import Weights

__all__ = [
    "DEFAULT_MODEL",
    "MOST_SESSIONS",
    "RESERVED_GROUPS",
    "SIGNS",
    "Asset",
    "Benchmark",
    "Bounds",
    "Claim",
    "Confounder",
    "Defaults",
    "Event",
    "Fact",
    "Factors",
    "Margin",
    "Market",
    "ModelChoice",
    "Name",
    "PriceChoice",
    "Windows",
    "as_benchmark",
    "as_model",
    "as_names",
]


MOST_SESSIONS = 10_000
"""Furthest session of a window: four decades of trading."""
MOST_CLAIMED = 10
"""Largest return that somebody may have claimed; a larger number is meant in per cent."""
MOST_DECIMALS = 30
DEFAULT_MODEL = "market"
"""Model of a study that names none."""
WHOLE_PER_CENTS = 2
"""Decimals that are always claimed: -0.2 is how a program writes -0.20, and nobody means 15 to 25 % by it."""
RESERVED_GROUPS = ("all", "all_signed")
SIGNS = ("+", "-", "0", "?")
"""What was expected of an event; the last two: nothing, and nobody knows."""


def _bounds(value: Any) -> Any:
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise problem(message("window_is_two_sessions"), message("write_start_end"))
    for bound in value:
        try:
            whole = not isinstance(bound, bool | float) and int(str(bound)) is not None
        except ValueError:
            whole = False
        if not whole:
            raise problem(message("window_bounds_are_whole"), message("write_start_end"))
        if abs(int(str(bound))) > MOST_SESSIONS:
            remedy = message("write_sessions_from_to", least=-MOST_SESSIONS, most=MOST_SESSIONS)
            raise problem(message("window_reaches_too_far"), remedy)
    return value


def _ordered(value: tuple[int, int]) -> tuple[int, int]:
    if value[0] > value[1]:
        raise problem(message("window_ends_before_start"), message("write_window", start=value[1], end=value[0]))
    return value


def _windows(value: Any) -> Any:
    if not isinstance(value, list | tuple) or not value or not all(isinstance(one, list | tuple) for one in value):
        raise problem(message("car_is_list_of_windows"), message("write_list_of_windows"))
    return value


Bounds = Annotated[tuple[int, int], BeforeValidator(_bounds), AfterValidator(_ordered)]
"""First and last session of a window, both included, relative to day 0."""


class Windows(Part):
    """Estimation window, event window and CAR windows, in sessions relative to day 0."""

    estimation: Bounds = (-250, -11)
    event: Bounds = (-10, 10)
    car: Annotated[tuple[Bounds, ...], BeforeValidator(_windows)] = ((0, 0), (-1, 1), (0, 5))


class ModelChoice(Part):
    """Name of the normal-return model, and options as they are written: the model declares them."""

    model_config = ConfigDict(extra="allow")

    name: str

    @property
    def given(self) -> Mapping[str, Any]:
        """Options by name."""
        return self.model_extra or {}


def as_model(value: Any) -> Any:
    """A name alone is a model without options."""
    return {"name": value} if isinstance(value, str) else value


def as_names(value: Any) -> Any:
    """One name alone is a list of one."""
    return (value,) if isinstance(value, str) else value


def _delimiter(value: str) -> str:
    if len(value) != 1 or not value.isascii() or value.isalnum() or value in "\"'.+-\r\n":
        raise problem(message("delimiter_is_one_sign"), message("write_delimiter"))
    return value


class PriceChoice(Part):
    """Where prices come from.

    Keys that are not here are kept as they were written: the source may have options of its own.
    """

    model_config = ConfigDict(extra="allow")

    source: str = Field("yahoo", description="Price source; 'eventstudy list sources' names them.")
    path: Annotated[
        tuple[str, ...],
        BeforeValidator(as_names),
        Field(description="A file of prices, a list of them, or a folder; paths start from the study's folder."),
    ] = ()
    layout: str = Field("auto", description="How the files are laid out; 'eventstudy list layouts' names the ways.")
    dates: DateFormat | None = Field(
        None, description="How dates are written where that is not certain, as '%d/%m/%Y'."
    )
    kind: Literal["prices", "returns"] = Field("prices", description="What the files hold.")
    fallback: str | None = Field(None, description="Source of single series that the first one cannot give.")
    delimiter: Annotated[
        str, AfterValidator(_delimiter), Field(description="Character between the cells of a CSV file.")
    ] = ","
    decimal: Literal[".", ","] = Field(".", description="Decimal sign of numbers that are written as text.")
    closed_days: Literal["refuse", "drop"] = Field(
        "refuse",
        description="What becomes of rows on days on which the exchange was closed and the price did not move.",
    )


class Asset(Part):
    """A traded asset: its exchange (MIC), its market index, its currency.

    Attributes
    ----------
    exclude : dict of ticker to weight
        Constituents that are taken out of the market's return: 0.12 is the weight at every close, {weight: 0.12, date:
        2025-01-24} that at the close of this day, from which it drifts with prices.
    shares : float or None
        Shares outstanding, split-adjusted as the prices are: what a CAR is in money.
    """

    name: str | None = None
    exchange: str | None = None
    market: Name | None = None
    currency: str | None = None
    exclude: Weights = Field({})
    shares: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None


class Benchmark(Part):
    """Another market that abnormal returns are shown against, without some of its constituents if so stated."""

    market: Name
    exclude: Weights = Field({})


def as_benchmark(value: Any) -> Any:
    """A ticker alone is a market of which nothing is excluded."""
    return {"market": value} if isinstance(value, str) else value


class Market(Part):
    """An index that serves as market."""

    exchange: str | None = None
    name: str | None = None
    currency: str | None = None


Margin = Annotated[
    float,
    Field(
        gt=0,
        lt=1,
        description="Decimal return: two one-sided tests say of every mean CAR and every CAR whether it can be told to "
        "be smaller, up and down.",
    ),
]
"""A size that would not matter."""


class Defaults(Part):
    """Exchange and market of assets that name none."""

    exchange: str | None = None
    market: Name | None = None


def _claimed_return(value: Any) -> Any:
    if value is None or isinstance(value, Decimal):
        return value
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise problem(message("claimed_return_is_number"), message("write_return_as"))
    if not -1 <= number <= MOST_CLAIMED:
        raise problem(message("no_such_return"), message("write_return_as"))
    if -int(number.as_tuple().exponent) > MOST_DECIMALS:
        raise problem(message("too_many_decimals"), message("write_at_most", most=MOST_DECIMALS))
    return number


class Claim(Part):
    """What somebody said a price did on one session.

    Attributes
    ----------
    return_ : Decimal or None
        Return claimed; -0.18 is -18 %. Its decimals are the precision claimed, whole per cents at least.
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
        return max(WHOLE_PER_CENTS, -int(self.return_.as_tuple().exponent))


def _some(value: tuple[str, ...]) -> tuple[str, ...]:
    if not value:
        raise problem(message("asset_list_empty"), message("name_assets_or_delete_key"))
    return value


class Event(Part):
    """News at one time, or on a day of a range of which nobody knows which, and the assets it may have moved."""

    id: Label
    at: When
    title: str | None = None
    assets: Annotated[tuple[Name, ...], AfterValidator(_some)] | None = None
    group: Label | None = None
    sign: Literal["+", "-", "0", "?"] = "?"
    primary: bool = False
    endogenous: bool = False
    verified: bool = False
    source: str | None = None
    claims: tuple[Claim, ...] = ()


class Confounder(Part):
    """Other news that could explain a return."""

    at: At
    title: str
    assets: Annotated[tuple[str, ...], AfterValidator(_some)] | None = None


class Fact(Part):
    """A claim that prices cannot check, beside what the record says."""

    article: str
    says: str
    record: str


class Factors(Part):
    """File of factor returns."""

    path: str
    columns: tuple[str, ...] = ()
    risk_free: str | None = None
