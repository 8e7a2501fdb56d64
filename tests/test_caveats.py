"""Sentences on what muddies an event, in the terminal and on the page."""

from __future__ import annotations

import re

import numpy as np
import pytest

import eventstudy as es
from eventstudy.report.html_page import page
from eventstudy.tables import attribution_rows, caveats, full_summary, money_lines, plain_text
from eventstudy.text import ENGLISH, GERMAN
from made_up import closes, day, returns, study

PRICES = closes(returns())


def told(result, **options):
    ids = list(dict.fromkeys(result.events["event_id"]))
    return caveats(result, ENGLISH, ids, **options)


def test_an_event_by_itself_needs_no_warning():
    assert told(es.run(study(0, tickers=("A",)), PRICES)) == {}


def test_several_assets_on_one_date():
    (sentence,) = told(es.run(study(0), PRICES))["e0"]
    assert sentence.startswith("3 assets on one date are one observation of that date")


def test_events_whose_windows_touch():
    result = es.run(study(0, 4, tickers=("A",)), PRICES)
    first, second = told(result)["e0"], told(result)["e1"]
    assert "(with e1)" in first[0]
    assert "(with e0)" in second[0]
    assert first[0].startswith("One of 2 events from ")


def test_confounders_name_whom_they_concern():
    confounders = [
        {"at": day(1), "title": "Results of B", "assets": ["B"]},
        {"at": day(2), "title": "Rates"},
        {"at": day(-8), "title": "Outside every CAR window"},
    ]
    sentence = told(es.run(study(0, confounders=confounders), PRICES), brief=True)["e0"][0]
    assert re.fullmatch(
        r"Other news within its CAR windows: Results of B \(\d+ \w+ 2024; B\) and Rates \(\d+ \w+ 2024\)\.", sentence
    )


@pytest.mark.parametrize("excluded", [False, True])
def test_estimation_windows_full_of_other_events(excluded):
    result = es.run(study(-60, 0, tickers=("A",), exclude_events=excluded), PRICES)
    sentences = told(result).get("e1", [])
    assert sentences == [
        "Up to 21 of the 120 days of its estimation window lie in windows of other events: their moves are part of σ, "
        "and with it of standard errors and intervals, and stand among its ordinary days."
    ] * (not excluded)


def test_days_zero_that_differ(shipped):
    sentence = told(shipped)["deepseek-r1"][0]
    expected = "20 January 2025 for ASML and Siemens Energy and 21 January 2025 for Nvidia and Nasdaq"
    assert sentence == f"Day 0 differs between exchanges: {expected}."


def test_money(shipped):
    (line,) = money_lines(shipped, ENGLISH, ["deepseek-shock"], [(0, 0)])["deepseek-shock"]
    assert line == "Nvidia: CAR [0, 0] −367.6 bn USD (se 81.5 bn USD)"
    (german,) = money_lines(shipped, GERMAN, ["deepseek-shock"], [(0, 0)])["deepseek-shock"]
    assert "−367,6 Mrd. USD" in german


def test_shared_days_end_with_their_sum(shipped):
    for _, header, rows in attribution_rows(shipped, ENGLISH):
        assert rows[-1][0][0] == "all of these days"
        for column in range(1, len(header)):
            parts = [row[column][1] for row in rows]
            assert np.nansum(parts[:-1]) == pytest.approx(np.nan_to_num(parts[-1]), abs=1e-12)


def test_the_terminal_shows_the_cluster_once_and_warns(shipped):
    assert "Beware: other news on day 0 of rebound" in repr(shipped)
    text = plain_text(full_summary(shipped, ENGLISH))
    assert text.count("20 Jan 2025 – 29 Jan 2025") == 1
    assert "beware: One of 5 events from 20 January 2025 to 28 January 2025" in " ".join(text.split())


@pytest.mark.parametrize(
    ("language", "words"), [(ENGLISH, "Because of this event?"), (GERMAN, "Wegen dieses Ereignisses?")]
)
def test_the_page_shows_them(shipped, language, words):
    html = page(shipped, language)
    assert words in html
    assert language("market_without", market="Nasdaq", names="Nvidia") in html
    assert 'id="clusters"' in html
    assert 'id="regressions"' not in html
