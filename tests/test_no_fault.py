"""Whatever is wrong, no command calls it a fault of the program, nor shows a traceback."""

from __future__ import annotations

import random

import pytest

from test_bad_inputs import CASES, FAMILIES, RUNNER, app, lay_out

COMMANDS = (
    "check s.yaml",
    "run s.yaml --no-daily",
    "fetch s.yaml --freeze frozen",
    "charts s.yaml --kind svg",
    "tables s.yaml --kind markdown",
    "compare s.yaml --event e --models mean --windows 0,0",
    "placebo s.yaml --draws 19",
    "power s.yaml --draws 10 --firms 2",
)
WRONG = [(family, name) for family, name in CASES if family != "commands"]  # whose study is right
SAMPLE = random.Random(1).sample(WRONG, 40)

pytestmark = pytest.mark.usefixtures("without_charts")  # a command of their own draws them


def refuse_faults(command):
    done = RUNNER.invoke(app, command.split())
    said = done.stdout + done.stderr
    assert "fault of the program" not in said, (command, said)
    assert "Traceback" not in said, (command, said)
    assert done.exit_code in (0, 1, 2, 3), (command, done.exception)
    assert done.exit_code == 0 or done.stderr.strip(), command


@pytest.mark.parametrize(("family", "name"), SAMPLE)
def test_a_sample_of_wrong_inputs(family, name, tmp_path, monkeypatch):
    """Each with two commands by turns, so that every command meets ten."""
    monkeypatch.chdir(tmp_path)
    lay_out(FAMILIES[family], FAMILIES[family]["cases"][name], tmp_path)
    at = SAMPLE.index((family, name))
    for command in (COMMANDS[at % len(COMMANDS)], COMMANDS[(at + 4) % len(COMMANDS)]):
        refuse_faults(command)


@pytest.mark.slow
@pytest.mark.parametrize(("family", "name"), WRONG)
def test_every_wrong_input_with_every_command(family, name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    lay_out(FAMILIES[family], FAMILIES[family]["cases"][name], tmp_path)
    for command in COMMANDS:
        refuse_faults(command)
