"""Other packages add models by entry points: packages that lie in a folder, in a process of their own."""

from __future__ import annotations

import os
import shutil
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


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('"de": "Gesetzte', '"xx": "Gesetzte'), "the text 'model.stated_slope' is missing in: de"),
        (
            ('"stated_slope",\n    stated_slope', '"market",\n    stated_slope'),
            "has 'market' already",
        ),
        (
            ("STATED_SLOPE = Model(", "STATED_SLOPE = stated_slope\nOTHER = Model("),
            "not of function",
        ),
        (
            ("from eventstudy.models import MODELS", "import nothing_such\nfrom eventstudy.models import MODELS"),
            "nothing_such",
        ),
    ],
)
def test_a_package_that_cannot_be_used_is_named(tmp_path, change, said):
    plugin = tmp_path / "plugin"
    shutil.copytree(MODEL, plugin)
    module = plugin / "example_model.py"
    text = module.read_text(encoding="utf-8")
    assert change[0] in text
    module.write_text(text.replace(*change), encoding="utf-8")
    done = command("list", "models", plugin=plugin)
    assert done.returncode == 1
    assert "'stated_slope' of the package example-model cannot be used: " in done.stderr
    assert said in done.stderr
    assert done.stderr.endswith("update that package, or remove it\n")
