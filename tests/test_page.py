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
from eventstudy.report import write_results
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
        f"#all tbody tr > :nth-child({place})",
        "cells => cells.map(cell => cell.textContent.replaceAll('\\u00a0', ' '))",
    )


def open_all(page):
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")


SCREENS = {"phone": {"width": 360, "height": 740}, "desk": {"width": 1280, "height": 900}}


ANSWERS = {
    "en": (
        "was the day's low (−18.2 %)",
        "intraday only",
        "−10.5 %",
        "−15.1 % to −10.5 % over 3 markets",
        "on 2 of 482",
    ),
    "de": (
        "war das Tief des Tages (−18,2 %)",
        "nur intraday",
        "−10,5 %",
        "−15,1 % bis −10,5 %",
        "an 2 von 482",
    ),
}


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("code", ANSWERS)
def test_the_first_screen_answers(show, pages, code, screen):
    """The verdict on what was said of Nvidia, and its number with range and rank, without opening or scrolling."""
    size = SCREENS[screen]
    page = show(pages / f"{code}.html", viewport=size)
    assert page.locator("html").get_attribute("lang") == code
    seen = []
    for place in (".answer .claim", ".answer .then", ".hero .verdict", ".hero .main dd", ".hero .rank dd"):
        box, one = page.locator(place).first.bounding_box(), page.locator(place).first
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= size["width"]
        assert box["y"] + box["height"] <= size["height"], place
        seen.append(one.inner_text().replace("\u00a0", " "))
    assert all(any(part in text for text in seen) for part in ANSWERS[code]), seen
    hero = page.locator(".hero").inner_text().replace("\u00a0", " ")
    numbers = (
        ("−18.2 %", "−17.0 %", "−10.5 %", "−15.1 %") if code == "en" else ("−18,2 %", "−17,0 %", "−10,5 %", "−15,1 %")
    )
    assert all(number in hero for number in numbers)


def test_the_first_chart_stands_where_its_numbers_are(show, pages, shipped):
    """Dots of the chart of claims lie on one scale: places and numbers of the study are one line."""
    page = show(pages / "en.html")
    shown = page.eval_on_selector_all(
        ".claims .line[role=img]",
        """lines => lines.map(line => [line.querySelector('.name').firstChild.textContent.trim(),
             parseFloat(line.querySelector('.close').style.left),
             parseFloat(line.querySelector('.abnormal b').style.left)])""",
    )
    ar = shipped.ar.query("event_id == 'deepseek-shock' and day == 0").set_index("asset")
    tickers = {"Nvidia": "NVDA", "ASML": "ASML.AS", "Siemens Energy": "ENR.DE", "Nasdaq": "^IXIC"}
    values = [value for name, _, _ in shown for value in ar.loc[tickers[name], ["return", "ar"]]]
    places = [place for _, *pair in shown for place in pair]
    slope, offset = np.polyfit(values, places, 1)
    assert np.abs(np.polyval([slope, offset], values) - places).max() < 0.02
    assert [name for name, *_ in shown] == ["Siemens Energy", "Nvidia", "ASML", "Nasdaq"]


def test_all_events_stand_on_the_time_axis(show, pages, shipped):
    page = show(pages / "en.html")
    dates = shipped.events.groupby("event_id")["day0"].min().sort_values()
    titles = [shipped.spec.titles[id_] for id_ in dates.index]
    shown = page.locator("#all .row .title a").all_text_contents()
    assert sorted(shown) == sorted(titles)
    assert page.locator("#all .iv").count() == len(shipped.ar.query("day == 0"))
    lines = page.eval_on_selector_all("#all .ruler path", "all => all.map(one => one.getAttribute('d'))")[:-1]
    from_ = np.array([float(re.match(r"M40 ([\d.]+)L", line)[1]) for line in lines])
    days = np.array([(pd.Timestamp(day) - pd.Timestamp(dates.iloc[0])).days for day in dates])
    assert np.abs(np.polyval(np.polyfit(days, from_, 1), days) - from_).max() < 0.02
    for row in page.locator("#all .row").all():
        assert row.locator(".title").bounding_box()["height"] <= row.bounding_box()["height"] + 1
    rare = page.locator("#all .iv.rare em").all_text_contents()
    assert [text.replace("\u00a0", " ") for text in rare] == [
        *("−4.6 %", "−5.6 %", "−10.5 %", "−5.9 %", "−19.6 %", "−1.1 %", "−5.4 %")
    ]


def test_values_show_where_one_points_and_where_the_focus_is(show, pages):
    page = show(pages / "en.html")
    told = page.locator(".tip")
    assert not told.is_visible()
    page.locator("#all .iv.rare b").first.hover()
    assert "Nvidia: return −4.7 %, abnormal return −4.6 %" in told.inner_text().replace("\u00a0", " ")
    page.locator("#all .row a").first.focus()
    assert told.locator("p").count() == 4
    page.keyboard.press("Escape")
    assert not told.is_visible()


def test_a_path_tells_each_day(show, pages, shipped):
    """The script reads values from the places of points: they are those of the table, to a tenth of a per cent."""
    page = show(pages / "en.html")
    chart = page.locator("[id=event-deepseek-shock] svg.path").first
    chart.scroll_into_view_if_needed()
    page.locator("[id=event-deepseek-shock] .link").focus()
    page.keyboard.press("Tab")
    car = shipped.paths.query("event_id == 'deepseek-shock' and asset == 'NVDA'").set_index("day")["car"]
    for day in (0, 1, 2):
        text = page.locator(".tip").inner_text().replace("\u00a0", " ")
        value = float(re.search(r"Nvidia: ([+−][\d.]+)", text)[1].replace("−", "-"))
        assert f"day {day}" in text
        assert abs(value - 100 * car[day]) < 0.06
        page.keyboard.press("ArrowRight")


def test_sorting(show, pages, shipped):
    page = show(pages / "en.html")
    open_all(page)
    head = page.locator("#all th", has_text="abnormal").first
    expected = shipped.ar.query("day == 0")["ar"].sort_values()
    head.get_by_role("button").focus()
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "ascending"
    shown = column(page, 5)
    assert shown[:2] == ["−19.61 %", "−10.52 %"]
    assert shown == [f"{100 * v:+.2f} %".replace("-", "−").replace("+0.00", "0.00") for v in expected]
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "descending"
    assert column(page, 5) == shown[::-1]
    page.locator("#all th", has_text="day 0").first.get_by_role("button").click()
    assert head.get_attribute("aria-sort") is None
    assert column(page, 2)[0] == "30 Nov 2022"


def test_filtering(show, pages):
    page = show(pages / "en.html")
    open_all(page)
    box = page.get_by_role("searchbox", name=re.compile("Every firm-event"))
    for wanted, found in (("reprices nvidia", 1), ("siemens", 20), ("", 80)):
        box.fill(wanted)
        assert page.locator("#all tbody tr:visible").count() == found
        assert page.locator("#all [role=status]").inner_text() == (f"{found} of 80 rows" if wanted else "")


def test_an_event_has_an_address_that_stays(show, pages):
    page = show(pages / "en.html")
    article = page.locator("[id=event-deepseek-shock]")
    assert not article.locator("table").first.is_visible()
    page.locator("#all .row a", has_text="reprices AI infrastructure").click()
    assert page.url.endswith("#event-deepseek-shock")
    article.locator("table").first.wait_for(state="visible")  # opened when the page has gone there
    assert article.locator(".because").inner_text().count("Federal Reserve") == 1
    page.get_by_role("button", name="Close all details").click()
    assert not article.locator("table").first.is_visible()
    assert article.locator(".because").is_visible()
    page.get_by_role("button", name="Open all details").click()
    assert page.locator("article details:not([open])").count() == 0


@pytest.mark.usefixtures("without_charts")
def test_it_links_to_the_tables_beside_it(shipped, tmp_path):
    folder = write_results(shipped, tmp_path / "results")
    text = (folder / "report.html").read_text(encoding="utf-8")
    files = set(re.findall(r'<a class="file" href="([^"]+)"', text))
    assert files >= {
        "abnormal_returns.csv",
        "cars.csv",
        "tests.csv",
        "aar.csv",
        "caar.csv",
        "models.csv",
        "benchmarks.csv",
    }
    assert all((folder / name).is_file() for name in files)


def two_groups(shipped_spec):
    """The shipped study with its events of two groups, of which nothing is claimed."""
    events = [event for event in shipped_spec.events if event.group in ("policy", "capex")]
    spec = shipped_spec.replace(events=tuple(event.model_copy(update={"claims": ()}) for event in events))
    return es.run(spec, es.load_prices(spec))


def test_a_study_of_groups_answers_by_its_means(show, shipped_spec, tmp_path):
    study = two_groups(shipped_spec)
    (tmp_path / "p.html").write_text(report_page(study), encoding="utf-8")
    page = show(tmp_path / "p.html")
    means = study.caar.query("start == 0 and end == 0").set_index("group")["mean_car"]
    parts = [f"{100 * means[group]:+.1f} % for {group}".replace("-", "−") for group in ("policy", "capex")]
    claim = page.locator(".answer .claim").inner_text().replace("\u00a0", " ")
    assert claim == f"The mean CAR [0, 0] is {parts[0]} and {parts[1]}."
    difference = study.differences.query("start == 0 and end == 0").iloc[0]["difference"]
    then = page.locator(".answer .then").inner_text().replace("\u00a0", " ")
    assert f"policy less capex, is {100 * difference:+.1f} %".replace("-", "−") in then
    assert page.locator(".answer .legend span").all_text_contents() == ["policy (16)", "capex (12)"]
    aar = study.aar.query("group == 'policy' and day >= -1")["caar"].to_numpy()
    line = page.locator(".answer .caar g").first.locator(".line").get_attribute("points")
    y = np.array([float(pair.split(",")[1]) for pair in line.split()])
    assert np.abs(np.polyval(np.polyfit(aar, y, 1), aar) - y).max() < 0.02


def test_a_study_of_one_event_answers_with_it(show, shipped_spec, tmp_path):
    event = shipped_spec.events[9].model_copy(update={"claims": (), "assets": ("NVDA",), "primary": False})
    study = es.run(shipped_spec.replace(events=(event,)), es.load_prices(shipped_spec))
    (tmp_path / "p.html").write_text(report_page(study), encoding="utf-8")
    page = show(tmp_path / "p.html")
    assert (
        page.locator(".answer .claim").inner_text().replace("\u00a0", " ")
        == "On 27 January 2025 Nvidia fell by 17.0 %."
    )
    assert page.locator("header p").inner_text() == "1 event, 1 firm-event, 27 Jan 2025"
    assert page.locator("#all, #across").count() == 0
    assert page.locator("article .panel").count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("code", ["en", "de"])
def test_the_rules_of_accessibility_hold(show, pages, code, scheme):
    """All of axe-core's, with everything open."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = show(pages / f"{code}.html", color_scheme=scheme)
    open_all(page)
    found = axe.Axe().run(page).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"][:200]) for rule in found] == []


@pytest.mark.parametrize("code", ["en", "de"])
def test_opened_it_is_no_book(show, pages, code):
    page = show(pages / f"{code}.html")
    open_all(page)
    assert page.evaluate("document.documentElement.scrollHeight") <= 25 * 900


def test_it_is_small(pages):
    assert all(path.stat().st_size < 1_000_000 for path in pages.glob("*.html"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_can_be_read(show, pages, scheme):
    page = show(pages / "en.html", color_scheme=scheme)
    open_all(page)
    ratios = page.evaluate(
        CONTRAST,
        [
            *("body", ".muted", "a", "caption", "thead th", "summary", ".note", ".verdict.confirmed", "figcaption"),
            *(".hero .main dd", ".lane em", ".iv.rare em", "svg text", ".verdict:not(.confirmed)", ".axis em", "small"),
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
    open_all(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    wide = page.evaluate(
        """() => [...document.querySelectorAll("main *")].filter((one) => !one.closest(".scroll, svg, .unseen, nav")
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
    assert page.locator("#methods details").count() > 3
    assert page.locator("#all .iv").count() == 80


def test_names_for_those_who_listen(show, pages):
    page = show(pages / "en.html")
    open_all(page)
    tree = page.locator("body").aria_snapshot().replace("\u00a0", " ")
    for role in ("button", "img", "searchbox", "table", "link"):
        found = re.findall(rf"^\s*- '?{role}(.*)$", tree, flags=re.MULTILINE)
        assert found, role
        assert [line for line in found if '"' not in line] == [], role
    assert page.locator(".scroll:not([role=group][aria-label])").count() == 0
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
    assert path.stat().st_size < 1_000_000
    page = show(path)
    assert page.evaluate("document.querySelectorAll('*').length") < 25_000
    drawn = "[...document.querySelectorAll('*')].filter(e => e.checkVisibility({contentVisibilityAuto: true})).length"
    assert page.evaluate(drawn) < 15_000
    assert page.locator("#all tbody tr").count() == 800
    assert page.locator("#all .row").count() == 40
    assert page.locator("article").count() == 30
    largest = study.ar.query("day == 0").set_index("event_id")["ar"].abs().nlargest(30).index
    assert set(page.locator("article h3").all_text_contents()) == set(largest)
    assert page.locator(".answer .caar").count() == 1
    order = page.eval_on_selector_all("main > section", "all => all.map(one => one.id)")
    assert order[:4] == ["short", "across", "all", "events"]


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
