"""One event under other choices: models, estimation windows, benchmarks, CAR windows and tests, beside the study's.

References
----------
Simonsohn, Simmons and Nelson (2020), Nature Human Behaviour 4.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from eventstudy.errors import NothingComputed, SpecError
from eventstudy.inference import FIRM_TESTS, GROUP_TESTS, rank_test, shown_always
from eventstudy.messages import NOTHING, Message, joined, message
from eventstudy.models import MODELS, Model
from eventstudy.prices import Prices, prices_from_frame
from eventstudy.prices.factors import FactorTable
from eventstudy.result.schema import SCHEMA
from eventstudy.result.written import written_table
from eventstudy.scale import LOCAL, Engine, run_chunks
from eventstudy.simulate.agreement import agreement_frame, marked_distinct
from eventstudy.simulate.date_plan import plan_dates
from eventstudy.simulate.specification_answers import (
    AtDates,
    PlaceboDates,
    Question,
    Row,
    answers,
    firm_tests,
    group_tests,
)
from eventstudy.simulate.specification_grid import Specification, markets_of, specifications
from eventstudy.spec import StudySpec
from eventstudy.spec.row_windows import refuse_own_windows
from eventstudy.spec.source import nearest
from eventstudy.study import Prepared, fit_firm_events, prepare, windows_of
from eventstudy.study.date_ranges import has_range
from eventstudy.study.eligible_dates import find_eligible_dates
from eventstudy.threads import OneThread

__all__ = ["Comparison", "compare", "default_models"]

Window = tuple[int, int]

USUAL_WINDOWS: tuple[Window, ...] = ((0, 0), (-1, 1), (0, 1))
USUAL_ESTIMATION: tuple[Window, ...] = ((-120, -11), (-250, -31))


@dataclass(frozen=True, eq=False, repr=False)
class Comparison:
    """An event under many specifications.

    The joint p is a rank among dates, of the curve's median estimate over the volatility of its time and of its share
    of significant ones: at 200 random dates of real shares the p of the median was at most 5 % in 6.5 % of cases for
    one day (± 1.7) and in 8.5 % for three (± 2.0), at most 1 % in 1.0 and 0.5 %; that of the share in 5 and 7 %.

    Attributes
    ----------
    spec : StudySpec
    event : str
    asset : str
        Empty for the mean of all assets of the event.
    table : DataFrame
        A row for each model, estimation window, benchmark, CAR window and test: CAR (or the mean CAR of the event's
        assets) with its standard error and interval, the test's statistic and p-value, how many firm-events, whether
        the choice is the study's own, whether its estimate is no other's before it (`distinct`), and a note with its
        code, which says why where nothing could be estimated.
    agreement : DataFrame
        For each CAR window and test, over distinct specifications: how many could be tested, the share that is
        significant at the level of the study, the estimate and p-value of the study's own, the share that has its sign
        (`share_same_sign`), and the share that has its sign and its significance (`share_agree`); the median estimate,
        and for the first test the joint p of that median and of the share of significant ones: against the same curve
        at dates without an event (Simonsohn, Simmons and Nelson 2020), of which there are `effective_dates` that
        share no day.
    notes : Series
        The notes of `table` as messages, which are in no language yet.
    why : Message
        Why there is no joint p; nothing where there is one.
    """

    spec: StudySpec
    event: str
    asset: str
    table: pd.DataFrame
    agreement: pd.DataFrame
    notes: pd.Series
    why: Message = NOTHING

    @property
    def windows(self) -> list[tuple[int, int]]:
        """CAR windows that were estimated."""
        known = self.table[self.table["distinct"]]
        return list(dict.fromkeys((int(a), int(b)) for a, b in zip(known["start"], known["end"], strict=True)))

    def __repr__(self) -> str:
        from eventstudy.tables import MORE_HERE, comparison_summary, plain_text

        return plain_text(comparison_summary(self, more=MORE_HERE))


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
    dates: int = 199,
    engine: Engine = LOCAL,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Comparison:
    """Estimate one event under every combination of choices: a specification curve for each CAR window.

    The study's own are always among them. Benchmarks vary where the study names some (`exclude:`, `benchmarks:`). An
    estimate that another specification has already, and a mean of fewer assets, are in the table, with a note, and not
    in the shares.

    Parameters
    ----------
    spec, prices, factors
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
        Default: those that every specification curve shows and those of the study.
    dates : int
        Dates without an event, at most, for the joint p.
    engine, progress
        As for `placebo`: where specifications are computed, and what is told of those done and their number.

    Raises
    ------
    SpecError
        An event, asset, model or test that does not exist.
    NothingComputed
        No specification could be estimated.
    """
    if isinstance(prices, pd.DataFrame):
        prices = prices_from_frame(prices)
    prepared, names = prepare(spec, prices, factors), tuple(dict.fromkeys(models or default_models(spec)))
    one = _asset_of(prepared, event, asset)
    _verify(names, tests, one)
    members = _with_prices(prepared, event, one)
    question = Question(spec, prepared, factors, event, one, members, _spans(spec, windows), tuple(tests))
    placebos, why = _placebo_dates(question, dates)
    pasts = estimation or (spec.windows.estimation, *USUAL_ESTIMATION)
    choices = specifications(spec, names, pasts, markets_of(prepared, members))
    return _comparison(replace(question, placebos=placebos), choices, engine, progress, why)


def _comparison(
    question: Question,
    choices: Sequence[Specification],
    engine: Engine,
    progress: Callable[[int, int], None],
    why: Message,
) -> Comparison:
    """What every specification says, put together."""
    rows: list[list[Row]] = []
    there: list[AtDates] = []
    for done, (own, at_dates) in enumerate(run_chunks(answers, choices, shared=[question], engine=engine), 1):
        rows.append(own)
        there.append(at_dates)
        progress(done, len(choices))
    filled = _filled(rows, question.event)
    agreement = agreement_frame(filled, question.spec, there, question.placebos)
    table = written_table(SCHEMA["compare"], filled[SCHEMA["compare"].filled])
    return Comparison(question.spec, question.event, question.asset, table, agreement, filled["note"], why)


def _spans(spec: StudySpec, windows: Sequence[Window]) -> tuple[Window, ...]:
    """CAR windows to look at."""
    start, end = spec.windows.event
    usual = [w for w in USUAL_WINDOWS if start <= w[0] and w[1] <= end]
    return tuple(dict.fromkeys((a, b) for a, b in windows or (*spec.windows.car, *usual)))


def _with_prices(prepared: Prepared, event: str, asset: str) -> np.ndarray:
    """Rows of the event's firm-events that have a day 0 and prices that can be used."""
    events = prepared.events
    wanted = (events["event_id"] == event) & (events["asset"].eq(asset) if asset else True)
    wanted &= events["asset"].isin(prepared.table.asset_row.keys()) & (events["position"] >= 0)
    return np.flatnonzero((wanted & ~has_range(events)).to_numpy())


def _placebo_dates(question: Question, most: int) -> tuple[PlaceboDates | None, Message]:
    """Dates for the curve without an event; or why there are none."""
    spec, prepared, members = question.spec, question.prepared, question.members
    if most < 1 or not len(members) or not question.inside:
        return None, NOTHING
    events = prepared.events.iloc[members]
    own = Specification(spec.model.name, spec.windows.estimation, ())
    again = replace(prepared, spec=question.under(own).held())
    eligible = find_eligible_dates(again, list(events["asset"]))
    reach = (min(a for a, _ in question.inside), max(b for _, b in question.inside))
    plan = plan_dates(events, eligible, reach, independent=False)
    if isinstance(plan, Message):
        return None, plan
    rows = np.empty((plan.places, plan.size), dtype=np.int64)
    for block in plan.blocks:
        rows[:, block.columns] = block.rows[: plan.places]
    chosen = np.unique(np.linspace(0, len(rows) - 1, min(most, len(rows))).astype(int))
    test = _judge(question)
    return PlaceboDates(eligible.events, eligible.table, rows[chosen], len(rows), test), NOTHING


def _judge(question: Question) -> str:
    """The test whose share of significant results is judged: of one asset the rank, of several the first for draws."""
    if question.asset:
        asked = question.tests or firm_tests(question.spec)
        return rank_test() if rank_test() in asked else asked[0]
    prepared, asked = question.prepared, question.tests
    fitted, _ = fit_firm_events(prepared)
    for _, at, sample in windows_of(prepared.spec, fitted):
        own = np.flatnonzero((fitted.events["event_id"].iloc[at] == question.event).to_numpy())
        if len(own) and not asked:
            asked = group_tests(question.spec, sample.take(own))
    return next((test for test in asked if GROUP_TESTS[test].batched), (*asked, *shown_always(GROUP_TESTS))[0])


def _filled(parts: list[list[Row]], event: str) -> pd.DataFrame:
    """All rows with the number of their specification and its scaled estimate; an error if there is none in them."""
    rows = [row | {"number": number} for number, part in enumerate(parts) for row in part]
    columns = [name for name in SCHEMA["compare"].filled if name != "distinct"]
    filled = pd.DataFrame(rows, columns=[*columns, "number", "scaled"])
    if not np.isfinite(filled["estimate"].to_numpy(float)).any():
        raise NothingComputed(message("nothing_compared", event=event), joined(filled["note"].unique()[:20]))
    return marked_distinct(filled).astype({"own": bool, "n": "Int64"})


def _asset_of(prepared: Prepared, event: str, asset: str | None) -> str:
    """The one asset to look at; empty for all of several."""
    refuse_own_windows(prepared.spec)
    events = prepared.events
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
