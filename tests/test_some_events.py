"""Some events of a study alone: their numbers are the study's, and nobody takes them for the whole."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

import eventstudy as es
from conftest import ROOT
from eventstudy.errors import OutputError, SpecError
from eventstudy.result import TABLES
from eventstudy.tables.answer import answer_of
from made_up import closes, day, returns, study

EVENT = "deepseek-shock"
KEYED = [name for name, table in TABLES.items() if {"event_id", "asset"} <= set(table.names) and name != "multiplicity"]
STUDY = str(ROOT / "events.yaml")


@pytest.fixture(scope="module")
def shock(shipped_spec):
    return es.run(shipped_spec, es.load_prices(shipped_spec, events=[EVENT]), events=[EVENT])


def own_rows(result, name, ids, key="event_id"):
    table = result.table(name)
    return table[table[key].isin(ids)].reset_index(drop=True)


def assert_same(some, whole, ids, names=KEYED):
    for name in names:
        mine = own_rows(some, name, ids)
        pd.testing.assert_frame_equal(mine, own_rows(whole, name, ids), check_dtype=False, obj=name)
        assert len(mine) == len(some.table(name)), name


def test_numbers_are_those_of_the_study(shock, shipped):
    assert_same(shock, shipped, [EVENT])
    assert {"cars", "abnormal_returns", "firm_tests", "claims", "benchmarks", "overlaps", "money"} <= set(KEYED)
    for name in ("tests", "caar", "aar"):
        mine = shock.table(name)
        assert set(mine["group"]) == {EVENT}
        pd.testing.assert_frame_equal(mine, own_rows(shipped, name, [EVENT], "group"), check_dtype=False)


def test_other_events_stay_no_ordinary_days(shock, shipped):
    """The rank of the event in question is among days without any event of the study, computed or not."""
    ranks = [one.frames["event_ranks"].set_index("event_id").loc[[EVENT]] for one in (shock, shipped)]
    pd.testing.assert_frame_equal(*ranks)
    assert (ranks[0]["ordinary"] < 200).any()


def test_clusters_are_whole(shock, shipped):
    """What else happened is not limited: the four events beside this one share its days out as before."""
    mine, all_of_them = shock.clusters, shipped.clusters
    number = all_of_them.loc[all_of_them["event_id"] == EVENT, "cluster"].iloc[0]
    assert list(mine["event_id"]) == list(all_of_them.loc[all_of_them["cluster"] == number, "event_id"])
    columns = [name for name in TABLES["attribution"].names if name != "cluster"]
    theirs = shipped.attribution[shipped.attribution["cluster"] == number]
    pd.testing.assert_frame_equal(shock.attribution[columns], theirs[columns].reset_index(drop=True), check_dtype=False)


def test_no_family_passes_for_that_of_the_study(shock, shipped):
    table = shock.multiplicity
    assert set(table["family"]) == {"event"}
    assert set(table["event_id"]) == {EVENT}
    assert table["holm"].equals(table["p_value"])  # asked before looking: alone
    other = "bytedance-capex"
    beside = es.run(shipped.spec, es.load_prices(shipped.spec), events=[other]).multiplicity
    assert beside["holm"].isna().all()
    whole = own_rows(shipped, "multiplicity", [other])
    assert list(beside["p_value"]) == list(whole.loc[whole["family"] == "event", "p_value"])


def test_groups_of_some_events(shipped_spec):
    ids = ["rebound", EVENT]
    found = es.run(shipped_spec, es.load_prices(shipped_spec), events=[*ids, EVENT])
    assert set(found.tests["group"]) == {*ids, "all", "all_signed"}
    assert found.caar.set_index("group").loc["all", "n"].eq(8).all()
    assert list(found.events["event_id"].unique()) == [EVENT, "rebound"]  # in the order of the study
    assert found.provenance["limited_to"] == ids


@pytest.mark.parametrize("keys", [{"exclude_events": True}, {"missing": "trade_to_trade"}, {"model": "garch"}, {}])
def test_made_up_studies(keys):
    """Estimation days that lie in other events' windows, ranges of days, gaps: all as in the whole study."""
    events = [
        {"id": "early", "at": day(-60)},
        {"id": "leak", "at": [day(-30), day(-28)]},
        {"id": "late", "at": day(0)},
    ]
    prices = closes(returns())
    if keys.get("missing"):
        prices.iloc[100, 0] = np.nan
    spec = study(events=events, **keys)
    whole = es.run(spec, prices)
    for ids in (["late"], ["leak"], ["early", "leak"]):
        assert_same(es.run(spec, prices, events=ids), whole, ids)


def test_the_answer_speaks_of_what_was_computed(shipped_spec, shock):
    assert [event.id for event in answer_of(shock).events] == [EVENT]
    other = es.run(shipped_spec, es.load_prices(shipped_spec), events=["kimi-k2"])
    assert answer_of(other).events == ()
    assert answer_of(other).together is None


def test_an_unknown_event_is_named_with_the_nearest(inside):
    for lang, said in (("en", "did you mean 'deepseek-shock'?"), ("de", "„deepseek-shock“")):
        done = inside("run", STUDY, "--prices", "snapshot", "--event", "deepseek-shok", "--lang", lang)
        assert done.returncode == 2
        assert "deepseek-shok" in done.stderr
        assert said in done.stderr
    with pytest.raises(SpecError, match="has no event 'nothing'"):
        es.run(study(0), closes(returns()), events=["nothing"])


def test_only_prices_of_its_assets_are_asked_for(shipped_spec):
    events = [
        {"id": "a", "at": "2025-01-27", "assets": ["NVDA"]},
        {"id": "b", "at": "2024-01-29", "assets": ["ASML.AS"]},
    ]
    spec = shipped_spec.replace(events=events, benchmarks=(), confounders=())
    prices = es.load_prices(spec, events=["a"])
    assert set(prices.series) == {"NVDA", "^IXIC"}
    assert list(es.run(spec, prices, events=["a"]).events["asset"]) == ["NVDA"]


@pytest.mark.usefixtures("without_charts")
def test_a_folder_of_its_own(inside, tmp_path):
    arguments = ("run", STUDY, "--prices", "snapshot", "--event", EVENT)
    done = inside(*arguments)
    assert done.returncode == 0, done.stderr
    place = tmp_path / f"results_{EVENT}"
    assert json.loads((place / "provenance.json").read_text())["limited_to"] == [EVENT]
    said = f"1 of the 20 events of this study, '{EVENT}'"
    assert said in done.stdout
    assert said.replace("'", "&#39;") in (place / "report.html").read_text()
    assert inside(*arguments).returncode == 0  # the same again takes its place
    for other in (("--event", "rebound"), ()):
        changed = inside("run", STUDY, "--prices", "snapshot", *other, "--out", str(place))
        assert changed.returncode == 2
        assert f"some events of the study, '{EVENT}'" in changed.stderr


@pytest.mark.usefixtures("without_charts")
def test_the_whole_study_keeps_its_folder(shock, shipped, tmp_path):
    es.write_results(shipped, tmp_path / "results")
    with pytest.raises(OutputError, match="the result of the whole study"):
        es.write_results(shock, tmp_path / "results")
    assert json.loads((tmp_path / "results/provenance.json").read_text())["limited_to"] is None
