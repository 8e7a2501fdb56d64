"""Whole runs on made-up prices: what is dropped, what is missing, and that nothing vanishes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import eventstudy as es
from eventstudy.calendar import load_sessions
from eventstudy.errors import AuditError, DataError, NothingComputed, SpecError
from eventstudy.prices.factors import FactorTable
from eventstudy.tables import full_summary, plain_text
from eventstudy.text import ENGLISH

SESSIONS = load_sessions("XNYS", "2023-01-01", "2024-12-31").dates
ZERO = 300  # position of day 0


def closes(seed=1, tickers=("A", "B", "C", "T", "U")):
    rng, days = np.random.default_rng(seed), len(SESSIONS)
    market = rng.normal(0.0003, 0.01, days)
    out = {"MKT": market} | {name: 0.9 * market + rng.normal(0, 0.02, days) for name in tickers}
    frame = pd.DataFrame({name: 100 * np.cumprod(1 + values) for name, values in out.items()})
    return frame.set_index(pd.DatetimeIndex(SESSIONS.astype("datetime64[ns]"), name="date"))


def spec(**changes):
    study = {
        "version": 1,
        "study": "Made up",
        "windows": {"estimation": [-130, -11], "event": [-10, 10], "car": [[0, 0], [-1, 1], [-10, 10]]},
        "assets": {name: {"exchange": "XNYS", "market": "MKT"} for name in "ABC"},
        "events": [{"id": "one", "at": str(SESSIONS[ZERO])}],
    }
    return es.load_spec(study | changes)


def factor_table(gap=None):
    """Made-up daily factors under French's names, on weekdays: more days than there are sessions."""
    dates = np.arange(SESSIONS[0], SESSIONS[-1] + np.timedelta64(1, "D"))
    dates = dates[np.is_busday(dates)]
    columns = ("Mkt-RF", "SMB", "RF", "HML", "RMW", "CMA", "UMD ")
    values = np.random.default_rng(5).normal(0.0001, 0.005, (len(dates), len(columns)))
    values[dates == gap] = np.nan
    return FactorTable(dates, columns, values, None, "made up", "0" * 64)


def options_of(model):
    """Keys of a study that uses the model."""
    options = {"factor": {"columns": ["SMB", "HML"]}, "portfolio": {"columns": ["T", "U"]}}.get(model, {})
    return {"model": {"name": model, **options}, "factors": {"path": "factors.csv"}}


def day(offset):
    return pd.Timestamp(SESSIONS[ZERO + offset])


def test_a_plain_frame_of_closes_is_enough():
    study = es.run(spec(), closes())
    assert len(study.models) == 3
    assert study.provenance["series"]["A"]["source"] == "DataFrame"
    assert (study.models["n_estimation"] == 120).all()


def test_tables_are_copies():
    study = es.run(spec(), closes())
    mine = study.car
    mine["car"] = 0.0
    assert (study.car["car"] != 0).all()


def test_a_missing_estimation_day_costs_two_returns():
    prices = closes()
    prices.loc[day(-50), "A"] = np.nan
    study = es.run(spec(), prices)
    n = study.models.set_index("asset")["n_estimation"]
    assert (n["A"], n["B"]) == (118, 120)
    assert study.audit["finding"].str.contains(f"without a price: {SESSIONS[ZERO - 50]}").any()


def test_a_hole_in_the_market_costs_everybody_two_returns():
    prices = closes()
    prices.loc[day(-50), "MKT"] = np.nan
    assert (es.run(spec(), prices).models["n_estimation"] == 118).all()
    assert (es.run(spec(model="mean"), prices).models["n_estimation"] == 120).all()


def test_a_missing_event_day_drops_the_windows_that_need_it():
    prices = closes()
    prices.loc[day(5), "A"] = np.nan
    study = es.run(spec(), prices)
    dropped = study.dropped
    assert dropped[["asset", "start", "end"]].to_numpy().tolist() == [["A", -10, 10]]
    assert str(SESSIONS[ZERO + 5]) in dropped["reason"][0]
    assert len(study.car.query("asset == 'A'")) == 2
    assert study.caar.set_index(["start", "end"])["n"].to_dict() == {(0, 0): 3, (-1, 1): 3, (-10, 10): 2}
    gaps = study.ar.query("asset == 'A'").set_index("day")["ar"]
    assert gaps.index[gaps.isna()].tolist() == [5, 6]


def test_a_missing_day_zero_drops_the_firm_event():
    prices = closes()
    prices.loc[day(0), "A"] = np.nan
    study = es.run(spec(), prices)
    assert study.dropped["start"].isna().tolist() == [True]
    assert len(study.models) == 2


def test_too_few_estimation_days():
    prices = closes()
    prices.loc[: day(-60), "A"] = np.nan
    study = es.run(spec(), prices)
    reason = study.dropped["reason"][0]
    assert "only 48 of the 120 estimation days have a return and 72 are needed" in reason
    assert f"its prices start on {SESSIONS[ZERO - 59]}" in reason
    assert len(es.run(spec(min_estimation=48), prices).models) == 3


def test_prices_that_end_before_the_event():
    prices = closes()
    prices.loc[day(-3) :, "A"] = np.nan
    reason = es.run(spec(), prices).dropped["reason"][0]
    assert reason == f"the prices of A end on {SESSIONS[ZERO - 4]}, before day 0 ({SESSIONS[ZERO]})"


def test_an_asset_without_prices():
    study = es.run(spec(), closes().drop(columns="B"))
    assert study.dropped[["asset", "stage"]].to_numpy().tolist() == [["B", "prices"]]
    assert study.events.query("asset == 'B'")["day0"].iloc[0] == day(0)  # day 0 is known all the same


def test_a_market_without_prices():
    with pytest.raises(DataError, match="no prices for the market MKT"):
        es.run(spec(), closes().drop(columns="MKT"))


def test_constant_prices_cannot_be_tested():
    prices = closes()
    prices["A"] = 50.0
    dropped = es.run(spec(), prices).dropped
    assert dropped["stage"].tolist() == ["model"]
    assert "do not vary" in dropped["reason"][0]


def test_a_lost_window_of_a_firm_event_without_a_model_is_no_second_row():
    prices = closes()
    prices["A"] = 50.0
    prices.loc[day(5), "A"] = np.nan
    dropped = es.run(spec(), prices).dropped
    assert dropped["stage"].tolist() == ["model"]
    assert dropped["start"].isna().all()


def test_a_perfect_copy_of_the_market_cannot_be_tested():
    prices = closes()
    prices["A"] = 2 * prices["MKT"]
    assert es.run(spec(), prices).dropped["stage"].tolist() == ["model"]


def test_a_market_that_stands_still():
    prices = closes()
    prices["MKT"] = 10.0
    with pytest.raises(NothingComputed, match="all 3 firm-events were dropped"):
        es.run(spec(), prices)


def test_all_dropped_names_the_reasons():
    with pytest.raises(NothingComputed) as caught:
        es.run(spec(), closes()[["MKT"]])
    assert "one, A: no prices for A" in str(caught.value)
    assert caught.value.exit_code == 1


def test_weekday_calendar_is_rejected():
    """Prices carried over holidays put returns on wrong days; the published +2.0 % came from such a calendar."""
    filled = closes().asfreq("B").ffill()
    with pytest.raises(AuditError, match=r"MKT cannot be used: rows on \d+ days .* Monday-to-Friday calendar"):
        es.run(spec(), filled)
    prices = closes()
    prices = prices.reindex(filled.index).assign(A=filled["A"])
    study = es.run(spec(), prices)
    assert study.dropped[["asset", "stage"]].to_numpy().tolist() == [["A", "audit"]]


def test_impossible_prices():
    prices = closes()
    prices.loc[day(-30), "A"] = 0.0
    prices.loc[day(3), "B"] = -1.0
    study = es.run(spec(), prices)
    assert study.models.set_index("asset")["n_estimation"]["A"] == 118
    assert study.dropped[["asset", "stage"]].to_numpy().tolist() == [["B", "audit"]]
    assert set(study.audit["severity"]) == {"error"}


def test_duplicate_dates():
    prices = closes()
    prices = pd.concat([prices, prices.loc[[day(-20)]]]).sort_index()
    study = es.run(spec(), prices)
    assert (study.models["n_estimation"] == 118).all()
    assert study.audit["finding"].str.contains("stand twice").all()


def test_unsorted_prices_are_sorted_and_said():
    study = es.run(spec(), closes().iloc[::-1])
    assert study.audit["finding"].str.contains("out of order").all()
    pd.testing.assert_frame_equal(study.car, es.run(spec(), closes()).car)


def test_stale_rows_in_the_event_window(shipped_spec):
    """Rows carried over without volume turned the −19.95 % of 27 January into −17.8 %."""
    from conftest import HERE
    from eventstudy.prices import Prices, PriceSeries

    shipped = es.load_prices(shipped_spec)
    true = shipped.series["ENR.DE"]
    stale = pd.read_csv(HERE / "data/stale_xetra_rows.csv", parse_dates=["date"])
    days = stale["date"].to_numpy().astype("datetime64[D]")
    at = np.searchsorted(true.dates, days)
    assert (true.dates[at] == days).all()
    bars = {name: np.full(len(true.dates), np.nan) for name in ("open", "high", "low", "volume")}
    close = true.close.copy()
    close[at] = stale["close"]
    for name, values in bars.items():
        values[at] = stale[name]
    spoilt = PriceSeries("ENR.DE", true.dates, close, "yahoo", bars=bars, exchange="XETR")
    assert close[at[-2]] / close[at[-3]] - 1 == pytest.approx(-0.178, abs=5e-4)
    study = es.run(shipped_spec, Prices({**shipped.series, "ENR.DE": spoilt}))
    dropped = study.dropped.set_index(["event_id", "asset"])
    assert dropped.loc[("deepseek-shock", "ENR.DE"), "stage"] == "audit"
    assert "2025-01-24" in dropped.loc[("deepseek-shock", "ENR.DE"), "reason"]
    assert study.ar.query("event_id == 'deepseek-shock' and asset == 'ENR.DE'").empty
    claims = study.claims.set_index(["event_id", "asset"])["verdict"]
    assert claims["deepseek-shock", "ENR.DE"] == "not checkable"


def test_other_events_in_the_estimation_window():
    events = [{"id": "one", "at": str(SESSIONS[ZERO])}, {"id": "before", "at": str(SESSIONS[ZERO - 40])}]
    prices = closes()
    counted = es.run(spec(events=events), prices).models.query("event_id == 'one'")
    assert (counted["contaminated_days"] == 21).all()
    assert (counted["n_estimation"] == 120).all()
    excluded = es.run(spec(events=events, exclude_events=True), prices).models.query("event_id == 'one'")
    assert (excluded["n_estimation"] == 99).all()


def test_groups_and_notes():
    events = [
        {"id": "up", "at": str(SESSIONS[ZERO]), "sign": "+", "group": "mixed"},
        {"id": "down", "at": str(SESSIONS[ZERO + 30]), "sign": "-", "group": "mixed"},
        {"id": "self", "at": str(SESSIONS[ZERO + 60]), "endogenous": True},
    ]
    tests = es.run(spec(events=events, tests=["bmp", "default"]), closes()).tests
    assert list(tests["group"].unique()) == [
        "all",
        "all_signed",
        "up",
        "down",
        "self",
    ]  # 'mixed' has the same members as 'all'
    assert (tests.query("group == 'all'")["n"] == 6).all()
    assert tests.query("group == 'all'")["note"].str.contains("different signs").all()
    assert tests.query("group == 'self'")["note"].str.contains("endogenous").all()
    assert set(tests.query("group == 'up'")["test"]) == {"bmp", "mvrm", "kpp", "portfolio_sq"}


def test_only_tests_asked_for():
    study = es.run(spec(tests=["cs_t"]), closes())
    assert set(study.tests["test"]) == {"cs_t"}
    assert study.firm_tests.empty
    assert list(study.firm_tests.columns)[:6] == ["event_id", "asset", "start", "end", "test", "statistic"]


def test_alternative():
    two, less = (es.run(spec(alternative=a), closes()) for a in ("two-sided", "less"))
    t = two.car["t"]
    np.testing.assert_allclose(less.car["p_value"], np.where(t < 0, two.car["p_value"] / 2, 1 - two.car["p_value"] / 2))
    assert less.firm_tests["null"].unique().tolist() == ["CAR ≥ 0"]


def test_exchange_must_be_known():
    study = spec(assets={"A": {"market": "MKT"}})
    with pytest.raises(SpecError, match="exchange of A is not known"):
        es.run(study, closes())


@pytest.mark.parametrize("model", es.MODELS)
def test_every_model_runs_and_is_consistent(model):
    study = es.run(spec(**options_of(model)), closes(), factors=factor_table())
    assert len(study.models) == 3 or model == "egarch"  # which errors of one variance may not let converge
    np.testing.assert_allclose(study.ar["ar"], study.ar["return"] - study.ar["expected"], atol=1e-15)
    whole = study.ar.groupby(["event_id", "asset"], sort=False)["ar"].sum().to_numpy()
    if model != "bhar":
        np.testing.assert_allclose(study.car.query("start == -10")["car"], whole, rtol=1e-12)
    assert (study.car["se"] > 0).all()


def test_market_adjusted_by_hand():
    prices = closes()
    study = es.run(spec(model="market_adjusted"), prices)
    returns = prices.pct_change()
    gap = (returns["A"] - returns["MKT"]).to_numpy()
    s = gap[ZERO - 130 : ZERO - 10].std(ddof=1)
    row = study.car.query("asset == 'A' and start == -1").iloc[0]
    assert row["car"] == pytest.approx(gap[ZERO - 1 : ZERO + 2].sum(), rel=1e-12)
    assert row["se"] == pytest.approx(s * np.sqrt(3), rel=1e-12)
    assert study.models["df"].tolist() == [119] * 3


def test_summaries_are_text_that_holds_the_numbers(shipped):
    text = repr(shipped)
    assert "80 firm-events, none dropped" in text
    assert "−16.97 %" in text
    assert "the close, −19.95 %" in text
    assert "<table" in shipped._repr_html_()
    assert max(len(line) for line in text.splitlines()) <= 80


def test_hostile_text_is_inert():
    events = [
        {"id": "<script>alert(1)</script>", "at": str(SESSIONS[ZERO]), "title": "\x1b[31m[red]x[/red]\nnext & <b>"}
    ]
    study = es.run(spec(events=events), closes())
    assert "\x1b" not in repr(study)
    text = plain_text(full_summary(study, ENGLISH))
    assert "[red]x[/red] next" in text
    assert "\x1b" not in text
    assert "<script>" not in study._repr_html_()
