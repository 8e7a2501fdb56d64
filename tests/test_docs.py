"""Documents that are written from the code are what the code says."""

from __future__ import annotations

import importlib.util

import pytest

from conftest import ROOT


@pytest.mark.parametrize("name", ["methods", "conventions"])
def test_documents_are_written_from_the_code(name):
    spec = importlib.util.spec_from_file_location(name, ROOT / f"docs/{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert (ROOT / f"docs/{name}.md").read_text(encoding="utf-8") == module.page()
