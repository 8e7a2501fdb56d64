"""Overlapping windows, clusters of events, confounders, and the days of a cluster shared out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

import eventstudy as es
from eventstudy.spec import Windows
from eventstudy.study.analyses import overlaps as module
from eventstudy.study.analyses.overlaps import clusters_frame, find_overlap
from made_up import SESSIONS, ZERO, closes, day, returns, study

PRICES = closes(returns())


def placed(rows):
    """Firm-events as (event, asset, position)."""
    frame = pd.DataFrame(rows, columns=["event_id", "asset", "position"])
    day0 = SESSIONS[frame["position"].to_numpy()].astype("datetime64[s]")
    return frame.assign(exchange="XNYS", day0=day0)


def slow_overlaps(rows, windows):
    """Every pair and window by sets of sessions."""
    shapes = [(w, w) for w in dict.fromkeys((*windows.car, windows.event))] + [(windows.estimation, windows.event)]
    found = set()
    for event, asset, at in rows:
        for other, same, there in rows:
            for (start, end), (first, last) in shapes:
                mine = set(range(at + start, at + end + 1))
                shared = mine & set(range(there + first, there + last + 1))
                if asset == same and event != other and shared:
                    found.add((event, asset, other, there - at, start, end, len(shared)))
    return found


@st.composite
def firm_event_rows(draw):
    events = draw(st.lists(st.integers(150, 400), min_size=1, max_size=8))
    assets = draw(st.lists(st.sampled_from("AB"), min_size=len(events), max_size=len(events)))
    return [(f"e{i}", asset, at) for i, (asset, at) in enumerate(zip(assets, events, strict=True))]


@given(firm_event_rows())
@settings(max_examples=60)
def test_overlaps_equal_a_slow_count_of_sessions(rows):
    spec = study(0)
    table, _ = find_overlap(spec, placed(rows), {})
    columns = ["event_id", "asset", "other", "day", "start", "end", "sessions"]
    assert set(table[columns].itertuples(index=False, name=None)) == slow_overlaps(rows, spec.windows)
    assert len(table) == len(table.drop_duplicates())


def slow_clusters(rows, reach):
    """Events joined one pair at a time, until nothing changes."""
    groups = {event: {event} for event, _, _ in rows}
    for _ in rows:
        for a, asset, at in rows:
            for b, same, there in rows:
                if asset == same and abs(at - there) <= reach:
                    joined = groups[a] | groups[b]
                    for member in joined:
                        groups[member] = joined
    return {frozenset(group) for group in groups.values() if len(group) > 1}


@given(firm_event_rows())
@settings(max_examples=60)
def test_clusters_equal_a_slow_joining(rows):
    frame = clusters_frame(placed(rows), Windows(car=((0, 0), (-1, 1), (0, 5))))
    found = {frozenset(own["event_id"]) for _, own in frame.groupby("cluster")}
    assert found == slow_clusters(rows, reach=6)


def test_pairs_beyond_the_limit_are_counted_in_a_note(monkeypatch):
    rows = placed([(f"e{i}", "A", 300 + 3 * i) for i in range(12)])
    monkeypatch.setattr(module, "MOST_PAIRS", 110)
    without_estimation, notes = find_overlap(study(0), rows, {})
    assert notes[0].code == "overlaps_of_estimation_unlisted"
    assert not (without_estimation["start"] == -130).any()
    monkeypatch.setattr(module, "MOST_PAIRS", 20)
    cut, notes = find_overlap(study(0), rows, {})
    pairs = cut.drop_duplicates(["event_id", "other"])
    said = dict(notes[0].items)
    assert (said["listed"], said["all"]) == (len(pairs), 2 * sum(max(0, min(6, 11 - i)) for i in range(12)))


def test_confounders_fall_into_windows():
    confounders = [{"at": day(2), "title": "Results", "assets": ["A"]}, {"at": day(-60), "title": "Rates"}]
    table = es.run(study(0, confounders=confounders), PRICES).overlaps
    rows = table[["asset", "other", "day", "start", "end", "sessions"]].to_numpy().tolist()
    assert rows == [
        ["A", "Results", 2, 0, 5, 1],
        ["A", "Results", 2, -10, 10, 1],
        ["A", "Rates", -60, -130, -11, 1],
        ["B", "Rates", -60, -130, -11, 1],
        ["C", "Rates", -60, -130, -11, 1],
    ]


def dummy_regression(frame, asset, first, last):
    """Coefficients of one dummy for each session of a cluster, and their covariance (Binder 1985)."""
    at = np.r_[ZERO - 130 : ZERO - 10, ZERO + first : ZERO + last + 1]
    dummies = np.zeros((len(at), last - first + 1))
    dummies[120:] = np.eye(last - first + 1)
    return sm.OLS(frame[asset].to_numpy()[at], np.c_[np.ones(len(at)), frame["MKT"].to_numpy()[at], dummies]).fit()


def test_attribution_is_a_regression_with_a_dummy_for_each_session():
    frame = returns(seed=3)
    shares = es.run(study(0, 2, 3), closes(frame)).attribution
    own = shares[shares["asset"] == "B"].set_index("events")
    assert own["days"].to_dict() == {"e0": 2, "e1": 1, "e2": 2, "(all)": 5}
    fit = dummy_regression(frame, "B", 0, 4)
    for name, days in {"e0": [0, 1], "e1": [2], "e2": [3, 4], "(all)": range(5)}.items():
        contrast = np.zeros(7)
        contrast[[2 + d for d in days]] = 1
        test = fit.t_test(contrast)
        expected = [test.effect[0], test.sd[0, 0], test.tvalue[0, 0], float(test.pvalue)]
        assert own.loc[name, ["car", "se", "t", "p_value"]].tolist() == pytest.approx(expected, rel=1e-9)
    assert own.loc["(all)", "car"] == pytest.approx(own["car"][:3].sum(), rel=1e-12)


def test_attribution_finds_each_events_own_shock():
    frame = returns(noise=1e-4)
    for offset, shock in {0: 0.05, 2: -0.03, 3: 0.02, 4: 0.01}.items():
        frame.iloc[ZERO + offset, 1:] += shock
    shares = es.run(study(0, 2, 3), closes(frame)).attribution
    found = shares.groupby("events", sort=False)["car"].mean()
    assert found.to_dict() == pytest.approx({"e0": 0.05, "e1": -0.03, "e2": 0.03, "(all)": 0.05}, abs=1e-3)


def test_events_of_one_day_are_not_told_apart():
    shares = es.run(study(0, 0), PRICES).attribution
    assert shares["events"].unique().tolist() == ["e0 + e1", "(all)"]


def test_attribution_does_not_look_beyond_its_cluster():
    """A forbidden price after the days of one cluster, within those of a longer one."""
    prices = PRICES.copy()
    prices.loc[day(12), "A"] = -1.0
    short = [{"id": f"a{i}", "at": day(i), "assets": ["A"]} for i in (0, 2)]
    long = [{"id": f"b{i}", "at": day(i), "assets": ["B"]} for i in (0, 6, 12)]
    alone, both = (es.run(study(events=events), prices).attribution for events in (short, short + long))
    assert alone["car"].notna().all()
    pd.testing.assert_frame_equal(both[both["asset"] == "A"].reset_index(drop=True), alone, rtol=1e-12)
    assert both[both["asset"] == "B"]["car"].notna().all()


def test_attribution_says_why_it_has_no_numbers():
    prices = PRICES.iloc[ZERO - 100 :]
    shares = es.run(study(20, 40, 41), prices).attribution
    assert shares["car"].notna().all()
    prices = PRICES.iloc[ZERO - 80 :]
    shares = es.run(study(-3, 2, 45), prices).attribution
    assert shares["car"].isna().all()
    assert set(shares["note"]) == {"its model cannot be estimated before the first event of the cluster"}


def test_the_days_of_january_2025_are_one_cluster(shipped):
    clusters = shipped.clusters
    number = clusters.set_index("event_id").loc["deepseek-shock", "cluster"]
    own = clusters[clusters["cluster"] == number]
    assert own["event_id"].tolist() == ["deepseek-r1", "stargate", "bytedance-capex", "deepseek-shock", "rebound"]
    assert (str(own["first"].min().date()), str(own["last"].max().date())) == ("2025-01-20", "2025-01-28")
    shares = shipped.attribution[shipped.attribution["cluster"] == number]
    spans = shares[shares["asset"] == "ENR.DE"].set_index("events")["first"].dt.strftime("%d").to_dict()
    assert spans == {
        "deepseek-r1": "20",
        "stargate": "22",
        "bytedance-capex": "23",
        "deepseek-shock": "27",
        "rebound": "28",
        "(all)": "20",
    }
    assert (shares.groupby("asset")["last"].max() == pd.Timestamp("2025-01-29")).all()
