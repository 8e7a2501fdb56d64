"""Tests by name: of each firm-event, and across firm-events."""

from collections.abc import Callable

from eventstudy.inference.choice import FIRM_DEFAULT, choose_tests
from eventstudy.inference.firm import sq, t
from eventstudy.inference.parametric import bmp, cs_t, kp, patell
from eventstudy.inference.ranks import gen_sign, rank
from eventstudy.inference.sample import FirmResult, Sample, TestResult, make_sample

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
}
"""Tests of each firm-event by itself."""

GROUP_TESTS: dict[str, Callable[[Sample], TestResult]] = {
    "cs_t": cs_t,
    "patell": patell,
    "bmp": bmp,
    "kp": kp,
    "rank": rank,
    "gen_sign": gen_sign,
}
"""Tests across the firm-events of a group."""

TESTS: dict[str, Callable[[Sample], FirmResult] | Callable[[Sample], TestResult]] = {
    **FIRM_TESTS,
    **GROUP_TESTS,
}
"""All tests by name."""
