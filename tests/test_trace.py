"""The tool writes where it was told to, connects to nobody without need, and tells no secrets."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from conftest import HERE, ROOT
from eventstudy.calendar import load_sessions

SECRET = "s3cr3t-of-the-environment"
SMALL = """\
version: 1
prices: {source: snapshot}
assets:
  NVDA: {exchange: XNAS, market: ^IXIC}
events:
  - {id: shock, at: 2025-01-27}
"""


@pytest.fixture(scope="module")
def fonts(tmp_path_factory):
    """matplotlib keeps a list of fonts in a cache of its own; it is made before, as on any machine in use."""
    place = tmp_path_factory.mktemp("fonts")
    env = {**os.environ, "MPLCONFIGDIR": str(place)}
    subprocess.run([sys.executable, "-c", "import matplotlib.font_manager"], env=env, check=True)
    return place


def trace(folder, fonts, *arguments):
    """What a command wrote and whom it connected to; in a folder, home and cache of its own."""
    places = {"HOME": "home", "EVENTSTUDY_CACHE": "cache", "TMPDIR": "tmp"}
    for place in places.values():
        (folder / place).mkdir(exist_ok=True)
    env = {name: str(folder / place) for name, place in places.items()}
    env |= {"MPLCONFIGDIR": str(fonts), "PYTHONDONTWRITEBYTECODE": "1"}
    env |= dict.fromkeys(("API_TOKEN", "AWS_SECRET_ACCESS_KEY", "USER", "HOSTNAME"), SECRET)
    log = folder / "trace.json"
    done = subprocess.run(
        [sys.executable, str(HERE / "traced.py"), str(log), *arguments],
        cwd=folder,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert SECRET not in done.stdout + done.stderr
    noted = json.loads(log.read_text(encoding="utf-8"))
    seen = {kind: [Path(path) for k, path in noted if k == kind] for kind in ("write", "network", "process", "pickle")}
    return seen | {"write": [path for path in seen["write"] if path != fonts]}


def inside(path, *folders):
    return path == Path(os.devnull) or any(path == one or one in path.parents for one in folders)


@pytest.mark.parametrize(
    ("arguments", "places"),
    [
        (("run", "s.yaml", "--out", "deep/r"), ("deep", "deep/r")),
        (("fetch", "s.yaml", "--freeze", "frozen"), ("frozen",)),
        (("charts", "s.yaml", "--out", "c", "--kind", "pdf"), ("c",)),
    ],
    ids=["run", "fetch", "charts"],
)
def test_writes_and_connections(tmp_path, fonts, arguments, places):
    (tmp_path / "s.yaml").write_text(SMALL)
    seen = trace(tmp_path, fonts, *arguments)
    hidden = [p for p in seen["write"] if p.parent in (tmp_path, tmp_path / "deep") and p.name.startswith(".")]
    assert all(re.match(r"\.(results|r)\.partial-[0-9a-f]{32}$", p.name) for p in hidden), hidden
    allowed = [tmp_path / place for place in places] + hidden
    assert [p for p in seen["write"] if not inside(p, *allowed)] == []
    assert (seen["network"], seen["process"], seen["pickle"]) == ([], [], [])
    left = {p.name for p in tmp_path.iterdir()} - {"home", "cache", "fonts", "tmp", "trace.json", "s.yaml"}
    assert left == {place.split("/")[0] for place in places}
    assert list((tmp_path / "home").iterdir()) == list((tmp_path / "tmp").iterdir()) == []
    for path in tmp_path.joinpath(places[-1]).rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert not [told for told in (SECRET, str(tmp_path), str(ROOT)) if told.encode() in content], path.name


def test_only_the_price_session_knows_a_network():
    network = re.compile(r"^\s*(?:import|from) (socket|urllib\.request|http|requests|httpx|curl_cffi|yfinance)\b", re.M)
    found = {p.name for p in (ROOT / "src").rglob("*.py") if network.search(p.read_text(encoding="utf-8"))}
    assert found <= {"yahoo.py", "yahoo_faults.py", "yahoo_session.py", "doctor.py", "french.py"}


def test_nothing_is_unpickled(tmp_path, fonts):
    """A Parquet file may bring columns of any kind: what is no text and no number is refused or left alone."""
    opens = re.compile(r"^\s*(?:import|from) (pickle|marshal|shelve|joblib|dill)\b|allow_pickle=True", re.M)
    runs = re.compile(r"\b(?:eval|exec)\(|yaml\.(?:unsafe_|full_)?load\(")
    # The placebo engine hands its own arrays to its own worker processes.
    files = [path for path in (ROOT / "src").rglob("*.py") if path.name != "placebo_engine.py"]
    sources = [path.read_text(encoding="utf-8") for path in files]
    assert not [found for text in sources for found in (*opens.findall(text), *runs.findall(text))]
    days = load_sessions("XNAS", "2024-01-02", "2025-02-28").dates.astype("datetime64[ns]")
    steps = pd.Series(range(len(days))) % 7
    pd.DataFrame({"date": days, "NVDA": 100.0 + steps, "^IXIC": 90.0 + steps}).to_parquet(tmp_path / "p.parquet")
    odd = {"event_id": ["a"], "asset": ["NVDA"], "at": ["2025-01-27"], "odd": [{"__reduce__": "os.system"}]}
    pd.DataFrame(odd).to_parquet(tmp_path / "e.parquet")
    study = SMALL.split("events:", maxsplit=1)[0] + "events_file: e.parquet\n"
    (tmp_path / "s.yaml").write_text(study.replace("source: snapshot", "source: parquet, path: p.parquet"))
    assert trace(tmp_path, fonts, "check", "s.yaml")["pickle"] == []
