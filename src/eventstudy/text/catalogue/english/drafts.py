"""English: what a study that is made of files of prices and events assumes, and what it cannot know."""

from __future__ import annotations

__all__ = ["TEXTS"]

TEXTS: dict[str, str] = {
    "draft.made": "Made of {prices} and {events}. What was assumed stands above each key; change what is not so. Then:",
    "draft.layout": "prices are read in the layout '{layout}'",
    "draft.returns": "many of their values are negative, so they are returns",
    "draft.prices": "hardly a value is negative, so they are prices; if they are returns, add 'kind: returns'",
    "draft.vendor_returns": "they are returns, with dividends",
    "draft.columns": "columns of the events file by their names",
    "draft.market": "the market is '{market}', by its name or as the only series that is no asset of an event",
    "draft.market_given": "the market is '{market}', as you say",
    "draft.markets_in_events": "each asset has the market of the events file",
    "draft.no_market": (
        "no market is among the prices, so each share is compared with its own mean; with a market in the file "
        "(in CRSP's: vwretd) the market model is better"
    ),
    "draft.exchange": "the days of the prices are the sessions of {exchange}",
    "draft.exchange_given": "the exchange is {exchange}, as you say",
    "draft.in_america": "CRSP's shares trade in the US, whose exchanges have the sessions of XNYS",
    "draft.windows": "the usual windows, in sessions relative to day 0",
    "draft.windows_short": "the usual windows, but estimation begins {n} sessions before day 0, as prices do",
    "draft.windows_of_rows": "the windows that all rows of the events file have",
    "draft.usable": "{n} of {all} firm-events can be computed; eventstudy check names what is dropped, and why",
    "draft_both": "a study is made of prices and events together",
    "draft_give_both": "give --prices and --events, or neither for a study to start from",
    "draft_which_market": "which of the series is the market cannot be known, {found}",
    "draft_give_market": "add --market NAME, as --market {one}",
    "draft_market_not_there": "there is no series '{market}' among the prices",
    "draft_no_asset_found": "none of the events' assets is among the prices, {assets}",
    "draft_same_names": "the prices have {found}; write the same names",
    "draft_which_exchange": "the exchange cannot be told by the days of the prices",
    "draft_give_exchange": (
        "add --exchange with a MIC code, as --exchange XNYS, or a column 'exchange' to the events file"
    ),
    "draft_give_dates": "add --dates {first} or --dates {second}",
    "draft_too_few_before": "half of the events have no more than {n} sessions of prices before them",
    "draft_add_earlier": "add earlier prices, {least} sessions before the events at least",
}
