"""What a terminal shows: one screen of 80 columns whatever the size of a study, and no number cut at any width."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

import eventstudy as es
from conftest import ROOT
from eventstudy.calendar import load_sessions
from eventstudy.messages import message
from eventstudy.result.schema import SERIES
from eventstudy.simulate import plan_power, power_table
from eventstudy.tables import (
    Grid,
    Line,
    StandOut,
    check_summary,
    comparison_summary,
    first_rows,
    full_summary,
    placebo_summary,
    plain_text,
    power_summary,
    summary,
)
from eventstudy.tables.blocks import LINES, Block, arranged
from eventstudy.tables.layout import laid_out
from eventstudy.tables.ranks import ranks_of
from eventstudy.tables.which_moved import together_briefly
from eventstudy.text import LANGUAGES

DAYS = load_sessions("XNYS", "2022-01-03", "2024-12-31").dates
LAST = ("Report: results/report.html; the tables are beside it",)
SIZES = (1, 400, 10_000)


def made_up(folder, n):
    """Study of `n` firm-events of 200 assets in two groups, with prices."""
    rng = np.random.default_rng(n)
    market = rng.normal(0.0003, 0.01, len(DAYS))
    own = rng.uniform(0.5, 1.5, (200, 1)) * market + rng.normal(0, 0.02, (200, len(DAYS)))
    names = [f"A company of a long name, number {i}" for i in range(200)]
    closes = pd.DataFrame(50 * np.exp(own.cumsum(axis=1)).T, columns=[f"F{i}" for i in range(200)])
    closes = closes.assign(MKT=100 * np.exp(market.cumsum())).set_index(pd.DatetimeIndex(DAYS.astype("datetime64[ns]")))
    at = DAYS[rng.integers(90, len(DAYS) - 15, n)].astype(str)
    rows = pd.DataFrame({"asset": [f"F{i % 200}" for i in range(n)], "at": at, "event_id": [f"e{i}" for i in range(n)]})
    rows = rows.drop_duplicates(["asset", "at"]).assign(
        group=lambda rows: np.where(rows.index % 2, "treated", "others")
    )
    rows.to_csv(folder / "events.csv", index=False)
    spec = {
        "version": 1,
        "study": f"A study of {n} firm-events",
        "windows": {"estimation": [-70, -11], "event": [-10, 10], "car": [[0, 0], [-1, 1], [0, 5]]},
        "assets": {f"F{i}": {"name": name} for i, name in enumerate(names[:n])},
        "events_file": str(folder / "events.csv"),
        "defaults": {"exchange": "XNYS", "market": "MKT"},
    }
    return es.run(es.load_spec(spec), closes)


@pytest.fixture(scope="module")
def studies(tmp_path_factory, shipped):
    return {0: shipped} | {n: made_up(tmp_path_factory.mktemp("screen"), n) for n in SIZES}


def texts_of(study, language):
    """Numbers that a summary may show, as texts: of firm-events, groups and claims."""
    ar = study.frames["ar"]
    day0 = ar[ar["day"] == 0]
    known = {language.percent(value) for name in ("return", "ar") for value in day0[name]}
    for value in study.frames["caar"]["mean_car"]:
        known.add(language.number(100 * value, 2, sign=True))
    for name in ("close_to_close", "low", "high", "open"):
        known |= {language.percent(value) for value in study.frames["claims"][name]}
    return known


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("n", [0, *SIZES])
def test_a_run_fits_on_a_screen(studies, n, lang):
    text = plain_text(summary(studies[n], LANGUAGES[lang], 80, LAST))
    lines = text.splitlines()
    assert len(lines) <= LINES == 30
    assert max(map(cell_len, lines)) <= 80
    assert lines[-1] == LAST[0]
    assert re.search(r"--verbose", text) or n == 1


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("n", [0, *SIZES])
def test_numbers_are_whole(studies, n, lang):
    """Each return, mean and price is one of the tables, digit for digit."""
    language = LANGUAGES[lang]
    lines = plain_text(summary(studies[n], language, 80, LAST)).splitlines()
    known, point = texts_of(studies[n], language), re.escape(language.local("1.5")[1])
    percents = [found for line in lines for found in re.findall(rf"[−+][\d.,]+{point}\d\d %", line)]
    means = [found for line in lines for found in re.findall(rf"([−+ ]\d+{point}\d\d) \[", line)]
    assert len(percents) >= min(2 * n, 16)
    assert means
    for found in percents:
        assert found in known, found
    for found in means:
        assert found.strip() in known, found
    assert not re.search(r"\d…|…\d", "\n".join(lines))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_asset_and_claim_in_question_has_its_line(shipped, lang):
    language = LANGUAGES[lang]
    lines = plain_text(summary(shipped, language, 80, LAST)).splitlines()
    day0 = shipped.ar[shipped.ar["day"] == 0].set_index(["event_id", "asset"])
    ranks = ranks_of(shipped)
    for event in ("deepseek-shock", "rebound"):
        for ticker, asset in shipped.spec.assets.items():
            row, rank = day0.loc[event, ticker], ranks[event, ticker, 0, 0]
            told = [
                language.percent(row["return"]),
                language.percent(row["ar"]),
                f"{rank.larger}/{rank.ordinary}",
            ]
            assert any(asset.name in line and all(one in line.split() or one in line for one in told) for line in lines)
    verdicts = {"en": ("intraday only", "confirmed", "overstated"), "de": ("nur intraday", "bestätigt", "übertrieben")}
    low = {"en": "the day's low, −18.17 %", "de": "Tagestief, −18,17 %"}[lang]
    assert any(
        "Nvidia" in line and "−18 %" in line and verdicts[lang][0] in line and line.endswith(low) for line in lines
    )
    assert sum(any(verdict in line for verdict in verdicts[lang]) for line in lines) == len(shipped.claims)
    nvidia = next(line for line in lines if "Nvidia" in line and language.percent(-0.10524) in line)
    assert nvidia.endswith({"en": "−15.1 to −10.5", "de": "−15,1 bis −10,5"}[lang])


def test_the_largest_come_first_and_the_rest_is_counted(studies):
    for n in SIZES[1:]:
        study = studies[n]
        text = plain_text(summary(study))
        day0 = study.ar[study.ar["day"] == 0]
        for value in day0.loc[day0["ar"].abs().nlargest(8).index, "ar"]:
            assert LANGUAGES["en"].percent(value) in text
        assert f"and {len(study.models) - 8:,} more: --verbose" in text


@pytest.mark.parametrize(("alternative", "verb"), [("less", "fell"), ("greater", "rose"), ("two-sided", "moved")])
def test_ranks_are_told_in_the_direction_of_the_tests(shipped, alternative, verb):
    study = es.StudyResult(shipped.spec.replace(alternative=alternative), shipped.frames, {})
    text = " ".join(plain_text(summary(study)).split())
    assert f"One of its shares {verb} as much on 4 of 131 ordinary days" in text
    assert f"on k of n ordinary days it {verb} as much" in text


def test_what_was_dropped_is_told_in_one_line(shipped):
    rows = [("e1", "NVDA", None, None, "estimation window"), ("e2", "NVDA", None, None, "prices")] * 2
    rows.append(("e3", "NVDA", 0, 5, "event window"))
    frame = pd.DataFrame(rows, columns=["event_id", "asset", "start", "end", "stage"]).assign(
        reason=message("no_close")
    )
    study = es.StudyResult(shipped.spec, {**shipped.frames, "dropped": frame}, {})
    lines = plain_text(summary(study)).splitlines()
    assert "dropped: estimation window 2, prices 2, single CAR windows 1" in lines


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [60, 80, 100, 118])
def test_all_tables_fit_any_width(shipped, lang, width):
    text = plain_text(full_summary(shipped, LANGUAGES[lang]), width)
    assert max(map(cell_len, text.splitlines())) <= width
    assert "…" not in text
    for value in shipped.frames["ar"].query("day == 0")["ar"]:
        assert LANGUAGES[lang].percent(value) in text
    for value in shipped.frames["car"]["car"]:
        assert LANGUAGES[lang].percent(value) in text


@pytest.fixture(scope="module")
def others(shipped_spec):
    """Summaries of the other commands, by name and language."""
    prices = es.load_prices(shipped_spec)
    compared = es.compare(shipped_spec, prices, event="deepseek-shock", models=["market", "mean", "ff3"], dates=19)
    placebo = es.placebo(shipped_spec, prices, draws=19, events=["deepseek-shock", "rebound"])
    plan = plan_power(shipped_spec, prices)
    table = power_table(plan, [0.005, 0.01, 0.02, 0.03, 0.05], 10, 1)
    return compared, placebo, (plan.scenario.firms, plan.scenario.correlation, plan.sigma, table)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [60, 80])
def test_other_commands_fit(others, shipped, lang, width):
    language, (compared, placebo, power) = LANGUAGES[lang], others
    events, audit = shipped.frames["events"], shipped.frames["audit"]
    brief = {
        "compare": comparison_summary(compared, language, width),
        "placebo": placebo_summary(placebo, language, width),
        "power": list(power_summary(*power, language)),
    }
    whole = {
        "compare": comparison_summary(compared, language, width, verbose=True),
        "placebo": placebo_summary(placebo, language, width, verbose=True),
        "check": list(check_summary(events, shipped.frames["dropped"], audit, language)),
    }
    for name, parts in [*brief.items(), *whole.items()]:
        lines = plain_text(parts, width).splitlines()
        assert max(map(cell_len, lines)) <= width, (name, max(lines, key=cell_len))
    if width == 80:
        assert all(len(plain_text(parts, 80).splitlines()) <= 30 for parts in brief.values())
    for value in compared.agreement["own_estimate"]:
        assert language.percent(value) in plain_text(whole["compare"], width)
    for value in placebo.real["car"]:
        assert language.percent(value) in plain_text(whole["placebo"], width)


def test_a_check_counts_what_is_as_expected_and_shows_the_rest(shipped):
    events, dropped, audit = (shipped.frames[name] for name in ("events", "dropped", "audit"))
    text = plain_text(check_summary(events, dropped, audit, LANGUAGES["en"]))
    moved = events[events["shift"] != 0]
    assert f"Day 0: {len(events)} firm-events, {len(events) - len(moved)} of them on their own date" in text
    for row in moved.itertuples():
        named = " +".join(re.escape(one) for one in (row.event_id, row.asset, row.at))
        assert re.search(rf"{named} .*{row.day0:%Y-%m-%d}", text)
    assert "chatgpt-launch" not in text
    assert re.search(rf"\^GDAXI +warning +2024-12-24 +2025-12-31 +{audit['count'].sum()}\n", text)
    whole = plain_text(check_summary(events, dropped, audit, LANGUAGES["en"], verbose=True))
    assert whole.count("chatgpt-launch") == 4
    assert whole.count("^GDAXI") == len(audit)


def test_a_long_table_says_how_many_rows_more_there_are():
    series = pd.DataFrame({"series": [f"T{i}" for i in range(250)], "rows": 9, "currency": "USD"})
    short, whole = (
        plain_text(first_rows(series, SERIES, LANGUAGES["en"], verbose=verbose)) for verbose in (False, True)
    )
    assert "T99 " in short
    assert "T100 " not in short
    assert short.splitlines()[-1] == "and 150 more: --verbose"
    assert "T249 " in whole
    assert "more" not in whole


def test_the_rarest_firm_event_leads_what_placebo_dates_show(others):
    placebo = others[1]
    lines = [re.split("  +", line) for line in plain_text(placebo_summary(placebo), 120).splitlines()]
    table = placebo.table[(placebo.table["asset"] != "") & (placebo.table["test"] == "filtered_sq")]
    first = table[(table["start"] == 0) & (table["end"] == 0)].sort_values("placebo_p", kind="stable").iloc[0]
    told = next(line for line in lines if line[0] in placebo.spec.titles)
    assert told[:2] == [first["group"], placebo.spec.assets[first["asset"]].name]


def test_one_that_stands_out_stands_out():
    found = StandOut(n=3, window=(0, 0), level=0.05, found=(("d1", "A"),), strict=1, seen=np.nan)
    said = together_briefly(found, es.load_spec(ROOT / "events.yaml"), LANGUAGES["en"])
    assert said.startswith("Together, one of the 3 CARs [0, 0] stands out (5 % wrong ones allowed): A (d1); 1 if none")


# The layout alone

NUMBERS = st.floats(-999, 999).map(lambda value: f"{value:+.2f} %".replace("-", "−"))
WORDS = st.text(st.sampled_from("abcdefg 名ü"), max_size=40)


@given(
    st.lists(st.tuples(WORDS, WORDS, NUMBERS, NUMBERS, NUMBERS, WORDS, NUMBERS), min_size=1, max_size=5),
    st.integers(40, 130),
    st.sampled_from([{}, {"names": (0, 1), "optional": (4, 3)}, {"prose": (5,)}, {"optional": (5,)}]),
)
@example([("", "", *["+0.00 %"] * 3, "a" * 22 + "名名", "+0.00 %")], 40, {})
def test_no_line_is_wider_and_no_number_is_cut(rows, width, options):
    header = ["first name", "second", "value", "other value", "a third one", "what is said of it", "last value"]
    grid = Grid(header, rows, **options)
    lines = [line for line, _ in laid_out(grid, width)]
    assert max(map(cell_len, lines)) <= width
    text = "\n".join(lines)
    gone = options.get("optional", ())
    for row in rows:
        for i, cell in enumerate(row):
            if cell.endswith("%") and i not in gone:
                assert cell in text


@given(WORDS, st.integers(10, 60))
def test_lines_wrap_at_words(text, width):
    lines = [line for line, _ in laid_out(Line(text), width)]
    assert max(map(cell_len, lines)) <= width
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_a_line_does_not_end_inside_a_number():
    lines = [line for line, _ in laid_out(Line("It moved by −16.97 % in [−1, 1], ± 1.0"), 17)]
    assert lines == ["It moved by", "−16.97 % in", "[−1, 1], ± 1.0"]


@pytest.mark.parametrize("lines", [12, 20, 30, 60])
def test_blocks_share_the_lines(lines):
    rows = [[f"row {i}", "1.00 %"] for i in range(20)]
    blocks = [
        Block([Line("head")]),
        Block(
            [Line("a")], Grid(["name", "value"], rows, names=(0,)), [Line("z")], 20, 2, 1, lambda n: f"{n} more of a"
        ),
        Block([Line("b")], Grid(["name", "value"], rows, names=(0,)), [], 20, 2, 0, lambda n: f"{n} more of b"),
        Block(),
    ]
    text = plain_text(arranged(blocks, 80, lines)).splitlines()
    assert len(text) <= lines
    for name in "ab":
        own = text[text.index(name) :]
        shown = own.index(next(line for line in own if line.endswith(f"more of {name}"))) - 2
        assert f"{20 - shown} more of {name}" in own
        assert 2 <= shown <= 8
    assert ("" in text) == (lines >= 26)


# A terminal


def on_a_terminal(*arguments, columns=80, **environment):
    """What a command writes to a terminal of so many columns: its output, and its progress."""
    screens = [pty.openpty() for _ in range(2)]
    for screen, _ in screens:
        fcntl.ioctl(screen, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-m", "eventstudy.cli", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=screens[0][1],
        stderr=screens[1][1],
        env={**os.environ, "TERM": "xterm-256color", **environment},
    )
    os.close(screens[0][1])
    os.close(screens[1][1])
    with ThreadPoolExecutor(2) as pool:  # both at once: a screen that nobody reads stops the program
        out, err = pool.map(lambda screen: b"".join(read(screen[0])).decode("utf-8"), screens)
    assert process.wait() == 0, err
    return out.replace("\r\n", "\n"), err


def read(screen):
    """Pieces of what comes to a screen until it is left."""
    while True:
        try:
            piece = os.read(screen, 65536)
        except OSError:  # how the end is told
            break
        if not piece:
            break
        yield piece
    os.close(screen)


def bare(text):
    return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", text)


@pytest.mark.parametrize(("columns", "environment"), [(80, {}), (60, {}), (80, {"NO_COLOR": "1"})])
def test_on_a_terminal(tmp_path, columns, environment):
    study = str(ROOT / "events.yaml")
    arguments = ("run", study, "--prices", "snapshot", "--out", str(tmp_path / "r"))
    out, err = on_a_terminal(*arguments, columns=columns, **environment)
    lines = bare(out).splitlines()
    assert max(map(cell_len, lines)) <= columns or str(tmp_path) in max(lines, key=cell_len)
    assert len(lines) <= (30 if columns == 80 else 40)
    assert bool(re.search(r"\x1b\[[0-9;]*3\d", out)) == (not environment)
    assert re.search(r"\d %", bare(err))


def test_in_a_pipe_there_is_neither_colour_nor_progress(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "eventstudy.cli", "run", str(ROOT / "events.yaml"), "--prices", "snapshot"],
        capture_output=True,
        cwd=tmp_path,
        check=True,
    )
    assert done.stderr == b""
    assert b"\x1b" not in done.stdout
    lines = done.stdout.decode("utf-8").splitlines()
    assert len(lines) <= 30
    assert max(map(cell_len, lines)) <= 80
