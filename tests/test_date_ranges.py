"""Events of which only a range of days is known: `at: [from, to]`, and the test of the largest candidate day."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import eventstudy as es
from eventstudy.errors import SpecError
from eventstudy.inference import TESTS
from eventstudy.messages import NOTHING
from eventstudy.prices import prices_from_frame
from eventstudy.report.html_page import page
from eventstudy.study import prepare
from eventstudy.study.eligible_dates import find_eligible_dates
from eventstudy.tables.story import stories
from eventstudy.text import ENGLISH, GERMAN
from made_up import SESSIONS, ZERO, closes, day, returns, study
from samples import make

KEYS = ["event_id", "asset"]


def ranged(first, last, **keys):
    return {"id": "leak", "at": [day(first), day(last)], **keys}


@pytest.mark.parametrize("alternative", ["two-sided", "greater", "less"])
@pytest.mark.parametrize("window", [(0, 0), (0, 2), (-3, 4)])
def test_max_date_counts_stretches_one_by_one(window, alternative):
    sample = make(3, window, missing=0.1, alternative=alternative)
    turn = {"two-sided": np.abs, "greater": np.positive, "less": np.negative}[alternative]
    result, length, fit = TESTS["max_date"](sample), sample.length, sample.fit
    for i in range(sample.size):
        seen = np.flatnonzero(np.isfinite(fit.residuals[i]))
        past = [fit.residuals[i, d] / fit.sigma[i] / np.sqrt(1 - fit.q[i, d] @ fit.q[i, d]) for d in seen]
        event = [
            fit.ar[i, d] / fit.sigma[i] / np.sqrt(1 + fit.u[i, d] @ fit.u[i, d])
            for d in range(sample.first, sample.last + 1)
        ]
        own = max(turn(np.array(event)))
        starts = range(len(past) - length + 1)
        extreme = sum(max(turn(np.array(past[start : start + length]))) >= own for start in starts)
        assert turn(result.statistic[i]) == pytest.approx(own, rel=1e-12)
        assert result.p_value[i] == pytest.approx((1 + extreme) / (len(starts) + 1), rel=1e-12)
    assert ((result.note == NOTHING) == (length <= 5)).all()


@pytest.mark.parametrize(("days", "most"), [(1, 0.055), (2, 0.055), (3, 0.055), (5, 0.065)])
def test_size_of_max_date(days, most):
    """Nearly exact up to five candidate days; with 21 it is not, as its note says."""
    p = np.concatenate([_p(seed, days) for seed in range(8)])
    assert 0.042 <= (p <= 0.05).mean() <= most


def test_size_of_max_date_with_many_days():
    p = np.concatenate([_p(seed, 21) for seed in range(8)])
    assert (p <= 0.05).mean() > 0.08


def _p(seed, days):
    return TESTS["max_date"](make(seed, (0, days - 1), firms=1000, days=240, event_days=25, first=-2)).p_value


def test_an_event_in_a_range_has_max_date_and_nothing_else():
    frame = returns()
    frame.iloc[ZERO + 2, 1] += 0.3
    both = es.run(study(-40, events=[{"id": "e0", "at": day(-40)}, ranged(0, 4)]), closes(frame))
    alone = es.run(study(-40), closes(frame))
    own = both.events.query("event_id == 'leak'")
    assert own["day0"].dt.strftime("%Y-%m-%d").unique().tolist() == [day(0)]
    assert own["shift"].isna().all()
    assert own["at"].unique().tolist() == [f"[{day(0)}, {day(4)}]"]
    tests = both.firm_tests.query("event_id == 'leak'")
    assert tests[["test", "start", "end"]].drop_duplicates().to_numpy().tolist() == [["max_date", 0, 4]]
    ours = both.date_ranges.set_index("asset").loc["A"]
    assert (ours["sessions"], ours["larger"], ours["stretches"]) == (5, 0, 116)
    assert f"{ours['date']:%Y-%m-%d}" == day(2)
    assert tests.set_index("asset").loc["A", ["statistic", "p_value"]].tolist() == pytest.approx([ours["t"], 1 / 117])
    for name in ("car", "ar", "models", "aar", "caar", "tests", "multiplicity", "clusters"):
        pd.testing.assert_frame_equal(getattr(both, name), getattr(alone, name))
    assert both.dropped.empty


def test_the_day_is_that_of_an_event_with_a_date():
    """Abnormal return, its standard error and the estimation window are those of a study whose day 0 is the first."""
    prices = closes(returns())
    found = es.run(study(0, events=[ranged(0, 3)]), prices).date_ranges
    dated = es.run(study(0), prices).ar.set_index(["asset", "date"])
    for row in found.itertuples():
        same = dated.loc[(row.asset, row.date)]
        assert (row.ar, row.se, row.t) == pytest.approx(tuple(same[["ar", "se", "t"]]), rel=1e-10)
        candidates = dated.loc[row.asset].query("0 <= day <= 3")["t"].abs()
        assert abs(row.t) == pytest.approx(candidates.max(), rel=1e-10)


def test_candidates_are_the_sessions_that_could_react():
    """From the session of the first day, or the next, to that of the last; after the close it is the next."""
    spec = es.load_spec(
        {
            "version": 1,
            "prices": {"source": "snapshot"},
            "assets": {"NVDA": {"exchange": "XNAS", "market": "^IXIC"}},
            "events": [
                {"id": "weekend", "at": ["2025-01-25", "2025-01-26"]},  # Saturday and Sunday: Monday for both
                {"id": "to-sunday", "at": ["2025-01-23", "2025-01-26"]},
                {"id": "evening", "at": ["2025-01-23", "2025-01-24T17:00-05:00"]},
                {"id": "morning", "at": ["2025-01-23T09:00-05:00", "2025-01-24T10:00-05:00"]},
            ],
        }
    )
    found = es.run(spec, es.load_prices(spec)).date_ranges.set_index("event_id")
    days = {id_: (f"{row['first']:%d}", f"{row['last']:%d}", row["sessions"]) for id_, row in found.iterrows()}
    assert days == {
        "weekend": ("27", "27", 1),
        "to-sunday": ("23", "27", 3),
        "evening": ("23", "27", 3),
        "morning": ("23", "24", 2),
    }


def test_a_study_of_ranges_alone_is_whole():
    result = es.run(study(0, events=[ranged(0, 2)]), closes(returns()))
    assert len(result.firm_tests) == 3
    assert all(getattr(result, name).empty for name in ("car", "ar", "aar", "caar", "tests", "dropped"))
    assert "1 event, 3 firm-events, none dropped" in repr(result)
    assert "Events of unknown day" in page(result, ENGLISH)
    assert "Ereignisse an unbekanntem Tag" in page(result, GERMAN)


def test_what_is_said_of_it():
    frame = returns()
    frame.iloc[ZERO + 2, 1] -= 0.3
    result = es.run(study(0, events=[ranged(0, 2, assets=["A"])]), closes(frame))
    english, german = (stories(result, one, ["leak"])["leak"] for one in (ENGLISH, GERMAN))
    dates = [ENGLISH.long_date(pd.Timestamp(day(offset))) for offset in (0, 2)]
    assert english[0] == f"It happened between {dates[0]} and {dates[1]}, nobody knows on which day."
    assert english[1].startswith("The most extreme abnormal return of these days is −2")
    assert english[1].endswith(f"for A on {dates[1]}, as extreme in none of 118 ordinary stretches of 3 days.")
    assert german[0].startswith("Es geschah zwischen dem ")
    assert english[1] in " ".join(repr(result).split())


def test_its_candidates_leave_other_estimation_windows_on_request():
    events = [{"id": "e0", "at": day(40)}, ranged(0, 4)]
    prices = closes(returns(tickers=("A",)))
    kept, left_out = (
        es.run(study(0, tickers=("A",), events=events, exclude_events=choice), prices).models
        for choice in (False, True)
    )
    assert (kept["contaminated_days"].tolist(), kept["n_estimation"].tolist()) == ([5], [120])
    assert left_out["n_estimation"].tolist() == [115]


def test_why_one_is_dropped():
    prices = closes(returns())
    result = es.run(
        study(0, events=[{"id": "e0", "at": day(0)}, {"id": "leak", "at": ["2031-01-02", "2031-01-03"]}]), prices
    )
    assert result.dropped["event_id"].unique().tolist() == ["leak"]
    windows = {"estimation": [20, 139], "event": [-5, 5], "car": [[0, 0]]}
    result = es.run(study(0, events=[{"id": "e0", "at": day(0)}, ranged(0, 30)], windows=windows), prices)
    assert result.dropped["reason"].astype(str).str.contains("reach into the estimation window").all()
    assert len(result.dropped) == 3


def test_a_model_with_a_variance_for_each_day_gives_no_rank():
    pytest.importorskip("arch")
    frame = returns(tickers=("A",))
    result = es.run(study(0, tickers=("A",), model="garch", events=[ranged(0, 2)]), closes(frame))
    if result.dropped.empty:
        assert result.firm_tests["p_value"].isna().all()
        assert result.date_ranges["larger"].isna().all()
        assert result.date_ranges["ar"].notna().all()


@pytest.mark.parametrize(
    ("at", "what"),
    [
        (["2025-01-23"], "a range has a first and a last day"),
        (["2025-01-23", "2025-01-24", "2025-01-27"], "a range has a first and a last day"),
        (["2025-01-29", "2025-01-23"], "the range ends before it starts"),
        (["2025-01-23", "soon"], "not a date or an instant"),
    ],
)
def test_ranges_that_are_none(at, what):
    with pytest.raises(SpecError, match=what):
        study(0, events=[{"id": "leak", "at": at}])


def test_what_was_read_is_what_is_written():
    spec = study(0, events=[ranged(0, 3)])
    assert spec.resolved()["events"][0]["at"] == [day(0), day(3)]
    assert es.load_spec(spec.resolved()).events == spec.events
    with pytest.raises(SpecError, match="no session to look at"):
        study(0, events=[ranged(0, 3, claims=[{"asset": "A", "return": -0.1}])])


def test_days_that_may_be_the_event_are_no_placebo_dates():
    """They and what touches them: an event window of 21 days around a placebo holds none of the five candidates."""
    prices = prices_from_frame(closes(returns()))
    spec = study(events=[{"id": "e0", "at": day(-60)}, ranged(0, 4)], tickers=("A",))
    eligible = find_eligible_dates(prepare(spec, prices), ["A"])
    position = np.searchsorted(SESSIONS, eligible.events["day0"].to_numpy().astype("datetime64[D]"))
    assert (np.abs(position - ZERO) > 10).all()
    assert (np.abs(position - ZERO - 4) > 10).all()
    assert {ZERO - 11, ZERO + 15} <= set(position)
