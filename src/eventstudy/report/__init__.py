"""The result folder and the report page."""

from eventstudy.report.charts import chart_files
from eventstudy.report.document_pdf import document, refuse_without_printer
from eventstudy.report.exports import write_tables
from eventstudy.report.folder import results_folder, write_results
from eventstudy.report.place import refuse_file, refuse_foreign

__all__ = [
    "chart_files",
    "document",
    "refuse_file",
    "refuse_foreign",
    "refuse_without_printer",
    "results_folder",
    "write_results",
    "write_tables",
]
