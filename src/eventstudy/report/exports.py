"""Result tables as files for a paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from eventstudy.errors import SpecError
from eventstudy.messages import message
from eventstudy.report.place import writing
from eventstudy.result import StudyResult
from eventstudy.spec.source import nearest
from eventstudy.tables import language_of
from eventstudy.tables.export import Sheet, journal_sheets, latex, markdown, xlsx
from eventstudy.text import Language
from eventstudy.writing import replace_file

__all__ = ["KINDS", "write_tables"]

ONE_BY_ONE: dict[str, tuple[str, Callable[[Sheet, Language], str]]] = {
    "latex": ("tex", latex),
    "markdown": ("md", markdown),
}
"""Kinds with a file for each table: its ending, and what writes it."""
KINDS = (*ONE_BY_ONE, "xlsx")


def write_tables(
    study: StudyResult, out: str | Path, kind: str = "latex", below: str = "se", lang: str = "en"
) -> list[Path]:
    """Write every result table that has rows for a paper: LaTeX (booktabs), Markdown, or one Excel workbook.

    `cars` and `tests` are laid out as journals print them, with what stands `below` an estimate in parentheses and
    notes on windows, firm-events and tests; the other tables stand row by row.

    Parameters
    ----------
    study : StudyResult
    out : str or Path
        Folder; files of the same names in it are replaced.
    kind : {"latex", "markdown", "xlsx"}
        Excel needs the extra `excel`.
    below : {"se", "t", "p"}
        What stands below a CAR.
    lang : {"en", "de"}
        Language of titles, notes and cells; the columns of the other tables are named as in the files of a result.

    Returns
    -------
    list of Path
        The files.

    Raises
    ------
    SpecError
        There is no such kind, or nothing such can stand below.
    OutputError
        The folder cannot be written.
    """
    if kind not in KINDS:
        raise SpecError(message("no_such_kind_of_table", kind=kind), nearest(kind, list(KINDS)))
    sheets = journal_sheets(study, language_of(lang), below)
    out = Path(out)
    written = []
    with writing(message("the_tables"), out):
        for name, content in _files(sheets, kind, language_of(lang)):
            replace_file(out / name, content)
            written.append(out / name)
    return written


def _files(sheets: list[Sheet], kind: str, language: Language) -> Iterator[tuple[str, bytes]]:
    if kind == "xlsx":
        yield "tables.xlsx", xlsx(sheets)
        return
    ending, write = ONE_BY_ONE[kind]
    for sheet in sheets:
        yield f"{sheet.name}.{ending}", write(sheet, language).encode()
