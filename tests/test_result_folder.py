"""What lies in a result folder and is the user's stays; what is no result of this study is refused."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading

import pytest
from typer.testing import CliRunner

import eventstudy as es
from eventstudy.cli import app
from eventstudy.errors import OutputError
from made_up import closes, returns, study

STUDY = """\
version: 1
study: Made up
windows: {estimation: [-130, -11], event: [-2, 2], car: [[0, 0]]}
prices: {source: csv, path: prices.csv}
assets:
  A: {exchange: XNYS, market: MKT}
events:
  - {id: e0, at: 2024-03-14}
"""
RUNNER = CliRunner()


@pytest.fixture(scope="module")
def made():
    """A study and its files: one result, to start every test from."""
    return es.run(study(0, tickers=("A",)), closes(returns(("A",))))


@pytest.fixture(scope="module")
def written(made, tmp_path_factory):
    return es.write_results(made, tmp_path_factory.mktemp("made") / "results")


@pytest.fixture
def out(written, tmp_path):
    return shutil.copytree(written, tmp_path / "results")


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder with a study and its prices, as a user has it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "s.yaml").write_text(STUDY)
    closes(returns(("A",))).to_csv(tmp_path / "prices.csv")
    return tmp_path


def contents(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def listed(folder):
    return json.loads((folder / "provenance.json").read_text(encoding="utf-8"))["files"]


def mounted(folder):
    """Whether a small disk could be mounted on a folder."""
    return not subprocess.run(["mount", "-t", "tmpfs", "-o", "size=9m", "tmpfs", folder], check=False).returncode


def test_provenance_lists_what_was_written(written):
    assert set(listed(written)) == set(contents(written)) - {"provenance.json"}


@pytest.mark.parametrize("links", [True, False])
def test_what_a_user_put_there_stays(made, out, monkeypatch, links):
    """Files, folders, empty ones, links and rights; as the same file where the disk can do that, else as a copy."""
    (out / "notes.md").write_text("mine")
    (out / "mine/empty").mkdir(parents=True)
    (out / "mine/shut").mkdir()
    (out / "mine/shut/secret").write_text("mine")
    (out / "mine/shut/secret").chmod(0o400)
    (out / "mine/shut").chmod(0o555)
    (out / "charts/mine.png").write_bytes(b"mine")
    (out / "link").symlink_to("../elsewhere")
    os.utime(out / "notes.md", (10**9, 10**9))
    out.chmod(0o750)
    number = (out / "notes.md").stat().st_ino
    if not links:

        def none(*_, **__):
            raise PermissionError(1, "Operation not permitted")

        monkeypatch.setattr(os, "link", none)
    es.write_results(made, out, format="parquet")
    assert (out / "notes.md").read_text() == (out / "mine/shut/secret").read_text() == "mine"
    assert (out / "notes.md").stat().st_mtime == 10**9
    assert ((out / "notes.md").stat().st_ino == number) == links
    assert (out / "mine/empty").is_dir()
    assert (out / "charts/mine.png").read_bytes() == b"mine"
    assert os.readlink(out / "link") == "../elsewhere"
    modes = {name: (out / name).stat().st_mode & 0o777 for name in (".", "mine/shut", "mine/shut/secret")}
    assert modes == {".": 0o750, "mine/shut": 0o555, "mine/shut/secret": 0o400}
    own = {"notes.md", "mine/shut/secret", "charts/mine.png"}
    assert set(contents(out)) == set(listed(out)) | own | {"provenance.json"}
    assert not list(out.glob("*.csv"))
    assert [path.name for path in out.parent.iterdir()] == ["results"]


def test_a_changed_file_is_kept_under_another_name(place):
    """A listed file that was edited, one that has the name of a new one, a folder and a link in a file's place."""
    assert RUNNER.invoke(app, ["run", "s.yaml"]).exit_code == 0
    out = place / "results"
    (out / "report.html").write_text("with my notes")
    (out / "cars.csv").unlink()
    (out / "cars.csv").mkdir()
    (out / "cars.csv/inside").write_text("a folder of mine")
    (place / "linked.csv").write_text("a file of mine")
    (out / "aar.csv").unlink()
    (out / "aar.csv").symlink_to("../linked.csv")
    (out / "provenance.json").write_text((out / "provenance.json").read_text().replace('"seed": 0', '"seed": 1'))
    (out / "models.csv").write_bytes((out / "models.csv").read_bytes())
    done = RUNNER.invoke(app, ["run", "s.yaml"])
    kept = [line for line in done.output.splitlines() if line.startswith("kept: ")]
    assert kept == [
        "kept: your aar.csv is now aar.kept.csv",
        "kept: your cars.csv is now cars.kept.csv",
        "kept: your provenance.json is now provenance.kept.json",
        "kept: your report.html is now report.kept.html",
    ]
    assert (out / "report.kept.html").read_text() == "with my notes"
    assert (out / "cars.kept.csv/inside").read_text() == "a folder of mine"
    assert os.readlink(out / "aar.kept.csv") == "../linked.csv"
    assert (place / "linked.csv").read_text() == "a file of mine"
    assert (out / "report.html").read_text().startswith("<!doctype html>")
    (out / "report.html").write_text("other notes")
    assert "your report.html is now report.kept-2.html" in RUNNER.invoke(app, ["run", "s.yaml"]).output
    assert (out / "report.kept.html").read_text() == "with my notes"
    assert (out / "report.kept-2.html").read_text() == "other notes"
    assert "kept:" not in RUNNER.invoke(app, ["run", "s.yaml"]).output


def older(out):
    """As an earlier version wrote it: no list of files."""
    record = json.loads((out / "provenance.json").read_text())
    (out / "provenance.json").write_text(json.dumps({k: v for k, v in record.items() if k not in ("files", "sha256")}))


def linked_record(out):
    (out / "provenance.json").rename(out.parent / "elsewhere.json")
    (out / "provenance.json").symlink_to("../elsewhere.json")


IN_TOTO = '{"_type": "https://in-toto.io/Statement/v1", "subject": [], "predicate": {}}'
FOREIGN = "the provenance.json in this folder is not of this program"
REFUSED = {
    "in-toto": (lambda out: (out / "provenance.json").write_text(IN_TOTO), FOREIGN),
    "a list": (lambda out: (out / "provenance.json").write_text("[1]"), FOREIGN),
    "no JSON": (lambda out: (out / "provenance.json").write_text("{"), FOREIGN),
    "not UTF-8": (lambda out: (out / "provenance.json").write_bytes(b"\xff"), FOREIGN),
    "deep": (lambda out: (out / "provenance.json").write_text("[" * 10**5), FOREIGN),
    "a link": (linked_record, FOREIGN),
    "none": (lambda out: (out / "provenance.json").unlink(), "this folder holds something else than results"),
    "earlier version": (older, "version 0.1.0 wrote this result and did not list its files: they look like yours"),
    "repository": (lambda out: (out / ".git").mkdir(), "this folder holds a repository, '.git'"),
    "worktree": (lambda out: (out / "charts/.git").write_text(""), "this folder holds a repository, 'charts/.git'"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_result_of_this_program_is_refused(case, out, place):
    """Before anything is computed, with exit code 2 and a message that names --out; nothing is touched."""
    change, message = REFUSED[case]
    change(out)
    before = contents(out)
    (place / "prices.csv").unlink()  # a run that got as far as prices would stop here, with another code
    done = RUNNER.invoke(app, ["run", "s.yaml"])
    assert done.exit_code == 2
    first, remedy = done.stderr.splitlines()
    assert first == f"results: {message}"
    assert "choose" in remedy
    assert ("--out" in remedy) != (case == "none")
    assert contents(out) == before


def test_ten_thousand_files_of_a_users_stay_and_more_are_refused(made, out):
    (out / "many").mkdir()
    (out / "many/0").write_text("mine")
    for i in range(1, 10_000):
        os.link(out / "many/0", out / f"many/{i}")
    es.write_results(made, out)
    assert len(list((out / "many").iterdir())) == 10_000
    (out / "one more").write_text("")
    with pytest.raises(OutputError, match="holds over 10,000 files that no run wrote") as caught:
        es.write_results(made, out)
    assert "--out" in caught.value.remedy


def test_another_study_is_refused_and_the_same_may_change(made, out, place):
    """The same study is the same `study:` text, whatever else of it changes."""
    (place / "s.yaml").write_text(STUDY.replace("[-130, -11]", "[-120, -11]"))
    assert RUNNER.invoke(app, ["run", "s.yaml"]).exit_code == 0
    (place / "s.yaml").write_text(STUDY.replace("Made up", "Another"))
    before = contents(out)
    done = RUNNER.invoke(app, ["run", "s.yaml"])
    assert (done.exit_code, done.stderr) == (
        2,
        "results: this is the result of another study, 'Made up'\nchoose another --out, or move this folder away\n",
    )
    assert contents(out) == before
    assert RUNNER.invoke(app, ["run", "s.yaml", "--out", "other"]).exit_code == 0
    other = made.spec.replace(study="Another")
    with pytest.raises(OutputError, match="result of another study"):
        es.write_results(es.run(other, closes(returns(("A",)))), out)


def test_init_names_the_study_after_its_file(tmp_path):
    """Two studies that were begun with `init` are two."""
    names = {"chip-export.yaml": "chip export", "2024.yaml": "2024", "a: b #1.yaml": "a: b #1", "null.yaml": "null"}
    for file, name in names.items():
        assert RUNNER.invoke(app, ["init", str(tmp_path / file)]).exit_code == 0
        assert es.load_spec(tmp_path / file).study == name


def test_a_mount_point(out, place):
    """A folder that a container mounts cannot be renamed: said before the work, with a way that works."""
    shutil.rmtree(out)
    out.mkdir()
    if not mounted(out):
        pytest.skip("no right to mount")
    try:
        done = RUNNER.invoke(app, ["run", "s.yaml"])
        assert (done.exit_code, done.stderr) == (
            2,
            "results: this is a mount point, which no run can replace\nchoose a folder in it: --out results/results\n",
        )
        assert RUNNER.invoke(app, ["run", "s.yaml", "--out", "results/results"]).exit_code == 0
        assert (place / "results/results/report.html").exists()
    finally:
        subprocess.run(["umount", out], check=True)


def test_a_disk_mounted_inside(made, out):
    (out / "disk").mkdir()
    if not mounted(out / "disk"):
        pytest.skip("no right to mount")
    try:
        (out / "disk/mine").write_text("mine")
        with pytest.raises(OutputError, match="another disk is mounted in this folder, 'disk'"):
            es.write_results(made, out)
        assert (out / "disk/mine").read_text() == "mine"
    finally:
        subprocess.run(["umount", out / "disk"], check=True)


def test_the_folder_one_is_in(out, place, monkeypatch):
    monkeypatch.chdir(out)
    done = RUNNER.invoke(app, ["run", "../s.yaml", "--out", "."])
    assert (done.exit_code, done.stderr) == (
        2,
        ".: this is the folder you are in, and a run replaces it\ngo one up, or choose another --out\n",
    )
    monkeypatch.chdir(place)
    assert RUNNER.invoke(app, ["run", "s.yaml"]).exit_code == 0


def test_a_folder_that_may_not_be_read(made, out):
    (out / "shut").mkdir(mode=0o000)
    if os.access(out / "shut", os.R_OK):
        os.seteuid(65534)
    try:
        with pytest.raises(OutputError, match="cannot write the results: Permission denied"):
            es.write_results(made, out)
    finally:
        if os.getuid() == 0:
            os.seteuid(0)
    assert (out / "shut").is_dir()


SAME_NUMBER = """\
import os, sys
os.getpid = lambda: 7
from eventstudy.cli import main
main()
"""


@pytest.mark.slow
def test_two_runs_with_one_process_number(place):
    """As two containers that share a disk: each leaves a whole result, and nothing beside it."""
    command = [sys.executable, "-c", SAME_NUMBER, "run", "s.yaml"]
    runs = [subprocess.Popen(command, cwd=place, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    errors = [run.communicate(timeout=120)[1] for run in runs]
    assert ([run.returncode for run in runs], errors) == ([0, 0], ["", ""])
    assert set(listed(place / "results")) == set(contents(place / "results")) - {"provenance.json"}
    assert {path.name for path in place.iterdir()} == {"s.yaml", "prices.csv", "results"}


def test_three_threads(made, tmp_path):
    """All are half done at one moment; none takes away what another writes."""
    out, failed, together = tmp_path / "results", [], threading.Barrier(3, timeout=60)

    def write():
        try:
            es.write_results(made, out, progress=lambda name, _: together.wait() if name == "events" else None)
        except BaseException as e:
            failed.append(e)

    threads = [threading.Thread(target=write) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert failed == []
    assert set(listed(out)) == set(contents(out)) - {"provenance.json"}
    assert [path.name for path in tmp_path.iterdir()] == ["results"]
