"""Every command speaks the language that was asked for, in its lines, charts and documents."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from typer.testing import CliRunner

import eventstudy as es
from eventstudy import cli
from eventstudy.errors import SpecError
from eventstudy.plots import charts_of
from eventstudy.report.charts import write_charts
from eventstudy.report.extras import write_comparison, write_placebo, write_power
from eventstudy.simulate import plan_power, power_table
from eventstudy.tables import summary_html
from eventstudy.text import GERMAN

STUDY = """\
version: 1
study: Kurs
prices: {source: snapshot}
windows: {estimation: [-90, -11], event: [-5, 5], car: [[0, 0], [-1, 1]]}
assets:
  NVDA: {name: Nvidia, exchange: XNAS, market: ^IXIC}
  ^IXIC: {name: Nasdaq, exchange: XNAS, market: ^GSPC}
events:
  - {id: r1, at: 2025-01-21, claims: [{asset: NVDA, day: 0, return: -0.18, source: x}]}
  - {id: shock, at: 2025-01-27}
  - {id: new-year, at: 2026-01-02}
"""
ENGLISH = re.compile(
    r"\b(the|of|and|is|with|window|windows|event|events|asset|return|abnormal return|days?|test|law|mean|series|note|"
    r"sessions?|dropped|dates?|model|share|reason|statistic|from|computed)\b"
)
"""Words that stand in no German text, but for names that the study or the program gave."""
NAMES = re.compile(r"event window|estimation window|Event study|\S*\.(csv|svg|png|tex|md|html|xlsx)|Modell: mean")
COMMANDS = {
    "run": ("Ereignis", "ausgeschieden: ", "behauptet", "Mittel, %", "Rang k/n", "Bericht: "),
    "run --verbose": ("Tag 0", "gemeinsam", "ausgeschieden: ", "Behauptungen", "Bericht: "),
    "check": ("Tag 0", "Ausgeschieden", "Prüfung der Kurse"),
    "fetch": ("Reihe", "Zeilen", "Quelle", "Währung"),
    "charts --kind svg --chart timeline": ("Abbildungen in",),
    "tables": ("Dateien in",),
    "compare --event shock --models market,mean": ("Mittelwert seiner Titel", "Schätzfenster", "Vorzeichen"),
    "placebo --draws 19": ("Placebo-Tage", "Titel", "gesehen in 80 %", "wirksam", "Paare: p jedes Tests"),
    "power --draws 10 --effect 0.01": ("Anteil von 10 Stichproben", "Korrelation der Residuen"),
}


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    path = tmp_path_factory.mktemp("spoken") / "s.yaml"
    path.write_text(STUDY, encoding="utf-8")
    return path


def german_of(text):
    """Text without what stands in every language alike."""
    return NAMES.sub("", text)


@pytest.mark.usefixtures("without_charts")
@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_prints_its_language(study, command, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    word, *options = command.split()
    told = {}
    for lang in ("de", "en"):
        out = ["--out", lang] if word in ("run", "charts", "tables", "power") else []
        done = CliRunner().invoke(cli.app, [word, str(study), *options, *out, "--lang", lang])
        assert done.exit_code == 0, done.output
        told[lang] = done.output
    for said in COMMANDS[command]:
        assert re.search(said, told["de"]), told["de"]
        assert not re.search(said, told["en"])
    assert not ENGLISH.findall(german_of(told["de"])), told["de"]
    assert not re.search(r"\d\.\d+ %", told["de"])
    assert told["en"].isascii() or ENGLISH.search(told["en"])


def test_files_that_freeze_and_start_a_study_are_told_of(study, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    for words, said in (
        (["fetch", str(study), "--freeze", "f"], "3 Reihen in f eingefroren"),
        (["verify", "f"], "f: wie geschrieben"),
        (["init", "n.yaml"], "als Nächstes: eventstudy check n.yaml"),
    ):
        done = CliRunner().invoke(cli.app, [*words, "--lang", "de"])
        assert done.exit_code == 0, done.output
        assert said in done.output


@pytest.fixture(scope="module")
def result(study):
    spec = es.load_spec(study)
    return es.run(spec, es.load_prices(spec))


def drawn(folder):
    """Words of every chart of a folder, without what stands in every language alike."""
    names = ("Nvidia", "Nasdaq", "shock", "r1", "all", "market", "mean", *es.TESTS)
    texts = {}
    for path in folder.glob("*.svg"):
        said = [part.strip() for part in ET.fromstring(path.read_text(encoding="utf-8")).itertext() if part.strip()]
        texts[path.name] = " | ".join(text for text in said if text not in names)
    return texts


GERMAN_WORDS = {
    "car": "Handelstage relativ zu Tag 0",
    "returns": "Rendite am 27.01.2025",
    "heatmap": "Abnormale Rendite von Tag 0; fett",
    "timeline": "Ereignisfenster",
    "price": "vom Modell erwartet",
    "market": "Rendite von Nvidia",
    "residuals": "Autokorrelation",
    "placebo": "Placebo-p",
    "placebo_sizes": "Wie oft ein 5-%-Test",
    "compare": "Darunter",
    "power": "Anteil der bei 5 % verworfenen Stichproben",
}


def test_charts_are_german(result, tmp_path):
    """Every chart that there is: words, decimal commas, dates."""
    spec, prices = result.spec, es.load_prices(result.spec)
    write_charts(result, tmp_path, [chart.name for chart in charts_of("study")], ["svg"], ["shock"], lang="de")
    compared = es.compare(spec, prices, event="shock", models=["market", "mean"])
    write_comparison(compared, tmp_path, "de")
    write_placebo(es.placebo(spec, prices, draws=19), tmp_path, ["shock"], lang="de")
    write_power(power_table(plan_power(spec, prices), [0.005], 10, 1), tmp_path, "de")
    texts = drawn(tmp_path)
    for chart, words in GERMAN_WORDS.items():
        own = " ".join(text for name, text in texts.items() if name.startswith((f"{chart}.", f"{chart}_")))
        assert words in own, (chart, own)
    assert all(any(name.startswith((f"{chart}.", f"{chart}_")) for name in texts) for chart in GERMAN_WORDS)
    for name, text in texts.items():
        assert not ENGLISH.findall(german_of(text)), (name, text)
        assert not re.search(r"\d\.\d+ ?%|\b0\.\d", text), (name, text)
    assert any(re.search(r"\d,\d+ %", text) for text in texts.values())


def test_functions_take_the_language(result):
    ax = es.plot_car(result, "shock", "NVDA", lang="de")
    assert ax.get_xlabel() == "Handelstage relativ zu Tag 0; am Schluss von Tag −1 ist der Pfad 0"
    named = [text.get_text() for text in ax.get_legend().get_texts()]
    assert any("95-%-Band" in name for name in named), named
    assert es.plot_car(result, "shock", "NVDA").get_xlabel().startswith("sessions relative to day 0")
    with pytest.raises(SpecError, match="cannot be written in 'fr'"):
        es.plot_car(result, "shock", lang="fr")


@pytest.mark.parametrize("kind", ["latex", "markdown", "xlsx"])
def test_documents_are_german(result, kind, tmp_path):
    paths = {path.stem: path for path in es.write_tables(result, tmp_path, kind, lang="de")}
    if kind == "xlsx":
        book = openpyxl.load_workbook(paths["tables"])
        text = {page.title: " ".join(str(c.value) for row in page.iter_rows() for c in row if c.value) for page in book}
    else:
        text = {name: path.read_text(encoding="utf-8") for name, path in paths.items()}
    cars, tests = text["cars"], text["tests"]
    for said in ("Ereignis", "Titel", "Tage", "Standardfehler", "kumulierte abnormale Renditen", "einfache Renditen"):
        assert said in cars, cars
    for said in ("Gruppe", "Fenster", "Mittlere CAR", "Nullhypothese", "p-Werte sind zweiseitig"):
        assert said in tests, tests
    for own in (cars, tests):
        assert not ENGLISH.findall(own.partition("\\begin{tabular}")[2] if kind == "latex" else own), own
        assert kind == "xlsx" or (re.search(r"\d,\d\d", own) and not re.search(r"\d\.\d\d", own.replace("0.95", "")))
    assert "die Kurse von NVDA enden am 31.12.2025" in text["dropped"].replace("\\", "")


def test_a_notebook_can_speak_german(result):
    html = summary_html(result, GERMAN)
    assert "gemeinsam: " in html
    assert "ausgeschieden: " in html
    assert "dropped" not in html
