"""The result of a study, and how its tables are built from arrays."""

from eventstudy.result.estimation import Estimation, keep_estimation
from eventstudy.result.study_result import FILES, StudyResult

__all__ = ["FILES", "Estimation", "StudyResult", "keep_estimation"]
