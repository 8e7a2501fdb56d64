"""`eventstudy fetch`, `--offline`, and prices frozen with a study: the same numbers for ever."""

from __future__ import annotations

import hashlib
import json

import numpy as np
import pandas as pd
import pytest

import eventstudy as es
from eventstudy.errors import DataError, OutputError
from eventstudy.prices.frozen import freeze, study_lines
from eventstudy.prices.series import Prices, PriceSeries
from fake_yahoo import FakeYahoo, command, study_text


@pytest.fixture
def yahoo(tmp_path):
    with FakeYahoo(tmp_path) as server:
        yield server


def tables(folder):
    return {path.name: path.read_bytes() for path in folder.glob("*.csv")}


def test_fetch_says_what_arrived_and_what_did_not(yahoo, write, tmp_path):
    write("s.yaml", study_text("GONE", fallback="snapshot"))
    yahoo.faults["ENR.DE"] = "html"
    ended = command(yahoo, tmp_path, "fetch", "s.yaml")
    assert (ended.code, ended.err) == (0, "")
    lines = {line.split()[0]: line.split() for line in ended.out.splitlines() if line}
    assert lines["NVDA"][-2:] == ["yahoo", "USD"]
    assert lines["ENR.DE"][-2:] == ["snapshot", "EUR"]
    nvda = yahoo.listings["NVDA"].dates
    assert lines["NVDA"][1] == str(sum(lines["NVDA"][2] <= day <= lines["NVDA"][3] for day in nvda))
    text = " ".join(ended.out.split())
    assert "'Something else'; prices of ENR.DE come from the snapshot" in text
    assert "missing: GONE: Yahoo does not know this symbol" in text


@pytest.mark.slow
def test_the_road_of_a_study_from_live_to_frozen(yahoo, write, tmp_path):
    """Live, from the cache, offline, and frozen: one set of tables; provenance has the manifest's hashes."""
    write("s.yaml", study_text())
    live = command(yahoo, tmp_path, "run", "s.yaml", "--out", "live")
    requests = len(yahoo.requests)
    fetched = command(yahoo, tmp_path, "fetch", "s.yaml", "--freeze", "kept")
    offline = command(yahoo, tmp_path, "run", "s.yaml", "--out", "offline", "--offline")
    assert len(yahoo.requests) == requests
    line = next(line for line in fetched.out.splitlines() if line.startswith("prices:"))
    assert line == "prices: {source: csv, path: [kept/yahoo.csv]}"
    write("f.yaml", study_text().replace("prices: {source: yahoo}", line))
    frozen = command(yahoo, tmp_path, "run", "f.yaml", "--out", "frozen")
    assert len(yahoo.requests) == requests
    assert [(e.code, e.err) for e in (live, fetched, offline, frozen)] == [(0, "")] * 4
    for out in ("offline", "frozen"):
        assert tables(tmp_path / out) == tables(tmp_path / "live")
    provenance = {out: (tmp_path / out / "provenance.json").read_bytes() for out in ("live", "offline", "frozen")}
    assert provenance["offline"] == provenance["live"]
    manifest = json.loads((tmp_path / "kept/manifest.json").read_text())
    for out in ("live", "frozen"):
        series = json.loads(provenance[out])["series"]
        assert {t: one["sha256"] for t, one in series.items()} == {
            t: one["sha256"] for t, one in manifest["series"].items()
        }
    for name, digest in manifest["files"].items():
        assert hashlib.sha256((tmp_path / "kept" / name).read_bytes()).hexdigest() == digest


def test_offline_without_cache_fails(yahoo, write, tmp_path):
    write("s.yaml", study_text())
    ended = command(yahoo, tmp_path, "run", "s.yaml", "--offline")
    assert not yahoo.requests
    assert ended.code == 3
    assert ended.err == (
        "no prices at all: --offline, and not in the cache\n"
        "run 'eventstudy fetch' once with a network, or give a 'fallback'\n"
    )


def test_offline_without_cache_takes_the_fallback(write):
    spec = es.load_spec(write("s.yaml", study_text(fallback="snapshot")))
    prices = es.load_prices(spec, offline=True)
    assert {one.source for one in prices.series.values()} == {"snapshot"}
    (note,) = prices.notes
    assert note == (
        "yahoo: --offline, and not in the cache; prices of NVDA, ENR.DE, ^GSPC, ^GDAXI come from the snapshot; "
        "run 'eventstudy fetch' once with a network"
    )


def some_series(ticker="AAA", **changes) -> PriceSeries:
    dates = np.array(["2024-01-02", "2024-01-03", "2024-01-04"], "datetime64[D]")
    facts = {"source": "yahoo", "bars": {"volume": np.array([1.0, np.nan, 3.0])}, "exchange": "XNYS", "currency": "USD"}
    return PriceSeries(ticker, dates, np.array([1 / 3, np.pi, 1e-17]), **(facts | changes))


def frozen(folder, *series) -> Prices:
    choice = freeze(Prices({one.ticker: one for one in series}), folder)
    tickers = {one.ticker: {"exchange": "XNYS"} for one in series}
    spec = es.load_spec(
        {
            "version": 1,
            "model": "mean",
            "prices": {"source": "csv", "path": [str(folder / name) for name in choice.path], "kind": choice.kind},
            "assets": tickers,
            "events": [{"id": "e", "at": "2024-01-04"}],
        }
    )
    return es.load_prices(spec)


def test_frozen_series_read_back_to_the_last_bit(tmp_path):
    series = [
        some_series(),
        some_series("NA", bars={}),
        some_series('a,"b', source="snapshot"),
        some_series(
            "D", ex_dates=np.array(["2023-12-29", "2024-01-03"], "datetime64[D]"), dividends=np.array([0.1, 0.2])
        ),
        some_series("csv", source="csv: prices.csv"),
    ]
    back = frozen(tmp_path / "kept", *series)
    assert {t: one.sha256() for t, one in back.series.items()} == {one.ticker: one.sha256() for one in series}
    names = sorted(path.name for path in (tmp_path / "kept").iterdir())
    assert names == ["csv-prices.csv", "manifest.json", "snapshot.csv", "yahoo-2.csv", "yahoo.csv"]


def test_frozen_returns_stay_returns(tmp_path):
    back = frozen(tmp_path / "kept", some_series(kind="returns"))
    assert back.series["AAA"].kind == "returns"


def test_prices_and_returns_are_not_frozen_together(tmp_path):
    with pytest.raises(DataError, match="cannot be frozen together"):
        frozen(tmp_path / "kept", some_series(), some_series("B", kind="returns"))
    assert not (tmp_path / "kept").exists()


def test_series_that_would_read_back_differently_are_refused(tmp_path):
    twice = np.array(["2024-01-03", "2024-01-03"], "datetime64[D]")
    with pytest.raises(DataError, match="AAA cannot be frozen exactly"):
        frozen(tmp_path / "kept", some_series(ex_dates=twice, dividends=np.array([0.1, 0.2])))
    assert not (tmp_path / "kept/manifest.json").exists()


def test_freezing_replaces_an_earlier_freeze_and_nothing_else(tmp_path):
    frozen(tmp_path / "kept", some_series(), some_series("B", source="snapshot"))
    before = (tmp_path / "kept/snapshot.csv").read_bytes()
    with pytest.raises(OutputError, match="holds frozen prices of 'B', which would be gone"):
        frozen(tmp_path / "kept", some_series())
    assert (tmp_path / "kept/snapshot.csv").read_bytes() == before
    frozen(tmp_path / "kept", some_series(), some_series("B"))
    assert sorted(path.name for path in (tmp_path / "kept").iterdir()) == ["manifest.json", "yahoo.csv"]
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/yahoo.csv").write_text("dear to me")
    with pytest.raises(OutputError, match="holds something else"):
        frozen(tmp_path / "mine", some_series())
    assert (tmp_path / "mine/yahoo.csv").read_text() == "dear to me"
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot write the prices"):
        frozen(tmp_path / "file", some_series())


def test_lines_for_the_study_hold_exchanges_that_only_the_source_knew(tmp_path, write):
    study = write("sub/s.yaml", study_text().replace("  ^GSPC: {exchange: XNYS}\n", "").replace("exchange: XNAS, ", ""))
    spec = es.load_spec(study)
    dates = {ticker: some_series(ticker) for ticker in ("NVDA", "ENR.DE", "^GSPC", "^GDAXI")}
    choice = freeze(Prices(dates), tmp_path / "kept")
    assert study_lines(spec, Prices(dates), choice, tmp_path / "kept") == [
        "prices: {source: csv, path: [../kept/yahoo.csv]}",
        "assets: {NVDA: {exchange: XNYS}}",
        "markets: {^GSPC: {exchange: XNYS}}",
    ]


def test_table_of_prices():
    table = Prices({"AAA": some_series(currency=None)}).table()
    expected = pd.DataFrame(
        [("AAA", 3, "2024-01-02", "2024-01-04", "yahoo", "")],
        columns=["ticker", "rows", "first", "last", "source", "currency"],
    )
    pd.testing.assert_frame_equal(table, expected)
