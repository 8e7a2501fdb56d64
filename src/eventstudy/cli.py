"""The command line. Thin: heavy imports stand inside the commands, so that `--help` answers at once."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from eventstudy.errors import EventStudyError, NothingComputed

if TYPE_CHECKING:
    from eventstudy.prices import Prices
    from eventstudy.spec import StudySpec

__all__ = ["app", "main"]

app = typer.Typer(
    help="Market event studies: abnormal returns around dated events, with tests of known size.",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

StudyFile = Annotated[Path, typer.Argument(help="The study, a YAML file.", show_default=False)]
Source = Annotated[str | None, typer.Option("--prices", help="Price source instead of the study's; no fallback.")]
Offline = Annotated[bool, typer.Option("--offline", help="Use no network: cached prices, then the study's fallback.")]
ModelName = Annotated[str | None, typer.Option("--model", help="Normal-return model instead of the study's.")]
Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")]


class Format(StrEnum):
    """How result tables are written."""

    csv = "csv"
    parquet = "parquet"


class Registry(StrEnum):
    """What `list` can list."""

    models = "models"
    tests = "tests"
    sources = "sources"


@app.command()
def run(
    study: StudyFile,
    out: Annotated[Path, typer.Option("--out", help="Folder for the results.")] = Path("results"),
    prices: Source = None,
    offline: Offline = False,
    model: ModelName = None,
    format: Annotated[Format, typer.Option("--format", help="Of the result tables.")] = Format.csv,
    seed: Annotated[
        int | None, typer.Option("--seed", help="Of the tests that resample, instead of the study's.", min=0)
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Fail if any firm-event is dropped.")] = False,
    debug: Debug = False,
) -> None:
    """Run a study: abnormal returns, tests, charts, report."""
    with _errors(debug):
        from eventstudy.report import write_results
        from eventstudy.study import run as run_study
        from eventstudy.tables import summary

        spec = _load(study, prices, model, seed)
        result = run_study(spec, _prices(spec, offline))
        if strict and len(result.dropped):
            reasons = "\n".join(f"  {d.event_id}, {d.asset}: {d.reason}" for d in result.dropped.itertuples())
            raise NothingComputed(f"--strict: {len(result.dropped)} rows were dropped", reasons)
        with _progress("writing results") as advance:
            folder = write_results(result, out, format.value, advance)
        for part in summary(spec, result.frames, result.notes):
            _console().print(part)
        _console().print(f"\nReport: {folder / 'report.html'}", markup=False, highlight=False)


@app.command()
def check(
    study: StudyFile,
    prices: Source = None,
    offline: Offline = False,
    model: ModelName = None,
    debug: Debug = False,
) -> None:
    """Check a study without statistics: day 0 of every firm-event, what would be dropped, the audit of the prices."""
    with _errors(debug):
        from eventstudy.result.frames import events_frame
        from eventstudy.study import prepare
        from eventstudy.tables import frame_table

        spec = _load(study, prices, model)
        prepared = prepare(spec, _prices(spec, offline))
        console = _console()
        for note in prepared.prices.notes:
            console.print(f"note: {note}", markup=False, highlight=False)
        for title, frame, none in (
            ("Day 0", events_frame(prepared.events), ""),
            ("Dropped", prepared.dropped, "nothing"),
            ("Audit of the prices", prepared.audit, "nothing found"),
        ):
            console.print(f"\n{title}" + ("" if len(frame) else f": {none}"), style="bold cyan", highlight=False)
            if len(frame):
                console.print(frame_table(frame))


@app.command()
def fetch(
    study: StudyFile,
    freeze: Annotated[
        Path | None, typer.Option("--freeze", help="Folder for the prices as files, to run the study from for ever.")
    ] = None,
    refresh: Annotated[bool, typer.Option("--refresh", help="Ask again for what is fresh in the cache.")] = False,
    prices: Source = None,
    offline: Offline = False,
    debug: Debug = False,
) -> None:
    """Fetch the prices of a study into the cache; say what arrived and what did not."""
    with _errors(debug):
        from eventstudy.prices.freeze import freeze as freeze_prices
        from eventstudy.prices.freeze import study_lines
        from eventstudy.spec.firm_events import firm_events
        from eventstudy.study.listing import list_assets
        from eventstudy.tables import frame_table

        spec = _load(study, prices, None)
        arrived = _prices(spec, offline, refresh)
        console = _console()
        console.print(frame_table(arrived.table()))
        for note in arrived.notes:
            console.print(f"note: {note}", markup=False, highlight=False)
        for ticker, reason in arrived.missing.items():
            console.print(f"missing: {ticker}: {reason}", markup=False, highlight=False)
        list_assets(spec, list(dict.fromkeys(firm_events(spec)["asset"])), arrived)  # what stops a run stops here
        if freeze is not None:
            choice = freeze_prices(arrived, freeze)
            typer.echo(f"\n{len(arrived.series)} series frozen in {freeze}; to run from them, write in the study:")
            for line in study_lines(spec, arrived, choice, freeze):
                typer.echo(line)


@app.command()
def doctor(debug: Debug = False) -> None:
    """Examine packages, calendars, fonts, the cache and Yahoo: what works here and what does not."""
    with _errors(debug):
        from eventstudy.report.doctor import examine

        broken = []
        with _progress("examining") as advance:
            for found in examine():
                advance(found.name)
                typer.echo(f"{'works' if found.works else 'does not work':<15}{found.name:<11}{found.detail}")
                broken += [found.name] if found.needed and not found.works else []
        if broken:
            raise EventStudyError(f"not usable: {', '.join(broken)}", "install market-eventstudy again")


@app.command()
def charts(
    study: StudyFile,
    out: Annotated[Path, typer.Option("--out", help="Folder for the charts.")] = Path("charts"),
    event: Annotated[
        list[str] | None, typer.Option("--event", help="Id of an event; repeat for more. Default: all.")
    ] = None,
    kind: Annotated[list[str] | None, typer.Option("--kind", help="svg, png or pdf; repeat for more.")] = None,
    prices: Source = None,
    offline: Offline = False,
    model: ModelName = None,
    debug: Debug = False,
) -> None:
    """Export the charts of a study: CAR paths, and returns of day 0."""
    with _errors(debug):
        from eventstudy.report.charts import charted_events, write_charts
        from eventstudy.study import run as run_study

        spec = _load(study, prices, model)
        result = run_study(spec, _prices(spec, offline))
        with _progress("drawing charts") as advance:
            written = write_charts(result, out, kind or ["svg", "png"], event or charted_events(result), advance)
        _console().print(f"{written} charts in {out}", markup=False, highlight=False)


@app.command()
def power(
    study: StudyFile,
    effect: Annotated[
        list[float] | None, typer.Option("--effect", help="Abnormal return on day 0, 0.01 for 1 %; repeat for more.")
    ] = None,
    firms: Annotated[int | None, typer.Option("--firms", help="Firm-events instead of the study's number.")] = None,
    draws: Annotated[int, typer.Option("--draws", help="Samples.", min=10)] = 1000,
    seed: Annotated[int | None, typer.Option("--seed", help="Instead of the study's.", min=0)] = None,
    jobs: Annotated[int, typer.Option("--jobs", help="Processes.", min=1)] = 1,
    out: Annotated[Path | None, typer.Option("--out", help="Folder for the table and a chart.")] = None,
    prices: Source = None,
    offline: Offline = False,
    debug: Debug = False,
) -> None:
    """Size and power of the study's tests, simulated at its own number of firm-events, windows and correlation."""
    with _errors(debug):
        from eventstudy.report.charts import write_power
        from eventstudy.simulate import plan_power, power_table
        from eventstudy.tables import power_summary

        spec = _load(study, prices, None, seed)
        plan = plan_power(spec, _prices(spec, offline), firms)
        effects = effect or [0.005, 0.01, 0.02, 0.03, 0.05]
        with _progress("simulating", draws * (len({*effects, 0.0}))) as advance:
            table = power_table(plan, effects, draws, spec.seed, jobs=jobs, progress=lambda n: advance("", n))
        for part in power_summary(plan.scenario.firms, plan.scenario.correlation, plan.sigma, table):
            _console().print(part)
        if out is not None:
            write_power(table, out)
            _console().print(f"power.csv, power.svg and power.png in {out}", markup=False, highlight=False)


@app.command(name="list")
def list_(registry: Annotated[Registry, typer.Argument(help="What to list.", show_default=False)]) -> None:
    """List models, tests or price sources, each with what it is."""
    from eventstudy import inference, models
    from eventstudy import prices as price_room

    entries: dict[Registry, dict[str, Callable[..., Any]]] = {
        Registry.models: dict(models.MODELS),
        Registry.tests: dict(inference.TESTS),
        Registry.sources: dict(price_room.SOURCES),
    }
    for name, function in entries[registry].items():
        typer.echo(f"{name:<16} {(function.__doc__ or '').splitlines()[0]}")


@app.command()
def schema() -> None:
    """Print the JSON schema of a study file, for editors."""
    import json

    from eventstudy.spec import StudySpec

    typer.echo(json.dumps(StudySpec.model_json_schema(by_alias=True), indent=2))


def _load(study: Path, prices: str | None, model: str | None, seed: int | None = None) -> StudySpec:
    """Study with the flags of the command line over it."""
    from eventstudy.spec import load_spec

    spec = load_spec(study)
    changes: dict[str, Any] = {}
    if model is not None:
        changes["model"] = model
    if seed is not None:
        changes["seed"] = seed
    if prices is not None:
        changes["prices"] = spec.prices.model_copy(update={"source": prices, "fallback": None})
    return spec.replace(**changes) if changes else spec


def _prices(spec: StudySpec, offline: bool, refresh: bool = False) -> Prices:
    from eventstudy.prices import load_prices
    from eventstudy.study import verify

    verify(spec)
    with _progress("fetching prices") as advance:
        return load_prices(spec, offline=offline, refresh=refresh, progress=advance)


def _console() -> Any:
    from rich.console import Console

    # In a file or a pipe nothing may be wrapped: a line is what people grep for.
    return Console() if sys.stdout.isatty() else Console(width=1000, color_system=None)


@contextlib.contextmanager
def _progress(what: str, total: int | None = None) -> Iterator[Callable[..., None]]:
    """Progress on a terminal only: a bar where the total is known, else a spinner with what was done last."""
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda name="", step=0: bar.update(task, advance=step, description=f"{what} {name}".rstrip())


@contextlib.contextmanager
def _errors(debug: bool) -> Iterator[None]:
    """Errors of ours as plain text with their exit code; others are faults of the program."""
    try:
        yield
    except EventStudyError as e:
        if debug:
            raise
        _fail(str(e), e.exit_code)
    except KeyboardInterrupt:
        _fail("stopped", 130)
    except typer.Exit:
        raise
    except Exception as e:
        if debug:
            raise
        _fail(
            f"a fault of the program: {type(e).__name__}: {e}\nrun it again with --debug and report what it prints",
            1,
        )


def _fail(text: str, code: int) -> NoReturn:
    typer.echo(text, err=True)
    raise typer.Exit(code)


def main() -> None:
    """Entry point of the command `eventstudy`."""
    app()


if __name__ == "__main__":
    main()
