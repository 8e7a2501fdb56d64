"""The house itself: which room may import which, what is public, how large things are."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import statistics
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

import eventstudy as es
from conftest import ROOT

ROAD = re.findall(r"^\| `(\w+)` \|", (ROOT / "docs/architecture.md").read_text(encoding="utf-8"), re.MULTILINE)
SOURCE = ROOT / "src/eventstudy"
FILES = sorted(SOURCE.rglob("*.py"))
MODULES = sorted(m.name for m in pkgutil.walk_packages(es.__path__, "eventstudy."))


def room(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


SHOWN_BY_ITSELF = ("__repr__", "_repr_html_")
"""What a notebook calls to show a value: the one place where a room may import the views, and only when called."""


def statements(node: ast.AST) -> Iterator[ast.AST]:
    """Everything below a node, except in what shows a value by itself."""
    for child in ast.iter_child_nodes(node):
        if not (isinstance(child, ast.FunctionDef) and child.name in SHOWN_BY_ITSELF):
            yield child
            yield from statements(child)


def rooms_of(nodes: Iterable[ast.AST]) -> set[str]:
    """Rooms that statements import from."""
    found = set()
    for node in nodes:
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative import"
            names = [f"{node.module}.{a.name}" for a in node.names]
        found |= {name.split(".")[1] for name in names if name.startswith("eventstudy.")}
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_imports_follow_the_road(path):
    own = room(path)
    if own == "__init__":
        return
    assert own in ROAD
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert rooms_of(set(ast.walk(tree)) - set(statements(tree))) <= {"tables"}
    for other in rooms_of(statements(tree)):
        assert ROAD.index(other) <= ROAD.index(own), f"{own} imports {other}"


def test_the_panel_is_the_border():
    """Dates and tables end at the panel: the engine, models and tests know arrays only."""
    for name in ("engine", "models", "inference"):
        for path in FILES:
            if room(path) == name:
                assert "pandas" not in path.read_text(encoding="utf-8"), path


def test_functions_are_short():
    """Their lines with signature and docstring."""
    nodes = [node for path in FILES for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
    lines = [(node.end_lineno - node.lineno + 1, node.name) for node in nodes if isinstance(node, ast.FunctionDef)]
    assert statistics.median(number for number, _ in lines) <= 8
    assert max(lines)[0] <= 60, max(lines)


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_size(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 350
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            lines = body[-1].end_lineno - body[0].lineno + 1 if body else 0
            assert lines <= 40, f"{node.name} has {lines} lines"


@pytest.mark.parametrize("module", MODULES)
def test_exported_names_exist(module):
    loaded = importlib.import_module(module)
    assert hasattr(loaded, "__all__"), module
    for name in loaded.__all__:
        assert hasattr(loaded, name), f"{module}.{name}"


@pytest.mark.parametrize("name", es.__all__)
def test_public_names(name):
    assert getattr(es, name).__doc__


def test_unknown_attribute():
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = es.nothing


@pytest.mark.parametrize("name", [*es.MODELS, *es.TESTS])
def test_models_and_tests_carry_a_reference(name):
    function = es.MODELS[name].fit if name in es.MODELS else es.TESTS[name].function
    assert "References\n" in function.__doc__


def spoken_names(path):
    return {
        node.value for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Constant)
    }


@pytest.mark.parametrize("name", es.SOURCES)
def test_a_source_is_named_in_its_own_file_alone(name):
    """Others ask its value; the default of the study file and the formats of result files are no questions to it."""
    if name == "file":
        pytest.skip("a word that has other meanings too")
    named = {str(path.relative_to(SOURCE)) for path in FILES if name in spoken_names(path)}
    apart = {"spec/parts.py", "report/folder.py", "cli/studies.py"}
    own = es.SOURCES[name].load.__module__.removeprefix("eventstudy.").replace(".", "/") + ".py"
    assert own in named
    assert named <= apart | {own}


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_no_module_is_named_like_what_it_holds(path):
    """Else an import gives the one or the other, whichever came last."""
    held = [node.name for node in ast.parse(path.read_text(encoding="utf-8")).body if hasattr(node, "name")]
    assert path.stem not in held
