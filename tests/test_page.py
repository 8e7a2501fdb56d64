"""The report in a real browser: it loads, sorts, filters, prints, and asks nobody for anything."""

from __future__ import annotations

import os
import re
import shutil

import numpy as np
import pandas as pd
import pytest

import eventstudy as es
from eventstudy.calendar import load_sessions
from eventstudy.report.html_page import page as report_page
from eventstudy.text import GERMAN

HOSTILE = "<script>window.harmed = 1</script><img src=x onerror='window.harmed = 1'>"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
CONTRAST = """(selectors) => {
  const parts = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = (rgb) => {
    const [r, g, b] = rgb.map((v) => (v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const paper = parts(getComputedStyle(document.body).backgroundColor);
  const ratio = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
  const over = (rgba) => rgba.length < 4 ? rgba : [0, 1, 2].map((i) => rgba[3] * rgba[i] + (1 - rgba[3]) * paper[i]);
  return Object.fromEntries(selectors.map((selector) => {
    const style = getComputedStyle(document.querySelector(selector));
    const ground = parts(style.backgroundColor);
    const behind = ground.length === 4 && ground[3] === 0 ? paper : over(ground);
    const front = selector.startsWith("svg") ? style.fill : style.color;
    return [selector, ratio(parts(front).slice(0, 3), behind)];
  }));
}"""


@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None:
        if os.environ.get("EVENTSTUDY_REQUIRE_BROWSER"):
            pytest.fail("chromium is missing, and EVENTSTUDY_REQUIRE_BROWSER is set")
        pytest.skip("chromium is missing: the page was not seen in a browser")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        running = driver.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox"] if os.geteuid() == 0 else [], headless=True
        )
        yield running
        running.close()


@pytest.fixture(scope="module")
def pages(shipped, tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    for code, text in (("en", report_page(shipped)), ("de", report_page(shipped, GERMAN))):
        (folder / f"{code}.html").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def show(browser):
    """Open a file in a page of its own, which may ask for nothing else and say nothing on its console."""
    contexts, asked, said = [], [], []

    def _show(path, **options):
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}} | options)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(path.as_uri())
        page.own_address = path.as_uri()
        assert set(asked) == {path.as_uri()}
        return page

    yield _show
    for context in contexts:
        context.close()
    assert said == []
    assert all(address.startswith("file://") for address in asked)


def column(page, place):
    return page.eval_on_selector_all(
        f"#short tbody tr > :nth-child({place})",
        "cells => cells.map(cell => cell.textContent.replaceAll('\\u00a0', ' '))",
    )


@pytest.mark.parametrize("code", ["en", "de"])
def test_it_loads_and_says_what_matters(show, pages, code):
    page = show(pages / f"{code}.html")
    assert page.locator("html").get_attribute("lang") == code
    text = page.locator("#short").inner_text().replace("\u00a0", " ")
    assert {"en": "−19.6 %, Siemens Energy on 27 January 2025", "de": "−19,6 %, Siemens Energy am 27. Januar 2025"}[
        code
    ] in text


def test_sorting(show, pages, shipped):
    page = show(pages / "en.html")
    head = page.locator("#short th", has_text="Nvidia").first
    expected = shipped.ar.query("asset == 'NVDA' and day == 0")["ar"].sort_values()
    head.get_by_role("button").focus()
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "ascending"
    shown = column(page, 3)
    assert shown[0] == "−10.5 %"
    assert shown == [
        f"{100 * v:+.1f} %".replace("-", "−").replace("+0.0", "0.0").replace("−0.0", "0.0") for v in expected
    ]
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "descending"
    assert column(page, 3) == shown[::-1]
    page.locator("#short th", has_text="day 0").first.get_by_role("button").click()
    assert head.get_attribute("aria-sort") is None
    assert column(page, 2)[0] == "30 Nov 2022"


def test_what_was_dropped_is_sorted_last(show, cut_short, tmp_path):
    (tmp_path / "p.html").write_text(report_page(cut_short), encoding="utf-8")
    page = show(tmp_path / "p.html")
    for _ in ("ascending", "descending"):
        page.locator("#short th", has_text="ASML").first.get_by_role("button").click()
        assert column(page, 4)[-6:] == ["–"] * 6


def test_filtering(show, pages):
    page = show(pages / "en.html")
    page.get_by_role("searchbox", name=re.compile("Abnormal return of day 0")).fill("deepseek jan 2025")
    assert page.locator("#short tbody tr:visible").count() == 2
    assert page.locator("#short [role=status]").inner_text() == "2 of 20 rows"
    page.get_by_role("searchbox", name=re.compile("Abnormal return of day 0")).fill("")
    assert page.locator("#short tbody tr:visible").count() == 20


def test_details_open_on_demand(show, pages):
    page = show(pages / "en.html")
    article = page.locator("article", has=page.locator("code", has_text=re.compile("^deepseek-shock$")))
    assert not article.locator("table").first.is_visible()
    page.locator("#short a", has_text="reprices AI infrastructure").click()
    assert article.locator("table").first.is_visible()
    assert article.locator("h3").is_visible()
    page.get_by_role("button", name="Close all details").click()
    assert not article.locator("table").first.is_visible()
    page.get_by_role("button", name="Open all details").click()
    assert page.locator("article details:not([open])").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_can_be_read(show, pages, scheme):
    page = show(pages / "en.html", color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    ratios = page.evaluate(
        CONTRAST,
        [
            *("body", ".muted", "a", "caption", "thead th", "summary", ".note", ".verdict.confirmed", "figcaption"),
            *("#short .down4", "#short .up3", "svg text", "svg .name", ".verdict:not(.confirmed)"),
        ],
    )
    assert {selector: round(ratio, 1) for selector, ratio in ratios.items() if ratio < 4.5} == {}
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgb(255, 255, 255)"
    assert dark == (scheme == "dark")


def test_print_is_black_on_white_and_whole(show, pages):
    page = show(pages / "en.html", color_scheme="dark")
    assert not page.locator("article table").first.is_visible()
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    assert page.locator("article table").first.is_visible()  # closed on the screen, printed all the same
    for gone in ("nav", ".filter", ".tools", "summary"):
        assert not page.locator(gone).first.is_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")


@pytest.mark.parametrize("code", ["en", "de"])
def test_a_narrow_screen_scrolls_one_way(show, pages, code):
    page = show(pages / f"{code}.html", viewport={"width": 360, "height": 640})
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    wide = page.evaluate(
        """() => [...document.querySelectorAll("main *")].filter((one) => !one.closest(".scroll, svg, .unseen")
             && one.getBoundingClientRect().right > 361).map((one) => one.outerHTML.slice(0, 80))"""
    )
    assert wide == []


def test_without_script_nothing_is_missing(show, pages):
    page = show(pages / "en.html", java_script_enabled=False)
    assert page.get_by_role("button").count() == 0
    assert page.get_by_role("searchbox").count() == 0
    summary = page.locator("article summary").first
    summary.click()
    assert page.locator("article table").first.is_visible()
    assert page.locator("#methods dt").count() > 3


def test_names_for_those_who_listen(show, pages):
    page = show(pages / "en.html")
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    tree = page.locator("body").aria_snapshot().replace("\u00a0", " ")
    for role in ("button", "img", "searchbox", "table", "link", "region"):
        found = re.findall(rf"^\s*- '?{role}(.*)$", tree, flags=re.MULTILINE)
        assert found, role
        assert [line for line in found if '"' not in line] == [], role
    pictures = re.findall(r'- \'?img "(.*?)"', tree)
    assert all(re.search(r"\d", picture) for picture in pictures)
    assert any("Nvidia: return −17.0 %, abnormal return −10.5 %" in picture for picture in pictures)
    levels = page.eval_on_selector_all("h1, h2, h3, h4", "all => all.map(one => Number(one.tagName[1]))")
    assert levels[0] == 1
    assert max(np.diff(levels)) == 1
    assert levels.count(1) == 1
    ids = page.eval_on_selector_all("[id]", "all => all.map(one => one.id)")
    assert len(ids) == len(set(ids))


def test_hostile_text_stays_text(show, shipped_spec, tmp_path):
    event = shipped_spec.events[9]
    claim = event.claims[1].model_copy(update={"source": HOSTILE})
    hostile = event.model_copy(update={"id": "x<b>", "title": HOSTILE, "group": HOSTILE, "claims": (claim,)})
    assets = dict(shipped_spec.assets)
    assets["NVDA"] = assets["NVDA"].model_copy(update={"name": HOSTILE})
    fact = {"article": HOSTILE, "says": HOSTILE, "record": HOSTILE}
    spec = shipped_spec.replace(study=HOSTILE, events=(hostile,), assets=assets, facts=[fact])
    study = es.run(spec, es.load_prices(spec))
    (tmp_path / "report.html").write_text(report_page(study), encoding="utf-8")
    page = show(tmp_path / "report.html")
    assert page.evaluate("window.harmed") is None
    assert page.locator("img").count() == 0
    assert page.locator("script").count() == 1
    assert page.title() == HOSTILE
    assert page.locator("h1").inner_text() == HOSTILE
    assert page.locator("article h3").inner_text() == HOSTILE


@pytest.fixture(scope="module")
def thousand(tmp_path_factory):
    """A thousand events of fifty made-up firms."""
    folder = tmp_path_factory.mktemp("thousand")
    rng = np.random.default_rng(5)
    days = pd.DatetimeIndex(load_sessions("XNYS", "2019-01-01", "2023-12-31").dates)
    market = rng.normal(0, 0.01, len(days))
    names = [f"F{i:02d}" for i in range(50)]
    closes = pd.DataFrame(
        100 * np.cumprod(1 + market[:, None] + rng.normal(0, 0.02, (len(days), 50)), axis=0), days, names
    )
    closes["INDEX"] = 100 * np.cumprod(1 + market)
    at = days[rng.integers(300, len(days) - 20, 1000)]
    events = pd.DataFrame({"event_id": [f"e{i:04d}" for i in range(1000)], "asset": rng.choice(names, 1000), "at": at})
    events.to_csv(folder / "events.csv", index=False, date_format="%Y-%m-%d")
    (folder / "study.yaml").write_text(
        "version: 1\nstudy: A thousand\nevents_file: events.csv\ntests: bmp\nmarkets: {INDEX: {exchange: XNYS}}\n"
        "defaults: {exchange: XNYS, market: INDEX}\n",
        encoding="utf-8",
    )
    study = es.run(es.load_spec(folder / "study.yaml"), closes)
    (folder / "report.html").write_text(report_page(study), encoding="utf-8")
    return study, folder / "report.html"


def test_a_thousand_events_make_a_small_page(show, thousand):
    """What a browser's time to open it grows with is bounded: bytes, elements, and what is laid out at first."""
    study, path = thousand
    assert path.stat().st_size < 1_500_000
    page = show(path)
    assert page.evaluate("document.querySelectorAll('*').length") < 25_000
    drawn = "[...document.querySelectorAll('*')].filter(e => e.checkVisibility({contentVisibilityAuto: true})).length"
    assert page.evaluate(drawn) < 15_000
    assert page.locator("#short tbody tr").count() == 1000
    assert page.locator("article").count() == 100
    smallest = study.ar.query("day == 0").nsmallest(100, "p_value")["event_id"]
    assert set(page.locator("article h3").all_text_contents()) == set(smallest)


def test_the_policy_stops_a_base_and_a_form(browser, pages, tmp_path):
    """Were an element of somebody's to get in, it could move neither the page's links nor what a reader types."""
    moved = '<base href="https://moved.invalid/"><form action="https://moved.invalid/"></form>'
    text = (pages / "en.html").read_text(encoding="utf-8")
    (tmp_path / "moved.html").write_text(text.replace("<body>", "<body>" + moved), encoding="utf-8")
    with browser.new_context() as context:
        page = context.new_page()
        asked, said = [], []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.goto((tmp_path / "moved.html").as_uri())
        page.evaluate("document.forms[0].requestSubmit()")
        page.wait_for_timeout(200)
        assert page.evaluate("document.baseURI") == (tmp_path / "moved.html").as_uri()
        assert asked == [(tmp_path / "moved.html").as_uri()]
        assert [re.search("base-uri|form-action", line).group() for line in said] == ["base-uri", "form-action"]
