"""Numbers of another program, see golden/README.md."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import eventstudy as es
from conftest import HERE

STUDIES = ("common", "spread")
REL = 1e-9


@pytest.fixture(scope="module", params=STUDIES)
def golden(request):
    folder = HERE / "golden" / request.param
    spec = es.load_spec(folder / "study.yaml")
    return folder, es.run(spec, es.load_prices(spec))


@pytest.mark.parametrize("column", ["alpha", "beta", "sigma", "car", "se", "scar", "t", "p_value"])
def test_firm_events(golden, column):
    folder, study = golden
    expected = pd.read_csv(folder / "expected_events.csv", dtype={"event_id": str})
    ours = study.car.merge(study.models[["event_id", "alpha", "beta", "sigma"]], on="event_id")
    both = expected.merge(ours, on=["event_id", "start", "end"], suffixes=("_expected", ""))
    assert len(both) == len(expected) == 90
    np.testing.assert_allclose(both[column], both[f"{column}_expected"], rtol=REL)


@pytest.mark.parametrize(
    "test",
    [
        "cs_t",
        "crude",
        "patell",
        "adj_patell",
        "bmp",
        "kp",
        "skew_t",
        "rank",
        "grank_t",
        "grank_z",
        "sign",
        "gen_sign",
        "wilcoxon",
    ],
)
def test_group_tests(golden, test):
    folder, study = golden
    expected = pd.read_csv(folder / "expected_tests.csv")
    expected = expected[expected["test"] == test]
    ours = study.tests[(study.tests["group"] == "all") & (study.tests["test"] == test)]
    if test in ("kp", "adj_patell") and folder.name == "spread":
        assert expected.empty
        assert ours["statistic"].isna().all()
        assert ours["note"].str.contains("one common date").all()
        return
    both = expected.merge(ours, on=["start", "end", "test"], suffixes=("_expected", ""))
    assert len(both) == 3
    np.testing.assert_allclose(both["statistic"], both["statistic_expected"], rtol=REL, atol=1e-12)
    if test != "skew_t":  # its p-value is resampled
        np.testing.assert_allclose(both["p_value"], both["p_value_expected"], rtol=REL)


def test_mean_correlation_of_the_common_date(golden):
    folder, study = golden
    if folder.name == "common":
        assert study.tests.query("test == 'kp'")["note"].str.contains("0.0067 over 435 pairs").all()
