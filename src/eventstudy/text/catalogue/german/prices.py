"""German: what the audit finds and what sources answer."""

from __future__ import annotations

__all__ = ["FINDINGS", "TEXTS"]

FINDINGS = {
    "duplicate_dates": "doppelte Daten: {days}",
    "impossible_prices": "Kurse, die null, negativ oder unendlich sind: {days}",
    "impossible_returns": "Renditen, die unter −100 % liegen oder unendlich sind: {days}",
    "returns_too_large": (
        "die Hälfte der Renditen ist größer als {percent:.0f} %: sie sehen aus wie Kurse oder Prozente"
    ),
    "stale_rows": "veraltete Zeilen, kein Umsatz und Schlusskurs des Vortags: {days}",
    "outside_calendar": "{n} Zeilen außerhalb des Kalenders von {exchange}: {days}",
    "session_not_closed": (
        "der Handelstag war noch nicht zu Ende, als die Kurse geholt wurden, also ist der Kurs kein Schlusskurs: {days}"
    ),
    "future_dates": "Daten nach dem Zeitpunkt, zu dem die Kurse geholt wurden: {days}",
    "last_row_empty": "die letzte Zeile hat keinen Schlusskurs: {day}",
    "missing_sessions": "Handelstage von {exchange} ohne Kurs: {days}",
    "rows_out_of_order": "Zeilen nicht in zeitlicher Folge: {days}",
    "jumps_like_split": "Sprünge wie bei einem nicht bereinigten Split: {days}",
    "jumps_taken_back": "Sprünge, die der nächste Tag zurücknimmt: {days}",
    "repeated_closes": "Schlusskurs des Vortags wiederholt, Umsatz nicht bekannt: {days}",
    "closed_days_moving": (
        "Zeilen an {n} Tagen, an denen {exchange} geschlossen war: {days}; an {moving} davon bewegen sich die Kurse, "
        "also kann jedes Datum falsch sein"
    ),
    "closed_days_moving_weekdays": (
        "Zeilen an {n} Tagen, an denen {exchange} geschlossen war: {days}; an {moving} davon bewegen sich die Kurse, "
        "also kann jedes Datum falsch sein; die Kurse könnten auf einem Kalender von Montag bis Freitag liegen oder "
        "auf dem einer anderen Börse"
    ),
    "closed_days_filled": (
        "Zeilen an {n} Tagen, an denen {exchange} geschlossen war: {days}; die Kurse bewegen sich an ihnen nicht, wie "
        "wenn sie auf jeden Kalendertag gelegt und fortgeschrieben wurden"
    ),
    "closed_days_filled_weekdays": (
        "Zeilen an {n} Tagen, an denen {exchange} geschlossen war: {days}; die Kurse bewegen sich an ihnen nicht, wie "
        "wenn sie auf einen Kalender von Montag bis Freitag ohne Feiertage gelegt und fortgeschrieben wurden"
    ),
    "closed_days_left_out": ("Zeilen an {n} Tagen, an denen {exchange} geschlossen war, wurden weggelassen: {days}"),
    "closed_days_moving_lone": (
        "Zeilen an {n} Tagen, an denen {exchange} geschlossen war: {days}; die Kurse bewegen sich nur an {moving}, "
        "also ist diese Zeile falsch, oder die Börse war offen"
    ),
    "sessions_by_prices": (
        "{n} Tage, an denen {exchange} nach ihrem Kalender geschlossen war, gelten als Handelstage, weil sich die "
        "Kurse an ihnen und an keinem anderen geschlossenen Tag bewegten: {days}"
    ),
    "sessions_before_calendar": (
        "der Kalender von {exchange} beginnt am {start}: davor gelten die {n} Tage mit Kursen als Handelstage, und bei "
        "keiner Zeile ist zu sehen, ob sie auf einen geschlossenen Tag fällt: {days}"
    ),
    "shipped_on_other_dates": (
        "{n} Renditen sind die, die die mitgelieferten Kurse an anderen Tagen haben: am {first} steht die vom {own}"
    ),
    "impossible_dividends": "Dividenden, die null, negativ oder unendlich sind: {days}",
    "dividends_too_large": "Dividenden, so groß wie der Schlusskurs davor: {days}",
    "duplicate_dividends": "doppelte Dividenden: {days}",
    "stray_dividends": "Dividenden an Tagen ohne Kurs: {days}",
    "idle_market": (
        "kein neuer Schlusskurs bis zum Schluss von {exchange}: die Rendite ist hier 0, die nächste umfasst beide Tage"
    ),
    "asynchronous_market": (
        "schließt zu anderer Stunde als {exchange}: Tagesrenditen überschneiden sich nur zum Teil, also sind Betas zu "
        "klein"
    ),
    "fits_session_before": (
        "die Renditen passen einen Handelstag versetzt (früher) besser zu {market} (Korrelation {shifted:.2f}) als am "
        "selben Tag ({as_is:.2f}): die Daten könnten um einen Tag verschoben sein"
    ),
    "fits_session_after": (
        "die Renditen passen einen Handelstag versetzt (später) besser zu {market} (Korrelation {shifted:.2f}) als am "
        "selben Tag ({as_is:.2f}): die Daten könnten um einen Tag verschoben sein"
    ),
    "given_as_returns": "als Renditen gegeben: als einfache gelesen und in ln(1 + r) umgerechnet",
    "quoted_in_hundredths": "in {unit} notiert, einem Hundertstel von {currency}",
    "currency_contradicted": "die Studie sagt {stated}, die Quelle sagt {known}",
    "market_in_other_currency": (
        "in {own}, sein Markt {market} in {other}: der Wechselkurs bewegt die eine Rendite und die andere nicht"
    ),
    "converted_by_unit": "von {unit} in {currency} umgerechnet, nur die Einheit ist anders",
    "converted": "von {currency} in {to} umgerechnet mit {rates}, jeder Schlusskurs zum Kurs seines Tages",
    "late_exchange_rates": "kein Wechselkurs vom selben Tag, der letzte davor wurde benutzt",
    "missing_exchange_rates": ("kein Wechselkurs aus der Woche davor, also lassen sich diese Tage nicht umrechnen"),
}
"""What the audit finds."""

REMEDIES = {
    "keep_one_row_a_day": ("eine Zeile je Tag behalten: wo sich zwei unterscheiden, die, die eine andere Quelle hat"),
    "correct_or_empty_cells": "diese Zellen berichtigen oder leeren",
    "write_returns_as_decimals": "1 % als 0.01 schreiben, oder „kind: prices“",
    "fetch_days_again": "diese Tage neu oder aus anderer Quelle holen",
    "rows_not_used": "nichts: diese Zeilen werden nicht benutzt",
    "fetch_after_close": "nach Börsenschluss neu holen, oder die Zeile löschen",
    "correct_dates": "die Daten berichtigen",
    "fetch_again_later": "der Handelstag war nicht zu Ende; später neu holen",
    "fetch_if_they_matter": (
        "ihre Renditen und die nächsten fehlen und werden nie aufgefüllt; nachholen, wenn sie wichtig sind"
    ),
    "rows_were_sorted": "nichts: die Zeilen wurden nach Datum sortiert",
    "check_for_split": "auf einen Split prüfen; bereinigte Schlusskurse verwenden",
    "compare_closes": "diese Schlusskurse mit einer anderen Quelle vergleichen",
    "compare_volumes": "kommt wirklich vor; mit einer Quelle vergleichen, die Umsätze hat",
    "check_exchange_and_zone": (
        "die Börse dieses Tickers und die Zeitzone seiner Daten prüfen, oder Kurse einer Quelle nehmen, die sie nach "
        "den Handelstagen der Börse datiert"
    ),
    "drop_closed_days": "unter „prices:“ „closed_days: drop“ schreiben, das lässt diese Zeilen weg",
    "closed_days_dropped": "nichts: „closed_days: drop“ verlangt es",
    "closed_days_harmless": (
        "nichts: sie wiederholen den Schlusskurs davor, wie wo eine Reihe an einzelnen Feiertagen aufgefüllt ist"
    ),
    "compare_closed_days": (
        "diese Tage mit einer anderen Quelle vergleichen; wo die Börse offen war, nimmt „closed_days: drop“ unter "
        "„prices:“ sie als Handelstage, wenn sich alle Reihen der Börse an ihnen bewegen"
    ),
    "compare_closed_days_taken": (
        "diese Tage mit einer anderen Quelle vergleichen: der Kalender kann falsch sein oder die Kurse"
    ),
    "check_dates_yourself": "sicherstellen, dass diese Daten die der Handelstage der Börse sind",
    "take_the_snapshot": (
        "Kurse nehmen, die nach den Handelstagen der Börse datiert sind: „source: snapshot“ hat diesen Ticker"
    ),
    "correct_dividend": "den Betrag berichtigen, oder seine Währung oder Einheit",
    "keep_one_of_each": "je eine behalten",
    "check_ex_dates": "sie sind in keiner Rendite; die Ex-Tage prüfen",
    "choose_market_of_same_days": "nichts, oder einen Markt wählen, der an den Tagen der Aktie handelt",
    "use_dimson": "„{key}“ verwenden; benchmarks.csv zeigt, was es ändert",
    "compare_known_day": (
        "einen bekannten Tag mit einer anderen Quelle vergleichen; ein Markt mit anderem Börsenschluss wirkt ebenso"
    ),
    "convert_log_returns": "nichts, wenn in der Datei einfache Renditen stehen; sonst umrechnen",
    "check_dividend_unit": ("nichts, wenn auch die Dividenden in Hundertsteln sind: Quellen bringen das durcheinander"),
    "study_is_believed": "der Studie wird geglaubt; „currency“ dort berichtigen, wenn es falsch ist",
    "name_currency_or_market": "der Studie „currency: {currency}“ geben, oder einen Markt in {currency} nennen",
    "nothing_to_do": "nichts",
    "rates_add_noise": (
        "nichts; der Wechselkurs hat eine andere Uhrzeit als der Börsenschluss, das macht Tagesrenditen ungenauer"
    ),
    "compare_rates": (
        "die Wechselkurse mit einer anderen Quelle vergleichen: Yahoos Schlusskurse von Währungspaaren sind einen Tag "
        "zu spät"
    ),
    "give_own_rates": "nichts, oder eigene Wechselkurse geben",
    "give_rates_that_cover": (
        "Wechselkurse geben, die diese Tage abdecken, oder das Paket aktualisieren, aus dem diese stammen"
    ),
}
"""What to do about it."""

PARTS = {
    "days_and_more": "{days} und {n} weitere",
    "market_rejected": "die Kurse des Markts {market} sind nicht zu gebrauchen: {why}",
}

TEXTS: dict[str, str] = FINDINGS | REMEDIES | PARTS
