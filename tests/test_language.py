"""English and German say the same."""

from __future__ import annotations

import importlib
import pkgutil
import re
from dataclasses import replace
from string import Formatter

import numpy as np
import pytest

import eventstudy as es
from eventstudy.errors import SpecError
from eventstudy.inference import TESTS
from eventstudy.messages import joined, message
from eventstudy.report import write_results
from eventstudy.report.html_page import page
from eventstudy.tables import stories
from eventstudy.text import ENGLISH, GERMAN, LANGUAGES
from eventstudy.text.catalogue import CATALOGUE, MONTHS, english, german


def holes(text):
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name)


@pytest.mark.parametrize("language", [english, german])
def test_no_code_stands_in_two_topics(language):
    topics = [
        importlib.import_module(f"{language.__name__}.{one.name}") for one in pkgutil.iter_modules(language.__path__)
    ]
    assert sum(len(topic.TEXTS) for topic in topics) == len(language.TEXTS)


def test_every_language_has_every_text():
    assert CATALOGUE["en"].keys() == CATALOGUE["de"].keys()
    assert MONTHS.keys() == CATALOGUE.keys() == LANGUAGES.keys()


@pytest.mark.parametrize("key", CATALOGUE["en"])
def test_texts_have_the_same_holes(key):
    assert holes(CATALOGUE["en"][key]) == holes(CATALOGUE["de"][key])
    assert CATALOGUE["de"][key].strip()


def test_numbers_and_dates():
    assert GERMAN.percent(-0.16968) == "−16,97 %"
    assert GERMAN.p(0.00001) == "<0,0001"
    assert GERMAN.count(10_000) == "10.000"
    assert GERMAN.local("end on 2025-04-14, 3.5 and 1.2.3, [0, 5]") == "end on 14.04.2025, 3,5 and 1.2.3, [0, 5]"
    assert ENGLISH.percent(-0.16968) == "−16.97 %"
    assert ENGLISH.local("2025-04-14 and 3.5") == "2025-04-14 and 3.5"


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("dropped", "reason"),
        ("audit", "finding"),
        ("audit", "what to do"),
        ("tests", "null"),
        ("tests", "note"),
        ("firm_tests", "null"),
        ("firm_tests", "note"),
        ("claims", "explanation"),
    ],
)
def test_the_shipped_study_is_german_throughout(shipped, cut_short, table, column):
    texts = (cut_short if table == "dropped" else shipped).frames[table][column]
    for cell in texts.dropna().unique():
        english, german = ENGLISH.text(cell), GERMAN.text(cell)
        assert german != english or not re.search("[a-z]{3}", english)
        assert not re.search(r"\b(the|of|and|is|was|not|with|are|this)\b", german), german


def test_known_sentences():
    reason = message(
        "prices_end_before_day0", ticker="ASML.AS", last=np.datetime64("2025-04-14"), day0=np.datetime64("2025-04-16")
    )
    assert ENGLISH.text(reason) == "the prices of ASML.AS end on 2025-04-14, before day 0 (2025-04-16)"
    assert GERMAN.text(reason) == "die Kurse von ASML.AS enden am 14.04.2025, vor Tag 0 (16.04.2025)"
    few = joined([message("few_for_normal_law", n=4), message("not_one_date")])
    assert few.codes == "few_for_normal_law;not_one_date"
    assert GERMAN.text(few) == (
        "4 Ereignisse sind wenig für die Normalverteilung; "
        "Tag 0 ist nicht überall derselbe; dieser Test gilt für einen gemeinsamen Tag"
    )


def test_the_story_of_the_shock(shipped):
    told = stories(shipped, ENGLISH, ["deepseek-shock"])["deepseek-shock"]
    assert (
        told[0]
        == "On 27 January 2025 Siemens Energy fell by 19.9 %, Nvidia by 17.0 %, ASML by 7.0 % and Nasdaq by 3.1 %."
    )
    assert told[1].startswith(
        "Net of the move of the market, the abnormal return is −19.6 % for Siemens Energy (95 % interval −25.9 % to "
    )
    assert told[2] == (
        "For what each share moved at the time, so large an abnormal return came on 2 of 482 ordinary days for "
        "Nvidia, on 6 of 482 ordinary days for Nasdaq, on 2 of 200 ordinary days for Siemens Energy and on 22 of 502 "
        "ordinary days for ASML: among the most extreme 5 % of days."
    )
    german = stories(shipped, GERMAN, ["deepseek-shock"])["deepseek-shock"]
    assert german[0] == (
        "Am 27. Januar 2025 fiel Siemens Energy um 19,9 %, Nvidia um 17,0 %, ASML um 7,0 % und Nasdaq um 3,1 %."
    )


def test_other_stories(shipped):
    told = stories(shipped, ENGLISH, ["deepseek-v3", "nvidia-most-valuable", "three-mile-island"])
    assert "; on 27 December 2024 Siemens Energy fell by" in told["deepseek-v3"][0]
    assert told["nvidia-most-valuable"][2].startswith("The event is the return itself")
    assert all(len(sentences) <= 3 for sentences in told.values())


def test_the_story_of_an_event_without_numbers(cut_short):
    gone = {**cut_short.frames, "models": cut_short.frames["models"].iloc[:0], "ar": cut_short.frames["ar"].iloc[:0]}
    told = stories(replace(cut_short, frames=gone), ENGLISH, ["h20-licence"])["h20-licence"]
    assert told == [
        "Nothing could be computed for this event: the prices of ASML.AS end on 2025-04-14, before day 0 (2025-04-16)."
    ]


def test_unknown_language(shipped, tmp_path):
    with pytest.raises(SpecError, match="cannot be written in 'fr'"):
        write_results(shipped, tmp_path / "r", lang="fr")


def test_methods_have_a_german_sentence(shipped):
    registered = [*es.MODELS.values(), *TESTS.values()]
    assert all(language(one.title_code).endswith(".") for one in registered for language in LANGUAGES.values())
    text = page(shipped, GERMAN)
    assert "Marktmodell: erwartet wird α + β mal Marktrendite" in text
    assert "Marktmodell" not in page(shipped)


def test_the_notebook_says_what_matters_first(shipped):
    html = shipped._repr_html_()
    assert html.index("The largest is −19.6 %") < html.index("<details>") < html.index("<table")
    assert html.count("<details>") == 20
    assert "beware: " in html
