"""Result tables for a paper: sheets, and how LaTeX, Markdown and Excel write them."""

from eventstudy.tables.export.journal import BELOW, journal_sheets
from eventstudy.tables.export.latex_tables import latex
from eventstudy.tables.export.markdown_tables import markdown
from eventstudy.tables.export.sheet import Sheet, Value, flat_sheet
from eventstudy.tables.export.workbook import xlsx

__all__ = ["BELOW", "Sheet", "Value", "flat_sheet", "journal_sheets", "latex", "markdown", "xlsx"]
