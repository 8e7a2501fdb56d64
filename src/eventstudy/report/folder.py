"""The result folder: written whole beside its place, then put there in one step."""

from __future__ import annotations

import ctypes
import errno
import glob
import json
import os
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pandas as pd

from eventstudy.errors import OutputError, SpecError
from eventstudy.report.charts import chart_files
from eventstudy.report.page import page
from eventstudy.report.place import MARK, refuse_foreign
from eventstudy.result import FILES, StudyResult
from eventstudy.tables import LANGUAGES, Language, inert, write_csv

__all__ = ["write_results"]

Format = Literal["csv", "parquet"]
MOST_AS_TEXT = 20_000
UNUSUAL = re.compile(r"[^ -~\n]")


def write_results(
    study: StudyResult,
    out: str | Path,
    format: Format | None = None,
    progress: Callable[[str], None] = lambda _: None,
    lang: str = "en",
) -> Path:
    """Write the result folder of a study.

    Parameters
    ----------
    study : StudyResult
    out : str or Path
        Folder to write; an earlier result there is replaced, anything else is left alone.
    format : {"csv", "parquet"}, optional
        Of the tables. By default CSV, and Parquet above 20,000 firm-events, where CSV takes longer than all else.
    progress : callable
        Called with the name of each file when it is done.
    lang : {"en", "de"}
        Language of the report; the tables are the same in every language.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    OutputError
        `out` is a file, holds something else, or cannot be written.
    SpecError
        There is no such language.
    """
    if lang not in LANGUAGES:
        raise SpecError(f"the report cannot be written in '{inert(lang)}'", f"known: {', '.join(LANGUAGES)}")
    out = Path(out)
    refuse_foreign(out)
    partial = _beside(out, "partial")
    try:
        _sweep(out)
        partial.mkdir(parents=True)
        chosen = format or ("csv" if len(study.frames["events"]) <= MOST_AS_TEXT else "parquet")
        _write(study, partial, chosen, LANGUAGES[lang], progress)
        _replace(partial, out)
    except OSError as e:
        raise OutputError(
            f"cannot write the results: {e.strerror or e}", "free the place or choose another --out", str(out)
        ) from e
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return out


def _sweep(out: Path) -> None:
    """Clean up after killed runs: remove their partial folders, put back a result that one was about to replace."""
    for left in out.parent.glob(f".{glob.escape(out.name)}.*-*"):
        kind, _, pid = left.name.rpartition(".")[2].partition("-")
        if kind not in ("partial", "old") or not pid.isdigit() or int(pid) == os.getpid() or _alive(int(pid)):
            continue
        if kind == "old" and not out.exists():
            left.rename(out)
        else:
            shutil.rmtree(left, ignore_errors=True)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _write(
    study: StudyResult, folder: Path, format: Format, language: Language, progress: Callable[[str], None]
) -> None:
    for name, attribute in FILES.items():
        _write_table(study.frames[attribute], folder / f"{name}.{format}", format)
        progress(name)
    (folder / MARK).write_text(_json(study.provenance), encoding="utf-8")
    (folder / "charts").mkdir()
    for name, content in chart_files(study, progress=progress):
        (folder / "charts" / name).write_bytes(content)
    (folder / "report.html").write_text(page(study, language), encoding="utf-8")


def _json(value: object) -> str:
    """JSON that people can read, with what is not printable escaped."""
    text = json.dumps(value, indent=2, ensure_ascii=False) + "\n"
    return UNUSUAL.sub(lambda found: found[0] if found[0].isprintable() else json.dumps(found[0])[1:-1], text)


def _write_table(table: pd.DataFrame, path: Path, format: Format) -> None:
    if format == "parquet":
        text = [str(name) for name, kind in table.dtypes.items() if not pd.api.types.is_numeric_dtype(kind)]
        table.to_parquet(path, index=False, use_dictionary=text)  # of numbers hardly any stands twice
    else:
        write_csv(table, path)


def _replace(new: Path, out: Path) -> None:
    """Put `new` in the place of `out`; a kill at any moment leaves the old folder or the new one there.

    Where the system cannot swap two folders, a kill may leave the old one under a hidden name: `_sweep` puts it back.
    """
    try:
        new.rename(out)  # nothing there, or an empty folder
    except OSError as e:
        if e.errno not in (errno.ENOTEMPTY, errno.EEXIST, errno.EACCES, errno.EPERM):
            raise
        if not _exchange(new, out):
            old = _beside(out, "old")
            out.rename(old)
            new.rename(out)
            shutil.rmtree(old, ignore_errors=True)


def _beside(out: Path, kind: str) -> Path:
    return out.parent / f".{out.name}.{kind}-{os.getpid()}"


def _exchange(a: Path, b: Path) -> bool:
    """Swap two folders in one system call, where the system has it (Linux)."""
    if sys.platform != "linux":
        return False
    at_cwd, exchange = -100, 2
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    return int(rename(at_cwd, os.fsencode(a.absolute()), at_cwd, os.fsencode(b.absolute()), exchange)) == 0
