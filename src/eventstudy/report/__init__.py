"""The result folder and the report page."""

from eventstudy.report.charts import chart_files
from eventstudy.report.exports import write_tables
from eventstudy.report.folder import refuse_foreign, write_results

__all__ = ["chart_files", "refuse_foreign", "write_results", "write_tables"]
