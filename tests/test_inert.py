"""Text from a study is never code: in no output and in no file name."""

from __future__ import annotations

import io
import json
import re
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

import eventstudy as es
from eventstudy.errors import SpecError
from eventstudy.tables import (
    inert_cells,
    summary,
    summary_html,
    write_csv,
)
from made_up import closes, day, returns, study

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }}{% raw %}",
    "]]></style><svg onload=alert(1)>",
    "\\input{/etc/passwd} $\\alpha$ \\write18{id}",
    "[click](javascript:alert(1)) ![x](http://example.com/x.png) | a | b |",
    "=cmd|' /C calc'!A0",
    "+1+cmd",
    "-2+3",
    "@SUM(1+1)",
    "[red]rich markup[/red] [link=http://example.com]x[/link]",
    "../../../../tmp/escape",
    "C:\\con\\nul",
    "https://example.com/x",
    "&lt;b&gt; &amp;",
    "%s %n {0} {spec}",
    "😀👩‍👩‍👧 שלום مرحبا",
    "x" * 10_000,
]
UNSEEN = ["\x1b[31mred", "a\nb", "a\tb", "a\x00b", "a\x9bb", "a\u202egnp.exe", "a\u200eb", "a\u2028b", "a\u00a0b"]


def hostile_study(text, *names):
    """Study in which `text` stands wherever free text may stand, and `names` name ticker, event and group."""
    ticker, event, group = names or ("A", "e0", "g")
    news = {"at": day(2), "title": text}
    claims = [{"asset": ticker, "day": 0, "return": -0.1, "source": text}]
    spec = study(
        0,
        tickers=(ticker, "B"),
        study=text,
        assets={n: {"exchange": "XNYS", "market": "MKT", "name": text} for n in (ticker, "B")},
        events=[
            {"id": event, "at": day(0), "group": group, "title": text, "source": text, "claims": claims},
            {"id": "e1", "at": day(40), "group": group},
            {"id": "e2", "at": day(80)},
        ],
        confounders=[news],
        facts=[{"article": text, "says": text, "record": text}],
    )
    frame = closes(returns(("A", "B"))).rename(columns={"A": ticker})
    return es.run(spec, frame)


class Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.attributes, self.text = set(), set(), []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data):
        self.text.append(data)


def parsed(html):
    page = Page()
    page.feed(html)
    return page


@pytest.fixture(scope="module")
def honest():
    return hostile_study("Title")


@pytest.fixture(scope="module")
def hostile():
    """All hostile texts at once, each also as a name."""
    return hostile_study(" ".join(HOSTILE + UNSEEN), "=cmd|A", "../../<b>", "+group")


@pytest.fixture(scope="module")
def folder(hostile, tmp_path_factory):
    return es.write_results(hostile, tmp_path_factory.mktemp("inert") / "results")


@pytest.fixture(scope="module")
def page(folder):
    return (folder / "report.html").read_text(encoding="utf-8")


def test_the_page_has_the_same_elements_as_an_honest_one(page, honest, tmp_path):
    plain = (es.write_results(honest, tmp_path / "r") / "report.html").read_text(encoding="utf-8")
    found = parsed(page)
    assert found.tags <= parsed(plain).tags
    assert not {name for name in found.attributes if name.startswith("on")}
    assert found.attributes <= parsed(plain).attributes
    assert page.count("<script") == plain.count("<script")
    assert "<script>alert(1)</script>" in "".join(found.text)


def test_nothing_unseen_reaches_an_output(folder):
    for path in [*folder.glob("*.csv"), *folder.glob("*.json"), *folder.glob("*.html"), *folder.rglob("*.svg")]:
        text = path.read_text(encoding="utf-8")
        ours = "\n\u00a0" if path.suffix == ".html" else "\n"  # before a per cent sign
        odd = {c for c in text if not c.isprintable() and c not in ours}
        assert not odd, (path.name, odd)


def test_charts_are_plain_drawings(folder):
    drawings = list((folder / "charts").glob("*.svg"))
    assert drawings
    for path in drawings:
        tree = ET.fromstring(path.read_text(encoding="utf-8"))
        tags = {element.tag.rpartition("}")[2] for element in tree.iter()}
        assert not tags & {"script", "foreignObject", "image", "a"}
        assert not [a for element in tree.iter() for a in element.attrib if a.lower().startswith("on")]


def test_file_names_are_plain(folder):
    assert {p.name for p in folder.parent.iterdir()} == {"results"}
    for path in folder.rglob("*"):
        assert re.fullmatch(r"[A-Za-z0-9_.-]{1,200}", path.name), path.name


def test_no_cell_of_a_table_starts_a_formula(folder):
    for path in folder.glob("*.csv"):
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
        for column in [*table.columns, *table.to_numpy().ravel()]:
            assert not re.match(r"\s*[=+@]", column), (path.name, column[:60])
            assert not re.match(r"\s*-(?!\d*\.?\d+([eE][+-]?\d+)?$)", column), (path.name, column[:60])


def test_keys_are_the_same_in_every_table(folder):
    for name in ("cars", "firm_tests", "models", "events", "abnormal_returns"):
        table = pd.read_csv(folder / f"{name}.csv", dtype=str)
        assert {"'=cmd|A", "B"} == set(table["asset"])
    for name in ("aar", "caar", "tests"):
        assert "'+group" in set(pd.read_csv(folder / f"{name}.csv", dtype=str)["group"])


def test_provenance_keeps_the_text(folder, hostile):
    record = json.loads((folder / "provenance.json").read_text(encoding="utf-8"))
    assert record["study"]["study"] == hostile.spec.study
    assert list(record["study"]["assets"]) == ["=cmd|A", "B"]


def test_the_terminal_and_a_notebook_show_text(hostile):
    console = Console(file=io.StringIO(), width=118, force_terminal=True, color_system="truecolor")
    for part in summary(hostile.spec, hostile.frames, hostile.notes):
        console.print(part)
    shown = console.file.getvalue()
    plain = re.sub(r"\x1b\[[0-9;]*m", "", shown)  # colours of ours
    assert "\x1b" not in plain
    assert "\x1b[31m" not in shown
    assert not {c for c in plain if not c.isprintable() and c != "\n"}
    assert "[red]rich markup[/red]" in plain.replace("\n", "")
    cell = parsed(summary_html(hostile.spec, hostile.frames, hostile.notes))
    assert not cell.tags & {"script", "img", "svg", "style"}


@pytest.mark.parametrize("name", [*UNSEEN, "", " A", "A "])
def test_names_can_be_seen(name):
    for changes in (
        {"assets": {name: {"exchange": "XNYS", "market": "MKT"}}},
        {"assets": {"A": {"exchange": "XNYS", "market": name}}},
        {"events": [{"id": name, "at": day(0)}]},
        {"events": [{"id": "e", "at": day(0), "group": name}]},
    ):
        with pytest.raises(SpecError, match="a name ") as caught:
            study(0, **changes)
        assert str(caught.value).replace("\n", "").isprintable()


HONEST = [
    *("Škoda", "S\u030ckoda", "Ørsted", "深度求索", "日経225", "Ελλάς", "МТС", "ЯндексGPT", "α-stable", "ΔCAR"),
    *("می‌خواهم", "किताब", "שלום", "O’Reilly", "Müller-Ost", "null", "NULL", "ON", "1", "BRK.B", "^GSPC"),
]


@pytest.mark.parametrize("name", HONEST)
def test_honest_names_stay(name):
    spec = study(0, tickers=(name, "B"), events=[{"id": name, "at": day(0), "group": f"{name} 2"}])
    result = es.run(spec, closes(returns(tickers=(name, "B"))))
    assert set(result.car["event_id"]) == {name}
    assert list(result.models["asset"]) == [name, "B"]


def test_letters_of_ascii_that_look_alike_are_two_names():
    names = ("A1", "AI", "Al", "O0", "OO", "rn", "m")
    assert tuple(study(0, tickers=names).assets) == names


@settings(max_examples=200)
@given(text=st.text(max_size=40) | st.sampled_from(HOSTILE + UNSEEN))
def test_cells(text):
    table = pd.DataFrame({"text": [text, None, "B"], "x": [-1.5, 2.0, float("nan")]})
    found = inert_cells(table)
    cell = found["text"].iloc[0]
    assert cell.isprintable()
    assert not re.match(r"\s*[=+\-@]", cell) or re.fullmatch(r"\s*[+-]?[\d.]+([eE][+-]?\d+)?\s*", cell)
    assert found["text"].isna().tolist() == [False, True, False]
    assert found["x"].equals(table["x"])
    assert table["text"].iloc[0] == text


@pytest.mark.parametrize("text", ["^IXIC", "700.HK", "A", "-0.18", "+3", "-1e-5", "BRK-B", "don't", "EURUSD=X", "−1"])
def test_honest_cells_stay(text):
    assert inert_cells(pd.DataFrame({text: [text]})).iloc[0, 0] == text


def test_numbers_keep_all_their_digits(tmp_path):
    table = pd.DataFrame({"a": [-1e-300, 0.1, -5.0], "b": [-1, 2, 3], "c": ["-1.5", "x", None]})
    write_csv(table, tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_text() == "a,b,c\n-1e-300,-1,-1.5\n0.1,2,x\n-5,3,\n"
