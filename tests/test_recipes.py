"""The recipes of `docs/architecture.md`: each is applied to a copy of the house, used, and tested as the house is."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys

import pandas as pd
import pytest

from conftest import ROOT

PAGE = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
RECIPES = dict(re.findall(r"^### (A[^\n]+)\n(?:(?!^###).)*?^```diff\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE))
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


@pytest.fixture
def house(request, tmp_path):
    """A copy of the house with one recipe applied and its documents written again."""
    shutil.copytree(
        ROOT,
        tmp_path / "house",
        ignore=shutil.ignore_patterns(".*", "__pycache__"),
    )
    apply(RECIPES[request.param], tmp_path / "house")
    for name in ("methods", "results", "charts"):
        python(tmp_path / "house", f"docs/{name}.py")
    return tmp_path / "house"


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


USES = {"A model": use_model}


def test_every_recipe_is_tried():
    assert set(RECIPES) == set(USES)


@pytest.mark.slow
@pytest.mark.parametrize("house", RECIPES, indirect=True)
def test_a_recipe(house, request):
    USES[request.node.callspec.params["house"]](house)
    python(house, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", *(f"tests/{t}" for t in HOUSE_TESTS))
