"""The summary of a study on one screen: what was studied, which events moved prices, claims, means, warnings."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from eventstudy.messages import Message, Value, message, parts_of
from eventstudy.result import TABLES, StudyResult
from eventstudy.spec.parts import RESERVED_GROUPS
from eventstudy.tables.answer import Answer, ClaimAnswer, GroupMean, answer_of, largest_keys
from eventstudy.tables.blocks import LINES, MORE, MORE_HERE, MOST_ROWS, Block, arranged, has_room, more_of
from eventstudy.tables.by_event import asset_name, brief_counts
from eventstudy.tables.caveat_lines import other_news
from eventstudy.tables.day0 import Day0
from eventstudy.tables.event_table import event_columns, event_rows
from eventstudy.tables.largest_few import cut_to
from eventstudy.tables.layout import Grid, Line, Part, fits
from eventstudy.tables.no_effect import equivalence_sentences
from eventstudy.tables.ranks import rank_cell
from eventstudy.tables.terminal import WIDTH, plain_text
from eventstudy.tables.unknown_days import range_sentences
from eventstudy.tables.which_moved import asked_briefly, together_briefly
from eventstudy.text.language import ENGLISH, Language

__all__ = ["summary", "summary_text"]

DATE, INTERVAL, MARKETS = 2, 5, 7
"""Columns of firm-events that a narrow terminal leaves out."""
EVENT, CLOSE = 0, 5
"""Columns of claims that a narrow terminal leaves out: the table of firm-events has the close as their return."""
FEWEST = 3
"""Rows of a block that stay, however little room there is."""
MOST_ASKED = 2
"""Events in question that have a sentence."""
NARROW = 0.019
"""Intervals of means that are narrower have two decimals of a per cent."""
MOST_NAMED = 6
"""Things that a note names one by one."""


def summary(
    study: StudyResult,
    language: Language = ENGLISH,
    width: int = WIDTH,
    last: Sequence[str] = (),
    more: str = MORE,
) -> list[Part]:
    """Parts of the summary: at most 30 lines at 80 columns, whatever the size of the study.

    Where there is room reasons and notes stand in full, with what to do about them.

    Parameters
    ----------
    study : StudyResult
        As `run` returns it.
    language : Language
    width : int
        Columns of the terminal.
    last : sequence of str
        Lines at the end, such as where the files are.
    more : str
        Code of the text that says where the rest is.
    """
    answer = answer_of(study)
    middle = [
        _firm_events(study, answer, language, more),
        _claims(answer, language, more),
        _groups(study, answer.groups, language, more),
        _margins(study, language, more),
    ]

    def blocks(in_full: bool) -> list[Block]:
        head = _head(study, answer, language, width, in_full)
        return [head, *middle, _notes(study, answer, language, more, in_full), Block([Line(line) for line in last])]

    whole = blocks(in_full=True)
    return arranged(whole if has_room(whole, width) else blocks(in_full=False), width)


def summary_text(study: StudyResult, language: Language = ENGLISH) -> str:
    """Summary as plain text, 80 columns wide."""
    return plain_text(summary(study, language, more=MORE_HERE))


def _head(study: StudyResult, answer: Answer, language: Language, width: int, in_full: bool) -> Block:
    """What was studied, what was dropped and why, and which events moved prices."""
    counted = language("brief.studied", counts=brief_counts(study, language), model=study.spec.model.name)
    whole = f"{study.spec.study}: {counted}"
    told = [whole] if fits(whole, width) else [study.spec.study, counted]
    told += _reasons(study, language) if in_full else _dropped(study, language, width)
    lines = [Line(line, "bold") for line in told]
    asked = [(event.id, event.rank) for event in answer.events if event.primary and event.rank]
    lines += [Line(asked_briefly(id_, rank, study.spec, language)) for id_, rank in asked[:MOST_ASKED]]
    if answer.together:
        lines.append(Line(together_briefly(answer.together, study.spec, language)))
    return Block(lines)


def _reasons(study: StudyResult, language: Language) -> list[str]:
    """Every reason why something was dropped, in its words, with the first that it concerns."""
    dropped = study.frames["dropped"]
    told = []
    for reason, own in islice(dropped.groupby("reason", sort=False), LINES):  # more have no room anyway
        first = own.iloc[0]
        what = f"{first['event_id']}, {asset_name(study.spec, first['asset'])}"
        others = language("brief.and_others", n=language.count(len(own) - 1)) if len(own) > 1 else ""
        told.append(language("brief.dropped", list=f"{what}{others}: {language.text(reason)}"))
    return told


def _dropped(study: StudyResult, language: Language, width: int) -> list[str]:
    """What was dropped, in one line: a single reason in its words if it fits, else how many of each stage."""
    dropped = study.frames["dropped"]
    if dropped.empty:
        return []
    if len(dropped) == 1:
        row = dropped.iloc[0]
        what = f"{row['event_id']}, {asset_name(study.spec, row['asset'])}"
        line = language("brief.dropped", list=f"{what}: {language.text(row['reason'])}")
        if fits(line, width):
            return [line]
    whole = dropped[dropped["start"].isna()]["stage"].value_counts()
    parts = [f"{language(f'stage.{stage}')} {language.count(n)}" for stage, n in whole.items()]
    windows = len(dropped) - int(whole.sum())
    parts += [language("brief.dropped_windows", n=language.count(windows))] if windows else []
    return [language("brief.dropped", list=", ".join(parts))]


def _firm_events(study: StudyResult, answer: Answer, language: Language, more: str) -> Block:
    """Day 0 of the assets of events in question, else of the firm-events that moved most."""
    asked = [row for event in answer.events for row in event.assets]
    kept = sorted(asked, key=lambda row: -abs(row.ar))[:MOST_ROWS]
    rows = [row for row in asked if row in kept] or list(answer.largest)
    total = len(asked) or len(study.frames["models"])
    told = [Line(line) for line in _ranged(study, answer, language)]
    if not total:
        return Block(told)
    grid = _day0_grid(study, rows, language) if rows else _cars_grid(study, language)
    legend = [Line(language(f"brief.rank.{study.spec.alternative}"), "dim")] if len(study.frames["ranks"]) else []
    return Block(told, grid, legend, total, FEWEST, 2, more_of(language, more))


def _ranged(study: StudyResult, answer: Answer, language: Language) -> list[str]:
    """What is known of events of unknown day, those in question first."""
    asked = [event.id for event in answer.events]
    ids = sorted(study.frames["date_ranges"]["event_id"].unique(), key=lambda id_: id_ not in asked)
    told = range_sentences(study, language, ids[:MOST_ASKED])
    return [language("brief.ranged", event=id_, told=" ".join(told[id_])) for id_ in ids[:MOST_ASKED]]


def _day0_grid(study: StudyResult, rows: Sequence[Day0], language: Language) -> Grid:
    codes = TABLES["abnormal_returns"].headings(language.code, "asset", "return", "ar")
    interval = language("brief.interval", coverage=1 - study.spec.level)
    header = [*TABLES["events"].headings(language.code, "event_id"), codes[0], language("brief.day0"), *codes[1:]]
    header += [interval, language("rank"), language("brief.markets")]
    texts = [_firm_event(row, language) for row in rows]
    optional = [DATE, INTERVAL, MARKETS]
    if not any(text[MARKETS] for text in texts):
        header, texts, optional = header[:MARKETS], [text[:MARKETS] for text in texts], optional[:2]
    return Grid(header, _once(texts), text_columns=3, optional=optional, names=(0, 1))


def _cars_grid(study: StudyResult, language: Language) -> Grid:
    """The largest CARs, where the event window does not hold day 0."""
    keys = largest_keys(study)
    found = event_rows(cut_to(study, keys), language, list(keys["event_id"].unique()))
    headings = event_columns(study, language)
    width = len(study.spec.windows.car)
    texts = [[id_, row[0].text, *(cell.text for cell in row[-width:])] for id_, own in found.items() for row in own]
    header = [*TABLES["events"].headings(language.code, "event_id"), headings[0], *headings[-width:]]
    return Grid(header, _once(texts), optional=tuple(range(len(header) - 1, 2, -1)), names=(0, 1))


def _firm_event(row: Day0, language: Language) -> list[str]:
    low, high = (language.number(100 * value, 1, sign=True) for value in (row.low, row.high))
    reach = ""
    if row.others:
        least, most = (language.number(100 * value, 1, sign=True) for value in (row.others.least, row.others.most))
        reach = language("brief.from_to", low=least, high=most)
    interval = language("brief.from_to", low=low, high=high) if low and high else "–"
    numbers = [language.percent(row.raw) or "–", language.percent(row.ar), interval, rank_cell(row.rank, language)]
    return [row.event, row.name, language.date(row.date), *numbers, reach]


def _once(rows: list[list[str]]) -> list[list[str]]:
    """Rows whose first cell stands only where it changes."""
    before = ["", *(row[0] for row in rows)]
    return [["" if row[0] == last else row[0], *row[1:]] for row, last in zip(rows, before, strict=False)]


def _claims(answer: Answer, language: Language, more: str) -> Block:
    """Each claim, what became of it, and the price that makes it true."""
    claims = [claim for event in answer.events for claim in event.claims]
    if not claims:
        return Block()
    table = TABLES["claims"].headings(language.code, "event_id", "asset", "claimed", "verdict", "close_to_close")
    rows = [
        [
            claim.event,
            claim.name if claim.day == 0 else language("brief.on_day", name=claim.name, day=claim.day),
            claim.said(language),
            language(f"verdict.{claim.verdict}"),
            _true_price(claim, language),
            language.percent(claim.close) or "–",
        ]
        for claim in claims
    ]
    header = [*table[:4], language("brief.true_of"), table[4]]
    grid = Grid(header, _once(rows), text_columns=5, optional=(CLOSE, EVENT), names=(0, 1))
    return Block([], grid, [], len(claims), FEWEST, 2, more_of(language, more))


def _true_price(claim: ClaimAnswer, language: Language) -> str:
    """The price that makes a claim true; else what the prices of the day were."""
    low, high, close = (language.percent(value) for value in (claim.low, claim.high, claim.close))
    if not close:
        return language("brief.no_prices")
    if not claim.price:
        if low and high:
            return language("brief.no_price", low=language.number(100 * claim.low, 2, sign=True), high=high)
        return language("brief.no_price_but_close", close=close)
    words = {
        name: language(f"brief.between.{said.code}") for name, said in claim.price.items if isinstance(said, Message)
    }
    return language(f"brief.{claim.price.code}", value=language.percent(claim.value), **words)


def _groups(study: StudyResult, groups: Sequence[GroupMean], language: Language, more: str) -> Block:
    """Mean CARs of groups with their intervals, in per cent; the reserved groups first, then the largest mean."""
    windows = study.spec.windows.car
    if not groups:
        return Block()
    order = {name: i for i, name in enumerate(RESERVED_GROUPS)}
    first = [abs(group.cars.get(windows[0], (0.0,))[0]) for group in groups]
    by_size = sorted(range(len(groups)), key=lambda i: (order.get(groups[i].group, len(order)), -first[i]))
    header = [language("brief.means"), "n", *(f"CAR {language.window(*window)}" for window in windows)]
    rows = [
        [groups[i].group, language.count(groups[i].n), *(_mean(groups[i].cars.get(w), language) for w in windows)]
        for i in by_size
    ]
    optional = tuple(range(len(header) - 1, 2, -1))
    grid = Grid(header, rows, text_columns=1, optional=optional, names=(0,))
    return Block([], grid, [], len(rows), len(order), 0, more_of(language, more))


def _margins(study: StudyResult, language: Language, more: str) -> Block:
    """Whether effects are smaller than the margin that the study names."""
    told = [Line(sentence) for sentence in equivalence_sentences(study, language)]
    return Block([], told, [], len(told), 1, 1, more_of(language, more))


def _mean(car: tuple[float, float, float] | None, language: Language) -> str:
    if car is None:
        return "–"
    digits = 2 if car[2] - car[1] < NARROW else 1
    mean = language.number(100 * car[0], 2, sign=True)
    lower, upper = (language.number(100 * value, digits, sign=True) for value in car[1:])
    return f"{mean} [{lower}, {upper}]" if lower and upper else mean or "–"


def _notes(study: StudyResult, answer: Answer, language: Language, more: str, in_full: bool) -> Block:
    """What changes a reading: other news and events beside those in question, and what the run has to say."""
    told = list(other_news(study, language, [event.id for event in answer.events]))
    told += [language("terminal.note", note=note if in_full else _brief(note)) for note in study.said]
    return Block(
        [], [Line(line, "yellow") for line in told], [], len(told), min(2, len(told)), 1, more_of(language, more)
    )


def _brief(note: Message) -> Message:
    """A note without its remedy, and with few of many names."""
    first = parts_of(note)[0]
    return Message(first.code, tuple((name, _few(value)) for name, value in first.items))


def _few(value: Value) -> Value:
    if isinstance(value, Message):
        return _brief(value)
    if isinstance(value, tuple) and len(value) > MOST_NAMED:
        return (*value[: MOST_NAMED - 1], message("and_so_many", n=len(value) - MOST_NAMED + 1))
    return value
