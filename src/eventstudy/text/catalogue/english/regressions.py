"""English: notes of regressions on characteristics."""

from __future__ import annotations

__all__ = ["TEXTS"]

TEXTS = {
    "errors.HC3": "HC3",
    "errors.clustered by date": "clustered by date",
    "errors.shared days": "shared days",
    "errors.pre-event": "pre-event",
    "firm_events_left_out": "{n} firm-events are left out: {why}",
    "firm_event_endogenous": "endogenous",
    "characteristic_missing": "a characteristic is missing",
    "characteristic_zero": "the column is neither above nor below 0",
    "split_parts_empty": "{n} of {all} groups are empty: what is equal stays together",
    "column_is_no_category": "'{column}' is left out: {levels} different texts are no category",
    "no_characteristic": "there is no characteristic to regress on",
    "few_for_coefficients": "{n} firm-events for {k} coefficients",
    "characteristics_collinear": "the characteristics are collinear or do not vary",
    "errors_know_no_rise": "these errors know nothing of a rise in variance at the event: compare HC3",
    "too_few_stretches_before": "{n} stretches of {length} days before the event are too few",
    "few_dates_to_cluster": "only {n} dates: these errors are too small on average",
}
