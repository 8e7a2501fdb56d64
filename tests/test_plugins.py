"""Other packages add models and tests by entry points: packages that lie in a folder, in a process of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from scipy.stats import mstats

from conftest import HERE, ROOT
from eventstudy.errors import EventStudyError
from eventstudy.models import MODELS
from eventstudy.registry import Registry

MODEL = HERE / "plugins/example_model"
TEST = HERE / "plugins/example_test"


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


@pytest.mark.slow
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
def test_a_package_that_cannot_be_used_is_named(tmp_path, change, said, monkeypatch):
    monkeypatch.syspath_prepend(spoilt(tmp_path, change))
    known = Registry(MODELS.group, MODELS.kind, MODELS._own, MODELS._joins)
    try:
        with pytest.raises(
            EventStudyError, match="'stated_slope' of the package example-model cannot be used: "
        ) as one:
            len(known)
    finally:
        sys.modules.pop("example_model", None)
    assert said in one.value.message
    assert one.value.remedy == "update that package, or remove it"


def spoilt(folder, change):
    """The package with a line of its module changed."""
    plugin = folder / "plugin"
    shutil.copytree(MODEL, plugin)
    module = plugin / "example_model.py"
    text = module.read_text(encoding="utf-8")
    assert change[0] in text
    module.write_text(text.replace(*change), encoding="utf-8")
    return plugin


def test_a_command_stops_at_a_package_that_cannot_be_used(tmp_path):
    done = command("list", "models", plugin=spoilt(tmp_path, ("import replace", "import nothing_such")))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("'stated_slope' of the package example-model cannot be used: ")
    assert done.stderr.endswith("update that package, or remove it\n")


TEST_STUDY = """version: 1
study: A test of another package
tests: [cs_t, trimmed_t]
windows: {car: [[0, 0], [-1, 1]]}
prices: {source: snapshot}
defaults: {exchange: XNAS, market: ^GSPC}
assets:
  NVDA: {}
  ^IXIC: {}
events:
  - {id: shock, at: 2025-01-27}
  - {id: quarter, at: 2024-05-22}
  - {id: split, at: 2024-06-10}
  - {id: summit, at: 2024-03-18}
  - {id: summer, at: 2024-08-28}
  - {id: autumn, at: 2024-11-20}
"""


@pytest.fixture
def test_study(tmp_path):
    path = tmp_path / "t.yaml"
    path.write_text(TEST_STUDY, encoding="utf-8")
    return path


def use_test(*words):
    done = command(*map(str, words), plugin=TEST)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_test_of_another_package(test_study, tmp_path):
    printed = use_test("run", test_study, "--verbose", "--out", tmp_path / "out")
    assert "trimmed_t" in printed
    found = pd.read_csv(tmp_path / "out/tests.csv", keep_default_na=False).query("test == 'trimmed_t'")
    cars = pd.read_csv(tmp_path / "out/cars.csv")
    for row in found.query("group == 'all'").itertuples():
        own = cars.query("start == @row.start and end == @row.end")
        winsorized = mstats.winsorize(own["car"].to_numpy(), limits=(0.1, 0.1)).data
        error = np.sqrt(11 * winsorized.var(ddof=1) / (10 * 9))
        mean = stats.trim_mean(own["car"], 0.1)
        assert float(row.statistic) == pytest.approx(mean / error, rel=1e-10)
        assert float(row.p_value) == pytest.approx(2 * stats.t.sf(abs(mean / error), 9), rel=1e-10)
        assert (row.law, row.null) == ("t(9), 10 of 12 kept", "trimmed mean of CARs = 0")
        assert (row.code, row.note) == ("few_to_trim", "12 firm-events are few to trim")
    pairs = found.query("group == 'shock'")
    assert set(pairs["code"]) == {"too_few_to_trim"}
    assert set(pairs["statistic"]) == {""}
    assert "trimmed_t" in set(pd.read_csv(tmp_path / "out/multiplicity.csv")["family"])


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["t test of the mean CAR without the smallest and largest tenth.", "trimmed mean of CARs = 0"]),
        (
            "de",
            ["t-Test der mittleren CAR ohne das kleinste und das größte Zehntel.", "gestutzter Mittelwert"],
        ),
    ],
)
@pytest.mark.slow
def test_the_page_says_what_a_test_of_another_package_is(test_study, tmp_path, language, said):
    use_test("run", test_study, "--out", tmp_path / "out", "--lang", language)
    page = (tmp_path / "out/report.html").read_text(encoding="utf-8")
    kept = {"en": "10 of 12 kept", "de": "10 von 12 behalten"}[language]
    few = {"en": "12 firm-events are few to trim", "de": "12 Ereignisse sind wenig zum Stutzen"}[language]
    assert [text for text in (*said, kept, few) if text not in page] == []


@pytest.mark.slow
def test_a_test_of_another_package_at_dates_without_an_event(test_study, tmp_path):
    assert "trimmed_t" in use_test("placebo", test_study, "--draws", "99", "--out", tmp_path / "out")
    found = pd.read_csv(tmp_path / "out/placebo.csv").query("test == 'trimmed_t' and group == 'all'")
    assert (found["draws"] == 99).all()
    assert found[["placebo_p", "size_05", "smallest_effect"]].notna().all(axis=None)


@pytest.mark.slow
def test_the_power_of_a_test_of_another_package(test_study, tmp_path):
    assert "trimmed_t" in use_test("power", test_study, "--draws", "50", "--out", tmp_path / "out")
    assert "trimmed_t" in set(pd.read_csv(tmp_path / "out/power.csv")["test"])


@pytest.mark.slow
def test_a_test_of_another_package_beside_others(test_study, tmp_path):
    use_test("compare", test_study, "--event", "shock", "--models", "market,mean", "--out", tmp_path / "out")
    found = pd.read_csv(tmp_path / "out/compare.csv").query("test == 'trimmed_t'")
    assert set(found["code"]) == {"too_few_to_trim"}
    assert set(found["model"]) == {"market", "mean"}
    assert "trimmed_t" in use_test("list", "tests")
