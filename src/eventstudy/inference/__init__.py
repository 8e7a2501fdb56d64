"""Tests by name: of each firm-event, and across firm-events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import ModuleType
from typing import Any, TypeVar, cast

import numpy as np

from eventstudy.inference import (
    candidates,
    clustered,
    filtered,
    firm,
    joint,
    one_date,
    parametric,
    ranks,
    resampled,
    signs,
)
from eventstudy.inference.candidates import LargestDay, largest_day
from eventstudy.inference.choice import chosen_tests
from eventstudy.inference.entry import Test
from eventstudy.inference.filtered import Ranks, ordinary_ranks
from eventstudy.inference.laws import NORMAL, null_of, p_normal, p_t, t_law
from eventstudy.inference.sample import (
    FirmResult,
    Sample,
    TestResult,
    by_number,
    make_sample,
    no_result,
    same_for_all,
    sample_of_panel,
)
from eventstudy.inference.volatility import LONGEST_STRETCH
from eventstudy.messages import Message
from eventstudy.registry import Registry
from eventstudy.text import add_texts

__all__ = [
    "FIRM_TESTS",
    "GROUP_TESTS",
    "LONGEST_STRETCH",
    "NORMAL",
    "TESTS",
    "FirmResult",
    "LargestDay",
    "Ranks",
    "Sample",
    "Test",
    "TestResult",
    "by_number",
    "choose_tests",
    "firm_defaults",
    "firm_test",
    "first_test",
    "largest_day",
    "make_sample",
    "no_result",
    "null_of",
    "ordinary_ranks",
    "p_normal",
    "p_t",
    "range_tests",
    "rank_test",
    "same_for_all",
    "sample_of_panel",
    "shown_always",
    "t_law",
]

R = TypeVar("R", FirmResult, TestResult)


def _declared(modules: Iterable[ModuleType]) -> Iterator[Test[Any]]:
    """Tests that stand in modules, in their order."""
    for module in modules:
        yield from (value for value in vars(module).values() if isinstance(value, Test))


TESTS: Registry[Test[Any]] = Registry(
    "eventstudy.tests",
    Test,
    _declared((firm, filtered, candidates, parametric, clustered, ranks, signs, resampled, joint, one_date)),
    joins=lambda test: add_texts(test.catalogued),
)
"""All tests by name; other packages add theirs through entry points."""


class _TestsOf(Mapping[str, Test[R]]):
    """The tests of single firm-events, or those across them."""

    def __init__(self, of: str) -> None:
        self.of = of

    def __getitem__(self, name: str) -> Test[R]:
        if TESTS[name].of != self.of:
            raise KeyError(name)
        return cast(Test[R], TESTS[name])

    def __iter__(self) -> Iterator[str]:
        return (name for name, test in TESTS.items() if test.of == self.of)

    def __len__(self) -> int:
        return sum(1 for _ in self)


FIRM_TESTS: Mapping[str, Test[FirmResult]] = _TestsOf("firm")
"""Tests of each firm-event by itself."""

GROUP_TESTS: Mapping[str, Test[TestResult]] = _TestsOf("group")
"""Tests across the firm-events of a group."""


def firm_defaults() -> tuple[str, ...]:
    """Tests of single firm-events that a study gets when it asks for the default."""
    return tuple(name for name, test in FIRM_TESTS.items() if "single" in test.default)


def choose_tests(sample: Sample) -> dict[str, Message]:
    """Tests across firm-events that a study gets when it asks for the default, each with the reason."""
    return chosen_tests(sample, GROUP_TESTS)


def first_test(sample: Sample) -> tuple[str, float]:
    """The first test that such a sample gets by default, and its p-value; of one firm-event a test of its own."""
    if not sample.size:
        return "", np.nan
    if sample.size == 1:
        name = rank_test()
        return name, float(FIRM_TESTS[name](sample).p_value[0])
    name = next(iter(choose_tests(sample)))
    return name, GROUP_TESTS[name](sample).p_value


def shown_always(tests: Mapping[str, Test[R]]) -> tuple[str, ...]:
    """Those that placebo tables and specification curves show unasked."""
    return tuple(name for name, test in tests.items() if test.always)


def rank_test() -> str:
    """The test whose p-value is the rank of the CAR among ordinary windows."""
    return next(name for name, test in FIRM_TESTS.items() if test.ranked)


def range_tests() -> tuple[str, ...]:
    """Tests of single firm-events of which only a range of days is known."""
    return tuple(name for name, test in FIRM_TESTS.items() if test.of_range)


def firm_test(name: str, sample: Sample) -> FirmResult:
    """Test of each firm-event of a sample, in parts where the sample is too large to be held at once."""
    test = FIRM_TESTS[name]
    parts = [test(part) for part in ((sample,) if test.whole else sample.blocks())]
    if len(parts) == 1:
        return parts[0]
    return FirmResult(
        np.concatenate([part.statistic for part in parts]),
        np.concatenate([part.p_value for part in parts]),
        np.concatenate([part.law for part in parts]),
        parts[0].null,
        np.concatenate([part.note for part in parts]),
    )
