"""A study of very many firm-events takes another way to the same numbers."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import eventstudy as es
from eventstudy.calendar import load_sessions
from eventstudy.errors import NothingComputed
from eventstudy.inference import GROUP_TESTS
from eventstudy.models import MODELS
from eventstudy.models.lazy import LazyFit
from eventstudy.models.placed import PlacedFit
from eventstudy.panel import PlacedPanel
from eventstudy.report import write_results
from eventstudy.scale import Engine
from eventstudy.spec.announcement import parse_announcement
from eventstudy.spec.instants import read_announcements, stamp, texts_of
from eventstudy.study import estimate
from eventstudy.study.fitting import windows_of

TESTS = sorted(set(GROUP_TESTS) - {"jackknife", "bootstrap", "wild", "skew_t", "savickas"})
"""Those that read more than CARs, and the plain ones."""


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """Twelve assets on two exchanges, two hundred firm-events; gaps, late starts, events too early and too late."""
    folder = tmp_path_factory.mktemp("large")
    rng = np.random.default_rng(1)
    days = load_sessions("XNYS", "2015-01-02", "2017-12-29").dates
    market = rng.normal(0, 0.01, len(days))
    closes = pd.DataFrame({"^M": 100 * np.exp(market.cumsum())}, index=days.astype("datetime64[s]"))
    for name in [*(f"A{i}" for i in range(12)), "P", "Q"]:
        closes[name] = 50 * np.exp((rng.uniform(0.5, 1.5) * market + rng.normal(0, 0.02, len(days))).cumsum())
    closes.loc[closes.index[300:303], "A1"] = np.nan
    closes.loc[closes.index[:400], "A2"] = np.nan
    closes.loc[closes.index[500:], "A3"] = np.nan
    at = rng.integers(5, len(days) - 1, 200)
    rows = {"event_id": [f"e{i}" for i in range(200)], "asset": [f"A{i}" for i in rng.integers(0, 12, 200)]}
    pd.DataFrame({**rows, "at": days[at].astype(str)}).to_csv(folder / "events.csv", index=False)
    spec = {
        "version": 1,
        "events_file": str(folder / "events.csv"),
        "windows": {"estimation": [-130, -11], "event": [-5, 5], "car": [[0, 0], [-1, 1], [-5, 5]]},
        "tests": ["t", "sq", "hac", *TESTS],
        "defaults": {"exchange": "XNYS", "market": "^M"},
    }
    return es.load_spec(spec), closes


def placed(monkeypatch):
    """Let few firm-events count as very many, in blocks of seven."""
    monkeypatch.setattr("eventstudy.panel.cutting.MOST_HELD", 10)
    monkeypatch.setattr("eventstudy.models.lazy.MOST_RETURNS", 10)
    for module in ("panel.cutting", "models.placed", "models.lazy", "inference.sample"):
        monkeypatch.setattr(f"eventstudy.{module}.AT_ONCE", 7)


@pytest.mark.parametrize("exclude", [False, True])
def test_the_same_tables(study, exclude, monkeypatch):
    spec, closes = study
    spec = spec.replace(exclude_events=exclude)
    usual = es.run(spec, closes)
    placed(monkeypatch)
    large = es.run(spec, closes)
    assert 20 < len(usual.models) < 190
    for name in usual.frames:
        assert_frame_equal(
            getattr(large, name), getattr(usual, name), rtol=1e-9, atol=1e-13, check_dtype=False, obj=name
        )


SLOW = {"capm", "carhart", "ff5", "factor", *(name for name, model in MODELS.items() if model.heavy)}
"""Those that take long, or the road of another."""
EVERY_MODEL = [pytest.param(name, marks=[pytest.mark.slow] if name in SLOW else []) for name in MODELS]


@pytest.fixture(scope="module")
def factors(study, tmp_path_factory):
    """Factor returns, one of them missing for a week."""
    rng, days = np.random.default_rng(2), study[1].index
    names = ["Mkt-RF", "SMB", "HML", "RMW", "CMA", "Mom"]
    table = pd.DataFrame(rng.normal(0, 0.01, (len(days), len(names))), index=days, columns=names)
    table["RF"] = 0.0001 + 0.00005 * np.sin(np.arange(len(days)) / 50)
    table.loc[table.index[550:555], "SMB"] = np.nan
    path = tmp_path_factory.mktemp("factors") / "factors.csv"
    table.rename_axis("date").to_csv(path)
    return str(path)


def few(path):
    """Every third row of an events file, for models that take long with each."""
    rows = Path(path).read_text(encoding="utf-8").splitlines()
    short = Path(path).with_name("few.csv")
    short.write_text("\n".join([rows[0], *rows[1::3], ""]), encoding="utf-8")
    return str(short)


@pytest.mark.parametrize("model", EVERY_MODEL)
def test_every_model(study, factors, model, monkeypatch):
    spec, closes = study
    columns = {"factor": ["SMB", "HML"], "portfolio": ["P", "Q"], "calendar_time": ["HML"]}.get(model)
    chosen = {"name": model} | ({"columns": columns} if columns else {})
    read = {} if model == "portfolio" else {"factors": {"path": factors}}
    if MODELS[model].packages:
        read["events_file"] = few(spec.events_file)
    spec = spec.replace(model=chosen, tests=("t", "sq", "rank", "cs_t", "bmp"), **read)
    usual = es.run(spec, closes)
    placed(monkeypatch)
    large = es.run(spec, closes)
    assert len(usual.models) > 20
    assert len(usual.dropped) > 5
    for name in usual.frames:
        assert_frame_equal(
            getattr(large, name), getattr(usual, name), rtol=1e-9, atol=1e-12, check_dtype=False, obj=name
        )
    fitted = estimate(spec, es.prices.prices_from_frame(closes))
    assert isinstance(fitted.fit, LazyFit) == (not MODELS[model].heavy)


def test_an_effect_put_into_a_large_sample(study, monkeypatch):
    placed(monkeypatch)
    fitted = estimate(study[0], es.prices.prices_from_frame(study[1]))
    (_, _, sample), *_ = windows_of(study[0], fitted)
    moved = sample.shifted(0.05, sample.first)
    assert isinstance(moved.fit, PlacedFit)
    assert np.allclose(moved.car, sample.car + 0.05)
    assert np.allclose(moved.fit.expected, sample.fit.expected, equal_nan=True)
    added = np.nansum(moved.fit.ar - sample.fit.ar, axis=0)
    assert np.allclose(added, 0.05 * sample.size * (np.arange(11) == 5))


@pytest.mark.parametrize("model", ["market", "dimson", "ff3", "rolling", "bhar"])
def test_nothing_of_the_size_of_the_windows_is_held(study, factors, model, monkeypatch):
    placed(monkeypatch)
    spec = study[0].replace(model=model, factors={"path": factors})
    fitted = estimate(spec, es.prices.prices_from_frame(study[1]))
    assert isinstance(fitted.panel, PlacedPanel)
    n, days = len(fitted.fit.n), len(fitted.panel.offsets_est)
    held = [v for part in (fitted.panel, fitted.fit) for v in vars(part).values() if isinstance(v, np.ndarray)]
    assert all(v.size < n * days for v in held)


@pytest.mark.parametrize(("model", "days"), [("mean", 1), ("market", 2), ("carhart", 5)])
def test_as_many_days_as_coefficients(study, factors, model, days, monkeypatch):
    windows = {"estimation": [-10 - days, -11], "event": [-5, 5], "car": [[0, 0]]}
    spec = study[0].replace(model=model, factors={"path": factors}, windows=windows, min_estimation=1)
    placed(monkeypatch)
    with pytest.raises(NothingComputed, match="fewer estimation days than it needs"):
        es.run(spec, study[1])


@pytest.mark.slow
def test_models_that_other_processes_estimate(study, monkeypatch):
    spec = study[0].replace(model="robust", tests=("cs_t",))
    usual = es.run(spec, study[1])
    placed(monkeypatch)
    large = es.run(spec, study[1], engine=Engine("processes", 2))
    assert_frame_equal(large.car, usual.car, rtol=1e-9, atol=1e-13)


@pytest.mark.slow
def test_days_of_a_large_study(study, monkeypatch, tmp_path):
    spec, closes = study
    monkeypatch.setattr(sys.modules["eventstudy.study.running"], "MOST_DAILY", 50)
    monkeypatch.setattr("eventstudy.result.shown.MOST_READ", 50)
    monkeypatch.setattr("eventstudy.result.shown.SHOWN", 5)
    monkeypatch.setattr("eventstudy.report.folder.MOST_AS_TEXT", 50)
    short, whole = es.run(spec, closes), es.run(spec, closes, daily=True)
    shown = set(short.ar["event_id"])
    assert {f"e{i}" for i in range(5)} < shown
    assert len(shown) <= 5 + 8  # and the largest, which people are shown
    assert "daily" in short.notes[-1]
    assert whole.ar["event_id"].nunique() == len(whole.models)
    assert_frame_equal(short.car, whole.car)
    folder = write_results(short, tmp_path / "out")
    assert_frame_equal(pd.read_parquet(folder / "cars.parquet"), short.car)
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "200 events" in page
    assert "Single firm-events are shown of 5 events" in " ".join(re.sub("<[^>]+>", " ", page).split())
    assert len(re.findall(r'id="event-e\d+"', page)) == 5
    assert "200 events, 200 firm-events" in repr(short)


TEXTS = [
    "2020-01-27",
    "2020-01-27T00:00+01:00",
    " 2020-01-28 ",
    "2020-02-29T12:30:15Z",
    "2020-02-29T12:30:15.123-05:00",
    "2020-01-27 09:30 America/New_York",
    "2020-01-27T09:30+0100",
    "2020-01-27T09:30:00.1+01:00",
    "1999-12-31T23:59+14:00",
    "2020-01-27T09:30 UTC",
]


def test_a_column_of_announcements_is_read_as_each_is():
    table = read_announcements(pd.Series(TEXTS))
    for i, text in enumerate(TEXTS):
        at, date, instant = stamp(parse_announcement(text))
        assert (table["at"][i], f"{table['date'][i]:%Y-%m-%d}") == (at, date)
        assert table["instant"].to_numpy()[i] == instant or np.isnat(instant)
        assert pd.isna(table["instant"][i]) == np.isnat(instant)


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Kolkata"])
def test_stamps_as_text(zone):
    stamps = pd.Series(pd.DatetimeIndex(["2020-07-01T12:00:00", "2020-01-01T00:00:01"]).tz_localize("UTC"))
    stamps = stamps.dt.tz_convert(zone)
    assert list(texts_of(stamps)) == [stamp.isoformat() for stamp in stamps]
    odd = stamps + pd.Timedelta("1ms")
    assert list(texts_of(odd)) == [stamp.isoformat() for stamp in odd]
