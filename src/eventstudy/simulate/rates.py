"""How often tests reject: size where the null is true, power where it is not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eventstudy.inference import FIRM_TESTS, GROUP_TESTS, TESTS, make_sample
from eventstudy.inference.draws import Draws, Pool
from eventstudy.scale import LOCAL, Arrays, Engine, run_chunks, streams
from eventstudy.simulate.processes import Scenario
from eventstudy.simulate.resampled_study import ResampledStudy
from eventstudy.spec.parts import DEFAULT_MODEL

__all__ = ["Rate", "attainable_level", "rejection_rates", "scenario_rates"]

CHUNK = 50
"""Samples drawn and fitted together; each chunk has its own stream, so that any number of jobs gives the same rates."""

LEVEL = 0.05
"""Size of a test where none is stated."""
"""A p-value at most this large rejects."""

Window = tuple[int, int]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Rate:
    """Share of samples in which a test rejected.

    Attributes
    ----------
    test : str
    window : tuple of int
    rejected, computed, draws : int
        A test that cannot be computed on a sample gives no answer there.
    """

    test: str
    window: Window
    rejected: int
    computed: int
    draws: int

    @property
    def rate(self) -> float:
        """Share of the computed tests that rejected."""
        return self.rejected / self.computed if self.computed else np.nan

    @property
    def error(self) -> float:
        """Binomial standard error of the rate."""
        return float(np.sqrt(self.rate * (1 - self.rate) / self.computed)) if self.computed else np.nan


def rejection_rates(
    scenario: Scenario,
    tests: Sequence[str],
    windows: Sequence[Window],
    draws: int,
    seed: int = 0,
    *,
    model: str = DEFAULT_MODEL,
    level: float = LEVEL,
    engine: Engine = LOCAL,
) -> list[Rate]:
    """Rejection rates of tests over seeded samples of one scenario; see `scenario_rates`."""
    return scenario_rates([scenario], tests, windows, draws, seed, model=model, level=level, engine=engine)[0]


def scenario_rates(
    scenarios: Sequence[Scenario | ResampledStudy],
    tests: Sequence[str],
    windows: Sequence[Window],
    draws: int,
    seed: int = 0,
    *,
    model: str = DEFAULT_MODEL,
    level: float = LEVEL,
    engine: Engine = LOCAL,
    progress: Callable[[int], None] = lambda _: None,
) -> list[list[Rate]]:
    """Rejection rates of tests over seeded samples of each scenario.

    Firm-events whose model cannot be estimated are left out. An interrupted call that is made again goes on where
    it stopped.

    Parameters
    ----------
    scenarios : sequence of Scenario or ResampledStudy
        All see the same random numbers, so that their rates can be compared.
    tests : sequence of str
        Names in `TESTS`. A test of single firm-events is tried on the first one of each sample; of a
        resampled study on one that is drawn.
    windows : sequence of (first, last)
        CAR windows inside the event window of every scenario.
    draws : int
        Samples of each scenario.
    seed : int
    model : str
        Name in `MODELS`; a resampled study has its own.
    level : float
        Size of the tests.
    engine : Engine
        Where samples are drawn and tested; the rates are the same everywhere.
    progress : callable
        Called with the number of samples just done.

    Returns
    -------
    list of list of Rate
        Scenario by scenario, in each test by test, window by window.
    """
    sizes = [min(CHUNK, draws - start) for start in range(0, draws, CHUNK)]
    own = list(zip(sizes, streams(seed, len(sizes)), strict=True))
    chunks = [_Chunk(number, *part) for number in range(len(scenarios)) for part in own]
    plan = _Plan(tuple(scenarios), tuple(tests), tuple(windows), seed, model, level)
    about = repr((scenarios, tests, windows, draws, seed, model, level))
    counts = np.zeros((len(scenarios), 2, len(tests), len(windows)), dtype=int)
    for i, result in enumerate(run_chunks(_count, chunks, shared=[plan], engine=engine, resume=about)):
        counts[i // len(sizes)] += result["counts"]
        progress(chunks[i].samples)
    return [
        [
            Rate(test, window, int(rejected[i, j]), int(computed[i, j]), draws)
            for i, test in enumerate(tests)
            for j, window in enumerate(windows)
        ]
        for rejected, computed in counts
    ]


@dataclass(frozen=True)
class _Chunk:
    number: int
    samples: int
    stream: np.random.SeedSequence


@dataclass(frozen=True)
class _Plan:
    """What all chunks share."""

    scenarios: tuple[Scenario | ResampledStudy, ...]
    tests: tuple[str, ...]
    windows: tuple[Window, ...]
    seed: int
    model: str
    level: float


def _count(chunk: _Chunk, plan: _Plan) -> Arrays:
    """Rejections and computed tests of one chunk; shape (2, tests, windows)."""
    one, samples = plan.scenarios[chunk.number], chunk.samples
    rng = np.random.default_rng(chunk.stream)
    panel, day0, fit = one.fitted(samples, rng, plan.model)
    tried = np.arange(samples) * one.firms + one.tried(samples, rng)
    known = np.isfinite(fit.sigma) & (fit.reason == "")
    known = known[:, None] & np.broadcast_to(panel.complete, (len(known), len(plan.windows)))
    counts = np.zeros((2, len(plan.tests), len(plan.windows)), dtype=int)
    memo: dict[object, object] = {}
    for j, (start, end) in enumerate(plan.windows):
        columns = (start - one.event[0], end - one.event[0])
        sample = make_sample(fit, columns, day0, panel.days_est, panel.days, one.alternative, plan.seed)
        pool, there = Pool(sample, memo), known[:, j].reshape(samples, -1)
        for i, test in enumerate(plan.tests):
            p = _firm_p(test, pool, tried[there.ravel()[tried]]) if test in FIRM_TESTS else _group_p(test, pool, there)
            counts[:, i, j] += ((p <= plan.level).sum(), np.isfinite(p).sum())
    return {"counts": counts}


def _firm_p(test: str, pool: Pool, rows: Ints) -> Floats:
    """p-values of single firm-events; shape of `rows`."""
    return FIRM_TESTS[test](pool.sample.take(rows)).p_value


def _group_p(test: str, pool: Pool, known: Bools) -> Floats:
    """p-value of each sample, across those of its firm-events that are known; shape (samples,)."""
    rows, p = np.arange(known.size).reshape(known.shape), np.full(len(known), np.nan)
    for there in np.unique(known, axis=0):
        own = np.flatnonzero((known == there).all(axis=1))
        if there.any():
            p[own] = _p_values(test, pool, rows[own][:, there])
    return p


def _p_values(test: str, pool: Pool, rows: Ints) -> Floats:
    """p-value of each sample of the firm-events of a row; shape of `rows` (samples, firms)."""
    batched = GROUP_TESTS[test].batched
    if batched and rows.shape[1] > 1:
        return batched(Draws(pool, rows))[1]
    return np.array([GROUP_TESTS[test](pool.sample.take(own)).p_value for own in rows])


def attainable_level(test: str, scenario: Scenario, level: float = LEVEL) -> float:
    """Size that a test with few possible p-values can have at most; `level` for the others.

    Parameters
    ----------
    test : str
    scenario : Scenario
        Its firm-events and estimation days limit the p-values that there can be.
    level : float
    """
    attainable = TESTS[test].attainable
    return attainable(scenario.firms, scenario.estimation, level) if attainable else level
