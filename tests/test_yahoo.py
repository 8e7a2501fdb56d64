"""The real yfinance against a stand-in for Yahoo on the loopback: every fault has its own end, in bounded time."""

from __future__ import annotations

import datetime as dt
import logging
import time

import numpy as np
import pandas as pd
import pytest

import eventstudy as es
from eventstudy.errors import DataError, NetworkDown, NoDataInRange, RateLimited, UnknownSymbol, UpstreamBroken
from eventstudy.prices import yahoo as bounds
from eventstudy.prices.yahoo import Wanted, download
from fake_yahoo import NEW_YORK, FakeYahoo, Listing, command, invented, study_text

STARTING = 12.0
"""Seconds that a process may need for itself on a busy computer, beside the bounds of the network."""
FIRST, LAST = np.datetime64("2024-06-01"), np.datetime64("2025-03-31")


@pytest.fixture
def yahoo(tmp_path):
    with FakeYahoo(tmp_path) as server:
        yield server


@pytest.fixture
def here(yahoo, tmp_path, monkeypatch):
    """This process meets the stand-in, too."""
    for name, value in yahoo.environment(tmp_path / "cache").items():
        monkeypatch.setenv(name, value)
    return yahoo


def wanted(*symbols):
    return [Wanted(symbol, FIRST, LAST) for symbol in symbols]


ONE_SYMBOL = {  # fault: (kind, what the message says, most requests for prices)
    "unknown": (UnknownSymbol, "does not know this symbol", 1),
    "no-dates": (NoDataInRange, "no prices in this range", 1),
    "500": (UpstreamBroken, "HTTP 500", 3),
    "cut": (UpstreamBroken, "cut off, or no JSON", 1),
    "reset": (NetworkDown, "cut off before an answer", 2),  # curl itself tries a connection that it reuses again
}


def set_faults(yahoo):
    """Each fault on a symbol that is called like it."""
    for fault in set(ONE_SYMBOL) - {"unknown"}:
        yahoo.faults[fault.upper()] = fault.replace("-", " ")
        yahoo.listings[fault.upper()] = yahoo.listings["^GSPC"]


def test_each_fault_has_its_own_error_and_harms_no_other_symbol(here):
    set_faults(here)
    histories, failures = download(wanted("NVDA", *map(str.upper, ONE_SYMBOL), "^GSPC"))
    assert list(histories) == ["NVDA", "^GSPC"]
    assert list(failures) == [fault.upper() for fault in ONE_SYMBOL]
    for fault, (kind, message, requests) in ONE_SYMBOL.items():
        error = failures[fault.upper()]
        assert isinstance(error, kind), fault
        assert message in error.message
        assert error.remedy
        assert 1 <= here.asked[fault.upper()] <= requests, fault


@pytest.mark.slow
def test_faults_drop_their_firm_events_only(yahoo, write, tmp_path):
    """Every fault of one symbol at once, a symbol that was renamed, and a stale row."""
    set_faults(yahoo)
    yahoo.listings["META"] = invented(NEW_YORK, "USD", "NMS", "XNYS", 3)
    yahoo.listings["ENR.DE"].freeze_price("2025-01-24")
    write("s.yaml", study_text("FB", "META", *(f'"{fault.upper()}"' for fault in ONE_SYMBOL)))
    ended = command(yahoo, tmp_path, "check", "s.yaml")
    text = " ".join(ended.out.split())
    assert (ended.code, ended.err) == (0, "")
    assert "possibly delisted" not in text
    dropped, _, audit = text.partition("Dropped")[2].partition("Audit")
    for fault in ONE_SYMBOL:
        assert f"no prices for {fault.upper()}: " in dropped
    assert "no prices for FB: Yahoo does not know this symbol" in dropped
    assert "ENR.DE" in dropped
    assert "NVDA" not in dropped
    assert "META" not in dropped
    assert "stale rows" in audit
    assert "2025-01-24" in audit


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        pytest.param("429", "refuses more requests for now (429)", marks=pytest.mark.slow),  # backs off
        pytest.param("500", "HTTP 500", marks=pytest.mark.slow),
        ("down", "down for maintenance"),
        ("reset", "cut off before an answer"),
    ],
)
def test_nothing_arrives(yahoo, write, tmp_path, fault, message):
    yahoo.faults["*"] = fault
    write("s.yaml", study_text())
    ended = command(yahoo, tmp_path, "run", "s.yaml")
    assert ended.code == 3
    first, remedy = ended.err.splitlines()
    assert first.startswith("no prices at all: ")
    assert message in first
    assert "or use prices of your own" in remedy
    assert ended.out == ""
    assert not (tmp_path / "results").exists()


@pytest.mark.parametrize("name", ["fetch", "run"])
def test_a_market_that_yahoo_does_not_know_is_exit_3(yahoo, write, tmp_path, name):
    del yahoo.listings["^GDAXI"]
    write("s.yaml", study_text())
    ended = command(yahoo, tmp_path, name, "s.yaml")
    assert ended.code == 3
    assert ended.err.startswith("no prices for the market ^GDAXI: Yahoo does not know this symbol: 'No data found")


@pytest.mark.slow
def test_a_black_hole_is_given_up_after_ten_seconds(yahoo, write, tmp_path):
    """Connections that are accepted and never answered; test_doctor has a proxy that opens none."""
    yahoo.faults["*"] = "hang"
    write("s.yaml", study_text("A", "B", "C", "D", "E"))
    ended = command(yahoo, tmp_path, "fetch", "s.yaml")
    assert ended.code == 3
    assert ended.err.startswith("no prices at all: Yahoo did not answer within 10 s\n")
    assert ended.seconds < 10 + STARTING


@pytest.mark.slow
def test_a_black_hole_after_some_answers_keeps_what_arrived(here, monkeypatch):
    assert bounds.FIRST_ANSWER <= 10
    assert bounds.FIRST_ANSWER + bounds.SILENCE <= bounds.ALL_ANSWERS <= 30
    monkeypatch.setattr(bounds, "SILENCE", 4.0)
    symbols = [f"HOLE{i}" for i in range(12)]
    here.faults |= dict.fromkeys(symbols, "hang")
    start = time.monotonic()
    histories, failures = download(wanted("NVDA", "^GSPC", *symbols))
    assert time.monotonic() - start < bounds.FIRST_ANSWER + 4
    assert list(histories) == ["NVDA", "^GSPC"]
    assert {type(error) for error in failures.values()} == {NetworkDown}
    assert "stopped answering" in failures[symbols[-1]].message
    assert list(failures) == symbols


def test_rate_limit_stops_the_asking(here):
    here.faults["*"] = "429"
    histories, failures = download(wanted(*(f"S{i}" for i in range(30))))
    assert not histories
    assert len(failures) == 30
    assert {type(error) for error in failures.values()} == {RateLimited}
    asked = sum(count for symbol, count in here.asked.items() if symbol.startswith("S"))
    assert asked <= 4 * 3  # four at a time, three attempts each


def test_server_error_that_passes_is_not_seen(yahoo, write, tmp_path):
    yahoo.faults["*"] = "500 once"
    write("s.yaml", study_text())
    ended = command(yahoo, tmp_path, "fetch", "s.yaml")
    assert (ended.code, ended.err) == (0, "")
    assert "note" not in ended.out
    assert yahoo.asked["NVDA"] == 3  # refused, then zone and prices


def test_an_error_answer_is_not_remembered(here):
    here.faults["NVDA"] = "down"
    assert not download(wanted("NVDA"))[0]
    here.faults.clear()
    assert "NVDA" in download(wanted("NVDA"))[0]


def test_a_good_answer_is_not_remembered_either(here):
    before = download(wanted("NVDA"))[0]["NVDA"]
    here.listings["NVDA"].adjustment = 0.99
    after = download(wanted("NVDA"))[0]["NVDA"]
    assert after.rewritten(before) == ("adjusted_close",)


def test_history_is_what_yahoo_said(here):
    here.listings["VOD.L"].splits["2024-09-02"] = (2, 1)
    here.listings["VOD.L"].dividends["2024-11-14"] = 2.25
    here.listings["VOD.L"].adjustment = 0.9
    history = download(wanted("VOD.L"))[0]["VOD.L"]
    listing = here.listings["VOD.L"]
    inside = [i for i, day in enumerate(listing.dates) if str(FIRST) <= day <= str(LAST)]
    assert history.dates.astype(str).tolist() == [listing.dates[i] for i in inside]
    closes = np.array(listing.close)[inside]
    np.testing.assert_array_equal(history.columns["close"], closes)
    np.testing.assert_allclose(history.columns["adjusted_close"], 0.9 * closes, rtol=1e-12)
    assert (history.currency, history.exchange, history.zone) == ("GBp", "XLON", "Europe/London")
    assert history.columns["dividend"][history.dates == np.datetime64("2024-11-14")] == 2.25
    assert history.columns["split"].sum() == 2.0
    assert not {"^", "/"} & set("".join(here.asked))  # and only the symbol was asked for


@pytest.mark.parametrize("symbol", ["../x", "a/b", "A B", "A?x=1", "A#b", "", "Ä.DE", "A%2fB", "A\nB", "A\\B"])
def test_symbols_that_would_change_the_address_are_never_asked_for(here, symbol):
    histories, failures = download(wanted(symbol))
    assert not histories
    assert isinstance(failures[symbol], UnknownSymbol)
    assert not here.requests


def test_last_row_without_a_price_is_no_observation(here):
    listing = here.listings["^GSPC"]
    at = listing.dates.index("2025-03-03")
    del listing.dates[at + 1 :], listing.close[at + 1 :]
    listing.close[at] = None
    history = download(wanted("^GSPC"))[0]["^GSPC"]
    assert str(history.dates[-1]) == "2025-03-03"
    assert str(history.series(FIRST, LAST, "yahoo").dates[-1]) == "2025-02-28"


def test_session_that_still_runs_has_no_close(here):
    now = dt.datetime.now(dt.UTC)
    days = [(now - dt.timedelta(days=back)).date().isoformat() for back in (2, 1, 0)]
    here.listings["NOW"] = Listing("UTC", "USD", "NMS", days, [1.0, 2.0, 3.0])
    today = np.datetime64(days[-1])
    running = download([Wanted("NOW", today - np.timedelta64(5, "D"), today)])[0]["NOW"]
    closed_for_long = (now.hour, now.minute) > (16, 30)  # the stand-in's sessions end at 16:00
    assert len(running.dates) == (3 if closed_for_long else 2)


def test_missing_session_is_reported_and_never_bridged(here):
    here.listings["NVDA"].without("2025-01-28")
    spec = es.load_spec({"assets": {"NVDA": {"exchange": "XNAS", "market": "^GSPC"}}, **SMALL})
    study = es.run(spec, es.load_prices(spec))
    assert study.audit["finding"].str.contains("sessions of XNAS without a price: 2025-01-28").any()
    assert study.dropped["reason"].str.contains("2025-01-28").any()
    assert study.car.empty or not study.car.query("start <= 1 and end >= 1")["car"].notna().any()


SMALL = {
    "version": 1,
    "windows": {"estimation": [-60, -11], "event": [-5, 5], "car": [[0, 0], [-1, 1]]},
    "markets": {"^GDAXI": {"exchange": "XETR"}, "^GSPC": {"exchange": "XNYS"}},
    "events": [{"id": "shock", "at": "2025-01-27T00:00+01:00"}],
}


@pytest.mark.usefixtures("here")
def test_numbers_from_yahoo_are_those_of_the_snapshot(write):
    spec = es.load_spec(write("s.yaml", study_text()))
    live = es.run(spec, es.load_prices(spec))
    shipped = es.run(spec, es.load_prices(spec.replace(prices={"source": "snapshot"})))
    for table in ("ar", "car", "tests", "models", "events", "dropped"):
        pd.testing.assert_frame_equal(getattr(live, table), getattr(shipped, table), check_exact=True)
    day0 = live.ar.query("day == 0").set_index("asset")["return"]
    assert day0.round(4).to_dict() == {"NVDA": -0.1697, "ENR.DE": -0.1995}


def test_mixed_sample_has_the_right_day_zero(here):
    """New York was closed on 20 January 2025, London, Frankfurt and Amsterdam were not."""
    assets = {
        "NVDA": {"exchange": "XNAS", "market": "^GSPC"},
        "ENR.DE": {"exchange": "XETR", "market": "^GDAXI"},
        "ASML.AS": {"exchange": "XAMS", "market": "^GDAXI"},
        "VOD.L": {"exchange": "XLON", "market": "^GDAXI"},
    }
    spec = es.load_spec(SMALL | {"assets": assets, "events": [{"id": "r1", "at": "2025-01-20T14:00+01:00"}]})
    study = es.run(spec, es.load_prices(spec))
    day0 = study.events.set_index("asset")["day0"].dt.strftime("%Y-%m-%d").to_dict()
    assert day0 == {"NVDA": "2025-01-21", "ENR.DE": "2025-01-20", "ASML.AS": "2025-01-20", "VOD.L": "2025-01-20"}
    for asset, own in study.ar.groupby("asset"):
        listing = here.listings[asset]
        at = [listing.dates.index(str(day)[:10]) for day in own["date"]]
        close = np.array(listing.close, float)
        paid = np.array([listing.dividends.get(day, 0.0) for day in listing.dates])
        one_day = [(close[i] + paid[i]) / close[i - 1] - 1 for i in at]
        np.testing.assert_allclose(own["return"], one_day, rtol=1e-12)


@pytest.mark.usefixtures("here")
def test_yfinance_is_left_as_it_was(caplog):
    import yfinance
    from yfinance.data import YfData

    theirs = YfData()
    session = theirs._session
    yfinance.config.debug.hide_exceptions = True
    with caplog.at_level(logging.DEBUG):
        download(wanted("NVDA", "GONE"))
    assert yfinance.config.debug.hide_exceptions is True
    assert YfData() is theirs
    assert theirs._session is session
    assert not [record for record in caplog.records if record.name == "yfinance"]


def test_no_connection_is_said_at_once(write):
    """The suite's proxy is a closed port."""
    spec = es.load_spec(write("s.yaml", study_text()))
    with pytest.raises(NetworkDown, match="no prices at all: no connection to Yahoo") as caught:
        es.load_prices(spec)
    assert isinstance(caught.value, DataError)
