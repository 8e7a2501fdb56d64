"""The parts of a study specification, each validated by itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field

from eventstudy.messages import message
from eventstudy.spec.claim import Claim
from eventstudy.spec.date_format import DateFormat
from eventstudy.spec.names import Label, Name
from eventstudy.spec.part import Alone, At, Part, When, unit
from eventstudy.spec.problems import problem
from eventstudy.spec.weights import Weights

__all__ = [
    "DEFAULT_MODEL",
    "RESERVED_GROUPS",
    "SIGNS",
    "Asset",
    "Benchmark",
    "Confounder",
    "Defaults",
    "Event",
    "Fact",
    "Margin",
    "Market",
    "ModelChoice",
    "Name",
    "Names",
    "OtherMarket",
    "PriceChoice",
    "SomeNames",
    "as_model",
]


DEFAULT_MODEL = "market"
"""Model of a study that names none."""
RESERVED_GROUPS = ("all", "all_signed")
SIGNS = ("+", "-", "0", "?")
"""What was expected of an event; the last two: nothing, and nobody knows."""


class ModelChoice(Part):
    """Name of the normal-return model, and options as they are written: the model declares them."""

    model_config = ConfigDict(extra="allow")

    name: str = Field(
        description="Model of the normal return; 'eventstudy list models' names them. A name alone may stand for the "
        "mapping.",
        examples=["market"],
    )

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


Names = Annotated[tuple[str, ...], BeforeValidator(as_names), Alone({"type": "string"})]
"""Names, or one alone."""
SomeNames = Annotated[tuple[str, ...], Field(min_length=1), BeforeValidator(as_names), Alone({"type": "string"})]
"""The same, at least one."""


def _delimiter(value: str) -> str:
    if len(value) != 1 or not value.isascii() or value.isalnum() or value in "\"'.+-\r\n":
        raise problem(message("delimiter_is_one_sign"), message("write_delimiter"))
    return value


class PriceChoice(Part):
    """Where prices come from.

    Keys that are not here are kept as they were written: the source may have options of its own.
    """

    model_config = ConfigDict(extra="allow")

    source: str = Field(
        "yahoo", description="Price source; 'eventstudy list sources' names them.", examples=["snapshot"]
    )
    path: Names = Field(
        (),
        description="A file of prices, a list of them, or a folder; paths start from the study's folder.",
        examples=["prices.csv", ["nyse.csv", "xetra.csv"]],
    )
    layout: str = Field(
        "auto",
        description="How the files are laid out; 'eventstudy list layouts' names the ways.",
        examples=["crsp"],
    )
    dates: DateFormat | None = Field(
        None, description="How dates are written where that is not certain.", examples=["%d/%m/%Y"]
    )
    kind: Literal["prices", "returns"] = Field(
        "prices", description="What the files hold: prices, or returns as decimals.", examples=["returns"]
    )
    fallback: str | None = Field(
        None, description="Source of single series that the first one cannot give.", examples=["snapshot"]
    )
    delimiter: Annotated[str, AfterValidator(_delimiter)] = Field(
        ",", description="Character between the cells of a CSV file.", examples=[";"]
    )
    decimal: Literal[".", ","] = Field(
        ".", description="Decimal sign of numbers that are written as text.", examples=[","]
    )
    closed_days: Literal["refuse", "drop"] = Field(
        "refuse",
        description=(
            "Rows on days on which the exchange was closed and the price did not move: 'refuse' the series if they are "
            "many (a few are always left out), or 'drop' them. With 'drop' a single day on which all series of the "
            "exchange moved, though they keep its other closed days, is a session that the calendar lacks."
        ),
        examples=["drop"],
    )


class Asset(Part):
    """A traded asset."""

    name: str | None = Field(
        None, description="What the asset is called in the report and in charts; else its ticker.", examples=["Nvidia"]
    )
    exchange: str | None = Field(
        None,
        description="Where it trades, as a MIC code: its calendar decides day 0. Else that of 'defaults', or what the "
        "price source knows.",
        examples=["XNAS"],
    )
    market: Name | None = Field(
        None,
        description="Ticker of the index that explains its returns, else that of 'defaults'.",
        examples=["^IXIC"],
    )
    currency: str | None = Field(
        None,
        description="Currency of its prices, three letters, or GBp, GBX, ZAc and ILA for hundredths; else what the "
        "price source says.",
        examples=["EUR"],
    )
    exclude: Weights = Field(
        {},
        description="Constituents that are taken out of the market's return: 0.12 is the weight at every close, "
        "{weight: 0.12, date: 2025-01-24} that at the close of this day, from which it drifts with prices.",
        examples=[{"NVDA": 0.12}],
    )
    shares: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = Field(
        None,
        description="Shares outstanding, adjusted for splits as the prices are: what a CAR is in money.",
        examples=[24_490_000_000],
        json_schema_extra=unit("shares"),
    )


class Benchmark(Part):
    """Another market that abnormal returns are shown against, without some of its constituents if so stated."""

    market: Name = Field(description="Ticker of an index; it alone may stand for the mapping.", examples=["^GSPC"])
    exclude: Weights = Field(
        {}, description="Constituents that are taken out of it, as under 'assets'.", examples=[{"NVDA": 0.12}]
    )


def _as_benchmark(value: Any) -> Any:
    """A ticker alone is a market of which nothing is excluded."""
    return {"market": value} if isinstance(value, str) else value


OtherMarket = Annotated[Benchmark, BeforeValidator(_as_benchmark), Alone({"type": "string"})]
"""A benchmark, or its ticker alone."""


class Market(Part):
    """An index that serves as market."""

    exchange: str | None = Field(
        None,
        description="Whose sessions and closes it has, as a MIC code. Else that of the same ticker under 'assets', "
        "what the price source knows, or that of the asset that uses it.",
        examples=["XETR"],
    )
    name: str | None = Field(
        None, description="What the index is called in the report and in charts; else its ticker.", examples=["DAX"]
    )
    currency: str | None = Field(None, description="Currency of its closes, as for an asset.", examples=["USD"])
    column: str | None = Field(
        None,
        description="Column of 'factors' whose returns it has, such as an industry of French's library; it has no "
        "prices then.",
        examples=["Chips"],
    )


Margin = Annotated[float, Field(gt=0, lt=1)]
"""A size that would not matter."""


class Defaults(Part):
    """Exchange and market of assets that name none."""

    exchange: str | None = Field(
        None, description="Exchange of every asset that names none, as a MIC code.", examples=["XNYS"]
    )
    market: Name | None = Field(
        None, description="Ticker of the market of every asset that names none.", examples=["^GSPC"]
    )


def _some(value: tuple[str, ...]) -> tuple[str, ...]:
    if not value:
        raise problem(message("asset_list_empty"), message("name_assets_or_delete_key"))
    return value


class Event(Part):
    """News at one time, or on a day of a range of which nobody knows which, and the assets it may have moved."""

    id: Label = Field(
        description="Name of the event in tables and on the command line, each once.", examples=["deepseek-shock"]
    )
    at: When = Field(
        description="When it became public. A date is that session or the next; an instant with its zone the first "
        "session that closes after it; [first, last] a range of dates of which nobody knows which.",
        examples=["2025-01-27", "2025-04-15T16:30-04:00", ["2025-01-20", "2025-01-24"]],
    )
    title: str | None = Field(
        None, description="What happened, in a line; else the id stands for it.", examples=["DeepSeek's model is out"]
    )
    assets: Annotated[tuple[Name, ...], AfterValidator(_some)] | None = Field(
        None, description="Tickers that it may have moved; else all under 'assets'.", examples=[["NVDA", "ASML.AS"]]
    )
    group: Label | None = Field(
        None, description="Events of one group are averaged and tested together.", examples=["policy"]
    )
    sign: Literal["+", "-", "0", "?"] = Field(
        "?",
        description="Move that was expected before looking at prices: up, down, none, or not known. Where signs differ "
        "the group 'all_signed' holds each CAR times its sign; 0 and ? are left out of it.",
        examples=["-"],
    )
    primary: bool = Field(
        False,
        description="Whether this is the question asked before looking: it is tested alone and first, the others "
        "follow as a list.",
        examples=[True],
    )
    endogenous: bool = Field(
        False,
        description="Whether the return itself defines the event: it is computed, marked, and left out of 'all'.",
        examples=[True],
    )
    verified: bool = Field(
        False,
        description="Whether its date was checked against a source: a note to yourself, which changes no number.",
        examples=[True],
    )
    source: str | None = Field(
        None,
        description="Where its date comes from; the document of 'run --pdf' names it.",
        examples=["federalregister.gov"],
    )
    claims: tuple[Claim, ...] = Field(
        (),
        description="What somebody said of returns, to be checked against prices.",
        examples=[[{"asset": "NVDA", "return": -0.18}]],
    )


class Confounder(Part):
    """Other news that could explain a return."""

    at: At = Field(description="When it became public, as for an event.", examples=["2025-01-29"])
    title: str = Field(description="What happened.", examples=["Results of the fourth quarter"])
    assets: Annotated[tuple[str, ...], AfterValidator(_some)] | None = Field(
        None, description="Tickers that it concerns; else all.", examples=[["ASML.AS"]]
    )


class Fact(Part):
    """A claim that prices cannot check, beside what the record says."""

    article: str = Field(description="Who said it.", examples=["a newspaper"])
    says: str = Field(description="What was said.", examples=["the model cost 6 million dollars"])
    record: str = Field(description="What the record says.", examples=["so much did its last training run cost"])
