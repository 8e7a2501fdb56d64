"""How often tests reject: size where the null is true, power where it is not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from eventstudy.inference import FIRM_TESTS, GROUP_TESTS, TESTS, Sample, make_sample
from eventstudy.models import MODELS
from eventstudy.scale import LOCAL, Arrays, Engine, run_chunks, streams
from eventstudy.simulate.processes import Scenario, draw_panel
from eventstudy.spec.parts import DEFAULT_MODEL

__all__ = ["Rate", "attainable_level", "rejection_rates", "scenario_rates"]

CHUNK = 50
"""Samples drawn and fitted together; each chunk has its own stream, so that any number of jobs gives the same rates."""

LEVEL = 0.05
"""Size of a test where none is stated."""
"""A p-value at most this large rejects."""

Window = tuple[int, int]


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
    scenarios: Sequence[Scenario],
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
    scenarios : sequence of Scenario
        All see the same random numbers, so that their rates can be compared.
    tests : sequence of str
        Names in `TESTS`. A test of single firm-events is tried on the first one of each sample.
    windows : sequence of (first, last)
        CAR windows inside the event window of every scenario.
    draws : int
        Samples of each scenario.
    seed : int
    model : str
        Name in `MODELS`.
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
    chunks = [_Chunk(one, tuple(tests), tuple(windows), *part, seed, model, level) for one in scenarios for part in own]
    about = repr((scenarios, tests, windows, draws, seed, model, level))
    counts = np.zeros((len(scenarios), 2, len(tests), len(windows)), dtype=int)
    for i, result in enumerate(run_chunks(_count, chunks, engine=engine, resume=about)):
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
    scenario: Scenario
    tests: tuple[str, ...]
    windows: tuple[Window, ...]
    samples: int
    stream: np.random.SeedSequence
    seed: int
    model: str
    level: float


def _count(chunk: _Chunk) -> Arrays:
    """Rejections and computed tests of one chunk; shape (2, tests, windows)."""
    scenario, samples = chunk.scenario, chunk.samples
    panel, day0 = draw_panel(scenario, samples, np.random.default_rng(chunk.stream))
    fit = MODELS[chunk.model].fit(panel)
    counts = np.zeros((2, len(chunk.tests), len(chunk.windows)), dtype=int)
    first = scenario.event[0]
    for j, (start, end) in enumerate(chunk.windows):
        together = make_sample(fit, (start - first, end - first), day0, panel.days_est, panel.days, seed=chunk.seed)
        for s in range(samples):
            rows = np.arange(s * scenario.firms, (s + 1) * scenario.firms)
            sample = together.take(rows[fit.reason[rows] == ""])
            for i, test in enumerate(chunk.tests):
                p = _p_value(test, sample)
                counts[:, i, j] += (p <= chunk.level, np.isfinite(p))
    return {"counts": counts}


def _p_value(test: str, sample: Sample) -> float:
    if not sample.size:
        return np.nan
    if test in FIRM_TESTS:
        return float(FIRM_TESTS[test](sample.take(np.array([0]))).p_value[0])
    return GROUP_TESTS[test](sample).p_value


def attainable_level(test: str, firms: int, level: float = LEVEL) -> float:
    """Size that a test with few possible p-values can have at most; `level` for the others.

    Parameters
    ----------
    test : str
    firms : int
    level : float
    """
    attainable = TESTS[test].attainable
    return attainable(firms, level) if attainable else level
