"""The commands about the tool itself: what there is, what works here."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from eventstudy.cli.common import (
    Debug,
    Lang,
    Spoken,
    app,
    errors,
    progress,
    say,
    tell,
)
from eventstudy.errors import EventStudyError, SpecError
from eventstudy.messages import message
from eventstudy.text import LANGUAGES

__all__ = ["doctor", "init", "list_", "options", "schema"]


BESIDE = 33
"""Columns before what was found."""


class Registry(StrEnum):
    """What `list` can list."""

    models = "models"
    tests = "tests"
    sources = "sources"
    layouts = "layouts"
    charts = "charts"


def _tell_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        tell(f"eventstudy {version('market-eventstudy')}")
        raise typer.Exit


@app.callback()
def options(
    _: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_tell_version, is_eager=True)
    ] = False,
) -> None:
    """Market event studies: abnormal returns around dated events, with tests of known size."""


@app.command()
def doctor(lang: Spoken = Lang.en, debug: Debug = False) -> None:
    """Examine packages, calendars, fonts, the cache and Yahoo: what works here and what does not."""
    with errors(debug, lang):
        from eventstudy.report.doctor import examine

        language, broken = LANGUAGES[lang], []
        with progress("examining", lang=lang) as advance:
            for found in examine():
                advance(found.name)
                key = f"doctor.{found.name}"
                name = language(key) if language.has(key) else found.name
                verdict = language("doctor.works" if found.works else "doctor.broken")
                say(f"{verdict:<15}{name:<18}{language.text(found.detail)}", hang=BESIDE)
                broken += [name] if found.needed and not found.works else []
        if broken:
            raise EventStudyError(message("packages_not_usable", names=broken), message("install_again"))


@app.command(name="list")
def list_(
    registry: Annotated[Registry, typer.Argument(help="What to list.", show_default=False)], lang: Spoken = Lang.en
) -> None:
    """List models, tests, price sources, layouts of files or charts, each with what it is."""
    with errors(debug=False, lang=lang):
        for name, value in _registered(registry).items():
            say(f"{name:<16} {LANGUAGES[lang](value.title_code)}", hang=17)


def _registered(registry: Registry) -> Mapping[str, Any]:
    """Values of one registry; the rooms of the others are not loaded."""
    from importlib import import_module

    room = {"models": "models", "tests": "inference", "sources": "prices", "layouts": "prices", "charts": "plots"}[
        registry
    ]
    values: Mapping[str, Any] = getattr(import_module(f"eventstudy.{room}"), registry.upper())
    return values


@app.command()
def schema() -> None:
    """Print the JSON schema of a study file, for editors."""
    with errors(debug=False):
        tell(*_schema().split("\n"))


def _schema() -> str:
    """JSON schema with the options of every model and price source, those of other packages too."""
    from eventstudy.models import MODELS
    from eventstudy.prices.sources import SOURCES
    from eventstudy.spec.starter import schema_text

    return schema_text(
        {name: model.declared for name, model in MODELS.items()},
        {name: source.options for name, source in SOURCES.items()},
    )


@app.command()
def init(
    study: Annotated[Path, typer.Argument(help="The file to write.")] = Path("events.yaml"),
    prices: Annotated[
        list[Path] | None,
        typer.Option("--prices", help="A file of prices, or a folder; repeat for more. The study is made for them."),
    ] = None,
    events: Annotated[Path | None, typer.Option("--events", help="A file of events to make the study for.")] = None,
    layout: Annotated[
        str | None,
        typer.Option("--layout", help="One of `eventstudy list layouts`. Default: looked up."),
    ] = None,
    market: Annotated[
        str | None, typer.Option("--market", help="The index among the prices. Default: looked up.")
    ] = None,
    exchange: Annotated[
        str | None, typer.Option("--exchange", help="MIC code of the assets' exchange. Default: told by the days.")
    ] = None,
    dates: Annotated[
        str | None, typer.Option("--dates", help="How dates are written, as %d/%m/%Y. Default: looked up.")
    ] = None,
    lang: Spoken = Lang.en,
    debug: Debug = False,
) -> None:
    """Write a study file: a commented one to start from, or one for files of prices and events that runs as it is."""
    with errors(debug, lang):
        from eventstudy.spec.starter import make_place, write_starter

        language = LANGUAGES[lang]
        flags = (layout, market, exchange, dates)
        if (prices is None) != (events is None) or (prices is None and any(flags)):
            raise SpecError(message("draft_both"), message("draft_give_both"))
        text, said = None, list[str]()
        if prices is not None and events is not None:
            from eventstudy.study.drafting import Given, first_study

            make_place(study)
            given = Given(tuple(prices), events, *flags)
            with progress("examining", lang=lang):
                text, said = first_study(study, given, language)
        for path in write_starter(study, _schema(), text):
            tell(language("terminal.wrote", path=path))
        for line in said:
            say(line)
        tell(language("terminal.next", study=study))


@app.command()
def verify(
    folder: Annotated[Path, typer.Argument(help="A result, or frozen prices.", show_default=False)],
    lang: Spoken = Lang.en,
    debug: Debug = False,
) -> None:
    """Say whether a result folder, or frozen prices, are as they were written: their hashes stand beside them."""
    with errors(debug, lang):
        from eventstudy.report.verification import verify_folder

        say(LANGUAGES[lang].text(verify_folder(folder)))
