"""Shared fixtures. No test reaches a network: every proxy points at a closed port."""

from __future__ import annotations

import os
import socket
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import matplotlib as mpl
import numpy as np
import pytest
import typer.testing
from hypothesis import settings
from typer.testing import CliRunner

import eventstudy as es
import snapshot
from eventstudy import cli

ROOT = Path(__file__).parent.parent
HERE = Path(__file__).parent

mpl.use("Agg")
typer.testing._get_command = cache(typer.testing._get_command)  # half the time of a command that refuses its study
settings.register_profile("plain", deadline=None)  # a slow machine is no fault of the code
settings.load_profile("plain")


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config):
    """The whole suite runs on all cores; `-n 0`, or a path, runs here."""
    whole = config.args_source is config.ArgsSource.TESTPATHS and not hasattr(config, "workerinput")
    if whole and getattr(config.option, "numprocesses", 0) is None:
        config.option.numprocesses = "auto"


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(autouse=True, scope="session")
def _no_network(tmp_path_factory):
    """yfinance's transport takes its proxy from the environment, and our cache its folder."""
    os.environ["EVENTSTUDY_CACHE"] = str(tmp_path_factory.mktemp("cache"))
    for name in ("HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy", "ALL_PROXY"):
        os.environ[name] = f"http://127.0.0.1:{closed_port()}"
    os.environ.pop("COLUMNS", None)  # workers of the tests set it


@pytest.fixture(scope="session")
def shipped_spec() -> es.StudySpec:
    return es.load_spec(ROOT / "events.yaml").replace(prices={"source": "snapshot"})


@pytest.fixture(scope="session")
def shipped(shipped_spec) -> es.StudyResult:
    return es.run(shipped_spec, es.load_prices(shipped_spec))


@pytest.fixture(scope="session")
def cut_short(shipped_spec) -> es.StudyResult:
    """The shipped study on prices that lack ASML from 15 April 2025 and Siemens Energy before 2023: 7 drops."""
    closes = snapshot.closes()
    closes.loc["2025-04-15":, "ASML.AS"] = np.nan
    closes.loc[:"2022-12-31", "ENR.DE"] = np.nan
    return es.run(shipped_spec, closes)


@pytest.fixture
def without_charts(monkeypatch):
    """Result folders without charts, for tests of tables and pages: most of their time goes into drawing."""
    monkeypatch.setattr("eventstudy.report.folder.chart_files", lambda *_, **__: iter(()))


@pytest.fixture
def inside(tmp_path, monkeypatch):
    """The command line in this process and a folder of its own: what it returned and printed."""
    monkeypatch.chdir(tmp_path)

    def _inside(*arguments):
        done = CliRunner().invoke(cli.app, list(arguments))
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return SimpleNamespace(returncode=done.exit_code, stdout=done.stdout, stderr=done.stderr)

    return _inside


@pytest.fixture
def write(tmp_path):
    """Write a file into a temporary folder and return its path."""

    def _write(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return _write
