"""Every file that a command writes is whole or not there at all, on a disk that fills up too."""

from __future__ import annotations

import contextlib
import resource
import sys

import pytest
from typer.testing import CliRunner

from eventstudy.cli import app

STUDY = """\
version: 1
windows: {estimation: [-120, -11], event: [-2, 2], car: [[0, 0]]}
prices: {source: snapshot}
assets:
  NVDA: {exchange: XNAS, market: ^IXIC}
events:
  - {id: shock, at: 2025-01-27}
"""
COMMANDS = {
    "init": ("init out/s.yaml", 1_000),
    "init, its schema": ("init out/s.yaml", 10_000),
    "charts": ("charts s.yaml --out out --chart returns", 12_000),
    "tables": ("tables s.yaml --out out", 600),
    "power": ("power s.yaml --draws 10 --firms 3 --out out", 6_000),
    "placebo": ("placebo s.yaml --draws 19 --out out", 12_000),
    "compare": ("compare s.yaml --event shock --models market,mean --out out", 12_000),
    "freeze": ("fetch s.yaml --freeze out", 10_000),
}
RUNNER = CliRunner()

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs limits of file sizes")


@contextlib.contextmanager
def no_file_larger_than(size):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.exists() else {}


@pytest.mark.parametrize("name", COMMANDS)
def test_no_file_is_cut(name, tmp_path, monkeypatch):
    """The disk has no room for the larger of the files: those that are there are the ones of a run with room."""
    command, size = COMMANDS[name]
    out = tmp_path / "out"
    monkeypatch.chdir(tmp_path)
    (tmp_path / "s.yaml").write_text(STUDY)
    with no_file_larger_than(size):
        done = RUNNER.invoke(app, command.split())
    assert done.exit_code == 2, done.output
    assert "cannot write" in done.stderr
    assert "File too large" in done.stderr
    left = contents(out)
    assert RUNNER.invoke(app, command.split()).exit_code == 0
    whole = contents(out)
    assert set(left) < set(whole)
    assert {name: whole[name] for name in left} == left


def test_what_was_there_before_stays(tmp_path, monkeypatch):
    """An older chart is not replaced by half of a newer one; a link goes on pointing to the file that it names."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "s.yaml").write_text(STUDY)
    (tmp_path / "out").mkdir()
    (tmp_path / "out/returns_shock.svg").write_text("older")
    (tmp_path / "paper.png").write_text("older")
    (tmp_path / "out/returns_shock.png").symlink_to("../paper.png")
    command = ["charts", "s.yaml", "--out", "out", "--chart", "returns"]
    with no_file_larger_than(1_000):
        assert RUNNER.invoke(app, command).exit_code == 2
    assert contents(tmp_path / "out") == {"returns_shock.svg": b"older", "returns_shock.png": b"older"}
    assert RUNNER.invoke(app, command).exit_code == 0
    assert (tmp_path / "out/returns_shock.png").is_symlink()
    assert (tmp_path / "paper.png").read_bytes().startswith(b"\x89PNG")
