"""Groups by a column of the events file: who is in which, what they are called, and their differences."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

import eventstudy as es
from eventstudy.errors import SpecError
from eventstudy.spec.firm_event_table import firm_events as rows_of
from eventstudy.spec.split import Split
from eventstudy.study import make_groups
from eventstudy.study.splits import quantile_parts, split_parts
from eventstudy.tables.story import lead
from eventstudy.text import ENGLISH, GERMAN
from made_up import ZERO, closes, returns
from test_characteristics import FIRMS, events_table, run_file

NUMBERS = st.lists(st.integers(-6, 6) | st.floats(-1e6, 1e6), min_size=1, max_size=60)


def firm_events(values, endogenous=False):
    cells = pd.Series(["" if value is None else str(value) for value in values])
    return pd.DataFrame({"characteristic x": cells}).assign(endogenous=endogenous)


def parts(values, into, endogenous=False):
    return split_parts(Split(column="x", into=into), firm_events(values, endogenous))


def members(values, into):
    return {part.name: part.members.tolist() for part in parts(values, into)}


@given(NUMBERS, st.integers(2, 8))
def test_quantiles_are_those_of_pandas(values, n):
    x = np.array(values, dtype=float)
    bounds = np.quantile(x, np.arange(1, n) / n, method="lower")
    np.testing.assert_array_equal(quantile_parts(x, n), (x[:, None] > bounds).sum(axis=1))
    if len(set(values)) == len(values) and len(values) >= n and (len(values) - 1) % n == 0:
        np.testing.assert_array_equal(quantile_parts(x, n), pd.qcut(x, n, labels=False))


@given(NUMBERS, st.sampled_from([2, 3, 5, "median", "sign", None]), st.randoms())
def test_a_split_parts_its_firm_events_by_their_values_alone(values, into, random):
    found = parts(values, into)
    placed = [i for part in found for i in part.members]
    assert len(placed) == len(set(placed))
    left = {i for i, value in enumerate(values) if into == "sign" and value == 0}
    assert set(range(len(values))) - set(placed) == left
    if into is not None:  # whoever is in a later part has the larger value, so that what is equal is together
        for earlier, later in itertools.pairwise(found):
            assert max(values[i] for i in earlier.members) < min(values[i] for i in later.members)
    order = random.sample(range(len(values)), len(values))
    again = parts([values[i] for i in order], into)
    assert [(p.name, sorted(order[i] for i in p.members)) for p in again] == [
        (p.name, p.members.tolist()) for p in found
    ]


@given(st.lists(st.integers(-50, 50), min_size=2, max_size=40, unique=True), st.integers(2, 6))
def test_quantiles_hold_equally_many_whatever_the_scale(values, n):
    x = np.array(values, dtype=float)
    sizes = np.bincount(quantile_parts(x, n), minlength=n)
    assert sizes.max() - sizes.min() <= 1
    np.testing.assert_array_equal(quantile_parts(x, n), quantile_parts(np.exp(x / 10), n))


def test_names_and_what_is_left_out():
    values = [-2, -1, 0, 1, 2, None]
    assert members(values, "median") == {"x low": [0, 1, 2], "x high": [3, 4]}
    assert members(values, "sign") == {"x -": [0, 1], "x +": [3, 4]}
    assert members([*range(10)], 5) == {f"x {k + 1}": [2 * k, 2 * k + 1] for k in range(5)}
    assert members(["b", "a", None, "b"], None) == {"x a": [1], "x b": [0, 3]}
    assert members(["10", "2", "2.0", "-1"], None) == {"x -1": [3], "x 2": [1, 2], "x 10": [0]}
    notes = [ENGLISH.text(note) for note in parts(values, "sign")[0].notes]
    assert notes == [
        "1 firm-events are left out: a characteristic is missing",
        "1 firm-events are left out: the column is neither above nor below 0",
    ]
    own = parts(values, "sign", endogenous=[True, *[False] * 5])
    assert [part.members.tolist() for part in own] == [[1], [3, 4]]
    assert "1 firm-events are left out: endogenous" in [ENGLISH.text(note) for note in own[0].notes]


def test_ties_leave_parts_empty_and_a_note_says_so():
    found = parts([0] * 8 + [1, 2], 5)
    assert {part.name: len(part.members) for part in found} == {"x 1": 8, "x 5": 2}
    assert ENGLISH.text(found[0].notes[0]) == "3 of 5 groups are empty: what is equal stays together"
    assert GERMAN.text(found[0].notes[0]).startswith("3 von 5 Gruppen sind leer")


def surprises(write, split, frame=None, surprise=None, **changes):
    numbers = np.arange(24) - 11.5 if surprise is None else surprise
    table = events_table(offsets=(0, 40), surprise=numbers, size=np.arange(24) % 3)
    return run_file(write, table, returns(tickers=FIRMS) if frame is None else frame, split=split, **changes)


def test_groups_and_their_difference_in_the_tables(write):
    frame = returns(tickers=FIRMS, noise=0.002)
    frame.iloc[ZERO, 1:] += 0.01 * (np.arange(24) // 12)
    frame.iloc[ZERO + 40, 1:] += 0.01 * (np.arange(24) // 12)
    result = surprises(write, {"column": "surprise", "into": 4}, frame)
    names = [f"surprise {k}" for k in range(1, 5)]
    for table in (result.caar, result.tests, result.aar):
        assert [name for name in table["group"].unique() if name.startswith("surprise")] == names
    found = result.differences
    assert set(zip(found["group_a"], found["group_b"], strict=True)) == {("surprise 4", "surprise 1")}
    own = found.query("start == 0 and end == 0").set_index("test")
    assert own.index.tolist() == ["bmp_difference", "welch_t", "rank_sum", "monotonic"]
    assert own.loc["welch_t", "difference"] == pytest.approx(0.01, abs=0.003)
    assert (own[["n_a", "n_b"]] == 6).all(axis=None)
    cars = result.car.query("start == 0 and end == 0").set_index("asset")["car"]
    high, low = cars[list(FIRMS[18:])], cars[list(FIRMS[:6])]
    assert own.loc["welch_t", "difference"] == pytest.approx(high.mean() - low.mean(), rel=1e-12)
    assert own.loc["rank_sum", "p_value"] == pytest.approx(stats.mannwhitneyu(high, low).pvalue)
    welch = own.loc["welch_t"]
    value, *ends = (ENGLISH.number(100 * welch[name], sign=True) for name in ("difference", "lower", "upper"))
    said = f"The mean CAR [0, 0] of surprise 4 less that of surprise 1 is {value} % [{', '.join(ends)}]."
    assert said in lead(result, ENGLISH)
    assert any(one.startswith("Die mittlere CAR [0, 0] von surprise 4 abzüglich") for one in lead(result, GERMAN))
    means = result.caar.query("start == 0 and end == 0").set_index("group")["mean_car"]
    assert means["surprise 4"] - means["surprise 1"] == pytest.approx(own.loc["welch_t", "difference"], rel=1e-12)


@pytest.mark.parametrize(
    ("split", "pairs"),
    [
        ({"column": "surprise", "into": "sign"}, [("surprise +", "surprise -")]),
        ({"column": "surprise", "into": "median"}, [("surprise high", "surprise low")]),
        ("size", [("size 1", "size 0"), ("size 2", "size 0"), ("size 2", "size 1")]),
    ],
)
def test_pairs_of_parts(write, split, pairs):
    found = surprises(write, split).differences
    assert list(dict.fromkeys(zip(found["group_a"], found["group_b"], strict=True))) == pairs


def test_many_values_have_the_last_less_the_first(write):
    found = surprises(write, "surprise", surprise=np.arange(24) // 4).differences
    assert set(zip(found["group_a"], found["group_b"], strict=True)) == {("surprise 5", "surprise 0")}


def test_parts_of_one_event_have_the_portfolio_of_their_difference(write):
    table = events_table(surprise=np.arange(24))
    found = run_file(write, table, returns(tickers=FIRMS), split={"column": "surprise", "into": 2}).differences
    assert set(found["test"]) == {"bmp_difference", "welch_t", "rank_sum", "difference_portfolio_t"}
    assert (found["n_a"] == 12).all()


def test_groups_are_written_once(write):
    result = surprises(write, {"column": "surprise", "into": "sign"}, surprise=np.arange(1, 25))
    assert "surprise +" not in set(result.caar["group"])  # the same firm-events as all
    assert result.differences.empty


def test_rows_in_another_order_change_no_group(write):
    table = events_table(offsets=(0, 40), surprise=(np.arange(24) * 7) % 10)
    split = {"column": "surprise", "into": 3}
    first, second = (
        run_file(write, own, returns(tickers=FIRMS), split=split).caar.set_index(["group", "start", "end"]).sort_index()
        for own in (table, table.iloc[::-1])
    )
    for column in ("n", "mean_car", "se"):
        np.testing.assert_allclose(first[column], second[column], rtol=1e-9)


def test_a_split_stands_beside_a_regression_and_at_placebo_dates(write):
    own = surprises(write, {"column": "surprise", "into": 2}, regress=[{"on": "size"}])
    assert set(own.regressions["term"]) == {"constant", "size"}
    assert {"surprise 1", "surprise 2"} <= set(own.caar["group"])
    assert [g.name for g in make_groups(firm_events([1, 2, 3]).assign(event_id=["a", "b", "c"], group="", sign="?"))]
    table = es.placebo(own.spec, closes(returns(tickers=FIRMS)), draws=20).table
    assert {"surprise 1", "surprise 2"} <= set(table["group"])


MISTAKES = {
    "parts that there are": (range(3), {"into": 5}, "write 'into: 3', or delete 'into'", {"into": 3}),
    "a group of each value": (range(3), {"into": 5}, "or delete 'into' for a group of each value", {}),
    "groups by quantiles": (range(24), {}, "add 'into: 5' for groups by quantiles", {"into": 5}),
    "half of them": (
        range(24),
        {"into": "half"},
        "write a number of groups from 2 to 20, median or sign",
        {"into": "median"},
    ),
    "many parts": (range(24), {"into": 21}, "write a number of groups from 2 to 20, median or sign", {"into": 20}),
    "texts": (["a", "b"], {"into": 2}, "for a group of each text delete 'into'", {}),
    "another column": ([1, 1], {}, "name a column whose values differ", {"column": "other"}),
    "the nearest column": (range(3), {"column": "surprize"}, "did you mean 'surprise'?", {"column": "surprise"}),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_remedies_lead_to_groups(write, name):
    values, wrong, remedy, right = MISTAKES[name]
    values = [[*values][i % len(values)] for i in range(24)]
    write("e.csv", events_table(surprise=values, other=np.arange(24) % 2).to_csv(index=False))
    text = "version: 1\nevents_file: e.csv\ndefaults: {exchange: XNYS, market: MKT}\nsplit: {column: COLUMN}\n"

    def read(**split):
        written = ", ".join(f"{key}: {value}" for key, value in ({"column": "surprise"} | split).items())
        return rows_of(es.load_spec(write("s.yaml", text.replace("column: COLUMN", written))))

    with pytest.raises(SpecError) as caught:
        read(**wrong)
    assert remedy in caught.value.remedy
    assert ":4:" in caught.value.position or "e.csv:" in caught.value.position
    found = split_parts(Split(**({"column": "surprise"} | right)), read(**right).assign(endogenous=False))
    assert len(found) > 1
