"""A study runs on every exchange that has a calendar; where the calendar does not reach, it says so."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from eventstudy.calendar import exchanges, first_covered, load_sessions
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


BEGIN = [name for name in exchanges() if first_covered(name)]


@pytest.mark.parametrize("exchange", BEGIN)
def test_dates_before_a_calendar_begins(exchange, tmp_path, monkeypatch):
    """Where the library knows no sessions yet, those of the prices are taken, and the audit says so."""
    monkeypatch.chdir(tmp_path)
    days = np.busday_offset("1955-01-03", np.arange(90), roll="forward")
    lay_out(tmp_path, exchange, days)
    code, out, err = outcome("check s.yaml")
    assert (code, err) == (0, "")
    assert "Dropped: nothing" in out
    assert f"the calendar of {exchange} starts on {first_covered(exchange)}" in " ".join(out.split())


def test_a_run_before_a_calendar_begins(tmp_path, monkeypatch):
    """An instant is placed by the closing time that the calendar begins with: 15:00 in Tokyo is 06:00 UTC."""
    monkeypatch.chdir(tmp_path)
    days = np.busday_offset("1975-01-02", np.arange(90), roll="forward")
    lay_out(tmp_path, "XTKS", days)
    study = tmp_path / "s.yaml"
    for hour, expected in (("05:59", days[65]), ("06:00", days[66])):
        study.write_text(study.read_text("utf-8").replace("T10:00", f"T{hour}").replace("T05:59", f"T{hour}"))
        assert outcome("run s.yaml --out r")[0] == 0
        events = pd.read_csv(tmp_path / "r/events.csv").set_index("event_id")
        assert set(events.loc["two", "day0"]) == {str(expected)}


def test_days_that_few_series_have_are_no_sessions_there(tmp_path, monkeypatch):
    """Of three series one has a row on a Sunday: it is no session, and the row is said to lie on a closed day."""
    monkeypatch.chdir(tmp_path)
    days = np.busday_offset("1975-01-02", np.arange(90), roll="forward")
    lay_out(tmp_path, "XTKS", days)
    prices = tmp_path / "p.csv"
    lines = prices.read_text("utf-8").splitlines()
    prices.write_text("\n".join([*lines[:30], "1975-02-09,100,,", *lines[30:], ""]), encoding="utf-8")
    code, out, _ = outcome("check s.yaml")
    assert code == 0
    assert "rows on 1 days on which XTKS was closed: 1975-02-09" in " ".join(out.split())


def test_no_price_before_a_calendar_begins(tmp_path, monkeypatch):
    """Without prices there is nothing to take sessions from."""
    monkeypatch.chdir(tmp_path)
    days = np.busday_offset("1975-01-02", np.arange(90), roll="forward")
    lay_out(tmp_path, "XTKS", days)
    text = (tmp_path / "s.yaml").read_text("utf-8")
    text = text.replace('  BBB: {exchange: "XTKS"', '  CCC: {exchange: "AIXK"')
    text = text.replace("assets:", "model: mean\nassets:").replace(", market: MKT", "")
    (tmp_path / "s.yaml").write_text(text, encoding="utf-8")
    code, out, err = outcome("check s.yaml")
    assert (code, out) == (2, "")
    assert err == (
        "s.yaml:8:19: the calendar of AIXK has no session between 1974-12-27 and 1975-05-10, "
        "where this study lies, 'AIXK'\n"
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
