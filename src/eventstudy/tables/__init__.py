"""Text for people: numbers, sentences, summaries."""

from eventstudy.tables.answer import Answer, ClaimAnswer, EventAnswer, GroupMean, StandOut, answer_of
from eventstudy.tables.bands import Band, day_half_width, half_width, with_interval
from eventstudy.tables.blocks import MORE_HERE
from eventstudy.tables.by_event import (
    across_events,
    asset_name,
    dropped_rows,
    first_events,
    largest_events,
    shown_events,
    with_means,
)
from eventstudy.tables.caveat_lines import attribution_rows, caveats, money_lines
from eventstudy.tables.cells import inert_cells, write_csv
from eventstudy.tables.checked import check_summary, first_rows
from eventstudy.tables.comparison import comparison_summary
from eventstudy.tables.day0 import Day0, day0_rows
from eventstudy.tables.event_table import Entry, event_columns, event_rows
from eventstudy.tables.in_full import full_summary
from eventstudy.tables.largest_few import MOST_ASSETS, few_lines, largest, largest_assets
from eventstudy.tables.layout import Grid, Line, Part
from eventstudy.tables.named_language import language_of
from eventstudy.tables.notebook import summary_html
from eventstudy.tables.placebo import placebo_summary
from eventstudy.tables.power import power_summary
from eventstudy.tables.ranks import Rank, rank_cell, rank_on, ranks_of
from eventstudy.tables.story import lead, stories
from eventstudy.tables.summarising import summary, summary_text
from eventstudy.tables.terminal import WIDTH, frame_grid, heading, plain_text, show

__all__ = [
    "MORE_HERE",
    "MOST_ASSETS",
    "WIDTH",
    "Answer",
    "Band",
    "ClaimAnswer",
    "Day0",
    "Entry",
    "EventAnswer",
    "Grid",
    "GroupMean",
    "Line",
    "Part",
    "Rank",
    "StandOut",
    "across_events",
    "answer_of",
    "asset_name",
    "attribution_rows",
    "caveats",
    "check_summary",
    "comparison_summary",
    "day0_rows",
    "day_half_width",
    "dropped_rows",
    "event_columns",
    "event_rows",
    "few_lines",
    "first_events",
    "first_rows",
    "frame_grid",
    "full_summary",
    "half_width",
    "heading",
    "inert_cells",
    "language_of",
    "largest",
    "largest_assets",
    "largest_events",
    "lead",
    "money_lines",
    "placebo_summary",
    "plain_text",
    "power_summary",
    "rank_cell",
    "rank_on",
    "ranks_of",
    "show",
    "shown_events",
    "stories",
    "summary",
    "summary_html",
    "summary_text",
    "with_interval",
    "with_means",
    "write_csv",
]
