"""A price source of another package, which is found beside the installed ones by its entry point."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import pandas as pd
import pytest

import snapshot
from conftest import HERE, ROOT

PLUGIN = HERE / "plugins/example_source"
TICKERS = ("NVDA", "ENR.DE", "^GSPC")


@pytest.fixture
def folder(tmp_path):
    """A folder with one table for each ticker, and the same closes in one CSV file."""
    rows = snapshot.rows()
    rows = rows[rows["ticker"].isin(TICKERS)][["date", "ticker", "close"]]
    (tmp_path / "prices").mkdir()
    for ticker, own in rows.groupby("ticker"):
        own[["date", "close"]].to_csv(tmp_path / "prices" / f"{ticker}.txt", index=False)
    rows.to_csv(tmp_path / "prices.csv", index=False)
    return tmp_path


def lay_out(folder, prices, name="s.yaml", assets=("NVDA", "ENR.DE")):
    """Write a study with such prices."""
    exchanges = {"NVDA": "XNAS", "ENR.DE": "XETR", "GONE": "XNAS"}
    study = {
        "version": 1,
        "prices": prices,
        "markets": {"^GSPC": {"exchange": "XNYS"}},
        "assets": {ticker: {"exchange": exchanges[ticker], "market": "^GSPC"} for ticker in assets},
        "events": [{"id": "shock", "at": "2025-01-27T00:00+01:00"}],
    }
    (folder / name).write_text(json.dumps(study), encoding="utf-8")


def python(folder, *words, plugin=PLUGIN):
    """Run Python in a folder, beside the package unless there is none."""
    path = os.pathsep.join(str(one) for one in (plugin, ROOT / "src") if one)
    return subprocess.run(
        [sys.executable, *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def tool(folder, prices, *words, plugin=PLUGIN, assets=("NVDA", "ENR.DE")):
    lay_out(folder, prices, assets=assets)
    return python(folder, "-m", "eventstudy.cli", *words, plugin=plugin)


@pytest.mark.slow
def test_its_numbers_are_those_of_the_same_closes_in_one_file(folder):
    own = {"source": "file_each", "path": "prices", "suffix": ".txt"}
    done = tool(folder, own, "run", "s.yaml", "--out", "own", "--lang", "de")
    assert done.returncode == 0, done.stderr
    assert tool(folder, {"source": "csv", "path": "prices.csv"}, "run", "s.yaml", "--out", "csv").returncode == 0
    for name in ("cars.csv", "abnormal_returns.csv", "tests.csv"):
        pd.testing.assert_frame_equal(pd.read_csv(folder / "own" / name), pd.read_csv(folder / "csv" / name))
    study = json.loads((folder / "own/provenance.json").read_text(encoding="utf-8"))
    assert study["series"]["NVDA"]["source"] == "file_each: NVDA.txt"


def test_its_fault_has_its_remedy_in_both_languages(folder):
    own = {"source": "file_each", "path": "prices", "suffix": ".txt"}
    done = tool(folder, own, "run", "s.yaml", "--lang", "de", assets=("NVDA", "GONE"))
    assert done.returncode == 0, done.stderr
    (dropped,) = pd.read_csv(folder / "results/dropped.csv").itertuples()
    assert dropped.reason == "no prices for GONE: there is no file GONE.txt in it; put it there"
    page = (folder / "results/report.html").read_text(encoding="utf-8")
    assert "keine Kurse für GONE: die Datei GONE.txt fehlt darin; sie dort ablegen" in page


REFUSED = [
    ({"source": "file_each", "path": "prices", "sufix": ".txt"}, "unknown key, 'sufix'", "did you mean 'suffix'?"),
    ({"source": "file_each", "path": "prices", "suffix": [".txt"]}, "'prices.suffix' must be text", "write text"),
    ({"source": "file_each"}, "the price source 'file_each' needs a path", "add 'path: prices'"),
    ({"source": "csv", "path": "prices.csv", "suffix": ".txt"}, "unknown key, 'suffix'", "known: source, path"),
    (
        {"source": "csv", "path": "prices.csv", "fallback": "file_each"},
        "this source cannot stand in for another, 'file_each'",
        "use one of: yahoo, snapshot, file, csv, parquet",
    ),
]
"""What stands under `prices:`, what is said of it, and the remedy."""

REFUSING = """
import json, sys
from typer.testing import CliRunner
from eventstudy import cli
outcomes = [CliRunner().invoke(cli.app, ["check", name]) for name in sys.argv[1:]]
print(json.dumps([[one.exit_code, one.stderr] for one in outcomes]))
"""


def test_what_it_does_not_read_is_refused_with_its_place(folder):
    names = [f"s{i}.yaml" for i in range(len(REFUSED))]
    for name, (prices, _, _) in zip(names, REFUSED, strict=True):
        lay_out(folder, prices, name)
    done = python(folder, "-c", REFUSING, *names)
    assert done.returncode == 0, done.stderr
    for name, (code, told), (_, said, remedy) in zip(names, json.loads(done.stdout), REFUSED, strict=True):
        assert code == 2
        first, second = told.splitlines()
        assert first.startswith(f"{name}:1:")
        assert said in first
        assert remedy in second


def test_it_is_listed_and_its_option_described(folder):
    own = {"source": "file_each", "path": "prices"}
    assert "file_each        A folder with one table for each ticker." in tool(folder, own, "list", "sources").stdout
    known = json.loads(tool(folder, own, "schema").stdout)["$defs"]["PriceChoice"]
    assert known["properties"]["suffix"] == {
        "anyOf": [{"type": "string"}, {"type": "null"}],
        "default": None,
        "description": "file_each: Ending of the files' names.",
    }
    assert known["additionalProperties"] is False
    for name in ("path", "delimiter", "closed_days"):
        assert known["properties"][name]["description"]


def test_another_source_on_the_command_line_leaves_its_option_out(folder):
    own = {"source": "file_each", "path": "prices", "suffix": ".txt"}
    done = tool(folder, own, "run", "s.yaml", "--prices", "snapshot")
    assert done.returncode == 0, done.stderr


def test_without_the_package_it_is_unknown(folder):
    done = tool(folder, {"source": "file_each", "path": "prices"}, "check", "s.yaml", plugin=None)
    assert done.returncode == 2
    assert "there is no such price source, 'file_each'" in done.stderr


@pytest.mark.parametrize(
    ("line", "raised", "lang", "said"),
    [
        (
            'raise ValueError("no such account")',
            "ValueError: no such account",
            "en",
            "no prices at all: the price source 'file_each' of the package example-source raised {}\n"
            "update the package example-source or name another source; --debug shows where it was raised\n",
        ),
        (
            "return None",
            "TypeError: NoneType instead of Fetched",
            "de",
            "gar keine Kurse: die Kursquelle „file_each“ des Pakets example-source brach ab mit {}\n"
            "das Paket example-source erneuern oder eine andere Quelle nennen; --debug zeigt die Stelle\n",
        ),
    ],
)
def test_what_it_raises_is_its_fault_and_named(folder, tmp_path, line, raised, lang, said):
    plugin = spoilt(tmp_path, line)
    done = tool(folder, {"source": "file_each", "path": "prices"}, "check", "s.yaml", "--lang", lang, plugin=plugin)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == said.format(raised)


def spoilt(folder, line):
    """The package with another first line in its function."""
    plugin = folder / "plugin"
    shutil.copytree(PLUGIN, plugin)
    text, start = (plugin / "example_source.py").read_text(encoding="utf-8"), '    suffix = request.options["suffix"]\n'
    assert start in text
    (plugin / "example_source.py").write_text(text.replace(start, f"    {line}\n"), encoding="utf-8")
    return plugin


def test_a_fallback_stands_in_for_one_that_raises_and_debug_shows_where(folder, tmp_path):
    plugin = spoilt(tmp_path, 'raise KeyError("NVDA")')
    own = {"source": "file_each", "path": "prices", "fallback": "snapshot"}
    done = tool(folder, own, "check", "s.yaml", plugin=plugin)
    assert done.returncode == 0, done.stderr
    assert "note: file_each: the price source 'file_each' of the package example-source raised KeyError: 'NVDA'" in (
        done.stdout
    )
    assert "come from the snapshot" in done.stdout
    del own["fallback"]
    shown = tool(folder, own, "check", "s.yaml", "--debug", plugin=plugin).stderr
    assert 'raise KeyError("NVDA")' in shown
