"""German: the document to hand over."""

from __future__ import annotations

__all__ = ["TEXTS"]

TEXTS: dict[str, str] = {
    "pdf_needs_weasyprint": "ein PDF braucht das Paket „weasyprint“",
    "install_pdf_extra": "das Extra installieren: pip install 'market-eventstudy[pdf]', oder --pdf weglassen",
    "pdf_needs_libraries": "ein PDF braucht Bibliotheken des Systems, die fehlen: {why}",
    "install_pango": (
        "unter Debian und Ubuntu: apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0; sonst Pango "
        "installieren, oder --pdf weglassen"
    ),
    "document.kind": "Ereignisstudie",
    "document.dated": "Kurse bis {last}",
    "document.page": "Seite",
    "document.of": "von",
    "document.fact.data": "Kurse bis",
    "document.fact.studied": "Untersucht",
    "document.fact.model": "Wie",
    "document.fact.level": "Wie sicher",
    "document.level.is": "Tests zu {level:share} %, Intervalle zu {coverage:share} %.",
    "document.answer": "Was gefunden wurde",
    "document.claims": "Was behauptet wurde",
    "document.claims.caption": "Behauptungen gegen Kurse: Renditen seit dem Schluss davor",
    "document.claims.claim": "Titel",
    "document.claims.claimed": "behauptet",
    "document.claims.close": "Schluss",
    "document.claims.low": "Tagestief",
    "document.claims.high": "Tageshoch",
    "document.claims.abnormal": "abnormal",
    "document.claims.verdict": "Urteil",
    "document.numbers": "Jedes Ereignis, jeder Titel",
    "document.numbers.caption": (
        "Rendite und abnormale Rendite an Tag 0, und kumulierte abnormale Renditen (CAR), mit "
        "{coverage:share}-%-Intervallen"
    ),
    "document.abnormal": "abnormale Rendite",
    "document.range": "über andere Märkte",
    "document.between": "{least} bis {most} %",
    "document.few_events": (
        "Von {total} Ereignissen sind das die {shown}, nach denen die Studie fragt, über die etwas behauptet wurde "
        "oder mit den größten CARs; die Tabelle cars hat alle."
    ),
    "document.how": (
        "Eine abnormale Rendite ist die Rendite ohne das, was das Modell von dem Tag erwartete; eine CAR ist ihre "
        "Summe über die Handelstage eines Fensters, [−1, 1] von dem vor Tag 0 bis zu dem danach. In Klammern steht das "
        "{coverage:share}-%-Intervall, in Prozent, das die gewöhnlichen Tage des Titels bei der Schwankung der Zeit "
        "geben. {rank} Fett: unter den äußersten. Über andere Märkte: die kleinste und die größte abnormale Rendite "
        "von Tag 0 über die Märkte, die die Studie vergleicht."
    ),
    "document.endogenous": "; das Ereignis ist die Rendite selbst: kein Beleg",
    "document.no_day0": "kein Tag 0",
    "document.more": "{shown} von {total} stehen hier; {file} im Ergebnisordner hat alle.",
    "document.groups": "Ereignisse zusammen",
    "document.groups.caption": "Mittlere CARs mit {coverage:share}-%-Intervallen, und ihre Tests",
    "document.groups.how": (
        "Standardfehler zählen, was die Paare aus Titel und Ereignis teilen: Tage, und die Korrelation ihrer Renditen. "
        "Ein p-Wert sagt, wie oft die Verteilung daneben eine so äußerste Statistik gibt, wo nichts geschah."
    ),
    "document.groups.all": (
        "Die Gruppe all ist jedes Paar aus Titel und Ereignis, all_signed jede CAR mal dem Vorzeichen, das erwartet "
        "wurde."
    ),
    "document.assets_of": "Titel von: {title}",
    "document.reading": "Was die Deutung ändern kann",
    "document.reading.what": (
        "Eine Ereignisstudie zeigt, dass sich ein Kurs stärker bewegte, als sein Markt erklärt. Dass das Ereignis der "
        "Grund ist, ist ein Schluss aus dem, was sonst von diesen Tagen bekannt ist; das Folgende gehört dazu."
    ),
    "document.reading.one_date": (
        "Mehrere Titel an einem Tag sind eine Beobachtung dieses Tages: Tests über sie sagen, ob sie sich zusammen "
        "abnormal bewegten, nicht, ob diese Nachricht sie bewegte."
    ),
    "document.dropped": "Weggelassen, {asset}: {reason}.",
    "document.money": "In Geld, zum Börsenwert beim Schluss vor dem Fenster: {line}.",
    "document.markets": "CAR {window} gegen andere Märkte, mit Standardfehlern",
    "document.with_error": "{car} (se {se})",
    "document.lag_and_lead": "*",
    "document.markets.how": (
        "* Mit der Marktrendite des Handelstags davor und danach, weil er zu anderer Stunde schließt. Ein Markt ohne "
        "einen Titel ist einer, zu dem der Titel nicht gehört: ein Index, in dem er Gewicht hat, bewegt sich mit ihm."
    ),
    "document.shared_days": "Ereignisse, deren CAR-Fenster sich berühren, ihre Tage aufgeteilt: {span}",
    "document.windows": "Fenster und Modelle",
    "document.windows.caption": (
        "Kalendertage des Schätzfensters {estimation} und des Ereignisfensters {event} jedes Titels, erster und "
        "letzter Handelstag, und das im ersten geschätzte Modell"
    ),
    "document.windows.asset": "Titel",
    "document.windows.exchange": "Börse",
    "document.windows.day0": "Tag 0",
    "document.windows.estimation": "Schätzfenster",
    "document.windows.days": "Renditen",
    "document.windows.event": "Ereignisfenster",
    "document.windows.market": "Markt",
    "document.windows.beta": "β",
    "document.windows.sigma": "σ je Tag",
    "document.windows.r_squared": "R²",
    "document.data": "Daten",
    "document.data.caption": "Kursreihen; der Hash ist der von Tagen, Kursen und Dividenden",
    "document.data.series": "Reihe",
    "document.data.source": "Quelle",
    "document.data.first": "erster",
    "document.data.last": "letzter",
    "document.data.rows": "Zeilen",
    "document.data.currency": "Währung",
    "document.data.factors": "Faktoren {columns}, {first} bis {last}, Stand {vintage}, SHA-256 {sha256}.",
    "document.data.found": "{ticker}, {severity}: {finding}",
    "document.data.clean": "Die Prüfung der Kurse fand nichts.",
    "document.data.days": "{span}, {n} Tage",
    "document.methods": "Methode",
    "document.versions": "Gerechnet von eventstudy {version} mit Python {python}; {packages}.",
    "document.again": (
        "Dieselbe Studiendatei, dieselben Kurse und Versionen geben dieselben Zahlen und dieses Dokument Byte für "
        "Byte. eventstudy verify sagt, ob der Ergebnisordner ist, wie er geschrieben wurde; provenance.json darin hat "
        "die Studie, wie sie gelesen wurde."
    ),
    "document.charts": "Abbildungen der Studie und von: {title}",
    "document.seen": "mit 80 % gesehen",
    "document.groups.seen": (
        "Mit 80 % gesehen: die mittlere CAR, die der Test in acht von zehn solchen Studien gefunden hätte."
    ),
    "document.margin": "Ob Wirkungen als kleiner als {margin} gelten können",
    "document.margin.estimate": "Schätzwert",
    "document.margin.how": (
        "Zwei einseitige Tests: höchstens das Niveau, wo der Schätzwert mit dem zugehörigen Intervall innerhalb der "
        "Grenze liegt. Ein p-Wert über dem Niveau der Tests davor sagt nicht, wie klein eine Wirkung ist."
    ),
    "document.claims.sources": "Wo die Behauptungen stehen: {sources}.",
    "document.source": "Quelle {source}",
}
