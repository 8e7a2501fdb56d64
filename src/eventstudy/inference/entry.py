"""All there is to know of a test, as one value of the registry."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeAlias, TypeVar

from eventstudy.inference.draws import Answer, Draws
from eventstudy.inference.sample import FirmResult, Sample, TestResult

__all__ = [
    "ANY_DATES",
    "DAY",
    "FORECAST",
    "INDEPENDENT",
    "LONG",
    "SHORT",
    "Order",
    "Situation",
    "Test",
    "up_to",
]

R = TypeVar("R", FirmResult, TestResult)
Order: TypeAlias = Literal["tail", "size", "p"]
Situation: TypeAlias = Literal["single", "several", "one_date", "many_dates"]

DAY, SHORT, LONG = 1, 3, 21
"""Days of the three windows in which sizes are measured."""
INDEPENDENT = ("independent", "missing", "days_60")
ANY_DATES = ("spread_5", "spread_20", "spread_60")
FORECAST = ("forecast", "forecast_variance_2")
"""Scenarios of `eventstudy.simulate` that often come together."""


@dataclass(frozen=True, eq=False)
class Test(Generic[R]):
    """A test: what it computes, how it is called, and what the rest of the program may do with it.

    What is not declared is not supported: the test is then computed one sample after the other, no smallest effect is
    sought, no size is promised, and no study gets it unasked.

    Attributes
    ----------
    name : str
        As the study file writes it.
    function : callable
        From a sample to its result; the docstring says formula, assumptions and source.
    of : {"firm", "group"}
        Whether it tests each firm-event by itself, or all of them together.
    titles : mapping of language to text
        What it is, in a sentence.
    texts : mapping of code to mapping of language to text
        Laws, nulls and notes of its own that the catalogues do not have: for tests of other packages.
    batched : callable, optional
        The same of many samples at once: statistics and p-values of shape (B,).
    order : {"tail", "size", "p"}
        What speaks against the null: a statistic far out in the direction of the alternative, one that is large, or a
        small p-value.
    degree : int, optional
        Degree of the statistic as a polynomial in an effect common to all firm-events, where it is one: then the
        smallest effect comes from three effects computed one by one.
    new_ranks : bool
        Whether every effect takes new ranks of all days, so that the smallest one is sought on fewer draws.
    slow : bool
        Whether it looks at pairs of firm-events, so that it is computed on the first thousand draws and its smallest
        effect sought on fewer.
    holds : mapping of scenario to int
        Days of the longest window in which its assumptions hold, so that its size must be 5 %; see `up_to`.
    default : iterable of Situation
        Where a study that asks for `default` gets it: for a `single` firm-event; for `several`, for several on
        `one_date`, or on `many_dates` whose windows do not overlap.
    longest : int, optional
        Days of the longest window of which it is a default.
    always : bool
        Whether placebo tables and specification curves show it unasked. Such a test of single firm-events has the
        standardised CAR as its statistic, or the filtered one where it is `ranked`.
    ranked : bool
        Whether its p-value is the rank of the CAR among ordinary windows, which sentences give.
    whole : bool
        Whether it may read all firm-events to judge one, so that it is given a sample whole and cuts it itself.
    of_range : bool
        Whether it tests an event that happened on one of the window's days, nobody knows which: such events get it, and
        no test that does not declare this.
    attainable : callable, optional
        From the numbers of firm-events and estimation days and a level to the size that it can have at most, for a
        test with few possible p-values.
    """

    name: str
    function: Callable[[Sample], R]
    of: Literal["firm", "group"]
    titles: Mapping[str, str] = field(repr=False)
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict, repr=False)
    batched: Callable[[Draws], Answer] | None = None
    order: Order = "p"
    degree: int | None = None
    new_ranks: bool = False
    slow: bool = False
    holds: Mapping[str, int] = field(default_factory=dict, repr=False)
    default: Iterable[Situation] = ()
    longest: int | None = None
    always: bool = False
    ranked: bool = False
    of_range: bool = False
    whole: bool = False
    attainable: Callable[[int, int, float], float] | None = None

    __test__ = False  # pytest would take the class for a test

    def __call__(self, sample: Sample) -> R:
        """The result of a sample."""
        return self.function(sample)

    @property
    def title_code(self) -> str:
        """Code of its title in the catalogues."""
        return f"test.{self.name}"

    @property
    def catalogued(self) -> dict[str, Mapping[str, str]]:
        """All its texts by code."""
        return {self.title_code: self.titles, **self.texts}


def up_to(days: int, *scenarios: str) -> dict[str, int]:
    """Windows of at most so many days in each of these scenarios."""
    return dict.fromkeys(scenarios, days)


AnyTest: TypeAlias = Test[Any]
