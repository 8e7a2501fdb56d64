"""Documents that are written from the code are what the code says."""

from __future__ import annotations

import importlib.util
import json
import re
import sys

import jsonschema
import pytest
import yaml
from pydantic import TypeAdapter
from typer.main import get_command

from conftest import ROOT
from eventstudy.cli import app
from eventstudy.cli.about import _schema
from eventstudy.result import SCHEMA, TABLES
from eventstudy.spec.model import StudySpec
from eventstudy.spec.part import Part
from eventstudy.text import ENGLISH


def written_by(name):
    """A script in docs/ that writes a document of its name."""
    spec = importlib.util.spec_from_file_location(name, ROOT / f"docs/{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # where dataclasses look for their annotations
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    "name", ["methods", "conventions", "results", "charts", "keys", "commands", "errors", "api", "gallery"]
)
def test_documents_are_written_from_the_code(name, monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "docs")
    assert (ROOT / f"docs/{name}.md").read_text(encoding="utf-8") == written_by(name).page()


def test_every_command_and_option_has_its_sentence(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "docs")
    writer = written_by("commands")
    found = list(writer.commands())
    assert [name for name, _ in found] == list(get_command(app).commands)
    silent = [name for name, function in found if not function.__doc__]
    silent += [
        f"{name} {one.name}" for name, function in found for one in writer.parameters(function) if not one.about.help
    ]
    assert silent == []


def test_every_column_of_a_result_has_its_sentence_and_unit():
    assert [f"{t.file}: {c.name}" for t in SCHEMA.values() for c in t.columns if not (c.meaning and c.unit)] == []


def test_every_error_says_what_to_do(monkeypatch):
    """Errors are made of a message and its remedy; docs/errors.md shows both."""
    monkeypatch.syspath_prepend(ROOT / "docs")
    reader = written_by("message_pairs")
    assert reader.without_remedy() == []
    found = reader.pairs()
    assert found["column_missing"] >= {"this_header_has"}
    assert found["yahoo_429"] == {"wait_an_hour"}
    assert len(found) > 300


def test_every_code_stands_in_the_document(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "docs")
    writer = written_by("errors")
    text, remedies = writer.page(), {code for cures in writer.pairs().values() for code in cures}
    codes = {code for _, texts in writer.topics().values() for code in texts}
    assert [code for code in sorted(codes) if f"`{code}`" not in text and code not in remedies] == []
    assert codes >= {code for code in ENGLISH.words if re.fullmatch(r"(null|law|yahoo|read)_\w+", code)} > set()


def parts(found=Part):
    """Every part of a study file that this program has."""
    for part in found.__subclasses__():
        if part.__module__.startswith("eventstudy."):
            yield part
        yield from parts(part)


KEYS = [(part, name) for part in parts() for name in part.model_fields]


@pytest.mark.parametrize(("part", "name"), KEYS, ids=[f"{part.__name__}.{name}" for part, name in KEYS])
def test_every_key_has_its_sentence_its_unit_and_an_example(part, name):
    """`Field(description=…, examples=[…], json_schema_extra=unit(…))`: editors and docs/keys.md show them."""
    field = part.model_fields[name]
    assert (field.description or "").endswith("."), "no description, or none that is a sentence"
    assert field.examples, "no example"
    accepted = TypeAdapter(field.rebuild_annotation())
    for example in field.examples:
        accepted.validate_python(example)
    described = part.model_json_schema(by_alias=True)["properties"][field.alias or name]
    counts = {"integer", "number"} & {one.get("type") for one in (described, *described.get("anyOf", []))}
    assert not counts or name in ("version", "seed") or described.get("unit"), "a number without its unit"


def as_an_editor_reads(path):
    """A YAML file as YAML 1.2 has it: dates are text, and 24.49e9 is a number."""
    loader = type("Loader", (yaml.SafeLoader,), {})
    loader.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    loader.add_implicit_resolver("tag:yaml.org,2002:float", re.compile(r"[+-]?\d+(\.\d+)?e\d+$"), list("+-0123456789"))
    return yaml.load(path.read_text(encoding="utf-8"), loader)  # noqa: S506


STUDIES = [ROOT / "events.yaml", ROOT / "src/eventstudy/spec/starter.yaml", *sorted((ROOT / "examples").glob("*.yaml"))]


@pytest.mark.parametrize("path", STUDIES, ids=lambda path: path.name)
def test_editors_find_no_fault_with_the_studies_here(path):
    jsonschema.validate(as_an_editor_reads(path), json.loads(_schema()))


def test_editors_find_no_fault_with_what_stands_for_a_part():
    stands = {"model": "mean", "tests": "default", "split": "sector", "currency": "EUR", "benchmarks": ["^GSPC"]}
    study = {"version": 1, **stands, "regress": [{"on": "size"}], "prices": {"source": "file", "path": "p.csv"}}
    jsonschema.validate(study, json.loads(_schema()))
    StudySpec.model_validate(study)
    for wrong in ({"model": 1}, {"tests": []}, {"levels": 0.05}, {"split": {"columns": "a"}}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({"version": 1, **wrong}, json.loads(_schema()))


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
    name, *words = line.split("#")[0].split()
    commands = get_command(app).commands
    assert name in commands, file
    known = {option for parameter in commands[name].params for option in parameter.opts}
    assert {word.split("=")[0].strip("[],.") for word in words if word.startswith("--")} <= known, file
