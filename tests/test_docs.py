"""Documents that are written from the code are what the code says."""

from __future__ import annotations

import importlib.util
import re

import pytest

from conftest import ROOT
from eventstudy.result import TABLES


@pytest.mark.parametrize("name", ["methods", "conventions", "results", "charts"])
def test_documents_are_written_from_the_code(name, monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "docs")
    spec = importlib.util.spec_from_file_location(name, ROOT / f"docs/{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert (ROOT / f"docs/{name}.md").read_text(encoding="utf-8") == module.page()


@pytest.mark.parametrize("name", TABLES)
def test_every_result_table_is_as_the_schema_has_it(shipped, name):
    assert list(shipped.table(name).columns) == TABLES[name].names
    assert getattr(shipped, TABLES[name].attribute).equals(shipped.table(name))


SHOWN = re.compile(r"(?:\$ |`|^ *|/)eventstudy ([a-z]+(?: [^`\n|]*)?)", re.MULTILINE)
COMMANDS = [
    (path.name, line)
    for path in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / "examples").glob("*"))]
    if path.suffix in (".md", ".yaml")
    for line in re.findall(
        r"(?:\$ |`|^ *|/)eventstudy ((?:[a-z]+)(?: [^`\n|]*)?)", path.read_text("utf-8"), re.MULTILINE
    )
]


@pytest.mark.parametrize(("file", "line"), COMMANDS)
def test_commands_in_the_documents_exist(file, line):
    """Each command that a document shows exists with the flags shown; the README's are run by `test_readme.py`."""
    from typer.main import get_command

    from eventstudy.cli import app

    name, *words = line.split("#")[0].split()
    commands = get_command(app).commands
    assert name in commands, file
    known = {option for parameter in commands[name].params for option in parameter.opts}
    assert {word.split("=")[0].strip("[],.") for word in words if word.startswith("--")} <= known, file
