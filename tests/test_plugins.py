"""Other packages add models by entry points: packages that lie in a folder, in a process of their own."""

from __future__ import annotations

import os
import subprocess
import sys

import pandas as pd
import pytest

from conftest import HERE, ROOT

MODEL = HERE / "plugins/example_model"


def command(*words, plugin=MODEL):
    path = os.pathsep.join(str(folder) for folder in (plugin, ROOT / "src") if folder)
    return subprocess.run(
        [sys.executable, "-m", "eventstudy.cli", *words],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_without_the_package_the_model_is_not_known(tmp_path):
    study = tmp_path / "s.yaml"
    study.write_text(STUDY, encoding="utf-8")
    done = command("check", str(study), plugin="")
    assert done.returncode == 2
    assert "stated_slope" in done.stderr


STUDY = """version: 1
study: A model of another package
model: {name: stated_slope, slope: 0.5}
prices: {source: snapshot}
assets:
  NVDA: {exchange: XNAS, market: ^IXIC}
events:
  - {id: shock, at: 2025-01-27}
"""


def test_a_model_of_another_package(tmp_path):
    study = tmp_path / "s.yaml"
    study.write_text(STUDY, encoding="utf-8")
    done = command("run", str(study), "--out", str(tmp_path / "out"), "--lang", "de")
    assert done.returncode == 0, done.stderr
    found = pd.read_csv(tmp_path / "out/abnormal_returns.csv").set_index("day")
    plain = STUDY.replace("{name: stated_slope, slope: 0.5}", "market_adjusted")
    study.write_text(plain.replace("A model of another", "No model of another"), encoding="utf-8")
    assert command("run", str(study), "--out", str(tmp_path / "plain")).returncode == 0
    market = pd.read_csv(tmp_path / "plain/abnormal_returns.csv").set_index("day")["expected"]
    assert found["expected"].to_numpy() == pytest.approx(0.5 * market.to_numpy(), rel=1e-12)
    assert found["ar"].to_numpy() == pytest.approx((found["return"] - 0.5 * market).to_numpy(), rel=1e-12)
    page = (tmp_path / "out/report.html").read_text(encoding="utf-8")
    assert "Gesetzte Steigung: erwartet wird die Marktrendite" in page


def test_its_option_is_held_to_its_type(tmp_path):
    study = tmp_path / "s.yaml"
    study.write_text(STUDY.replace("slope: 0.5", "slope: -1"), encoding="utf-8")
    done = command("check", str(study))
    assert done.returncode == 2
    assert f"{study}:3:36: 'model.slope' must be more than 0, '-1'" in done.stderr
