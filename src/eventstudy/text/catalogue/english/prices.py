"""English: what the audit finds and what sources answer."""

from __future__ import annotations

__all__ = ["FINDINGS", "TEXTS"]

FINDINGS = {
    "duplicate_dates": "dates that stand twice: {days}",
    "impossible_prices": "prices that are zero, negative or infinite: {days}",
    "impossible_returns": "returns below -100 % or infinite: {days}",
    "returns_too_large": "half of its returns are larger than {percent:.0f} %: they look like prices or per cents",
    "stale_rows": "stale rows, no volume and the close before repeated: {days}",
    "outside_calendar": "{n} rows outside the calendar of {exchange}: {days}",
    "session_not_closed": ("the session had not closed when the prices were taken, so its price is no close: {days}"),
    "future_dates": "dates in the future of the moment when the prices were taken: {days}",
    "last_row_empty": "the last row has no close: {day}",
    "missing_sessions": "sessions of {exchange} without a price: {days}",
    "rows_out_of_order": "rows out of order: {days}",
    "jumps_like_split": "jumps that look like an unadjusted split: {days}",
    "jumps_taken_back": "jumps that the next day takes back: {days}",
    "repeated_closes": "the close before repeated, with no volume known: {days}",
    "closed_days_moving": (
        "rows on {n} days on which {exchange} was closed: {days}; prices move on {moving} of them, so every date may "
        "be wrong"
    ),
    "closed_days_moving_weekdays": (
        "rows on {n} days on which {exchange} was closed: {days}; prices move on {moving} of them, so every date may "
        "be wrong; the prices may lie on a Monday-to-Friday calendar, or on that of another exchange"
    ),
    "closed_days_filled": (
        "rows on {n} days on which {exchange} was closed: {days}; prices do not move on them, as when they are laid "
        "on every day of the calendar and filled forward"
    ),
    "closed_days_filled_weekdays": (
        "rows on {n} days on which {exchange} was closed: {days}; prices do not move on them, as when they are laid "
        "on a Monday-to-Friday calendar without holidays and filled forward"
    ),
    "closed_days_left_out": "rows on {n} days on which {exchange} was closed were left out: {days}",
    "closed_days_moving_lone": (
        "rows on {n} days on which {exchange} was closed: {days}; prices move on {moving} alone, so that row is wrong, "
        "or the exchange was open"
    ),
    "sessions_by_prices": (
        "{n} days on which {exchange} was closed by its calendar were taken as sessions, because prices moved on them "
        "and on no other closed day: {days}"
    ),
    "sessions_before_calendar": (
        "the calendar of {exchange} starts on {start}: before it the {n} days with prices were taken as its sessions, "
        "and no row can be seen to lie on a closed day: {days}"
    ),
    "shipped_on_other_dates": (
        "{n} returns are those that the shipped prices have on other dates: at {first} stands that of {own}"
    ),
    "impossible_dividends": "dividends that are zero, negative or infinite: {days}",
    "dividends_too_large": "dividends as large as the close before: {days}",
    "duplicate_dividends": "dividends that stand twice: {days}",
    "stray_dividends": "dividends on days without a price: {days}",
    "idle_market": (
        "no new close by the close of {exchange}: its return is 0 here and the next one spans both sessions"
    ),
    "asynchronous_market": (
        "closes at another hour than {exchange}: daily returns overlap only in part, so betas are too small"
    ),
    "fits_session_before": (
        "its returns fit those of {market} better one session before (correlation {shifted:.2f}) than on the same one "
        "({as_is:.2f}): dates may be off by a day"
    ),
    "fits_session_after": (
        "its returns fit those of {market} better one session after (correlation {shifted:.2f}) than on the same one "
        "({as_is:.2f}): dates may be off by a day"
    ),
    "given_as_returns": "given as returns: read as simple ones and turned to ln(1 + r)",
    "quoted_in_hundredths": "quoted in {unit}, hundredths of {currency}",
    "currency_contradicted": "the study says {stated}, its source says {known}",
    "market_in_other_currency": (
        "in {own}, its market {market} in {other}: the exchange rate moves one return and not the other"
    ),
    "converted_by_unit": "converted from {unit} to {currency} by its unit",
    "converted": "converted from {currency} to {to} with {rates}, each close at the rate of its own date",
    "late_exchange_rates": "no exchange rate of the day, the last one before was used",
    "missing_exchange_rates": "no exchange rate of the week before, so these days cannot be converted",
}
"""What the audit finds."""

REMEDIES = {
    "keep_one_row_a_day": "keep one row a day: where the two differ, the one that another source has",
    "correct_or_empty_cells": "correct or empty these cells",
    "write_returns_as_decimals": "write 1 % as 0.01, or 'kind: prices'",
    "fetch_days_again": "fetch these days again or from another source",
    "rows_not_used": "nothing: these rows are not used",
    "fetch_after_close": "fetch again after the close, or delete the row",
    "correct_dates": "correct the dates",
    "fetch_again_later": "the session was not finished; fetch again later",
    "fetch_if_they_matter": ("their returns and the next ones are missing, never filled; fetch them if they matter"),
    "rows_were_sorted": "nothing: the rows were sorted by date",
    "check_for_split": "check for a split; use split-adjusted closes",
    "compare_closes": "compare these closes with another source",
    "compare_volumes": "true ones exist; compare with a source that has volumes",
    "check_exchange_and_zone": (
        "check the exchange of this ticker and the time zone of its dates, or take prices from a source that dates "
        "them by the exchange's sessions"
    ),
    "drop_closed_days": "write 'closed_days: drop' under 'prices:', which leaves these rows out",
    "closed_days_dropped": "nothing: 'closed_days: drop' asks for it",
    "closed_days_harmless": "nothing: they repeat the close before, as where a series was filled on single holidays",
    "compare_closed_days": (
        "compare these days with another source; where the exchange was open, 'closed_days: drop' under 'prices:' "
        "takes them as sessions, if all series of the exchange move on them"
    ),
    "compare_closed_days_taken": "compare these days with another source: the calendar may be wrong, or the prices",
    "check_dates_yourself": "make sure that these dates are those of the exchange's own sessions",
    "take_the_snapshot": ("take prices that are dated by the exchange's sessions: 'source: snapshot' has this ticker"),
    "correct_dividend": "correct the amount, or its currency or unit",
    "keep_one_of_each": "keep one of each",
    "check_ex_dates": "they are in no return; check the ex-dates",
    "choose_market_of_same_days": "nothing, or choose a market that trades on the asset's days",
    "use_dimson": "use '{key}'; benchmarks.csv shows what it changes",
    "compare_known_day": (
        "compare a known day with another source; a market that closes at another hour does this too"
    ),
    "convert_log_returns": "nothing, if the file holds simple returns; else convert it",
    "check_dividend_unit": "nothing, if its dividends are in hundredths too: sources mix them up",
    "study_is_believed": "the study is believed; correct its 'currency' if it is wrong",
    "name_currency_or_market": "add 'currency: {currency}' to the study, or name a market in {currency}",
    "nothing_to_do": "nothing",
    "rates_add_noise": "nothing; the rate's hour is not the close's, which adds noise to daily returns",
    "compare_rates": "compare the rates with another source: Yahoo's closes of currency pairs are a day late",
    "give_own_rates": "nothing, or give rates of your own",
    "give_rates_that_cover": "give exchange rates that cover them, or update the package that brought these",
}
"""What to do about it."""

PARTS = {
    "days_and_more": "{days} and {n} more",
    "market_rejected": "the prices of the market {market} cannot be used: {why}",
}

TEXTS: dict[str, str] = FINDINGS | REMEDIES | PARTS
