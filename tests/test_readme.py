"""The README's lines, code and figures hold as written."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys

import pandas as pd
import pytest
from PIL import Image

import eventstudy as es
from conftest import ROOT
from eventstudy import plots
from eventstudy.calendar import load_sessions
from eventstudy.report.html_page import page
from eventstudy.tables.ranks import ranks_of
from eventstudy.text import number, percent
from made_up import returns

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
    assert set(tests["law"]) == {"200 stretches"}
    ranks = ranks_of(shipped)
    names = {"NVDA": "Nvidia", "ASML.AS": "ASML", "ENR.DE": "Siemens Energy", "^IXIC": "Nasdaq"}
    for asset, name in names.items():
        r, rank = rows.loc[asset], ranks["deepseek-shock", asset, 0, 0]
        cells = [
            percent(r["return"]),
            percent(r["ar"]),
            percent(r["se"], sign=False),
            number(r["t"]),
            f"{rank.larger} of {rank.ordinary}",
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


def test_picture_of_the_report_is_of_this_report(shipped):
    """Its words stand in it, written by `python docs/report_picture.py`: fonts draw other pixels elsewhere."""
    spec = importlib.util.spec_from_file_location("report_picture", ROOT / "docs/report_picture.py")
    maker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(maker)
    with Image.open(maker.PICTURE) as shown:
        assert shown.size == tuple(maker.SCREEN.values())
        assert shown.text[maker.WORDS] == maker.first_words(page(shipped))
    assert maker.PICTURE.stat().st_size < 100_000
    assert "](docs/report.png)" in README


@pytest.mark.parametrize("code", blocks("python"))
def test_python(code, tmp_path):
    script = tmp_path / "readme.py"
    script.write_text(code, encoding="utf-8")
    subprocess.run(
        [sys.executable, str(script)], cwd=ROOT, env={**os.environ, "MPLBACKEND": "Agg"}, check=True, timeout=120
    )


def test_your_own_prices_and_events(inside, write):
    """The three files as they stand there, the prices going on as made-up ones."""
    (study,), (prices, events) = blocks("yaml"), blocks("csv")
    header, *first = prices.splitlines()
    assert header == "date,AAPL,MSFT,^GSPC"
    assert [line.split(",")[0] for line in first] == ["2024-01-02", "2024-01-03"]
    days = load_sessions("XNAS", "2024-01-04", "2024-09-30").dates
    frame = pd.DataFrame(returns(tickers=("AAPL", "MSFT")).to_numpy()[: len(days)], days, ["^GSPC", "AAPL", "MSFT"])
    made = (frame[["AAPL", "MSFT", "^GSPC"]] + 1).cumprod() * [float(cell) for cell in first[-1].split(",")[1:]]
    write("prices.csv", "\n".join([header, *first, made.to_csv(header=False)]))
    write("events.csv", events)
    write("study.yaml", study)
    done = inside("check", "study.yaml")
    assert done.returncode == 0, done.stderr
    assert re.search(r"MSFT +2024-07-30T16:05-04:00 +XNAS +2024-07-31", done.stdout)
    done = inside("run", "study.yaml")
    assert done.returncode == 0, done.stderr
    assert "2 firm-events, none dropped" in done.stdout
    assert len(pd.read_csv("results/cars.csv")) == 4


def test_commands_exist():
    from typer.main import get_command

    from eventstudy.cli import app

    named = set(re.findall(r"^\| `eventstudy (\w+)", README, flags=re.MULTILINE))
    assert named == set(get_command(app).commands)


def test_the_citation_names_this_version():
    version = re.search(r'^version = "(.*)"$', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)[1]
    assert f"\nversion: {version}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
