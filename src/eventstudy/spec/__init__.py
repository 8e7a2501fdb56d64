"""The study specification: YAML to one validated, frozen value."""

from eventstudy.spec.announcement import Announcement, parse_announcement
from eventstudy.spec.loading import load_spec
from eventstudy.spec.model import (
    Asset,
    Claim,
    Confounder,
    CurrencyChoice,
    Event,
    Fact,
    ModelChoice,
    PriceChoice,
    StudySpec,
    Windows,
)

__all__ = [
    "Announcement",
    "Asset",
    "Claim",
    "Confounder",
    "CurrencyChoice",
    "Event",
    "Fact",
    "ModelChoice",
    "PriceChoice",
    "StudySpec",
    "Windows",
    "load_spec",
    "parse_announcement",
]
