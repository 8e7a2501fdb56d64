"""Tables for a paper, read back: an estimate, its standard error and its t belong together in every format."""

from __future__ import annotations

import math
import re

import numpy as np
import openpyxl
import pandas as pd
import pytest

import eventstudy as es
from made_up import closes, day, returns

FIRMS = tuple(f"F{i:02}" for i in range(24))
KINDS = ("latex", "markdown", "xlsx")
IN_PERCENT = {
    *("return", "expected", "ar", "se", "car", "aar", "caar", "mean_car", "median_car", "share_positive"),
    *("lower", "upper", "caar_se", "caar_lower", "caar_upper"),
    *("alpha", "sigma", "coefficient"),
    *("smallest_effect", "margin", "estimate"),
}
WINDOWS = {"estimation": [-70, -11], "event": [-1, 5], "car": [[0, 0], [-1, 1], [0, 5]]}
ESTIMATES = ("ar", "car", "alpha", "coefficient", "difference")
"""Columns of which `se` is the standard error."""


@pytest.fixture(scope="module")
def studies(tmp_path_factory):
    """Two studies that fill every table with estimates; one characteristic is in dollars, so its slope is tiny."""
    folder, rng = tmp_path_factory.mktemp("units"), np.random.default_rng(3)
    rows = {"event_id": ["e0", "e1"] * 12, "asset": FIRMS, "at": [day(0), day(3)] * 12}
    sizes = {"size": rng.normal(size=24), "dollars": 10 ** rng.uniform(9, 12, 24)}
    pd.DataFrame(rows | sizes).to_csv(folder / "events.csv", index=False)
    frame = closes(returns(FIRMS, noise=0.01))
    spec = {
        "version": 1,
        "windows": WINDOWS,
        "events_file": str(folder / "events.csv"),
        "regress": [{"on": ["size", "dollars"]}],
        "defaults": {"exchange": "XNYS", "market": "MKT"},
        "assets": {"F00": {"shares": 1e9}, "F01": {}},
        "benchmarks": ["F02"],
    }
    claimed = {"events": [{"id": "e", "at": day(0), "claims": [{"asset": "A", "return": -0.174}]}]}
    assets = {a: {"exchange": "XNYS", "market": "MKT"} for a in "ABC"}
    yaml = {"version": 1, "windows": WINDOWS, "model": "calendar_time", "assets": assets}
    many = {"events": [*claimed["events"], *({"id": f"f{i}", "at": day(7 * i + 2)} for i in range(16))]}
    return es.run(es.load_spec(spec), frame), es.run(es.load_spec(yaml | many), closes(returns()))


def number(text):
    """A printed number in the unit that it is printed in; NaN for text."""
    plain = text.replace("$-$", "-").replace("−", "-").strip("()")
    try:
        return float(plain)
    except ValueError:
        return math.nan


def latex_rows(path):
    text = path.read_text(encoding="utf-8")
    head = text[text.index(r"\toprule") : text.index(r"\midrule")]
    body = text[text.index(r"\midrule") : text.index(r"\bottomrule")].replace(r"\endhead", "")
    lines = [line.removesuffix(r" \\") for part in (head, body) for line in part.splitlines() if line.endswith(r"\\")]
    return [[cell.replace(r"\_", "_").replace(r"\%", "%") for cell in re.split(" & ", line)] for line in lines]


def markdown_rows(path):
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    del lines[1]
    return [[cell.strip().replace("\\", "") for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def xlsx_rows(page):
    """Cells as a spreadsheet shows them."""
    rows = []
    for row in page.iter_rows(min_row=3):
        if row[0].value is None and all(cell.value is None for cell in row):
            break  # the notes follow
        rows.append(["" if c.value is None else shown(c) for c in row])
    return rows


def shown(cell):
    if cell.data_type != "n":
        return cell.value
    positive = cell.number_format.split(";")[0]
    digits = positive.partition(".")[2].count("0")
    return f"{cell.value * 100 if '%' in positive else cell.value:.{digits}f}"


def written(study, folder, kind):
    """Every table that was written, by name: rows of texts, the headings first."""
    paths = es.write_tables(study, folder / kind, kind)
    if kind == "xlsx":
        return {page.title: xlsx_rows(page) for page in openpyxl.load_workbook(paths[0]).worksheets}
    read = {"latex": latex_rows, "markdown": markdown_rows}[kind]
    return {path.stem: read(path) for path in paths}


def half(text):
    """Half of the last digit that is printed."""
    return 0.5 * 10.0 ** -len(text.strip("()").partition(".")[2])


@pytest.fixture(scope="module", params=KINDS)
def tables(request, studies, tmp_path_factory):
    """Kind of file, and each study with its tables as they were written."""
    folder = tmp_path_factory.mktemp("written")
    return request.param, [(study, written(study, folder / str(i), request.param)) for i, study in enumerate(studies)]


def test_estimate_over_error_is_t(tables):
    seen = set()
    for name, (head, *rows) in (table for _, found in tables[1] for table in found.items()):
        bare = [heading.removesuffix(" (%)") for heading in head]
        if not {"se", "t"} <= set(bare):
            continue
        estimate, error, t = (bare.index(c) for c in (next(e for e in ESTIMATES if e in bare), "se", "t"))
        assert head[estimate].endswith("(%)") == head[error].endswith("(%)"), name
        for row in rows:
            if not math.isfinite(number(row[error])) or "pre-event" in row:  # whose t is of a difference
                continue
            value, se = abs(number(row[estimate])), number(row[error])
            assert se > 2 * half(row[error]), (name, row)  # an error of 0.00 says nothing
            low, high = ((value + side * half(row[estimate])) / (se - side * half(row[error])) for side in (-1, 1))
            assert low - half(row[t]) <= abs(number(row[t])) <= high + half(row[t]), (name, row)
            seen.add(name)
    assert seen >= {"abnormal_returns", "regressions", "benchmarks", "calendar_time", "attribution"}


def test_every_table_says_its_unit_once(tables):
    """Headings say per cent where cells cannot; in a workbook cells do. What a table says is what the result holds."""
    kind, ((study, found), _) = tables
    for name in found.keys() - {"cars", "tests"}:
        head, *rows = found[name]
        frame = study.table(name)
        for place, heading in enumerate(head):
            column = heading.removesuffix(" (%)")
            assert heading.endswith("(%)") == (kind != "xlsx" and column in IN_PERCENT), (name, heading)
            for row, value in zip(rows, frame[column], strict=True):
                if row[place] and column in IN_PERCENT:
                    assert abs(number(row[place]) - 100 * value) <= half(row[place]) * 1.001, (name, column)


@pytest.mark.parametrize("kind", KINDS)
def test_cars_as_journals_print_them_hold_together(studies, tmp_path, kind):
    study = studies[0]
    blocks = {}
    for below in ("se", "t"):
        paths = es.write_tables(study, tmp_path / kind / below, kind, below)
        if kind == "xlsx":
            blocks[below] = xlsx_rows(openpyxl.load_workbook(paths[0])["cars"])
        else:
            read = {"latex": latex_rows, "markdown": markdown_rows}[kind]
            blocks[below] = read(next(path for path in paths if path.stem == "cars"))
    places = [i for i, heading in enumerate(blocks["se"][0]) if heading.replace("{", "").startswith("CAR")]
    assert len(places) == 3
    assert len(blocks["se"]) == 1 + 2 * len(study.models)
    for above, error, t in zip(blocks["se"][1::2], blocks["se"][2::2], blocks["t"][2::2], strict=True):
        for i in places:
            value, se = number(above[i]), number(error[i])
            slack = half(above[i]) / se + abs(value) / se * half(error[i]) / se + half(t[i])
            assert abs(value / se - number(t[i])) <= 1.01 * slack


def test_a_claim_stands_in_the_unit_of_what_it_is_compared_with(tables):
    """Claimed −17.4 %, with the digits that it was claimed with."""
    head, row = tables[1][1][1]["claims"]
    assert row[head.index("claimed")].replace("$-$", "−").replace("\\", "") == "−17.4 %"
