"""Frozen prices and results that were changed afterwards are noticed: on the way into a study, and by `verify`."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from eventstudy.cli import app
from made_up import closes, returns

STUDY = """\
version: 1
study: Made up
windows: {estimation: [-120, -11], event: [-2, 2], car: [[0, 0]]}
prices: {source: csv, path: [prices.csv]}
assets:
  A: {exchange: XNYS, market: MKT}
events:
  - {id: e0, at: 2024-03-14}
"""
FROZEN = STUDY.replace("[prices.csv]", "[kept/csv-prices.csv]")
RUNNER = CliRunner()
DAY = "2024-03-14"


def run(*arguments):
    return RUNNER.invoke(app, list(arguments))


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A study, its prices, the same frozen, and its result."""
    place = tmp_path_factory.mktemp("made")
    frame = closes(returns(("A",))).reset_index().melt("date", var_name="ticker", value_name="close")
    frame["volume"] = np.arange(len(frame)) + 1000
    frame["dividend"] = np.where(frame["date"] == "2024-02-01", 0.25, np.nan)
    frame.to_csv(place / "prices.csv", index=False)
    (place / "s.yaml").write_text(STUDY)
    (place / "f.yaml").write_text(FROZEN)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        assert run("fetch", "s.yaml", "--freeze", "kept").exit_code == 0
        assert run("run", "f.yaml").exit_code == 0
    return place


@pytest.fixture
def place(made, tmp_path, monkeypatch):
    copy = shutil.copytree(made, tmp_path / "copy")
    monkeypatch.chdir(copy)
    return copy


def change(file, old, new):
    text = file.read_text(encoding="utf-8")
    assert text.count(old) >= 1
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def row_of(place, day, ticker="A"):
    """A row of the frozen prices: its line's number and its text."""
    lines = (place / "kept/csv-prices.csv").read_text().splitlines()
    return next((i, line) for i, line in enumerate(lines, 1) if line.startswith(f"{day},{ticker},"))


def edited(line, column, value):
    cells = line.split(",")
    cells[column] = value
    return ",".join(cells)


EDITS = {
    "close": (lambda line: edited(line, 2, "99.5"), "its row was changed"),
    "close, its last digit": (lambda line: edited(line, 2, str(np.nextafter(float(line.split(",")[2]), 0))), "changed"),
    "volume": (lambda line: edited(line, 3, "7"), "its row was changed"),
    "a dividend": (lambda line: edited(line, 4, "0.5"), "its row was changed"),
    "another day": (lambda line: line.replace("2024-03-14", "2024-03-16"), "its row is gone"),
    "no row": (lambda _: None, "its row is gone"),
    "one more row": (lambda line: f"{line.replace('2024-03-14', '2024-03-10')}\n{line}", "its row was added"),
}


@pytest.mark.parametrize("name", EDITS)
@pytest.mark.parametrize("command", ["run", "check"])
def test_a_frozen_price_that_was_edited(place, name, command):
    """An error names the series and the first date that differs, also where later days were edited too."""
    edit, what = EDITS[name]
    line, text = row_of(place, DAY)
    new = edit(text)
    change(place / "kept/csv-prices.csv", text + "\n", "" if new is None else new + "\n")
    later = row_of(place, "2024-06-03")[1]
    change(place / "kept/csv-prices.csv", later, edited(later, 2, "1"))
    done = run(command, "f.yaml")
    assert done.exit_code == 3, done.output
    day = "2024-03-10" if name == "one more row" else DAY
    stands = f"kept/csv-prices.csv:{line}" if "gone" not in what else "kept/csv-prices.csv"
    assert done.stderr.startswith(f"{stands}: the prices of A are not those that were frozen, first on {day}: ")
    assert what in done.stderr.splitlines()[0]
    verified = run("verify", "kept")
    assert verified.exit_code == 3
    assert f"csv-prices.csv: the prices of A are not those that were frozen, first on {day}: " in verified.stderr


def test_the_remedies_of_an_edited_price_work(place):
    """Delete the manifest where the edit is meant, or freeze again from the source; and the file as it was is fine."""
    file = place / "kept/csv-prices.csv"
    before = file.read_bytes()
    line = row_of(place, DAY)[1]
    change(file, line, edited(line, 2, "99.5"))
    done = run("run", "f.yaml")
    assert "move it away and run 'eventstudy fetch STUDY --freeze DIR' again" in done.stderr
    assert "delete kept/manifest.json" in done.stderr
    again = run("fetch", "s.yaml", "--freeze", "kept")
    assert (again.exit_code, again.stderr) == (
        2,
        "kept: 'csv-prices.csv' is not as it was frozen, and is not replaced\nmove it away, or choose another folder\n",
    )
    file.rename(place / "edited.csv")
    assert run("fetch", "s.yaml", "--freeze", "kept").exit_code == 0
    assert file.read_bytes() == before
    assert run("run", "f.yaml").exit_code == 0
    shutil.copy(place / "edited.csv", file)
    (place / "kept/manifest.json").unlink()
    assert run("run", "f.yaml").exit_code == 0
    returned = pd.read_csv(place / "results/abnormal_returns.csv").set_index("date")["return"][DAY]
    closes_now = pd.read_csv(file).query("ticker == 'A'").set_index("date")["close"]
    assert returned == pytest.approx(99.5 / closes_now["2024-03-13"] - 1)


def test_other_bytes_of_the_same_prices_are_the_same_prices(place):
    """As git or a spreadsheet writes them: other ends of lines, a mark at the start. `verify` tells, a run goes on."""
    file = place / "kept/csv-prices.csv"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    assert run("run", "f.yaml").exit_code == 0
    done = run("verify", "kept")
    assert done.exit_code == 3
    assert "csv-prices.csv was changed, but no price in it" in done.stderr


def test_a_series_that_is_gone_from_a_frozen_file(place):
    file = place / "kept/csv-prices.csv"
    frame = pd.read_csv(file, dtype=str, keep_default_na=False)
    frame[frame["ticker"] != "MKT"].to_csv(file, index=False)
    done = run("run", "f.yaml")
    assert done.exit_code == 3
    assert "the prices of MKT are not those that were frozen, first on 2023-01-03: its row is gone" in done.stderr


def test_a_manifest_that_was_edited(place):
    """Its hashes cannot be changed along with the prices without a word."""
    manifest = json.loads((place / "kept/manifest.json").read_text())
    change(place / "kept/manifest.json", manifest["series"]["A"]["sha256"], "0" * 64)
    done = run("run", "f.yaml")
    assert done.exit_code == 3
    assert done.stderr.startswith("kept/manifest.json: the hashes of the frozen prices were changed\n")
    assert "manifest.json was changed" in run("verify", "kept").stderr


def test_a_manifest_of_an_earlier_version_still_watches(place):
    """It has hashes and no days: the series is named."""
    manifest = json.loads((place / "kept/manifest.json").read_text())
    for one in manifest["series"].values():
        del one["days"], one["digests"]
    del manifest["sha256"]
    (place / "kept/manifest.json").write_text(json.dumps(manifest))
    assert run("run", "f.yaml").exit_code == 0
    line = row_of(place, DAY)[1]
    change(place / "kept/csv-prices.csv", line, edited(line, 2, "99.5"))
    done = run("run", "f.yaml")
    assert done.exit_code == 3
    assert "the prices of A are not those that were frozen: an earlier version froze them" in done.stderr


@pytest.mark.parametrize("text", ["{}", "[]", "not JSON", '{"files": ["index.js"]}', '{"files": {}, "series": {}}'])
def test_a_manifest_of_another_program_is_nobodys_business(place, text):
    """Many programs have files of this name: beside prices it is ignored, and nothing is frozen over its folder."""
    (place / "kept/manifest.json").write_text(text)
    assert run("run", "f.yaml").exit_code == 0
    assert run("verify", "kept").exit_code == 2
    (place / "site").mkdir()
    (place / "site/manifest.json").write_text(text)
    (place / "site/index.js").write_text("mine")
    assert run("fetch", "s.yaml", "--freeze", "site").exit_code == 2
    assert (place / "site/index.js").read_text() == "mine"


def test_freezing_again_removes_nothing_that_was_edited(place):
    """An earlier freeze's file that the new one does not have goes, unless somebody has changed it."""
    (place / "t.yaml").write_text(STUDY.replace("prices.csv", "other.csv"))
    shutil.copy(place / "prices.csv", place / "other.csv")
    (place / "kept/csv-prices.csv").write_text("notes")
    done = run("fetch", "t.yaml", "--freeze", "kept")
    assert done.exit_code == 2
    assert "'csv-prices.csv' is not as it was frozen" in done.stderr
    assert (place / "kept/csv-prices.csv").read_text() == "notes"


def test_verify_what_is_as_it_was_written(place):
    """What the user put beside changes nothing."""
    (place / "results/notes.md").write_text("mine")
    done = run("verify", "results")
    count = len(json.loads((place / "results/provenance.json").read_text())["files"]) + 1
    assert (done.exit_code, done.output) == (
        0,
        f"results: as it was written (the result of 'Made up', {count} files)\n",
    )
    done = run("verify", "kept")
    assert (done.exit_code, done.output) == (0, "kept: as it was written (frozen prices, 2 series)\n")


def test_verify_a_result_that_was_changed(place):
    """Every file that is not as it was is named, the record itself too."""
    change(place / "results/cars.csv", "0", "1")
    (place / "results/charts/car_e0.svg").unlink()
    shutil.rmtree(place / "results/charts")
    change(place / "results/provenance.json", '"seed": 0', '"seed": 1')
    done = run("verify", "results")
    assert done.exit_code == 3
    first, *named, remedy = done.stderr.splitlines()
    assert first == "results: this is not as it was written"
    assert {"cars.csv was changed", "provenance.json was changed", "charts/car_e0.svg is missing"} <= set(named)
    assert remedy == "put this back as it was, or run the study again"
    assert run("run", "f.yaml").exit_code == 0
    assert run("verify", "results").exit_code == 0


@pytest.mark.parametrize("folder", ["empty", "s.yaml", "nowhere"])
def test_verify_what_is_neither(place, folder):
    (place / "empty").mkdir()
    done = run("verify", folder)
    assert (done.exit_code, done.stderr) == (
        2,
        f"{folder}: this is neither a result nor a folder of frozen prices\n"
        "name a folder that 'eventstudy run' or 'eventstudy fetch --freeze' wrote\n",
    )


def test_verify_a_result_of_an_earlier_version(place):
    record = json.loads((place / "results/provenance.json").read_text())
    del record["files"]
    (place / "results/provenance.json").write_text(json.dumps(record))
    done = run("verify", "results")
    assert done.exit_code == 2
    assert "wrote this result and listed no files to compare" in done.stderr


def test_a_manifest_is_small(place):
    """A few bytes a day, however many columns there are."""
    rows = len((place / "kept/csv-prices.csv").read_text().splitlines())
    assert (place / "kept/manifest.json").stat().st_size < 2_000 + 8 * rows
