"""Rows of the placebo table: what the study found beside what its tests say at placebo dates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eventstudy.inference import FIRM_TESTS, GROUP_TESTS, Sample
from eventstudy.inference.laws import Alternative, critical_value, tail
from eventstudy.inference.smallest_effects import smallest_effect
from eventstudy.inference.volatility import filter_days, plain_scar
from eventstudy.messages import NOTHING, Message, joined, message
from eventstudy.simulate.effects import effective_dates, extremeness, placebo_p
from eventstudy.simulate.placebo_engine import CHUNK, Answers, Case, PlaceboEngine, PlaceboRun, Window
from eventstudy.study import Fitted
from eventstudy.study.eligible_dates import EligibleDates

__all__ = ["firm_rows", "group_rows"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Row = dict[str, Any]

LEVELS = (0.10, 0.05, 0.01)
FEW = 99
"""With fewer placebos than this, p-values and sizes are coarse."""


def firm_rows(
    placebos: PlaceboEngine,
    fitted: Fitted,
    chosen: NDArray[np.bool_],
    samples: Sequence[tuple[Window, Ints, Sample]],
    eligible: EligibleDates,
    answers: Mapping[Window, Answers],
) -> Iterator[Row]:
    """Rows of single firm-events, in the order of the study."""
    found: dict[tuple[int, Window], list[Row]] = {}
    for window, at, sample in samples:
        results = {test: FIRM_TESTS[test](sample) for test in placebos.firm_tests}
        effects: dict[tuple[str, bool], float] = {}
        for place, i in enumerate(at):
            if not chosen[i]:
                continue
            event = fitted.events.iloc[i]
            rows = eligible.rows_of(event["asset"])
            for ranked in (False, True):
                if (event["asset"], ranked) not in effects:
                    ordinary = placebos.pools[window].sample.take(rows)
                    effects[event["asset"], ranked] = _firm_effect(ordinary, placebos.level, ranked=ranked)
            base = {"group": event["event_id"], "asset": event["asset"], "start": window[0], "end": window[1], "n": 1}
            for test in placebos.firm_tests:
                statistic, p = results[test].statistic[place], results[test].p_value[place]
                here = _measured(
                    test, statistic, p, answers[window][test][:, rows], (placebos.level, sample.alternative)
                )
                here |= {
                    "places": len(rows),
                    "effective_dates": effective_dates(len(rows), window),
                    "smallest_effect": effects[event["asset"], FIRM_TESTS[test].ranked]
                    if FIRM_TESTS[test].always
                    else np.nan,
                }
                found.setdefault((int(i), window), []).append(base | here)
    for i in range(len(fitted.events)):
        for window, _, _ in samples:
            yield from found.get((i, window), [])


def _firm_effect(sample: Sample, level: float, *, ranked: bool) -> float:
    """Smallest effect on one firm-event; those that are always shown have SCAR or filtered SCAR as their statistic."""
    if not sample.size:
        return np.nan
    scale = np.sqrt(filter_days(sample).before) if ranked else 1.0
    score, error = (plain_scar(sample) if ranked else sample.scar) / scale, sample.se * scale
    critical = critical_value(tail(score, sample.alternative), level)
    return smallest_effect(
        lambda effect: tail(score + effect / error, sample.alternative),
        critical,
        float(np.median(sample.se)),
        sample.alternative,
    )


def group_rows(run: PlaceboRun, planned: Sequence[Case | Row], answers: Sequence[Answers]) -> Iterator[Row]:
    """Rows of groups, in the order of their cases."""
    placebos = run.placebos
    numbers = {id(case): i for i, case in enumerate(placebos.cases)}
    measured: dict[tuple[int, str], Row] = {}
    for i, done in enumerate(placebos.cases):
        sample = placebos.pools[done.window].sample
        for test, result in done.real.items():
            measured[i, test] = _measured(
                test, result.statistic, result.p_value, answers[i][test], (placebos.level, sample.alternative)
            )
    own = [(i, test) for i, test in measured if placebos.same_placebos[i] == i]
    seen = dict(zip(own, run.effects([(i, test, measured[i, test]["critical"]) for i, test in own]), strict=True))
    for case in planned:
        if isinstance(case, dict):
            yield case
            continue
        i, size = numbers[id(case)], case.plan.size
        start, end = case.window
        for test, result in case.real.items():
            row = measured[i, test]
            notes = [*_draw_notes(placebos, case, test), row["note"], result.note]
            yield (
                {"group": case.group, "asset": "", "start": start, "end": end, "n": size}
                | row
                | {
                    "smallest_effect": seen[placebos.same_placebos[i], test],
                    "places": case.plan.places,
                    "effective_dates": effective_dates(case.plan.places, case.window),
                    "note": joined(notes),
                }
            )


def _draw_notes(placebos: PlaceboEngine, case: Case, test: str) -> Iterator[Message]:
    if case.plan.exact(placebos.draws):
        yield Message("placebo_of_every_date")
        return
    if (GROUP_TESTS[test].batched is None or GROUP_TESTS[test].slow) and placebos.draws > CHUNK:
        yield message("placebo_first_draws", n=CHUNK)
    blocks = len(case.plan.blocks)
    if not case.plan.apart:
        yield Message("placebo_dates_alone")
    elif blocks < case.plan.size:
        yield message("placebo_sets", n=blocks)
    crowded = placebos.chunk(case, 0).crowded.mean()
    if crowded > 0:
        yield message("placebo_windows_touch", percent=100 * crowded)


def _measured(test: str, statistic: float, p_value: float, placebos: Floats, how: tuple[float, Alternative]) -> Row:
    """Placebo p of one result, and the size of its test, from statistics and p-values at placebo dates."""
    own_level, alternative = how
    known = np.isfinite(placebos[0]) & np.isfinite(placebos[1])
    extreme = extremeness(test, placebos[0][known], placebos[1][known], alternative)
    real = float(extremeness(test, np.array(statistic), np.array(p_value), alternative))
    count = int(known.sum())
    row: Row = {"test": test, "statistic": statistic, "p_value": p_value, "draws": count, "note": NOTHING}
    if not count:
        return row | {"critical": np.nan, "note": Message("placebo_never_computed")}
    for level in LEVELS:
        row[f"size_{100 * level:02.0f}"] = float((placebos[1][known] <= level).mean())
    size = row["size"] = float((placebos[1][known] <= own_level).mean())
    return row | {
        "placebo_p": placebo_p(real, extreme) if np.isfinite(real) else np.nan,
        "error": float(np.sqrt(size * (1 - size) / count)),
        "critical": critical_value(extreme, own_level),
        "note": message("few_placebos", n=count) if count < FEW else NOTHING,
    }
