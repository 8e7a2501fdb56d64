"""One event under other choices."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import eventstudy as es
from conftest import ROOT
from eventstudy.errors import NothingComputed, SpecError
from eventstudy.study.comparing import default_models
from null_studies import study

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
    assert row["specifications"] == 6
    assert row["share_significant"] == row["share_same_sign"] == row["share_agree"] == 1


def test_shares_count_what_they_say(single):
    for row in single.agreement.itertuples():
        own = single.table[(single.table["start"] == row.start) & (single.table["end"] == row.end)]
        own = own[(own["test"] == row.test) & own["p_value"].notna()]
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
    ax = es.plot_specification_curve(single)
    points = {line.get_color(): line for line in ax.get_lines() if line.get_marker() == "o"}
    known = single.table.dropna(subset="estimate").drop_duplicates(["model", "estimation_start", "start", "end"])
    drawn = pd.concat([pd.Series(line.get_ydata(), line.get_xdata()) for line in points.values()]).sort_index()
    np.testing.assert_allclose(drawn, np.sort(known["estimate"].to_numpy(float)))
    own = known.loc[known["own"], "estimate"]
    assert list(points["#D55E00"].get_ydata()) == list(own)
    labels = [text.get_text() for text in ax.figure.axes[0].get_yticklabels()]
    assert [label for label in labels if label.startswith("model")] == [f"model: {name}" for name in MODELS]
    assert "p ≤ 5 %: filtered_sq" in labels
    assert len(es.CHARTS["specification_curve"].figure(single).axes) == 2


@pytest.mark.slow
def test_command(inside, tmp_path):
    out = tmp_path / "c"
    done = inside(
        "compare", str(ROOT / "events.yaml"), "--event", "deepseek-shock", "--asset", "NVDA", "--prices", "snapshot",
        "--models", "mean,market", "--estimation", "-120,-11", "--windows=0,0", "--out", str(out),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    said = " ".join(done.stdout.split())
    assert "Of 3 results (model, estimation window and CAR window), 3 have the sign" in said
    assert "of 3 that are ranked among ordinary days (test filtered_sq), 3 are among the most extreme 5 %." in said
    assert "−10.52 %" in done.stdout
    assert {path.name for path in out.iterdir()} == {"compare.csv", "compare.svg", "compare.png"}
    done = inside("compare", str(ROOT / "events.yaml"), "--event", "deepseek-shock", "--windows", "3")
    assert done.returncode == 2
    assert done.stderr.startswith("--windows '3' is not a window")


def test_readme_figures(shipped_spec):
    found = es.compare(
        shipped_spec, es.load_prices(shipped_spec), event="deepseek-shock", asset="NVDA", windows=[(0, 0)]
    )
    text = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    sq = found.table[found.table["test"] == "filtered_sq"]
    assert sq["model"].nunique() == 9
    days = (1 / sq["p_value"] - 1).round().astype(int)  # none of them was as large
    assert f"In all {len(sq)} combinations of nine models and three estimation windows" in text
    assert f"between −{-100 * sq['estimate'].max():.2f} and −{-100 * sq['estimate'].min():.2f} %" in text
    assert f"and in none of them was one of the {days.min()} to {days.max()} ordinary days as large" in text
