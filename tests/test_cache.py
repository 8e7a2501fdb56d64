"""The cache: one file for each symbol, never half written, never believed when damaged."""

from __future__ import annotations

import datetime as dt
import logging
import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from eventstudy.errors import NoDataInRange
from eventstudy.prices import SOURCES
from eventstudy.prices.cache import CacheError, _encode, cache_file, cache_folder, read_cache, write_cache
from eventstudy.prices.history import COLUMNS, History
from eventstudy.prices.request import Request
from eventstudy.text import ENGLISH
from fake_yahoo import FakeYahoo

HOSTILE = [
    "../x",
    "/etc/passwd",
    "CON",
    "con",
    "NUL.txt",
    "a/b",
    "a\\b",
    "Ä.DE",
    "株式",
    "",
    ".",
    "..",
    "A" * 400,
    "x\ny",
]
ROWS = 500


def a_history(symbol="AAA", level=100.0) -> History:
    days = np.datetime64("2023-01-01") + np.arange(ROWS)
    columns = {name: np.full(ROWS, level) for name in COLUMNS} | {"close": np.linspace(level, level + 1, ROWS)}
    columns["volume"][3] = np.nan
    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    return History(symbol, days, columns, days[0], days[-1], now, "GBp", "XLON", "Europe/London")


def same(a: History, b: History) -> bool:
    return all(np.array_equal(a.columns[name], b.columns[name], equal_nan=True) for name in COLUMNS)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("EVENTSTUDY_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def yahoo(tmp_path, monkeypatch):
    with FakeYahoo(tmp_path) as server:
        for name, value in server.environment(tmp_path / "cache").items():
            monkeypatch.setenv(name, value)
        yield server


def ask(*tickers, first="2024-06-01", last="2025-03-31", **options):
    return SOURCES["yahoo"].load(Request(tickers, np.datetime64(first), np.datetime64(last), **options))


def age(symbol, hours):
    history = read_cache(symbol)
    write_cache(replace(history, fetched=history.fetched - dt.timedelta(hours=hours)))


def test_what_is_written_is_read():
    written = a_history()
    write_cache(written)
    read = read_cache("AAA")
    assert same(read, written)
    assert np.array_equal(read.dates, written.dates)
    for name in ("symbol", "first", "last", "fetched", "currency", "exchange", "zone"):
        assert getattr(read, name) == getattr(written, name)


def test_hostile_symbols_have_files_of_their_own_in_the_folder(folder):
    names = [cache_file(symbol) for symbol in HOSTILE]
    assert len({name.name.lower() for name in names}) == len(HOSTILE)
    assert {name.parent for name in names} == {folder}
    for symbol in HOSTILE:
        write_cache(a_history(symbol))
    assert [read_cache(symbol).symbol for symbol in HOSTILE] == HOSTILE
    assert all(file.name.isascii() and len(file.name) < 80 for file in folder.iterdir())


def test_folder_is_the_platforms_unless_stated(monkeypatch):
    monkeypatch.delenv("EVENTSTUDY_CACHE")
    assert cache_folder().parts[-2:] == ("eventstudy", "prices")


DAMAGE = {
    "empty": lambda _: b"",
    "cut off": lambda content: content[: len(content) // 2],
    "without its end": lambda content: content[:-1],
    "not Parquet": lambda content: b"x" * len(content),
    "one digit of a price": lambda content: _flip(content, len(content) // 3),
    "the currency": lambda content: _edited(content, b'"GBp"', b'"GBP"'),
    "a format of the future": lambda content: _edited(content, b'"format": 1', b'"format": 2'),
    "another symbol": lambda _: cache_file("BBB").read_bytes(),
}


def _edited(content, old, new):
    """The file with one of its facts changed."""
    table = parquet.read_table(pa.BufferReader(content))
    about = table.schema.metadata[b"eventstudy"]
    assert old in about
    sink = pa.BufferOutputStream()
    parquet.write_table(table.replace_schema_metadata({"eventstudy": about.replace(old, new)}), sink)
    return bytes(sink.getvalue())


def _flip(content, at):
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


@pytest.mark.parametrize("damage", DAMAGE)
def test_damaged_file_is_reported_and_set_aside(damage):
    write_cache(a_history())
    write_cache(a_history("BBB", 7.0))
    file = cache_file("AAA")
    before = file.read_bytes()
    file.write_bytes(DAMAGE[damage](before))
    assert file.read_bytes() != before
    with pytest.raises(CacheError, match="cached prices of AAA were damaged and set aside"):
        read_cache("AAA")
    assert read_cache("AAA") is None
    assert file.with_suffix(".damaged").exists()


def _directory(file):
    file.unlink()
    (file / "deep").mkdir(parents=True)


def _other_table(file):
    parquet.write_table(pa.table({"date": ["2024-01-02"], "close": [1.0]}), file)


def _poison(file, **facts):
    """A whole file, checksum and all, of what this version would not keep."""
    history = read_cache("NVDA")
    for name, value in facts.items():
        object.__setattr__(history, name, value)
    file.write_bytes(_encode(history))


IN_THE_WAY = {
    "no bytes": lambda file: file.write_bytes(b""),
    "cut off": lambda file: file.write_bytes(file.read_bytes()[:-9]),
    "no Parquet": lambda file: file.write_bytes(b"PAR1"),
    "a folder": _directory,
    "another table": _other_table,
    "a list as currency": lambda file: _poison(file, currency=["USD"]),
    "NaN as currency": lambda file: _poison(file, currency=float("nan")),
    "dates out of order": lambda file: _poison(file, dates=read_cache("NVDA").dates[::-1]),
}


@pytest.mark.parametrize("what", IN_THE_WAY)
def test_what_cannot_be_read_is_set_aside_and_fetched_again(yahoo, caplog, what):
    live = ask("NVDA").series["NVDA"]
    file = cache_file("NVDA")
    IN_THE_WAY[what](file)
    assert ask("NVDA").series["NVDA"].sha256() == live.sha256()
    assert f"the cached prices of NVDA were damaged and set aside as {file.stem}.damaged" in caplog.text
    assert file.with_suffix(".damaged").exists()
    assert yahoo.asked["NVDA"] == 4  # twice for zone and prices
    caplog.clear()
    assert ask("NVDA", offline=True).series["NVDA"].sha256() == live.sha256()
    assert not caplog.records


@pytest.mark.parametrize("what", IN_THE_WAY)
@pytest.mark.usefixtures("yahoo")
def test_what_cannot_be_read_is_said_offline_with_a_remedy_that_helps(what):
    live = ask("NVDA").series["NVDA"]
    IN_THE_WAY[what](cache_file("NVDA"))
    error = ask("NVDA", offline=True).failures["NVDA"]
    assert "the cached prices of NVDA were damaged and set aside" in error.message
    assert error.remedy == "run 'eventstudy fetch' once with a network, or give a 'fallback'"
    ask("NVDA")
    assert ask("NVDA", offline=True).series["NVDA"].sha256() == live.sha256()


def test_fresh_prices_are_not_asked_for_again(yahoo):
    live = ask("NVDA", "^GSPC")
    requests = len(yahoo.requests)
    cached = ask("NVDA", "^GSPC")
    assert len(yahoo.requests) == requests
    for ticker in ("NVDA", "^GSPC"):
        assert cached.series[ticker].sha256() == live.series[ticker].sha256()


@pytest.mark.parametrize("why", ["old", "from the future", "starts too late", "ends too early", "refresh"])
def test_when_prices_are_asked_for_again(yahoo, why):
    ask("NVDA")
    age("NVDA", {"old": 24, "from the future": -24}.get(why, 0))
    ranges = {"starts too late": {"first": "2024-05-01"}, "ends too early": {"last": "2025-05-31"}}
    again = ask("NVDA", refresh=why == "refresh", **ranges.get(why, {}))
    assert yahoo.asked["NVDA"] == 4
    assert not again.failures
    assert read_cache("NVDA").hours_old() < 1


def test_cached_range_only_grows_and_does_not_change_what_is_returned(yahoo):
    short = ask("NVDA").series["NVDA"]
    ask("NVDA", first="2022-06-01", last="2024-07-31")
    held = read_cache("NVDA")
    assert (str(held.first), str(held.last)) == ("2022-06-01", "2025-03-31")
    again = ask("NVDA").series["NVDA"]
    assert yahoo.asked["NVDA"] == 4
    assert again.sha256() == short.sha256()


def test_history_rewritten_by_a_split_is_replaced_and_reported(yahoo, caplog):
    before = ask("NVDA").series["NVDA"]
    age("NVDA", 24)
    listing = yahoo.listings["NVDA"]
    listing.close = [price / 2 for price in listing.close]
    listing.dividends = {day: paid / 2 for day, paid in listing.dividends.items()}
    listing.splits["2025-03-03"] = (2, 1)
    after = ask("NVDA").series["NVDA"]
    np.testing.assert_allclose(after.close, before.close / 2)
    assert "Yahoo rewrote the past of NVDA since it was last fetched (close, dividend, split)" in caplog.text
    assert read_cache("NVDA").columns["split"].sum() == 2


def test_adjusted_history_rewritten_by_a_dividend_is_replaced(yahoo, caplog):
    before = ask("NVDA").series["NVDA"]
    age("NVDA", 24)
    yahoo.listings["NVDA"].adjustment = 0.98
    after = ask("NVDA").series["NVDA"]
    held = read_cache("NVDA")
    np.testing.assert_allclose(held.columns["adjusted_close"], 0.98 * held.columns["close"])
    assert after.sha256() == before.sha256()
    assert "rewrote" not in caplog.text


def test_old_prices_serve_with_a_note_when_the_network_fails(yahoo):
    ask("NVDA", "^GSPC")
    age("NVDA", 24)
    yahoo.faults["NVDA"] = "down"
    fetched = ask("NVDA", "^GSPC", "GONE")
    assert list(fetched.series) == ["NVDA", "^GSPC"]
    assert list(fetched.failures) == ["GONE"]
    (note,) = fetched.said
    assert ENGLISH.text(note) == (
        "yahoo: Yahoo is down for maintenance ('Will be right back'); prices of NVDA come from the cache; "
        "try again later, or use prices of your own ('prices: {source: csv, path: FILE}')"
    )


def test_offline_uses_the_cache_alone_at_any_age(yahoo):
    ask("NVDA")
    age("NVDA", 10_000)
    requests = len(yahoo.requests)
    fetched = ask("NVDA", "^GSPC", offline=True)
    assert len(yahoo.requests) == requests
    assert list(fetched.series) == ["NVDA"]
    assert isinstance(fetched.failures["^GSPC"], NoDataInRange)
    assert "not in the cache" in fetched.failures["^GSPC"].message
    short = ask("NVDA", first="2023-01-01", offline=True)
    assert "the cache reaches only from 2024-06-01 to 2025-03-31" in short.failures["NVDA"].message


def test_cached_symbol_without_rows_in_the_range_has_no_data(yahoo, caplog):
    listing = yahoo.listings["ENR.DE"]
    start = sum(day < "2023" for day in listing.dates)
    listing.dates, listing.close = listing.dates[start:], listing.close[start:]
    ask("ENR.DE", first="2022-01-01", last="2023-03-01")
    fetched = ask("ENR.DE", first="2022-03-01", last="2022-06-01")
    assert not fetched.series
    assert isinstance(fetched.failures["ENR.DE"], NoDataInRange)
    assert not caplog.records


@pytest.mark.usefixtures("yahoo")
def test_cache_that_cannot_be_written_costs_no_result(monkeypatch, tmp_path, caplog):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("EVENTSTUDY_CACHE", str(tmp_path / "file" / "cache"))
    with caplog.at_level(logging.WARNING):
        fetched = ask("NVDA")
    assert list(fetched.series) == ["NVDA"]
    assert "cannot write to the cache" in caplog.text


KILLER = """
import os, random, signal, sys, time
sys.path.insert(0, sys.argv[1])
from test_cache import a_history
from eventstudy.prices.cache import write_cache
chance = random.Random(int(sys.argv[2]))
histories = [a_history(level=1.0), a_history(level=2.0)]
print("ready", flush=True)
for _ in range(25):
    child = os.fork()
    if child == 0:
        while True:
            for history in histories:
                write_cache(history)
    time.sleep(chance.uniform(0.01, 0.08))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
"""


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_killed_writers_never_leave_a_bad_file(caplog):
    """Two writers at a time, fifty in all, each killed at a random moment; a reader meets whole files only."""
    known = [a_history(level=1.0), a_history(level=2.0)]
    here = str(Path(__file__).parent)
    killers = [subprocess.Popen([sys.executable, "-c", KILLER, here, seed], stdout=subprocess.PIPE) for seed in "12"]
    for killer in killers:
        assert killer.stdout.readline() == b"ready\n"
    seen, end = set(), time.monotonic() + 30
    while any(killer.poll() is None for killer in killers) and time.monotonic() < end:
        read = read_cache("AAA")
        if read is not None:
            seen.add(read.columns["open"][0])
            assert same(read, known[0]) or same(read, known[1])
    for killer in killers:
        assert killer.wait(10) == 0
        killer.stdout.close()
    assert seen == {1.0, 2.0}
    assert read_cache("AAA") is not None
    assert not caplog.records


SHARER = """
import sys
sys.path.insert(0, sys.argv[1])
from test_cache import ask
print("ready", flush=True)
sys.stdin.readline()
series = ask("NVDA", "^GSPC").series
print(*(series[ticker].sha256() for ticker in ("NVDA", "^GSPC")))
"""


@pytest.mark.slow
def test_processes_that_share_a_cache(yahoo, caplog):
    """Started at one moment on an empty cache: each gets the same prices, and the cache is whole afterwards."""
    command = [sys.executable, "-c", SHARER, str(Path(__file__).parent)]
    sharers = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    for sharer in sharers:
        assert sharer.stdout.readline() == "ready\n"
    said = [sharer.communicate("\n", timeout=120)[0] for sharer in sharers]
    assert [sharer.returncode for sharer in sharers] == [0, 0, 0]
    assert len(set(said)) == 1
    requests = len(yahoo.requests)
    kept = ask("NVDA", "^GSPC").series
    assert " ".join(kept[ticker].sha256() for ticker in ("NVDA", "^GSPC")) == said[0].strip()
    assert len(yahoo.requests) == requests
    assert not caplog.records


def test_what_killed_writers_left_is_swept_once_it_is_old(folder):
    folder.mkdir()
    for name, hours in ((".old.tmp", 2), (".new.tmp", 0)):
        (folder / name).write_bytes(b"half")
        moment = time.time() - 3600 * hours
        os.utime(folder / name, (moment, moment))
    write_cache(a_history())
    assert sorted(path.name for path in folder.glob(".*")) == [".new.tmp"]
