"""The study specification: YAML to one validated, frozen value."""

from eventstudy.spec.announcement import Announcement, parse_announcement
from eventstudy.spec.currency import CurrencyChoice
from eventstudy.spec.loading import load_spec
from eventstudy.spec.model import StudySpec
from eventstudy.spec.parts import (
    Asset,
    Benchmark,
    Claim,
    Confounder,
    Event,
    Fact,
    ModelChoice,
    PriceChoice,
    Windows,
)
from eventstudy.spec.weights import Weight, Weights

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
