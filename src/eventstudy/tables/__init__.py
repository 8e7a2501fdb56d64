"""Text for people: numbers, sentences, summaries."""

from eventstudy.tables.comparison import comparison_summary
from eventstudy.tables.numbers import inert, number, p_text, percent, window_text
from eventstudy.tables.overview import GROUP_HEADER, EventOverview, asset_name, counts, group_rows, overview
from eventstudy.tables.placebo import placebo_summary
from eventstudy.tables.sentences import claim_sentence
from eventstudy.tables.summary import frame_table, power_summary, summary, summary_html, summary_text

__all__ = [
    "GROUP_HEADER",
    "EventOverview",
    "asset_name",
    "claim_sentence",
    "comparison_summary",
    "counts",
    "frame_table",
    "group_rows",
    "inert",
    "number",
    "overview",
    "p_text",
    "percent",
    "placebo_summary",
    "power_summary",
    "summary",
    "summary_html",
    "summary_text",
    "window_text",
]
