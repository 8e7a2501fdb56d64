"""The commands that simulate: size and power, and placebo dates."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from eventstudy.cli.common import (
    Debug,
    EngineChoice,
    Jobs,
    Lang,
    ModelName,
    Offline,
    Scheduler,
    Source,
    Spoken,
    StudyFile,
    Verbose,
    app,
    console,
    engine_of,
    errors,
    load,
    prices_of,
    progress,
    show,
    tell_notes,
    tell_written,
)
from eventstudy.messages import Message
from eventstudy.text import LANGUAGES

__all__ = ["placebo", "power"]


@app.command()
def power(
    study: StudyFile,
    effect: Annotated[
        list[float] | None,
        typer.Option(
            "--effect",
            help="Abnormal return on day 0, 0.01 for 1 %; repeat for more. Default: 0.005, 0.01, 0.02, 0.03 and 0.05.",
        ),
    ] = None,
    firms: Annotated[int | None, typer.Option("--firms", help="Firm-events instead of the study's number.")] = None,
    draws: Annotated[int, typer.Option("--draws", help="Samples.", min=10)] = 1000,
    seed: Annotated[int | None, typer.Option("--seed", help="Instead of the study's.", min=0)] = None,
    jobs: Jobs = 1,
    engine: EngineChoice = None,
    scheduler: Scheduler = None,
    out: Annotated[Path | None, typer.Option("--out", help="Folder for the table and a chart.")] = None,
    prices: Source = None,
    offline: Offline = False,
    lang: Spoken = Lang.en,
    debug: Debug = False,
) -> None:
    """Size and power of the study's tests, at its own dates and assets with residuals of other dates."""
    with errors(debug, lang):
        from eventstudy.report import refuse_file
        from eventstudy.report.extras import write_power
        from eventstudy.simulate import plan_power, power_table
        from eventstudy.tables import power_summary

        refuse_file(out)
        where = engine_of(jobs, engine, scheduler)
        spec = load(study, prices, None, seed)
        loaded = prices_of(spec, offline, lang=lang)
        plan = plan_power(spec, loaded, firms)
        effects = effect or [0.005, 0.01, 0.02, 0.03, 0.05]
        with progress("simulating", draws * (len({*effects, 0.0})), lang=lang) as advance:
            table = power_table(plan, effects, draws, spec.seed, engine=where, progress=lambda n: advance("", n))
        tell_notes(loaded.said, lang)
        of = plan.scenario
        show(power_summary(of.firms, of.correlation, plan.sigma, table, LANGUAGES[lang], plan.said))
        if out is not None:
            tell_written(write_power(table, out, lang), out, lang)


@app.command()
def placebo(
    study: StudyFile,
    event: Annotated[
        list[str] | None, typer.Option("--event", help="Id of an event; repeat for more. Default: all.")
    ] = None,
    draws: Annotated[int, typer.Option("--draws", help="Random draws of groups of several dates.", min=19)] = 1000,
    clean: Annotated[
        bool, typer.Option("--clean", help="Only dates whose estimation window touches no event at all.")
    ] = False,
    independent: Annotated[
        bool, typer.Option("--independent", help="Draw each date by itself, also where windows overlap in the study.")
    ] = False,
    seed: Annotated[int | None, typer.Option("--seed", help="Instead of the study's.", min=0)] = None,
    jobs: Jobs = 1,
    engine: EngineChoice = None,
    scheduler: Scheduler = None,
    out: Annotated[Path | None, typer.Option("--out", help="Folder for the tables and charts.")] = None,
    prices: Source = None,
    offline: Offline = False,
    model: ModelName = None,
    lang: Spoken = Lang.en,
    verbose: Verbose = False,
    debug: Debug = False,
) -> None:
    """The study's tests at dates of its own series without an event: their true size, and an empirical p."""
    with errors(debug, lang):
        from eventstudy.report import refuse_file
        from eventstudy.report.extras import write_placebo
        from eventstudy.simulate import placebo as run_placebo
        from eventstudy.tables import placebo_summary

        refuse_file(out)
        where = engine_of(jobs, engine, scheduler)
        spec = load(study, prices, model, seed)
        loaded = prices_of(spec, offline, lang=lang)
        with progress("trying_placebo_dates", 1, lang=lang) as advance:
            found = run_placebo(
                spec,
                loaded,
                draws=draws,
                events=event or (),
                clean=clean,
                independent=independent,
                engine=where,
                progress=lambda _, pieces: advance("", 1 / pieces),
            )
        tell_notes(loaded.said, lang)
        show(placebo_summary(found, LANGUAGES[lang], console().width, verbose=verbose))
        if out is not None:
            left_out: list[Message] = []
            with progress("drawing", 1, lang=lang) as advance:
                names = write_placebo(found, out, event or (), advance, lang, left_out.append)
            tell_notes(left_out, lang)
            tell_written(names, out, lang)
