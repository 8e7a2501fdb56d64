"""One event under other choices: models, estimation windows, CAR windows and tests, all beside the study's own.

References
----------
Simonsohn, Simmons and Nelson (2020), Nature Human Behaviour 4.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from eventstudy.errors import NothingComputed, SpecError
from eventstudy.inference import FIRM_TESTS, GROUP_TESTS, Sample, choose_tests, shown_always
from eventstudy.inference.bands import pointwise_critical
from eventstudy.inference.joint import portfolio_error
from eventstudy.messages import Message, joined, message
from eventstudy.models import MODELS, Model
from eventstudy.prices import Prices, prices_from_frame
from eventstudy.prices.factors import FactorTable
from eventstudy.result.schema import SCHEMA
from eventstudy.result.written import written_table
from eventstudy.scale import LOCAL, Engine, run_chunks
from eventstudy.spec import StudySpec
from eventstudy.spec.source import nearest
from eventstudy.study.agreement import agreement_frame
from eventstudy.study.fitting import Fitted, fit_firm_events, windows_of
from eventstudy.study.preparing import prepare
from eventstudy.study.test_choice import firm_tests_of, group_tests_of
from eventstudy.threads import OneThread

__all__ = ["Comparison", "compare", "default_models"]

Window = tuple[int, int]

USUAL_WINDOWS: tuple[Window, ...] = ((0, 0), (-1, 1), (0, 1))
USUAL_ESTIMATION: tuple[Window, ...] = ((-120, -11), (-250, -31))


@dataclass(frozen=True, eq=False, repr=False)
class Comparison:
    """An event under many specifications.

    Attributes
    ----------
    spec : StudySpec
    event : str
    asset : str
        Empty for the mean of all assets of the event.
    table : DataFrame
        A row for each model, estimation window, CAR window and test: CAR (or the mean CAR of the event's assets) with
        its standard error and interval, the test's statistic and p-value, how many firm-events, whether the
        choice is the study's own, and a note with its code, which says why where nothing could be estimated.
    agreement : DataFrame
        For each CAR window and test: how many models and estimation windows could be tested, the share that is
        significant at the level of the study, the estimate and p-value of the study's own model and estimation window,
        the share that has its sign (`share_same_sign`), and the share that has its sign and its significance
        (`share_agree`).
    notes : Series
        The notes of `table` as messages, which are in no language yet.
    """

    spec: StudySpec
    event: str
    asset: str
    table: pd.DataFrame
    agreement: pd.DataFrame
    notes: pd.Series

    def __repr__(self) -> str:
        from eventstudy.tables import comparison_summary, plain_text

        return plain_text(comparison_summary(self))


def default_models(spec: StudySpec) -> tuple[str, ...]:
    """The study's own model, then all that are compared unasked and need no market or returns that it lacks."""
    log = spec.returns == "log"
    nowhere = any(asset.market is None for asset in spec.listed.values()) and spec.defaults.market is None
    usable = [
        name
        for name, model in MODELS.items()
        if model.compared and not (model.simple_returns and log) and not (_reads_market(model) and nowhere)
    ]
    return tuple(dict.fromkeys((spec.model.name, *usable)))


def _reads_market(model: Model) -> bool:
    return model.inputs(model.defaults, None).market


@OneThread()
def compare(  # noqa: PLR0913 - an argument for each choice
    spec: StudySpec,
    prices: Prices | pd.DataFrame,
    factors: FactorTable | None = None,
    *,
    event: str,
    asset: str | None = None,
    models: Sequence[str] = (),
    windows: Sequence[Window] = (),
    estimation: Sequence[Window] = (),
    tests: Sequence[str] = (),
    engine: Engine = LOCAL,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Comparison:
    """Estimate one event under every combination of choices: a specification curve.

    The study's own model and estimation window are always among them. A mean of fewer assets than others is another
    quantity: it is in the table, with its note, and not in the shares.

    Parameters
    ----------
    spec : StudySpec
    prices, factors
        As for `run`.
    event : str
        Id of the event.
    asset : str, optional
        One asset; default: the mean CAR of all assets of the event, unless it has but one.
    models : sequence of str
        Default: see `default_models`. The study's own has the study's options.
    windows : sequence of (first, last)
        CAR windows inside the event window; default: the study's, [0, 0], [-1, 1] and [0, 1].
    estimation : sequence of (first, last)
        Estimation windows; default: the study's, [-120, -11] and [-250, -31].
    tests : sequence of str
        Default for an asset: `t`, `permutation`, `filtered_sq`; for several: those of the study and `portfolio_sq`.
    engine : Engine
        Where models and estimation windows are computed; the numbers do not depend on it.
    progress : callable
        Called with the models and estimation windows done, and their number.

    Raises
    ------
    SpecError
        An event, asset, model or test that does not exist.
    NothingComputed
        No specification could be estimated.
    """
    if isinstance(prices, pd.DataFrame):
        prices = prices_from_frame(prices)
    names = tuple(dict.fromkeys(models or default_models(spec)))
    one = _asset_of(spec, prices, factors, event, asset)
    _verify(names, tests, one)
    shared = (_only(spec, event), prices, factors, (event, one), _spans(spec, windows), tuple(tests))
    grid, rows = _grid(spec, names, estimation), []
    for done, found in enumerate(run_chunks(_cell, grid, shared=shared, engine=engine), 1):
        rows += found
        progress(done, len(grid))
    return _comparison(spec, event, one, rows)


def _spans(spec: StudySpec, windows: Sequence[Window]) -> tuple[Window, ...]:
    """CAR windows to look at."""
    start, end = spec.windows.event
    usual = [w for w in USUAL_WINDOWS if start <= w[0] and w[1] <= end]
    return tuple(dict.fromkeys(windows or (*spec.windows.car, *usual)))


def _grid(spec: StudySpec, models: Sequence[str], estimation: Sequence[Window]) -> list[tuple[str, Window]]:
    """Every model with every estimation window, the study's own first."""
    own = (spec.model.name, spec.windows.estimation)
    pasts = estimation or (spec.windows.estimation, *USUAL_ESTIMATION)
    return list(dict.fromkeys([own, *((name, past) for name in models for past in pasts)]))


def _comparison(spec: StudySpec, event: str, asset: str, rows: list[dict[str, Any]]) -> Comparison:
    """Rows as a comparison; an error if there is no estimate in them."""
    filled = pd.DataFrame(rows, columns=SCHEMA["compare"].filled).astype({"own": bool, "n": "Int64"})
    if not np.isfinite(filled["estimate"].to_numpy(float)).any():
        raise NothingComputed(message("nothing_compared", event=event), joined(filled["note"].unique()[:20]))
    table = written_table(SCHEMA["compare"], filled)
    return Comparison(spec, event, asset, table, agreement_frame(table, spec), filled["note"])


def _only(spec: StudySpec, event: str) -> StudySpec:
    """The study without its other events, unless their windows are to be left out of the estimation windows."""
    own = [one for one in spec.events if one.id == event]
    alone = spec.events_file is None and not spec.exclude_events
    return spec.replace(events=own) if own and alone else spec


def _asset_of(spec: StudySpec, prices: Prices, factors: FactorTable | None, event: str, asset: str | None) -> str:
    """The one asset to look at; empty for all of several."""
    events = prepare(spec, prices, factors).events
    ids = list(dict.fromkeys(events["event_id"]))
    if event not in ids:
        raise SpecError(message("study_without_event", event=event), nearest(event, ids))
    own = list(events.loc[events["event_id"] == event, "asset"])
    if asset is not None and asset not in own:
        raise SpecError(message("event_without_asset", event=event, asset=asset), nearest(asset, own))
    return asset or (own[0] if len(own) == 1 else "")


def _verify(models: Sequence[str], tests: Sequence[str], asset: str) -> None:
    for name in models:
        if name not in MODELS:
            raise SpecError(message("no_model_of_this_name", model=name), nearest(name, list(MODELS)))
    known = FIRM_TESTS if asset else GROUP_TESTS
    for name in tests:
        if name not in known:
            code = "no_test_of_one_asset" if asset else "no_test_of_several_assets"
            raise SpecError(message(code, test=name), nearest(name, list(known)))


def _cell(choice: tuple[str, Window], *shared: Any) -> list[dict[str, Any]]:
    """Rows of one model and estimation window."""
    return list(_rows(choice, *shared))


def _rows(
    choice: tuple[str, Window],
    spec: StudySpec,
    prices: Prices,
    factors: FactorTable | None,
    what: tuple[str, str],
    spans: Sequence[Window],
    tests: tuple[str, ...],
) -> Iterator[dict[str, Any]]:
    (event, asset), (name, past) = what, choice
    own = name == spec.model.name and past == spec.windows.estimation
    base = {"event_id": event, "asset": asset, "model": name, "estimation_start": past[0], "estimation_end": past[1]}
    start, end = spec.windows.event
    inside = [span for span in spans if start <= span[0] and span[1] <= end]
    for span in spans:
        if span not in inside:
            note = message("outside_event_window", start=start, end=end)
            yield base | {"start": span[0], "end": span[1], "test": "", "own": False, "note": note}
    try:
        fitted, reasons, changed = _fitted(spec, prices, factors, choice, inside)
    except SpecError as e:
        for span in inside:
            yield base | {"start": span[0], "end": span[1], "test": "", "own": own, "note": e.what}
        return
    for span, at, sample in windows_of(changed, fitted):
        rows = _members(fitted, at, event, asset)
        base |= {"start": span[0], "end": span[1], "own": own and span in spec.windows.car}
        note = _absent(reasons, event, asset, span)
        if not len(rows):
            yield base | {"test": "", "note": note or Message("not_computed")}
            continue
        part = sample.take(rows)
        answers = _firm_answers(spec, part, tests) if asset else _group_answers(spec, part, tests)
        for answer in answers:
            yield base | answer | {"n": len(rows), "note": joined(dict.fromkeys((note, answer["note"])))}


def _fitted(
    spec: StudySpec, prices: Prices, factors: FactorTable | None, choice: tuple[str, Window], spans: Sequence[Window]
) -> tuple[Fitted, pd.DataFrame, StudySpec]:
    name, past = choice
    model = spec.model if name == spec.model.name else name
    windows = {"estimation": list(past), "event": list(spec.windows.event), "car": [list(span) for span in spans]}
    changed = spec.replace(model=model, windows=windows)
    prepared = prepare(changed, prices, factors)
    fitted, unfit = fit_firm_events(prepared)
    return fitted, pd.concat([prepared.dropped, unfit], ignore_index=True), changed


def _members(fitted: Fitted, at: np.ndarray, event: str, asset: str) -> np.ndarray:
    """Places of the event's firm-events in the sample of one window."""
    events = fitted.events.iloc[at]
    wanted = (events["event_id"] == event) & ((events["asset"] == asset) if asset else True)
    return np.flatnonzero(wanted.to_numpy())


def _absent(reasons: pd.DataFrame, event: str, asset: str, span: Window) -> Message:
    """Which firm-events of the event are missing from a window, and why."""
    own = reasons[(reasons["event_id"] == event) & (reasons["asset"].eq(asset) if asset else True)]
    own = own[own["start"].isna() | ((own["start"] == span[0]) & (own["end"] == span[1]))]
    return joined(
        row.reason if asset else message("without_asset", asset=row.asset, why=row.reason) for row in own.itertuples()
    )


def _firm_answers(spec: StudySpec, sample: Sample, tests: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    car, se = float(sample.car[0]), float(sample.se[0])
    interval = _interval(car, se, int(sample.fit.df[0]), spec.level)
    for test in tests or dict.fromkeys((*shown_always(FIRM_TESTS), *firm_tests_of(spec))):
        found = FIRM_TESTS[test](sample)
        yield interval | {
            "test": test,
            "statistic": float(found.statistic[0]),
            "p_value": float(found.p_value[0]),
            "note": found.note[0],
        }


def _group_answers(spec: StudySpec, sample: Sample, tests: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    asked = (*group_tests_of(spec, sample), *choose_tests(sample), *shown_always(GROUP_TESTS))
    interval = _interval(float(sample.car.mean()), portfolio_error(sample), int(sample.fit.df.min()), spec.level)
    for test in tests or dict.fromkeys(asked):
        found = GROUP_TESTS[test](sample)
        yield interval | {
            "test": test,
            "statistic": found.statistic,
            "p_value": found.p_value,
            "note": found.note,
        }


def _interval(estimate: float, se: float, df: int, level: float) -> dict[str, float]:
    half = float(pointwise_critical(df, 1 - level)) * se
    return {"estimate": estimate, "se": se, "low": estimate - half, "high": estimate + half}
