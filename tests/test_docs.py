"""Documents that are written from the code are what the code says."""

from __future__ import annotations

import importlib.util

from conftest import ROOT


def test_methods_are_the_docstrings():
    spec = importlib.util.spec_from_file_location("methods", ROOT / "docs/methods.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert (ROOT / "docs/methods.md").read_text(encoding="utf-8") == module.page()
