"""Draw the README's picture of the report: the first screen of the shipped study in a browser, 1280 pixels wide.

python docs/report_picture.py
"""

from __future__ import annotations

import html
import io
import os
import re
import shutil
from pathlib import Path

import eventstudy as es
from eventstudy.report.html_page import page

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "docs/report.png"
SCREEN = {"width": 1280, "height": 590}
COLOURS = 64
"""Enough for a page of text and few colours, and a quarter of the bytes."""
WORDS = "Description"
"""Keyword of the PNG under which it says what it shows."""


def first_words(report: str) -> str:
    """The two paragraphs that a report begins with, which the picture shows."""
    content = report[report.index("<main") :]
    paragraphs = re.findall(r"<p[^>]*>(.*?)</p>", content, re.DOTALL)[:2]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", " ".join(paragraphs))).split())


def shipped_report() -> str:
    """The report of the shipped study with the shipped prices."""
    spec = es.load_spec(ROOT / "events.yaml").replace(prices={"source": "snapshot"})
    return page(es.run(spec, es.load_prices(spec)))


def screen(report: str) -> bytes:
    """What a browser shows of a report before anybody scrolls, as PNG."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=arguments, headless=True)
        shown = browser.new_page(viewport=SCREEN, color_scheme="light")
        shown.set_content(report)
        content = shown.screenshot()
        browser.close()
    return content


def picture(report: str) -> bytes:
    """The screen in few colours, with its words beside it."""
    from PIL import Image, PngImagePlugin

    words = PngImagePlugin.PngInfo()
    words.add_itxt(WORDS, first_words(report))
    drawn = Image.open(io.BytesIO(screen(report))).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    out = io.BytesIO()
    drawn.save(out, "png", optimize=True, pnginfo=words)
    return out.getvalue()


if __name__ == "__main__":
    PICTURE.write_bytes(picture(shipped_report()))
