"""Documents that are written from the code are what the code says."""

from __future__ import annotations

import importlib.util
import re

import pytest

from conftest import ROOT
from eventstudy.result import FILES


@pytest.mark.parametrize("name", ["methods", "conventions"])
def test_documents_are_written_from_the_code(name):
    spec = importlib.util.spec_from_file_location(name, ROOT / f"docs/{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert (ROOT / f"docs/{name}.md").read_text(encoding="utf-8") == module.page()


def test_every_result_table_is_described(shipped):
    """Rows of `docs/results.md` name the files and their columns in order."""
    text = (ROOT / "docs/results.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \|", text, flags=re.MULTILINE)
    described = {name: columns.strip().split(", ") for name, columns in rows}
    assert described == {name: list(shipped.frames[attribute].columns) for name, attribute in FILES.items()}
