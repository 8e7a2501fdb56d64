"""The work of the placebo lab, cut into pieces that any process can do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eventstudy.inference import FIRM_TESTS, GROUP_TESTS, TestResult
from eventstudy.inference.batched import BATCHED, Draws, Pool
from eventstudy.simulate.effects import extremeness, smallest_effect, statistic_by_effect
from eventstudy.simulate.shuffle import Shuffle

__all__ = ["Answers", "Case", "Lab", "work"]

Floats = NDArray[np.float64]
Answers = dict[str, tuple[Floats, Floats]]
"""Statistics and p-values by test."""

CHUNK = 1000
"""Draws made together; each chunk has its own stream, so that any number of jobs gives the same table. Tests that are
computed draw by draw, and effects, use the first chunk only."""
ROWS = 500

Window = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Case:
    """A group and a window.

    Attributes
    ----------
    group : str
    stream : int
        Of the draws; the same for every window of a group, so that windows share their placebo dates.
    window : (start, end)
    column : int
        Event day on which effects are added: day 0, or the window's first day where it lacks day 0.
    real : dict of test to TestResult
        What the study found.
    shuffle : Shuffle
    """

    group: str
    stream: int
    window: Window
    column: int
    real: Mapping[str, TestResult]
    shuffle: Shuffle


@dataclass(frozen=True, eq=False)
class Lab:
    """Everything that a process needs.

    Attributes
    ----------
    pools : dict of window to Pool
    cases : tuple of Case
    firm_tests : tuple of str
    draws : int
        Asked for.
    seed : int
    """

    pools: Mapping[Window, Pool]
    cases: tuple[Case, ...]
    firm_tests: tuple[str, ...]
    draws: int
    seed: int

    def firm_answers(self, window: Window, start: int) -> Answers:
        """Tests of single firm-events on some rows of the pool."""
        sample = self.pools[window].sample
        part = sample.take(np.arange(start, min(start + ROWS, sample.size)))
        found = {test: FIRM_TESTS[test](part) for test in self.firm_tests}
        return {test: (result.statistic, result.p_value) for test, result in found.items()}

    def group_answers(self, number: int, chunk: int) -> Answers:
        """Tests of a case on one chunk of its draws."""
        case = self.cases[number]
        draws = self.chunk(case, chunk)
        slow = [test for test in case.real if test not in BATCHED and chunk == 0]
        return {test: BATCHED[test](draws) for test in case.real if test in BATCHED} | {
            test: _one_by_one(test, draws) for test in slow
        }

    def effect(self, number: int, test: str, critical: float) -> float:
        """Smallest effect that a test of a case sees."""
        case = self.cases[number]
        draws = self.chunk(case, 0)
        sample = draws.pool.sample
        scale = float(np.median(sample.se[draws.rows])) / np.sqrt(draws.size)
        statistic = statistic_by_effect(test, draws, case.column, scale)
        if statistic is None:
            return np.nan
        extreme: Callable[[float], Floats] = lambda effect: extremeness(  # noqa: E731
            test, statistic(effect), np.empty(0), sample.alternative
        )
        return smallest_effect(extreme, critical, scale, sample.alternative)

    def chunk(self, case: Case, number: int) -> Draws:
        """One chunk of draws, the same in every process."""
        pool = self.pools[case.window]
        if case.shuffle.exact(self.draws):
            return case.shuffle.all(pool)
        rng = np.random.default_rng([self.seed, 5, case.stream, number])
        return case.shuffle.draw(pool, min(CHUNK, self.draws - number * CHUNK), rng)

    def pieces(self) -> list[tuple[str, tuple[Any, ...]]]:
        """Method and arguments of every piece of work but the effects."""
        firm = [
            ("firm_answers", (window, start))
            for window, pool in self.pools.items()
            for start in range(0, pool.sample.size, ROWS)
        ]
        chunks = [
            ("group_answers", (number, chunk))
            for number, case in enumerate(self.cases)
            for chunk in range(1 if case.shuffle.exact(self.draws) else -(-self.draws // CHUNK))
        ]
        return firm + chunks


def _one_by_one(test: str, draws: Draws) -> tuple[Floats, Floats]:
    results = [GROUP_TESTS[test](draws.pool.sample.take(rows)) for rows in draws.rows]
    return np.array([r.statistic for r in results]), np.array([r.p_value for r in results])


def work(lab: Lab, pieces: list[tuple[str, tuple[Any, ...]]], jobs: int) -> Iterator[Any]:
    """What each piece gives, in order."""
    if jobs == 1:
        for method, arguments in pieces:
            yield getattr(lab, method)(*arguments)
        return
    with ProcessPoolExecutor(jobs, get_context("spawn"), initializer=_receive, initargs=(lab,)) as pool:
        yield from pool.map(_do, pieces)


_LAB: list[Lab] = []
"""The lab of a worker process."""


def _receive(lab: Lab) -> None:
    _LAB[:] = [lab]


def _do(piece: tuple[str, tuple[Any, ...]]) -> Any:
    method, arguments = piece
    return getattr(_LAB[0], method)(*arguments)
