"""The commands that run a study, check it, fetch its prices, draw its charts and try other choices."""

from __future__ import annotations

from enum import StrEnum
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
    say,
    show,
    tell,
    tell_notes,
    tell_written,
    written_at,
)
from eventstudy.errors import NothingComputed, SpecError
from eventstudy.messages import Message, joined, message
from eventstudy.text import LANGUAGES

__all__ = ["charts", "check", "compare", "fetch", "run", "tables"]


class Format(StrEnum):
    """How result tables are written."""

    csv = "csv"
    parquet = "parquet"


ResultFolder = Annotated[
    Path | None, typer.Option("--out", help="Folder for the results. Default: results, with --event results_ID.")
]
Alone = Annotated[
    list[str] | None, typer.Option("--event", help="Id of an event to compute alone; repeat for more. Default: all.")
]


@app.command()
def run(
    study: StudyFile,
    out: ResultFolder = None,
    event: Alone = None,
    pdf: Annotated[bool, typer.Option("--pdf", help="Write report.pdf too, a document to hand over.")] = False,
    prices: Source = None,
    offline: Offline = False,
    model: ModelName = None,
    format: Annotated[
        Format | None,
        typer.Option("--format", help="Of the result tables. Default: csv, above 20,000 firm-events parquet."),
    ] = None,
    daily: Annotated[
        bool | None,
        typer.Option("--daily/--no-daily", help="Rows for each day of all firm-events. Default: up to 20,000."),
    ] = None,
    jobs: Jobs = 1,
    engine: EngineChoice = None,
    scheduler: Scheduler = None,
    lang: Spoken = Lang.en,
    seed: Annotated[
        int | None, typer.Option("--seed", help="Of the tests that resample, instead of the study's.", min=0)
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Fail if any firm-event is dropped.")] = False,
    verbose: Verbose = False,
    debug: Debug = False,
) -> None:
    """Run a study: abnormal returns, tests, charts, report."""
    with errors(debug, lang):
        from eventstudy.report import refuse_foreign, refuse_without_printer, results_folder, write_results
        from eventstudy.study import run as run_study
        from eventstudy.study.accounting import dropped_lines
        from eventstudy.tables import Line, full_summary, summary

        where, events = engine_of(jobs, engine, scheduler), event or []
        spec = load(study, prices, model, seed)
        if pdf:
            refuse_without_printer()
        place = out or results_folder(events)
        refuse_foreign(place, spec.study, events)
        loaded = prices_of(spec, offline, lang=lang, events=events)
        with progress("computing", 1, lang=lang) as advance:
            result = run_study(spec, loaded, daily=daily, engine=where, events=events, progress=advance)
        dropped = result.frames["dropped"]
        if strict and len(dropped):
            raise NothingComputed(message("strict_dropped", n=len(dropped)), joined(dropped_lines(dropped)))
        kept: list[str] = []
        with progress("writing", 1, lang=lang) as advance:
            folder = write_results(
                result, place, format.value if format else None, advance, lang.value, kept.append, pdf=pdf
            )
        last = [*kept, *written_at(folder, LANGUAGES[lang], pdf=pdf)]
        if verbose:
            show([*full_summary(result, LANGUAGES[lang]), Line(""), *map(Line, last)])
        else:
            show(summary(result, LANGUAGES[lang], console().width, last))


@app.command()
def check(
    study: StudyFile,
    prices: Source = None,
    offline: Offline = False,
    model: ModelName = None,
    lang: Spoken = Lang.en,
    verbose: Verbose = False,
    debug: Debug = False,
) -> None:
    """Check a study without statistics: day 0 of every firm-event, what would be dropped, the audit of the prices."""
    with errors(debug, lang):
        from eventstudy.result.frames import events_frame
        from eventstudy.study import prepare
        from eventstudy.study.analyses.benchmarks import without_prices
        from eventstudy.study.short_windows import estimation_days, short_estimation
        from eventstudy.tables import check_summary

        spec = load(study, prices, model)
        prepared = prepare(spec, prices_of(spec, offline, lang=lang))
        usable = prepared.events.iloc[prepared.panel.members]
        short = short_estimation(spec, usable, estimation_days(prepared.panel))
        tell_notes((*prepared.prices.said, *without_prices(prepared), *short), lang)
        found = (events_frame(prepared.events), prepared.dropped, prepared.audit)
        show(check_summary(*found, LANGUAGES[lang], verbose=verbose))


@app.command()
def fetch(
    study: StudyFile,
    freeze: Annotated[
        Path | None, typer.Option("--freeze", help="Folder for the prices as files, to run the study from for ever.")
    ] = None,
    refresh: Annotated[bool, typer.Option("--refresh", help="Ask again for what is fresh in the cache.")] = False,
    prices: Source = None,
    offline: Offline = False,
    lang: Spoken = Lang.en,
    verbose: Verbose = False,
    debug: Debug = False,
) -> None:
    """Fetch the prices of a study into the cache; say what arrived and what did not."""
    with errors(debug, lang):
        from eventstudy.prices.frozen import freeze as freeze_prices
        from eventstudy.prices.frozen import study_lines
        from eventstudy.result.schema import SERIES
        from eventstudy.spec.firm_event_table import firm_events
        from eventstudy.study.factor_markets import with_factors
        from eventstudy.study.listing import list_assets
        from eventstudy.tables import first_rows

        spec = load(study, prices, None)
        arrived = prices_of(spec, offline, refresh, lang)
        show(first_rows(arrived.table(), SERIES, LANGUAGES[lang], verbose=verbose))
        tell_notes(arrived.said, lang)
        for ticker, error in arrived.missing.items():
            say(LANGUAGES[lang]("terminal.missing", ticker=ticker, why=error.line))
        whole, _ = with_factors(spec, arrived, refresh=refresh)
        list_assets(spec, list(dict.fromkeys(firm_events(spec)["asset"])), whole)  # what stops a run stops here
        if freeze is not None:
            choice = freeze_prices(arrived, freeze)
            tell("", LANGUAGES[lang]("terminal.frozen", n=len(arrived.series), folder=freeze))
            tell(*study_lines(spec, arrived, choice, freeze))


@app.command()
def charts(
    study: StudyFile,
    out: Annotated[Path, typer.Option("--out", help="Folder for the charts.")] = Path("charts"),
    event: Annotated[
        list[str] | None, typer.Option("--event", help="Id of an event; repeat for more. Default: all.")
    ] = None,
    chart: Annotated[
        list[str] | None,
        typer.Option(
            "--chart",
            help="A chart of a study, one of `eventstudy list charts`; repeat for more. Default: the usual ones.",
        ),
    ] = None,
    kind: Annotated[
        list[str] | None,
        typer.Option("--format", "--kind", help="svg, png or pdf; repeat for more. Default: all three."),
    ] = None,
    size: Annotated[str, typer.Option("--size", help="page, column (of a journal) or slide.")] = "page",
    prices: Source = None,
    offline: Offline = False,
    model: ModelName = None,
    lang: Spoken = Lang.en,
    debug: Debug = False,
) -> None:
    """Export the charts of a study."""
    with errors(debug, lang):
        from eventstudy.report.charts import FORMATS, write_charts
        from eventstudy.study import run as run_study

        spec = load(study, prices, model)
        loaded = prices_of(spec, offline, lang=lang)
        with progress("computing", 1, lang=lang) as advance:
            result = run_study(spec, loaded, progress=advance)
        with progress("drawing", 1, lang=lang) as advance:
            left_out: list[Message] = []
            kinds = kind or FORMATS
            written = write_charts(
                result, out, chart or (), kinds, event or None, size, advance, left_out.append, lang=lang
            )
        tell_notes((*loaded.said, *left_out), lang)
        tell(LANGUAGES[lang]("terminal.charts_written", n=written, folder=out))


OtherWindows = Annotated[
    list[str] | None,
    typer.Option(
        "--windows", help="A CAR window, as in -1,1; repeat for more. Default: the study's, and 0,0, -1,1 and 0,1."
    ),
]
OtherEstimation = Annotated[
    list[str] | None,
    typer.Option(
        "--estimation", help="An estimation window; repeat for more. Default: the study's, -120,-11 and -250,-31."
    ),
]
OtherTests = Annotated[
    list[str] | None, typer.Option("--tests", help="Tests, separated by commas. Default: the study's.")
]


@app.command()
def compare(
    study: StudyFile,
    event: Annotated[str, typer.Option("--event", help="Id of the event.", show_default=False)],
    asset: Annotated[
        str | None, typer.Option("--asset", help="One asset. Default: the mean of all assets of the event.")
    ] = None,
    models: Annotated[
        list[str] | None, typer.Option("--models", help="Models, separated by commas. Default: all that need no extra.")
    ] = None,
    windows: OtherWindows = None,
    estimation: OtherEstimation = None,
    tests: OtherTests = None,
    dates: Annotated[
        int, typer.Option("--dates", help="Dates without an event, at most, for the joint p of the curve.", min=0)
    ] = 199,
    out: Annotated[Path | None, typer.Option("--out", help="Folder for the tables and the curves.")] = None,
    prices: Source = None,
    offline: Offline = False,
    model: ModelName = None,
    jobs: Jobs = 1,
    engine: EngineChoice = None,
    scheduler: Scheduler = None,
    lang: Spoken = Lang.en,
    verbose: Verbose = False,
    debug: Debug = False,
) -> None:
    """One event under other models, windows, benchmarks and tests, beside the study's own: a specification curve."""
    with errors(debug, lang):
        from eventstudy.report.extras import write_comparison
        from eventstudy.simulate import compare as compare_choices
        from eventstudy.tables import comparison_summary

        spec = load(study, prices, model)
        where = engine_of(jobs, engine, scheduler)
        spans = {"windows": _windows("--windows", windows), "estimation": _windows("--estimation", estimation)}
        loaded = prices_of(spec, offline, lang=lang)
        with progress("comparing", 1, lang=lang) as advance:
            found = compare_choices(
                spec,
                loaded,
                event=event,
                asset=asset,
                models=_names(models),
                windows=spans["windows"],
                estimation=spans["estimation"],
                tests=_names(tests),
                dates=dates,
                engine=where,
                progress=lambda _, cells: advance("", 1 / cells),
            )
        tell_notes(loaded.said, lang)
        show(comparison_summary(found, LANGUAGES[lang], console().width, verbose=verbose))
        if out is not None:
            tell_written(write_comparison(found, out, lang, lambda one: tell_notes((one,), lang)), out, lang)


def _names(given: list[str] | None) -> list[str]:
    return [name.strip() for text in given or [] for name in text.split(",") if name.strip()]


def _windows(option: str, given: list[str] | None) -> list[tuple[int, int]]:
    """Windows written as in the study file, brackets or not."""
    found = []
    for text in given or []:
        try:
            start, end = (int(bound) for bound in text.strip("[] ").split(","))
        except ValueError:
            what = message("option_is_no_window", option=option, text=text)
            raise SpecError(what, message("write_two_sessions")) from None
        if start > end:
            what = message("option_ends_before_start", option=option, text=text)
            raise SpecError(what, message("write_bounds_of_window", start=end, end=start))
        found.append((start, end))
    return found


@app.command()
def tables(
    study: StudyFile,
    out: Annotated[Path, typer.Option("--out", help="Folder for the tables.")] = Path("tables"),
    kind: Annotated[str, typer.Option("--kind", help="latex, markdown or xlsx.")] = "latex",
    below: Annotated[str, typer.Option("--below", help="What stands below a CAR: se, t or p.")] = "se",
    prices: Source = None,
    offline: Offline = False,
    model: ModelName = None,
    lang: Spoken = Lang.en,
    debug: Debug = False,
) -> None:
    """Write the result tables for a paper: LaTeX, Markdown or Excel."""
    with errors(debug, lang):
        from eventstudy.report import write_tables
        from eventstudy.study import run as run_study

        spec = load(study, prices, model)
        loaded = prices_of(spec, offline, lang=lang)
        written = write_tables(run_study(spec, loaded), out, kind, below, lang)
        tell_notes(loaded.said, lang)
        tell(LANGUAGES[lang]("terminal.files_written", n=len(written), folder=out))
