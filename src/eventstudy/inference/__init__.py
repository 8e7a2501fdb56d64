"""Tests by name: of each firm-event, and across firm-events."""

from collections.abc import Callable

from eventstudy.inference.choice import FIRM_DEFAULT, choose_tests
from eventstudy.inference.clustered import adj_patell, kp, kpp
from eventstudy.inference.firm import hac, permutation, sq, t
from eventstudy.inference.joint import mvrm, portfolio_t
from eventstudy.inference.parametric import bmp, crude, cs_t, jackknife, patell, savickas
from eventstudy.inference.ranks import grank_t, grank_z, rank, rank_z
from eventstudy.inference.resampled import bootstrap, skew_t, wild
from eventstudy.inference.sample import FirmResult, Sample, TestResult, make_sample
from eventstudy.inference.signs import gen_sign, sign, wilcoxon

__all__ = [
    "FIRM_DEFAULT",
    "FIRM_TESTS",
    "GROUP_TESTS",
    "TESTS",
    "FirmResult",
    "Sample",
    "TestResult",
    "choose_tests",
    "make_sample",
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
