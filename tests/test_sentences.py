"""What a study says stands in its tables as messages, each with a text in every language."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

import eventstudy as es
import samples
from conftest import ROOT
from eventstudy.inference import FIRM_TESTS, TESTS
from eventstudy.messages import Message
from eventstudy.result import TABLES
from eventstudy.result.schema import SCHEMA
from eventstudy.simulate import placebo
from eventstudy.text import ENGLISH, GERMAN
from eventstudy.text.catalogue.english import placebo as of_placebo
from eventstudy.text.catalogue.english import regressions as of_regressions
from eventstudy.text.catalogue.english import tests as of_tests
from made_up import returns
from test_characteristics import FIRMS as MANY
from test_characteristics import events_table, run_file
from test_events_file import run_yaml

MESSAGES = {(table.attribute, column) for table in TABLES.values() for column in table.messages}
ENGLISH_WORDS = re.compile(r"\b(the|of|and|is|was|not|with|are|this|each|which|over|by)\b")


def read_in_both(said):
    """Read a message in both languages."""
    assert isinstance(said, Message), said
    english, german = ENGLISH.text(said), GERMAN.text(said)
    assert bool(english) == bool(german) == bool(said)
    assert not ENGLISH_WORDS.search(german), german
    assert "{" not in english + german


def with_characteristics(write):
    sector = ["chips", "power", "", "banks"] * 6
    table = events_table(offsets=(0, 20, 40), sector=sector, name=[f"a firm {i}" for i in range(24)])
    return run_file(write, table, returns(tickers=MANY), "sector", "name")


STUDIES = {
    "every test": lambda _: run_yaml(tests=[*TESTS], alternative="less"),
    "calendar time": lambda _: run_yaml(model="calendar_time"),
    "from trade to trade": lambda _: run_yaml(tests=[*TESTS], missing="trade_to_trade"),
    "another program": lambda _: run_yaml(compat="r_eventstudy", tests=["t", "patell", "bmp"]),
    "characteristics": with_characteristics,
}


def test_every_message_of_a_table_is_read_in_both_languages(shipped, cut_short, write):
    filled = set()
    for study in (shipped, cut_short, *(make(write) for make in STUDIES.values())):
        for said in study.said:
            read_in_both(said)
        for attribute, column in MESSAGES:
            cells = study.frames[attribute][column]
            for said in {id(said): said for said in cells}.values():
                read_in_both(said)
            if cells.map(bool).any():
                filled.add((attribute, column))
    assert filled == MESSAGES


ODD = {
    "one": {"firms": 1},
    "two": {"firms": 2},
    "one date": {"firms": 12},
    "many dates": {"firms": 12, "spread": 30},
    "few days": {"days": 20, "missing": 0.3},
    "as many days as firms": {"firms": 30, "days": 31},
}


@pytest.mark.parametrize("alternative", ["two-sided", "greater", "less"])
@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("name", TESTS)
def test_what_a_test_says_is_read_in_both_languages(name, odd, alternative):
    sample = replace(samples.make(3, **ODD[odd]), alternative=alternative)
    for one in (sample, replace(sample, car=0 * sample.car, scar=0 * sample.scar)):
        result = TESTS[name](one)
        several = name in FIRM_TESTS
        for said in (
            result.null,
            *(result.law if several else [result.law]),
            *(result.note if several else [result.note]),
        ):
            read_in_both(said)
            assert said or said is not result.null


def test_placebo_and_comparison_have_codes_beside_their_notes(shipped_spec):
    prices = es.load_prices(shipped_spec)
    found = placebo(shipped_spec, prices, events=["deepseek-shock"], draws=50).table
    compared = es.compare(shipped_spec, prices, event="deepseek-shock", models=["market", "mean"]).table
    for table, frame in ((SCHEMA["placebo"], found), (SCHEMA["compare"], compared)):
        assert list(frame) == table.names
        assert (frame["code"] != "").any()
        assert ((frame["code"] == "") == (frame["note"] == "")).all()
        assert {code for cell in frame["code"] for code in cell.split(";") if code} <= ENGLISH.words.keys()


SOURCE = "".join(
    path.read_text(encoding="utf-8")
    for path in (ROOT / "src/eventstudy").rglob("*.py")
    if "catalogue" not in path.parts
)


@pytest.mark.parametrize("code", [*of_tests.TEXTS, *of_placebo.TEXTS, *of_regressions.TEXTS])
def test_no_text_is_without_use(code):
    own = next((start for start in ("default_", "errors.") if code.startswith(start)), f'{code}"')
    assert f'"{own}' in SOURCE
