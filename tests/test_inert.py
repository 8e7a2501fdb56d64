"""Text from a study is never code: in no output and in no file name."""

from __future__ import annotations

import ast
import io
import json
import re
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib import pyplot
from matplotlib.text import Text
from rich.console import Console
from typer.testing import CliRunner

import eventstudy as es
from conftest import ROOT
from eventstudy import cli, plots
from eventstudy.errors import EventStudyError, SpecError
from eventstudy.messages import joined, message
from eventstudy.plots import charts_of
from eventstudy.prices import prices_from_frame
from eventstudy.report.charts import write_charts
from eventstudy.report.html_page import page as report_page
from eventstudy.simulate import plan_power, power_table
from eventstudy.tables import inert_cells, show, summary, write_csv
from eventstudy.text import ENGLISH, GERMAN
from made_up import WINDOWS, closes, day, returns, study

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
    "$\\frac{1}{$ costs $5 and $x^2$",
    "😀👩‍👩‍👧 שלום مرحبا",
    "x" * 10_000,
]
UNSEEN = ["\x1b[31mred", "a\nb", "a\tb", "a\x00b", "a\x9bb", "a\u202egnp.exe", "a\u200eb", "a\u2028b", "a\u00a0b"]
ALL, NAMES = " ".join(text[:1000] for text in HOSTILE + UNSEEN), ("=cmd|A", "../../<b>", "+group")
PLAIN = {c: " " for c in map(ord, "".join(UNSEEN)) if not chr(c).isprintable()}


def hostile_keys(text, *names):
    """Keys of a study in which `text` stands wherever free text may stand, and `names` name ticker, event and group."""
    ticker, event, group = names or ("A", "e0", "g")
    news = {"at": day(2), "title": text}
    claims = [{"asset": ticker, "day": 0, "return": -0.1, "source": text}]
    return {
        "study": text,
        "assets": {n: {"exchange": "XNYS", "market": "MKT", "name": text} for n in (ticker, "B")},
        "events": [
            {"id": event, "at": day(0), "group": group, "title": text, "source": text, "claims": claims},
            {"id": "e1", "at": day(40), "group": group},
            {"id": "e2", "at": day(80)},
        ],
        "confounders": [news],
        "facts": [{"article": text, "says": text, "record": text}],
    }


def hostile_prices(ticker="A"):
    return closes(returns(("A", "B"))).rename(columns={"A": ticker})


def hostile_study(text, *names):
    return es.run(study(0, **hostile_keys(text, *names)), hostile_prices(*names[:1]))


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
    return hostile_study(ALL, *NAMES)


@pytest.fixture(scope="module")
def folder(hostile, tmp_path_factory):
    return es.write_results(hostile, tmp_path_factory.mktemp("inert") / "results")


@pytest.fixture(scope="module")
def page(folder):
    return (folder / "report.html").read_text(encoding="utf-8")


def test_the_page_has_the_same_elements_as_an_honest_one(page, honest):
    plain = report_page(honest)
    found, usual = parsed(page), parsed(plain)
    assert found.tags <= usual.tags
    assert not {name for name in found.attributes if name.startswith("on")}
    assert found.attributes <= usual.attributes
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


def unseen(text, ours="\n"):
    """Characters that nobody sees, but for those that the program writes itself."""
    return {c for c in text if not c.isprintable() and c not in ours}


def test_the_terminal_shows_text(hostile):
    console = Console(file=io.StringIO(), width=118, force_terminal=True, color_system="truecolor")
    show(summary(hostile, ENGLISH), console)
    shown = console.file.getvalue()
    plain = re.sub(r"\x1b\[[0-9;]*m", "", shown)  # colours of ours
    assert "\x1b[31m" not in shown
    assert not unseen(plain)
    assert "[red]rich markup[/red]" in plain.replace("\n", "")
    assert not unseen(repr(hostile))


def test_a_notebook_shows_text(hostile):
    html = hostile._repr_html_()
    assert not unseen(html)
    cell = parsed(html)
    assert not cell.tags & {"script", "img", "svg", "style"}
    assert "<script>alert(1)</script>" in "".join(cell.text)


def test_the_german_page_shows_text(hostile):
    html = report_page(hostile, GERMAN)
    assert not unseen(html, "\n\u00a0")
    assert "<script>alert(1)</script>" in "".join(parsed(html).text)


@pytest.mark.parametrize("kind", ["latex", "markdown", "xlsx"])
def test_tables_of_papers_hold_text(hostile, kind, tmp_path):
    for path in es.write_tables(hostile, tmp_path, kind):
        if kind != "xlsx":
            assert not unseen(path.read_text(encoding="utf-8")), path.name
            continue
        for page in openpyxl.load_workbook(path).worksheets:
            cells = [cell for row in page.iter_rows() for cell in row if isinstance(cell.value, str)]
            assert cells
            assert not [cell for cell in cells if unseen(cell.value, "") or cell.data_type == "f"], page.title


@pytest.mark.filterwarnings("ignore:constrained_layout not applied")  # a name of 1,000 letters leaves no room
def test_every_chart_holds_text(hostile, tmp_path):
    charts = {chart.name for chart in charts_of("study")}
    write_charts(hostile, tmp_path, list(charts), ["svg"], [NAMES[1]])
    drawn = {path: path.name.partition("_")[0].partition(".")[0] for path in tmp_path.glob("*.svg")}
    assert set(drawn.values()) == charts
    for path, chart in drawn.items():
        text = path.read_text(encoding="utf-8")
        shown = "".join(ET.fromstring(text).itertext())
        assert not unseen(text), chart
        assert "<script>alert(1)" in shown, chart
        assert chart == "timeline" or "$\\frac" in shown, chart  # which cuts long titles


def drawings(hostile):
    """What each function draws, with the arguments that it takes."""
    firm = (NAMES[1], NAMES[0])
    spec, prices = hostile.spec, hostile_prices(NAMES[0])
    choices = {"models": ["market"], "windows": [(0, 1)], "estimation": [(-90, -11)]}
    placebo = es.placebo(spec, prices, draws=19)
    comparison = es.compare(spec, prices, event=NAMES[1], **choices)
    power = power_table(plan_power(spec, prices_from_frame(prices)), [0.01], 20, 1)
    return {
        "plot_caar": (hostile,),
        "plot_car": (hostile, NAMES[1]),
        "plot_heatmap": (hostile,),
        "plot_market": (hostile, *firm),
        "plot_placebo": (placebo, *firm),
        "plot_placebo_sizes": (placebo,),
        "plot_power": (power, (0, 0)),
        "plot_price": (hostile, *firm),
        "plot_residuals": (hostile, *firm),
        "plot_returns": (hostile, NAMES[1]),
        "plot_specification_curve": (comparison,),
        "plot_timeline": (hostile,),
    }


@pytest.mark.filterwarnings("ignore:constrained_layout not applied", "ignore:Glyph .* missing from")
@pytest.mark.slow
def test_axes_of_others_get_text_and_keep_their_own(hostile):
    """In axes whose texts are read as formulas, the study's are not; a formula that stood there before is one still."""
    known = drawings(hostile)
    assert known.keys() == {f"plot_{name}" for name in plots.CHARTS}
    for name, arguments in known.items():
        figure, ax = pyplot.subplots()
        own = ax.text(0, 0, "$x^2$")
        drawn = getattr(es, name)(*arguments, ax=ax)
        figure.canvas.draw()
        texts = [text for text in drawn.findobj(Text) if text is not own and text.get_text()]
        assert not unseen("".join(text.get_text() for text in texts)), name
        assert not [text for text in texts if text.get_parse_math() and "$" in text.get_text()], name
        assert own.get_parse_math()
        pyplot.close(figure)


def test_errors_are_lines():
    lines = joined(message("study_without_event", event=text) for text in UNSEEN)
    error = EventStudyError(message("study_without_event", event=ALL), lines, f"{ALL}:1:2")
    said = str(error).split("\n")
    assert len(said) == 1 + len(UNSEEN)
    assert "".join(said).isprintable()


@pytest.fixture(scope="module")
def hostile_file(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    hostile_prices(NAMES[0]).to_csv(folder / "p.csv")
    prices = {"source": "csv", "path": "p.csv"}
    spec = {"version": 1, "windows": WINDOWS, "prices": prices, **hostile_keys(ALL, *NAMES)}
    text = json.dumps(spec, ensure_ascii=False)
    (folder / "s.yaml").write_text(
        "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in text), encoding="utf-8"
    )
    return folder / "s.yaml"


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", "--strict"),
        ("run",),
        ("check",),
        ("fetch",),
        ("charts", "--chart", "car"),
        ("tables",),
        ("compare", "--event", NAMES[1], "--models", "market", "--windows", "0,1"),
        ("placebo", "--draws", "19"),
    ],
    ids=" ".join,
)
@pytest.mark.slow
def test_every_command_prints_text(hostile_file, arguments, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli.app, [arguments[0], str(hostile_file), *arguments[1:]])
    assert done.exit_code == 0, done.output
    assert done.output.strip()
    assert not unseen(done.output)


SINKS = {
    "errors.py": "an error's text",
    "spec/starter.py": "a study file",
    "cli/common.py": "a line of a command",
    "tables/layout.py": "a summary",
    "tables/notebook.py": "a cell of a notebook",
    "tables/cells.py": "CSV",
    "tables/export/latex_tables.py": "LaTeX",
    "tables/export/markdown_tables.py": "Markdown",
    "tables/export/workbook.py": "a workbook",
    "plots/style.py": "a chart",
    "report/html_page.py": "the page",
    "report/document_pdf.py": "the document",
}
"""Where text leaves, and is made harmless. Whoever makes text does nothing for it."""

ESCAPES = {"inert", "inert_cells", "escape", "quoteattr", "latex_text", "markdown_text"}
"""What makes it so."""


def test_text_is_made_harmless_where_it_leaves():
    source, printing = ROOT / "src/eventstudy", {"cli/common.py", "cli/__init__.py"}
    at_terminals = {"cli/common.py", "tables/terminal.py", "tables/layout.py"}
    seen = set()
    for path in sorted(source.rglob("*.py")):
        name, tree = path.relative_to(source).as_posix(), ast.parse(path.read_text(encoding="utf-8"))
        calls = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
        used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        modules = {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)} - {None}
        seen |= {name} if used & ESCAPES else set()
        assert name in printing or not calls & {"print", "typer.echo", "typer.secho"}, name
        assert name in at_terminals or not [m for m in modules if m.startswith("rich")], name
    assert seen == SINKS.keys()


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
