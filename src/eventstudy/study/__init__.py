"""Running a study."""

from eventstudy.study.prepare import Prepared, prepare
from eventstudy.study.run import Fitted, estimate, run, windows_of
from eventstudy.study.verify import load_spec, verify

__all__ = ["Fitted", "Prepared", "estimate", "load_spec", "prepare", "run", "verify", "windows_of"]
