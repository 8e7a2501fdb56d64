"""The study specification: YAML to one validated, frozen value."""

from eventstudy.spec.announcement import Announcement, parse_announcement
from eventstudy.spec.claim import Claim
from eventstudy.spec.currency import CurrencyChoice
from eventstudy.spec.loading import load_spec
from eventstudy.spec.model import StudySpec
from eventstudy.spec.parts import (
    Asset,
    Benchmark,
    Confounder,
    Event,
    Fact,
    ModelChoice,
    PriceChoice,
)
from eventstudy.spec.weights import Weight, Weights
from eventstudy.spec.windows import Windows

__all__ = [
    "Announcement",
    "Asset",
    "Benchmark",
    "Claim",
    "Confounder",
    "CurrencyChoice",
    "Event",
    "Fact",
    "ModelChoice",
    "PriceChoice",
    "StudySpec",
    "Weight",
    "Weights",
    "Windows",
    "load_spec",
    "parse_announcement",
]
