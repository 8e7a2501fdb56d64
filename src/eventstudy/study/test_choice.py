"""The tests that a study asks for, or gets."""

from __future__ import annotations

from collections.abc import Iterable

from eventstudy.inference import FIRM_TESTS, GROUP_TESTS, Sample, choose_tests, firm_defaults
from eventstudy.messages import NOTHING, Message
from eventstudy.spec import StudySpec
from eventstudy.study.verifying import DEFAULT_TESTS

__all__ = ["firm_tests_of", "group_tests_of"]


def firm_tests_of(spec: StudySpec) -> tuple[str, ...]:
    """Tests of single firm-events that the study asks for."""
    return _asked(spec, FIRM_TESTS, firm_defaults())


def group_tests_of(spec: StudySpec, sample: Sample) -> dict[str, Message]:
    """Tests across firm-events that the study asks for, or gets for such a sample, each with the reason."""
    names = dict.fromkeys(_asked(spec, GROUP_TESTS, ()), NOTHING)
    return names | choose_tests(sample) if DEFAULT_TESTS in spec.tests else names


def _asked(spec: StudySpec, registry: Iterable[str], default: tuple[str, ...]) -> tuple[str, ...]:
    """Tests of a registry that the study names, after those it gets by default."""
    start = default if DEFAULT_TESTS in spec.tests else ()
    return tuple(dict.fromkeys((*start, *(name for name in spec.tests if name in registry))))
