"""The level of a study: the size of its tests, and what its intervals and bands leave out."""

from __future__ import annotations

import re

import numpy as np
import pytest
from matplotlib.text import Text
from scipy import stats

import eventstudy as es
from eventstudy.errors import SpecError
from eventstudy.plots import charts_of
from eventstudy.prices import prices_from_frame
from eventstudy.report.html_page import page as report_page
from eventstudy.simulate import plan_power, power_table
from eventstudy.tables import plain_text, power_summary
from eventstudy.tables.ranks import ranks_of
from eventstudy.text import ENGLISH, GERMAN
from made_up import closes, returns, study

OF_FIVE = re.compile(r"(?<![\d.,])9?5[\s\u00a0-]*%(?! test rejects|-Test verwirft)")
"""5 % and 95 %, but for what the methods say of another test."""


@pytest.fixture(scope="module")
def prices():
    return closes(returns(("A", "B")))


@pytest.fixture(scope="module")
def strict():
    return study(3, tickers=("A", "B"), level=0.01)


@pytest.fixture(scope="module")
def result(strict, prices):
    return es.run(strict, prices)


def texts(figure):
    return " ".join(text.get_text() for text in figure.findobj(Text))


def words(html):
    """What a page says, without the methods, whose sentences are about tests at large."""
    return re.sub(r"<(style|script|pre)\b.*?</\1>|<[^>]*>", " ", html, flags=re.DOTALL)


@pytest.mark.parametrize(("language", "band"), [(ENGLISH, "99 % band"), (GERMAN, "99-%-Band")], ids=["en", "de"])
def test_the_page_is_of_the_level(result, language, band):
    html = report_page(result, language)
    said = words(html[: html.index('id="methods"')]).replace("\u00a0", " ")
    assert not OF_FIVE.findall(said)
    assert band in said
    assert "1 %" in said


def test_the_summary_is_of_the_level(result):
    assert not OF_FIVE.findall(repr(result))


def test_charts_are_of_the_level(result):
    ids = list(result.ar["event_id"].unique())
    seen = ""
    for chart in charts_of("study"):
        keys = {"whole": (), "event": (ids[0],), "asset": (ids[0], "A")}[chart.per]
        seen += texts(chart.figure(result, *keys)) + " "
    seen = " ".join(seen.split())
    assert not OF_FIVE.findall(seen)
    assert "99 % band" in seen
    assert "99 % interval" in seen
    assert "most extreme 1 %" in seen


def test_other_commands_are_of_the_level(strict, prices):
    comparison = es.compare(strict, prices, event="e0", models=["market"], estimation=[(-90, -11)])
    placebo = es.placebo(strict, prices, draws=199)
    plan = plan_power(strict, prices_from_frame(prices))
    power = power_table(plan, [0.01], 40, 1)
    drawn = {"comparison": comparison, "placebo": placebo, "power": power}
    said = f"{comparison!r} {placebo!r} {plain_text(power_summary(3, 0.0, 0.01, power))} "
    for reads, value in drawn.items():
        for chart in charts_of(reads):
            said += texts(chart.figure(value, "e0") if chart.per == "event" else chart.figure(value)) + " "
    said = " ".join(said.split())
    assert not OF_FIVE.findall(said)
    assert "p ≤ 1 %" in said
    assert "rejected at 1 %" in said
    row = comparison.table.dropna(subset=["se"]).iloc[0]
    assert (row["high"] - row["low"]) / row["se"] > 2 * stats.norm.ppf(0.995)
    assert placebo.table["size"].equals(placebo.table["size_01"])
    assert (power["level"] == 0.01).all()


def test_marks_count_at_the_level(prices, result):
    usual = es.run(study(3, tickers=("A", "B")), prices)
    low, high = (
        int(re.search(r"(\d+) of (\d+) abnormal returns", words(report_page(one)))[1]) for one in (result, usual)
    )
    shares = [rank.share for (_, _, start, end), rank in ranks_of(usual).items() if (start, end) == (0, 0)]
    assert (low, high) == tuple(sum(share <= level for share in shares) for level in (0.01, 0.05))
    assert result.car.equals(usual.car)
    assert np.isfinite(result.car["car"]).all()


@pytest.mark.parametrize("level", [0, 0.5, -0.01, 5, "none"])
def test_a_level_that_is_none(level):
    with pytest.raises(SpecError) as raised:
        study(1, level=level)
    assert "level" in raised.value.message
    assert raised.value.remedy
