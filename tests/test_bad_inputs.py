"""Bad inputs, each with the exact words the tool must find for it: position, what is wrong, a remedy, an exit code.

Each file of `bad_inputs/` is a family: files that are right, and cases that spoil them. A case may `change` a text in a
file, `write` a file, give its `bytes` in hexadecimal or the columns of a `parquet` file, and run another `command`.
`says` is all that goes to stderr; `prints` marks commands that may have written something else before.
"""

from __future__ import annotations

import functools
import shlex
from inspect import signature
from pathlib import Path

import pandas as pd
import pytest
import yaml
from typer.testing import CliRunner

import eventstudy as es
from conftest import HERE
from eventstudy.cli import app

FAMILIES = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in (HERE / "bad_inputs").glob("*.yaml")}
# Before 8.2, click mixed the two unless told.
RUNNER = CliRunner(mix_stderr=False) if "mix_stderr" in signature(CliRunner).parameters else CliRunner()
CASES = [(family, name) for family in sorted(FAMILIES) for name in FAMILIES[family]["cases"]]


def lay_out(family, case, folder: Path) -> None:
    texts = dict(family["files"])
    for name, (old, new) in case.get("change", {}).items():
        assert old in texts[name], f"{old!r} does not stand in {name}"
        texts[name] = texts[name].replace(old, new, 1)
    for name, text in (texts | case.get("write", {})).items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    for name, digits in case.get("bytes", {}).items():
        (folder / name).write_bytes(bytes.fromhex(digits))
    for name, columns in case.get("parquet", {}).items():
        pd.DataFrame(columns).to_parquet(folder / name)


def outcome(family, case, folder):
    """Exit code, output and errors of the command of a case, run in `folder`."""
    lay_out(family, case, folder)
    done = RUNNER.invoke(app, shlex.split(case.get("command") or family["command"]))
    return done.exit_code, done.stdout, done.stderr


@pytest.mark.parametrize(("family", "name"), CASES)
def test_bad_input(family, name, tmp_path, monkeypatch):
    case = FAMILIES[family]["cases"][name]
    monkeypatch.chdir(tmp_path)
    code, out, err = outcome(FAMILIES[family], case, tmp_path)
    known = {"<models>": ", ".join(es.MODELS), "<tests>": ", ".join(es.TESTS)}
    said = functools.reduce(lambda text, name: text.replace(name, known[name]), known, case["says"])
    assert err == said
    assert code == case.get("exit", FAMILIES[family]["exit"])
    assert out == "" or "prints" in case


def test_the_corpus_is_large_and_every_message_has_a_remedy():
    assert len(CASES) >= 150
    for family, name in CASES:
        first, *remedy = FAMILIES[family]["cases"][name]["says"].splitlines()
        assert first, (family, name)
        assert len("".join(remedy)) > 5, (family, name)
        assert "fault of the program" not in first, (family, name)


@pytest.mark.parametrize("family", ["study", "prices", "factors", "events_file"])
def test_the_files_that_are_spoilt_are_right(family, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, _, err = outcome(FAMILIES[family], {}, tmp_path)
    assert code in (0, 1), err
    assert "fault" not in err
