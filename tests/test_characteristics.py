"""CARs regressed on the further columns of an events file."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

import eventstudy as es
from eventstudy.errors import SpecError
from eventstudy.inference.covariance import covariance_of
from eventstudy.inference.cross_section import clustered_slopes, hc3_slopes, pre_event_slopes, shared_days_slopes
from eventstudy.report.html_page import page
from eventstudy.spec.firm_event_table import firm_events
from eventstudy.text import ENGLISH, GERMAN
from made_up import WINDOWS, ZERO, closes, day, returns
from samples import make

FIRMS = tuple(f"F{i:02}" for i in range(24))


def run_file(write, table, frame, *on, **changes):
    path = write("events.csv", table.to_csv(index=False))
    spec = {
        "version": 1,
        "windows": WINDOWS,
        "defaults": {"exchange": "XNYS", "market": "MKT"},
        "events_file": str(path),
        "regress": [{"on": list(on)}] if on else [],
    }
    return es.run(es.load_spec(spec | changes), closes(frame))


def events_table(offsets=(0,), **columns):
    rows = [(f"e{i % len(offsets)}", firm, day(offsets[i % len(offsets)])) for i, firm in enumerate(FIRMS)]
    return pd.DataFrame(rows, columns=["event_id", "asset", "at"]).assign(**columns)


def sample(seed=4, n=40, clusters=8):
    rng = np.random.default_rng(seed)
    X = np.column_stack([np.ones(n), rng.normal(size=n), rng.integers(0, 2, n)])
    return X @ [0.01, 0.02, 0.0] + rng.normal(0, 0.02, n) * (1 + X[:, 2]), X, np.arange(n) % clusters


def test_hc3_by_its_formula():
    car, X, _ = sample()
    inverse = np.linalg.inv(X.T @ X)
    b = inverse @ X.T @ car
    h = np.array([x @ inverse @ x for x in X])
    meat = sum(np.outer(x, x) * (e / (1 - lever)) ** 2 for x, e, lever in zip(X, car - X @ b, h, strict=True))
    found = hc3_slopes(car, X)
    np.testing.assert_allclose(found.coefficient, b, rtol=1e-10)
    np.testing.assert_allclose(found.se, np.sqrt(np.diag(inverse @ meat @ inverse)), rtol=1e-10)
    np.testing.assert_allclose(found.p_value, 2 * stats.t.sf(np.abs(b / found.se), 37), rtol=1e-9)


def test_clustered_errors_by_their_formula():
    car, X, dates = sample()
    inverse = np.linalg.inv(X.T @ X)
    e = car - X @ (inverse @ X.T @ car)
    meat = sum(np.outer(g, g) for g in (X[dates == d].T @ e[dates == d] for d in range(8)))
    scale = 8 / 7 * 39 / 37
    found = clustered_slopes(car, X, dates)
    np.testing.assert_allclose(found.se, np.sqrt(scale * np.diag(inverse @ meat @ inverse)), rtol=1e-10)
    assert found.df == 7
    assert ENGLISH.text(found.note) == "only 8 dates: these errors are too small on average"


def test_pre_event_slopes_one_regression_at_a_time():
    car, X, _ = sample()
    earlier = np.random.default_rng(1).normal(0, 0.02, (40, 15))
    slopes = np.array([np.linalg.solve(X.T @ X, X.T @ stretch) for stretch in earlier.T])
    own = np.linalg.solve(X.T @ X, X.T @ car)
    t = (own - slopes.mean(axis=0)) / (slopes.std(axis=0, ddof=1) * np.sqrt(16 / 15))
    found = pre_event_slopes(car, earlier, X)
    np.testing.assert_allclose(found.t, t, rtol=1e-9)
    np.testing.assert_allclose(found.p_value, 2 * stats.t.sf(np.abs(t), 14), rtol=1e-9)


def test_size_where_alike_firms_move_together():
    """One date and a common shock to firms with a large characteristic: robust errors fail, pre-event ones hold."""
    rng, draws, n = np.random.default_rng(8), 1500, 40
    rejected = {"HC3": 0, "pre-event": 0}
    for _ in range(draws):
        x = rng.normal(size=n)
        X = np.column_stack([np.ones(n), x])
        moves = rng.normal(0, 0.02, (n, 41)) + np.outer(x, rng.normal(0, 0.01, 41))
        rejected["HC3"] += hc3_slopes(moves[:, 0], X).p_value[1] < 0.05
        rejected["pre-event"] += pre_event_slopes(moves[:, 0], moves[:, 1:], X).p_value[1] < 0.05
    assert abs(rejected["pre-event"] / draws - 0.05) <= 3 * np.sqrt(0.05 * 0.95 / draws)
    assert rejected["HC3"] / draws > 0.4


def test_a_known_slope_is_found(write):
    size = np.linspace(-1, 1, 24)
    frame = returns(tickers=FIRMS, noise=0.001)
    frame.iloc[ZERO, 1:] += 0.05 * size
    table = run_file(write, events_table(size=size, other=size**2), frame, "size").regressions
    own = table.query("start == 0 and end == 0 and term == 'size'").set_index("errors")
    assert own.index.tolist() == ["HC3", "shared days", "pre-event"]
    assert table["model"].unique().tolist() == ["size"]
    assert set(table["term"]) == {"constant", "size"}
    assert own["coefficient"].tolist() == pytest.approx([0.05] * 3, abs=0.002)
    assert (own["p_value"] < 1e-6).all()
    assert own.loc["pre-event", "law"] == "t(119)"


def test_texts_are_categories_and_what_is_missing_is_counted(write):
    sector = ["chips", "power", "", "banks"] * 6
    table = events_table(offsets=(0, 20, 40), sector=sector, name=[f"a firm {i}" for i in range(24)])
    found = run_file(write, table, returns(tickers=FIRMS), "sector", "name")
    own = found.regressions.query("start == 0 and end == 0")
    assert own["term"].unique().tolist() == ["constant", "sector = chips", "sector = power"]
    assert own["errors"].unique().tolist() == ["HC3", "clustered by date", "shared days", "pre-event"]
    assert (own["n"] == 18).all()
    assert own["note"].str.contains("'name' is left out: 24 different texts are no category").all()
    assert own["note"].str.contains("6 firm-events are left out").all()


def test_regressions_are_german_on_the_german_page(write):
    table = events_table(offsets=(0, 20, 40), sector=["chips", "power", "", "banks"] * 6)
    html = page(run_file(write, table, returns(tickers=FIRMS), "sector"), GERMAN)
    assert "nach Tagen gruppiert" in html
    assert "gemeinsame Tage" in html
    assert "6 Paare fehlen: ein Merkmal fehlt" in html
    assert "nur 3 Tage: diese Fehler sind im Mittel zu klein" in html
    assert "clustered by date" not in html


@pytest.mark.parametrize(
    ("columns", "note"),
    [
        ({"a": range(24), "b": [2 * i for i in range(24)]}, "collinear"),
        ({"a": [7] * 24}, "collinear or do not vary"),
        ({"a": [f"t{i}" for i in range(24)]}, "no characteristic to regress on"),
        ({"a": [1, 2, *[""] * 22]}, "2 firm-events for 2 coefficients"),
    ],
)
def test_what_cannot_be_regressed_gets_a_note(write, columns, note):
    own = run_file(write, events_table(**columns), returns(tickers=FIRMS), *columns).regressions
    assert own["coefficient"].isna().all()
    assert own["note"].str.contains(note).all()
    assert len(own) == 3


def test_columns_may_bear_our_names(write):
    table = events_table(offsets=(0, 20), sigma=range(24), position=np.arange(24) ** 2, date="x", se="y")
    result = run_file(write, table, returns(tickers=FIRMS), "sigma", "position")
    assert {"sigma", "position"} <= set(result.regressions["term"])
    assert (result.models["sigma"] < 1).all()


def test_nothing_is_regressed_unasked(write, shipped):
    table = events_table(size=np.arange(24), group=["x", "y"] * 12)
    assert run_file(write, table, returns(tickers=FIRMS)).regressions.empty
    assert shipped.regressions.empty


@pytest.mark.parametrize("spread", [0, 5])
def test_errors_of_shared_days_pair_by_pair(spread):
    own = make(3, window=(-1, 2), correlation=0.4, firms=9, spread=spread)
    X = np.column_stack([np.ones(9), np.arange(9.0)])
    c = covariance_of(own).between(np.eye(9)[None])[0]
    covariance = np.diag(own.se) @ c @ np.diag(own.se)
    fit = sm.OLS(own.car, X).fit()
    m = np.eye(9) - X @ np.linalg.inv(X.T @ X) @ X.T
    scale = (fit.resid**2 / own.se**2).sum() / np.trace(m @ covariance @ m @ np.diag(own.se**-2))
    bread = np.linalg.inv(X.T @ X)
    expected = np.sqrt(np.diag(scale * bread @ X.T @ covariance @ X @ bread))
    found = shared_days_slopes(own.car, X, own.se, c)
    np.testing.assert_allclose(found.coefficient, fit.params, rtol=1e-9)
    np.testing.assert_allclose(found.se, expected, rtol=1e-9)
    np.testing.assert_allclose(found.p_value, 2 * stats.t.sf(np.abs(fit.params / expected), 7), rtol=1e-9)


def test_errors_of_shared_days_where_firm_events_share_them(write):
    size = np.linspace(1, 2, 24)
    together = run_file(write, events_table(size=size), returns(tickers=FIRMS), "size").regressions
    assert "shared days" in set(together["errors"])
    own = together.query("errors == 'shared days' and term == 'size'")
    plain = together.query("errors == 'HC3' and term == 'size'")
    np.testing.assert_allclose(own["coefficient"], plain["coefficient"], rtol=1e-9)
    assert (own["se"] > 0).all()


def test_each_regression_by_itself(write):
    table = events_table(offsets=(0, 20), size=np.arange(24), age=np.arange(24) % 7)
    asked = [{"on": "size"}, {"on": ["size", "age"], "window": [0, 5]}]
    found = run_file(write, table, returns(tickers=FIRMS), regress=asked).regressions
    both = found[found["model"] == "size + age"]
    assert found["model"].unique().tolist() == ["size", "size + age"]
    assert both[["start", "end"]].drop_duplicates().to_numpy().tolist() == [[0, 5]]
    assert len(found[found["model"] == "size"][["start", "end"]].drop_duplicates()) == 3
    alone = run_file(write, table, returns(tickers=FIRMS), "size", "age").regressions.query("start == 0 and end == 5")
    assert both["coefficient"].tolist() == alone["coefficient"].tolist()


def test_columns_of_parquet_in_any_order(write, tmp_path):
    table = events_table(size=np.arange(24.0), sector=["x", "y"] * 12)[["sector", "at", "size", "asset", "event_id"]]
    table.to_parquet(tmp_path / "e.parquet")
    frame, own = returns(tickers=FIRMS), {"events_file": str(tmp_path / "e.parquet")}
    found, plain = (run_file(write, table, frame, "size", "sector", **changes).regressions for changes in (own, {}))
    pd.testing.assert_frame_equal(found, plain)


@pytest.mark.parametrize("text", ["n/a", "1,5", "inf", "NaN"])
def test_a_cell_that_is_no_number_is_refused_with_its_line(tmp_path, text):
    """As a category each number would have a coefficient of its own, without a word."""
    rows = [f"AAA,2021-0{month}-15,{value}" for month, value in enumerate(("1.5", "2.5", f'"{text}"', "0.5"), 3)]
    (tmp_path / "e.csv").write_text("\n".join(["asset,at,surprise", *rows, ""]))
    (tmp_path / "s.yaml").write_text(
        "version: 1\nprices: {source: snapshot}\nevents_file: e.csv\nregress: [{on: [surprise]}]\n"
        "defaults: {exchange: XNYS, market: MKT}\n"
    )
    with pytest.raises(SpecError) as caught:
        firm_events(es.load_spec(tmp_path / "s.yaml"))
    assert caught.value.position == f"{tmp_path / 'e.csv'}:4"
    assert caught.value.message == f"column surprise: this is no number, '{text}'"
    remedied = (tmp_path / "e.csv").read_text().replace(f'"{text}"', "")
    (tmp_path / "e.csv").write_text(remedied)
    assert firm_events(es.load_spec(tmp_path / "s.yaml"))["characteristic surprise"].tolist() == [
        "1.5",
        "2.5",
        "",
        "0.5",
    ]


def test_what_is_left_out_of_a_regression_is_counted_by_its_cause(write):
    numbers = np.random.default_rng(2).normal(size=24)
    table = events_table(offsets=(0, 40), size=numbers)
    table.loc[[1, 6, 9], "size"] = np.nan
    table["endogenous"] = ["true" if event == "e1" else "false" for event in table["event_id"]]
    note = run_file(write, table, returns(tickers=FIRMS), "size").regressions["note"].iloc[0]
    assert "12 firm-events are left out: endogenous" in note
    assert "1 firm-events are left out: a characteristic is missing" in note  # of those that are not endogenous
