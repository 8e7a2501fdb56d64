"""`eventstudy doctor`: what works is said to work, what does not is not, and nothing hangs."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from typer.testing import CliRunner

from eventstudy.cli import app
from eventstudy.errors import RateLimited
from eventstudy.messages import message
from eventstudy.prices import live
from eventstudy.report import doctor
from eventstudy.text import ENGLISH
from fake_yahoo import NEW_YORK, FakeYahoo, Listing, command


@pytest.fixture
def yahoo(tmp_path):
    with FakeYahoo(tmp_path) as server:
        today = dt.datetime.now(dt.UTC).date()
        days = [(today - dt.timedelta(days=back)).isoformat() for back in range(9, 2, -1)]
        server.listings["^GSPC"] = Listing(NEW_YORK, "USD", "SNP", days, [100.0] * len(days))
        yield server


def test_all_is_well(yahoo, tmp_path):
    ended = command(yahoo, tmp_path, "doctor")
    assert (ended.code, ended.err) == (0, "")
    verdicts = [line.split()[:2] for line in ended.out.splitlines()]
    assert verdicts == [["works", name] for name in ("packages", "calendars", "fonts", "cache", "Yahoo")]
    assert f"last close {yahoo.listings['^GSPC'].dates[-1]}" in ended.out
    assert "yfinance 1." in ended.out
    assert "0 series, 0.0 MB" in ended.out
    assert not list((tmp_path / "cache").iterdir())  # the probe is gone, and its answer is not kept


@pytest.mark.slow
def test_no_network_and_no_cache_leave_it_usable(yahoo, tmp_path):
    yahoo.faults["*"] = "reset"
    (tmp_path / "cache").write_text("a file stands in the way")
    ended = command(yahoo, tmp_path, "doctor")
    assert (ended.code, ended.err) == (0, "")
    broken = [line.split()[3] for line in ended.out.splitlines() if line.startswith("does not work")]
    assert broken == ["cache", "Yahoo"]
    assert "set EVENTSTUDY_CACHE" in ended.out
    assert "check the network and try again, or use prices of your own" in ended.out


@pytest.mark.slow
def test_black_hole_does_not_hang_it(yahoo, tmp_path):
    yahoo.faults["*"] = "swallow"
    ended = command(yahoo, tmp_path, "doctor")
    assert ended.code == 0
    assert ended.seconds < 30
    assert "does not work  Yahoo" in ended.out


def test_a_check_that_fails_is_a_finding(monkeypatch):
    monkeypatch.setattr(doctor, "load_sessions", lambda *_: 1 / 0)
    monkeypatch.setattr(live, "download", lambda _: ({}, {live.PROBE: ValueError()}))
    found = {one.name: one for one in doctor.examine()}
    assert not found["calendars"].works
    assert found["calendars"].needed
    assert ENGLISH.text(found["calendars"].detail) == "its check failed: division by zero"
    assert not found["Yahoo"].works
    assert found["packages"].works
    assert found["fonts"].works


def test_it_speaks_german(monkeypatch):
    monkeypatch.setattr(doctor, "load_sessions", lambda *_: 1 / 0)
    monkeypatch.setattr(live, "download", lambda _: ({}, {live.PROBE: RateLimited(message("yahoo_429"))}))
    done = CliRunner().invoke(app, ["doctor", "--lang", "de"])
    assert done.exit_code == 1
    verdicts = [re.split(r"  +", line)[:2] for line in done.stdout.splitlines()]
    assert verdicts == [
        ["geht", "Pakete"],
        ["geht nicht", "Kalender"],
        ["geht", "Schriften"],
        ["geht", "Zwischenspeicher"],
        ["geht nicht", "Yahoo"],
    ]
    assert "die Prüfung scheiterte: division by zero" in done.stdout
    assert "Yahoo nimmt vorerst keine weiteren Anfragen an (429)" in done.stdout
    assert "Reihen, " in done.stdout
    assert done.stderr == "nicht brauchbar: Kalender\nmarket-eventstudy noch einmal installieren\n"
