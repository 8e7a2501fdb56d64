"""English: why a chart is not drawn, and what one leaves out."""

from __future__ import annotations

__all__ = ["TEXTS"]

TEXTS: dict[str, str] = {
    "study_without_event": "the study has no event '{event}'",
    "event_without_computed_asset": "the event '{event}' has no computed asset '{asset}'",
    "event_all_dropped": "every asset of '{event}' was dropped",
    "see_dropped": "see the reasons in 'dropped'",
    "chart_day_outside": "day {day} lies outside the event window",
    "choose_day": "choose a day from {start} to {end}",
    "study_without_window": "the study has no {window}",
    "study_without_day0": "the study has no day 0",
    "windows_there": "it has {windows}",
    "heatmap_unreadable": "a heat map of {events:count} events and {assets:count} assets cannot be read",
    "name_few_events": "name at most {events} events; it shows up to {assets} assets",
    "timeline_unreadable": "a time axis of {events:count} events cannot be read",
    "timeline_shows_up_to": "it shows up to {events}; name fewer in a study",
    "residuals_not_by_view": "residuals cannot be seen by '{view}'",
    "residuals_not_kept": "a study of this size keeps no residuals",
    "run_for_few_events": "run it for the events that you want to look at",
    "firm_event_without_car": "no CAR {window} of {asset} at '{event}'",
    "event_without_car": "no CAR {window} at '{event}'",
    "see_real": "see the table 'real'",
    "nothing_estimated": "nothing was estimated, so there is no curve",
    "see_notes_of_table": "see the notes in the table",
    "chart_left_out": "{chart} is left out: {why}; {advice}",
    "charts_of_first_events": "charts of the first {n} of {all:count} events; `eventstudy charts --event ID` draws any",
    "assets_of_chart": "{chart} of '{event}': {few}",
    "few_of_assets": "{n} of {all:count} assets, those with the largest abnormal returns",
    "nothing_to_draw": "there is nothing to draw",
    "choose_other_charts": "choose other charts or events",
    "no_such_chart": "there is no chart '{name}'",
    "no_such_kind_of_chart": "there is no kind of file '{name}'",
    "no_such_size": "there is no size '{name}'",
}
