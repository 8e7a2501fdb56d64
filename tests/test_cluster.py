"""A cluster whose workers see no file of the client's gives its numbers, or says what its workers lack."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from distributed import Client, LocalCluster

import eventstudy
from eventstudy.scale.engines import OWN_PORT

STUDY = """version: 1
study: Two shares
model: market
windows: {estimation: [-120, -11], event: [-2, 2], car: [[0, 0], [-1, 1]]}
prices: {source: snapshot}
assets:
  NVDA: {name: Nvidia, exchange: XNAS, market: ^GSPC}
  ASML.AS: {name: ASML, exchange: XAMS, market: ^GDAXI}
events:
  - {id: shock, title: Shock, at: 2025-01-27}
  - {id: launch, title: Launch, at: 2024-03-18}
"""
COMMANDS = {
    "run": ("run", "--model", "garch"),
    "placebo": ("placebo", "--draws", "50"),
    "power": ("power", "--draws", "40", "--firms", "4", "--effect", "0.02"),
    "compare": ("compare", "--event", "shock", "--models", "market,garch", "--estimation", "-120,-11"),
}
LIBRARIES = str(Path(eventstudy.__path__[0]).parent)


@pytest.fixture
def scheduler():
    with LocalCluster(n_workers=0, host="127.0.0.1", **OWN_PORT) as cluster:
        yield cluster.scheduler_address


@pytest.fixture
def start(scheduler, tmp_path):
    """Start workers; what stands below `hidden` they cannot see."""
    running = []

    def _start(count, hidden=None, path=LIBRARIES):
        own = tmp_path / "of the workers"
        own.mkdir(exist_ok=True)
        environment = os.environ | {"PYTHONPATH": path, "TMPDIR": str(own), "EVENTSTUDY_CACHE": str(own / "cache")}
        options = ["--nthreads", "1", "--no-dashboard", "--no-nanny", "--host", "127.0.0.1", "--death-timeout", "120"]
        command = [sys.executable, "-m", "distributed.cli.dask_worker", scheduler, *options]
        if hidden is not None:
            script = f"mount -t tmpfs tmpfs {shlex.quote(str(hidden))} && exec {shlex.join(command)}"
            command = [*unshare(), "sh", "-c", script]
        workers = (subprocess.Popen(command, cwd=own, env=environment, stderr=subprocess.DEVNULL) for _ in range(count))
        running.extend(workers)

    yield _start
    for worker in running:
        worker.terminate()
    for worker in running:
        worker.wait(20)


def unshare():
    """How to start a program with file systems of its own, or skip: not every system lets everybody do so."""
    for options in (["-m"], ["-Urm"]):
        command = ["unshare", *options]
        if (
            shutil.which("unshare")
            and not subprocess.run([*command, "true"], capture_output=True, check=False).returncode
        ):
            return command
    return pytest.skip("no mount namespace is to be had here")


ONE_AFTER_THE_OTHER = """
import json, sys
from typer.testing import CliRunner
from eventstudy import cli
for line in json.loads(sys.argv[1]):
    done = CliRunner().invoke(cli.app, line)
    if done.exit_code:
        sys.exit(f"{line}: {done.stderr}")
"""


def python_here(folder, *arguments):
    """Python, with all that it writes below a folder."""
    environment = os.environ | {
        "PYTHONPATH": LIBRARIES,
        "TMPDIR": str(folder),
        "EVENTSTUDY_CACHE": str(folder / "cache"),
    }
    command = [sys.executable, *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300, check=False
    )


def files_of(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.slow
def test_workers_that_share_no_file_with_the_client(scheduler, start, tmp_path):
    client = tmp_path / "of the client"
    client.mkdir()
    (client / "s.yaml").write_text(STUDY)
    start(2, hidden=client)
    with Client(scheduler) as watching:
        watching.wait_for_workers(2, timeout=60)
        assert list(watching.run(os.path.exists, str(client / "s.yaml")).values()) == [False, False]
    lines = [
        [command, "s.yaml", *options, "--out", f"{name} {where}", *asked]
        for name, (command, *options) in COMMANDS.items()
        for where, asked in (("here", []), ("there", ["--scheduler", scheduler]))
    ]
    done = python_here(client, "-c", ONE_AFTER_THE_OTHER, json.dumps(lines))
    assert (done.returncode, done.stderr) == (0, "")
    for name in COMMANDS:
        written = files_of(client / f"{name} here")
        assert written
        assert files_of(client / f"{name} there") == written, name


def refusal(scheduler, tmp_path):
    (tmp_path / "s.yaml").write_text(STUDY)
    command = ("-m", "eventstudy.cli", "placebo")
    done = python_here(tmp_path, *command, "s.yaml", "--draws", "19", "--scheduler", scheduler)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr


@pytest.mark.slow
def test_a_worker_with_another_version_is_named(scheduler, start, tmp_path):
    other = tmp_path / "other" / "market_eventstudy-0.0.1.dist-info"
    other.mkdir(parents=True)
    (other / "METADATA").write_text("Metadata-Version: 2.1\nName: market-eventstudy\nVersion: 0.0.1\n")
    start(1, path=os.pathsep.join([str(other.parent), LIBRARIES]))
    code, said = refusal(scheduler, tmp_path)
    assert code == 1
    assert re.search(r"the Dask worker tcp://127\.0\.0\.1:\d+ has market-eventstudy 0\.0\.1; here it is \d", said)
    assert "install the same versions on every worker" in said


@pytest.mark.slow
def test_a_worker_with_other_code_of_the_same_version_is_named(scheduler, start, tmp_path):
    shutil.copytree(eventstudy.__path__[0], tmp_path / "other" / "eventstudy")
    with (tmp_path / "other" / "eventstudy" / "errors.py").open("a") as file:
        file.write("# changed\n")
    start(1, path=str(tmp_path / "other"))
    code, said = refusal(scheduler, tmp_path)
    assert code == 1
    assert re.search(r"the Dask worker \S+ has market-eventstudy \S+ with other code than here", said)


@pytest.mark.slow
def test_a_scheduler_without_workers(scheduler, tmp_path):
    code, said = refusal(scheduler, tmp_path)
    assert code == 1
    assert f"the Dask scheduler at '{scheduler}' has no workers\nstart workers: dask worker {scheduler}" in said
