"""What a study says stands in its tables as messages, each with a text in every language."""

from __future__ import annotations

import ast
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
from eventstudy.text.catalogue.english import data_files, program, study_file
from eventstudy.text.catalogue.english import placebo as of_placebo
from eventstudy.text.catalogue.english import regressions as of_regressions
from eventstudy.text.catalogue.english import tests as of_tests
from made_up import returns
from test_characteristics import FIRMS as MANY
from test_characteristics import events_table, run_file
from test_differences import two_groups
from test_events_file import run_yaml
from test_split import surprises

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
    "two groups": lambda _: two_groups(),
    "a margin": lambda _: run_yaml(margin=0.02),
    "a split": lambda write: surprises(write, {"column": "surprise", "into": 5}, surprise=[0, 0, 0, *range(8), ""] * 2),
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


FILES = [path for path in sorted((ROOT / "src/eventstudy").rglob("*.py")) if "catalogue" not in path.parts]
SOURCE = "".join(
    path.read_text(encoding="utf-8")
    for path in (ROOT / "src/eventstudy").rglob("*.py")
    if "catalogue" not in path.parts
)


WHOLE = (of_tests, of_placebo, of_regressions, data_files, program, study_file)
"""Topics whose codes stand in the source as they are."""


@pytest.mark.parametrize("code", [code for topic in WHOLE for code in topic.TEXTS])
def test_no_text_is_without_use(code):
    own = next((start for start in ("default_", "errors.") if code.startswith(start)), f'{code}"')
    assert f'"{own}' in SOURCE


OF_ITSELF = {
    "Argument",
    "Column",
    "Field",
    "Option",
    "Table",
    "compile",
    "unit",
    "_of_every_study",
    "warning",
    *("AttributeError", "BrokenExecutor", "KeyError", "OSError", "PydanticCustomError", "TypeError", "ValueError"),
}
"""Calls whose words are texts by language, a schema's, a flag's help, a pattern's, or for whoever writes code."""

ELSEWHERE = {
    "calendar/neighbours.py": "names of exchanges",
    "inference/conventions.py": "what other programs do, for a document",
    "messages.py": "a type",
    "models/variance.py": "a command",
    "plots/style.py": "a pattern and fonts",
    "prices/cells.py": "a pattern",
    "prices/currency.py": "a source, for provenance",
    "prices/french.py": "an address",
    "prices/series.py": "how prices show themselves in Python",
    "prices/yahoo_faults.py": "words that libraries use",
    "report/document_pdf.py": "typefaces, and the kind of a drawing",
    "report/methods.py": "a pattern",
    "result/schema/__init__.py": "headings of a document",
    "scale/engines.py": "a setting of Dask",
    "spec/source.py": "words that YAML uses",
    "study/analyses/regressions.py": "the name of an estimator, in a table",
    "tables/export/latex_tables.py": "a comment in a LaTeX file",
    "threads.py": "for whoever writes code",
}
"""Files that have words of their own, and what they are."""


def sentences(path):
    """Texts of at least three words that a file holds as values, but for those of `OF_ITSELF` and by language."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    above = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}

    def around(node):
        while node := above.get(node):
            yield node

    for node in ast.walk(tree):
        parts = node.values if isinstance(node, ast.JoinedStr) else [node]
        texts = [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]
        if not texts or isinstance(above[node], ast.Expr | ast.JoinedStr | ast.FormattedValue):
            continue
        calls = {
            getattr(one.func, "attr", getattr(one.func, "id", "")) for one in around(node) if isinstance(one, ast.Call)
        }
        by_language = any(
            {"en", "de"} == {getattr(key, "value", None) for key in one.keys}
            for one in around(node)
            if isinstance(one, ast.Dict)
        )
        text = "{}".join(texts)
        words = re.findall(r"(?<![\w.{<])[A-Za-z]{2,}(?![\w}>=])", text)
        if (
            len(words) > 2
            and not text.lstrip().startswith(("<", "{", "#"))
            and not calls & OF_ITSELF
            and not by_language
        ):
            yield text


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT / "src/eventstudy").as_posix())
def test_no_sentence_is_built_elsewhere(path):
    """Words that people read stand in the catalogues, or beside their German in a value."""
    found = list(sentences(path))
    assert not found or path.relative_to(ROOT / "src/eventstudy").as_posix() in ELSEWHERE, found


def test_files_with_words_of_their_own_have_some():
    assert all(list(sentences(ROOT / "src/eventstudy" / name)) for name in ELSEWHERE)
