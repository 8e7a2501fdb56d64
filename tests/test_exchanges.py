"""A study runs on every exchange that has a calendar; where the calendar does not reach, it says so."""

from __future__ import annotations

import numpy as np
import pytest

from eventstudy.calendar import exchanges, load_sessions
from test_bad_inputs import RUNNER, app

STUDY = """\
version: 1
prices: {{source: csv, path: p.csv}}
windows: {{estimation: [-30, -6], event: [-5, 5], car: [[0, 0], [-1, 1]]}}
min_estimation: 20
assets:
  AAA: {{exchange: {exchange}, market: MKT}}
  BBB: {{exchange: {exchange}, market: MKT}}
events:
  - {{id: one, at: {first}}}
  - {{id: two, at: {second}T10:00+00:00}}
"""
FEW = ["ASEX", "XTAE", "XBEL", "XBSE", "XCYS", "BVB", "TASE", "XBOM", "XSAU", "24/7", "24/5", "us_futures"]


def lay_out(folder, exchange, days=None):
    sessions = load_sessions(exchange, "2024-01-01", "2024-12-31").dates
    days = sessions[-90:] if days is None else days
    closes = 100 * np.exp(np.cumsum(np.random.default_rng(3).normal(0, 0.01, (len(days), 3)), axis=0))
    rows = [f"{day},{a:.6f},{b:.6f},{c:.6f}" for day, (a, b, c) in zip(days, closes, strict=True)]
    (folder / "p.csv").write_text("\n".join(["date,AAA,BBB,MKT", *rows, ""]), encoding="utf-8")
    study = STUDY.format(exchange=f'"{exchange}"', first=days[50], second=days[65])
    (folder / "s.yaml").write_text(study, encoding="utf-8")


def outcome(command):
    done = RUNNER.invoke(app, command.split())
    return done.exit_code, done.stdout, done.stderr


@pytest.mark.parametrize("exchange", FEW)
def test_an_exchange_with_days_of_its_own(exchange, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    lay_out(tmp_path, exchange)
    code, out, err = outcome("check s.yaml")
    assert (code, err) == (0, "")
    assert "Dropped: nothing" in out
    assert "Audit of the prices: nothing found" in out


@pytest.mark.slow
@pytest.mark.parametrize("exchange", FEW)
def test_a_whole_run_there(exchange, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    lay_out(tmp_path, exchange)
    code, _, err = outcome("run s.yaml")
    assert (code, err) == (0, "")


@pytest.mark.slow
@pytest.mark.parametrize("exchange", exchanges())
def test_every_exchange(exchange, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    lay_out(tmp_path, exchange)
    for command in ("check s.yaml", "compare s.yaml --event one --models mean --estimation=-30,-6"):
        code, _, err = outcome(command)
        assert (code, err) == (0, ""), command


@pytest.mark.parametrize("exchange", ["XTKS", "AIXK", "XSES"])
def test_dates_before_a_calendar_begins(exchange, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    weekdays = np.busday_offset("1975-01-01", np.arange(90), roll="forward")
    lay_out(tmp_path, exchange, weekdays)
    for command in ("check s.yaml", "run s.yaml"):
        code, out, err = outcome(command)
        assert (code, out) == (2, "")
        assert err == (
            f"s.yaml:6:19: the calendar of {exchange} has no session between 1974-12-26 and 1975-05-09, "
            f"where this study lies, '{exchange}'\n"
            "correct the dates, or name an exchange whose calendar covers them\n"
        )


def test_an_exchange_without_a_calendar(tmp_path, monkeypatch):
    """Whoever follows the proposal for Mumbai's other exchange gets a study that runs."""
    monkeypatch.chdir(tmp_path)
    lay_out(tmp_path, "XBOM")
    study = tmp_path / "s.yaml"
    study.write_text(study.read_text("utf-8").replace("XBOM", "XNSE"), encoding="utf-8")
    assert outcome("check s.yaml") == (
        2,
        "",
        "s.yaml:6:19: no calendar for this exchange, 'XNSE'\n"
        "write 'XBOM': the National Stock Exchange of India keeps the sessions of Bombay\n",
    )
    study.write_text(study.read_text("utf-8").replace("XNSE", "XBOM"), encoding="utf-8")
    assert outcome("check s.yaml")[0] == 0
