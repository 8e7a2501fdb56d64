"""The examples and the study to start from are studies that work."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest

import eventstudy as es
from conftest import ROOT
from eventstudy.errors import OutputError
from eventstudy.spec import StudySpec
from eventstudy.spec.starter import SCHEMA_FILE, schema_text, write_starter
from eventstudy.study import verify

EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
OFFLINE = [path for path in EXAMPLES if re.search("source: (snapshot|file)", path.read_text(encoding="utf-8"))]


def test_there_are_examples_that_run_offline():
    assert len(EXAMPLES) >= 4
    assert len(OFFLINE) >= 2
    named = set(re.findall(r"\]\((\w+\.yaml)\)", (ROOT / "examples/README.md").read_text(encoding="utf-8")))
    assert named == {path.name for path in EXAMPLES}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.name)
def test_example_loads(path):
    spec = es.load_spec(path)
    verify(spec)
    assert all(event.title for event in spec.events)
    assert all(asset.exchange or spec.defaults.exchange for asset in spec.assets.values())
    assert {asset.market or spec.defaults.market for asset in spec.assets.values()} <= set(spec.markets)


@pytest.mark.parametrize("path", OFFLINE, ids=lambda p: p.name)
def test_example_runs_offline(path):
    spec = es.load_spec(path)
    study = es.run(spec, es.load_prices(spec, offline=True))
    assert study.dropped.empty
    assert set(study.events["event_id"]) == {event.id for event in spec.events}


def test_a_holiday_moves_day_0_in_the_example():
    spec = es.load_spec(ROOT / "examples/chatbots.yaml")
    study = es.run(spec, es.load_prices(spec))
    days = study.events.set_index("event_id")["day0"].astype(str)
    assert days["deepseek-r1"] == "2025-01-21"


def test_coins_trade_on_saturdays_and_currencies_from_monday_to_friday():
    spec = es.load_spec(ROOT / "examples/round_the_clock.yaml")
    study = es.run(spec, es.load_prices(spec))
    days = study.events.set_index("asset")["day0"].astype(str)
    assert days.to_dict() == {"COIN": "2024-11-09", "LEDGER": "2024-11-09", "EURUSD": "2024-11-11"}
    assert study.models["n_estimation"].tolist() == [110] * 3
    last = study.ar.groupby("asset")["date"].max().astype(str).to_dict()
    assert last == {"COIN": "2024-11-19", "LEDGER": "2024-11-19", "EURUSD": "2024-11-25"}  # ten of their days later
    assert study.audit.empty


SCHEMA = schema_text(
    {name: model.declared for name, model in es.MODELS.items()},
    {name: source.options for name, source in es.SOURCES.items()},
)


@pytest.mark.slow
def test_the_study_to_start_from_runs_as_it_is(tmp_path):
    written = write_starter(tmp_path / "new" / "events.yaml", SCHEMA)
    assert [path.name for path in written] == ["events.yaml", SCHEMA_FILE]
    text = written[0].read_text(encoding="utf-8")
    assert text.startswith(f"# yaml-language-server: $schema={SCHEMA_FILE}\n")
    assert "eventstudy check events.yaml" in text
    described = json.loads(written[1].read_text(encoding="utf-8"))
    assert described["properties"] == StudySpec.model_json_schema(by_alias=True)["properties"]
    options = {"name", "lags", "leads", "columns", "half_life", "min_firms"}
    assert set(described["$defs"]["ModelChoice"]["properties"]) == options
    command = [sys.executable, "-m", "eventstudy.cli", "check", str(written[0]), "--offline"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert re.search(r"h20-licence +NVDA +2025-04-15T16:30-04:00 +XNAS +2025-04-16", done.stdout)
    assert "Dropped: nothing" in done.stdout


def test_nothing_is_overwritten(tmp_path):
    (tmp_path / "events.yaml").write_text("mine", encoding="utf-8")
    (tmp_path / SCHEMA_FILE).write_text("mine too", encoding="utf-8")
    with pytest.raises(OutputError, match="exists and is left as it is"):
        write_starter(tmp_path / "events.yaml", SCHEMA)
    assert [path.name for path in write_starter(tmp_path / "other.yaml", SCHEMA)] == ["other.yaml"]
    assert (tmp_path / "events.yaml").read_text(encoding="utf-8") == "mine"
    assert (tmp_path / SCHEMA_FILE).read_text(encoding="utf-8") == "mine too"


def test_command(inside, tmp_path):
    assert "wrote" in inside("init", str(tmp_path / "s.yaml")).stdout
    again = inside("init", str(tmp_path / "s.yaml"))
    assert again.returncode == 2
    assert again.stderr.startswith(f"{tmp_path / 's.yaml'}: this file exists")
