"""Which tests a study gets when it asks for the default, and why."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from eventstudy.inference.entry import AnyTest, Situation
from eventstudy.inference.resampled import FEWEST_DATES, dates_overlap
from eventstudy.inference.sample import Sample
from eventstudy.messages import Message

__all__ = ["chosen_tests"]


def chosen_tests(sample: Sample, tests: Mapping[str, AnyTest]) -> dict[str, Message]:
    """Tests across firm-events by situation, each with the reason for it.

    Parameters
    ----------
    sample : Sample
    tests : mapping of name to Test
        Those that there are; each declares where it is a default.
    """
    found: dict[str, Message] = {}
    for situation in _situations(sample):
        for name, test in tests.items():
            fits = sample.length <= (test.longest or sample.length)
            if fits and situation in test.default:
                found.setdefault(name, Message(f"default_{situation}"))
    return found


def _situations(sample: Sample) -> tuple[Situation, ...]:
    """What is true of several firm-events; nothing of one, whose own tests are all there is."""
    if sample.size < 2:
        return ()
    if sample.one_date:
        return ("several", "one_date")
    many = len(np.unique(sample.day0)) >= FEWEST_DATES and not dates_overlap(sample)
    return ("several", "many_dates") if many else ("several",)
