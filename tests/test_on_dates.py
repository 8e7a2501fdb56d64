"""Ranks of short windows among dates without an event: those that `placebo` draws, of the same statistic."""

from __future__ import annotations

import numpy as np
import pytest

import eventstudy as es
from eventstudy.tables.ranks import Rank, event_ranks_of, ranks_of
from made_up import closes, returns, study

KEYS = ["event_id", "asset", "start", "end"]
FIRMS = ("A", "B", "C")


@pytest.fixture(scope="module")
def found():
    spec = study(0, 40, 90, windows={"estimation": [-100, -11], "event": [-10, 10], "car": [[0, 0], [-1, 1], [0, 5]]})
    frame = closes(returns())
    return es.run(spec, frame), es.placebo(spec, frame, draws=19)


@pytest.mark.parametrize("alternative", ["two-sided", "greater", "less"])
def test_they_are_counted_on_the_dates_of_placebo(alternative):
    spec = study(0, 40, 90, alternative=alternative)
    frame = closes(returns())
    result, placebo = es.run(spec, frame), es.placebo(spec, frame, draws=19)
    turn = {"two-sided": np.abs, "greater": np.asarray, "less": np.negative}[alternative]
    real = placebo.real.assign(extreme=turn(placebo.real["filtered_scar"]))
    there = placebo.cars.assign(extreme=turn(placebo.cars["filtered_scar"]))
    short = real[real["end"] - real["start"] < 3]
    table = result.frames["date_ranks"].set_index(KEYS)
    assert len(table) == len(short) + len(short.drop_duplicates(["event_id", "start", "end"]))
    for row in short.itertuples():
        own = there[(there["asset"] == row.asset) & (there["start"] == row.start) & (there["end"] == row.end)]
        counted = table.loc[(row.event_id, row.asset, row.start, row.end)]
        assert list(counted) == [(own["extreme"] >= row.extreme).sum(), len(own)]
    for (event, start, end), own in short.groupby(["event_id", "start", "end"]):
        window = there[(there["start"] == start) & (there["end"] == end) & there["asset"].isin(own["asset"])]
        largest = window.pivot_table(index="date", columns="asset", values="extreme").dropna().max(axis=1)
        counted = table.loc[(event, "", start, end)]
        assert list(counted) == [(largest >= own["extreme"].max()).sum(), len(largest)]


def test_sentences_give_the_larger_share(found):
    result, _ = found
    dates = result.frames["date_ranks"].set_index(KEYS)
    ordinary = result.frames["ranks"].set_index(KEYS)
    taken = 0
    for key, rank in ranks_of(result).items():
        own = (ordinary.loc[key, "larger"], ordinary.loc[key, "ordinary"])
        there = tuple(dates.loc[key]) if key in dates.index else own
        shares = [(1 + k) / (1 + n) for k, n in (own, there)]
        assert rank.share == max(shares)
        assert (rank.larger, rank.ordinary) == (there if shares[1] > shares[0] else own)
        taken += shares[1] > shares[0]
    assert 0 < taken < len(dates)
    for (event, start, end), rank in event_ranks_of(result).items():
        if end - start < 3:
            assert rank.share >= (1 + dates.loc[(event, "", start, end), "larger"]) / (
                1 + dates.loc[(event, "", start, end), "dates"]
            )


def test_some_events_of_a_study_have_the_ranks_that_they_have_in_the_whole(found):
    whole = found[0].frames["date_ranks"]
    spec = found[0].spec
    part = es.run(spec, closes(returns()), events=["e1"]).frames["date_ranks"]
    assert len(part) == (whole["event_id"] == "e1").sum()
    assert part.to_numpy().tolist() == whole[whole["event_id"] == "e1"].to_numpy().tolist()


def test_a_study_without_room_for_other_dates_has_none():
    frame = closes(returns())
    zero = frame.index.get_loc(es.run(study(0), frame).events["day0"].iloc[0])
    result = es.run(study(0), frame.iloc[zero - 101 : zero + 11])
    assert result.frames["date_ranks"].empty
    assert isinstance(next(iter(ranks_of(result).values())), Rank)


def test_what_takes_an_iteration_for_each_date_is_not_asked_for():
    assert es.run(study(0, model="robust"), closes(returns())).frames["date_ranks"].empty
