"""Texts in German; holes are filled by `str.format`."""

from __future__ import annotations

__all__ = ["MONTHS", "TEXTS"]

MONTHS = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
]

WORDS = {
    "and": "und",
    "event": "Ereignis",
    "date": "Tag 0",
    "asset": "Titel",
    "return": "Rendite",
    "expected": "erwartet",
    "ar": "abnormal",
    "interval": "95-%-Intervall",
    "se": "Standardfehler",
    "t": "t",
    "p": "p",
    "p.t": "p (t-Verteilung)",
    "rank": "Rang",
    "window": "Fenster",
    "n": "n",
    "group": "Gruppe",
    "test": "Test",
    "statistic": "Statistik",
    "law": "Verteilung",
    "note": "Anmerkung",
    "mean_car": "mittlere CAR",
    "verdict": "Urteil",
    "why": "warum",
    "yes": "ja",
    "closed": "geschlossen",
}

STORY = {
    "story.on": "Am {date} {moves}",
    "story.then": "; am {date} {moves}",
    "story.fell": "{name} fiel um {size}",
    "story.rose": "{name} stieg um {size}",
    "story.fell.inverted": "fiel {name} um {size}",
    "story.rose.inverted": "stieg {name} um {size}",
    "story.by": "{name} um {size}",
    "story.flat": "{name} blieb unverändert",
    "story.flat.inverted": "blieb {name} unverändert",
    "story.many": (
        "Am {date} fielen {fell} von {n} Titeln, {rose} stiegen; am stärksten bewegte sich {name} mit {size}."
    ),
    "story.beyond": "Nach Abzug {what} beträgt die abnormale Rendite {list}.",
    "story.beyond.first": "{value} bei {name} (95-%-Intervall {low} bis {high})",
    "story.beyond.more": "{value} bei {name} ({low} bis {high})",
    "story.beyond.many": (
        "Nach Abzug {what} beträgt die abnormale Rendite im Mittel {mean}, am meisten bei {name}: {value} "
        "(95-%-Intervall {low} bis {high})."
    ),
    "story.among.two-sided": "Eine so große abnormale Rendite gab es {list}",
    "story.among.greater": "Eine so hohe abnormale Rendite gab es {list}",
    "story.among.less": "Eine so niedrige abnormale Rendite gab es {list}",
    "story.among.one": "{rank} bei {names}",
    "story.among.many": (
        "{n} der {total} abnormalen Renditen gehören zu den äußersten 5 % der gewöhnlichen Tage ihres Titels, wie "
        "jeder zwanzigste gewöhnliche Tag."
    ),
    "story.rare.all": ": damit unter den äußersten 5 % der Tage.",
    "story.rare.none": ": damit nicht unter den äußersten 5 % der Tage.",
    "story.rare.some": ": nur bei {names} unter den äußersten 5 % der Tage.",
    "story.car": "CAR {window}: {list}.",
    "story.car.one": "{value} bei {name}, so weit außen {rank}",
    "rank.days.none": "an keinem von {n} gewöhnlichen Tagen",
    "rank.days.some": "an {k} von {n} gewöhnlichen Tagen",
    "rank.stretches.none": "in keinem von {n} gewöhnlichen Zeiträumen von {length} Tagen",
    "rank.stretches.some": "in {k} von {n} gewöhnlichen Zeiträumen von {length} Tagen",
    "rank.what": (
        "Rang k/n: von n gewöhnlichen Tagen, denen des Schätzfensters, lagen k mindestens so weit außen; bei einer "
        "CAR von Zeiträumen aus ebenso vielen Tagen."
    ),
    "rank.cell": "{k}/{n}",
    "rank.rough": (
        "Fenster so lang wie {windows}: die gewöhnlichen Zeiträume überschneiden sich, Ränge fallen kleiner aus, als "
        "sie sollten."
    ),
    "story.endogenous": (
        "Das Ereignis ist die Rendite selbst: Ihre Größe beweist nichts, und sie geht in keinen Mittelwert ein."
    ),
    "story.none": "Für dieses Ereignis ließ sich nichts berechnen: {reasons}.",
    "story.no_day0": "Das Ereignisfenster enthält Tag 0 nicht; die CARs stehen unten.",
    "what.market": "der Marktbewegung",
    "what.mean": "der üblichen Tagesrendite",
    "what.factors": "der Bewegung der Faktoren",
    "what.portfolio": "der Bewegung des Vergleichsportfolios",
    "lead.counts": (
        "{events} Ereignisse, {total} Paare aus Titel und Ereignis: {done} berechnet, {dropped} ausgeschieden."
    ),
    "lead.shown": (
        "Von den einzelnen Paaren zeigt diese Seite die der ersten {shown} Ereignisse, ebenso die nächsten Zeilen."
    ),
    "lead.largest_days": (
        "An Tag 0 gehören {n} von {total} abnormalen Renditen zu den äußersten 5 % der gewöhnlichen Tage ihres Titels, "
        "wie jeder zwanzigste gewöhnliche Tag."
    ),
    "lead.largest": "Die größte ist {value}, {name} am {date} ({title}).",
    "lead.all": (
        "Über alle Paare beträgt die mittlere CAR {window} {mean}, die mittelste {median}; {positive} sind positiv."
    ),
    "lead.signed": (
        "In der je erwarteten Richtung beträgt die mittlere CAR {window} {mean}, die mittelste {median}; {positive} "
        "sind positiv."
    ),
    "lead.claims": "Behauptungen über Kurse: {list}.",
    "lead.claims.one": "{n} {verdict}",
}

PAGE = {
    "page.model": (
        "Modell {model}, Schätzfenster {estimation}, Ereignisfenster {event} (Handelstage um Tag 0), "
        "{returns} Renditen."
    ),
    "returns.simple": "einfache",
    "returns.log": "logarithmische",
    "page.skip": "Zum Inhalt",
    "page.contents": "Inhalt",
    "page.filter": "Zeilen filtern",
    "page.filter.label": "Zeilen filtern: {caption}",
    "page.filter.found": "{n} von {total} Zeilen",
    "page.sort": "sortieren",
    "page.open": "Alle Einzelheiten öffnen",
    "page.close": "Alle Einzelheiten schließen",
    "page.more": "… und {n} weitere Zeilen, in {file}.",
    "page.english": (
        "Formeln und Hinweise zu den Verfahren stehen im englischen Wortlaut des Programms, ebenso einzelne "
        "Anmerkungen."
    ),
    "short.title": "In einer Minute",
    "short.caption": "Abnormale Rendite an Tag 0; fett: unter den äußersten 5 % der gewöhnlichen Tage",
    "short.caption.first": (
        "Paare der ersten {shown} Ereignisse, Tag 0; fett: unter den äußersten 5 % der gewöhnlichen Tage"
    ),
    "short.caption.long": (
        "Jedes Paar aus Titel und Ereignis, Tag 0; fett: unter den äußersten 5 % der gewöhnlichen Tage"
    ),
    "short.caption.largest": (
        "Die {shown} von {total} Paaren mit den größten abnormalen Renditen an Tag 0; fett: unter den äußersten 5 % "
        "der gewöhnlichen Tage"
    ),
    "short.how": (
        "Eine abnormale Rendite (AR) ist, was von einer Rendite bleibt, wenn man abzieht, was das Modell an diesem Tag "
        "erwartet; eine kumulierte (CAR) ist deren Summe über ein Fenster. {rank} Ein p ist, was die "
        "daneben genannte Verteilung sagt; wirkliche Kurse haben mehr äußerste Tage, als solche Verteilungen zulassen, "
        "darum zählt es keine Tage."
    ),
    "timeline.title": "Zeitachse",
    "timeline.caption": (
        "Jedes Ereignis mit seinem Ereignisfenster {event} (hell) und dem weitesten CAR-Fenster {car} (dunkel). "
        "Fenster übereinander haben gemeinsame Kalendertage: Ihre Renditen enthalten mehr als ein Ereignis."
    ),
    "timeline.bars": "Paare aus Titel und Ereignis je {unit}, {first} bis {last}",
    "timeline.bar": "{when}: {n}",
    "timeline.month": "Monat",
    "timeline.year": "Jahr",
    "timeline.lane": "{title}: Tag 0 {date}, Fenster von {first} bis {last}",
    "claims.title": "Behauptungen und Kurse",
    "claims.claimed": "behauptet",
    "claims.close": "Schluss",
    "claims.up": "gestiegen",
    "claims.down": "gefallen",
    "events.title": "Ereignis für Ereignis",
    "events.more": (
        "Von {total} Ereignissen haben hier die {n} mit dem kleinsten p an Tag 0 einen Abschnitt. Alle stehen in "
        "der Tabelle oben und in den Dateien neben dieser Seite; eventstudy charts zeichnet jedes."
    ),
    "event.few": (
        "Gezeigt sind {shown} von {total} Titeln: die mit den größten abnormalen Renditen. Alle stehen in der "
        "Tabelle cars."
    ),
    "event.few_dropped": (
        "Von {total} weggelassenen Zeilen sind die ersten {shown} gezeigt; alle stehen in der Tabelle dropped."
    ),
    "event.public": "bekannt {at}",
    "event.expected_sign": "erwartetes Vorzeichen {sign}",
    "event.endogenous": "Endogen: Das Ereignis ist die Rendite selbst, nichts hier ist ein Beleg.",
    "event.details": "Zahlen, Bilder und Tests",
    "numbers.caption": "Rendite, abnormale Rendite (AR) und kumulierte abnormale Renditen (CAR) mit ihren Rängen",
    "bars.caption": "Tag 0: Rendite (grau) und abnormale Rendite mit 95-%-Intervall (farbig)",
    "bars.alt": "{name}: Rendite {raw}, abnormale Rendite {ar}, 95-%-Intervall {low} bis {high}{rank}",
    "bars.rank": ", so weit außen {rank}",
    "paths.caption": "Kumulierte abnormale Rendite ab Tag {start}, mit 95-%-Band für den ganzen Pfad (sup-t)",
    "paths.alt": (
        "{name}: kumulierte abnormale Rendite {first} an Tag {start}, {zero} an Tag 0, {last} an Tag {end} "
        "(95-%-Band {low} bis {high})"
    ),
    "joint.caption": "Die Titel zusammen",
    "claims.caption": "Was behauptet wurde, gegen die Kurse",
    "dropped.caption": "Ausgeschieden, mit Gründen",
    "diagnostics.caption": "Das Modell im Schätzfenster",
    "diagnostics.alpha": "α je Tag",
    "diagnostics.beta": "β",
    "diagnostics.sigma": "σ je Tag",
    "diagnostics.r_squared": "R²",
    "diagnostics.n": "Tage",
    "diagnostics.autocorrelation": "Autokorrelation",
    "diagnostics.skewness": "Schiefe",
    "diagnostics.kurtosis": "Exzess",
    "diagnostics.contaminated": "Tage anderer Ereignisse",
    "verdict.confirmed": "bestätigt",
    "verdict.intraday only": "nur im Tagesverlauf",
    "verdict.overstated": "übertrieben",
    "verdict.understated": "untertrieben",
    "verdict.wrong sign": "falsches Vorzeichen",
    "verdict.not checkable": "nicht prüfbar",
    "across.title": "Über Ereignisse hinweg",
    "across.caption": "Tests über mehrere Titel und Ereignisse, jedes Fenster für sich",
    "across.null": "Nullhypothesen",
    "dropped.title": "Ausgeschiedene Paare",
    "dropped.none": "Keine: Jedes Paar aus Titel und Ereignis wurde berechnet.",
    "dropped.stage": "Stufe",
    "dropped.reason": "Grund",
    "dropped.all": "ganz",
    "audit.title": "Güte der Kurse",
    "audit.none": "Nichts gefunden.",
    "audit.caption": "Was die Prüfung der Kurse fand",
    "audit.severity": "Schwere",
    "audit.finding": "Befund",
    "audit.span": "Tage",
    "audit.count": "Anzahl",
    "audit.remedy": "was zu tun ist",
    "severity.warning": "Warnung",
    "severity.error": "Fehler",
    "facts.title": "Behauptungen, die Kurse nicht prüfen können",
    "facts.caption": "Was die Artikel sagen, und was belegt ist",
    "facts.article": "Artikel",
    "facts.says": "sagt",
    "facts.record": "belegt",
    "methods.title": "Verfahren",
    "methods.intro": (
        "AR = R − x'β̂, CAR = Σ AR über das Fenster, Var CAR = s²(L + z'(X'X)⁻¹z) mit s² der Residualvarianz des "
        "Schätzfensters, L den Tagen des Fensters, X den Regressoren des Schätzfensters, x denen eines Tages und z "
        "ihrer Summe über das Fenster. Der zweite Summand ist der Fehler der Vorhersage, den die Tage eines Fensters "
        "gemeinsam haben; ohne ihn verwirft ein 5-%-Test in 7 bis 11 % der Fälle."
    ),
    "methods.model": "Normale Renditen",
    "methods.tests": "Tests",
    "methods.reference": "Quelle",
    "provenance.title": "Woher die Zahlen kommen",
    "provenance.caption": "Kursreihen",
    "provenance.series": "Reihe",
    "provenance.source": "Quelle",
    "provenance.first": "erster Tag",
    "provenance.last": "letzter Tag",
    "provenance.currency": "Währung",
    "provenance.text": (
        "Berechnet mit eventstudy {version} (Python {python}). Dieselbe Studie, dieselben Kurse und Versionen ergeben "
        "dieselben Zahlen, Stelle für Stelle; provenance.json neben dieser Seite hat jeden Hash in voller Länge."
    ),
    "provenance.study": "Versionen und die Studie, wie sie gelesen wurde",
}

JUDGEMENT = {
    "caveat.day0": "Tag 0 ist je nach Börse ein anderer: {list}.",
    "caveat.day0.on": "{date} für {names}",
    "caveat.assets": "{n} Titel",
    "caveat.events": "{n} anderen",
    "caveat.one_date": (
        "{n} Titel an einem Tag sind eine Beobachtung dieses Tags: Tests über sie sagen, ob sie sich gemeinsam "
        "abnormal bewegt haben, nicht, ob diese Nachricht sie bewegt hat."
    ),
    "caveat.cluster": (
        "Eines von {n} Ereignissen vom {first} bis {last}, deren CAR-Fenster sich berühren (mit {others}): eine CAR "
        "über mehrere Tage enthält mehr als dieses Ereignis."
    ),
    "caveat.confounders": "Andere Nachrichten in seinen CAR-Fenstern: {list}.",
    "caveat.estimation": (
        "Bis zu {days} der {length} Tage seines Schätzfensters liegen in Fenstern anderer Ereignisse: ihre "
        "Bewegungen stecken in σ, damit in Standardfehlern und Intervallen, und zählen zu seinen gewöhnlichen Tagen."
    ),
    "money.one": "CAR {window} {value} (Standardfehler {se})",
    "money.bn": "Mrd.",
    "money.m": "Mio.",
    "caveats.caption": "Was die Deutung erschwert",
    "money.caption": "In Geld, zum Börsenwert des Schlusskurses vor dem Fenster",
    "benchmarks.caption": "CAR {window} des Marktmodells gegen andere Vergleichsmärkte",
    "benchmarks.benchmark": "Vergleich",
    "benchmarks.model": "Modell",
    "benchmarks.car": "CAR",
    "clusters.title": "Ereignisse, die Fenster nicht trennen",
    "clusters.intro": (
        "Die CAR-Fenster dieser Ereignisse berühren sich. Hier sind ihre Tage aufgeteilt: jedes Ereignis hat die "
        "Handelstage von seinem Tag 0 bis vor Tag 0 des nächsten, das letzte seinen Tag 0 und den Handelstag danach. "
        "Das Modell stammt aus dem Schätzfenster vor dem ersten Ereignis der Gruppe."
    ),
    "attribution.all": "alle diese Tage",
    "attribution.days": "{n} d",
    "regressions.title": "CARs und Merkmale",
    "regressions.caption": "Regressionen der CARs auf Spalten der Ereignisdatei, wie die Studie sie verlangt",
    "regressions.model": "auf",
    "regressions.errors": "Fehler",
    "regressions.term": "Term",
    "regressions.coefficient": "Koeffizient",
}

TEXTS = WORDS | STORY | PAGE | JUDGEMENT
