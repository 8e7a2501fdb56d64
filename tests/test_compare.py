"""One event under other choices."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

import eventstudy as es
from conftest import ROOT
from eventstudy.errors import NothingComputed, SpecError
from eventstudy.inference.volatility import filter_days
from eventstudy.prices import prices_from_frame
from eventstudy.simulate import comparing
from eventstudy.simulate.comparing import default_models
from eventstudy.study import estimate, prepare, windows_of
from eventstudy.text import p_text
from null_studies import study
from test_exchanges import lay_out

SHOCK = -0.12
MODELS = ("market", "mean", "market_adjusted")


@pytest.fixture(scope="module")
def made():
    spec, closes = study(firms=3, at=[400, 400, 400], effect=SHOCK, event=(-5, 5), tests=("default",), car=((0, 0),))
    return spec, closes


@pytest.fixture(scope="module")
def single(made):
    spec, closes = made
    return es.compare(
        spec, closes, event="e0", asset="A1", models=MODELS, estimation=[(-120, -6), (-100, -10), (-5, -3)]
    )


def cell(table, **choice):
    for name, value in choice.items():
        table = table[table[name] == value]
    assert len(table) == 1
    return table.iloc[0]


def test_every_choice_is_there(single):
    """Models × estimation windows × CAR windows, each with its tests or with the reason why there are none."""
    keys = ["model", "estimation_start", "estimation_end", "start", "end"]
    assert len(single.table[keys].drop_duplicates()) == 3 * 3 * 3
    assert set(single.table["benchmark"]) == {"M"}
    refused = single.table[single.table["estimation_end"] == -3]
    assert refused["note"].str.contains("touches the estimation window").all()
    assert refused["estimate"].isna().all()
    assert set(single.table.loc[single.table["estimate"].notna(), "test"]) == {"t", "filtered_sq", "permutation"}


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("past", [(-120, -6), (-100, -10)])
def test_numbers_are_those_of_a_study_with_these_choices(made, single, model, past):
    spec, closes = made
    windows = {"estimation": list(past), "event": [-5, 5], "car": [[-1, 1]]}
    ran = es.run(spec.replace(model=model, windows=windows, tests=["t", "filtered_sq"]), closes)
    car = cell(ran.car, asset="A1")
    for test in ("t", "filtered_sq"):
        own = cell(ran.firm_tests, asset="A1", test=test)
        row = cell(single.table, model=model, estimation_start=past[0], estimation_end=past[1], start=-1, test=test)
        assert row["estimate"] == pytest.approx(car["car"], rel=1e-12)
        assert row["se"] == pytest.approx(car["se"], rel=1e-12)
        assert row["statistic"] == pytest.approx(own["statistic"], rel=1e-12)
        assert row["p_value"] == pytest.approx(own["p_value"], rel=1e-9)
        assert row["low"] < row["estimate"] < row["high"]
        assert (row["high"] < 0) == (car["p_value"] < 0.05)


def test_the_shock_is_found_by_all(single):
    row = cell(single.agreement, start=0, end=0, test="t")
    assert row["own_estimate"] == pytest.approx(SHOCK, abs=3 * 0.02)
    assert row["specifications"] == 5  # nothing is estimated in `market_adjusted`: it is one
    assert row["share_significant"] == row["share_same_sign"] == row["share_agree"] == 1


def test_shares_count_what_they_say(single):
    for row in single.agreement.itertuples():
        own = single.table[(single.table["start"] == row.start) & (single.table["end"] == row.end)]
        own = own[(own["test"] == row.test) & own["p_value"].notna() & own["distinct"]]
        same = np.sign(own["estimate"]) == np.sign(row.own_estimate)
        alike = (own["p_value"] <= 0.05) == (row.own_p_value <= 0.05)
        assert row.share_agree == pytest.approx((same & alike).mean())
        assert row.share_significant == pytest.approx((own["p_value"] <= 0.05).mean())


def test_own_choice_is_marked_and_always_there(made):
    spec, closes = made
    found = es.compare(spec, closes, event="e0", asset="A0", models=["mean"], estimation=[(-60, -10)])
    own = found.table[found.table["own"]]
    assert set(own["model"]) == {"market"}
    assert set(own["estimation_start"]) == {-120}
    assert set(own["start"]) == {0}  # the study has no other CAR window
    assert found.agreement["own_estimate"].notna().all()


def test_mean_of_several_assets(made):
    spec, closes = made
    found = es.compare(spec, closes, event="e0", models=["market"], estimation=[(-120, -6)], windows=[(0, 0)])
    study_ = es.run(spec.replace(tests=["mvrm", "kpp", "portfolio_sq", "portfolio_t"]), closes)
    assert set(found.table["test"]) == {"mvrm", "kpp", "portfolio_sq"}
    for test in ("mvrm", "kpp", "portfolio_sq"):
        row, own = cell(found.table, test=test), cell(study_.tests, group="all", start=0, test=test)
        assert row["p_value"] == pytest.approx(own["p_value"], rel=1e-9)
        assert row["estimate"] == pytest.approx(study_.caar["mean_car"].iloc[0], rel=1e-12)
    error = study_.caar["mean_car"].iloc[0] / cell(study_.tests, group="all", start=0, test="portfolio_t")["statistic"]
    assert cell(found.table, test="kpp")["se"] == pytest.approx(abs(error))


def test_a_mean_of_fewer_assets_is_not_compared(made):
    spec, closes = made
    late = closes.copy()
    late.loc[late.index[:330], "A2"] = np.nan  # 69 sessions before the event
    found = es.compare(
        spec.replace(min_estimation=40), late, event="e0", models=["mean"], estimation=[(-300, -100)], windows=[(0, 0)]
    )
    fewer = found.table[found.table["estimation_start"] == -300]
    assert set(fewer["n"]) == {2}
    assert fewer["note"].str.contains("without A2: only").all()
    assert set(found.agreement["specifications"]) == {1}
    assert len(es.plot_specification_curve(found).get_lines()) > 0


def test_models_that_cannot_run_say_why(made):
    spec, closes = made
    found = es.compare(
        spec, closes, event="e0", asset="A0", models=["market", "capm", "portfolio"], windows=[(0, 0), (0, 9)]
    )
    notes = found.table.groupby(["model", "end"])["note"].first()
    assert "needs factor returns" in notes["capm", 0]
    assert "names no controls" in notes["portfolio", 0]
    assert "outside the event window" in notes["market", 9]


def test_default_models_need_nothing_more(made):
    spec, _ = made
    assert default_models(spec)[0] == "market"
    assert not {"capm", "ff3", "garch", "egarch", "portfolio"} & set(default_models(spec))
    assert "bhar" not in default_models(spec.replace(returns="log"))


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        ({"event": "e7"}, "no event 'e7'"),
        ({"event": "e0", "asset": "A7"}, "no asset 'A7'"),
        ({"event": "e0", "models": ["markt"]}, "no model 'markt'"),
        ({"event": "e0", "tests": ["sq"]}, "no test 'sq' of several assets"),
        ({"event": "e0", "asset": "A0", "tests": ["kp"]}, "no test 'kp' of one asset"),
    ],
)
def test_wrong_names(made, choice, words):
    with pytest.raises(SpecError, match=words):
        es.compare(*made, **choice)


def test_nothing_to_estimate(made):
    spec, closes = made
    with pytest.raises(NothingComputed, match="no specification"):
        es.compare(spec, closes.iloc[:390], event="e0", models=["mean"], estimation=[(-60, -10)])


def test_curve(single):
    ax = es.plot_specification_curve(single, (0, 0))
    points = {line.get_color(): line for line in ax.get_lines() if line.get_marker() == "o"}
    known = single.table[single.table["distinct"] & (single.table["start"] == 0) & (single.table["end"] == 0)]
    known = known.drop_duplicates(["model", "estimation_start"])
    drawn = pd.concat([pd.Series(line.get_ydata(), line.get_xdata()) for line in points.values()]).sort_index()
    np.testing.assert_allclose(drawn, np.sort(known["estimate"].to_numpy(float)))
    own = known.loc[known["own"], "estimate"]
    assert list(points["#D55E00"].get_ydata()) == list(own)
    labels = [text.get_text() for text in ax.figure.axes[0].get_yticklabels()]
    assert [label for label in labels if label.startswith("model")] == [f"model: {name}" for name in MODELS]
    assert "p ≤ 5 %: filtered_sq" in labels
    figure = es.CHARTS["specification_curve"].figure(single, (-1, 1))
    assert [ax.get_title(loc="left").splitlines()[0] for ax in figure.axes if ax.get_title(loc="left")] == [
        "CAR [−1, 1]"
    ]
    joint = cell(single.agreement, start=0, end=0, test="filtered_sq")
    title = ax.get_title(loc="left")
    assert f"p: {p_text(joint['median_p'])}" in title
    assert title.splitlines()[0] == "CAR [0, 0]"


@pytest.mark.slow
def test_command(inside, tmp_path):
    out = tmp_path / "c"
    done = inside(
        "compare", str(ROOT / "events.yaml"), "--event", "deepseek-shock", "--asset", "NVDA", "--prices", "snapshot",
        "--models", "mean,market", "--estimation", "-120,-11", "--windows=0,0", "--out", str(out),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    said = " ".join(done.stdout.split())
    assert re.search(r"Of (\d+) different results.*, \1 have the sign of the study's own; of \1 that are ranked", said)
    assert "−10.52 %" in done.stdout
    assert {path.name for path in out.iterdir()} == {
        "compare.csv",
        "agreement.csv",
        "compare_0_0.svg",
        "compare_0_0.png",
    }
    done = inside("compare", str(ROOT / "events.yaml"), "--event", "deepseek-shock", "--windows", "3")
    assert done.returncode == 2
    assert done.stderr.startswith("--windows '3' is not a window")


# Distinct estimates, benchmarks, and the curve elsewhere


def test_the_same_estimate_counts_once(made):
    """Over one day `bhar` is `market_adjusted`; what estimates nothing is the same on every estimation window."""
    spec, closes = made
    models = ["market_adjusted", "bhar", "market"]
    found = es.compare(
        spec, closes, event="e0", asset="A0", models=models, estimation=[(-120, -6), (-60, -10)],
        windows=[(0, 0), (-1, 1)], tests=["t"], dates=0,
    )  # fmt: skip
    distinct = found.table[found.table["distinct"]].groupby("start")["model"].value_counts()
    assert dict(distinct[0]) == {"market": 2, "market_adjusted": 1}
    assert dict(distinct[-1]) == {"market": 2, "market_adjusted": 1, "bhar": 1}
    again = found.table[(found.table["model"] == "bhar") & (found.table["start"] == 0)]
    assert again["note"].str.contains("the same estimate as market_adjusted", regex=False).all()
    assert set(again["code"]) == {"same_estimate"}
    assert found.agreement.set_index("start")["specifications"].to_dict() == {0: 3, -1: 4}
    assert found.agreement["median_p"].isna().all()


def test_benchmarks_vary_where_the_study_names_some(made):
    """With and without the asset; one without the asset stands only against assets of that market."""
    spec, closes = made
    closes = closes.assign(W=closes["M"] * (1 + np.linspace(0, 0.3, len(closes))))
    more = spec.replace(
        benchmarks=["W", {"market": "M", "exclude": {"A0": 0.1}}, {"market": "W", "exclude": {"A0": 0.1}}],
        markets={"W": {"exchange": "XNYS"}},
    )
    found = es.compare(more, closes, event="e0", asset="A0", models=["market", "mean"], windows=[(0, 0)], dates=0)
    known = found.table[found.table["estimate"].notna()]
    assert set(known.loc[known["model"] == "market", "benchmark"]) == {"M", "W", "M without 10 % A0"}
    assert set(known.loc[known["model"] == "mean", "benchmark"]) == {"M"}
    assert known.loc[known["own"], "benchmark"].eq("M").all()
    taken_out = cell(
        known, model="market", estimation_start=-120, estimation_end=-6, benchmark="M without 10 % A0", test="t"
    )
    excluding = spec.replace(assets={**{f"A{i}": {} for i in (1, 2)}, "A0": {"exclude": {"A0": 0.1}}})
    assert taken_out["estimate"] == pytest.approx(cell(es.run(excluding, closes).car, asset="A0")["car"], rel=1e-12)
    whole = es.compare(excluding, closes, event="e0", asset="A0", models=["market"], windows=[(0, 0)], dates=0).table
    assert set(whole["benchmark"]) == {"M without 10 % A0", "M"}
    assert set(whole.loc[whole["own"], "benchmark"]) == {"M without 10 % A0"}


def scaled_median(spec, closes, pasts):
    """Median over the specifications of the mean CAR over the root mean square error of its time."""
    values = []
    for model in ("market", "mean"):
        for past in pasts:
            windows = {"estimation": list(past), "event": list(spec.windows.event), "car": [[0, 0]]}
            fitted = estimate(spec.replace(model=model, windows=windows), prices_from_frame(closes))
            ((_, _, sample),) = windows_of(spec.replace(windows=windows), fitted)
            values.append(sample.car.mean() / np.sqrt((filter_days(sample).error ** 2).mean()))
    return np.median(values)


@pytest.mark.parametrize("asset", ["A1", None])
def test_joint_p_is_that_of_the_same_curve_at_other_dates(made, asset):
    """Each date re-derived by a study of its own that has its event there."""
    spec, closes = made
    pasts = [(-120, -6), (-60, -10)]
    found = es.compare(
        spec, closes, event="e0", asset=asset, models=["market", "mean"], estimation=pasts, windows=[(0, 0)],
        tests=["t"] if asset else ["bmp"], dates=12,
    )  # fmt: skip
    row = found.agreement.iloc[0]
    assert row["dates"] == 12
    places = es.placebo(spec.replace(tests=["bmp"]), closes, draws=2000).cars
    per_asset = places[places["asset"] == (asset or "A0")]["date"].to_numpy().astype("datetime64[D]")
    chosen = per_asset[np.unique(np.linspace(0, len(per_asset) - 1, 12).astype(int))]
    medians, shares = [], []
    quiet = closes.copy()  # days in the event window count nowhere
    quiet.loc[quiet.index[395:406], ["A0", "A1", "A2"]] = np.nan
    for date in chosen:
        event = [{"id": "e0", "at": str(date), "assets": [asset] if asset else ["A0", "A1", "A2"]}]
        there = es.compare(
            spec.replace(events=event), quiet, event="e0", asset=asset, models=["market", "mean"], estimation=pasts,
            windows=[(0, 0)], tests=["t"] if asset else ["bmp"], dates=0,
        )  # fmt: skip
        medians.append(scaled_median(spec.replace(events=event), quiet, pasts))
        shares.append(there.agreement["share_significant"].iloc[0])
    event = [{"id": "e0", "at": str(closes.index[400].date()), "assets": [asset] if asset else ["A0", "A1", "A2"]}]
    real = scaled_median(spec.replace(events=event), closes, pasts)
    assert row["median_p"] == pytest.approx((1 + (np.abs(medians) >= abs(real)).sum()) / 13)
    assert row["share_p"] == pytest.approx((1 + (np.array(shares) >= row["share_significant"]).sum()) / 13)


def test_a_curve_where_nothing_happened_is_no_surprise():
    spec, closes = study(firms=1, at=[400], event=(-5, 5), car=((0, 0), (-2, 2)))
    ps = []
    for at in range(200, 560, 18):
        event = [{"id": "e0", "at": str(closes.index[at].date()), "assets": ["A0"]}]
        found = es.compare(
            spec.replace(events=event), closes, event="e0", models=["market", "mean"], estimation=[(-60, -6)],
            windows=[(0, 0)], tests=["t"], dates=60,
        )  # fmt: skip
        ps.append(found.agreement["median_p"].iloc[0])
    assert 0.3 < np.mean(ps) < 0.7
    assert min(ps) < 0.35


def test_prices_are_audited_once(made, monkeypatch):
    calls = []
    monkeypatch.setattr(comparing, "prepare", lambda *given: calls.append(1) or prepare(*given))
    es.compare(*made, event="e0", models=MODELS, dates=5)
    assert calls == [1]


def test_no_room_for_the_curve_elsewhere(made):
    spec, closes = made
    found = es.compare(spec.replace(min_estimation=110), closes.iloc[280:420], event="e0", asset="A0", models=["mean"])
    assert found.agreement["median_p"].isna().all()
    assert "no date where all of e0" in repr(found)


def test_readme_figures(shipped_spec):
    found = es.compare(
        shipped_spec, es.load_prices(shipped_spec), event="deepseek-shock", asset="NVDA", windows=[(0, 0)]
    )
    text = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    sq = found.table[found.table["test"] == "filtered_sq"]
    assert (sq["model"].nunique(), sq["benchmark"].nunique()) == (9, 3)
    sq = sq[sq["distinct"]]
    days = (1 / sq["p_value"] - 1).round().astype(int)  # none of them was as large
    assert f"In all {len(sq)} different results of nine models, three estimation windows and three benchmarks" in text
    assert f"between −{-100 * sq['estimate'].max():.2f} and −{-100 * sq['estimate'].min():.2f} %" in text
    assert f"and in none of them was one of the {days.min()} to {days.max()} ordinary days as large" in text
    joint = found.agreement.dropna(subset=["median_p"]).iloc[0]
    assert joint["median_p"] == pytest.approx(1 / (1 + joint["dates"]))
    assert f"their median is larger than that of the same specifications at any of {joint['dates']} dates" in text


def test_where_no_test_can_be_computed_it_is_said(inside, tmp_path):
    """Too few days in common for any test across assets: the estimates stand, and nothing agrees or disagrees."""
    lay_out(tmp_path, "XNYS")
    done = inside("compare", "s.yaml", "--event", "one", "--models", "mean", "--estimation=-30,-6", "--lang", "de")
    assert (done.returncode, done.stderr) == (0, "")
    assert "nicht testen" in " ".join(done.stdout.split())
