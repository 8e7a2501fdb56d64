"""Tables for a paper: what they say, and that text in them is never a command."""

from __future__ import annotations

import io
import re
import sys
import zipfile

import openpyxl
import pandas as pd
import pytest

import eventstudy as es
from conftest import ROOT
from eventstudy.errors import EventStudyError, SpecError
from eventstudy.result import TABLES
from eventstudy.tables.export import Sheet, Value, flat_sheet, journal_sheets, latex, markdown, xlsx
from eventstudy.tables.export.latex_tables import SPECIAL, latex_text
from eventstudy.tables.export.markdown_tables import markdown_text

HOSTILE = [
    "=cmd|' /C calc'!A0",
    "@SUM(1)",
    "+1",
    "-2+3",
    r"\input{/etc/passwd}",
    "a|b",
    "[x](http://e.org)",
    "<b>&amp;",
]


@pytest.fixture(scope="module")
def sheets(shipped):
    return {sheet.name: sheet for sheet in journal_sheets(shipped)}


def test_every_result_table_with_rows_is_there(shipped, sheets):
    assert list(sheets) == [name for name in TABLES if len(shipped.table(name))]
    for name in sheets:
        if name not in ("cars", "tests"):
            assert len(sheets[name].rows) == len(shipped.table(name))
            assert sheets[name].header == list(shipped.table(name).columns)


def texts(row):
    return [cell.text() if isinstance(cell, Value) else cell for cell in row]


def test_cars_as_journals_print_them(shipped, sheets):
    sheet = sheets["cars"]
    assert sheet.header == ["Event", "Asset", "CAR [0, 0]", "CAR [−1, 1]", "CAR [0, 5]", "Days"]
    at = next(i for i, row in enumerate(sheet.rows) if row[0] == "The market reprices AI infrastructure after DeepSeek")
    assert texts(sheet.rows[at])[1:] == ["Nvidia", "−10.52", "−8.38", "−12.97", "240"]
    assert texts(sheet.rows[at + 1]) == ["", "", "(2.33)", "(4.00)", "(5.70)", ""]
    assert at in sheet.rules
    assert len(sheet.rows) == 2 * len(shipped.models)
    notes = " ".join(sheet.notes)
    assert "standard errors in parentheses" in notes
    assert "estimation window [−250, −11]" in notes
    assert "80 firm-events, 80 computed, 0 dropped" in notes


@pytest.mark.parametrize(("below", "text"), [("t", "(−4.51)"), ("p", "(<0.0001)")])
def test_what_stands_below(shipped, below, text):
    sheet = next(one for one in journal_sheets(shipped, below=below) if one.name == "cars")
    at = next(i for i, row in enumerate(sheet.rows) if row[0] == "The market reprices AI infrastructure after DeepSeek")
    assert texts(sheet.rows[at + 1])[2] == text


def test_tests_with_their_p_values_below(sheets):
    sheet = sheets["tests"]
    at = next(i for i, row in enumerate(sheet.rows) if row[0] == "deepseek-shock")
    place = sheet.header.index("mvrm")
    assert texts(sheet.rows[at])[1:4] == ["[0, 0]", "4", "−9.27"]
    assert texts(sheet.rows[at])[place] == "12.77"
    assert texts(sheet.rows[at + 1])[place] == "(0.016)"
    assert any(note.startswith("mvrm: null hypothesis every CAR = 0") for note in sheet.notes)


def test_flat_tables_keep_missing_cells_empty():
    frame = pd.DataFrame({"asset": ["A", None], "car": [0.05, float("nan")], "p_value": [0.0123, 0.5], "n": [3, 4]})
    sheet = flat_sheet("x", "X", frame, {"asset": "text", "car": "decimal", "p_value": "p", "n": "whole"})
    assert sheet.headings == ["asset", "car (%)", "p_value", "n"]
    assert [texts(row) for row in sheet.rows] == [["A", "5.00", "0.012", "3"], ["", "", "0.50", "4"]]
    assert sheet.text_columns == 1


@pytest.mark.parametrize("kind", ["latex", "markdown", "xlsx"])
def test_same_bytes(shipped, tmp_path, kind):
    one, two = ({p.name: p.read_bytes() for p in es.write_tables(shipped, tmp_path / n, kind)} for n in "ab")
    assert one == two
    filled = [name for name in TABLES if len(shipped.table(name))]
    assert len(one) == (1 if kind == "xlsx" else len(filled))


def test_a_workbook_has_no_clock(sheets):
    with zipfile.ZipFile(io.BytesIO(xlsx(list(sheets.values())))) as book:
        assert {info.date_time for info in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert set(re.findall(rb"\d{4}-\d\d-\d\dT[\d:]+Z", book.read("docProps/core.xml"))) == {b"1980-01-01T00:00:00Z"}


def hostile_sheet():
    rows = [[text, Value(0.5, percent=True)] for text in HOSTILE]
    return Sheet("h", HOSTILE[0], ["=name", "x"], rows, [HOSTILE[4]], 1)


def test_excel_holds_text_and_numbers(sheets):
    book = openpyxl.load_workbook(io.BytesIO(xlsx([hostile_sheet(), sheets["cars"]])))
    page = book["h"]
    cells = [page.cell(row=4 + i, column=1) for i in range(len(HOSTILE))]
    assert [cell.value for cell in cells] == HOSTILE
    assert {cell.data_type for row in page.iter_rows() for cell in row if cell.value is not None} == {"s", "n"}
    assert page["A1"].data_type == page["A3"].data_type == "s"
    cars = book["cars"]
    assert cars["C4"].value == pytest.approx(0.0044071990733)
    assert cars["C4"].number_format == "0.00%"
    assert cars.freeze_panes == "A4"


def test_latex_holds_no_command_of_the_user():
    text = latex(hostile_sheet())
    assert r"\textbackslash{}input\{/etc/passwd\}" in text
    assert r"\input{" not in text
    commands = set(re.findall(r"\\([a-zA-Z]+)", text))
    ours = {"begin", "centering", "caption", "label", "toprule", "midrule", "bottomrule", "multicolumn", "linewidth"}
    assert commands <= ours | {"footnotesize", "end"} | set(re.findall(r"\\([a-zA-Z]+)", "".join(SPECIAL.values())))
    body = text[text.index(r"\midrule") : text.index(r"\bottomrule")]
    assert body.count(r"\\") == len(HOSTILE)
    assert len(re.findall(r"(?<!\\)&", body)) == len(HOSTILE)
    assert latex_text("a--b") == "a-{}-b"
    assert latex_text("[1]") == "{[}1{]}"


def test_long_latex_tables_run_over_pages(sheets, cut_short):
    assert latex(sheets["models"]).count(r"\begin{longtable}") == 1
    dropped = next(one for one in journal_sheets(cut_short) if one.name == "dropped")
    assert r"\begin{tabular}" in latex(dropped)


def test_markdown_holds_no_markup_of_the_user():
    text = markdown(hostile_sheet())
    lines = text.splitlines()
    assert lines[0].startswith("**=cmd\\|")
    rows = [line for line in lines if line.startswith("|")]
    assert len(rows) == len(HOSTILE) + 2
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {3}
    assert "<" not in text
    assert not re.search(r"(?<!\\)\]\(", text)
    assert markdown_text("http://e.org www.e.org a@e.org *x*") == r"http\://e.org www\.e.org a\@e.org \*x\*"


def test_refusals(shipped, tmp_path):
    with pytest.raises(SpecError, match="cannot be written as 'word'"):
        es.write_tables(shipped, tmp_path, "word")
    with pytest.raises(SpecError, match="'x' cannot stand below"):
        es.write_tables(shipped, tmp_path, below="x")


def test_a_missing_package_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(EventStudyError, match=r"market-eventstudy\[excel\]"):
        xlsx([hostile_sheet()])


def test_command(inside, tmp_path):
    done = inside("tables", str(ROOT / "examples/chatbots.yaml"), "--kind", "markdown", "--out", str(tmp_path / "t"))
    assert done.returncode == 0, done.stderr
    assert re.match(r"files in .*: \d+\n", done.stdout)
    assert not (tmp_path / "t/dropped.md").exists()  # nothing was dropped, so there is no table
    assert "ChatGPT is launched" in (tmp_path / "t/cars.md").read_text(encoding="utf-8")
