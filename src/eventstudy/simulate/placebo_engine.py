"""Tests at placebo dates: the work, cut into pieces that any process can do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eventstudy.inference import FIRM_TESTS, GROUP_TESTS, TestResult
from eventstudy.inference.draws import Draws, Pool
from eventstudy.inference.smallest_effects import smallest_effect
from eventstudy.scale import Engine, run_chunks
from eventstudy.simulate.date_plan import DatePlan
from eventstudy.simulate.effects import extremeness, statistic_by_effect

__all__ = ["CHUNK", "Answers", "Case", "PlaceboEngine", "PlaceboRun", "Window"]

Floats = NDArray[np.float64]
Answers = Mapping[str, NDArray[Any]]
"""Statistics and p-values by test; shape (2, B)."""
Piece = tuple[str, tuple[Any, ...]]
"""Method of `PlaceboEngine` and its arguments."""

CHUNK = 1000
"""Draws made together; each chunk has its own stream, so that any number of jobs gives the same table. Tests that are
computed draw by draw, and effects, use the first chunk only."""
ROWS = 500
EFFECT_DRAWS = 250
"""Draws on which the effect is sought that a test sees for which every effect takes new ranks."""

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
    plan : DatePlan
    """

    group: str
    stream: int
    window: Window
    column: int
    real: Mapping[str, TestResult]
    plan: DatePlan


@dataclass(frozen=True, eq=False)
class PlaceboEngine:
    """Everything that a process needs.

    Attributes
    ----------
    pools : dict of window to Pool
    cases : tuple of Case
    firm_tests : tuple of str
    draws : int
        Asked for.
    seed : int
    level : float
        Size of the tests.
    """

    pools: Mapping[Window, Pool]
    cases: tuple[Case, ...]
    firm_tests: tuple[str, ...]
    draws: int
    seed: int
    level: float

    def firm_answers(self, window: Window, start: int) -> Answers:
        """Tests of single firm-events on some rows of the pool."""
        sample = self.pools[window].sample
        part = sample.take(np.arange(start, min(start + ROWS, sample.size)))
        found = {test: FIRM_TESTS[test](part) for test in self.firm_tests}
        return {test: np.stack([result.statistic, result.p_value]) for test, result in found.items()}

    def group_answers(self, numbers: Sequence[int], chunk: int) -> Answers:
        """Tests of cases with the same draws on one chunk of them, under the names "case test"."""
        drawn = self.chunk(self.cases[numbers[0]], chunk)
        answers = {}
        for number in numbers:
            draws = drawn.of(self.pools[self.cases[number].window])
            for test in self.cases[number].real:
                if GROUP_TESTS[test].slow and chunk > 0:
                    continue
                if batched := GROUP_TESTS[test].batched:
                    answers[f"{number} {test}"] = np.stack(batched(draws))
                elif chunk == 0:
                    answers[f"{number} {test}"] = _one_by_one(test, draws)
        return answers

    def effect(self, number: int, test: str, critical: float) -> Answers:
        """Smallest effect that a test of a case sees, under the name "effect"."""
        case = self.cases[number]
        few = GROUP_TESTS[test].new_ranks or GROUP_TESTS[test].slow
        draws = self.chunk(case, 0).first(EFFECT_DRAWS if few else CHUNK)
        sample = draws.pool.sample
        scale = float(np.median(sample.se[draws.rows])) / np.sqrt(draws.size)
        statistic = statistic_by_effect(test, draws, case.column, scale)
        if statistic is None:
            return {"effect": np.array(np.nan)}
        extreme: Callable[[float], Floats] = lambda effect: extremeness(  # noqa: E731
            test, statistic(effect), np.empty(0), sample.alternative
        )
        return {"effect": np.array(smallest_effect(extreme, critical, scale, sample.alternative))}

    def chunk(self, case: Case, number: int) -> Draws:
        """One chunk of draws, the same in every process."""
        pool = self.pools[case.window]
        if case.plan.exact(self.draws):
            return case.plan.all(pool)
        rng = np.random.default_rng([self.seed, 5, case.stream, number])
        return case.plan.draw(pool, min(CHUNK, self.draws - number * CHUNK), rng)

    @cached_property
    def same_placebos(self) -> list[int]:
        """For each case the first one with the same placebos; where every date is used, events of the same assets."""
        first: dict[object, int] = {}
        return [first.setdefault(self._placebos_of(i), i) for i in range(len(self.cases))]

    def _placebos_of(self, number: int) -> object:
        case = self.cases[number]
        if not case.plan.exact(self.draws):
            return number
        block = case.plan.blocks[0]
        return case.window, tuple(case.real), block.columns.tobytes(), block.rows.tobytes()

    def _by_plan(self) -> list[tuple[DatePlan, list[int]]]:
        """Cases with the same draws: the windows of a group."""
        found: dict[int, tuple[DatePlan, list[int]]] = {}
        for number, case in enumerate(self.cases):
            if self.same_placebos[number] == number:
                found.setdefault(id(case.plan), (case.plan, []))[1].append(number)
        return list(found.values())

    def pieces(self) -> list[Piece]:
        """Every piece of work but the effects."""
        firm = [
            ("firm_answers", (window, start))
            for window, pool in self.pools.items()
            for start in range(0, pool.sample.size, ROWS)
        ]
        chunks = [
            ("group_answers", (tuple(numbers), chunk))
            for plan, numbers in self._by_plan()
            for chunk in range(1 if plan.exact(self.draws) else -(-self.draws // CHUNK))
        ]
        return firm + chunks


def _one_by_one(test: str, draws: Draws) -> Floats:
    results = [GROUP_TESTS[test](draws.pool.sample.take(rows)) for rows in draws.rows]
    return np.array([[r.statistic, r.p_value] for r in results]).T


@dataclass(frozen=True, eq=False)
class PlaceboRun:
    """Where the work of a placebo engine is done.

    Attributes
    ----------
    placebos : PlaceboEngine
    engine : Engine
    progress : callable
        Called with the pieces of work done and their number.
    """

    placebos: PlaceboEngine
    engine: Engine
    progress: Callable[[int, int], None]

    def answers(self) -> tuple[dict[Window, Answers], list[Answers]]:
        """All tests of single firm-events by window, and of each case."""
        placebos, pieces = self.placebos, self.placebos.pieces()
        firm: dict[Window, list[Answers]] = {window: [] for window in placebos.pools}
        group: list[list[Answers]] = [[] for _ in placebos.cases]
        for (method, arguments), answers in zip(pieces, self._work(pieces, 0), strict=True):
            if method == "firm_answers":
                firm[arguments[0]].append(answers)
                continue
            for number in arguments[0]:
                case = placebos.cases[number]
                group[number].append({t: answers[name] for t in case.real if (name := f"{number} {t}") in answers})
        found = [_joined(parts) for parts in group]
        return {window: _joined(parts) for window, parts in firm.items()}, [
            found[first] for first in placebos.same_placebos
        ]

    def effects(self, asked: Sequence[tuple[int, str, float]]) -> list[float]:
        """Smallest effect for each case, test and critical value."""
        pieces: list[Piece] = [("effect", arguments) for arguments in asked]
        return [float(found["effect"]) for found in self._work(pieces, len(self.placebos.pieces()))]

    def _work(self, pieces: list[Piece], before: int) -> Iterator[Answers]:
        """What each piece gives, in order."""
        own = {i for i in range(len(self.placebos.cases)) if self.placebos.same_placebos[i] == i}
        total = len(self.placebos.pieces()) + sum(len(self.placebos.cases[i].real) for i in own)
        work = run_chunks(_do, pieces, shared=[self.placebos], engine=self.engine)
        for done, found in enumerate(work, before + 1):
            yield found
            self.progress(done, total)


def _joined(parts: list[Answers]) -> Answers:
    names = parts[0] if parts else {}
    return {name: np.concatenate([part[name] for part in parts if name in part], axis=1) for name in names}


def _do(piece: Piece, placebos: PlaceboEngine) -> Answers:
    method, arguments = piece
    answers: Answers = getattr(placebos, method)(*arguments)
    return answers
