"""Size and power as a terminal shows them."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from eventstudy.messages import NOTHING, Message
from eventstudy.result import TABLES
from eventstudy.tables.layout import Grid, Line, Part
from eventstudy.text.language import ENGLISH, Language
from eventstudy.text.numbers import share

__all__ = ["power_summary"]


def power_summary(
    firms: int,
    correlation: float,
    sigma: float,
    table: pd.DataFrame,
    language: Language = ENGLISH,
    said: Message = NOTHING,
) -> Iterator[Part]:
    """Size and power as `power_table` gives them: a row for each test and window, a column for each effect."""
    spread, level = language.percent(sigma, sign=False), language.local(share(table["level"].iloc[0]))
    between = language.number(correlation, 2) or "–"
    yield Line(language("terminal.power_of", n=firms, r=between, sd=spread), "bold")
    if said:
        yield Line(language.text(said))
    yield Line(language("terminal.power_share", draws=table["draws"].max(), level=level), below=1)
    effects = [language.percent(effect, 1, sign=False) for effect in table["effect"].unique()]
    rows = [
        [
            str(test),
            language.window(start, end),
            *(language.percent(rate, 1, sign=False) or "–" for rate in own["rate"]),
        ]
        for (test, start, end), own in table.groupby(["test", "start", "end"], sort=False)
    ]
    yield Grid([*TABLES["tests"].headings(language.code, "test", "start"), *effects], rows)
