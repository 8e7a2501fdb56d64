"""The document to hand over: its pages, its numbers, its bytes, and what is said where it cannot be written."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from html import unescape

import pandas as pd
import pytest

import eventstudy as es
from conftest import ROOT
from eventstudy.errors import OutputError
from eventstudy.report.document_parts import MOST_FIRM_EVENTS, car_bounds
from eventstudy.report.document_pdf import document, document_html, refuse_without_printer
from eventstudy.report.verification import verify_folder
from eventstudy.tables import day0_rows, rank_cell, ranks_of, with_interval
from eventstudy.text import ENGLISH, GERMAN, LANGUAGES
from made_up import closes, day, returns, study
from test_characteristics import FIRMS, run_file

EVENT = "deepseek-shock"
STUDY = str(ROOT / "events.yaml")
KINDS = [(kind, lang) for kind in ("whole", "event") for lang in LANGUAGES]
MOST_PAGES = {"whole": 8, "event": 2}


def require():
    """Skip where there is nothing to write or to read a PDF with."""
    try:
        refuse_without_printer()
        lacking = [] if shutil.which("pdftotext") else ["pdftotext"]
    except OutputError as e:
        lacking = [str(e)]
    if lacking and os.environ.get("EVENTSTUDY_REQUIRE_PDF"):
        pytest.fail(f"{lacking[0]}, and EVENTSTUDY_REQUIRE_PDF is set")
    if lacking:
        pytest.skip(lacking[0])


@pytest.fixture(scope="module")
def shock(shipped_spec):
    return es.run(shipped_spec, es.load_prices(shipped_spec), events=[EVENT])


@pytest.fixture(scope="module")
def documents(shipped, shock, tmp_path_factory):
    """Path of the document of the shipped study and of one event of it, in each language."""
    require()
    folder, found = tmp_path_factory.mktemp("documents"), {}
    for kind, lang in KINDS:
        found[kind, lang] = folder / f"{kind}_{lang}.pdf"
        found[kind, lang].write_bytes(document(shipped if kind == "whole" else shock, LANGUAGES[lang]))
    return found


def pages_of(path):
    """Lines of each page without the empty ones; spaces are one."""
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout
    pages = [[" ".join(line.split()) for line in page.splitlines()] for page in text.split("\f")]
    return [[line for line in page if line] for page in pages[:-1]]


def text_of(path):
    """All text as it is read, without spaces: lines may break anywhere."""
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout
    return squeezed(text)


def squeezed(text):
    return re.sub(r"\s", "", text)


def standing(html, tag):
    """What stands in elements of a kind, as the reader of a PDF gives it."""
    found = re.findall(rf"<{tag}[^>]*>(.*?)</{tag}>", html, re.DOTALL)
    return {" ".join(unescape(re.sub(r"<[^>]+>", "", text)).split()) for text in found}


@pytest.mark.parametrize(("kind", "lang"), KINDS)
def test_pages(documents, kind, lang):
    pages = pages_of(documents[kind, lang])
    assert 1 < len(pages) <= MOST_PAGES[kind]
    words = {"en": "Page {} of {}", "de": "Seite {} von {}"}[lang]
    dated = {"en": "Prices up to 31 December 2025", "de": "Kurse bis 31. Dezember 2025"}[lang]
    for number, page in enumerate(pages, 1):
        assert page[-1].endswith(words.format(number, len(pages)))
        assert page[-1].startswith(dated)
        if number > 1:
            assert page[0] == "China's AI shock"  # the running head


@pytest.mark.parametrize(("kind", "lang"), KINDS)
def test_no_heading_is_left_at_the_foot_of_a_page(documents, shipped, shock, kind, lang):
    html = document_html(shipped if kind == "whole" else shock, LANGUAGES[lang])
    heads = set().union(*(standing(html, tag) for tag in ("h2", "h3", "caption")))
    heads |= {" ".join(row) for row in [re.findall(r"<th[^>]*>(.*?)</th>", row) for row in html.split("<tr>")] if row}
    assert len(heads) > 10
    for page in pages_of(documents[kind, lang]):
        assert unescape(page[-2]) not in {unescape(head) for head in heads}, page[-3:]


@pytest.mark.parametrize(("kind", "lang"), KINDS)
def test_sections_are_numbered(documents, kind, lang):
    lines = [line for page in pages_of(documents[kind, lang]) for line in page]
    numbers = [int(line.split()[0]) for line in lines if re.fullmatch(r"[1-9] [A-ZÄÖÜ][^0-9%]*", line)]
    assert numbers == list(range(1, 9))


@pytest.mark.parametrize(("kind", "lang"), KINDS)
def test_it_holds_the_numbers_of_the_tables(documents, shipped, shock, kind, lang):
    result, language = (shipped if kind == "whole" else shock), LANGUAGES[lang]
    text, ranks = text_of(documents[kind, lang]), ranks_of(result)
    for own in day0_rows(result).values():
        for row in own:
            interval = with_interval(row.ar, row.low, row.high, language)
            assert squeezed(f"{language.percent(row.raw)} {interval} {rank_cell(row.rank, language)}") in text
    for key, bounds in car_bounds(result).items():
        if key[2:] != (0, 0):
            assert squeezed(f"{with_interval(*bounds, language)} {rank_cell(ranks[key], language)}") in text
    for claim in result.frames["claims"].itertuples():
        assert language.percent(claim.close_to_close).replace(" ", "") in text
        assert squeezed(language.text(claim.explanation))[-20:] in text
    for row in result.frames["caar"].itertuples():
        if row.group in ("all", EVENT):
            assert squeezed(with_interval(row.mean_car, row.lower, row.upper, language)) in text
    for one in result.provenance["series"].values():
        assert one["sha256"] in text


def test_it_says_what_would_have_been_seen(documents, shipped):
    seen, text = shipped.frames["smallest_effects"], text_of(documents["whole", "en"])
    effects = seen.loc[seen["group"] != "", "smallest_effect"]
    assert len(effects) > 10
    assert all(squeezed(ENGLISH.percent(effect, sign=False)) in text for effect in effects)


@pytest.mark.parametrize(("kind", "lang"), KINDS)
def test_calendar_dates_of_all_windows(documents, shipped, shock, kind, lang):
    result, language = (shipped if kind == "whole" else shock), LANGUAGES[lang]
    text, ar = text_of(documents[kind, lang]), result.ar
    kept, count = result.estimation, 0
    for i, (event, asset) in enumerate(zip(kept.keys["event_id"], kept.keys["asset"], strict=True)):
        days = ar[(ar["event_id"] == event) & (ar["asset"] == asset)]["date"]
        first, last = (pd.Timestamp(day) for day in kept.days[i, [0, -1]])
        spans = [f"{language.date(a)} – {language.date(b)}" for a, b in ((first, last), (days.min(), days.max()))]
        assert all(squeezed(span) in text for span in spans)
        count += 1
    assert count == (80 if kind == "whole" else 4)


def test_a_car_of_one_day_has_the_interval_of_that_day(shock):
    bounds = car_bounds(shock)
    for row in day0_rows(shock)[EVENT]:
        value, lower, upper = bounds[EVENT, row.asset, 0, 0]
        assert (value, lower, upper) == pytest.approx((row.ar, row.low, row.high), rel=1e-12)


def test_it_says_that_it_is_of_one_event(documents):
    first = " ".join(pages_of(documents["event", "en"])[0])
    assert f"Computed: 1 of the 20 events of this study, '{EVENT}'" in first
    assert "The market reprices AI infrastructure after DeepSeek" in first
    assert "Looked at together" not in text_of(documents["event", "en"])


@pytest.mark.parametrize(("kind", "lang"), KINDS)
def test_charts_are_drawn_in_lines(documents, kind, lang):
    listed = subprocess.run(["pdfimages", "-list", documents[kind, lang]], capture_output=True, text=True, check=True)
    assert len(listed.stdout.splitlines()) == 2  # the heading of the list
    assert "Siemens" in " ".join(pages_of(documents[kind, lang])[0])


def test_its_date_is_that_of_the_data(documents):
    said = subprocess.run(
        ["pdfinfo", "-isodates", documents["event", "en"]], capture_output=True, text=True, check=True
    ).stdout
    assert re.findall(r"(?:Creation|Mod)Date: +(\S{10})", said) == ["2025-12-31"] * 2
    assert "Title:           China's AI shock" in said
    assert re.search(r"Tagged: +yes", said)  # for readers aloud


@pytest.mark.usefixtures("without_charts")
def test_same_bytes_in_another_process(inside, tmp_path, documents):
    """Another folder, time zone and hash seed."""
    done = inside("run", STUDY, "--prices", "snapshot", "--event", EVENT, "--pdf", "--out", str(tmp_path / "here"))
    assert done.returncode == 0, done.stderr
    written = (tmp_path / "here/report.pdf").read_bytes()
    assert written == documents["event", "en"].read_bytes()
    assert "report.pdf" in done.stdout.replace("\n", "")
    code = (
        "import eventstudy as es, sys; from eventstudy.report.document_pdf import document;"
        f"spec = es.load_spec({STUDY!r}).replace(prices={{'source': 'snapshot'}});"
        f"sys.stdout.buffer.write(document(es.run(spec, es.load_prices(spec), events=[{EVENT!r}])))"
    )
    env = {**os.environ, "TZ": "Asia/Tokyo", "PYTHONHASHSEED": "7", "SOURCE_DATE_EPOCH": "1"}
    again = subprocess.run([sys.executable, "-c", code], capture_output=True, env=env, cwd=tmp_path, check=True)
    assert again.stdout == written


@pytest.mark.usefixtures("without_charts")
def test_it_belongs_to_the_result(shock, tmp_path):
    require()
    es.write_results(shock, tmp_path / "out", pdf=True)
    assert "report.pdf" in json.loads((tmp_path / "out/provenance.json").read_text())["files"]
    verify_folder(tmp_path / "out")
    es.write_results(shock, tmp_path / "out")
    assert not (tmp_path / "out/report.pdf").exists()


WITHOUT_LIBRARY = """
import sys, cffi
def dlopen(ffi, name, *flags, whole=cffi.FFI.dlopen):
    if {part!r} in name:
        raise OSError(f"cannot load library {{name!r}}")
    return whole(ffi, name, *flags)
cffi.FFI.dlopen = dlopen
sys.argv = ["eventstudy", "run", {study!r}, "--pdf"]
from eventstudy.cli import main
main()
"""


@pytest.mark.parametrize("part", ["pango-1.0", "harfbuzz-subset"])
def test_a_library_that_cannot_be_loaded_is_said_in_one_message(tmp_path, part):
    """WeasyPrint prints a text of its own, or does without and writes other bytes."""
    require()
    code = WITHOUT_LIBRARY.format(part=part, study=STUDY)
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    what, remedy = done.stderr.splitlines()
    assert part in what
    assert "apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0" in remedy
    assert list(tmp_path.iterdir()) == []


MISSING = {
    "package": ("raise ModuleNotFoundError(\"No module named 'weasyprint'\")", "market-eventstudy[pdf]"),
    "library": (
        "raise OSError(\"cannot load library 'libpango-1.0-0': no such file\\nmore\")",
        "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
    ),
}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("what", MISSING)
def test_what_is_missing_is_said_before_the_run(inside, tmp_path, monkeypatch, what, lang):
    code, remedy = MISSING[what]
    (tmp_path / "weasyprint.py").write_text(code)
    for name in [name for name in sys.modules if name.split(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr("eventstudy.study.load_prices", lambda *_, **__: pytest.fail("prices were asked for"))
    done = inside("run", STUDY, "--pdf", "--lang", lang)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 2
    assert remedy in done.stderr
    assert "more" not in done.stderr
    assert not (tmp_path / "results").exists()


@pytest.mark.usefixtures("without_charts")
def test_a_result_is_not_written_without_its_document(shock, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(OutputError, match="needs the package 'weasyprint'"):
        es.write_results(shock, tmp_path / "out", pdf=True)
    assert not (tmp_path / "out").exists()


def test_texts_of_a_study_stay_texts():
    hostile = study(
        0, study="<script>a</script> \x1b[31m & 1 %", events=[{"id": "e", "title": "<b>x</b>", "at": "2024-03-14"}]
    )
    html = document_html(es.run(hostile, closes(returns())), ENGLISH)
    assert "&lt;script&gt;a&lt;/script&gt;" in html
    assert "&lt;b&gt;x&lt;/b&gt;" in html
    assert "\x1b" not in html
    assert "<script" not in html


def test_nothing_is_asked_of_other_places(shipped):
    html = document_html(shipped, ENGLISH)
    assert set(re.findall(r"(?:src|href)=\"(\w+):", html)) == {"data"}
    assert set(re.findall(r"url\(\"(\w+):", html)) == {"file"}  # typefaces that come with matplotlib


def test_a_large_study_says_what_it_leaves_out(write):
    rows = [(f"e{i}{firm}", firm, day(15 * i)) for i in range(6) for firm in FIRMS]
    result = run_file(write, pd.DataFrame(rows, columns=["event_id", "asset", "at"]), returns(tickers=FIRMS))
    assert len(result.events) > MOST_FIRM_EVENTS
    for language, said in ((ENGLISH, "Of 144 events these are the"), (GERMAN, "Von 144 Ereignissen sind das die")):
        html = document_html(result, language)
        assert said in html
        assert html.count('class="body"') < 40


def test_tests_of_no_effect_and_differences_are_in_it():
    events = [{"id": f"e{i}", "at": day(15 * i), "group": "ab"[i % 2]} for i in range(4)]
    result = es.run(study(events=events, margin=0.02), closes(returns()))
    for language in (ENGLISH, GERMAN):
        html = document_html(result, language).replace("\u00a0", " ")
        mean, difference = result.frames["equivalence"].iloc[0], result.frames["differences"].iloc[0]
        assert with_interval(mean["estimate"], mean["lower"], mean["upper"], language) in html
        assert with_interval(*difference[["difference", "lower", "upper"]], language) in html


def test_a_study_without_day_0_claims_or_charts():
    windows = {"estimation": [-130, -11], "event": [1, 5], "car": [[1, 5]]}
    result = es.run(study(0, windows=windows), closes(returns()))
    for language in (ENGLISH, GERMAN):
        html = document_html(replace(result, estimation=None), language)
        assert "CAR [1,\u00a05]" in html
        assert "NaT" not in html
        assert not re.search(r"\bnan\b", html)
