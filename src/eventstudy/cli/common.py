"""What the commands share: the application, its options, studies with flags over them, progress, errors."""

from __future__ import annotations

import contextlib
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from eventstudy.errors import EventStudyError, SpecError
from eventstudy.messages import Message, message
from eventstudy.text import LANGUAGES, inert

if TYPE_CHECKING:
    from rich.console import Console

    from eventstudy.prices import Prices
    from eventstudy.scale import Engine
    from eventstudy.spec import StudySpec
    from eventstudy.tables import Part
    from eventstudy.text import Language

__all__ = [
    "Debug",
    "EngineChoice",
    "Jobs",
    "Lang",
    "ModelName",
    "Offline",
    "Scheduler",
    "Source",
    "Spoken",
    "StudyFile",
    "Verbose",
    "app",
    "console",
    "engine_of",
    "errors",
    "load",
    "prices_of",
    "progress",
    "say",
    "show",
    "tell",
    "tell_notes",
    "tell_written",
    "written_at",
]

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


class EngineName(StrEnum):
    """Where heavy work can run."""

    local = "local"
    processes = "processes"
    dask = "dask"


NARROWEST = 40
"""Columns of the narrowest terminal that anything is set for."""
ADDRESS = re.compile(r"([a-z]+://)?(\[[0-9a-fA-F:.]+\]|[\w.-]+)(:\d{1,5})?(/[\w/.-]*)?")


class Lang(StrEnum):
    """Languages of what people read."""

    en = "en"
    de = "de"


StudyFile = Annotated[Path, typer.Argument(help="The study, a YAML file.", show_default=False)]
Source = Annotated[str | None, typer.Option("--prices", help="Price source instead of the study's; no fallback.")]
Offline = Annotated[bool, typer.Option("--offline", help="Use no network: cached prices, then the study's fallback.")]
ModelName = Annotated[str | None, typer.Option("--model", help="Normal-return model instead of the study's.")]
Jobs = Annotated[int, typer.Option("--jobs", help="Worker processes.", min=1)]
EngineChoice = Annotated[
    EngineName | None, typer.Option("--engine", help="Where heavy work runs. Default: processes if --jobs is above 1.")
]
Scheduler = Annotated[str | None, typer.Option("--scheduler", help="Address of a Dask scheduler, for --engine dask.")]
Spoken = Annotated[Lang, typer.Option("--lang", help="Language of all that is told.")]
Verbose = Annotated[bool, typer.Option("--verbose", help="Print every table, not a summary of 30 lines.")]
Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")]


def engine_of(jobs: int, engine: EngineName | None, scheduler: str | None) -> Engine:
    """Engine that the flags ask for."""
    from eventstudy.scale import Engine
    from eventstudy.spec.source import quote

    if scheduler is not None and not ADDRESS.fullmatch(scheduler):
        raise SpecError(message("no_address", address=quote(scheduler)), message("write_address"))
    if scheduler is not None and engine not in (None, EngineName.dask):
        raise SpecError(message("scheduler_is_for_dask"), message("leave_out_scheduler", engine=engine))
    if engine is EngineName.local and jobs > 1:
        raise SpecError(message("local_has_no_workers"), message("leave_out_jobs"))
    chosen = engine or (EngineName.dask if scheduler else EngineName.processes if jobs > 1 else EngineName.local)
    return Engine(chosen.value, jobs, scheduler)


def load(study: Path, prices: str | None, model: str | None, seed: int | None = None) -> StudySpec:
    """Study with the flags of the command line over it."""
    from eventstudy.spec import load_spec

    spec = load_spec(study)
    changes: dict[str, Any] = {}
    if model is not None:
        changes["model"] = model
    if seed is not None:
        changes["seed"] = seed
    if prices is not None:
        from eventstudy.prices.sources import switched

        changes["prices"] = switched(spec.prices, prices)
    return spec.replace(**changes) if changes else spec


def prices_of(
    spec: StudySpec, offline: bool, refresh: bool = False, lang: Lang = Lang.en, events: Sequence[str] = ()
) -> Prices:
    """Prices of a study whose names are verified first: no request goes out for a study that cannot run.

    `events` are the only ones to fetch prices for; by default all.
    """
    from eventstudy.spec.firm_event_table import refuse_no_event
    from eventstudy.study import load_prices, verify, verify_rows

    verify(spec)
    verify_rows(spec)
    refuse_no_event(spec, events)
    with progress("fetching", lang=lang) as advance:
        return load_prices(spec, offline=offline, refresh=refresh, progress=advance, events=events)


def tell(*lines: str, err: bool = False) -> None:
    """Print lines, each whole: whatever a study or a file put in one, it moves no cursor and starts no other line."""
    for line in lines:
        typer.echo(inert(line), err=err)


def console() -> Console:
    """Where summaries are printed: as wide as the terminal, or as `COLUMNS` says."""
    from rich.console import Console

    from eventstudy.tables import WIDTH

    on_screen = sys.stdout.isatty()
    return Console(width=_columns() or (None if on_screen else WIDTH), color_system="auto" if on_screen else None)


def _columns() -> int | None:
    """What `COLUMNS` says, if that is a width."""
    said = os.environ.get("COLUMNS", "")
    return int(said) if said.isascii() and said.isdigit() and int(said) >= NARROWEST else None


def show(parts: Iterable[Part]) -> None:
    """Print parts of a summary."""
    from eventstudy import tables

    tables.show(parts, console())


def say(*lines: str, hang: int = 0) -> None:
    """Print lines that wrap where a terminal ends; in a file or a pipe each is whole, for people grep for it."""
    if sys.stdout.isatty() or _columns():
        from eventstudy.tables import Line

        show(Line(line, hang=hang) for line in lines)
    else:
        tell(*lines)


def tell_notes(notes: Iterable[Message], lang: Lang = Lang.en) -> None:
    """Print what the user should know beside the result."""
    language = LANGUAGES[lang]
    say(*(language("terminal.note", note=note) for note in notes))


def written_at(folder: Path, language: Language, *, pdf: bool) -> list[str]:
    """Lines that say where the report of a run is, and its tables."""
    lines = [language("terminal.report", path=folder / "report.html")]
    return [*lines, language("terminal.document", path=folder / "report.pdf")] if pdf else lines


def tell_written(names: Sequence[str], folder: Path, lang: Lang) -> None:
    """Print the names of the files that were written to a folder."""
    say("", LANGUAGES[lang]("terminal.names_in", names=", ".join(names), folder=folder))


@contextlib.contextmanager
def progress(what: str, total: int | None = None, *, lang: Lang = Lang.en) -> Iterator[Callable[..., None]]:
    """Progress on a terminal only: a bar and per cent where the total is known, else a spinner.

    `what` is the end of the code of a text; what was done last stands after it.
    """
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, ProgressColumn, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns: list[ProgressColumn] = [SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn(None)]
    columns += [TextColumn("{task.percentage:>3.0f} %")] if total else []
    columns.append(TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        said = LANGUAGES[lang](f"terminal.{what}")
        task = bar.add_task(said, total=total)
        yield lambda name="", step=0.0: bar.update(task, advance=step, description=inert(f"{said} {name}").rstrip())


@contextlib.contextmanager
def errors(debug: bool, lang: Lang = Lang.en) -> Iterator[None]:
    """Errors of ours as plain text of a language with their exit code; others are faults of the program."""
    language = LANGUAGES[lang]
    try:
        yield
    except EventStudyError as e:
        if debug:
            raise
        _fail(e.told(language), e.exit_code)
    except KeyboardInterrupt:
        _fail(language("stopped"), 130)
    except typer.Exit:
        raise
    except MemoryError:
        if debug:
            raise
        _fail(EventStudyError(message("memory_used_up"), message("keep_what_is_needed_or_larger")).told(language), 1)
    except Exception as e:
        if debug:
            raise
        what = message("fault_of_the_program", kind=type(e).__name__, what=str(e))
        _fail(EventStudyError(what, message("run_with_debug")).told(language), 1)


def _fail(text: str, code: int) -> NoReturn:
    tell(*text.split("\n"), err=True)
    raise typer.Exit(code)
