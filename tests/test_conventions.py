"""Conventions of other programs: their own numbers, a slow re-derivation, and that results say so."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

import eventstudy as es
from conftest import HERE
from eventstudy.errors import SpecError
from eventstudy.inference.conventions import COMPAT, conform
from eventstudy.inference.firm import t as t_test
from eventstudy.inference.parametric import bmp, patell
from eventstudy.inference.sample import make_sample
from eventstudy.models import MODELS
from eventstudy.panel import Panel

STUDIES = ("common", "spread")
WINDOWS = ((0, 0), (-1, 1), (-10, 10))


@pytest.fixture(scope="module", params=[(s, c) for s in STUDIES for c in COMPAT], ids="-".join)
def ran(request):
    """A golden study under a convention."""
    study, compat = request.param
    spec = es.load_spec(HERE / "golden" / study / "study.yaml").replace(compat=compat, tests=["t", "patell", "bmp"])
    return study, compat, es.run(spec, es.load_prices(spec))


def test_numbers_of_the_programs_themselves(ran):
    study, compat, result = ran
    theirs = pd.read_csv(HERE / "golden" / "other_programs.csv", dtype={"event_id": str})
    theirs = theirs[(theirs["study"] == study) & (theirs["compat"] == compat)]
    ours = pd.concat([result.firm_tests, result.tests.query("group == 'all'")])
    both = theirs.merge(ours, on=["event_id", "start", "end", "test"], suffixes=("_theirs", ""))
    assert len(both) == len(theirs) == {"py_eventstudy": 90, "estudy2": 2, "r_eventstudy": 0}[compat]
    np.testing.assert_allclose(both["statistic"], both["statistic_theirs"], rtol=1e-9)
    known = both["p_value_theirs"].notna()  # it takes 1 − cdf, so its small p-values have few digits
    np.testing.assert_allclose(both["p_value"][known], both["p_value_theirs"][known], rtol=1e-9, atol=1e-14)


def test_one_firm_event_of_r_eventstudy():
    """The market model fixture that R EventStudy holds its own CAR t to."""
    index = np.array([[-0.02, -0.01, 0.0, 0.01, 0.02, 0.03]])
    noise = np.array([[0.001, -0.001, 0.002, -0.002, 0.001, -0.001]])
    panel = panel_of(index, 0.005 + 1.5 * index + noise, [[0.015, -0.005, 0.010]], [[0.040, 0.0, 0.030]])
    values = [t_test(sample(panel, "r_eventstudy", end)).statistic[0] for end in range(3)]
    np.testing.assert_allclose(values, [7.64588601153099, 6.37124662096473, 8.70980352630659], rtol=1e-12)


def test_three_firm_events_of_r_eventstudy():
    """The fixture that it holds PatellZTest and BMPTest to, day 0 and cumulated."""
    index = np.array(
        [
            [-0.02, -0.01, 0.0, 0.01, 0.02, 0.03, -0.015, 0.005],
            [-0.018, -0.008, 0.002, 0.012, 0.022, 0.028, -0.012, 0.008],
            [-0.025, -0.012, 0.001, 0.010, 0.020, 0.030, -0.010, 0.006],
        ]
    )
    noise = np.array(
        [
            [0.001, -0.001, 0.002, -0.002, 0.0015, -0.0015, 0.0005, -0.0005],
            [0.0012, -0.0008, 0.0018, -0.0016, 0.0010, -0.0012, 0.0006, -0.0010],
            [0.0008, -0.0012, 0.0016, -0.0014, 0.0012, -0.0010, 0.0004, -0.0004],
        ]
    )
    firm = np.array([[0.004], [0.003], [0.005]]) + np.array([[1.2], [1.0], [1.4]]) * index + noise
    event_index = [[0.015, -0.005, 0.010], [0.012, -0.004, 0.009], [0.018, -0.006, 0.011]]
    event_firm = [[0.040, 0.0, 0.030], [0.030, -0.010, 0.020], [0.050, -0.005, 0.035]]
    samples = [sample(panel_of(index, firm, event_index, event_firm), "r_eventstudy", end) for end in range(3)]
    patells = [17.404798533168361, 10.016671714134711, 15.240200457996872]
    np.testing.assert_allclose([patell(s).statistic for s in samples], patells, rtol=1e-12)
    bmps = [9.262881651878164, 3.431336898228547, 4.2274213480688871]
    np.testing.assert_allclose([bmp(s).statistic for s in samples], bmps, rtol=1e-12)


def panel_of(market_est, returns_est, market, returns) -> Panel:
    """Firm-events on one calendar."""
    firms, days = market_est.shape
    calendar = np.tile(np.datetime64("2020-01-01") + np.arange(days + 3), (firms, 1))
    return Panel(
        members=np.arange(firms),
        returns_est=returns_est,
        market_est=market_est,
        returns=np.array(returns),
        market=np.array(market),
        days_est=calendar[:, :days],
        days=calendar[:, days:],
        offsets=np.arange(3),
        complete=np.ones((firms, 1), dtype=bool),
        contaminated=np.zeros(firms, dtype=int),
    )


def sample(panel, compat, end):
    fit = conform(MODELS["market"].fit(panel), COMPAT[compat].convention)
    return make_sample(fit, (0, end), panel.days[:, 0], panel.days_est, panel.days)


def slow_statistics(study, compat):
    """t of each firm-event, Patell and BMP by the program's steps, from the raw closes."""
    folder = HERE / "golden" / study
    returns = pd.read_csv(folder / "prices.csv", index_col="date").pct_change()
    for start, end in WINDOWS:
        t, sar_sums, q = [], [], []
        for event in pd.read_csv(folder / "events.csv", dtype=str).itertuples():
            at = returns.index.get_loc(event.at)
            y, x = (returns[name].to_numpy() for name in (event.asset, "MKT"))
            past, now = slice(at - 130, at - 10), slice(at + start, at + end + 1)
            ols = sm.OLS(y[past], sm.add_constant(x[past])).fit()
            ar = y[now] - sm.add_constant(x[now], has_constant="add") @ ols.params
            m, length, z = 120, end - start + 1, x[now] - x[past].mean()
            s = np.sqrt(ols.ssr / (m - {"estudy2": 1, "r_eventstudy": 2, "py_eventstudy": 0}[compat]))
            ss = ((x[past] - x[past].mean()) ** 2).sum()
            whole = np.sqrt(length + length**2 / m + z.sum() ** 2 / ss)
            t.append(ar.sum() / (s * (whole if compat == "estudy2" else np.sqrt(length))))
            each = ar / (s * np.sqrt(1 + 1 / m + z**2 / ss))
            sar_sums.append(each.sum() / np.sqrt(length) if compat == "r_eventstudy" else t[-1])
            df = m - (1 if compat == "py_eventstudy" else 2)
            q.append(df / (df - 2))
        yield (start, end), t, sum(sar_sums) / np.sqrt(sum(q)), stats.ttest_1samp(t, 0).statistic


def test_every_convention_step_by_step(ran):
    study, compat, result = ran
    for window, t, z, b in slow_statistics(study, compat):
        firm, across = (
            table[(table[["start", "end"]] == list(window)).all(axis=1)] for table in (result.firm_tests, result.tests)
        )
        np.testing.assert_allclose(firm["statistic"], t, rtol=1e-9)
        m = 119 if compat == "py_eventstudy" else 118
        np.testing.assert_allclose(firm["p_value"], 2 * stats.t.sf(np.abs(t), m), rtol=1e-9)
        tests = across[across["group"] == "all"].set_index("test")["statistic"]
        np.testing.assert_allclose(tests[["patell", "bmp"]], [z, b], rtol=1e-9)
    day = result.ar.query("day == 0")
    own = result.car.query("start == 0 and end == 0")
    np.testing.assert_allclose(day["se"], own["se"], rtol=1e-12)


def test_every_result_says_so(ran):
    _, compat, result = ran
    note = f"compat {compat}: steps of {COMPAT[compat].title}"
    assert result.tests["note"].str.startswith(note).all()
    assert result.firm_tests["note"].str.startswith(note).all()
    assert result.notes[0].startswith(note)
    assert note in repr(result)
    assert result.provenance["compat"].startswith(note)
    assert result.provenance["study"]["compat"] == compat


def test_each_program_differs_from_the_default_in_what_it_names():
    spec = es.load_spec(HERE / "golden" / "spread" / "study.yaml").replace(tests=["t", "patell", "bmp"])
    prices = es.load_prices(spec)
    default = numbers(es.run(spec, prices))
    for name, program in COMPAT.items():
        theirs = numbers(es.run(spec.replace(compat=name), prices))
        other = {test for test in program.tests if not np.allclose(default[test], theirs[test], rtol=1e-9)}
        assert other == set(program.tests) - ({"bmp"} if name == "estudy2" else set())  # where σ cancels: one M


def numbers(study):
    rows = pd.concat([study.firm_tests, study.tests.query("group == 'all'")])
    return {test: own.to_numpy() for test, own in rows.groupby("test")["statistic"]}


def test_unknown_names_and_models_are_refused():
    spec = es.load_spec(HERE / "golden" / "common" / "study.yaml")
    with pytest.raises(SpecError, match=r"no such convention[\s\S]*estudy2"):
        es.run(spec.replace(compat="estudy"), None)
    with pytest.raises(SpecError, match="the convention is not known for the model 'mean'"):
        es.run(spec.replace(compat="estudy2", model="mean"), None)
