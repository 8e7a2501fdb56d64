"""The result folder: written whole beside its place, then put there in one step."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

import pandas as pd

from eventstudy.errors import OutputError
from eventstudy.messages import Message, message
from eventstudy.report.chart_names import name_apart
from eventstudy.report.charts import Progress, chart_files
from eventstudy.report.document_pdf import document
from eventstudy.report.html_page import page
from eventstudy.report.place import MOUNTED, refuse_foreign
from eventstudy.report.record import write_record
from eventstudy.report.swap import beside, take_place
from eventstudy.result import TABLES, StudyResult, written_table
from eventstudy.tables import language_of, write_csv
from eventstudy.text import Language

__all__ = ["results_folder", "write_results"]

Format = Literal["csv", "parquet"]
MOST_AS_TEXT = 20_000
TABLES_SHARE, CHARTS_SHARE = 0.1, 0.8
"""Shares of the work of a folder; the rest is the report."""


def results_folder(events: Sequence[str] = ()) -> Path:
    """Where results go if nobody says: `results`, and those of some events alone beside it under their ids."""
    return Path(name_apart("results", "_".join(events)) if events else "results")


def write_results(
    study: StudyResult,
    out: str | Path,
    format: Format | None = None,
    progress: Progress = lambda *_: None,
    lang: str = "en",
    notice: Callable[[str], None] = lambda _: None,
    *,
    pdf: bool = False,
) -> Path:
    """Write the result folder of a study.

    Parameters
    ----------
    study : StudyResult
    out : str or Path
        Folder to write. Of an earlier result of the same study there, the files that the program wrote are replaced;
        what else lies in the folder stays. Any other folder that is not empty is left alone.
    format : {"csv", "parquet"}, optional
        Of the tables. By default CSV, and Parquet above 20,000 firm-events, where CSV takes longer than all else.
    progress : callable
        Called with the name of each file when it is done, and the share of the work that it was.
    lang : {"en", "de"}
        Language of the report and the charts; the tables are the same in every language.
    notice : callable
        Called with a line for each file of the user's that had the name of one to write, and was given another, and
        with one on charts that are left out.
    pdf : bool
        Whether to write `report.pdf` too, a document to hand over; it needs the extra `pdf`.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    OutputError
        `out` is a file, holds another result or something else, or cannot be written; or a PDF cannot.
    SpecError
        There is no such language.
    """
    language, out = language_of(lang), Path(out)
    only = study.provenance["limited_to"] or ()
    refuse_foreign(out, study.spec.study, only)
    place = Path(os.path.abspath(out))
    chosen = format or ("csv" if len(study.frames["events"]) <= MOST_AS_TEXT else "parquet")
    try:
        with beside(place) as partial:
            _write(study, partial, chosen, language, progress, notice)
            if pdf:
                (partial / "report.pdf").write_bytes(document(study, language))
            write_record(partial, study.provenance)
            renamed = take_place(partial, place, study.spec.study, only)
    except OSError as e:
        raise _unwritable(e, out) from e
    for name, new in renamed:
        notice(language.text(message("kept_under", name=name, new=new)))
    return out


def _unwritable(error: OSError, out: Path) -> OutputError:
    if error.errno == errno.EBUSY:
        return OutputError(MOUNTED, message("choose_folder_in_it", path=out / "results"), str(out))
    what = message("results_not_written", why=error.strerror or error)
    return OutputError(what, message("free_place_or_out"), str(out))


def _write(
    study: StudyResult,
    folder: Path,
    format: Format,
    language: Language,
    progress: Progress,
    notice: Callable[[str], None],
) -> None:
    for name, table in TABLES.items():
        if len(study.frames[table.attribute]):
            _write_table(written_table(table, study.frames[table.attribute]), folder / f"{name}.{format}", format)
        progress(name, TABLES_SHARE / len(TABLES))
    (folder / "charts").mkdir()

    def told(said: Message) -> None:
        notice(language.text(said))

    def drawn(name: str, share: float) -> None:
        progress(name, CHARTS_SHARE * share)

    for name, content in chart_files(study, progress=drawn, notice=told, lang=language.code):
        (folder / "charts" / name).write_bytes(content)
    (folder / "report.html").write_text(page(study, language, f".{format}"), encoding="utf-8")
    progress("report", 1 - TABLES_SHARE - CHARTS_SHARE)


def _write_table(table: pd.DataFrame, path: Path, format: Format) -> None:
    if format == "parquet":
        text = [str(name) for name, kind in table.dtypes.items() if not pd.api.types.is_numeric_dtype(kind)]
        table.to_parquet(path, index=False, use_dictionary=text)  # of numbers hardly any stands twice
    else:
        write_csv(table, path)
