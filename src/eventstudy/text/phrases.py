"""Sentences of the result tables, which are English, and what they are in German.

A hole such as `{ticker}` stands for any text: numbers and dates in it are written as German writes them, and a hole
that is itself a phrase is translated.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["PHRASES", "Phrase", "phrase"]


@dataclass(frozen=True)
class Phrase:
    """A sentence with holes.

    Attributes
    ----------
    pattern : re.Pattern
        Fits the English sentence.
    text : str
        The German one, with the same holes.
    """

    pattern: re.Pattern[str]
    text: str


def phrase(english: str, german: str) -> Phrase:
    """Phrase from two sentences with the same holes."""
    parts = re.split(r"\{(\w+)\}", english)
    pattern = "".join(f"(?P<{part}>.+?)" if i % 2 else re.escape(part) for i, part in enumerate(parts))
    return Phrase(re.compile(pattern), german)


DROPPED = {
    "the prices of {ticker} end on {last}, before day 0 ({day})": (
        "die Kurse von {ticker} enden am {last}, vor Tag 0 ({day})"
    ),
    "the prices of {ticker} start on {first}, too late for a return on day 0 ({day})": (
        "die Kurse von {ticker} beginnen am {first}, zu spät für eine Rendite an Tag 0 ({day})"
    ),
    "the prices of {ticker} end on {last}, inside the window": "die Kurse von {ticker} enden am {last}, im Fenster",
    "no return of {ticker} or of what its model compares it with on {days}": (
        "keine Rendite von {ticker} oder von dem, womit das Modell vergleicht, am {days}"
    ),
    "the audit forbids its prices or its market's of {days} in the event window": (
        "die Prüfung verwirft seine Kurse oder die seines Markts vom {days} im Ereignisfenster"
    ),
    "only {n} of the {length} estimation days have a return and {enough} are needed; its prices start on {first}": (
        "nur {n} der {length} Schätztage haben eine Rendite, {enough} sind nötig; die Kurse beginnen am {first}"
    ),
    "no prices for {ticker}: {why}": "keine Kurse für {ticker}: {why}",
    "not among the prices": "nicht unter den Kursen",
    "no session of {exchange} is known on or after {at}": "kein Handelstag von {exchange} am {at} oder danach bekannt",
    "its abnormal returns do not vary in the estimation window, so nothing can be tested": (
        "die abnormalen Renditen schwanken im Schätzfenster nicht, also lässt sich nichts testen"
    ),
    "the model '{model}' cannot be estimated: {why}": "das Modell „{model}“ lässt sich nicht schätzen: {why}",
    "its regressors are collinear or do not vary": "die Regressoren sind kollinear oder schwanken nicht",
    "fewer estimation days than it needs": "weniger Schätztage, als es braucht",
}

AUDIT = {
    "the close before repeated, with no volume known: {days}": (
        "Schlusskurs des Vortags wiederholt, Umsatz nicht bekannt: {days}"
    ),
    "true ones exist; compare with a source that has volumes": (
        "kommt wirklich vor; mit einer Quelle vergleichen, die Umsätze hat"
    ),
    "no new close by the close of {exchange}: its return is 0 here and the next one spans both sessions": (
        "kein neuer Schlusskurs bis zum Schluss von {exchange}: die Rendite ist hier 0, die nächste umfasst beide Tage"
    ),
    "nothing, or choose a market that trades on the asset's days": (
        "nichts, oder einen Markt wählen, der an den Tagen der Aktie handelt"
    ),
    "rows on {n} days on which {exchange} was closed: {days}": (
        "Zeilen an {n} Tagen, an denen {exchange} geschlossen war: {days}"
    ),
    "prices move on {n} of them, so every date may be wrong": (
        "an {n} davon bewegen sich die Kurse, also kann jedes Datum falsch sein"
    ),
    "the prices may lie on a Monday-to-Friday calendar, or on that of another exchange": (
        "die Kurse könnten auf einem Kalender von Montag bis Freitag liegen oder auf dem einer anderen Börse"
    ),
    "check the exchange of this ticker and the time zone of its dates, or take prices from a source that dates them by "
    "the exchange's sessions": (
        "die Börse dieses Tickers und die Zeitzone seiner Daten prüfen, oder Kurse einer Quelle nehmen, die sie nach "
        "den Handelstagen der Börse datiert"
    ),
    "prices do not move on them, as when they are laid on a Monday-to-Friday calendar without holidays and filled "
    "forward": (
        "die Kurse bewegen sich an ihnen nicht, wie wenn sie auf einen Kalender von Montag bis Freitag ohne Feiertage "
        "gelegt und fortgeschrieben wurden"
    ),
    "prices do not move on them, as when they are laid on every day of the calendar and filled forward": (
        "die Kurse bewegen sich an ihnen nicht, wie wenn sie auf jeden Kalendertag gelegt und fortgeschrieben wurden"
    ),
    "write 'closed_days: drop' under 'prices:', which leaves these rows out": (
        "unter „prices:“ „closed_days: drop“ schreiben, das lässt diese Zeilen weg"
    ),
    "rows on {n} days on which {exchange} was closed were left out: {days}": (
        "Zeilen an {n} Tagen, an denen {exchange} geschlossen war, wurden weggelassen: {days}"
    ),
    "nothing: 'closed_days: drop' asks for it": "nichts: „closed_days: drop“ verlangt es",
    "{n} returns are those that the shipped prices have on other dates: at {first} stands that of {own}": (
        "{n} Renditen sind die, die die mitgelieferten Kurse an anderen Tagen haben: am {first} steht die vom {own}"
    ),
    "take prices that are dated by the exchange's sessions: 'source: snapshot' has this ticker": (
        "Kurse nehmen, die nach den Handelstagen der Börse datiert sind: „source: snapshot“ hat diesen Ticker"
    ),
    "dividends that are zero, negative or infinite: {days}": (
        "Dividenden, die null, negativ oder unendlich sind: {days}"
    ),
    "dividends as large as the close before: {days}": "Dividenden, so groß wie der Schlusskurs davor: {days}",
    "correct the amount, or its currency or unit": "den Betrag berichtigen, oder seine Währung oder Einheit",
    "dividends that stand twice: {days}": "doppelte Dividenden: {days}",
    "keep one of each": "je eine behalten",
    "dates that stand twice: {days}": "doppelte Daten: {days}",
    "keep one row a day: where the two differ, the one that another source has": (
        "eine Zeile je Tag behalten: wo sich zwei unterscheiden, die, die eine andere Quelle hat"
    ),
    "prices that are zero, negative or infinite: {days}": "Kurse, die null, negativ oder unendlich sind: {days}",
    "correct or empty these cells": "diese Zellen berichtigen oder leeren",
    "stale rows, no volume and the close before repeated: {days}": (
        "veraltete Zeilen, kein Umsatz und Schlusskurs des Vortags: {days}"
    ),
    "fetch these days again or from another source": "diese Tage neu oder aus anderer Quelle holen",
    "{n} rows outside the calendar of {exchange}: {days}": "{n} Zeilen außerhalb des Kalenders von {exchange}: {days}",
    "nothing: these rows are not used": "nichts: diese Zeilen werden nicht benutzt",
    "sessions of {exchange} without a price: {days}": "Handelstage von {exchange} ohne Kurs: {days}",
    "their returns and the next ones are missing, never filled; fetch them if they matter": (
        "ihre Renditen und die nächsten fehlen und werden nie aufgefüllt; nachholen, wenn sie wichtig sind"
    ),
    "the last row has no close: {day}": "die letzte Zeile hat keinen Schlusskurs: {day}",
    "the session was not finished; fetch again later": "der Handelstag war nicht zu Ende; später neu holen",
    "rows out of order: {days}": "Zeilen nicht in zeitlicher Folge: {days}",
    "nothing: the rows were sorted by date": "nichts: die Zeilen wurden nach Datum sortiert",
    "jumps that look like an unadjusted split: {days}": "Sprünge wie bei einem nicht bereinigten Split: {days}",
    "check for a split; use split-adjusted closes": "auf einen Split prüfen; bereinigte Schlusskurse verwenden",
    "jumps that the next day takes back: {days}": "Sprünge, die der nächste Tag zurücknimmt: {days}",
    "compare these closes with another source": "diese Schlusskurse mit einer anderen Quelle vergleichen",
    "dividends on days without a price: {days}": "Dividenden an Tagen ohne Kurs: {days}",
    "they are in no return; check the ex-dates": "sie sind in keiner Rendite; die Ex-Tage prüfen",
    "its returns fit those of {market} better one session {side} (correlation {a}) than on the same one ({b}): "
    "dates may be off by a day": (
        "die Renditen passen einen Handelstag versetzt ({side}) besser zu {market} (Korrelation {a}) als am selben Tag "
        "({b}): die Daten könnten um einen Tag verschoben sein"
    ),
    "before": "früher",
    "after": "später",
    "compare a known day with another source; a market that closes at another hour does this too": (
        "einen bekannten Tag mit einer anderen Quelle vergleichen; ein Markt mit anderem Börsenschluss wirkt ebenso"
    ),
    "in {a}, its market {market} in {m}: the exchange rate moves one return and not the other": (
        "in {a}, sein Markt {market} in {m}: der Wechselkurs bewegt die eine Rendite und die andere nicht"
    ),
    "add 'currency: {a}' to the study, or name a market in {b}": (
        "der Studie „currency: {a}“ geben, oder einen Markt in {b} nennen"
    ),
    "converted from {a} to {b} with {rates}, each close at the rate of its own date": (
        "von {a} in {b} umgerechnet mit {rates}, jeder Schlusskurs zum Kurs seines Tages"
    ),
    "nothing": "nichts",
    "nothing; the rate's hour is not the close's, which adds noise to daily returns": (
        "nichts; der Wechselkurs hat eine andere Uhrzeit als der Börsenschluss, das macht Tagesrenditen ungenauer"
    ),
}

NOTES = {
    "default: all firm-events share day 0, so they are correlated": (
        "Vorgabe: alle Paare haben denselben Tag 0, also hängen sie zusammen"
    ),
    "default: windows overlap in calendar time, so firm-events are correlated": (
        "Vorgabe: Fenster überschneiden sich im Kalender, also hängen die Paare zusammen"
    ),
    "default: firm-events of one date are correlated, and there are enough dates": (
        "Vorgabe: Paare eines Tages hängen zusammen, und es gibt genug Tage"
    ),
    "default: no windows overlap, and variance may rise at the event": (
        "Vorgabe: keine Fenster überschneiden sich, und die Varianz darf am Ereignis steigen"
    ),
    "its events expect different signs, so its mean mixes them": (
        "die Ereignisse lassen verschiedene Vorzeichen erwarten, der Mittelwert vermischt sie"
    ),
    "each CAR times the sign that was expected of it": "jede CAR mal dem Vorzeichen, das von ihr erwartet wurde",
    "{gone} firm-events without an expected sign are left out": "{gone} Paare ohne erwartetes Vorzeichen fehlen",
    "nothing is expected of a date without an event: see the group 'all'": (
        "von einem Tag ohne Ereignis wird nichts erwartet: siehe die Gruppe 'all'"
    ),
    "endogenous: the event is defined by the return itself, so this is no evidence": (
        "endogen: die Rendite selbst ist das Ereignis, das ist also kein Beleg"
    ),
    "mean residual correlation {r} over {pairs} pairs": "mittlere Korrelation der Residuen {r} über {pairs} Paare",
    "{n} of {all} pairs overlap, mean correlation of CARs {q}": (
        "{n} von {all} Paaren überschneiden sich, mittlere Korrelation der CARs {q}"
    ),
    "{what}: no correction exists": "{what}: eine Korrektur gibt es nicht",
    "one firm-event has no cross-section": "ein einzelnes Ereignis hat keinen Querschnitt",
    "all values are equal: no variance to test against": "alle Werte sind gleich: keine Varianz zum Vergleich",
    "day 0 differs among the firm-events; this test is for one common date": (
        "Tag 0 ist nicht überall derselbe; dieser Test gilt für einen gemeinsamen Tag"
    ),
    "{n} firm-events are few for this law: it over-rejects": (
        "{n} Ereignisse sind wenig für diese Verteilung: der Test verwirft zu oft"
    ),
    "{n} firm-events are few for the normal law": "{n} Ereignisse sind wenig für die Normalverteilung",
    "{n} firm-events are few to resample": "{n} Ereignisse sind wenig zum Ziehen von Stichproben",
    "{n} dates are few to resample": "{n} Tage sind wenig zum Ziehen von Stichproben",
    "one date cannot be resampled": "aus einem einzigen Tag lassen sich keine Stichproben ziehen",
    "windows of different dates overlap, so dates are not independent: see kpp": (
        "Fenster verschiedener Tage überschneiden sich, die Tage sind nicht unabhängig: siehe kpp"
    ),
    "{n} estimation days are few for {length} event days: stretches overlap, so p comes out too small": (
        "{n} Schätztage sind wenig für {length} Ereignistage: Zeiträume überschneiden sich, p fällt zu klein aus"
    ),
    "{n} CARs of 0 left out": "{n} CARs von 0 weggelassen",
    "{source} gave no {tickers}; taken from {fallback}": "{source} lieferte {tickers} nicht; aus {fallback} genommen",
    "dimson: abnormal returns use market returns of up to {n} session(s) after the day": (
        "dimson: abnormale Renditen nutzen Marktrenditen bis zu {n} Handelstage nach dem Tag"
    ),
}

NULLS = {
    "every CAR = 0": "jede CAR = 0",
    "mean SCAR {sign} 0": "Mittelwert der SCAR {sign} 0",
    "mean CAR {sign} 0": "Mittelwert der CAR {sign} 0",
    "median CAR {sign} 0": "Median der CAR {sign} 0",
    "median AR {sign} 0": "Median der AR {sign} 0",
    "CAR of the portfolio {sign} 0": "CAR des Portfolios {sign} 0",
    "CAR {sign} 0": "CAR {sign} 0",
    "share of positive CARs as in the estimation window": "Anteil positiver CARs wie im Schätzfenster",
}

LISTS = {"{days} and {n} more days": "{days} und {n} weitere Tage", "{days} and {n} more": "{days} und {n} weitere"}

TEXTS = DROPPED | AUDIT | NOTES | NULLS | LISTS
PHRASES = tuple(phrase(english, german) for english, german in TEXTS.items())
