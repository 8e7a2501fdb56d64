"""The result of a study, and how its tables are built from arrays."""

from eventstudy.result.columns import Column, Table
from eventstudy.result.estimation import Estimation, keep_estimation
from eventstudy.result.path_bands import PathBands, keep_path_bands
from eventstudy.result.schema import KEPT, ROOMS, SCHEMA, TABLES
from eventstudy.result.study_result import StudyResult
from eventstudy.result.written import written_table

__all__ = [
    "KEPT",
    "ROOMS",
    "SCHEMA",
    "TABLES",
    "Column",
    "Estimation",
    "PathBands",
    "StudyResult",
    "Table",
    "keep_estimation",
    "keep_path_bands",
    "written_table",
]
