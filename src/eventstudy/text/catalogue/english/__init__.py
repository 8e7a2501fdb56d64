"""Texts in English; holes are filled by `eventstudy.text.Language`."""

from eventstudy.text.catalogue.english import (
    brief,
    charts,
    claims,
    computing,
    data_files,
    dates,
    document,
    drafts,
    dropped,
    first_screen,
    judgement,
    layouts,
    models,
    notes,
    page,
    placebo,
    prices,
    program,
    regressions,
    sources,
    story,
    study_file,
    terminal,
    tests,
    views,
)

__all__ = ["MONTHS", "TEXTS"]

MONTHS = list(dates.TEXTS.values())

TEXTS: dict[str, str] = (
    brief.TEXTS
    | charts.TEXTS
    | claims.TEXTS
    | computing.TEXTS
    | data_files.TEXTS
    | dates.TEXTS
    | document.TEXTS
    | drafts.TEXTS
    | dropped.TEXTS
    | first_screen.TEXTS
    | judgement.TEXTS
    | layouts.TEXTS
    | models.TEXTS
    | notes.TEXTS
    | page.TEXTS
    | placebo.TEXTS
    | prices.TEXTS
    | program.TEXTS
    | regressions.TEXTS
    | sources.TEXTS
    | story.TEXTS
    | study_file.TEXTS
    | terminal.TEXTS
    | tests.TEXTS
    | views.TEXTS
)
