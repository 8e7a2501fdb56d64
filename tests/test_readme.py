"""The README's lines, code and figures hold as written."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

import eventstudy as es
from conftest import ROOT
from eventstudy import plots
from eventstudy.text import number, percent

README = (ROOT / "README.md").read_text(encoding="utf-8")
SET_UP = [
    "python3 -m venv .venv && .venv/bin/pip install -c constraints.txt -e . && .venv/bin/eventstudy run events.yaml",
    "python3 -m venv .venv && .venv/bin/pip install -c constraints.txt -e '.[test]' && .venv/bin/pytest",
]


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


def test_two_set_up_lines():
    assert re.findall(r"^    (python3 .*)$", README, flags=re.MULTILINE) == SET_UP


def test_ci_runs_the_test_line_as_written():
    """The script takes the line out of the README, so that the two cannot differ."""
    script = (ROOT / ".ci/run").read_text(encoding="utf-8")
    assert 'grep -m1 -F ".venv/bin/pytest" README.md' in script
    first = next(line for line in README.splitlines() if ".venv/bin/pytest" in line)
    assert first.strip() == SET_UP[1]


def test_figures_of_the_shock(shipped):
    rows = shipped.ar.query("event_id == 'deepseek-shock' and day == 0").set_index("asset")
    tests = shipped.firm_tests.query(
        "event_id == 'deepseek-shock' and test == 'filtered_sq' and start == 0 and end == 0"
    )
    ranks = tests.set_index("asset")
    names = {"NVDA": "Nvidia", "ASML.AS": "ASML", "ENR.DE": "Siemens Energy", "^IXIC": "Nasdaq"}
    for asset, name in names.items():
        r, rank = rows.loc[asset], ranks.loc[asset, "p_value"]
        assert ranks.loc[asset, "law"] == "200 stretches"
        cells = [
            percent(r["return"]),
            percent(r["ar"]),
            percent(r["se"], sign=False),
            number(r["t"]),
            f"{round(rank * 201) - 1} of 200",
        ]
        assert f"| {name} | {' | '.join(cells)} |" in README


def test_joint_tests_of_the_shock(shipped):
    rows = shipped.tests.query("group == 'deepseek-shock' and start == 0 and end == 0").set_index("test")
    text = " ".join(README.split())
    assert rows.index[0] == "kpp"
    assert rows.loc["kpp", "code"].endswith("kpp_is_kp")
    assert rows.loc["kpp", "p_value"] > 0.05
    assert f"(`kpp`, here `kp`: {number(rows.loc['kpp', 'statistic'])}) does not reject at 5 %" in text
    days = round(1 / rows.loc["portfolio_sq", "p_value"]) - 1  # none of them as large
    assert rows.loc["portfolio_sq", "law"] == f"{days} stretches"
    assert f"than on any of {days} ordinary days (`portfolio_sq`)" in text
    family = shipped.multiplicity.query("family == 'study' and start == 0 and end == 0")
    assert family["benjamini_hochberg"].min() > 0.05
    assert f"Among the {len(family)} firm-events of the whole study none can be told from" in text


def test_picture_is_what_the_program_draws(shipped):
    """Compared by its words: other versions of matplotlib write other bytes."""
    drawn = plots.render(es.CHARTS["returns"].figure(shipped, "deepseek-shock"), "svg").decode()
    shown = (ROOT / "docs/returns_deepseek-shock.svg").read_text(encoding="utf-8")
    words = [re.findall(r"<text[^>]*>(.*?)</text>", svg) for svg in (drawn, shown)]
    assert words[0] == words[1]
    assert "−17.0 %" in words[0]


@pytest.mark.parametrize("code", blocks("python"))
def test_python(code, tmp_path):
    script = tmp_path / "readme.py"
    script.write_text(code, encoding="utf-8")
    subprocess.run(
        [sys.executable, str(script)], cwd=ROOT, env={**os.environ, "MPLBACKEND": "Agg"}, check=True, timeout=120
    )


@pytest.mark.parametrize("text", blocks("yaml"))
def test_yaml(text, write):
    spec = es.load_spec(write("study.yaml", text))
    assert spec.events


def test_commands_exist():
    from typer.main import get_command

    from eventstudy.cli import app

    named = set(re.findall(r"^\| `eventstudy (\w+)", README, flags=re.MULTILINE))
    assert named == set(get_command(app).commands)


def test_the_citation_names_this_version():
    version = re.search(r'^version = "(.*)"$', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)[1]
    assert f"\nversion: {version}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
