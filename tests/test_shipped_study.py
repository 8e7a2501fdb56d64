"""The shipped study on the shipped prices, against dates and figures of public record and a slow re-derivation."""

from __future__ import annotations

import datetime as dt
import itertools
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import statsmodels.api as sm

import eventstudy as es
import snapshot

DAY_ZERO = {  # event: (US listings, European listings)
    "chatgpt-launch": ("2022-11-30", "2022-11-30"),
    "export-controls-2023": ("2023-10-17", "2023-10-17"),
    "export-controls-effective": ("2023-10-24", "2023-10-24"),
    "nvidia-most-valuable": ("2024-06-18", "2024-06-18"),
    "three-mile-island": ("2024-09-20", "2024-09-20"),
    "deepseek-v3": ("2024-12-26", "2024-12-27"),
    "deepseek-r1": ("2025-01-21", "2025-01-20"),
    "stargate": ("2025-01-22", "2025-01-22"),
    "bytedance-capex": ("2025-01-23", "2025-01-23"),
    "deepseek-shock": ("2025-01-27", "2025-01-27"),
    "rebound": ("2025-01-28", "2025-01-28"),
    "alibaba-capex": ("2025-02-24", "2025-02-24"),
    "gpt-4-5": ("2025-02-27", "2025-02-27"),
    "idle-datacentres": ("2025-03-26", "2025-03-26"),
    "h20-licence": ("2025-04-16", "2025-04-16"),
    "kimi-k2": ("2025-07-11", "2025-07-11"),
    "chip-smuggling": ("2025-07-24", "2025-07-24"),
    "kimi-k2-thinking": ("2025-11-06", "2025-11-06"),
    "offshore-training": ("2025-11-28", "2025-11-27"),
    "welt-article": ("2025-12-01", "2025-12-01"),
}
US = {"NVDA", "^IXIC"}


@pytest.mark.parametrize("event", DAY_ZERO)
def test_day_zero(shipped, event):
    own = shipped.events[shipped.events["event_id"] == event].set_index("asset")
    assert len(own) == 4
    for asset, day0 in own["day0"].items():
        assert str(day0.date()) == DAY_ZERO[event][0 if asset in US else 1]


def test_every_event_is_in_the_table(shipped_spec):
    assert [event.id for event in shipped_spec.events] == list(DAY_ZERO)


def test_shift_is_recorded(shipped):
    shift = shipped.events.set_index(["event_id", "asset"])["shift"]
    assert shift["deepseek-r1", "NVDA"] == 1
    assert shift["deepseek-r1", "ENR.DE"] == 0
    assert shift["deepseek-v3", "ASML.AS"] == 1
    assert shift["h20-licence", "NVDA"] == 1
    assert shift["offshore-training", "^IXIC"] == 1


@pytest.mark.parametrize(
    ("asset", "percent"), [("NVDA", -16.97), ("ASML.AS", -7.01), ("ENR.DE", -19.95), ("^IXIC", -3.07)]
)
def test_returns_of_the_shock(shipped, asset, percent):
    row = shipped.ar.set_index(["event_id", "asset", "day"]).loc[("deepseek-shock", asset, 0)]
    assert round(100 * row["return"], 2) == percent


def test_nvidia_three_day_car_is_negative(shipped):
    """Prices on a Monday-to-Friday calendar gave +2.0 % in a published study."""
    row = shipped.car.query("event_id == 'deepseek-shock' and asset == 'NVDA' and start == -1").iloc[0]
    assert round(100 * row["car"], 1) == -8.4


def test_every_firm_event_is_computed(shipped):
    assert shipped.dropped.empty
    assert len(shipped.events) == len(shipped.models) == 80


def test_dropped(cut_short):
    dropped = cut_short.dropped.set_index(["event_id", "asset"])["reason"]
    assert dropped["chatgpt-launch", "ENR.DE"].startswith("the prices of ENR.DE start on 2023-01-02")
    for event in ("h20-licence", "kimi-k2", "chip-smuggling", "kimi-k2-thinking", "offshore-training", "welt-article"):
        assert dropped[event, "ASML.AS"].startswith("the prices of ASML.AS end on 2025-04-14, before day 0")
    assert len(dropped) == 7
    assert len(cut_short.events) == len(cut_short.models) + len(dropped) == 80


def test_claims(shipped):
    verdicts = shipped.claims.set_index(["event_id", "asset", "claimed"])
    assert verdicts["verdict"].to_dict() == {
        ("deepseek-shock", "^IXIC", "-0.037"): "intraday only",
        ("deepseek-shock", "NVDA", "-0.18"): "intraday only",
        ("deepseek-shock", "ASML.AS", "-0.08"): "intraday only",
        ("deepseek-shock", "ENR.DE", "-0.20"): "confirmed",
        ("deepseek-shock", "NVDA", "down"): "confirmed",
        ("rebound", "NVDA", "0.10"): "overstated",
    }
    why = verdicts["explanation"]
    assert "the day's low (−18.17 %)" in why["deepseek-shock", "NVDA", "-0.18"]
    assert "the day's open (−7.66 %)" in why["deepseek-shock", "ASML.AS", "-0.08"]
    assert "low (−3.76 %) and the day's open (−3.61 %)" in why["deepseek-shock", "^IXIC", "-0.037"]
    assert "+10.53 %" in why["rebound", "NVDA", "0.10"]


def test_market_without_new_close_is_reported(shipped):
    days = shipped.audit[shipped.audit["finding"].str.contains("no new close")]
    assert set(days["first"]) == {"2024-12-24", "2024-12-31", "2025-12-24", "2025-12-31"}
    assert set(days["ticker"]) == {"^GDAXI"}


def test_groups(shipped):
    groups = set(shipped.tests["group"])
    assert {"all", "deepseek-shock", "policy", "capability-cn"} <= groups
    assert "shock" not in groups  # the same firm-events as deepseek-shock
    n = shipped.tests.query("group == 'all'")["n"]
    assert (n == 80 - 4).all()  # four firm-events are endogenous
    marked = shipped.tests.query("group == 'nvidia-most-valuable'")["note"]
    assert marked.str.contains("endogenous").all()
    single = shipped.firm_tests.set_index("event_id")["note"]
    assert single["nvidia-most-valuable"].str.startswith("endogenous: ").all()
    assert not single.drop("nvidia-most-valuable").str.contains("endogenous").any()


# --- a slow, obvious re-derivation that shares no code with the package ---

CLOSING_TIME = {  # local closing time, and half days by exchange
    "NVDA": ("America/New_York", dt.time(16), dt.time(13), ["2022-11-25", "2023-07-03", "2023-11-24", "2024-07-03",
             "2024-11-29", "2024-12-24", "2025-07-03", "2025-11-28", "2025-12-24"]),
    "ASML.AS": ("Europe/Amsterdam", dt.time(17, 30), dt.time(14, 5), ["2024-12-24", "2024-12-31", "2025-12-24",
             "2025-12-31"]),
    "ENR.DE": ("Europe/Berlin", dt.time(17, 30), dt.time(14), ["2022-12-30", "2023-12-29", "2024-12-30", "2025-12-30"]),
}  # fmt: skip
CLOSING_TIME |= {"^IXIC": CLOSING_TIME["NVDA"], "^GSPC": CLOSING_TIME["NVDA"], "^GDAXI": CLOSING_TIME["ENR.DE"]}
MARKET = {"NVDA": "^IXIC", "ASML.AS": "^GDAXI", "ENR.DE": "^GDAXI", "^IXIC": "^GSPC"}


def closing_instant(ticker, day):
    zone, usual, early, half_days = CLOSING_TIME[ticker]
    return dt.datetime.combine(day, early if str(day) in half_days else usual, ZoneInfo(zone))


def series(ticker):
    rows = snapshot.rows()
    rows = rows[rows["ticker"] == ticker]
    return {dt.date.fromisoformat(day): price for day, price in zip(rows["date"], rows["close"], strict=True)}


def total_returns(ticker):
    closes, paid = series(ticker), snapshot.dividends()
    dividends = {dt.date.fromisoformat(r.date): r.amount for r in paid.itertuples() if r.ticker == ticker}
    days = sorted(closes)
    return {b: (closes[b] + dividends.get(b, 0)) / closes[a] - 1 for a, b in itertools.pairwise(days)}


def market_returns(asset):
    """Return of the market between its last closes at or before two neighbouring closes of the asset."""
    levels = sorted((closing_instant(MARKET[asset], day), price) for day, price in series(MARKET[asset]).items())
    first = dt.date.fromisoformat("2022-01-03")  # before it no market has a price
    days = [day for day in sorted(series(asset)) if day >= first]

    def level(day):
        at = closing_instant(asset, day)
        return [price for instant, price in levels if instant <= at][-1]

    return {b: level(b) / level(a) - 1 for a, b in itertools.pairwise(days)}


@pytest.fixture(scope="module")
def by_hand():
    return {asset: (total_returns(asset), market_returns(asset)) for asset in MARKET}


def test_every_firm_event_against_statsmodels(shipped, by_hand):
    days = shipped.events.set_index(["event_id", "asset"])["day0"]
    models = shipped.models.set_index(["event_id", "asset"])
    ar = shipped.ar.set_index(["event_id", "asset"])
    cars = shipped.car.set_index(["event_id", "asset"])
    assert len(models) == 80
    for key in models.index:
        own, market = by_hand[key[1]]
        sessions = sorted(own)
        zero = sessions.index(days[key].date())
        estimation = [sessions[i] for i in range(zero - 250, zero - 10) if i >= 0 and sessions[i] in market]
        window = [sessions[i] for i in range(zero - 10, zero + 11)]
        x = sm.add_constant(np.array([market[day] for day in estimation]))
        fit = sm.OLS(np.array([own[day] for day in estimation]), x).fit()
        model = models.loc[key]
        assert model["n_estimation"] == len(estimation)
        close = {"rtol": 1e-10, "atol": 1e-12}
        np.testing.assert_allclose(model[["alpha", "beta"]].astype(float), fit.params, **close)
        np.testing.assert_allclose(model["sigma"], np.sqrt(fit.scale), **close)
        np.testing.assert_allclose(model["r_squared"], fit.rsquared, **close)
        forecast = fit.get_prediction(np.array([[1, market[day]] for day in window]))
        abnormal = np.array([own[day] for day in window]) - forecast.predicted_mean
        np.testing.assert_allclose(ar.loc[key, "ar"], abnormal, **close)
        np.testing.assert_allclose(ar.loc[key, "se"], forecast.se_obs, **close)
        t = abnormal / forecast.se_obs
        np.testing.assert_allclose(ar.loc[key, "p_value"], 2 * stats_t_sf(np.abs(t), fit.df_resid), **close)
        for row in cars.loc[key].itertuples():
            inside = slice(row.start + 10, row.end + 11)
            xs = np.array([[1, market[day]] for day in window[inside]])
            covariance = fit.scale * (np.eye(len(xs)) + xs @ np.linalg.inv(x.T @ x) @ xs.T)
            np.testing.assert_allclose(row.car, abnormal[inside].sum(), **close)
            np.testing.assert_allclose(row.se, np.sqrt(covariance.sum()), **close)


def stats_t_sf(values, df):
    from scipy import stats

    return stats.t.sf(values, df)


@pytest.mark.parametrize(("returns", "asset"), [("log", "NVDA"), ("log", "ENR.DE"), ("simple", "ASML.AS")])
def test_log_and_simple_returns(shipped_spec, by_hand, returns, asset):
    study = es.run(shipped_spec.replace(returns=returns), es.load_prices(shipped_spec))
    rows = study.ar.set_index(["event_id", "asset", "date"])["return"]["deepseek-shock"][asset]
    for day, value in rows.items():
        simple = by_hand[asset][0][day.date()]
        assert value == pytest.approx(np.log1p(simple) if returns == "log" else simple, rel=1e-12)
