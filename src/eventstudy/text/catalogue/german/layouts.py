"""German: how files of prices are laid out, and what is wrong with them."""

from __future__ import annotations

__all__ = ["TEXTS"]

TEXTS: dict[str, str] = {
    "bars_have": (
        "eine Datei mit einem Ticker hat Date und Close und, wo vorhanden, Open, High, Low, Adj Close, Volume"
    ),
    "columns_of_one_meaning": "die Spalten '{first}' und '{second}' bedeuten dasselbe",
    "read_as": "nach den Namen der Spalten gelesen: {columns}",
    "read_adjusted": (
        "die Schlusskurse sind die der Spalte '{column}', in denen Dividenden stecken, weil keine Dividenden "
        "angegeben sind; an Ex-Tagen weichen Renditen ein wenig von Kurs und Dividende ab"
    ),
    "read_total_return_closes": (
        "die Schlusskurse gelten als um Dividenden bereinigt, wie yfinance sie ohne die Spalte 'Adj Close' "
        "gibt; eine Spalte mit Dividenden würde sie doppelt zählen und bleibt unbeachtet"
    ),
    "no_yfinance_header": "die ersten zwei Zeilen sind nicht die von yfinance, eine mit Feldern und eine mit Tickern",
    "write_yfinance_with_to_csv": (
        "schreiben Sie, was yf.download gibt, mit to_csv, oder streichen Sie 'layout: yfinance'"
    ),
    "crsp_is_ciz": "das sind die Spalten von CRSPs neuem Format (CIZ)",
    "crsp_is_siz": "das sind die Spalten von CRSPs altem Format (SIZ)",
    "crsp_has": "CRSPs Dateien haben PERMNO, date, RET (alt) oder permno, dlycaldt, dlyret (neu)",
    "read_crsp_returns": (
        "Renditen mit Dividenden und Börsenabgängen, wie CRSP sie hat; seine Codes für keine Rendite sind leer"
    ),
    "name_of_several": "den Namen {name} haben mehrere: {tickers}",
    "write_one_of_them": "statt {name} schreiben, welches Papier gemeint ist, wie {one}",
    "delisting_assumed": (
        "wegen schlechter Lage ohne Rendite in der Datei von der Börse genommen: {value:pct} nach Shumway (1997)"
    ),
    "shumway_reads": "„delisting: shumway“ liest die Spalten DLSTCD und EXCHCD, und eine davon fehlt",
    "shumway_elsewhere": (
        "„delisting: shumway“ liest CRSPs alte Tagesdatei, und diese wird mit „layout: {layout}“ gelesen"
    ),
    "write_layout_or_leave_out": (
        "„layout: {layout}“ schreiben, wenn es eine solche Datei ist, sonst „delisting: shumway“ weglassen"
    ),
    "export_or_leave_out": "sie mit ausgeben lassen, oder „delisting: shumway“ weglassen",
    "write_layout": "schreiben Sie 'layout: {layout}' unter 'prices:'",
    "looks_like_layout": "das sieht nach der Anordnung '{layout}' aus, deren Werte eigene Codes haben",
    "no_datastream_header": "keine Zeile beginnt mit Name oder Code",
    "datastream_has": "ein Blatt von Datastream hat in der ersten Spalte Name oder Code und darunter Tage",
    "read_datastream": (
        "Performance-Index (RI) von {total}, wie Datastream ihn gibt: seine Renditen enthalten Dividenden"
    ),
    "read_datastream_prices": "Kurse, wie Datastream sie gibt, ohne Dividenden",
    "padded_tail_cut": (
        "der letzte Wert wiederholt sich {n}-mal nach dem {last}, wie bei Datastream nach dem Ende einer "
        "Aktie; dieses Stück fällt weg"
    ),
    "no_bloomberg_header": "keine Zeile nennt Felder wie PX_LAST unter einer Zeile mit Papieren",
    "bloomberg_has": "eine Tabelle von Bloomberg hat Papiere in einer Zeile und unter jedem PX_LAST",
    "read_bloomberg": "als Tabelle von Bloomberg gelesen: PX_LAST ist der Schlusskurs",
    "refinitiv_has": "eine Tabelle von Refinitiv hat die Spalten Instrument, Date, Price Close",
    "read_refinitiv": "als Tabelle von Refinitiv gelesen: Price Close ist der Schlusskurs",
    "no_eventstudytools_file": "{n} Spalten, wo Firmen- und Marktdateien von EventStudyTools drei haben",
    "eventstudytools_has": "geben Sie in jeder Zeile Name;Tag;Kurs an, ohne Kopfzeile",
    "xlsx_needs_openpyxl": "Tabellenblätter brauchen das Paket 'openpyxl'",
    "install_openpyxl_or_csv": (
        "installieren Sie das Extra: pip install 'market-eventstudy[excel]', oder speichern Sie die Datei als CSV"
    ),
    "not_a_spreadsheet": "das ist kein lesbares Tabellenblatt",
    "save_as_xlsx_again": "speichern Sie es noch einmal als .xlsx oder als CSV",
    "too_many_cells": "das Blatt hat mehr als {most:count} Zellen",
    "not_a_stata_file": "das ist keine lesbare Stata-Datei",
    "save_as_dta_again": "speichern Sie sie noch einmal in Stata oder als CSV",
    "ending_not_known": "die Endung '{ending}' ist nicht bekannt",
    "endings_known": "Dateien enden auf {endings}",
    "folder_without_prices": "der Ordner enthält keine Datei mit Kursen",
    "call_file_by_ticker": (
        "{file} nennt keinen Ticker; nennen Sie die Datei {ticker} mit ihrer Endung, wenn sie es ist"
    ),
    "no_such_layout": "eine solche Anordnung gibt es nicht",
    "day_or_month_first": "ob der Tag oder der Monat vorn steht, lässt sich nicht sagen",
    "add_dates_key": "schreiben Sie 'dates: \"{first}\"' oder 'dates: \"{second}\"' unter 'prices:'",
    "nothing_to_correct": "nichts, wenn das stimmt",
}
