"""German: the answer of a study, its cards and charts on the page."""

from __future__ import annotations

__all__ = ["TEXTS"]

ANSWER = {
    "answer.confirmed": "„{name} {said}“ stimmt: Am {date} schloss der Kurs mit {close}.",
    "answer.intraday only": "„{name} {said}“ war {price} ({value}): Am {date} schloss der Kurs mit {close}.",
    "answer.intraday only.between": (
        "„{name} {said}“ wurde nur im Lauf des Tages erreicht: Am {date} schloss der Kurs mit {close}."
    ),
    "answer.overstated": "„{name} {said}“ ist zu viel: Am {date} schloss der Kurs mit {close}.",
    "answer.understated": "„{name} {said}“ ist zu wenig: Am {date} schloss der Kurs mit {close}.",
    "answer.wrong sign": "„{name} {said}“ hat das falsche Vorzeichen: Am {date} schloss der Kurs mit {close}.",
    "answer.beyond": (
        "Ohne {what} bleibt für {name} eine abnormale Rendite von {ar} ({coverage:share}-%-Intervall {low} bis "
        "{high}{over}){rank}."
    ),
    "answer.rank": "; gemessen an den Schwankungen der Zeit lag ein Tag {extreme} {rank}",
    "answer.means": "Die mittlere CAR {window} beträgt {list}.",
    "answer.mean": "{mean} für {group}",
    "answer.difference": (
        "Die Differenz, {a} minus {b}, ist {difference} ({coverage:share}-%-Intervall {lower} bis {upper})."
    ),
    "group.all": "alle Paare",
    "group.all_signed": "alle, je in der erwarteten Richtung",
    "group.counted": "{group} ({n})",
}

CARDS = {
    "card.claim": "{name} {said}",
    "card.day": "Tag {day}",
    "card.close": "Schluss zu Schluss",
    "card.abnormal": "abnormal",
    "card.beyond": "nicht erklärt durch {market}",
    "card.by": "durch {market}",
    "extreme.two-sided": "so extrem",
    "extreme.greater": "so hoch",
    "extreme.less": "so tief",
    "card.seen": "zu 80 % gesehen",
    "card.n": "{n} Paare",
    "claims.all": "Alle Behauptungen als Tabelle",
    "claims.table": "Was über Kurse behauptet wurde, und was sie zeigen",
    "short.whole": "Die ganze Studie in Kürze",
}

CHARTS = {
    "claim.chart": "{dates}: was die Kurse taten, und was ihr Markt nicht erklärt",
    "claim.alt": "; behauptet {said}",
    "claim.said": "gesagt: {said}",
    "claim.key.close": "Schluss zu Schluss",
    "claim.key.day": "vom Tief des Tages zum Hoch",
    "claim.key.said": "was gesagt wurde",
    "claim.key.abnormal": "abnormale Rendite mit {coverage:share}-%-Intervall; farbig: unter den äußersten Tagen",
    "claim.key.markets": "dieselbe gegen mehrere Märkte",
    "all.title": "Alle Ereignisse",
    "all.caption": (
        "Abnormale Rendite an Tag 0 mit {coverage:share}-%-Intervall, die Ereignisse untereinander in der Folge der "
        "Zeit. Farbig und mit Zahl: unter den äußersten {level:share} % der gewöhnlichen Tage des Titels."
    ),
    "all.largest": (
        "Die {n} größten von {total} abnormalen Renditen an Tag 0, mit {coverage:share}-%-Intervallen; farbig: unter "
        "den äußersten {level:share} % der gewöhnlichen Tage des Titels."
    ),
    "all.table": "Dasselbe als Tabelle, zum Sortieren und zum Filtern nach Ereignis oder Titel",
    "interval": "{coverage:share}-%-Intervall",
    "caar.caption": (
        "Mittlere kumulierte abnormale Rendite ab dem Schluss von Tag −1 (grau: Tag 0; gestrichelt: die Tage davor, "
        "auf derselben Skala), mit dem {coverage:share}-%-Band, das den ganzen Pfad deckt (sup-t)."
    ),
    "caar.alt": (
        "{name}: mittlere kumulierte abnormale Rendite {zero} nach Tag 0, {last} nach Tag {end} "
        "({coverage:share}-%-Band {low} bis {high})"
    ),
    "means.caption": (
        "Mittlere CARs der Gruppen mit {coverage:share}-%-Intervallen, je Fenster; farbig: Das Intervall enthält die 0 "
        "nicht."
    ),
    "differences.caption": "Differenzen von Gruppen mit {coverage:share}-%-Intervallen, je Fenster.",
    "difference.of": "{a} minus {b}",
    "across.rejects": (
        "{group}: Die mittlere CAR {window} von {n} Paaren beträgt {mean}; {positive} sind positiv. Der Test {test} "
        "verwirft einen Mittelwert von 0 zu {level:share} %."
    ),
    "across.keeps": (
        "{group}: Die mittlere CAR {window} von {n} Paaren beträgt {mean}; {positive} sind positiv. Der Test {test} "
        "verwirft einen Mittelwert von 0 zu {level:share} % nicht."
    ),
    "across.some": (
        "In {found} von {n} Gruppen verwirft der Test {test} zu {level:share} %, dass die mittlere CAR {window} 0 ist: "
        "{list}."
    ),
    "across.none": (
        "In keiner von {n} Gruppen verwirft der Test {test} zu {level:share} %, dass die mittlere CAR {window} 0 ist."
    ),
    "across.tests": "Alle Tests über Ereignisse hinweg, und was jeder ist",
    "tests.window": "{window}: p",
    "models.title": "Modelle",
}

EVENTS = {
    "events.reading": (
        "Eine abnormale Rendite sagt, dass sich ein Kurs stärker bewegte, als sein Markt erklärt, nicht warum. „Wegen“ "
        "setzt voraus, dass sonst nichts geschah; darum nennt jedes Ereignis, was sonst noch geschah."
    ),
    "event.dropped": "ausgeschieden: {line}",
    "event.because": "Wegen dieses Ereignisses?",
    "event.alone": (
        "In seinen CAR-Fenstern nennt die Studie kein anderes Ereignis und keine Nachricht; was sie nicht nennt, kann "
        "trotzdem gewirkt haben."
    ),
    "event.few_panels": "Gezeichnet sind die {shown} Titel mit den größten abnormalen Renditen.",
    "event.link": "Link zu: {title}",
}

NAVIGATION = {
    "nav.short": "Antwort",
    "nav.events": "Einzeln",
    "nav.clusters": "Gemeinsame Tage",
    "nav.dropped": "Ausgeschieden",
    "nav.audit": "Kurse",
    "nav.facts": "Andere Behauptungen",
    "nav.provenance": "Herkunft",
    "page.span": "{events}, {firm_events}, {days}",
    "page.days": "{first} bis {last}",
}

TEXTS: dict[str, str] = NAVIGATION | ANSWER | CARDS | CHARTS | EVENTS
