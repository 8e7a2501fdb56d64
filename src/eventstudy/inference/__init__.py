"""Tests by name: of each firm-event, and across firm-events."""

from collections.abc import Callable

import numpy as np

from eventstudy.inference.choice import FIRM_DEFAULT, choose_tests
from eventstudy.inference.clustered import adj_patell, kp, kpp
from eventstudy.inference.firm import FEW_STRETCHES, hac, ordinary_ranks, permutation, sq, t
from eventstudy.inference.joint import mvrm, portfolio_t
from eventstudy.inference.parametric import bmp, crude, cs_t, jackknife, patell, savickas
from eventstudy.inference.ranks import grank_t, grank_z, rank, rank_z
from eventstudy.inference.resampled import bootstrap, skew_t, wild
from eventstudy.inference.sample import FirmResult, Sample, TestResult, make_sample, sample_of_panel
from eventstudy.inference.signs import gen_sign, sign, wilcoxon

__all__ = [
    "FEW_STRETCHES",
    "FIRM_DEFAULT",
    "FIRM_TESTS",
    "GROUP_TESTS",
    "TESTS",
    "FirmResult",
    "Sample",
    "TestResult",
    "choose_tests",
    "firm_test",
    "make_sample",
    "ordinary_ranks",
    "sample_of_panel",
]

FIRM_TESTS: dict[str, Callable[[Sample], FirmResult]] = {
    "t": t,
    "sq": sq,
    "permutation": permutation,
    "hac": hac,
}
"""Tests of each firm-event by itself."""

GROUP_TESTS: dict[str, Callable[[Sample], TestResult]] = {
    "cs_t": cs_t,
    "crude": crude,
    "patell": patell,
    "adj_patell": adj_patell,
    "bmp": bmp,
    "kp": kp,
    "kpp": kpp,
    "skew_t": skew_t,
    "rank": rank,
    "rank_z": rank_z,
    "grank_t": grank_t,
    "grank_z": grank_z,
    "sign": sign,
    "gen_sign": gen_sign,
    "wilcoxon": wilcoxon,
    "jackknife": jackknife,
    "savickas": savickas,
    "bootstrap": bootstrap,
    "wild": wild,
    "mvrm": mvrm,
    "portfolio_t": portfolio_t,
}
"""Tests across the firm-events of a group."""

TESTS: dict[str, Callable[[Sample], FirmResult] | Callable[[Sample], TestResult]] = {**FIRM_TESTS, **GROUP_TESTS}
"""All tests by name."""


def firm_test(name: str, sample: Sample) -> FirmResult:
    """Test of each firm-event of a sample, in parts where the sample is too large to be held at once."""
    test = FIRM_TESTS[name]
    parts = [test(part) for part in sample.blocks()]
    if len(parts) == 1:
        return parts[0]
    return FirmResult(
        np.concatenate([part.statistic for part in parts]),
        np.concatenate([part.p_value for part in parts]),
        [law for part in parts for law in part.law],
        parts[0].null,
        [note for part in parts for note in part.note],
    )
