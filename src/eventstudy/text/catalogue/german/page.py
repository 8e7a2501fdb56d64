"""German: the page around its sentences."""

from __future__ import annotations

__all__ = ["TEXTS"]

TEXTS = {
    "page.model": (
        "Modell {model}, Schätzfenster {estimation}, Ereignisfenster {event} (Handelstage um Tag 0), "
        "{returns} Renditen."
    ),
    "returns.simple": "einfache",
    "returns.log": "logarithmische",
    "further.title": "Weitere Tabellen",
    "page.skip": "Zum Inhalt",
    "page.contents": "Inhalt",
    "page.open": "Alle Einzelheiten öffnen",
    "page.close": "Alle Einzelheiten schließen",
    "page.more": "… und {n} weitere Zeilen, in {file}.",
    "page.english": (
        "Formeln und Hinweise zu den Verfahren stehen im englischen Wortlaut des Programms, ebenso einzelne "
        "Anmerkungen."
    ),
    "short.title": "In einer Minute",
    "short.caption": "Abnormale Rendite an Tag 0; fett: unter den äußersten {level:share} % der gewöhnlichen Tage",
    "short.caption.long": (
        "Jedes Paar aus Titel und Ereignis, Tag 0; fett: unter den äußersten {level:share} % der gewöhnlichen Tage"
    ),
    "short.caption.largest": (
        "Die {shown} von {total} Paaren mit den größten abnormalen Renditen an Tag 0; fett: unter den äußersten "
        "{level:share} % der gewöhnlichen Tage"
    ),
    "short.how": (
        "Eine abnormale Rendite (AR) ist, was von einer Rendite bleibt, wenn man abzieht, was das Modell an diesem Tag "
        "erwartet; eine kumulierte (CAR) ist deren Summe über ein Fenster. {rank} Ein p ist, was die "
        "daneben genannte Verteilung sagt; wirkliche Kurse haben mehr äußerste Tage, als solche Verteilungen zulassen, "
        "darum zählt es keine Tage."
    ),
    "claims.title": "Behauptungen und Kurse",
    "events.title": "Ereignis für Ereignis",
    "events.more": (
        "Von {total} Ereignissen haben hier die {n} mit den größten CARs einen Abschnitt, in der Reihenfolge der "
        "Studie. Alle stehen in den Dateien neben dieser Seite; eventstudy charts zeichnet jedes."
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
    "event.details": "Zahlen und Tests",
    "numbers.caption": "Rendite, abnormale Rendite (AR) und kumulierte abnormale Renditen (CAR) mit ihren Rängen",
    "bars.alt": "{name}: Rendite {raw}, abnormale Rendite {ar}, {coverage:share}-%-Intervall {low} bis {high}{rank}",
    "bars.rank": ", {extreme} {rank}",
    "paths.caption": (
        "Bilder: kumulierte abnormale Rendite ab dem Schluss von Tag −1 (grau: Tag 0; gestrichelt: die Tage davor, auf "
        "derselben Skala), mit dem {coverage:share}-%-Intervall jedes Tages (dunkel) und dem {coverage:share}-%-Band, "
        "das den ganzen Pfad deckt (hell, sup-t); darüber die abnormale Rendite an Tag 0, farbig, wo sie unter den "
        "äußersten der gewöhnlichen Tage ist."
    ),
    "paths.alt": (
        "{name}: kumulierte abnormale Rendite {zero} nach Tag 0, {last} nach Tag {end} ({coverage:share}-%-Intervall "
        "{low} bis {high})"
    ),
    "joint.caption": "Die Titel zusammen",
    "dropped.caption": "Ausgeschieden, mit Gründen",
    "diagnostics.caption": "Das Modell im Schätzfenster",
    "verdict.confirmed": "bestätigt",
    "verdict.intraday only": "nur intraday",
    "verdict.overstated": "übertrieben",
    "verdict.understated": "untertrieben",
    "verdict.wrong sign": "falsches Vorzeichen",
    "verdict.not checkable": "nicht prüfbar",
    "across.title": "Über Ereignisse hinweg",
    "across.caption": "Tests über mehrere Titel und Ereignisse, jedes Fenster für sich",
    "across.null": "Nullhypothesen",
    "dropped.title": "Ausgeschiedene Paare",
    "dropped.none": "Keine: Jedes Paar aus Titel und Ereignis wurde berechnet.",
    "dropped.all": "ganz",
    "audit.title": "Güte der Kurse",
    "audit.none": "Nichts gefunden.",
    "audit.caption": "Was die Prüfung der Kurse fand",
    "audit.span": "Tage",
    "severity.note": "Hinweis",
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
