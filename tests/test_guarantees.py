"""The promises of `docs/guarantees.md`: each names tests that exist."""

from __future__ import annotations

import importlib
import re
from dataclasses import replace

import pytest

import eventstudy as es
from conftest import HERE, ROOT
from eventstudy.errors import EventStudyError
from made_up import closes, returns, study

TEXT = (ROOT / "docs/guarantees.md").read_text(encoding="utf-8")
PROMISES = re.findall(r"^\*\*.*?(?=^\*\*|\Z)", TEXT, flags=re.MULTILINE | re.DOTALL)
TESTS = set(re.findall(r"^def (test_\w+)", "".join(p.read_text("utf-8") for p in HERE.glob("test_*.py")), re.MULTILINE))


def test_there_are_ten_promises():
    assert len(PROMISES) == 10


@pytest.mark.parametrize("promise", PROMISES, ids=lambda text: text[2:40])
def test_promises_are_held(promise):
    named = re.findall(r"`(test_\w+)`", promise)
    assert named
    assert set(named) <= TESTS


def test_the_limits_are_those_of_the_code():
    from eventstudy.prices import factor_rows, tables
    from eventstudy.spec import announcement, events_file, source, windows

    text = " ".join(TEXT.split())
    assert f"at most {source.MAX_BYTES // 10**6} MB, {source.MAX_DEPTH} levels and {source.MAX_NODES:,} values" in text
    assert f"an events file {events_file.MOST_BYTES // 10**6} MB" in text
    assert f"a price file {tables.MOST_BYTES // 10**9} GB" in text
    held = {tables.MOST_HELD, events_file.MOST_HELD, factor_rows.MOST_HELD}
    assert [f"more than {most // 10**9} GB of memory" in text for most in held] == [True]
    assert f"a factor file {factor_rows.MOST_BYTES // 10**6} MB" in text
    assert f"Windows reach {windows.MOST_SESSIONS:,} sessions" in text
    assert f"dates from {announcement.FIRST_YEAR} to {announcement.LAST_YEAR}" in text


@pytest.mark.parametrize("lost", [True, False])
def test_the_count_of_each_window_is_checked(monkeypatch, lost):
    """A CAR that gets lost on the way, or is there although it was dropped, stops the run."""
    road = importlib.import_module("eventstudy.study.running")
    real = road.ANALYSES["cars"]

    def lossy(computed):
        car = real.compute(computed)
        return car.iloc[1:] if lost else car.iloc[[0, *range(len(car))]]

    monkeypatch.setattr(road, "ANALYSES", road.ANALYSES | {"cars": replace(real, compute=lossy)})
    with pytest.raises(EventStudyError, match=r"CAR window \[0, 0\]: 3 firm-events went in") as caught:
        es.run(study(0), closes(returns()))
    assert "fault of the program" in caught.value.remedy
