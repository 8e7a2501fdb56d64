"""The command line as a user meets it: in a process of its own, or in this one where that makes no difference."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.metadata import version

import pytest

import eventstudy as es
from conftest import ROOT

STUDY = str(ROOT / "events.yaml")
SMALL = """\
version: 1
study: Small
prices: {source: snapshot}
assets:
  NVDA: {exchange: XNAS, market: ^IXIC}
events:
  - {id: shock, at: 2025-01-27}
"""


def eventstudy(*arguments, cwd=None, **env):
    return subprocess.run(
        [sys.executable, "-m", "eventstudy.cli", *arguments],
        cwd=cwd,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def test_run(write, tmp_path):
    write("s.yaml", SMALL)
    done = eventstudy("run", "s.yaml", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "−16.97 %" in done.stdout
    assert "Report: results/report.html" in done.stdout
    assert (tmp_path / "results" / "cars.csv").exists()


@pytest.mark.slow
def test_yahoo_without_a_network_falls_back_and_says_so(tmp_path):
    done = eventstudy("run", STUDY, "--out", str(tmp_path / "r"))
    assert done.returncode == 0, done.stderr
    line = next(row for row in done.stdout.splitlines() if row.startswith("note: yahoo: "))
    assert "no connection to Yahoo" in line
    assert "come from the snapshot" in done.stdout
    record = json.loads((tmp_path / "r" / "provenance.json").read_text(encoding="utf-8"))
    assert record["series"]["NVDA"]["source"] == "snapshot"
    assert record["notes"][0].startswith("yahoo: no connection to Yahoo")


def test_yahoo_without_a_network_and_a_fallback(write, tmp_path):
    path = write("s.yaml", SMALL.replace("source: snapshot", "source: yahoo"))
    done = eventstudy("run", str(path), cwd=tmp_path)
    assert done.returncode == 3
    assert done.stderr.startswith("no prices at all: no connection to Yahoo")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("study: Small", "studdy: Small"), "s.yaml:2:1: unbekannter Schlüssel, 'studdy'\ngemeint war „study“?\n"),
        (
            ("2025-01-27", "2024-02-30"),
            "s.yaml:7:21: ein solches Datum gibt es nicht, '2024-02-30'\nder Februar 2024 hat 29 Tage\n",
        ),
    ],
)
def test_an_error_is_in_the_language_of_the_run(write, inside, change, said):
    write("s.yaml", SMALL.replace(*change))
    assert inside("run", "s.yaml", "--lang", "de").stderr == said


@pytest.mark.parametrize(
    ("change", "code", "first_line"),
    [
        (("study: Small", "studdy: Small"), 2, "s.yaml:2:1: unknown key, 'studdy'"),
        (("2025-01-27", "2024-02-30"), 2, "s.yaml:7:21: no such date, '2024-02-30'"),
        (("market: ^IXIC", "market: ^DJI"), 3, "no prices for the market ^DJI: not in the shipped snapshot"),
        (("2025-01-27", "2031-01-27"), 1, "all 1 firm-events were dropped"),
        (("NVDA", "ON"), 1, "all 1 firm-events were dropped"),
    ],
)
def test_exit_codes_and_plain_errors(write, inside, tmp_path, change, code, first_line):
    write("s.yaml", SMALL.replace(*change))
    done = inside("run", "s.yaml")
    assert done.returncode == code
    assert done.stderr.splitlines()[0].startswith(first_line)
    assert len(done.stderr.splitlines()) >= 2
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert not (tmp_path / "results").exists()


def test_debug_shows_the_traceback(write):
    done = eventstudy("run", str(write("s.yaml", SMALL.replace("version: 1", "version: 9"))), "--debug")
    assert done.returncode != 0
    assert "Traceback" in done.stderr


TOO_LATE = SMALL + "  - {id: new-year, at: 2026-01-02}\n"
"""An event after the last price."""


def test_strict(write, inside, tmp_path):
    study = str(write("s.yaml", TOO_LATE))
    done = inside("run", study, "--strict", "--out", str(tmp_path / "r"))
    assert done.returncode == 1
    assert done.stderr.startswith("--strict: 1 rows were dropped")
    assert "new-year, NVDA: the prices of NVDA end on 2025-12-31" in done.stderr
    assert not (tmp_path / "r").exists()


def test_flags_beat_the_study(write, inside, tmp_path):
    write("s.yaml", SMALL)
    flags = ("--model", "mean", "--format", "parquet", "--seed", "5", "--out", "r")
    done = inside("run", "s.yaml", *flags)
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "r/provenance.json").read_text(encoding="utf-8"))["study"]["seed"] == 5
    assert "model 'mean'" in done.stdout
    assert (tmp_path / "r" / "cars.parquet").exists()


@pytest.mark.parametrize(
    "arguments", [["run"], ["run", STUDY, "--nothing"], ["walk"], ["run", STUDY, "--format", "xml"]]
)
def test_usage_errors(inside, arguments):
    done = inside(*arguments)
    assert done.returncode == 2
    assert "╭" not in done.stderr
    assert "Error: " in done.stderr


def test_unknown_model_on_the_command_line(inside):
    done = inside("run", STUDY, "--model", "markt")
    assert done.returncode == 2
    assert "there is no such model" in done.stderr
    assert "did you mean 'market'?" in done.stderr


SLOW_TO_LOAD = ("matplotlib", "scipy.signal", "scipy.sparse", "scipy.stats", "statsmodels", "yfinance")


def test_check_loads_nothing_that_it_does_not_need():
    code = f"""
import sys
sys.argv = ["eventstudy", "check", {STUDY!r}, "--offline", "--prices", "snapshot"]
from eventstudy.cli import main
try:
    main()
finally:
    print([name for name in {SLOW_TO_LOAD} if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=True)
    assert "2025-01-21" in done.stdout
    assert "no new close by the close of XAMS" in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"


def test_check_in_german(write, inside):
    study = """prices: {source: snapshot}
assets:
  NVDA: {exchange: XNAS, market: ^IXIC}
  ENR.DE: {exchange: XETR, market: ^IXIC}
  GONE: {exchange: XNAS, market: ^IXIC}
events:
  - {id: shock, at: 2025-01-27}
  - {id: early, at: 2022-03-10}
  - {id: late, at: 2025-12-30}
"""
    path = write("s.yaml", f"version: 1\n{study}")
    told = (inside("check", str(path), "--verbose", "--lang", lang).stdout for lang in ("de", "en"))
    german, english = (" ".join(text.split()) for text in told)
    for said in (
        "Tag 0",
        "Ereignis",
        "Titel",
        "Börse",
        "27.01.2025",
        "02.11.2021",
        "Ausgeschieden",
        "Grund",
        "Prüfung der Kurse",
    ):
        assert said in german
    for said in ("keine Kurse für GONE: nicht unter den mitgelieferten Kursen", "Schätzfenster", "Ereignisfenster"):
        assert said in german
    for said in ("Prüfung der Kurse", "Warnung", "Befund", "was zu tun ist"):
        assert said in german
    for word in ("Dropped", "Audit", "no prices", "estimation window", "event window", "warning", "prices "):
        assert word in english
        assert word not in german


def test_check_names_what_would_be_dropped(write, inside):
    done = inside("check", str(write("s.yaml", TOO_LATE)))
    assert done.returncode == 0, done.stderr
    assert "the prices of NVDA end on 2025-12-31, before day 0 (2026-01-02)" in " ".join(done.stdout.split())


def test_charts(inside, tmp_path):
    done = inside(
        "charts",
        STUDY,
        "--offline",
        "--event",
        "rebound",
        "--kind",
        "pdf",
        "--kind",
        "svg",
        "--out",
        str(tmp_path / "c"),
    )
    assert done.returncode == 0, done.stderr
    assert {p.name for p in (tmp_path / "c").iterdir()} == {
        "car_rebound.pdf",
        "car_rebound.svg",
        "returns_rebound.pdf",
        "returns_rebound.svg",
    }


@pytest.mark.parametrize(
    ("option", "value", "message"), [("--event", "rebond", "'rebound'"), ("--kind", "bmp", "known: svg")]
)
def test_charts_of_nothing(inside, tmp_path, option, value, message):
    done = inside("charts", STUDY, "--offline", option, value, "--out", str(tmp_path / "c"))
    assert done.returncode == 2
    assert message in done.stderr
    assert not (tmp_path / "c").exists()


@pytest.mark.parametrize(
    ("what", "names"), [("models", es.MODELS), ("tests", es.TESTS), ("sources", es.SOURCES), ("charts", es.CHARTS)]
)
def test_list(inside, what, names):
    done = inside("list", what)
    assert [line.split()[0] for line in done.stdout.splitlines()] == list(names)
    assert all(len(line.split()) > 2 for line in done.stdout.splitlines())


def test_schema_describes_the_shipped_study(inside):
    schema = json.loads(inside("schema").stdout)
    assert set(schema["required"]) == {"version"}
    assert {"study", "assets", "events", "windows"} <= set(schema["properties"])
    assert "return" in schema["$defs"]["Claim"]["properties"]
    choice = schema["$defs"]["ModelChoice"]
    assert set(choice["properties"]) == {"name", "lags", "leads", "columns", "half_life", "min_firms"}
    assert choice["additionalProperties"] is False
    lags, columns = choice["properties"]["lags"], choice["properties"]["columns"]["description"]
    assert {"type": "integer", "minimum": 0, "maximum": 20} in lags["anyOf"]
    assert "dimson: How many sessions before" in lags["description"]
    assert all(f"{model}: " in columns for model in ("factor", "portfolio", "calendar_time"))


def test_help_imports_nothing_heavy():
    heavy = ("numpy", "pandas", "matplotlib", "pydantic", "yaml")
    code = f"import sys, eventstudy.cli; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--help"], "compare"),
        (["--version"], version("market-eventstudy")),
        (["run", "--help"], "--prices"),
        (["list", "--help"], "sources"),
    ],
)
def test_help_and_version_need_no_numbers(words, said):
    """`eventstudy.cli` makes its application when it is called, so the one above sees little of it."""
    code = f"""
import sys
sys.argv = ["eventstudy", *{words}]
from eventstudy.cli import main
try:
    main()
finally:
    print([name for name in ("numpy", "pandas", "matplotlib", "yaml") if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"


def test_version():
    done = eventstudy("--version")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split() == ["eventstudy", version("market-eventstudy")]
