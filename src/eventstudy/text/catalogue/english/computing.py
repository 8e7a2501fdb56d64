"""English: why a study, a comparison or a simulation cannot be computed."""

from __future__ import annotations

__all__ = ["TEXTS"]

TEXTS: dict[str, str] = {
    "firm_events_lost": "{n} firm-events went in, {computed} came out and {dropped} were dropped",
    "firm_events_lost_of_window": "CAR window [{start}, {end}]: {what}",
    "report_the_fault": "this is a fault of the program; please report it with the study file",
    "all_firm_events_dropped": "all {n} firm-events were dropped",
    "dropped_firm_event": "  {event}, {asset}: {why}",
    "more_firm_events": "  and {n} more",
    "every_firm_event_dropped": "no firm-event has both a day 0 and numbers",
    "every_firm_event_of_event_dropped": "no firm-event of '{event}' has both a day 0 and numbers",
    "see_check": "see 'eventstudy check' for day 0 of each, and for what is dropped",
    "nothing_compared": "no specification of '{event}' could be estimated",
    "event_without_asset": "the event '{event}' has no asset '{asset}'",
    "no_test_of_one_asset": "there is no test '{test}' of one asset",
    "no_test_of_several_assets": "there is no test '{test}' of several assets",
    "no_placebo_date": "no date is eligible for a placebo",
    "short_estimation": (
        "{n} of {all} firm-events are estimated on fewer days than the {length} of the window: {asset} ({event}) "
        "on {least}"
    ),
    "shorten_event_window": "events leave no room: shorten the event window",
    "too_many_placebo_dates": "{assets} assets at {sessions:count} sessions are too many to hold",
    "choose_events_or_shorten": "choose some events with --event, or shorten the estimation window",
    "too_many_to_simulate": "{n} firm-events cannot be simulated in reasonable time",
    "add_firms": "add --firms, at most {most}",
    "effect_is_no_return": "{effect} is no abnormal return of a day",
    "write_effect_as_decimal": "write 1 % as 0.01",
    "not_below_estimate": "'{below}' cannot stand below an estimate",
    "more_rows_than_a_sheet": "{table} has {n:count} rows, more than a sheet",
    "use_csv": "use the csv files",
    "excel_needs_openpyxl": "Excel files need the package 'openpyxl'",
    "install_openpyxl": "install the extra: pip install 'market-eventstudy[excel]', or choose another --kind",
    "power_resampled": (
        "{n} firm-events on their own {dates} dates, as they are; residuals of {days} days, drawn in blocks "
        "of {block} days, the same days for all assets"
    ),
    "power_resampled_some": (
        "{firms} of the study's {n} firm-events, drawn anew for each sample, on their own dates; residuals "
        "of {days} days, drawn in blocks of {block} days, the same days for all assets"
    ),
    "power_made_up": (
        "made up, since the study has {own}: other firms with normal residuals, each on one of {dates} "
        "neighbouring sessions"
    ),
    "every_event_endogenous": "every event is defined by its return (endogenous), so that no power is its own",
    "add_exogenous_event": "add an event that is not, or delete 'endogenous'",
}
