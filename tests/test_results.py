"""The result folder: its files and columns, the same bytes, written whole or not at all."""

from __future__ import annotations

import csv
import json
import os
import re
import signal
import subprocess
import sys
import time
from html.parser import HTMLParser

import pandas as pd
import pytest

import eventstudy as es
from conftest import ROOT
from eventstudy.errors import OutputError
from eventstudy.report.chart_names import ChartNames
from eventstudy.report.charts import write_charts
from eventstudy.result import TABLES, Column
from made_up import closes, day, returns, study

COLUMNS = {
    "abnormal_returns": "event_id asset day date return expected ar se t p_value",
    "cars": "event_id asset start end car se scar t p_value rank_p n_days",
    "firm_tests": "event_id asset start end test statistic p_value law null code note",
    "aar": "group day n aar se lower upper caar caar_se caar_lower caar_upper",
    "caar": "group start end n mean_car se lower upper p_value test median_car share_positive",
    "tests": "group start end test statistic p_value law n null code note",
    "models": "event_id asset model market alpha beta sigma r_squared n_estimation",
    "events": "event_id asset at exchange day0 shift",
    "dropped": "event_id asset start end stage code reason",
    "claims": "event_id asset day claimed close_to_close open high low abnormal verdict explanation",
}
RUN = [sys.executable, "-m", "eventstudy.cli", "run", str(ROOT / "events.yaml"), "--prices", "snapshot"]


@pytest.fixture(scope="module")
def folder(shipped, tmp_path_factory):
    return es.write_results(shipped, tmp_path_factory.mktemp("out") / "results")


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", COLUMNS)
def test_columns(folder, shipped, name):
    """Of a table without rows there is no file; in Python it has its columns."""
    path = folder / f"{name}.csv"
    table = shipped.table(name)
    assert path.exists() == (len(table) > 0)
    header = path.read_text(encoding="utf-8").splitlines()[0].split(",") if len(table) else list(table)
    expected = COLUMNS[name].split()
    assert header[: len(expected)] == expected
    assert len(header) == len(expected) or name == "models"


def test_audit_columns(folder):
    with (folder / "audit.csv").open(encoding="utf-8") as file:
        assert next(csv.reader(file)) == [
            "ticker",
            "severity",
            "code",
            "finding",
            "first",
            "last",
            "count",
            "what to do",
        ]


def test_values_have_full_precision(folder, shipped):
    read = pd.read_csv(folder / "cars.csv")
    assert (read["car"].to_numpy() == shipped.car["car"].to_numpy()).all()
    shock = [r for r in rows(folder / "abnormal_returns.csv") if r["event_id"] == "deepseek-shock" and r["day"] == "0"]
    assert {r["date"] for r in shock} == {"2025-01-27"}
    assert float(shock[0]["return"]) == pytest.approx(118.42 / 142.62 - 1, rel=1e-12)


def test_events_and_dropped(folder):
    events = rows(folder / "events.csv")
    assert events[24]["day0"] == "2025-01-21"
    assert events[24]["shift"] == "1"


@pytest.mark.usefixtures("without_charts")
def test_a_dropped_firm_event_has_its_row(cut_short, tmp_path):
    folder = es.write_results(cut_short, tmp_path / "r")
    dropped = rows(folder / "dropped.csv")
    assert len(dropped) == 7
    assert {(row["start"], row["end"]) for row in dropped} == {("", "")}
    assert "end on 2025-04-14" in (folder / "report.html").read_text(encoding="utf-8").replace("\u00a0", " ")


def test_provenance(folder):
    record = json.loads((folder / "provenance.json").read_text(encoding="utf-8"))
    assert record["series"]["NVDA"]["source"] == "snapshot"
    assert record["series"]["ASML.AS"]["last"] == "2025-12-31"
    assert re.fullmatch("[0-9a-f]{64}", record["series"]["NVDA"]["sha256"])
    assert record["study"]["events"][9]["id"] == "deepseek-shock"
    assert str(ROOT) not in json.dumps(record)


def test_charts(folder):
    names = {path.name for path in (folder / "charts").iterdir()}
    for kind in ("svg", "png"):
        assert f"car_deepseek-shock.{kind}" in names
        assert f"returns_deepseek-shock.{kind}" in names
        assert len([n for n in names if n.startswith("car_") and n.endswith(kind)]) == 20


class Page(HTMLParser):
    """Addresses that a browser would fetch, and the text it would show."""

    def __init__(self):
        super().__init__()
        self.fetched, self.links, self.text, self.ids, self.scripts = [], [], [], set(), 0

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.ids.add(attributes.get("id"))
        asked = [v for k, v in attrs if k in ("src", "href", "xlink:href") and not v.startswith("#")]
        (self.links if tag == "a" else self.fetched).extend(asked)
        self.scripts += tag == "script"

    def handle_data(self, data):
        self.text.append(data)


def test_report_is_self_contained(folder):
    page = Page()
    page.feed((folder / "report.html").read_text(encoding="utf-8"))
    assert page.fetched == []
    assert all((folder / name).is_file() for name in page.links)  # tables beside it
    assert page.scripts == 1  # our own, inline, and the only one that the page's policy lets run
    assert "@import" not in "".join(page.text)
    text = " ".join(page.text).replace("\u00a0", " ")
    for piece in ("−16.97 %", "intraday only", "no new close by the close of XAMS", "2,048 H800"):
        assert piece in text
    assert (folder / "report.html").stat().st_size < 1_000_000


def test_hostile_title_stays_text(shipped_spec, tmp_path):
    event = shipped_spec.events[9]
    hostile = event.model_copy(update={"id": "../../x<script>", "title": "<script>alert(1)</script>"})
    study = es.run(shipped_spec.replace(events=(hostile,)), es.load_prices(shipped_spec))
    out = es.write_results(study, tmp_path / "r")
    assert "<script>alert" not in (out / "report.html").read_text(encoding="utf-8")
    assert {p.parent for p in tmp_path.rglob("*.png")} == {out / "charts"}


def test_chart_names_are_plain_safe_and_different():
    events = ("a/b", "a:b", "a b", "..", "a-b", "x" * 300, "Ä", "Ö", "E000", "Q", "q", "one_two", "one")
    assets = ("ASML.AS", "^IXIC", "IXIC", "BRK.b", "BRK.B", "two_X", "X")
    naming = ChartNames(events, assets)
    names = [naming("price", event, asset) for event in events for asset in assets]
    assert len({name.casefold() for name in names}) == len(names)
    assert all(re.fullmatch(r"price_[A-Za-z0-9][A-Za-z0-9._-]{0,140}", name) for name in names)
    assert naming("price", "E000", "ASML.AS") == "price_E000_ASML.AS"
    assert ChartNames(["e"], ["^IXIC"])("price", "e", "^IXIC") == "price_e_IXIC"
    assert naming("car", "q") == ChartNames(["Q", "q"])("car", "q") != "car_q"
    assert ChartNames()("power") == "power"


def contents(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.mark.slow
def test_same_bytes_in_another_process(folder, tmp_path):
    """Another process, hash seed, time zone, locale and working directory."""
    env = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONUTF8": "1"}
    subprocess.run([*RUN, "--out", "again"], cwd=tmp_path, env=env, check=True, capture_output=True)
    ours, theirs = contents(folder), contents(tmp_path / "again")
    assert ours.keys() == theirs.keys()
    assert [name for name in ours if ours[name] != theirs[name]] == []


def test_a_foreign_folder_is_left_alone(shipped, tmp_path):
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(OutputError, match="holds something else"):
        es.write_results(shipped, tmp_path)
    assert (tmp_path / "thesis.tex").read_text() == "years of work"


def test_a_file_in_the_way(shipped, tmp_path):
    (tmp_path / "results").write_text("a file")
    with pytest.raises(OutputError, match="a file, not a folder"):
        es.write_results(shipped, tmp_path / "results")


@pytest.mark.usefixtures("without_charts")
def test_parquet(shipped, tmp_path):
    out = es.write_results(shipped, tmp_path / "r", format="parquet")
    assert not list(out.glob("*.csv"))
    assert pd.read_parquet(out / "cars.parquet")["car"].equals(shipped.car["car"])


@pytest.mark.slow
def test_a_killed_run_leaves_the_old_result(tmp_path):
    """Killed at moments spread over its life, a run leaves the folder from before, whole, and later runs clean up."""
    out = tmp_path / "results"
    subprocess.run([*RUN, "--out", str(out)], check=True, capture_output=True)
    before = contents(out)
    for moment in range(12):
        process = subprocess.Popen([*RUN, "--out", str(out)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(1.0 + 0.4 * moment)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert contents(out) == before
    subprocess.run([*RUN, "--out", str(out)], check=True, capture_output=True)
    assert [p.name for p in tmp_path.iterdir()] == ["results"]


def test_names_that_differ_by_case_have_charts_of_their_own(tmp_path):
    """On many file systems a.svg and A.svg are one file."""
    tickers, events = ("BRKA", "BRKa"), [{"id": "q", "at": day(0)}, {"id": "Q", "at": day(40)}]
    result = es.run(study(tickers=tickers, events=events), closes(returns(tickers=tickers)))
    charts = es.write_results(result, tmp_path / "r") / "charts"
    count = write_charts(result, charts, ("car", "returns", "price"), ("svg",), ["q", "Q"])
    names = [path.name.casefold() for path in charts.glob("*_*.svg")]
    assert count == 2 + 2 + 4 == len(names) == len(set(names))


LOST = Column(
    "lost",
    "decimal",
    "share that is lost",
    {"en": "share of R² lost", "de": "verlorener Anteil am R²"},
    derive=lambda models: 0.125 + 0 * models["r_squared"],
)


@pytest.mark.slow
def test_a_column_is_one_line_of_the_schema(shipped, tmp_path, monkeypatch):
    """It stands in the file, on the page under its heading in both languages, and in every table for a paper."""
    models = TABLES["models"]
    monkeypatch.setitem(models.__dict__, "columns", (*models.columns, LOST))
    for lang, number in (("en", "+12.50 %"), ("de", "+12,50 %")):
        folder = es.write_results(shipped, tmp_path / lang, lang=lang)
        page = (folder / "report.html").read_text(encoding="utf-8").replace("\u00a0", " ")
        assert f">{LOST.heading[lang]}</th>" in page
        assert f">{number}</td>" in page
        assert rows(folder / "models.csv")[0]["lost"] == "0.125"
    for kind in ("latex", "markdown"):
        (path,) = (path for path in es.write_tables(shipped, tmp_path / kind, kind) if path.stem == "models")
        assert "lost (%)" in path.read_text(encoding="utf-8").replace("\\%", "%")
        assert "12.50" in path.read_text(encoding="utf-8")
