"""Markets without the asset, CARs against several benchmarks, and markets that close at another hour."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

import eventstudy as es
from eventstudy.calendar import load_sessions
from eventstudy.errors import DataError, SpecError
from eventstudy.prices import PriceSeries
from eventstudy.spec import Weight
from eventstudy.study.baskets import Basket, basket_returns
from eventstudy.tables.story import stories
from eventstudy.text import ENGLISH, GERMAN
from made_up import ZERO, closes, day, returns, study

DRIFTING = "^IXIC without NVDA (12 % on 2025-01-24)"
SHOCK = "event_id == 'deepseek-shock' and start == 0 and end == 0"


@pytest.fixture(scope="module")
def compared(shipped_spec):
    """The shipped study with Nvidia's market without Nvidia."""
    assets = {ticker: asset.model_dump(exclude_unset=True) for ticker, asset in shipped_spec.assets.items()}
    assets["NVDA"]["exclude"] = {"NVDA": {"weight": 0.12, "date": "2025-01-24"}}
    spec = shipped_spec.replace(
        assets=assets, benchmarks=["^IXIC", {"market": "^IXIC", "exclude": {"NVDA": 0.12}}, "^GSPC", "^GDAXI"]
    )
    return es.run(spec, es.load_prices(spec))


def by_hand(asset, market, at=ZERO):
    """AR of day 0 and its standard error by statsmodels."""
    past = slice(at - 130, at - 10)
    fit = sm.OLS(asset[past], sm.add_constant(market[past])).fit()
    forecast = fit.get_prediction(np.array([[1, market[at]]]))
    return asset[at] - forecast.predicted_mean[0], np.sqrt(forecast.var_pred_mean[0] + fit.mse_resid)


def test_a_market_without_its_constituents():
    frame = returns()
    frame["MKT"] = 0.3 * frame["A"] + 0.1 * frame["B"] + 0.6 * frame["MKT"]
    assets = {
        "A": {"exchange": "XNYS", "market": "MKT", "exclude": {"A": 0.3, "B": 0.1}},
        "B": {"exchange": "XNYS", "market": "MKT"},
    }
    result = es.run(study(0, assets=assets), closes(frame))
    rest = (frame["MKT"] - 0.3 * frame["A"] - 0.1 * frame["B"]) / 0.6
    ar = result.ar.query("day == 0").set_index("asset")
    for asset, market in {"A": rest, "B": frame["MKT"]}.items():
        expected = by_hand(frame[asset].to_numpy(), market.to_numpy())
        assert tuple(ar.loc[asset, ["ar", "se"]]) == pytest.approx(expected, rel=1e-9)
    assert result.models["market"].tolist() == ["MKT without 30 % A, 10 % B", "MKT"]


def test_a_weight_of_a_date_drifts_with_prices():
    """What is left is a portfolio bought once: the market is 0.3 of A and 0.7 of the rest at one close, then held."""
    frame = returns()
    at = ZERO - 60
    held = 0.3 * levels(frame["A"], at) + 0.7 * levels(frame["MKT"], at)
    prices = closes(frame.assign(MKT=held.pct_change().fillna(0.0)))
    assets = {"A": {"exchange": "XNYS", "market": "MKT", "exclude": {"A": {"weight": 0.3, "date": day(-60)}}}}
    result = es.run(study(0, assets=assets), prices)
    found = result.ar.query("day == 0").iloc[0]
    expected = by_hand(frame["A"].to_numpy(), frame["MKT"].to_numpy())
    assert (found["ar"], found["se"]) == pytest.approx(expected, rel=1e-8)
    named = result.models["market"].tolist()
    assert named == [f"MKT without A (30 % on {day(-60)})"]


def levels(returns, at):
    """Value at every close of what is worth 1 at the close of position `at`."""
    path = (1 + returns).cumprod()
    return path / path.iloc[at]


def test_a_weight_drifts_over_missing_closes():
    """The weight after a gap is that of the prices on both sides of it."""
    sessions = load_sessions("XNYS", "2023-01-03", "2023-03-31")
    rng, days = np.random.default_rng(5), sessions.dates
    series = {t: PriceSeries(t, days, 100 * np.exp(rng.normal(0, 0.02, len(days)).cumsum()), "test") for t in "AM"}
    gone = np.arange(20, 24)
    short = replace(series["A"], dates=np.delete(days, gone), close=np.delete(series["A"].close, gone))
    basket = Basket("M", {"A": Weight(weight=0.3, date=str(days[10]))})
    whole, gapped = (
        basket_returns(
            {"": basket},
            {"M": series["M"], "A": own},
            dict.fromkeys("AM", days[:0]),
            dict.fromkeys("AM", "XNYS"),
            {"XNYS": sessions},
        )[""][0]
        for own in (series["A"], short)
    )
    lost = np.append(gone, gone[-1] + 1)
    assert np.isnan(gapped[lost]).all()
    assert np.delete(gapped, lost)[1:] == pytest.approx(np.delete(whole, lost)[1:], rel=1e-12)
    relative = series["A"].close / series["M"].close
    w, (a, m) = 0.3 * relative[39] / relative[10], (one.close[40] / one.close[39] for one in series.values())
    assert whole[40] == pytest.approx((m - w * a) / (1 - w), rel=1e-12)


def test_a_date_of_a_weight_without_prices_is_refused():
    dated = {"A": {"weight": 0.3, "date": "2001-01-05"}}
    assets = {"A": {"exchange": "XNYS", "market": "MKT", "exclude": dated}}
    with pytest.raises(SpecError, match=r"prices of A run from .*: none tells the weight of this day"):
        es.run(study(0, assets=assets), closes(returns()))


def test_weights_that_drift_to_the_whole_market_are_refused():
    frame = returns()
    frame["A"] += 0.01
    dated = {"A": {"weight": 0.5, "date": "2023-01-10"}}
    assets = {"B": {"exchange": "XNYS", "market": "MKT", "exclude": dated}}
    with pytest.raises(DataError, match="drift to the whole of the market by"):
        es.run(study(0, assets=assets), closes(frame))


def test_the_sentence_says_the_range_over_markets(compared):
    told = stories(compared, ENGLISH, ["deepseek-shock"])["deepseek-shock"][1]
    assert "for Nvidia (−19.7 % to −10.6 %; −15.3 % to −10.5 % over 4 markets, with and without Nvidia in them)" in told
    assert told.count("markets") == 1  # other assets have no second market of their own hour


def test_a_missing_constituent_is_a_missing_market():
    prices = closes(returns())
    prices.iloc[ZERO - 50, 1] = np.nan
    assets = {"B": {"exchange": "XNYS", "market": "MKT", "exclude": {"A": 0.2}}}
    assert es.run(study(0, assets=assets), prices).models["n_estimation"].tolist() == [118]


def test_dividends_of_a_constituent_count_in_total_return_indices_only(write):
    frame = closes(returns(tickers=("A",))).rename(columns={"MKT": "^GDAXI"}).assign(PRICE=lambda f: f["^GDAXI"])
    long = frame.rename_axis("date").reset_index().melt("date", var_name="ticker", value_name="close")
    paid = (long["ticker"] == "A") & (long["date"] == frame.index[ZERO])
    long["dividend"] = np.where(paid, 5.0, 0.0)
    path = write("prices.csv", long.to_csv(index=False))
    found = {}
    for market in ("^GDAXI", "PRICE"):
        assets = {"A": {"exchange": "XNYS", "market": market, "exclude": {"A": 0.2}}}
        spec = study(0, assets=assets, prices={"source": "csv", "path": str(path)})
        ar = es.run(spec, es.load_prices(spec)).ar.query("day == 0").iloc[0]
        beta = es.run(spec, es.load_prices(spec)).models["beta"].iloc[0]
        found[market] = (ar["expected"], beta, 5.0 / frame["A"].iloc[ZERO - 1])
    (total, beta, gap), (price, _, _) = found["^GDAXI"], found["PRICE"]
    assert price - total == pytest.approx(beta * 0.2 * gap / 0.8, rel=1e-6)


@pytest.mark.parametrize(
    ("exclude", "message"),
    [
        ({"MKT": 0.1}, "cannot be taken out of itself"),
        ({"A": 0.6, "B": 0.5}, "leave nothing of the market"),
    ],
)
def test_weights_that_make_no_sense(exclude, message):
    with pytest.raises(SpecError, match=message):
        study(0, assets={"A": {"exchange": "XNYS", "market": "MKT", "exclude": exclude}})


def test_the_shock_beyond_each_market(compared):
    own = compared.benchmarks.query(SHOCK + " and asset == 'NVDA' and model == 'market'").set_index("benchmark")
    found = {name: round(100 * car, 1) for name, car in own["car"].items()}
    assert found["^IXIC"] == -10.5
    assert found["^IXIC without 12 % NVDA"] == -15.3
    assert found[DRIFTING] == -15.1
    assert found["^GSPC"] == -13.2
    main = compared.car.query(SHOCK).set_index("asset")["car"]
    assert main["NVDA"] == own.loc[DRIFTING, "car"]


def test_rows_agree_with_a_study_of_that_market(compared, shipped_spec):
    """Each row is what the study gives when the benchmark is made its market."""
    assets = {
        ticker: asset.model_dump(exclude_unset=True) | {"market": "^GSPC"}
        for ticker, asset in shipped_spec.assets.items()
    }
    spec = shipped_spec.replace(assets=assets)
    expected = es.run(spec, es.load_prices(spec)).car.set_index(["event_id", "asset", "start", "end"])
    rows = compared.benchmarks.query("benchmark == '^GSPC' and model == 'market'")
    rows = rows.set_index(["event_id", "asset", "start", "end"])
    columns = ["car", "se", "t", "p_value"]
    pd.testing.assert_frame_equal(rows[columns], expected.loc[rows.index, columns], rtol=1e-10)
    assert len(rows) == len(expected)


def test_markets_of_another_hour_are_flagged_and_dimson_is_shown(compared, shipped_spec):
    own = compared.benchmarks.query(SHOCK + " and asset == 'ASML.AS'")
    assert own["note"][own["benchmark"].eq("^GSPC") & own["model"].eq("market")].str.contains("another hour").all()
    assert own["note"][own["benchmark"] == "^GDAXI"].tolist() == [""]
    spec = shipped_spec.replace(
        model={"name": "dimson", "lags": 1, "leads": 1},
        assets={"ASML.AS": {"exchange": "XAMS", "market": "^GSPC"}},
        events=[{"id": "deepseek-shock", "at": "2025-01-27", "assets": ["ASML.AS"]}],
        confounders=[],
    )
    result = es.run(spec, es.load_prices(spec))
    shown = own[(own["benchmark"] == "^GSPC") & (own["model"] == "dimson")]
    assert shown["car"].tolist() == pytest.approx(
        result.car.query("start == 0 and end == 0")["car"].tolist(), rel=1e-10
    )
    late = result.audit[result.audit["finding"].str.contains("another hour than XAMS")]
    assert late["ticker"].tolist() == ["^GSPC"]
    assert not compared.audit["finding"].str.contains("another hour").any()


def test_a_benchmark_without_prices_says_so():
    result = es.run(study(0, benchmarks=["GONE"]), closes(returns()))
    rows = result.benchmarks[result.benchmarks["benchmark"] == "GONE"]
    assert len(rows) == 9
    assert rows["car"].isna().all()
    assert rows["note"].str.contains("no return of the asset or of GONE").all()
    assert "no prices for the benchmark GONE: not among the prices; add them, or correct the ticker" in result.notes


def test_a_constituent_without_prices_stops_the_study():
    assets = {"A": {"exchange": "XNYS", "market": "MKT", "exclude": {"GONE": 0.1}}}
    with pytest.raises(DataError, match="no prices for GONE, which the market of A leaves out"):
        es.run(study(0, assets=assets), closes(returns()))


def test_one_market_is_no_comparison():
    assert es.run(study(0), closes(returns())).benchmarks.empty


def test_the_headline_of_the_shipped_study_says_the_range(shipped):
    """With and without Nvidia in the Nasdaq, in the sentence that has its abnormal return."""
    own = shipped.benchmarks.query(SHOCK + " and asset == 'NVDA' and note == ''").set_index("benchmark")["car"]
    assert own.index.tolist() == ["^IXIC", DRIFTING, "^GSPC"]
    assert own.round(3).tolist() == [-0.105, -0.151, -0.132]
    english, german = (
        stories(shipped, language, ["deepseek-shock"])["deepseek-shock"][1] for language in (ENGLISH, GERMAN)
    )
    assert "−15.1 % to −10.5 % over 3 markets, with and without Nvidia in them" in english
    assert "−15,1 % bis −10,5 % über 3 Märkte, mit und ohne Nvidia darin" in german
