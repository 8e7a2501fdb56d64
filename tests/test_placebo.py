"""The placebo engine: dates that are eligible, what its tests say there, and what is known of made-up data."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import eventstudy as es
import samples
from conftest import ROOT
from eventstudy.errors import NothingComputed, SpecError
from eventstudy.inference import GROUP_TESTS
from eventstudy.inference.draws import Draws, Pool
from eventstudy.inference.laws import critical_value
from eventstudy.inference.smallest_effects import smallest_effect
from eventstudy.panel import near
from eventstudy.prices import prices_from_frame
from eventstudy.scale import Engine
from eventstudy.simulate.date_plan import plan_dates
from eventstudy.simulate.effects import placebo_p
from eventstudy.study import estimate, prepare
from eventstudy.study.eligible_dates import find_eligible_dates
from eventstudy.text import p_text
from null_studies import SESSIONS, SIGMA, study
from test_cli import SMALL


def position(dates):
    return np.searchsorted(SESSIONS, np.asarray(dates).astype("datetime64[D]"))


@pytest.fixture(scope="module")
def null():
    spec, closes = study(firms=12, tests=("bmp", "cs_t", "patell", "rank", "wilcoxon"))
    return es.placebo(spec, closes, draws=2000)


@pytest.fixture(scope="module")
def shock(shipped_spec):
    spec = shipped_spec.replace(tests=["t", "kp"])
    return es.placebo(spec, es.load_prices(spec), events=["deepseek-shock"])


# Known answers


def test_size_of_good_tests_on_normal_data(null):
    groups = null.table[null.table["asset"] == ""].set_index("test")
    assert set(groups["draws"]) == {2000, 1000}
    assert groups.loc["wilcoxon", "draws"] == 1000
    # Beside the error of the draws, the panel itself is one sample: 12 firms at some 450 dates.
    for test, row in groups.iterrows():
        assert row["size_05"] == pytest.approx(0.05, abs=0.03), test
        assert row["error"] == pytest.approx(np.sqrt(row["size_05"] * (1 - row["size_05"]) / row["draws"]))
    single = null.table[null.table["test"] == "t"]
    assert single["size_05"].mean() == pytest.approx(0.05, abs=0.01)
    assert single["size_10"].mean() == pytest.approx(0.10, abs=0.015)


def test_p_of_placebos_is_uniform_where_nothing_happened(null):
    p = null.table.query("test == 't'").set_index("asset")
    assert (p["placebo_p"] - p["p_value"]).abs().max() < 0.1


@pytest.mark.parametrize("alternative", ["two-sided", "less"])
def test_a_large_effect_has_the_smallest_p_there_is(alternative):
    spec, closes = study(effect=-0.15, tests=("bmp", "sign"), alternative=alternative)
    table = es.placebo(spec, closes, draws=200).table.set_index(["group", "asset", "test"])
    assert table.loc[("all", "", "bmp"), "placebo_p"] == pytest.approx(1 / 201)
    for i in range(10):
        row = table.loc[(f"e{i}", f"A{i}", "permutation")]
        assert row["placebo_p"] == pytest.approx(1 / (row["places"] + 1))


def test_an_effect_the_other_way_is_no_evidence():
    spec, closes = study(effect=-0.15, tests=("bmp",), alternative="greater")
    table = es.placebo(spec, closes, draws=200).table.set_index(["group", "asset", "test"])
    assert table.loc[("all", "", "bmp"), "placebo_p"] == 1
    assert table.loc[("e0", "A0", "t"), "placebo_p"] > 0.95


def test_smallest_effect_is_the_closed_form():
    """N = 50, σ = 2 %: 80 % power at 5 % takes (1.96 + 0.84) σ/√N, a little more with t(49) and an estimated mean."""
    spec, closes = study(firms=50, days=420, model="mean", tests=("cs_t", "bmp", "patell"), seed=3)
    found = es.placebo(spec, closes, draws=1000).table.query("asset == ''").set_index("test")["smallest_effect"]
    closed = (1.96 + 0.8416) * SIGMA * np.sqrt(1 + 1 / 118) / np.sqrt(50)
    for test in ("cs_t", "bmp", "patell"):
        assert found[test] == pytest.approx(closed, rel=0.08), test


def test_smallest_effect_of_one_firm_event_is_seen_in_four_of_five():
    spec, closes = study(firms=1)
    found = es.placebo(spec, closes)
    row = found.table.query("test == 't'").iloc[0]
    scar, car = found.cars["scar"].to_numpy(), found.cars["car"].to_numpy()
    se = car / scar
    limit = np.sort(np.abs(scar))[-int(0.05 * (len(scar) + 1))]
    effect = row["smallest_effect"]
    power = [(np.abs(scar + sign * effect / se) > limit).mean() for sign in (1, -1)]
    assert min(power) >= 0.8
    assert min((np.abs(scar + sign * 0.98 * effect / se) > limit).mean() for sign in (1, -1)) < 0.8


def test_nvidia_on_the_day_of_the_shock(shock, shipped_spec):
    """Re-derived one date after the other: OLS on the 240 sessions before, t of day 0."""
    prepared = prepare(shipped_spec, es.load_prices(shipped_spec))
    table = prepared.table
    r = table.assets[table.asset_row["NVDA"]]
    m = table.markets[table.market_row["XNAS", "^IXIC"]]
    events = prepared.events.query("asset == 'NVDA'")["position"].to_numpy()
    real = prepared.events.query("asset == 'NVDA' and event_id == 'deepseek-shock'")["position"].iloc[0]

    def t(day):
        past = np.arange(day - 250, day - 10)
        past = past[(past >= 0) & np.isfinite(r[np.maximum(past, 0)]) & np.isfinite(m[np.maximum(past, 0)])]
        if day != real:
            past = past[np.abs(events - past[:, None]).min(axis=1) > 10]
        if len(past) < 100 or not np.isfinite(r[day - 1 : day + 6]).all():
            return np.nan
        x = np.column_stack([np.ones(len(past)), m[past]])
        b, *_ = np.linalg.lstsq(x, r[past])
        s2 = ((r[past] - x @ b) ** 2).sum() / (len(past) - 2)
        now = np.array([1, m[day]])
        return (r[day] - now @ b) / np.sqrt(s2 * (1 + now @ np.linalg.inv(x.T @ x) @ now))

    far = [day for day in range(1, len(r) - 6) if np.abs(events - day).min() > 20]
    placebos = np.array([t(day) for day in far])
    placebos = np.abs(placebos[np.isfinite(placebos)])
    rows = shock.table.query("asset == 'NVDA' and start == 0 and end == 0").set_index("test")
    assert set(rows["places"]) == {len(placebos)} == {482}
    p = (1 + (placebos >= abs(t(real))).sum()) / (1 + len(placebos))
    assert rows["placebo_p"].to_numpy() == pytest.approx(p)
    assert p == pytest.approx(3 / 483)
    assert rows.loc["t", "size_05"] == pytest.approx(0.0519, abs=1e-4)


def test_readme_says_so(shock):
    text = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    row = shock.table.query("asset == 'NVDA' and start == 0 and end == 0").iloc[0]
    as_extreme = round(row["placebo_p"] * (row["places"] + 1)) - 1
    assert f"On {as_extreme} of {row['places']} such dates Nvidia's abnormal return was at least as extreme" in text
    assert f"an empirical p of {row['placebo_p']:.4f}" in text


# Where placebos stand


@given(arrays(bool, (2, 30)), st.integers(-40, 40), st.integers(0, 40))
def test_sessions_near_marked_ones(marked, first, length):
    found = near(marked, first, first + length)
    for row in range(2):
        for at in range(30):
            before = [at - d for d in range(first, first + length + 1) if 0 <= at - d < 30]
            assert found[row, at] == marked[row, before].any()


@pytest.mark.parametrize("clean", [False, True])
def test_no_placebo_comes_near_an_event(clean):
    spec, closes = study(firms=2, at=[300, 400])
    found = es.placebo(spec, closes, clean=clean)
    for asset, event in (("A0", 300), ("A1", 400)):
        at = position(found.cars.loc[found.cars["asset"] == asset, "date"])
        gap = at - event
        assert (np.abs(gap) > 4).all()  # windows of two sessions each way
        if clean:
            assert ((gap < 0) | (gap > 2 + 120)).all()
        else:
            assert ((gap > 4) & (gap < 100)).any()
        assert at.min() == 1 + 71 + 2  # the first return, 60 % of 118 estimation days, the window's two


def test_a_shock_leaves_the_estimation_windows_of_placebos():
    """A shock of 50 % in an estimation window would hide everything after it; without it σ is that of other dates."""
    spec, closes = study(firms=1, at=[300], effect=0.5)
    scar, gap = (cars := es.placebo(spec, closes).cars)["scar"], position(cars["date"]) - 300
    after = (gap > 4) & (gap < 100)
    assert scar[after].std() == pytest.approx(scar[~after].std(), rel=0.15)
    calm = study(firms=1, at=[300])[1]
    same = es.placebo(spec, calm).cars["scar"]
    np.testing.assert_allclose(same, scar, rtol=1e-9)
    again = es.placebo(spec.replace(exclude_events=True), closes).cars["scar"]
    np.testing.assert_array_equal(again, scar)


def test_returns_that_span_a_shock_leave_the_estimation_windows_too():
    """Trade to trade, the first return after a gap spans the shock on the second day of the event window."""
    spec, calm = study(firms=1, at=[300], missing="trade_to_trade")
    calm.loc[calm.index[[250, *range(302, 306)]], "A0"] = np.nan
    shock = calm.copy()
    shock.loc[shock.index[302:], "A0"] *= 1.5
    scar = es.placebo(spec, calm).cars["scar"]
    np.testing.assert_allclose(es.placebo(spec, shock).cars["scar"], scar, rtol=1e-9)
    assert len(scar) > 350


def test_effective_dates_are_dates_over_the_days_of_the_window():
    spec, closes = study(firms=1, car=((0, 0), (-1, 1)))
    found = es.placebo(spec, closes)
    table = found.table.set_index(["start", "test"])
    assert table.loc[(0, "t"), "effective_dates"] == table.loc[(0, "t"), "places"]
    assert table.loc[(-1, "t"), "effective_dates"] == pytest.approx(table.loc[(-1, "t"), "places"] / 3)
    shown = repr(found).splitlines()
    heads = next(line for line in shown if line.endswith("effective")).split()
    row = next(line for line in shown if line.startswith("e0") and "[−1, 1]" in line)
    assert heads[-2:] == ["placebo", "effective"], shown
    assert row.split()[-1] == f"{table.loc[(-1, 't'), 'places'] / 3:.0f}"
    ax = es.plot_placebo(found, "e0", "A0", (-1, 1))
    assert f"({table.loc[(-1, 't'), 'places'] / 3:.0f} effective)" in ax.texts[0].get_text()


@pytest.fixture(scope="module")
def eligible(shipped_spec):
    prepared = prepare(shipped_spec, es.load_prices(shipped_spec))
    return find_eligible_dates(prepared, ["NVDA", "ENR.DE"])


def test_announcements_keep_their_structure(shipped_spec, eligible):
    """Assets of an event share its date; the five events of January 2025 keep their distances."""
    events = estimate(shipped_spec, es.load_prices(shipped_spec)).events
    ids = ["deepseek-r1", "stargate", "bytedance-capex", "deepseek-shock", "rebound"]
    own = events[events["event_id"].isin(ids) & events["asset"].isin(["NVDA", "ENR.DE"])]
    plan = plan_dates(own, eligible, (-1, 5), independent=False)
    assert [len(block.columns) for block in plan.blocks] == [10]
    day0 = eligible.samples[0, 0].day0[plan.blocks[0].rows]
    both = np.intersect1d(eligible.sessions["XNAS"].dates, eligible.sessions["XETR"].dates)
    shared = 0
    for event in ids:
        a, b = np.flatnonzero((own["event_id"] == event).to_numpy())
        together = np.isin(day0[:, a], both) & np.isin(day0[:, b], both)
        assert (day0[:, a] == day0[:, b])[together].mean() > 0.95  # apart only by a holiday just before
        shared += together.sum()
    assert shared > 100
    calendar = np.union1d(eligible.sessions["XNAS"].dates, eligible.sessions["XETR"].dates)
    shock, rebound = (own["event_id"].tolist().index(name) for name in ("deepseek-shock", "rebound"))
    step = np.searchsorted(calendar, day0[:, rebound]) - np.searchsorted(calendar, day0[:, shock])
    assert np.median(step) == 1
    apart = plan_dates(own, eligible, (-1, 5), independent=True)
    assert sorted(len(block.columns) for block in apart.blocks) == [2] * 5


def test_windows_of_different_dates_do_not_touch():
    spec, closes = study(firms=6, car=((-2, 2),))
    prices = prices_from_frame(closes)
    fitted = estimate(spec, prices)
    eligible = find_eligible_dates(prepare(spec, prices), [f"A{i}" for i in range(6)])
    plan = plan_dates(fitted.events, eligible, (-2, 2), independent=False)
    draws = plan.draw(Pool(eligible.samples[-2, 2]), 300, np.random.default_rng(0))
    assert not draws.crowded.any()
    at = np.sort(position(eligible.samples[-2, 2].day0[draws.rows]), axis=1)
    assert (np.diff(at, axis=1) > 4).all()
    loose = plan_dates(fitted.events, eligible, (-2, 2), independent=True)
    free = loose.draw(Pool(eligible.samples[-2, 2]), 300, np.random.default_rng(0))
    at = np.sort(position(eligible.samples[-2, 2].day0[free.rows]), axis=1)
    assert (np.diff(at, axis=1) <= 4).any()


def test_dates_that_leave_no_room():
    spec, closes = study(firms=1, days=128, at=[124])
    with pytest.raises(NothingComputed, match="no date is eligible"):
        es.placebo(spec.replace(min_estimation=118), closes)


def test_a_group_without_a_common_date_says_so():
    spec, closes = study(firms=2, at=[300, 300])
    closes.loc[closes.index[:310], "A1"] = np.nan  # its prices start after day 0
    table = es.placebo(spec.replace(tests=["kp"]), closes).table
    assert set(table["asset"]) == {"A0"} or table.query("asset == ''")["note"].str.len().all()


def test_unknown_event():
    spec, closes = study(firms=1)
    with pytest.raises(SpecError, match="no event 'e9'"):
        es.placebo(spec, closes, events=["e9"])


# The same numbers however they are computed


@pytest.mark.parametrize("spread", [0, 12])
@pytest.mark.parametrize("missing", [0.0, 0.15])
@pytest.mark.parametrize("test", [name for name, test in GROUP_TESTS.items() if test.batched])
def test_batches_are_the_registry(test, missing, spread):
    sample = samples.make(7, firms=40, spread=spread, correlation=0.3, missing=missing)
    rows = np.random.default_rng(1).permuted(np.tile(np.arange(40), (5, 1)), axis=1)[:, :9]
    statistic, p = GROUP_TESTS[test].batched(Draws(Pool(sample), rows))
    for b, chosen in enumerate(rows):
        single = GROUP_TESTS[test](sample.take(chosen))
        assert statistic[b] == pytest.approx(single.statistic, rel=1e-9, nan_ok=True)
        assert p[b] == pytest.approx(single.p_value, rel=1e-8, nan_ok=True)


@pytest.mark.slow
def test_jobs_do_not_change_a_byte():
    spec, closes = study(firms=2, tests=("bmp", "cs_t", "wilcoxon"))
    alone = es.placebo(spec, closes, draws=1200)
    together = es.placebo(spec, closes, draws=1200, engine=Engine("processes", 2))
    assert alone.table.to_csv() == together.table.to_csv()
    other = es.placebo(spec.replace(seed=1), closes, draws=1200)
    assert (
        alone.table.query("test == 'bmp'")["size_05"].tolist() != other.table.query("test == 'bmp'")["size_05"].tolist()
    )


def test_which_events_are_reported_changes_no_number():
    spec, closes = study(firms=4, at=[200, 200, 400, 400], tests=("cs_t", "kp"))
    every = es.placebo(spec, closes, draws=300).table.query("group == 'e1'").reset_index(drop=True)
    one = es.placebo(spec, closes, draws=300, events=["e1"]).table.reset_index(drop=True)
    pd.testing.assert_frame_equal(every, one)


# Small parts


@given(st.lists(st.floats(-5, 5), min_size=19, max_size=200), st.floats(-5, 5))
def test_critical_value_is_where_placebo_p_reaches_five_per_cent(placebos, real):
    values = np.array(placebos)
    limit = critical_value(values, 0.05)
    assert placebo_p(limit + 1e-6 * (1 + abs(limit)), values) <= 0.05
    assert placebo_p(limit, values) > 0.05
    assert 1 / (len(values) + 1) <= placebo_p(real, values) <= 1


def test_bounded_statistics_have_no_smallest_effect():
    assert np.isnan(smallest_effect(lambda effect: np.full(5, 1 - 1 / (1 + abs(effect))), 2.0, 0.01, "two-sided"))


# Charts and the command


def test_chart_of_an_event(null):
    ax = es.plot_placebo(null, "e3", "A3")
    dates = null.cars.query("asset == 'A3'")
    assert sum(patch.get_height() for patch in ax.patches) == len(dates)
    own = null.real.query("event_id == 'e3'")["car"].iloc[0]
    assert ax.get_lines()[0].get_xdata()[0] == own
    assert f"{len(dates)} dates" in ax.texts[0].get_text()
    assert len(es.CHARTS["placebo"].figure(null, "e3").axes) == 1
    with pytest.raises(SpecError, match="no CAR"):
        es.plot_placebo(null, "e3", "A4")


def test_chart_of_sizes(shock):
    ax = es.plot_placebo_sizes(shock)
    labels = [text.get_text() for text in ax.get_yticklabels()]
    assert "Nvidia: t" in labels
    assert "deepseek-shock: kp" in labels
    line = ax.get_lines()[1]
    size = shock.table.query("asset == 'NVDA' and start == 0 and end == 0 and test == 't'")["size_05"].iloc[0]
    assert line.get_xdata()[labels.index("Nvidia: t")] == size
    assert len(es.CHARTS["placebo_sizes"].figure(shock).axes) == 3


def test_command(write, inside, tmp_path):
    """The shock's p-values stand beside each other; without the other events, dates near them are eligible too."""
    out = tmp_path / "p"
    done = inside("placebo", str(write("s.yaml", SMALL)), "--out", str(out))
    assert done.returncode == 0, done.stderr
    line = next(row for row in done.stdout.splitlines() if row.startswith("shock") and "[0, 0]" in row)
    table = pd.read_csv(out / "placebo.csv").query("start == 0 and end == 0").set_index("test")
    effective = f"{table.loc['t', 'places']}"
    assert line.split()[-3:] == ["0.0050", p_text(table.loc["filtered_sq", "placebo_p"]), effective]
    whole = inside("placebo", str(tmp_path / "s.yaml"), "--verbose").stdout.splitlines()
    heading = next(i for i, line in enumerate(whole) if "permutation" in line and "CAR" in line)
    row = next(line for line in whole[heading:] if line.startswith("shock") and "[0, 0]" in line)
    assert row.split()[-4:-2] == ["0.0041", "0.0050"]
    assert table.loc["permutation", "placebo_p"] == table.loc["t", "placebo_p"]  # both rank the standardised CAR
    names = {
        "placebo.csv",
        "placebo_cars.csv",
        *(f"placebo_{x}.{kind}" for x in ("sizes", "shock") for kind in ("svg", "png")),
    }
    assert {path.name for path in out.iterdir()} == names


def test_repr_is_the_summary(shock):
    text = repr(shock)
    assert "Placebo dates" in text
    assert max(map(len, text.splitlines())) <= 80
