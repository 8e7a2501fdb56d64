"""A run leaves a whole result folder, or the one that was there before."""

from __future__ import annotations

import contextlib
import os
import random
import resource
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

import eventstudy as es
from conftest import ROOT
from eventstudy.errors import OutputError
from eventstudy.report import folder as room
from eventstudy.report import swap
from made_up import closes, returns, study

NOBODY = 65534
linux = pytest.mark.skipif(sys.platform != "linux", reason="uses signals, limits and users of Linux")


def contents(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture(scope="module")
def old():
    return es.run(study(0), closes(returns()))


@pytest.fixture(scope="module")
def new():
    return es.run(study(0, 40), closes(returns()))


@pytest.fixture(autouse=True)
def _quick_charts(monkeypatch):
    """Drawing takes nearly all the time of writing, and nothing here is about drawings."""
    monkeypatch.setattr(room, "page", lambda study, *_: f"{len(study.events)} " * 3000)
    monkeypatch.setattr(room, "chart_files", lambda *_, **__: [(f"c{i}.svg", b"<svg/>" * 2000) for i in range(40)])


@pytest.fixture
def out(old, tmp_path):
    """A result, and what a user put into it."""
    out = es.write_results(old, tmp_path / "place" / "results")
    (out / "mine/deep").mkdir(parents=True)
    (out / "mine/deep/thesis.tex").write_text("years of work")
    (out / "charts/sketch.png").write_bytes(b"a drawing")
    return out


def beside(out):
    return sorted(p.name for p in out.parent.iterdir())


@contextlib.contextmanager
def no_file_larger_than(size):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextlib.contextmanager
def without_rights():
    """As a user who may not write; root may write anywhere."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@linux
@pytest.mark.parametrize("size", [0, 500, 6_000, 11_000])
def test_no_space(out, new, size):
    before = contents(out)
    with no_file_larger_than(size), pytest.raises(OutputError, match="cannot write the results: File too large"):
        es.write_results(new, out)
    assert contents(out) == before
    assert beside(out) == ["results"]


@linux
def test_a_full_disk(old, new, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk], check=False).returncode:
        pytest.skip("no right to mount a small disk")
    try:
        out = es.write_results(old, disk / "results")
        (disk / "ballast").write_bytes(b"x" * (shutil.disk_usage(disk).free - 100_000))
        before = contents(out)
        with pytest.raises(OutputError, match="No space left on device") as caught:
            es.write_results(new, out)
        assert "free the place" in caught.value.remedy
        assert contents(out) == before
        assert beside(out) == ["ballast", "results"]
    finally:
        subprocess.run(["umount", disk], check=True)


@linux
@pytest.mark.parametrize("shut", ["parent", "unseen"])
def test_no_right_to_write(old, new, shut):
    with tempfile.TemporaryDirectory() as place:
        parent = Path(place) / "parent"
        out = es.write_results(old, parent / "results")
        before = contents(out)
        Path(place).chmod(0o755)
        parent.chmod(0o555 if shut == "parent" else 0o000)
        with without_rights(), pytest.raises(OutputError, match="cannot write the results: Permission denied"):
            es.write_results(new, out)
        parent.chmod(0o755)
        assert contents(out) == before
        assert beside(out) == ["results"]


@pytest.mark.slow
def test_two_writers_at_once(out):
    """The later one wins; none leaves anything behind, nor takes away what another writes or what a user put there.

    All three have the same number, as processes in containers of their own have.
    """
    script = "import os; os.getpid = lambda: 7\n"
    script += f"import eventstudy as es; from made_up import *; s = es.run(study(0), closes(returns()))\n{PLAIN}{WRITE}"
    env = {**os.environ, "PYTHONPATH": str(ROOT / "tests")}
    fresh = out.with_name("fresh")
    writers = [
        subprocess.Popen([sys.executable, "-c", script, str(where)], env=env, stderr=subprocess.PIPE, text=True)
        for where in (fresh, fresh, out)
    ]
    errors = [writer.communicate(timeout=120)[1] for writer in writers]
    assert [writer.returncode for writer in writers] == [0] * 3, errors
    assert beside(out) == ["fresh", "results"]
    assert contents(out) == contents(fresh) | {name: contents(out)[name] for name in MINE}


MINE = ("charts/sketch.png", "mine/deep/thesis.tex")
PLAIN = "import eventstudy.report.folder as room; room.chart_files = lambda *_, **__: []; room.page = lambda *_: ''\n"
WRITE = "import sys\nfor _ in range(3): es.write_results(s, sys.argv[1])"


class Killed(BaseException):
    """Stands for SIGKILL: no `except` and no `finally` of the writer may matter, so nothing is cleaned up either."""


def kill_at(monkeypatch, step):
    """Let the writer die before its n-th rename, on a system that cannot swap folders."""
    seen = []
    real = Path.rename

    def rename(self, target):
        seen.append(target)
        if len(seen) > step:
            raise Killed
        return real(self, target)

    monkeypatch.setattr(Path, "rename", rename)
    monkeypatch.setattr(swap, "_exchange", lambda *_: False)
    monkeypatch.setattr(shutil, "rmtree", lambda *_, **__: None)
    with pytest.raises(Killed):
        yield
    monkeypatch.undo()


@pytest.mark.parametrize("step", [0, 1, 2])
def test_killed_between_two_renames(old, new, out, monkeypatch, step):
    """Where folders cannot be swapped, the old result may lie under a hidden name; the next run puts it back."""
    before = contents(out)
    with contextlib.contextmanager(kill_at)(monkeypatch, step):
        es.write_results(new, out)
    with no_file_larger_than(0), pytest.raises(OutputError):
        es.write_results(new, out)
    assert contents(out) == before
    es.write_results(old, out)
    assert beside(out) == ["results"]


def test_no_swap_of_folders(out, new, monkeypatch):
    monkeypatch.setattr(swap, "_exchange", lambda *_: False)
    before = contents(out)
    es.write_results(new, out)
    assert contents(out) != before
    assert beside(out) == ["results"]


def test_names_of_folders_are_no_patterns(old, tmp_path):
    other = tmp_path / ".other.partial-999999999"
    other.mkdir()
    for name in ("*", "[a-z]", "partial-1", "ä b"):
        es.write_results(old, tmp_path / name)
        es.write_results(old, tmp_path / name)
    assert beside(tmp_path / "*") == sorted([other.name, "*", "[a-z]", "partial-1", "ä b"])


@linux
@pytest.mark.slow
def test_fifty_kills(old, new, out):
    """Killed at random moments of its writing, a run leaves the folder from before or a new one, each whole."""
    start = time.perf_counter()
    shutil.copytree(out, out.with_name("whole"))
    es.write_results(new, out.with_name("whole"))
    span = time.perf_counter() - start
    whole = [contents(out), contents(out.with_name("whole"))]
    moments = random.Random(1)
    for _ in range(50):
        writer = os.fork()
        if not writer:
            with contextlib.suppress(BaseException):
                es.write_results(new, out)
            os._exit(0)
        time.sleep(moments.uniform(0, 1.2 * span))
        os.kill(writer, signal.SIGKILL)
        os.waitpid(writer, 0)
        assert contents(out) in whole
    es.write_results(old, out)
    assert beside(out) == ["results", "whole"]
    assert contents(out) == whole[0]
    assert stat.S_ISDIR(out.stat().st_mode)


HIDDEN = ".results.partial-0123456789abcdef0123456789abcdef"
"""As a run that was killed after the swap leaves the older result behind."""


def test_what_a_killed_run_left_goes(out, new):
    shutil.copytree(out, out.with_name(HIDDEN))
    es.write_results(new, out)
    assert beside(out) == ["results"]


def test_what_a_killed_run_left_stays_where_it_has_a_users_last_copy(out, new):
    shutil.copytree(out, out.with_name(HIDDEN))
    (out.with_name(HIDDEN) / "mine/only.txt").write_text("nowhere else")
    es.write_results(new, out)
    assert beside(out) == [HIDDEN, "results"]
    assert (out.with_name(HIDDEN) / "mine/only.txt").read_text() == "nowhere else"


@pytest.mark.parametrize("swaps", [True, False])
def test_a_file_that_comes_in_the_last_moment(out, new, monkeypatch, swaps):
    """Saved after the user's files were taken over and before the swap; one of them anew, as editors save."""
    real = swap._swap

    def late(partial, place):
        (out / "late.txt").write_text("just now")
        (out / "edited").write_text("second version")
        os.replace(out / "edited", out / "mine/deep/thesis.tex")
        return real(partial, place)

    monkeypatch.setattr(swap, "_swap", late)
    if not swaps:
        monkeypatch.setattr(swap, "_exchange", lambda *_: False)
    es.write_results(new, out)
    assert (out / "late.txt").read_text() == "just now"
    found = {path.read_text() for path in (out / "mine/deep").iterdir()}
    assert found == {"years of work", "second version"}
    assert beside(out) == ["results"]


def test_a_file_that_comes_while_the_older_result_goes(out, new, monkeypatch):
    """A program whose working folder is in the older result still writes there after the swap."""
    inside = os.open(out / "mine", os.O_RDONLY)
    real = swap.carry

    def late(old, place, record):
        found = real(old, place, record)
        if place == out and not (out / "mine/late.txt").exists():
            os.close(os.open("late.txt", os.O_CREAT | os.O_WRONLY, dir_fd=inside))
        return found

    monkeypatch.setattr(swap, "carry", late)
    es.write_results(new, out)
    os.close(inside)
    assert (out / "mine/late.txt").exists()
    assert beside(out) == ["results"]


def test_without_locks(out, new, monkeypatch):
    """Where the system has no locks, all goes on but that nobody tidies up after others."""
    shutil.copytree(out, out.with_name(HIDDEN))
    monkeypatch.setattr(swap, "lock", lambda *_: False)
    es.write_results(new, out)
    assert beside(out) == [HIDDEN, "results"]
    assert set(MINE) <= set(contents(out))
