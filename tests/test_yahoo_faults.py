"""Whatever Yahoo, the proxy or the network does: its own words and its own remedy, on every road to the user."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
import sys
import time

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import eventstudy as es
from eventstudy.cli import app
from eventstudy.errors import DataError, NetworkDown, NoDataInRange, RateLimited, UnknownSymbol, UpstreamBroken
from eventstudy.prices import live
from eventstudy.prices import yahoo as asking
from eventstudy.prices.cache import cache_folder
from eventstudy.prices.yahoo import Wanted, download
from eventstudy.report import doctor
from eventstudy.study import prepare
from eventstudy.study.analyses.benchmarks import without_prices
from eventstudy.text import ENGLISH, GERMAN
from fake_yahoo import FakeYahoo

FIRST, LAST = np.datetime64("2024-06-01"), np.datetime64("2025-03-31")
PROGRAM_WORDS = re.compile(
    r"Error\(|[A-Z]\w+(Error|Exception)\b|Exception|Traceback|\bYF\w+|curl|yfinance\.\w|\b\w+\.py\b|None"
)
"""What belongs to the program and says nothing to its user."""


@pytest.fixture
def yahoo(tmp_path, monkeypatch):
    """This process meets the stand-in, and does not wait between two attempts."""
    monkeypatch.setattr(asking.time, "sleep", lambda _: None)
    with FakeYahoo(tmp_path) as server:
        for name, value in server.environment(tmp_path / "cache").items():
            monkeypatch.setenv(name, value)
        yield server


def ask(symbol):
    histories, failures = download([Wanted(symbol, FIRST, LAST)])
    assert not histories
    return failures[symbol]


def plain(error):
    """An error as its user reads it, after a look at whether it speaks to one."""
    text = str(error)
    assert error.remedy
    assert not PROGRAM_WORDS.search(text), text
    return text


ANSWERS = {  # what Yahoo answers: (kind, what is said, what is to be done)
    "400": (UpstreamBroken, "accept the request (400): 'Invalid input - interval=1x", "check the symbol and the dates"),
    "no dates": (NoDataInRange, "no prices in this range: 'Data doesn't exist for startDate = 1", "check the dates"),
    "401": (UpstreamBroken, "session that was opened for it (401): 'Invalid Crumb'", "upgrade yfinance"),
    "403": (UpstreamBroken, "refuses requests from where you are (403)", "try from another network"),
    "404": (UpstreamBroken, "nothing at the address that was asked (404)", "check its spelling"),
    "407": (NetworkDown, "asks for a name and a password (407)", "HTTPS_PROXY"),
    "422": (UpstreamBroken, "(422): '1d data not available for these times'", "check the symbol and the dates"),
    "429": (RateLimited, "refuses more requests for now (429)", "wait an hour"),
    "451": (UpstreamBroken, "for legal reasons (451)", "another network"),
    "500": (UpstreamBroken, "a fault of its own (HTTP 500)", "try again later"),
    "down": (UpstreamBroken, "down for maintenance", "try again later"),
    "html": (UpstreamBroken, "a web page instead of prices: 'Something else'", "try again later"),
    "array": (UpstreamBroken, "it has no chart", "try again later"),
    "deep": (UpstreamBroken, "cut off, or no JSON", "try again later"),
    "no result": (UpstreamBroken, "its chart is empty", "try again later"),
    "cut": (UpstreamBroken, "cut off, or no JSON", "try again later"),
    "packing": (UpstreamBroken, "cut off or badly packed", "try again later"),
    "short": (UpstreamBroken, "was cut off", "try again later"),
    "reset": (NetworkDown, "cut off before an answer", "check the network"),
    "consent": (UpstreamBroken, "asks for consent to its cookies", "from a network elsewhere"),
    "portal": (UpstreamBroken, "led away from Yahoo to 'portal.example'", "log in to the network"),
    "http": (UpstreamBroken, "an address without encryption, which was not followed", "log in to the network"),
    "circle": (UpstreamBroken, "from one address to the next without an end", "try again later"),
    "bomb": (UpstreamBroken, "larger than 8 MB", "try again later"),
}  # fmt: skip
CONNECTIONS = {
    "expired": ("certificate shown is refused, it has expired", "set the clock"),
    "untrusted": ("certificate shown is refused, this computer does not trust its issuer", "CURL_CA_BUNDLE"),
    "wrong host": ("certificate shown is refused, it is for another host", "log in to the network"),
    "proxy 407": ("asks for a name and a password (407)", "HTTPS_PROXY"),
    "proxy 502": ("the proxy does not let it through (HTTP 502)", "correct HTTPS_PROXY"),
}


def meta(**changes):
    return lambda answer: answer["chart"]["result"][0]["meta"].update(changes)


def values(name, change):
    return lambda answer: change(answer["chart"]["result"][0]["indicators"]["quote"][0][name])


def stamps(change):
    return lambda answer: change(answer["chart"]["result"][0].get("timestamp", []))


def put(at, value):
    """Change of one value of a list that is long enough."""
    return lambda some: some.__setitem__(at, value) if len(some) > 9 else None


def twice(answer):
    """The sixth day stands there once more, with another price."""
    result = answer["chart"]["result"][0]
    if len(result["timestamp"]) > 9:
        quote = result["indicators"]["quote"][0]
        for column in (result["timestamp"], *quote.values(), result["indicators"]["adjclose"][0]["adjclose"]):
            column.insert(6, column[5])
        quote["close"][6] = 1.0


def events(**changes):
    return lambda answer: answer["chart"]["result"][0].update(events=changes)


UNTRUSTED = {  # what is done to an answer: what is said of it
    "another symbol": (meta(symbol="MSFT"), "asked for AAA and answered for 'MSFT'"),
    "no symbol": (meta(symbol=None), "does not say of which symbol it is"),
    "currency NaN": (meta(currency=float("nan")), "its currency is no code, 'nan'"),
    "currency a list": (meta(currency=["USD"]), "its currency is no code"),
    "currency a sentence": (meta(currency="US dollars"), "its currency is no code, 'US dollars'"),
    "no zone": (meta(exchangeTimezoneName=None), "its time zone is not known"),
    "unknown zone": (meta(exchangeTimezoneName="Mars/Base"), "its time zone is not known, 'Mars/Base'"),
    "a path as zone": (meta(exchangeTimezoneName="../../etc/passwd"), "its time zone is not known"),
    "weekly": (meta(dataGranularity="1wk"), "not daily but '1wk'"),
    "two prices": (twice, "two prices for 2024-"),
    "out of order": (stamps(lambda days: days.reverse()), "its dates are out of order"),
    "dates of text": (stamps(put(3, "2024-06-01")), "its dates are no numbers of seconds"),
    "a date too far": (stamps(put(3, 10**15)), "its dates are no numbers of seconds"),
    "a value short": (values("close", list.pop), "values of 'close'"),
    "text": (values("close", put(3, "abc")), "a value of 'close' is no number, 'abc'"),
    "not finite": (values("high", put(3, float("inf"))), "a value of 'high' is no number, 'inf'"),
    "huge": (values("volume", put(3, 10**400)), "a value of 'volume' is no number"),
    "dividend": (events(dividends={"1": {"date": 1735900000, "amount": "2"}}), "dividends, amount' is no number, '2'"),
    "split": (events(splits={"1": {"date": 1735900000, "numerator": 2, "denominator": 0}}), "a split is 2 for 0"),
}


@pytest.mark.parametrize("fault", ANSWERS)
def test_each_answer_has_its_own_words(yahoo, fault):
    yahoo.listings["AAA"] = yahoo.listings["CIRCLE"] = yahoo.listings["^GSPC"]
    yahoo.faults |= {"AAA": fault, "CIRCLE": "circle"}
    kind, said, remedy = ANSWERS[fault]
    error = ask("AAA")
    assert isinstance(error, kind)
    assert said in error.message
    assert remedy in error.remedy
    plain(error)
    assert yahoo.asked["AAA"] <= {"429": 3, "500": 3, "401": 2, "403": 2, "reset": 2}.get(fault, 1)


@pytest.mark.parametrize("fault", CONNECTIONS)
def test_each_broken_connection_has_its_own_words(yahoo, fault):
    yahoo.faults["*"] = fault
    error = ask("NVDA")
    assert isinstance(error, NetworkDown)
    said, remedy = CONNECTIONS[fault]
    assert said in error.message
    assert remedy in error.remedy
    plain(error)
    assert not yahoo.asked


def test_certificates_that_cannot_be_read_are_named(yahoo, monkeypatch):
    for name in ("CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE"):
        monkeypatch.setenv(name, "/nowhere/ca.pem")
    error = ask("NVDA")
    assert "the file of trusted certificates cannot be read" in error.message
    assert "CURL_CA_BUNDLE" in plain(error)
    assert not yahoo.asked


@pytest.mark.parametrize("edit", UNTRUSTED)
def test_what_cannot_be_trusted_is_refused_and_not_kept(yahoo, edit):
    yahoo.listings["AAA"] = yahoo.listings["^GSPC"]
    yahoo.edits["AAA"], said = UNTRUSTED[edit]
    spec = es.load_spec(study({"AAA": {"market": "^GSPC"}}))
    prices = es.load_prices(spec)
    assert list(prices.series) == ["^GSPC"]
    assert isinstance(prices.missing["AAA"], UpstreamBroken)
    assert said in prices.missing["AAA"].message
    assert "or use prices of your own" in plain(prices.missing["AAA"])
    assert not list(cache_folder().glob("AAA-*"))
    yahoo.edits.clear()
    assert list(es.load_prices(spec).series) == ["AAA", "^GSPC"]


@pytest.mark.parametrize(
    "edit",
    [meta(symbol="aaa"), meta(currency="GBp"), meta(currency=None), values("close", put(3, None)), bool],
    ids=["capitals", "pence", "no currency", "a day without a close", "as it is"],
)
def test_what_yahoo_does_on_a_good_day_is_taken(yahoo, edit):
    yahoo.listings["AAA"] = yahoo.listings["^GSPC"]
    yahoo.edits["AAA"] = edit
    assert list(download([Wanted("AAA", FIRST, LAST)])[0]) == ["AAA"]


def test_an_exchange_rate_has_two_names(yahoo):
    yahoo.listings["USDEUR=X"] = yahoo.listings["^GSPC"]
    yahoo.edits["USDEUR=X"] = meta(symbol="EUR=X")
    assert list(download([Wanted("USDEUR=X", FIRST, LAST)])[0]) == ["USDEUR=X"]


def test_a_live_quote_beside_the_row_of_its_day_is_no_second_price(yahoo):
    def live(answer):
        result = answer["chart"]["result"][0]
        for column in (*result["indicators"]["quote"][0].values(), result["indicators"]["adjclose"][0]["adjclose"]):
            column.append(column[-1] * 2)
        result["timestamp"].append(result["timestamp"][-1] + 1800)
        result["meta"]["regularMarketTime"] = result["timestamp"][-1]

    yahoo.edits["NVDA"] = live
    history = download([Wanted("NVDA", FIRST, LAST)])[0]["NVDA"]
    assert (np.diff(history.dates) > np.timedelta64(0, "D")).all()


@pytest.mark.parametrize("fault", ["401 once", "403 once"])
def test_a_session_that_ran_out_is_renewed(yahoo, fault):
    yahoo.faults["NVDA"] = fault
    assert list(download([Wanted("NVDA", FIRST, LAST)])[0]) == ["NVDA"]


@pytest.mark.parametrize("symbol", ["US67066G1040", "nl0010273215"])
def test_an_isin_is_no_symbol(yahoo, symbol):
    error = ask(symbol)
    assert isinstance(error, UnknownSymbol)
    assert "ISIN" in error.message
    assert not yahoo.requests
    plain(error)


BOUNDED = """
import resource
resource.setrlimit(resource.RLIMIT_AS, (3_000_000_000, 3_000_000_000))
import numpy as np
from eventstudy.prices.yahoo import Wanted, download
day = np.datetime64("2024-06-01")
print(download([Wanted("NVDA", day, day + np.timedelta64(300, "D"))])[1]["NVDA"])
with open("/proc/self/status") as status:  # getrusage would tell of the process that started this one, too
    print(next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) // 1000, "MB")
"""


def test_six_gigabytes_in_six_megabytes_are_not_unpacked(yahoo, tmp_path):
    yahoo.faults["NVDA"] = "bomb"
    done = subprocess.run(
        [sys.executable, "-c", BOUNDED],
        env=yahoo.environment(tmp_path / "cache") | {"OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    error, *_, memory = done.stdout.splitlines()
    assert error == "Yahoo's answer is larger than 8 MB, far more than prices take"
    assert int(memory.split()[0]) < 600


OTHERS = {"NVDA": {"exchange": "XNAS", "market": "^GSPC"}}
ROADS = {  # what lacks AAA: (keys of the study, assets, what the error begins with)
    "asset": ({}, {"AAA": {"market": "^GSPC"}}, "no prices for AAA: "),
    "market": ({}, {"NVDA": {"market": "AAA"}}, "no prices for the market AAA: "),
    "control": ({"model": {"name": "portfolio", "columns": ["AAA"]}}, OTHERS, "no prices for the control AAA: "),
    "constituent": (
        {},
        {"NVDA": OTHERS["NVDA"] | {"exclude": {"AAA": 0.1}}},
        "no prices for AAA, which the market of NVDA leaves out: ",
    ),
    "exchange rate": (
        {"currency": {"to": "EUR", "rates": {"EURUSD": "AAA"}}},
        OTHERS | {"ENR.DE": {"market": "^GDAXI"}},
        "no exchange rates AAA: ",
    ),
}
WHATEVER = {
    "451": ("for legal reasons (451)", "try from another network"),
    "unknown": ("does not know this symbol: 'No data found, symbol may be delisted'", "check its spelling"),
    "another symbol": ("asked for AAA and answered for 'MSFT'", "write that ticker"),
}


def study(assets, **keys):
    return {
        "version": 1,
        "prices": {"source": "yahoo"},
        "windows": {"estimation": [-60, -11], "event": [-5, 5], "car": [[0, 0]]},
        "assets": assets,
        "events": [{"id": "shock", "at": "2025-01-27T00:00+01:00"}],
        **keys,
    }


def broken(yahoo, cause):
    """Make AAA fail; what is said then, and what is to be done."""
    if cause != "unknown":
        yahoo.listings["AAA"] = yahoo.listings["^GSPC"]
    if cause == "another symbol":
        yahoo.edits["AAA"] = UNTRUSTED[cause][0]
    elif cause != "unknown":
        yahoo.faults["AAA"] = cause
    return WHATEVER[cause]


@pytest.fixture
def tool(tmp_path, monkeypatch):
    """The command line in this process: exit code, what it prints, and what it says on stderr."""
    monkeypatch.chdir(tmp_path)

    def _tool(command, spec, *flags):
        (tmp_path / "s.yaml").write_text(json.dumps(spec))
        done = CliRunner().invoke(app, [command, "s.yaml", *flags])
        assert not PROGRAM_WORDS.search(done.stderr), done.stderr
        return done.exit_code, " ".join(done.stdout.split()), done.stderr

    return _tool


@pytest.mark.parametrize("cause", WHATEVER)
@pytest.mark.parametrize("road", ROADS)
def test_what_stops_a_study_says_its_own_cause_and_remedy(yahoo, tool, road, cause):
    said, remedy = broken(yahoo, cause)
    keys, assets, start = ROADS[road]
    spec = study(assets, **keys)
    code, _, err = tool("run", spec)
    assert (code, err.startswith(start)) == (3, True), err
    assert said in err.splitlines()[0]
    assert remedy in err.splitlines()[1]
    assert "add them" not in err
    for command, *flags in (("check",), ("compare", "--event", "shock"), ("placebo",), ("power",), ("tables",)):
        assert tool(command, spec, *flags)[::2] == (3, err), command
    loaded = es.load_spec(spec)
    with pytest.raises(DataError) as caught:  # as in a notebook
        es.run(loaded, es.load_prices(loaded))
    assert plain(caught.value) + "\n" == err


@pytest.mark.parametrize("road", ["asset", "market"])
def test_fetch_stops_where_a_run_would(yahoo, tool, road):
    said, remedy = broken(yahoo, "451")
    keys, assets, start = ROADS[road]
    code, out, err = tool("fetch", study(assets, **keys))
    assert code == 3
    assert err.startswith(start)
    assert said in err
    for text in (err, out.partition("missing: AAA: ")[2]):
        assert said in text
        assert remedy in text


def test_one_asset_of_several_is_dropped_with_cause_and_remedy(yahoo, tool):
    said, remedy = broken(yahoo, "unknown")
    spec = study(OTHERS | {"AAA": {"market": "^GSPC"}})
    for command, *flags in (("run", "--no-daily"), ("check",), ("fetch",)):
        code, out, err = tool(command, spec, *flags)
        assert (code, err) == (0, "")
        assert said in out
        assert remedy in out


def test_a_benchmark_without_prices_is_noted_with_cause_and_remedy(yahoo, tool):
    said, remedy = broken(yahoo, "another symbol")
    code, out, err = tool("run", study(OTHERS, benchmarks=["AAA"]))
    assert (code, err) == (0, "")
    assert f"no prices for the benchmark AAA: Yahoo was {said}" in out
    assert remedy in out


def test_the_fallback_is_named_with_the_cause(yahoo, tool):
    yahoo.faults["NVDA"] = "451"
    fallback = {"prices": {"source": "yahoo", "fallback": "snapshot"}}
    for command, *flags in (
        *(("run",), ("check",), ("fetch",), ("tables",), ("placebo",)),
        *(("compare", "--event", "shock", "--models", "market"), ("power", "--draws", "10")),
        ("charts", "--chart", "car", "--kind", "svg"),
    ):
        code, out, err = tool(command, study(OTHERS, **fallback), *flags)
        assert (code, err) == (0, "")
        assert "for legal reasons (451); prices of NVDA come from the snapshot" in out
    said, remedy = broken(yahoo, "451")
    code, _, err = tool("run", study({"AAA": {"market": "^GSPC"}}, **fallback))
    assert code == 3
    assert f"{said}; nor does the fallback 'snapshot' have it" in err
    assert remedy in err


WITH_AAA = OTHERS | {"AAA": {"exchange": "XNAS", "market": "^GSPC"}}
ON_THE_WAY = {  # how a study that goes on meets a fault: (its prices, other keys, its assets)
    "dropped": ({"source": "yahoo"}, {}, WITH_AAA),
    "benchmark": ({"source": "yahoo"}, {"benchmarks": ["AAA"]}, OTHERS),
    "in no fallback": ({"source": "yahoo", "fallback": "snapshot"}, {}, WITH_AAA),
    "replaced": ({"source": "yahoo", "fallback": "csv", "path": "own.csv"}, {}, WITH_AAA),
    "of the fallback": ({"source": "csv", "path": "others.csv", "fallback": "yahoo"}, {}, WITH_AAA),
}

DROPPED = ("dropped", "in no fallback", "of the fallback")


@pytest.mark.parametrize("cause", ["429", "another symbol"])
@pytest.mark.parametrize("way", ON_THE_WAY)
def test_a_fault_keeps_its_remedy_on_every_way_and_in_both_languages(yahoo, tool, tmp_path, way, cause):
    prices, keys, assets = ON_THE_WAY[way]
    closes = pd.DataFrame({t: pd.Series(yahoo.listings[t].close, yahoo.listings[t].dates) for t in ("NVDA", "^GSPC")})
    closes.rename_axis("date").to_csv(tmp_path / "others.csv")
    closes.assign(AAA=closes["NVDA"]).rename_axis("date").to_csv(tmp_path / "own.csv")
    known = {"markets": {"^GSPC": {"exchange": "XNYS"}}}
    assert tool("fetch", study(OTHERS, **known))[0] == 0  # in the cache, so that 429 does not stop the others
    if cause == "429":
        yahoo.faults["AAA"] = cause
    else:
        broken(yahoo, cause)
    error = ask("AAA")
    spec = study(assets, **known, **keys) | {"prices": prices}
    code, out, err = tool("run", spec, "--no-daily", "--lang", "de")
    assert (code, err) == (0, "")
    said = [tool("check", spec)[1]]
    if way in DROPPED:
        (dropped,) = pd.read_csv(tmp_path / "results/dropped.csv").itertuples()
        assert dropped.code == "no_prices"
        said.append(dropped.reason)
    page = html.unescape((tmp_path / "results/report.html").read_text(encoding="utf-8"))
    for text, language in [*((one, ENGLISH) for one in said), (out, GERMAN), (page, GERMAN)]:
        for part in (error.what, error.advice):
            assert squeezed(language.text(part)) in squeezed(text)


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """What each fault is to who asks, and what Yahoo has of the symbols without one."""
    folder = tmp_path_factory.mktemp("yahoo")
    with pytest.MonkeyPatch.context() as patch, FakeYahoo(folder) as server:
        patch.setattr(asking.time, "sleep", lambda _: None)
        for name, value in server.environment(folder / "cache").items():
            patch.setenv(name, value)
        server.listings["AAA"] = server.listings["CIRCLE"] = server.listings["^GSPC"]
        histories, _ = download([Wanted(symbol, FIRST, LAST) for symbol in ("NVDA", "ENR.DE", "^GSPC", "^GDAXI")])
        errors = {}
        for fault in [*ANSWERS, *CONNECTIONS]:
            server.faults = {"AAA" if fault in ANSWERS else "*": fault, "CIRCLE": "circle"}
            errors[fault] = ask("AAA")
    return histories, errors


@pytest.fixture
def fault(answers, request, monkeypatch, tmp_path):
    """The error with which Yahoo answers for AAA, while it has all else."""
    histories, errors = answers
    error = errors[request.param]

    def download(wanted, _=None):
        symbols = [one.symbol for one in wanted]
        return {s: histories[s] for s in symbols if s != "AAA"}, {s: error for s in symbols if s == "AAA"}

    monkeypatch.setattr(live, "download", download)
    monkeypatch.setenv("EVENTSTUDY_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    return error


def assert_passed_on(error, message):
    for language in (ENGLISH, GERMAN):
        for part in (error.what, error.advice):
            assert language.text(part) in language.text(message)


EVERY_FAULT = pytest.mark.parametrize("fault", [*ANSWERS, *CONNECTIONS], indirect=True)


@EVERY_FAULT
@pytest.mark.parametrize("road", ROADS)
def test_every_fault_that_stops_a_study_is_passed_on_whole(fault, road):
    keys, assets, start = ROADS[road]
    spec = es.load_spec(study(assets, **keys))
    with pytest.raises(type(fault)) as caught:
        es.run(spec, es.load_prices(spec))
    assert str(caught.value).startswith(start)
    assert caught.value.advice == fault.advice
    assert_passed_on(fault, caught.value.line)


@EVERY_FAULT
@pytest.mark.parametrize("way", ON_THE_WAY)
def test_every_fault_that_a_study_goes_on_after_is_passed_on_whole(answers, fault, way):
    prices, keys, assets = ON_THE_WAY[way]
    closes = pd.DataFrame({t: answers[0][t].series(FIRST, LAST, "").close for t in ("NVDA", "^GSPC")})
    closes = closes.set_axis(pd.Index(answers[0]["NVDA"].dates, name="date"))
    closes.to_csv("others.csv")
    closes.assign(AAA=closes["NVDA"]).to_csv("own.csv")
    spec = es.load_spec(study(assets, markets={"^GSPC": {"exchange": "XNYS"}}, **keys) | {"prices": prices})
    prepared = prepare(spec, es.load_prices(spec))
    assert [reason.codes for reason in prepared.dropped["reason"]] == ["no_prices"] * (way in DROPPED)
    (said,) = [*prepared.prices.said, *without_prices(prepared), *prepared.dropped["reason"]]
    assert_passed_on(fault, said)


def squeezed(text):
    """Text without the spaces that the lines of a table put into it."""
    return re.sub(r"\s+", "", text)


def test_several_causes_are_all_said_each_with_its_remedy(yahoo, tool):
    broken(yahoo, "451")
    yahoo.faults["^GSPC"] = "403"
    code, _, err = tool("run", study({"AAA": {"market": "^GSPC"}}))
    assert code == 3
    first, *remedies = err.splitlines()
    assert first.startswith("no prices at all: ")
    assert "(451); " in first
    assert "(403)" in first
    assert len(remedies) == 2


def test_the_newcomers_first_typo_hides_no_other_fault(yahoo, tool):
    """A symbol that Yahoo does not know and whose exchange nothing states, alone or beside what fails otherwise."""
    spec = study({"NVDDA": {"market": "^GSPC"}})
    for command in ("run", "check", "fetch", "charts", "tables"):
        code, _, err = tool(command, spec)
        assert (code, err.splitlines()[1]) == (3, "check its spelling on finance.yahoo.com")
        assert err.startswith("no prices for NVDDA: Yahoo does not know this symbol")
    broken(yahoo, "451")
    code, _, err = tool("run", study({"NVDDA": {"market": "^GSPC"}, "AAA": {"market": "^GSPC"}}))
    assert code == 3
    assert "does not know this symbol" in err
    assert "for legal reasons (451)" in err
    assert "check its spelling" in err
    code, _, err = tool("run", study({"NVDDA": {"market": "^GSPC", "exchange": "XNAS"}}))  # dropped as any other
    assert code == 1
    assert "no prices for NVDDA: Yahoo does not know this symbol" in err
    assert "check its spelling" in err
    code, out, err = tool("run", study({"NVDA": {"market": "^GSPC"}}))  # the remedy
    assert (code, err) == (0, "")
    assert "NVDA" in out


@pytest.mark.parametrize("fault", ["403", "untrusted"])
def test_the_doctor_passes_cause_and_remedy_on(yahoo, fault):
    yahoo.faults["*"] = fault
    found = next(one for one in doctor.examine() if one.name == "Yahoo")
    detail = ENGLISH.text(found.detail)
    said, remedy = CONNECTIONS[fault] if fault in CONNECTIONS else ANSWERS[fault][1:]
    assert not found.works
    assert said in detail
    assert remedy in detail
    assert not PROGRAM_WORDS.search(detail)


def test_prices_of_ones_own_are_the_remedy(yahoo, tool, tmp_path):
    """The way round Yahoo that the remedies name leads to the numbers of Yahoo, but for dividends, which it lacks."""
    spec = study(OTHERS, markets={"^GSPC": {"exchange": "XNYS"}})
    assert tool("run", spec, "--out", "live")[0] == 0
    yahoo.faults["*"] = "451"
    shutil.rmtree(cache_folder())
    code, _, err = tool("run", spec)
    assert code == 3
    assert "prices of your own ('prices: {source: csv, path: FILE}')" in err
    closes = pd.DataFrame(
        {t: pd.Series(yahoo.listings[t].close, yahoo.listings[t].dates) for t in ("NVDA", "ENR.DE", "^GSPC")}
    )
    closes.rename_axis("date").to_csv(tmp_path / "own.csv")
    assert tool("run", spec | {"prices": {"source": "csv", "path": "own.csv"}})[0] == 0
    live, own = (pd.read_csv(tmp_path / folder / "cars.csv")["car"] for folder in ("live", "results"))
    np.testing.assert_allclose(own, live, atol=1e-4)


@pytest.mark.parametrize("tickers", [1, 30])
@pytest.mark.parametrize("fault", ["hang", "swallow"])
@pytest.mark.slow
def test_a_network_that_answers_nothing_is_given_up_in_time(yahoo, tickers, fault):
    yahoo.faults["*"] = fault
    start = time.monotonic()
    histories, failures = download([Wanted(f"S{i}", FIRST, LAST) for i in range(tickers)])
    assert time.monotonic() - start < asking.FIRST_ANSWER + 2
    assert not histories
    assert len(failures) == tickers
    assert {type(error) for error in failures.values()} == {NetworkDown}


@pytest.mark.slow
def test_thirty_symbols_of_which_few_answer_take_thirty_seconds(yahoo):
    yahoo.faults |= {f"S{i}": "hang" for i in range(27)}
    start = time.monotonic()
    histories, failures = download([Wanted(s, FIRST, LAST) for s in ("NVDA", "^GSPC", "ENR.DE", *yahoo.faults)])
    assert time.monotonic() - start < 32
    assert len(histories) == 3
    assert len(failures) == 27


def test_a_table_without_the_asset_is_an_error_of_its_own():
    """Nothing states the exchange either, so there is no calendar to date the event on."""
    days = pd.bdate_range("2023-01-02", "2025-06-30")
    spec = es.load_spec(study({"NVDDA": {"market": "^GSPC"}}))
    with pytest.raises(DataError, match="no prices for NVDDA: not among the prices"):
        es.run(spec, pd.DataFrame({"^GSPC": np.linspace(1, 2, len(days))}, index=days))
