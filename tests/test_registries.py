"""Every model and every test has a proof: a golden number or a re-derivation from the formula, by another way."""

from __future__ import annotations

import inspect
import re

import pandas as pd
import pytest

import test_calendar_time
import test_date_ranges
import test_filtered
import test_inference
import test_models
from conftest import HERE
from eventstudy.inference import TESTS
from eventstudy.models import MODELS

PROOFS = {
    "market": test_models.test_least_squares_models,
    "mean": test_models.test_least_squares_models,
    "market_adjusted": test_models.test_differences,
    **dict.fromkeys(("capm", "ff3", "carhart", "ff5", "factor"), test_models.test_factor_models),
    "scholes_williams": test_models.test_scholes_williams,
    "dimson": test_models.test_dimson,
    "robust": test_models.test_robust,
    "theil_sen": test_models.test_theil_sen,
    "rolling": test_models.test_rolling,
    "garch": test_models.test_conditional_models,
    "egarch": test_models.test_conditional_models,
    "portfolio": test_models.test_differences,
    "bhar": test_models.test_bhar_compounds,
    "calendar_time": test_calendar_time.test_alphas_are_those_of_statsmodels,
    "t": test_inference.test_t,
    "sq": test_inference.test_sq_counts_stretches_one_by_one,
    "max_date": test_date_ranges.test_max_date_counts_stretches_one_by_one,
    "filtered_sq": test_filtered.test_filtered_sq_counts_stretches_one_by_one,
    "permutation": test_inference.test_permutation_tries_every_day,
    "hac": test_inference.test_hac_against_statsmodels,
    "cs_t": test_inference.test_cs_t,
    "crude": test_inference.test_crude,
    "patell": test_inference.test_patell,
    "adj_patell": test_inference.test_adj_patell,
    "bmp": test_inference.test_bmp,
    "kp": test_inference.test_kp,
    "kpp": test_inference.test_kpp_looks_at_every_pair,
    "skew_t": test_inference.test_skew_t,
    "rank": test_inference.test_rank,
    "rank_z": test_inference.test_rank_z,
    "grank_t": test_inference.test_grank,
    "grank_z": test_inference.test_grank,
    "sign": test_inference.test_sign_counts_the_binomial,
    "gen_sign": test_inference.test_gen_sign,
    "wilcoxon": test_inference.test_wilcoxon_counts_every_pattern_of_signs,
    "jackknife": test_inference.test_jackknife,
    "savickas": test_inference.test_savickas,
    "bootstrap": test_inference.test_statistic_clustered_by_date,
    "wild": test_inference.test_statistic_clustered_by_date,
    "mvrm": test_filtered.test_mvrm_leaves_each_day_out_in_turn,
    "mvrm_f": test_inference.test_mvrm_f_is_the_multivariate_regression_with_event_dummies,
    "portfolio_sq": test_filtered.test_portfolio_sq_is_filtered_sq_of_the_portfolio,
    "portfolio_t": test_inference.test_portfolio_t_is_the_market_model_of_the_portfolio,
}
"""The test that derives each entry's numbers by another way."""

WITHOUT_GOLDEN = {
    "sq", "filtered_sq", "max_date", "permutation", "hac", "kpp", "rank_z", "jackknife", "savickas", "bootstrap",
    "wild", "mvrm", "mvrm_f", "portfolio_t", "portfolio_sq",
}  # fmt: skip
"""Tests for which the golden studies hold no number of another program: the re-derivation is all there is."""


def test_every_entry_has_its_proof():
    assert set(PROOFS) == {*MODELS, *TESTS}


def test_every_test_has_a_golden_number_or_is_known_to_have_none():
    golden = {"t"}  # of single firm-events, in expected_events.csv
    for study in ("common", "spread"):
        golden |= set(pd.read_csv(HERE / "golden" / study / "expected_tests.csv")["test"])
    assert golden.isdisjoint(WITHOUT_GOLDEN)
    assert golden | WITHOUT_GOLDEN == set(TESTS)


@pytest.mark.parametrize("name", PROOFS)
def test_a_proof_is_about_its_entry(name):
    """The test names the entry in its body, or is run for it."""
    proof = PROOFS[name]
    values = [value for mark in getattr(proof, "pytestmark", []) for value in mark.args[1]]
    run_for = {getattr(value, "__name__", str(value)) for value in values}
    assert name in run_for or re.search(rf"\b{name}\b", inspect.getsource(proof))
    assert "assert" in inspect.getsource(proof)


def test_factor_models_are_all_proven_at_once():
    assert {name for name, proof in PROOFS.items() if proof is test_models.test_factor_models} == {
        name for name, model in MODELS.items() if model.net_of == "what.factors"
    }
