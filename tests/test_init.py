"""`init --prices --events`: the study that is made for two files runs, and its numbers are those of a study by hand."""

from __future__ import annotations

import re
import shlex
from inspect import signature
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from typer.testing import CliRunner

import eventstudy as es
from eventstudy.calendar import load_sessions
from eventstudy.cli import app
from eventstudy.study.calendar_guess import exchange_of_days
from made_up import closes, day, returns

# Before 8.2, click mixed the two unless told.
RUNNER = CliRunner(mix_stderr=False) if "mix_stderr" in signature(CliRunner).parameters else CliRunner()
PERMNOS = {"10107": "AAA", "14593": "BBB", "12490": "CCC"}
OFFSETS = (0, 25, 50)


@pytest.fixture(autouse=True)
def _inside(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")


def command(line):
    done = RUNNER.invoke(app, shlex.split(line))
    return done.exit_code, done.stdout, done.stderr


def made(line):
    """The study that a command writes, whose run must work too."""
    code, out, err = command(f"init {line}")
    assert (code, err) == (0, ""), err
    assert (
        command(
            "run events.yaml --no-charts"
            if "--no-charts" in RUNNER.invoke(app, ["run", "--help"]).stdout
            else "run events.yaml"
        )[0]
        == 0
    )
    return yaml.safe_load(Path("events.yaml").read_text(encoding="utf-8")), out


def refused(line):
    code, out, err = command(f"init {line}")
    assert code in (2, 3)
    assert out == ""
    return err


def siz(folder, *, market=True, **changed):
    """A daily stock file of CRSP's old format, as its web query gives it."""
    frame = returns(tickers=tuple(PERMNOS))
    rows = []
    for permno, ticker in PERMNOS.items():
        own = frame[permno]
        price = -25.0 * (1 + own).cumprod()  # a negative price is the midpoint of bid and ask
        rows.append(pd.DataFrame({
            "PERMNO": permno, "date": own.index.strftime("%Y%m%d"), "TICKER": changed.get(permno, ticker), "EXCHCD": 1,
            "PRC": price.round(2).to_numpy(), "VOL": 1000, "RET": own.map(repr).to_numpy(), "DLRET": "",
            "vwretd": frame["MKT"].map(repr).to_numpy(),
        }))  # fmt: skip
        rows[-1].loc[0, "RET"] = "C"
    table = pd.concat(rows, ignore_index=True)
    (table if market else table.drop(columns="vwretd")).to_csv(folder / "crsp.csv", index=False)
    return frame


def by_hand(frame, assets, ids, model="market"):
    """CARs of a study written by hand on the same returns."""
    listed = {name: {"exchange": "XNYS", "market": "MKT"} for name in assets}
    events = [
        {"id": id_, "at": day(offset), "assets": [asset]}
        for id_, offset, asset in zip(ids, OFFSETS, assets, strict=True)
    ]
    windows = {"estimation": [-250, -11], "event": [-10, 10], "car": [[0, 0], [-1, 1], [0, 5]]}
    spec = es.load_spec({"version": 1, "model": model, "windows": windows, "assets": listed, "events": events})
    return es.run(spec, closes(frame)).car


@pytest.mark.parametrize(("column", "form"), [("permno", "%Y%m%d"), ("TICKER", "%d.%m.%Y"), ("PERMNO", "%Y-%m-%d")])
def test_a_crsp_export_and_a_list_of_events_give_tables(tmp_path, column, form):
    frame = siz(tmp_path)
    names = list(PERMNOS if column.lower() == "permno" else PERMNOS.values())
    dates = pd.to_datetime([day(one) for one in OFFSETS]).strftime(form)
    pd.DataFrame({column: names, "date": dates}).to_csv("list.csv", index=False)
    study, out = made("--prices crsp.csv --events list.csv")
    assert study["prices"] == {"source": "file", "path": "crsp.csv", "layout": "crsp"}
    assert study["columns"] == {column: "asset", "date": "at"}
    assert study["defaults"] == {"exchange": "XNYS", "market": "vwretd"}
    assert "3 of 3 firm-events can be computed" in out
    assert "the market is 'vwretd'" in out
    found = pd.read_csv("results/cars.csv", dtype={"asset": str})
    expected = by_hand(frame, list(PERMNOS), list(found["event_id"].unique()))
    np.testing.assert_allclose(found["car"], expected["car"], rtol=1e-9)
    np.testing.assert_allclose(found["se"], expected["se"], rtol=1e-9)


@pytest.mark.parametrize("ending", ["parquet", "dta"])
def test_typed_exports_of_crsp_in_both_formats(tmp_path, ending):
    """As its packages for Python and Stata write them: dates are dates, returns numbers, PERMNOs too."""
    frame = siz(tmp_path)
    table = pd.read_csv("crsp.csv", dtype={"date": str}).drop(columns="DLRET")
    table = table.assign(date=pd.to_datetime(table["date"]), RET=pd.to_numeric(table["RET"], errors="coerce"))
    dates = pd.to_datetime([day(one) for one in OFFSETS])
    events = pd.DataFrame({"permno": [float(one) for one in PERMNOS], "edate": dates})
    if ending == "dta":
        table.to_stata("crsp.dta", write_index=False)
        events.to_stata("list.dta", write_index=False)
    else:
        new = {"PERMNO": "permno", "date": "dlycaldt", "RET": "dlyret", "TICKER": "ticker"}
        table.rename(columns=new)[[*new.values(), "vwretd"]].to_parquet("crsp.parquet")
        events.to_parquet("list.parquet")
    study, _ = made(f"--prices crsp.{ending} --events list.{ending}")
    assert study["prices"]["layout"] == ("crsp" if ending == "dta" else "crsp_ciz")
    found = pd.read_csv("results/cars.csv", dtype={"asset": str})
    expected = by_hand(frame, list(PERMNOS), list(found["event_id"].unique()))
    np.testing.assert_allclose(found["car"], expected["car"], rtol=1e-9)


def test_without_a_market_each_share_is_compared_with_its_own_mean(tmp_path):
    frame = siz(tmp_path, market=False)
    pd.DataFrame({"permno": list(PERMNOS), "date": [day(one) for one in OFFSETS]}).to_csv("list.csv", index=False)
    study, out = made("--prices crsp.csv --events list.csv")
    assert study["model"] == "mean"
    assert "no market is among the prices" in out
    found = pd.read_csv("results/cars.csv")
    expected = by_hand(frame, list(PERMNOS), list(found["event_id"].unique()), "mean")
    np.testing.assert_allclose(found["car"], expected["car"], rtol=1e-9)


def test_two_share_classes_under_one_ticker_are_one_clear_message(tmp_path):
    siz(tmp_path, **{"14593": "AAA"})
    rows = pd.DataFrame({"ticker": ["AAA", "CCC"], "date": [day(0), day(25)]})
    rows.to_csv("list.csv", index=False)
    _, out = made("--prices crsp.csv --events list.csv")
    assert "1 of 2 firm-events can be computed" in out
    _, out, _ = command("check events.yaml")
    assert re.search(r"the name AAA is that of several: 10107, 14593", " ".join(out.split()))
    rows[:1].to_csv("list.csv", index=False)
    (tmp_path / "events.yaml").unlink()
    err = refused("--prices crsp.csv --events list.csv")
    assert "the name AAA is that of several: 10107, 14593\nwrite which one is meant instead of AAA, as 10107" in err
    rows[:1].assign(ticker="10107").to_csv("list.csv", index=False)  # as the message says
    assert "1 of 1 firm-events" in made("--prices crsp.csv --events list.csv")[1]


def plain_files(frame=None, **names):
    frame = returns(tickers=("A", "B", "C")) if frame is None else frame
    closes(frame).rename(columns=names).to_csv("prices.csv")
    pd.DataFrame({"asset": ["A", "B", "C"], "at": [day(one) for one in OFFSETS]}).to_csv("list.csv", index=False)
    return frame


def wide():
    plain_files()


def german():
    plain_files()
    table = pd.read_csv("prices.csv", index_col="date", parse_dates=True)
    table.to_csv("prices.csv", sep=";", decimal=",", date_format="%d.%m.%Y")


def sheets():
    plain_files()
    pd.read_csv("prices.csv", parse_dates=["date"]).to_excel("prices.xlsx", index=False)
    pd.read_csv("list.csv", parse_dates=["at"]).rename(columns={"asset": "Symbol", "at": "Event Date"}).to_excel(
        "list.xlsx", index=False
    )


def long():
    plain_files()
    pd.read_csv("prices.csv").melt("date", var_name="Ticker", value_name="Price").to_csv("prices.csv", index=False)


def given_returns():
    returns(tickers=("A", "B", "C")).to_csv("prices.csv")
    pd.DataFrame({"asset": ["A", "B", "C"], "at": [day(one) for one in OFFSETS]}).to_csv("list.csv", index=False)


WAYS = {
    wide: ("--prices prices.csv --events list.csv", {}),
    german: ("--prices prices.csv --events list.csv", {"delimiter": ";", "decimal": ","}),
    sheets: ("--prices prices.xlsx --events list.xlsx", {"path": "prices.xlsx"}),
    long: ("--prices prices.csv --events list.csv", {}),
    given_returns: ("--prices prices.csv --events list.csv", {"kind": "returns"}),
}


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_other_files_are_looked_at_too(way):
    way()
    line, prices = WAYS[way]
    study, out = made(line)
    assert study["prices"] == {"source": "file", "path": "prices.csv"} | prices
    assert study["defaults"] == {"exchange": "XNYS", "market": "MKT"}
    assert "the days of the prices are the sessions of XNYS" in out
    found = pd.read_csv("results/cars.csv")
    expected = by_hand(returns(tickers=("A", "B", "C")), ["A", "B", "C"], list(found["event_id"].unique()))
    np.testing.assert_allclose(found["car"], expected["car"], rtol=1e-7)


def test_a_folder_with_a_file_for_each_share(tmp_path):
    plain_files()
    (tmp_path / "downloads").mkdir()
    for name, own in closes(returns()).items():
        pd.DataFrame({"Date": own.index, "Close": own}).to_csv(f"downloads/{name}.csv", index=False)
    study, _ = made("--prices downloads --events list.csv")
    assert study["prices"]["path"] == "downloads"


def test_the_three_files_of_eventstudytools(tmp_path):
    frame = closes(returns())
    frame.iloc[3, 1] = -1.0  # one wrong price makes no returns of the others
    for file, names in (("02_FirmData.csv", ["A", "B", "C"]), ("03_MarketData.csv", ["MKT"])):
        table = frame[names].melt(ignore_index=False).reset_index()
        table = table.assign(date=table["date"].dt.strftime("%d.%m.%Y"))[["variable", "date", "value"]]
        table.to_csv(file, sep=";", header=False, index=False)
    lines = [
        f"{i};{asset};MKT;{pd.Timestamp(day(offset)):%d.%m.%Y};Addition;-2;2;-11;120"
        for i, (asset, offset) in enumerate(zip("ABC", OFFSETS, strict=True))
    ]
    (tmp_path / "01_RequestFile.csv").write_text("\n".join(lines))
    study, out = made("--prices 02_FirmData.csv --prices 03_MarketData.csv --events 01_RequestFile.csv")
    assert study["windows"] == {"estimation": [-130, -11], "event": [-2, 2], "car": [[-2, 2]]}
    assert study["prices"]["layout"] == "eventstudytools"
    assert "market" not in study["defaults"]
    assert "kind" not in study["prices"]
    assert "3 of 3" in out


def test_prices_that_begin_late_shorten_the_estimation_window():
    frame = returns().loc[day(-150) :]
    plain_files(frame)
    study, out = made("--prices prices.csv --events list.csv")
    start = study["windows"]["estimation"][0]
    assert -250 < start <= -150
    assert f"begins {-start} sessions before day 0" in out


def test_prices_that_begin_too_late_are_said():
    plain_files(returns().loc[day(-20) :])
    assert "sessions of prices before them" in refused("--prices prices.csv --events list.csv --exchange XNYS")


def test_which_market_is_asked_and_the_flag_settles_it():
    plain_files(returns(tickers=("A", "B", "C", "D", "E")), MKT="Broad")
    err = refused("--prices prices.csv --events list.csv")
    assert "which of the series is the market cannot be known, 'Broad', 'D', 'E'" in err
    flag = re.search(r"as (--market \w+)", err)[1]
    assert made(f"--prices prices.csv --events list.csv {flag}")[0]["defaults"]["market"] == "Broad"


def test_which_exchange_is_asked_and_the_flag_settles_it():
    frame = returns()
    plain_files(frame.drop(frame.index[::9]))
    err = refused("--prices prices.csv --events list.csv")
    flag = re.search(r"as (--exchange \w+)", err)[1]
    assert made(f"--prices prices.csv --events list.csv {flag}")[0]["defaults"]["exchange"] == "XNYS"


def test_how_dates_are_written_is_asked_and_the_flag_settles_it():
    plain_files()
    pd.DataFrame({"asset": ["A", "B", "C"], "at": ["03/04/2024", "02/05/2024", "05/06/2024"]}).to_csv(
        "list.csv", index=False
    )
    err = refused("--prices prices.csv --events list.csv")
    flag = re.search(r"add (--dates \S+) or", err)[1]
    study, _ = made(f"--prices prices.csv --events list.csv {flag}")
    assert study["dates"] == "%d/%m/%Y"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("--prices prices.csv", "give --prices and --events"),
        ("--market MKT", "give --prices and --events"),
        ("--prices prices.csv --events list.csv --market X", "there is no series 'X' among the prices"),
        ("--prices prices.csv --events other.csv", "none of the events' assets is among the prices, 'X'"),
        ("--prices prices.csv --events named.csv", "the column 'asset' is missing"),
        ("--prices prices.csv --events list.csv --layout crps", "did you mean 'crsp'?"),
        ("--prices prices.csv --events list.csv --exchange XXXX", "no calendar for this exchange"),
        ("--prices prices.csv --events list.csv --dates %d", "write 27/01/2025 as %d/%m/%Y"),
        ("--prices none.csv --events list.csv", "there is no such file"),
        ("--prices prices.csv --events none.csv", "there is no such"),
    ],
)
def test_what_cannot_be_is_said(line, says):
    plain_files()
    pd.DataFrame({"asset": ["X"], "at": [day(0)]}).to_csv("other.csv", index=False)
    pd.DataFrame({"who": ["A"], "at": [day(0)]}).to_csv("named.csv", index=False)
    assert says in refused(line)


def test_a_study_that_is_there_is_left_alone(tmp_path):
    plain_files()
    (tmp_path / "events.yaml").write_text("mine")
    assert "this file exists" in refused("--prices prices.csv --events list.csv")
    assert (tmp_path / "events.yaml").read_text() == "mine"


def test_it_may_stand_elsewhere_and_names_stay_as_they_are():
    """A folder that is not there yet; columns with the words of the study to start from."""
    plain_files()
    pd.read_csv("list.csv").assign(TITLE=["a", "b", "c"]).to_csv("STUDY.csv", index=False)
    code, _, err = command("init new/TITLE/s.yaml --prices prices.csv --events STUDY.csv")
    assert (code, err) == (0, "")
    study = yaml.safe_load(Path("new/TITLE/s.yaml").read_text(encoding="utf-8"))
    assert study["events_file"] == "../../STUDY.csv"
    assert study["columns"] == {"TITLE": "title"}
    assert command("check new/TITLE/s.yaml")[0] == 0


def test_it_speaks_german():
    plain_files()
    code, out, _ = command("init --prices prices.csv --events list.csv --lang de")
    assert code == 0
    assert "3 von 3 Paaren lassen sich rechnen" in out
    assert "# der Markt ist „MKT“" in Path("events.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("exchange", ["XNYS", "XETR", "XLON", "XTKS"])
def test_days_tell_their_exchange(exchange):
    days = load_sessions(exchange, "2022-01-03", "2023-12-29").dates
    assert exchange_of_days(days) == exchange
    assert exchange_of_days(days[:60]) is None
    assert exchange_of_days(np.arange("2023-01-01", "2023-12-01", dtype="datetime64[D]")) == "24/7"
    assert exchange_of_days(days[::5]) is None
