"""What a study says first holds what its tables hold."""

from __future__ import annotations

import sys
from dataclasses import replace

import numpy as np
import pytest

import eventstudy as es
from eventstudy.tables import answer_of
from eventstudy.text import LANGUAGES

ASSETS = ("NVDA", "ASML.AS", "ENR.DE", "^IXIC")


@pytest.fixture(scope="module")
def answer(shipped):
    return answer_of(shipped)


def test_the_events_in_question_come_first_with_all_their_assets(shipped, answer):
    assert [(event.id, event.primary) for event in answer.events] == [("deepseek-shock", True), ("rebound", False)]
    day0 = shipped.ar[shipped.ar["day"] == 0].set_index(["event_id", "asset"])
    for event in answer.events:
        own = day0.loc[event.id]
        assert [row.asset for row in event.assets] == list(own["ar"].abs().sort_values(ascending=False).index)
        for row in event.assets:
            assert (row.raw, row.ar) == (own.loc[row.asset, "return"], own.loc[row.asset, "ar"])
            assert (row.low + row.high) / 2 == pytest.approx(row.ar)


def test_ranks_are_those_of_the_tests_or_of_the_dates_where_more_were_as_extreme(shipped, answer):
    p = shipped.car.set_index(["event_id", "asset", "start", "end"])["rank_p"]
    table = shipped.multiplicity.set_index(["family", "event_id", "start", "end"])["p_value"]
    dates = shipped.frames["date_ranks"].set_index(["event_id", "asset", "start", "end"])
    share, by_dates = (1 + dates["larger"]) / (1 + dates["dates"]), 0
    for event in answer.events:
        ranked = [(row.rank, p[event.id, row.asset, 0, 0], share[event.id, row.asset, 0, 0]) for row in event.assets]
        ranked.append((event.rank, table["event", event.id, 0, 0], share[event.id, "", 0, 0]))
        for rank, own, on_dates in ranked:
            assert rank.share == pytest.approx(max(own, on_dates))
            by_dates += on_dates > own
    assert 0 < by_dates < 10


def test_markets_have_names_and_the_values_of_the_benchmarks(shipped, answer):
    nvidia = next(row for row in answer.events[0].assets if row.asset == "NVDA")
    said = {LANGUAGES["en"].text(name): value for name, value in nvidia.others.markets}
    table = shipped.benchmarks.query("event_id == 'deepseek-shock' and asset == 'NVDA' and start == 0 and end == 0")
    table = table[table["model"] == "market"].set_index("benchmark")["car"]
    assert said == {
        "Nasdaq": table["^IXIC"],
        "Nasdaq without Nvidia": table["^IXIC without NVDA (12 % on 2025-01-24)"],
        "S&P 500": table["^GSPC"],
    }
    assert (nvidia.others.least, nvidia.others.most) == (min(said.values()), max(said.values()))
    assert LANGUAGES["de"].text(nvidia.others.markets[1][0]) == "Nasdaq ohne Nvidia"


def test_each_claim_has_the_price_that_makes_it_true(shipped, answer):
    english = LANGUAGES["en"]
    claims = [claim for event in answer.events for claim in event.claims]
    assert [claim.verdict for claim in claims] == list(shipped.claims["verdict"])
    assert [
        (claim.name, claim.said(english), english.text(claim.price) if claim.price else "") for claim in claims
    ] == [
        ("Nasdaq", "−3.7 %", "between the day's low and the day's open"),
        ("Nvidia", "−18 %", "the day's low"),
        ("ASML", "−8 %", "the day's open"),
        ("Siemens Energy", "−20 %", "the close"),
        ("Nvidia", "fell", "the close"),
        ("Nvidia", "+10 %", ""),
    ]
    table = shipped.claims
    expected = [
        np.nan,
        table["low"][1],
        table["open"][2],
        table["close_to_close"][3],
        table["close_to_close"][4],
        np.nan,
    ]
    assert [claim.value for claim in claims] == pytest.approx(expected, nan_ok=True)
    assert [claim.close for claim in claims] == list(table["close_to_close"])


def test_a_claim_without_prices_has_no_price(shipped):
    claims = shipped.frames["claims"]
    unknown = claims.assign(verdict="not checkable", close_to_close=np.nan)
    events = answer_of(replace(shipped, frames={**shipped.frames, "claims": unknown})).events
    assert not any(claim.price for event in events for claim in event.claims)
    assert all(np.isnan(claim.value) for event in events for claim in event.claims)


def test_the_largest_are_those_of_the_table_without_endogenous_events(shipped, answer):
    day0 = shipped.ar.query("day == 0 and event_id != 'nvidia-most-valuable'")
    order = day0["ar"].abs().sort_values(ascending=False).index[:8]
    expected = list(zip(day0.loc[order, "event_id"], day0.loc[order, "asset"], strict=True))
    assert [(row.event, row.asset) for row in answer.largest] == expected


def test_who_stands_out_is_in_the_table_of_multiplicity(shipped, answer):
    own = shipped.multiplicity.query("family == 'study' and start == 0 and end == 0")
    assert (answer.together.n, answer.together.found, answer.together.strict) == (len(own), (), 0)
    clear = shipped.frames["multiplicity"].copy()
    row = own.index[5]
    clear.loc[row, ["p_value", "benjamini_hochberg", "max_t"]] = 0.0001
    found = answer_of(replace(shipped, frames={**shipped.frames, "multiplicity": clear})).together
    assert (found.found, found.strict) == (((own.loc[row, "event_id"], own.loc[row, "asset"]),), 1)


def test_mean_cars_are_those_of_groups_that_are_no_event(shipped, answer):
    table = shipped.caar[~shipped.caar["group"].isin(shipped.frames["events"]["event_id"])]
    assert [group.group for group in answer.groups] == list(table["group"].unique())
    for group in answer.groups:
        for row in table[table["group"] == group.group].itertuples():
            assert group.cars[row.start, row.end] == (row.mean_car, row.lower, row.upper)
            assert group.n == row.n


def test_a_study_of_one_event_has_the_mean_of_its_assets(shipped_spec):
    spec = shipped_spec.replace(events=[event for event in shipped_spec.events if event.id == "stargate"])
    study = es.run(spec, es.load_prices(spec, offline=True))
    found = answer_of(study)
    assert found.events == ()
    assert [row.event for row in found.largest] == ["stargate"] * 4
    assert [group.n for group in found.groups] == [4]


def test_of_a_large_study_the_largest_are_ranked_and_have_their_days(shipped_spec, answer, monkeypatch):
    """A study that is not read whole ranks and tabulates few firm-events: those that are shown are among them."""
    for module in ("eventstudy.result.shown", "eventstudy.study.running"):
        for name, most in (("MOST_READ", 50), ("SHOWN", 1), ("MOST_DAILY", 50)):
            monkeypatch.setattr(sys.modules[module], name, most, raising=False)
    study = es.run(shipped_spec, es.load_prices(shipped_spec, offline=True))
    shown = {(row.event, row.asset) for row in answer.largest}
    shown |= {(event, asset) for event in ("chatgpt-launch", "deepseek-shock", "rebound") for asset in ASSETS}
    ranks = study.frames["ranks"]
    assert set(zip(ranks["event_id"], ranks["asset"], strict=True)) == shown
    assert set(zip(study.ar["event_id"], study.ar["asset"], strict=True)) == shown
    found = answer_of(study)
    assert found.largest == answer.largest
    assert [event.assets for event in found.events] == [event.assets for event in answer.events]
