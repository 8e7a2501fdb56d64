"""The documentation site: it is built, and what its pages name exists."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
import yaml

import eventstudy as es
from conftest import ROOT
from eventstudy.prices import LAYOUTS
from eventstudy.report.exports import KINDS
from eventstudy.result import TABLES
from eventstudy.spec import PriceChoice, StudySpec, Windows
from eventstudy.spec.event_row import EventRow
from eventstudy.text import ENGLISH
from test_docs import written_by


def test_pictures_of_the_gallery_are_what_the_program_draws(monkeypatch):
    """Compared by their words: other versions of matplotlib write other bytes."""
    monkeypatch.syspath_prepend(ROOT / "docs")
    gallery = written_by("gallery")
    drawn = dict(gallery.pictures())
    assert set(drawn) == {path.name for path in gallery.PICTURES.iterdir()}
    for name, content in drawn.items():
        shown = (gallery.PICTURES / name).read_text(encoding="utf-8")
        words = [re.findall(r"<text[^>]*>(.*?)</text>", svg) for svg in (content.decode(), shown)]
        assert words[0] == words[1], name
        assert len(words[0]) > 5, name


FROM = sorted((ROOT / "docs").glob("from-*.md"))
KEYS = {*StudySpec.model_fields, *EventRow.model_fields, *PriceChoice.model_fields, *Windows.model_fields}
WORDS = KEYS | {*es.TESTS, *es.MODELS, *LAYOUTS, *KINDS, "log"} | {f"{table.file}.csv" for table in TABLES.values()}


@pytest.mark.parametrize("path", FROM, ids=lambda path: path.name)
def test_what_other_programs_have_leads_to_names_that_exist(path):
    """The last cell of each row names tests, models, keys, files or commands of this program."""
    cells = [line.rstrip(" |").rsplit(" | ", 1)[1] for line in path.read_text("utf-8").splitlines() if "` |" in line]
    named = [word for cell in cells for word in re.findall(r"`([^`]+)`", cell)]
    assert len(named) > 10
    for word in named:
        if ": " in word:
            assert set(yaml.safe_load(word)) <= StudySpec.model_fields.keys(), word
        elif not word.startswith("eventstudy "):
            assert word in WORDS or set(word.rstrip(":").split(".")) <= WORDS, word


def test_what_can_go_wrong_with_prices_has_codes_that_exist():
    text = (ROOT / "docs/bad-prices.md").read_text(encoding="utf-8")
    codes = [code for cell in re.findall(r"\(((?:`\w+`(?:, )?)+)\)", text) for code in re.findall(r"`(\w+)`", cell)]
    assert len(codes) >= 10
    assert set(codes) <= ENGLISH.words.keys()


def test_which_test_names_tests_that_exist():
    text = (ROOT / "docs/which-test.md").read_text(encoding="utf-8")
    rows = [line.split(" | ")[2] for line in text.splitlines() if line.startswith("| ")]
    named = {word for cell in rows for word in re.findall(r"`(\w+)`", cell)}
    assert named <= {*es.TESTS, *TABLES}
    assert len(named) > 8


@pytest.mark.slow
def test_the_site_is_built_without_a_warning(tmp_path):
    """Needs the extra `docs`; CI has it."""
    pytest.importorskip("sphinx")
    build = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-c", "docs", ".", str(tmp_path / "site")]
    done = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    pages = {path.stem for path in (tmp_path / "site/docs").glob("*.html")}
    assert {path.stem for path in (ROOT / "docs").glob("*.md")} <= pages
    assert {path.stem for path in (ROOT / "notebooks").glob("*.ipynb")} == {
        path.stem for path in (tmp_path / "site/notebooks").glob("*.html")
    }
    api = (tmp_path / "site/docs/api.html").read_text(encoding="utf-8")
    assert all(f"es.{name}" in api for name in es.__all__)
    assert "Raises" in api
    assert not re.search(r"""(src|href)=["']https?://[^"']*\.(js|css)""", api)
