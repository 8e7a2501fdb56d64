"""The recipes of `docs/architecture.md`: they are applied to a copy of the house, used, and tested as the house is."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from conftest import ROOT

PAGE = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
RECIPES = dict(re.findall(r"^### (An? [^\n]+)\n(?:(?!^###).)*?^```diff\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE))
HOUSE_TESTS = ("test_architecture.py", "test_docs.py", "test_language.py")


def apply(diff, house):
    """Apply a diff whose every place is found by its lines alone, exactly once."""
    for part in re.split(r"^(?=--- )", diff, flags=re.MULTILINE)[1:]:
        old, new, body = part.split("\n", 2)
        path = house / new.removeprefix("+++ b/")
        assert path.is_file() == (old != "--- /dev/null"), path
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        for hunk in re.split(r"^@@\n", body, flags=re.MULTILINE)[1:]:
            lines = hunk.splitlines(keepends=True)
            before = "".join(line[1:] or "\n" for line in lines if line[0] in " -\n")
            after = "".join(line[1:] or "\n" for line in lines if line[0] in " +\n")
            assert not before or text.count(before) == 1, f"{path}: {before}"
            text = text.replace(before, after) if before else after
        path.write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A copy of the house with every recipe applied, one beside the other, and its documents written again."""
    place = tmp_path_factory.mktemp("recipes") / "house"
    shutil.copytree(ROOT, place, ignore=shutil.ignore_patterns(".*", "__pycache__"))
    for diff in RECIPES.values():
        apply(diff, place)
    for name in ("methods", "results", "charts", "keys", "errors", "api"):
        python(place, f"docs/{name}.py")
    return place


def python(house, *words):
    done = subprocess.run(
        [sys.executable, *words],
        cwd=house,
        env=os.environ | {"PYTHONPATH": str(house / "src")},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


STUDY = """version: 1
study: A recipe
prices: {source: snapshot}
assets:
  NVDA: {exchange: XNAS, market: ^IXIC}
  ENR.DE: {exchange: XETR, market: ^GDAXI}
events:
  - {id: shock, at: 2025-01-27}
"""


def run(house, study=STUDY):
    """Run a study in German with the changed house; its table files and its page."""
    (house / "study.yaml").write_text(study, encoding="utf-8")
    python(house, "-m", "eventstudy.cli", "run", "study.yaml", "--out", "out", "--lang", "de")
    return {path.stem: pd.read_csv(path) for path in (house / "out").glob("*.csv")}, (
        house / "out/report.html"
    ).read_text(encoding="utf-8")


def use_model(house):
    tables, page = run(house, STUDY + "model: median\n")
    found = tables["abnormal_returns"]
    assert found.groupby("asset")["expected"].nunique().eq(1).all()
    assert "Median: erwartet wird die mittelste Rendite des Schätzfensters." in page
    assert "### `median`" in (house / "docs/methods.md").read_text(encoding="utf-8")


def use_test(house):
    tables, page = run(house, STUDY + "tests: [trimmed_t]\n")
    assert set(tables["tests"]["test"]) == {"trimmed_t"}
    assert set(tables["tests"]["null"]) == {"trimmed mean of CARs = 0"}
    assert "t-Test der mittleren CAR ohne das kleinste und das größte Zehntel" in page
    assert "### `trimmed_t`" in (house / "docs/methods.md").read_text(encoding="utf-8")


def use_source(house):
    (house / "prices").mkdir()
    days = pd.bdate_range("2023-12-01", "2025-02-28")
    for seed, ticker in enumerate(("NVDA", "ENR.DE", "^IXIC", "^GDAXI")):
        close = 100 * np.cumprod(1 + np.random.default_rng(seed).normal(0, 0.01, len(days)))
        one = pd.DataFrame({"<TICKER>": ticker, "<DATE>": days.strftime("%Y%m%d"), "<CLOSE>": close, "<OPENINT>": 0})
        one.to_csv(house / f"prices/{ticker.lower()}.txt", index=False)
    own = STUDY.replace("{source: snapshot}", "{source: stooq, path: prices, pattern: '*.txt', closed_days: drop}")
    found = python(house, "-m", "eventstudy.cli", "list", "sources", "--lang", "de")
    assert "Ein Ordner mit Dateien von Stooq, eine je Ticker." in found
    assert "pattern" in python(house, "-m", "eventstudy.cli", "schema")
    (house / "study.yaml").write_text(own, encoding="utf-8")
    script = (
        "import eventstudy as es; prices = es.load_prices(es.load_spec('study.yaml'));"
        "print(sorted(prices.series), {one.source for one in prices.series.values()})"
    )
    assert "'stooq: nvda.txt'" in python(house, "-c", script)


def use_chart(house):
    (house / "study.yaml").write_text(STUDY, encoding="utf-8")
    python(house, "-m", "eventstudy.cli", "charts", "study.yaml", "--chart", "betas", "--out", "drawn")
    assert {path.name for path in (house / "drawn").iterdir()} == {"betas.svg", "betas.png", "betas.pdf"}
    assert "β" in (house / "drawn/betas.svg").read_text(encoding="utf-8")


def use_analysis(house):
    tables, _ = run(house)
    found, ar = tables["peaks"], tables["abnormal_returns"]
    largest = ar.loc[ar.groupby(["event_id", "asset"])["ar"].apply(lambda one: one.abs().idxmax())]
    assert sorted(found["ar"]) == sorted(largest["ar"])
    assert "| `peaks` |" in (house / "docs/results.md").read_text(encoding="utf-8")


def use_column(house):
    tables, page = run(house)
    models = tables["models"]
    adjusted = 1 - (1 - models["r_squared"]) * (models["n_estimation"] - 1) / models["df"]
    assert (1 - adjusted / models["r_squared"]).to_numpy() == pytest.approx(models["r_squared_lost"].to_numpy())
    assert "verlorener Anteil am R²" in page
    assert "r_squared_lost" in (house / "docs/results.md").read_text(encoding="utf-8")


USES = {
    "A model": use_model,
    "A test": use_test,
    "A price source": use_source,
    "A chart": use_chart,
    "An analysis": use_analysis,
    "A column": use_column,
}


def test_every_recipe_is_tried():
    assert set(RECIPES) == set(USES)


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_applies(name, tmp_path):
    shutil.copytree(ROOT / "src", tmp_path / "src")
    apply(RECIPES[name], tmp_path)
    for path in (tmp_path / "src").rglob("*.py"):
        ast.parse(path.read_text(encoding="utf-8"))


@pytest.mark.slow
@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe(house, name):
    USES[name](house)


@pytest.mark.slow
def test_the_house_passes_its_tests_with_every_recipe(house):
    python(house, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", *(f"tests/{t}" for t in HOUSE_TESTS))
