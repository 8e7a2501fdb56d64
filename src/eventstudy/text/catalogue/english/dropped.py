"""English: why a firm-event is left out."""

from __future__ import annotations

__all__ = ["TEXTS"]

TEXTS: dict[str, str] = {
    "no_prices": "no prices for {ticker}: {why}",
    "series_rejected": "{finding}; {remedy}",
    "no_session": "no session of {exchange} is known on or after {at}",
    "bad_days_in_event_window": ("the audit forbids its prices or its market's of {days} in the event window"),
    "prices_end_before_day0": "the prices of {ticker} end on {last}, before day 0 ({day0})",
    "prices_start_too_late": ("the prices of {ticker} start on {first}, too late for a return on day 0 ({day0})"),
    "prices_end_in_window": "the prices of {ticker} end on {last}, inside the window",
    "return_across_window_edge": ("a return of {ticker} from trade to trade reaches across the edge of the window"),
    "no_return_in_window": "no return of {ticker} or of what its model compares it with on {days}",
    "too_few_estimation_days": (
        "only {n} of the {length} estimation days have a return and {enough} are needed; its prices start on {first}"
    ),
    "no_variance": "its abnormal returns do not vary in the estimation window, so nothing can be tested",
    "range_reaches_estimation": (
        "its {n} candidate sessions reach into the estimation window, which starts {start} sessions after the first"
    ),
}
