"""Columns of an events file mean what the keys of the study file mean."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
import yaml
from pandas.testing import assert_frame_equal
from scipy import stats

import eventstudy as es
from eventstudy.errors import SpecError
from eventstudy.inference import GROUP_TESTS
from made_up import WINDOWS, closes, day, returns
from test_large import placed

FIRMS = ("A", "B", "C", "D", "E", "F")
BASE = {"version": 1, "windows": WINDOWS, "prices": {"source": "csv", "path": "prices.csv"}}
EVENTS = [
    {"id": "good", "at": day(0), "sign": "+", "group": "news", "title": "Good news", "assets": ["A", "B", "C"]},
    {"id": "bad", "at": day(30), "sign": "-", "group": "news", "assets": ["D", "E"]},
    {"id": "own", "at": day(60), "sign": "+", "endogenous": True, "assets": ["A", "F"]},
    {"id": "open", "at": day(90), "title": "Nobody knows", "assets": ["F"]},
]
STEADY = sorted(set(GROUP_TESTS) - {"bootstrap", "wild"})
"""Tests without draws, which few firm-events tie but for rounding errors."""
AMBIGUOUS = ("2024-04-03", "2024-05-02", "2024-06-07", "2024-07-08")
"""Sessions whose day and month may change places."""
LISTED = {"exchange": "XNYS", "market": "MKT", "currency": "USD"}


def as_rows(events=EVENTS, **renamed):
    keys = {"id": "event_id"}
    rows = [
        {keys.get(key, key): value for key, value in event.items() if key != "assets"} | {"asset": asset} | LISTED
        for event in events
        for asset in event["assets"]
    ]
    return pd.DataFrame(rows).rename(columns=renamed)


def run_rows(tmp_path, rows, ending="csv", **changes):
    path = tmp_path / f"events.{ending}"
    rows.to_csv(path, index=False) if ending == "csv" else rows.to_parquet(path)
    spec = es.load_spec(BASE | {"events_file": str(path)} | changes)
    return es.run(spec, closes(returns(tickers=FIRMS)))


def run_yaml(events=EVENTS, frame=None, **changes):
    spec = es.load_spec(BASE | {"assets": dict.fromkeys(FIRMS, LISTED), "events": events} | changes)
    return es.run(spec, closes(returns(tickers=FIRMS) if frame is None else frame))


@pytest.mark.parametrize("ending", ["csv", "parquet"])
@pytest.mark.slow
def test_the_same_study_as_rows_and_as_yaml(tmp_path, ending):
    listed, rows = run_yaml(), run_rows(tmp_path, as_rows(), ending)
    assert set(listed.tests["group"]) == {"all", "all_signed", "good", "bad", "own", "news"}
    for name, frame in listed.frames.items():
        if name != "benchmarks":  # by default the markets of the assets that are listed
            assert_frame_equal(rows.frames[name], frame, obj=name)
    assert repr(rows) == repr(listed)
    pages = [es.write_results(one, tmp_path / name) / "report.html" for name, one in (("r", rows), ("y", listed))]
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert all(words in text for words in ("Good news", "Nobody knows", "expected sign −", "news"))
    (tmp_path / f"events.{ending}").unlink()
    assert rows.spec.titles["good"] == "Good news"


def test_an_id_is_the_asset_and_the_date(tmp_path):
    rows = as_rows().drop(columns=["event_id", "title"])
    result = run_rows(tmp_path, rows)
    assert list(result.events["event_id"][:2]) == [f"A {day(0)}", f"B {day(0)}"]
    assert result.car["car"].tolist() == run_yaml().car["car"].tolist()
    assert set(result.tests["group"]) == {"all", "all_signed", "news"}


def test_other_names_and_another_way_to_write_dates(tmp_path):
    rows = as_rows(event_id="firm_id", asset="ticker", at="date")
    rows["date"] = pd.to_datetime(rows["date"]).dt.strftime("%d/%m/%Y")
    named = {"columns": {"firm_id": "event_id", "ticker": "asset", "date": "at"}, "dates": "%d/%m/%Y"}
    found, plain = run_rows(tmp_path, rows, **named), run_rows(tmp_path, as_rows())
    for name, frame in plain.frames.items():
        assert_frame_equal(found.frames[name], frame, obj=name)


@pytest.mark.parametrize(
    "names", [("ticker", "date"), ("permno", "AnnDate"), ("Asset", "At"), ("symbol", "event date")]
)
def test_the_names_that_the_error_proposes_are_right(tmp_path, names):
    rows = as_rows(asset=names[0], at=names[1])
    with pytest.raises(SpecError, match="the column 'asset' is missing") as caught:
        run_rows(tmp_path, rows)
    proposed = caught.value.remedy.partition("'columns: {")[2].partition("}'")[0]
    named = dict(pair.split(": ") for pair in proposed.split(", "))
    assert named == {names[0]: "asset", names[1]: "at"}
    assert_frame_equal(run_rows(tmp_path, rows, columns=named).car, run_rows(tmp_path, as_rows()).car)


def test_dates_in_a_form_that_is_certain_need_no_key(tmp_path):
    plain = run_rows(tmp_path, as_rows()).car
    for form in ("%d.%m.%Y", "%Y%m%d", "%b %d, %Y", "%d-%b-%Y"):
        rows = as_rows()
        rows["at"] = pd.to_datetime(rows["at"]).dt.strftime(form)
        assert_frame_equal(run_rows(tmp_path, rows).car, plain)


def test_the_form_that_the_error_names_settles_day_and_month(tmp_path):
    events = [{**event, "at": date} for event, date in zip(EVENTS, AMBIGUOUS, strict=True)]
    rows = as_rows(events)
    rows["at"] = pd.to_datetime(rows["at"]).dt.strftime("%d/%m/%Y")
    with pytest.raises(SpecError, match="whether the day or the month stands first") as caught:
        run_rows(tmp_path, rows)
    first, second = re.findall('dates: "([^"]*)"', caught.value.remedy)
    assert (first, second) == ("%d/%m/%Y", "%m/%d/%Y")
    assert_frame_equal(run_rows(tmp_path, rows, dates=first).car, run_rows(tmp_path, as_rows(events)).car)
    assert not run_rows(tmp_path, rows, dates=second).car.equals(run_rows(tmp_path, as_rows(events)).car)


def test_a_date_that_is_none_is_the_one_named(tmp_path):
    rows = as_rows()
    rows["at"] = pd.to_datetime(rows["at"]).dt.strftime("%d.%m.%Y")
    rows.loc[4, "at"] = "31.02.2024"
    with pytest.raises(SpecError, match=re.escape("events.csv:6: column at: not a date, '31.02.2024'")):
        run_rows(tmp_path, rows)


@pytest.mark.parametrize("ending", ["xlsx", "dta", "semicolons", "tabs", "bars"])
def test_events_as_spreadsheet_stata_file_or_with_other_delimiters(tmp_path, ending):
    rows, path = as_rows(), tmp_path / f"events.{ending if len(ending) < 5 else 'csv'}"
    rows["size"] = [1.5, 2.5, 3.0, 4.25, 5.0, 6.0, 7.0, 8.0]
    rows["industry"] = ["a", "b", "a", "b", "a", "b", "a", "b"]
    told = {"split": {"column": "size", "into": "median"}, "regress": [{"on": ["industry"]}]}
    plain = run_rows(tmp_path, rows, **told)
    (tmp_path / "events.csv").unlink()
    dated = rows.assign(at=pd.to_datetime(rows["at"]))
    if ending == "xlsx":
        dated.to_excel(path, index=False)
    elif ending == "dta":
        dated["endogenous"] = dated["endogenous"].fillna(value=False).astype(bool).astype("int8")
        dated.fillna({"title": ""}).to_stata(path, write_index=False)
    else:
        rows.to_csv(path, index=False, sep={"semicolons": ";", "tabs": "\t", "bars": "|"}[ending])
    found = es.run(es.load_spec(BASE | {"events_file": str(path)} | told), closes(returns(tickers=FIRMS)))
    for name, frame in plain.frames.items():
        assert_frame_equal(found.frames[name], frame, obj=name)


def test_numbers_that_stata_labels_are_their_labels(tmp_path):
    """`encode` gives numbers with the tickers as labels; PERMNOs are numbers themselves."""
    rows, path = as_rows()[["asset", "at", "event_id"]], tmp_path / "events.dta"
    coded = rows.assign(asset=rows["asset"].astype("category"), event_id=[10107.0 + i for i in range(len(rows))])
    coded.to_stata(path, write_index=False)
    base = BASE | {"defaults": {"exchange": "XNYS", "market": "MKT"}, "events_file": str(path)}
    found = es.run(es.load_spec(base), closes(returns(tickers=FIRMS)))
    assert list(found.events["asset"]) == list(rows["asset"])
    assert list(found.events["event_id"])[:2] == ["10107", "10108"]


def test_the_mapping_that_the_error_proposes_holds_what_the_study_says_already(tmp_path):
    rows = as_rows(event_id="number", asset="ticker", at="date")
    with pytest.raises(SpecError, match="the column 'asset' is missing") as caught:
        run_rows(tmp_path, rows, columns={"number": "event_id"})
    proposed = yaml.safe_load(re.search("'(columns: {.*})' in", caught.value.remedy)[1])
    assert proposed == {"columns": {"number": "event_id", "ticker": "asset", "date": "at"}}
    assert_frame_equal(run_rows(tmp_path, rows, **proposed).car, run_rows(tmp_path, as_rows()).car)


def test_endogenous_rows_are_computed_marked_and_left_out_of_all(tmp_path):
    result = run_rows(tmp_path, as_rows())
    assert "own" in set(result.car["event_id"])
    assert (result.tests.query("group == 'all'")["n"] == 6).all()
    assert result.firm_tests.query("event_id == 'own'")["note"].str.startswith("endogenous").all()


def test_signed_cars_are_counted_in_the_direction_expected(tmp_path):
    result = run_rows(tmp_path, as_rows(), tests=["cs_t"])
    day0 = result.car.query("start == 0 and end == 0").set_index("event_id")["car"]
    signed = np.concatenate([day0["good"], -day0["bad"]])
    row = result.caar.query("group == 'all_signed' and start == 0 and end == 0").iloc[0]
    assert (row["n"], row["mean_car"]) == (5, pytest.approx(signed.mean(), rel=1e-12))
    test = result.tests.query("group == 'all_signed' and start == 0 and end == 0").iloc[0]
    assert test["statistic"] == pytest.approx(stats.ttest_1samp(signed, 0).statistic, rel=1e-9)
    assert "1 firm-events without an expected sign are left out" in test["note"]
    plain = result.caar.query("group == 'all' and start == 0 and end == 0")["mean_car"].iloc[0]
    assert plain == pytest.approx(np.concatenate([day0["good"], day0["bad"], [day0["open"]]]).mean(), rel=1e-12)


@pytest.mark.parametrize("model", ["market", "mean", "bhar"])
def test_signs_turn_returns_round(model):
    """The group by signs is the group `all` of a study whose firms with a minus have the opposite returns."""
    events = [event | {"endogenous": False} for event in EVENTS if event["id"] in ("good", "bad")]
    asked = {"tests": ["default", *STEADY], "model": model}
    turned = returns(tickers=FIRMS)
    turned[["D", "E"]] *= -1
    found = run_yaml(events, **asked)
    plain = run_yaml([event | {"sign": "+"} for event in events], turned, **asked)
    tables = ["aar", "caar", "tests"] if model != "bhar" else []  # what compounds is no mirror image
    for name in tables:
        own = found.frames[name].query("group == 'all_signed'").drop(columns=["group", "note"], errors="ignore")
        other = plain.frames[name].query("group == 'all'").drop(columns=["group", "note"], errors="ignore")
        assert_frame_equal(own.reset_index(drop=True), other.reset_index(drop=True), rtol=1e-8, atol=1e-12, obj=name)
    signs = found.car["event_id"].map({"good": 1, "bad": -1})
    mean = (found.car["car"] * signs).groupby([found.car["start"], found.car["end"]]).mean()
    rows = found.caar.query("group == 'all_signed'").set_index(["start", "end"])["mean_car"]
    np.testing.assert_allclose(rows, mean.loc[rows.index], rtol=1e-12)


def test_a_calendar_time_portfolio_is_short_of_the_firms_with_a_minus():
    frame = returns(tickers=FIRMS)
    result = run_yaml(EVENTS[:2], frame, model="calendar_time", tests=["cs_t"])
    own = result.ar.query("0 <= day <= 5")
    sign, market = own["event_id"].map({"good": 1.0, "bad": -1.0}), own["date"].map(frame["MKT"])
    daily = pd.DataFrame({"y": own["return"] * sign, "x": market * sign}).groupby(own["date"]).mean()
    alpha = np.linalg.lstsq(np.column_stack([np.ones(len(daily)), daily["x"]]), daily["y"], rcond=None)[0][0]
    found = result.calendar_time.query("group == 'all_signed' and start == 0 and end == 5")["alpha"].iloc[0]
    assert found == pytest.approx(alpha, rel=1e-9)


@pytest.mark.parametrize("model", ["market", "robust", "scholes_williams"])
def test_a_large_study_by_signs(model, monkeypatch):
    asked = {"tests": ["default", *STEADY], "model": model}
    usual = run_yaml(**asked)
    placed(monkeypatch)
    monkeypatch.setattr("eventstudy.panel.cutting.MOST_HELD", 3)
    large = run_yaml(**asked)
    for name in ("aar", "caar", "tests"):
        assert_frame_equal(
            getattr(large, name), getattr(usual, name), rtol=1e-9, atol=1e-12, check_dtype=False, obj=name
        )


@pytest.mark.usefixtures("without_charts")
def test_the_headline_is_the_one_by_signs(tmp_path):
    shock = returns(tickers=FIRMS)
    shock.loc[day(0), ["A", "B", "C"]] += 0.2
    shock.loc[day(30), ["D", "E"]] -= 0.2
    result = run_yaml(frame=shock)
    page = (es.write_results(result, tmp_path / "r") / "report.html").read_text(encoding="utf-8")
    mean = result.caar.query("group == 'all_signed' and start == 0 and end == 0")["mean_car"].iloc[0]
    assert mean > 0.15
    assert f"in the direction expected of it, the mean CAR [0, 0] is +{100 * mean:.2f}".casefold() in page.casefold()
    assert "Over all firm-events the mean CAR" not in page
    assert "all_signed" in repr(result)


@pytest.mark.parametrize("signs", [("+", "+", "?"), ("?", "0", "?"), ("-", "-", "0")])
def test_signs_that_do_not_differ_make_no_group(signs):
    events = [event | {"sign": sign} for event, sign in zip(EVENTS, [*signs, "?"], strict=False)]
    assert "all_signed" not in set(run_yaml(events).tests["group"])


def test_placebos_of_the_group_by_signs_are_told_to_be_none():
    spec = es.load_spec(BASE | {"assets": dict.fromkeys(FIRMS, LISTED), "events": EVENTS, "tests": ["cs_t"]})
    prices = closes(returns(tickers=FIRMS))
    table = es.placebo(spec, prices, draws=20).table.query("group == 'all_signed'")
    assert table["note"].str.startswith("nothing is expected of a date without an event").all()
    run = es.run(spec, prices).tests.query("group == 'all_signed'")
    assert table["statistic"].tolist() == run["statistic"].tolist()


def test_cells_may_be_empty(tmp_path):
    rows = as_rows()
    rows.loc[1:, ["exchange", "market", "currency"]] = None
    listed = dict.fromkeys(FIRMS[1:], LISTED)
    found = run_rows(tmp_path, rows, assets=listed)
    assert_frame_equal(found.tests, run_yaml().tests)
