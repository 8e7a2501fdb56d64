"""What there is to know of a normal-return model."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from eventstudy.engine import Fit
from eventstudy.messages import Message, message
from eventstudy.panel import Inputs
from eventstudy.spec.factor_files import Factors
from eventstudy.spec.options import Option

__all__ = ["Lack", "Model", "Options", "Package", "Texts"]

Options = Mapping[str, Any]
"""Values of options by name."""
MARKET_ALONE = Inputs()
Texts = Mapping[str, str]
"""A text by language."""
Lack = tuple[Message, Message]
"""What a study lacks, and what to do about it."""


@dataclass(frozen=True)
class Package:
    """A package that is not installed with this program.

    Attributes
    ----------
    name : str
        As it is imported.
    install : str
        Command that installs it.
    """

    name: str
    install: str

    @property
    def lacking(self) -> Lack:
        """What is said where it is not installed."""
        return message("model_needs_package", package=self.name), message("install_extra", command=self.install)


def _nothing_lacks(_options: Options, _factors: Factors | None) -> Lack | None:
    """Enough whatever the study says."""
    return None


def _no_notes(_options: Options) -> tuple[Message, ...]:
    """Nothing to beware of."""
    return ()


def _factor_slopes(inputs: Inputs) -> tuple[str, ...]:
    """A slope for each factor."""
    return tuple(f"beta_{name}" for name in inputs.factors)


@dataclass(frozen=True, eq=False)
class Model:
    """A normal-return model: its function, and all else there is to know of it.

    What a model does not declare it does not support, and a study that asks for it is refused with the reason.

    Attributes
    ----------
    name : str
        As a study writes it.
    fit : callable
        Takes a `Panel`, and `options` by keyword, and returns a `Fit` of all its firm-events, none of which may depend
        on another. `Fit.reason` holds codes of texts.
    titles : mapping of language to text
        What is expected of a return, in a sentence.
    reads : Inputs or callable
        What it reads beside the returns of the asset; as a callable from the values of all its options and the study's
        `factors:`.
    options : tuple of Option
        What a study may write beside its name, and `fit` is told.
    reading : tuple of Option
        What only says which columns the panel holds.
    lacks : callable
        From the same as `reads`: what the study must say and does not; None if nothing.
    net_of : str
        Code of the text that names what abnormal returns are net of.
    slopes : callable
        Names of the slopes of a model with several, from what it reads; empty where beta is all.
    notes : callable
        What a reader must know, from the values of its options.
    why : callable
        Message of a code of `Fit.reason`.
    texts : mapping of code to mapping of language to text
        Of reasons, notes and `net_of`, where the catalogues have none.
    packages : tuple of Package
        Extras that it needs.
    compared : bool
        Whether a comparison of models holds it unasked.
    simple_returns : bool
        Whether it is one of simple returns, and log returns are refused.
    linear : bool
        Whether `fit` is ordinary least squares, which takes any number of firm-events at once.
    heavy : bool
        Whether it takes long for each firm-event, so that an engine estimates them in chunks.
    over_gaps : bool
        Whether it knows returns from trade to trade.
    conditional : bool
        Whether it forecasts a variance for each event day: from an estimation window before the event, and without a
        rank of its CARs among ordinary days, which are measured with other rods.
    market_line : bool
        Whether the expected return is a line on the market's, which a chart can draw.
    by_calendar : bool
        Whether portfolios in calendar time are what a study wants of it.
    """

    name: str
    fit: Callable[..., Fit]
    titles: Texts
    reads: Inputs | Callable[[Options, Factors | None], Inputs] = MARKET_ALONE
    options: tuple[Option, ...] = ()
    reading: tuple[Option, ...] = ()
    lacks: Callable[[Options, Factors | None], Lack | None] = _nothing_lacks
    net_of: str = "what.market"
    slopes: Callable[[Inputs], tuple[str, ...]] = _factor_slopes
    notes: Callable[[Options], tuple[Message, ...]] = _no_notes
    why: Callable[[str], Message] = Message
    texts: Mapping[str, Texts] = field(default_factory=dict)
    packages: tuple[Package, ...] = ()
    compared: bool = False
    simple_returns: bool = False
    linear: bool = False
    heavy: bool = False
    over_gaps: bool = False
    conditional: bool = False
    market_line: bool = False
    by_calendar: bool = False

    @property
    def declared(self) -> tuple[Option, ...]:
        """All that a study may write beside its name."""
        return (*self.reading, *self.options)

    @property
    def title_code(self) -> str:
        """Code of its title in the catalogues."""
        return f"model.{self.name}"

    @property
    def catalogued(self) -> dict[str, Texts]:
        """All its texts by code."""
        meanings = {f"{self.title_code}.{one.name}": one.meaning for one in self.declared}
        return {self.title_code: self.titles, **meanings, **self.texts}

    @property
    def defaults(self) -> dict[str, Any]:
        """Values of its options where a study writes none."""
        return {one.name: one.default for one in self.declared}

    def inputs(self, options: Options, factors: Factors | None) -> Inputs:
        """What it reads with these options, in a study with these factors."""
        return self.reads if isinstance(self.reads, Inputs) else self.reads(options, factors)

    def told(self, options: Options) -> dict[str, Any]:
        """Those of the options that `fit` takes."""
        return {one.name: options[one.name] for one in self.options}
