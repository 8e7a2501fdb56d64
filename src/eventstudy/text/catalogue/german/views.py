"""German: what a terminal, a chart and a document show."""

from __future__ import annotations

__all__ = ["TEXTS"]

COMPARED = {
    "compared.own_car": "eigene CAR",
    "compared.own_p": "eigenes p",
    "compared.from": "von",
    "compared.to": "bis",
    "compared.same_sign": "gleiches Vorzeichen",
    "compared.agree": "einig",
    "compared.of": "von allen",
    "compared.model": "Modell",
    "compared.estimation": "Schätzfenster",
    "compared.windows": "Fenster",
    "compared.why": "warum",
    "compared.median": "Median",
    "compared.median_p": "p des Medians",
    "compared.significant": "p ≤ Niveau",
    "compared.share_p": "p des Anteils",
    "compared.dates": "Tage",
    "compared.effective": "wirksam",
    "terminal.curves": "Spezifikationskurven: dasselbe an Tagen ohne Ereignis",
    "terminal.no_curve_elsewhere": "An Tagen ohne Ereignis lässt sich die Kurve nicht berechnen.",
    "terminal.curves_legend": (
        "p des Medians, p des Anteils: an wie vielen der Tage dieselben Spezifikationen einen mindestens so extremen "
        "Median haben, und einen so großen Anteil mit p ≤ {level} %; wirksam: so viele ihrer Fenster teilen keinen Tag"
    ),
}

PLACEBO = {
    "placebo.p": "Placebo",
    "placebo.placebo_p": "Placebo-p",
    "placebo.groups": "Gruppen",
    "placebo.dates": "Tage",
    "placebo.seen": "gesehen in 80 %",
    "placebo.effective": "wirksam",
    "placebo.draws": "Ziehungen",
}

VIEWS = {
    "terminal.counts": "{counts}; Modell „{model}“",
    "terminal.endogenous": "  endogen: kein Beleg",
    "terminal.jointly": "  gemeinsam: {line}",
    "terminal.in_money": "  in Geld: {line}",
    "terminal.beware": "  Vorsicht: {line}",
    "terminal.dropped": "  ausgeschieden: {asset}: {reason}",
    "terminal.more_events": "… und {n} weitere Ereignisse, in cars.csv",
    "terminal.cluster": "Ereignisse, deren CAR-Fenster sich berühren, ihre Tage aufgeteilt: {span}",
    "terminal.power_of": "{n} Paare, Korrelation der Residuen {r}, Standardabweichung {sd}",
    "terminal.power_share": (
        "Anteil von {draws:count} Stichproben, die bei {level} % verworfen werden; Effekt 0 ist die Größe des Tests"
    ),
    "terminal.across": "Über Ereignisse hinweg (Hinweise zu jedem Test in tests.csv)",
    "terminal.more_tests": "  … und {n} weitere Tests, in tests.csv",
    "terminal.more_claims": "  … und {n} weitere Behauptungen, in claims.csv",
    "terminal.placebo": "Placebo-Tage",
    "terminal.placebo_what": (
        "Dieselben Titel, dasselbe Modell, dieselben Fenster und Tests an Tagen, deren Ereignisfenster ({first} "
        "bis {last} Handelstage) das keines Ereignisses des Titels berührt."
    ),
    "terminal.placebo_sizes": (
        "Wie oft ein {level}-%-Test an Tagen ohne Ereignis verwirft (± Standardfehler), Titel für Titel"
    ),
    "terminal.placebo_legend": (
        "Tage: wo die Placebos des Titels stehen, jedes einmal; gesehen in 80 %: die abnormale Rendite an Tag 0, "
        "mit der 80 % von ihnen unter den {level} % extremsten wären"
    ),
    "terminal.placebo_effective": (
        "wirksam: Tage durch die Länge des Fensters, weil Nachbarn sich Tage teilen; so viele trägt ein Placebo-p"
    ),
    "terminal.placebo_firm_events": "Paare: p jedes Tests nach seiner Verteilung, und nach Placebo-Tagen",
    "terminal.others_in_placebo": "  … die übrigen in placebo.csv",
    "terminal.others_and_notes_in_placebo": "  … die übrigen, und Hinweise zu jedem, in placebo.csv",
    "terminal.mean_of_assets": "Mittelwert seiner Titel",
    "terminal.compared": "{models} Modelle, {pasts} Schätzfenster, {benchmarks} Vergleichsmärkte; der Studie: {own}",
    "terminal.not_estimated": "Nicht geschätzt",
    "terminal.fewer_assets": "Weniger Titel, also nicht in den Anteilen",
    "terminal.own_not_tested": (
        "Modell und Schätzfenster der Studie ließen sich nicht testen, also kann nichts mit ihnen übereinstimmen."
    ),
    "terminal.of_results": (
        "Von {total:count} verschiedenen Ergebnissen (Modell, Schätzfenster, Vergleichsmarkt und CAR-Fenster) haben "
        "{alike:count} das Vorzeichen dessen der Studie"
    ),
    "terminal.of_ranked": (
        "{text}; von {ranked:count} mit einem Rang unter gewöhnlichen Tagen (Test {test}) sind "
        "{extreme:count} unter den {level} % extremsten."
    ),
    "terminal.computed_and_dropped": "{counted}: {done} berechnet, {dropped} ausgeschieden",
    "terminal.test_without_result": "{test} keiner ({note})",
    "terminal.car_mean": "CAR {window} Mittelwert {mean}: {results}",
    "drawn.tick.month": "%m.%y",
    "drawn.tick.day": "%d.%m.",
    "drawn.tick.january": "%Y",
    "drawn.tick.first_day": "%d.%m.",
    "drawn.tick.beside_days": "%Y",
    "drawn.return": "Rendite",
    "drawn.abnormal": "abnormal",
    "drawn.autocorrelation": "Autokorrelation",
    "drawn.interval_of_abnormal": "abnormale Rendite mit {level}-%-Intervall",
    "drawn.returns_on": "Rendite am {dates} (Tag {day})",
    "drawn.day0": "Tag 0",
    "drawn.return_of": "Rendite von {name}",
    "drawn.residuals_by_day": "Residuen nach Tagen",
    "drawn.normal_quantile": "Quantil der Normalverteilung",
    "drawn.against_normal": "Gegen die Normalverteilung",
    "drawn.days_apart": "Tage Abstand",
    "drawn.abnormal_of_day0": "Abnormale Rendite von Tag 0",
    "drawn.ordinary_days": "gewöhnlichen Tage",
    "drawn.ordinary_stretches": "gewöhnlichen, ebenso langen Strecken",
    "drawn.bold_extreme": "{what}; fett: unter den {level} % extremsten der {days}",
    "drawn.simultaneous": "{level}-%-Band für den ganzen Pfad (sup-t)",
    "drawn.pointwise": "{level}-%-Intervall jedes Tages (punktweise)",
    "drawn.car_from": "Kumulierte abnormale Rendite ab dem Schluss von Tag {day}",
    "drawn.before": "die Tage davor",
    "drawn.bars_on": "Striche an Tag 0 und Tag {last}: {what}",
    "drawn.sessions_since": "Handelstage relativ zu Tag 0; am Schluss von Tag {day} ist der Pfad 0",
    "drawn.sessions": "Handelstage relativ zu Tag 0",
    "drawn.mean_of": "alle {n}",
    "drawn.mean_of_signed": "alle {n}, nach erwartetem Vorzeichen",
    "drawn.mean_of_group": "{group} (n = {n})",
    "drawn.caar_from": "Mittlere kumulierte abnormale Rendite (CAAR) der Paare ab dem Schluss von Tag {day}",
    "drawn.first_groups": "{n} von {all} Gruppen",
    "drawn.car_among_placebos": "CAR {window}: am Ereignis (Linie), und an Tagen ohne Ereignis (Balken, Zahl der Tage)",
    "drawn.placebo_rejects": "Wie oft ein {level}-%-Test an Tagen ohne Ereignis verwirft",
    "drawn.placebo_p": "{car}\nPlacebo-p {p}\n{dates:.0f} Tage ({effective:.0f} wirksam)",
    "drawn.abnormal_on_day0": "abnormale Rendite an Tag 0",
    "drawn.share_rejected": "Anteil der bei {level} % verworfenen Stichproben",
    "drawn.expected": "vom Modell erwartet",
    "drawn.since_close": "seit dem Schluss von Tag {day}",
    "drawn.specifications": (
        "CAR in verschiedenen Spezifikationen, sortiert, mit {interval}-%-Intervallen; orange: die der Studie. "
        "Darunter: was jede ist, und die Tests mit p ≤ {level} %"
    ),
    "drawn.curve_p": "Median {median} (p: {median_p})\np ≤ Niveau in {share} % (p: {share_p})",
    "drawn.against": "gegen {benchmark}",
    "drawn.curves": (
        "CAR in verschiedenen Spezifikationen, sortiert, mit {interval}-%-Intervallen; orange: die der Studie. "
        "Darunter: was jede ist, und die Tests mit p ≤ {level} %. p: dieselbe Kurve an {dates} Tagen ohne Ereignis"
    ),
    "drawn.model": "Modell: {name}",
    "drawn.estimated_on": "geschätzt auf",
    "drawn.event_window": "Ereignisfenster",
    "drawn.car_window": "CAR-Fenster",
    "paper.standard_errors": "Standardfehler",
    "paper.t_statistics": "t-Werte",
    "paper.p_values": "p-Werte",
    "paper.event": "Ereignis",
    "paper.asset": "Titel",
    "paper.days": "Tage",
    "paper.group": "Gruppe",
    "paper.window": "Fenster",
    "paper.n": "N",
    "paper.cars": "Kumulierte abnormale Renditen in Prozent, darunter {below} in Klammern",
    "paper.in_per_cent": ", in Prozent.",
    "paper.car_title": "{study}: kumulierte abnormale Renditen",
    "paper.tests": "Mittlere CAR in Prozent; Statistiken der Tests, darunter p-Werte in Klammern.",
    "paper.mean_car": "Mittlere CAR",
    "paper.tests_title": "{study}: Tests über mehrere Paare",
    "paper.model": (
        "Modell „{model}“, {returns} Renditen; Schätzfenster {estimation}, Ereignisfenster {event}, in "
        "Handelstagen relativ zu Tag 0."
    ),
    "paper.counted": "{total} Paare, {done} berechnet, {dropped} ausgeschieden.",
    "paper.two_sided": "p-Werte sind zweiseitig.",
    "paper.greater": "p-Werte sind einseitig: größer als 0.",
    "paper.less": "p-Werte sind einseitig: kleiner als 0.",
    "paper.null_of": "{test}: Nullhypothese {null}.",
    "terminal.report": "Bericht: {path}; die Tabellen liegen daneben",
    "terminal.document": "Dokument: {path}",
    "terminal.missing": "fehlt: {ticker}: {why}",
    "terminal.frozen": "{n} Reihen in {folder} eingefroren; um mit ihnen zu rechnen, in die Studie schreiben:",
    "terminal.charts_written": "Abbildungen in {folder}: {n}",
    "terminal.names_in": "{names} in {folder}",
    "terminal.files_written": "Dateien in {folder}: {n}",
    "terminal.wrote": "geschrieben: {path}",
    "terminal.next": "als Nächstes: eventstudy check {study}",
    "drawn.share_of_placebos": (
        "Anteil der Placebos mit p ≤ {level} %, und sein {covered}-%-Intervall; die gestrichelte Linie ist, was "
        "ein richtiger Test zeigt"
    ),
    "terminal.fetching": "Kurse holen",
    "terminal.examining": "prüfen",
    "terminal.simulating": "simulieren",
    "terminal.trying_placebo_dates": "Placebo-Tage durchgehen",
    "terminal.drawing": "Abbildungen zeichnen",
    "terminal.computing": "rechnen",
    "terminal.writing": "Ergebnisse schreiben",
    "terminal.comparing": "vergleichen",
    "terminal.event": "{n} Ereignis",
    "terminal.events": "{n} Ereignisse",
    "terminal.firm_event": "{n} Paar",
    "terminal.firm_events": "{n} Paare",
}

TEXTS: dict[str, str] = COMPARED | PLACEBO | VIEWS
