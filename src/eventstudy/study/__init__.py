"""Running a study."""

from eventstudy.study.prepare import Prepared, prepare
from eventstudy.study.run import run
from eventstudy.study.verify import load_spec, verify

__all__ = ["Prepared", "load_spec", "prepare", "run", "verify"]
