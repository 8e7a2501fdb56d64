"""The command as a shell starts it: output that is closed, full or no longer read, poor encodings, Ctrl-C."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from test_exchanges import lay_out

COMMAND = f"{sys.executable} -m eventstudy.cli"
ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}

pytestmark = pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no such device")


def shell(command, folder, **environment):
    """Exit code, output and errors of a line of a shell; `eventstudy` in it is this one."""
    line = "set -o pipefail; " + command.replace("eventstudy", COMMAND)
    done = subprocess.run(
        ["bash", "-c", line], cwd=folder, capture_output=True, check=False, env=os.environ | environment
    )
    return done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")


def study(folder):
    lay_out(folder, "XNYS")
    path = folder / "s.yaml"
    text = path.read_text("utf-8").replace("AAA: {", "AAA: {name: Müller − € 名, ", 1)
    path.write_text(text, encoding="utf-8")


def test_whoever_stops_reading_has_seen_enough(tmp_path):
    study(tmp_path)
    code, out, err = shell("eventstudy run s.yaml | head -1", tmp_path)
    assert (code, out, err) == (0, "Event study: 2 events, 4 firm-events, none dropped; model 'market'\n", "")
    assert (tmp_path / "results/report.html").exists()


@pytest.mark.parametrize("command", ["list models", "--help", "check s.yaml"])
def test_output_on_a_full_disk(command, tmp_path):
    study(tmp_path)
    code, out, err = shell(f"eventstudy {command} > /dev/full", tmp_path)
    assert (code, out) == (2, "")
    assert err == "cannot print: no space left on device\nmake room, or send the output elsewhere\n"


@pytest.mark.slow
def test_output_that_is_closed(tmp_path):
    study(tmp_path)
    assert shell("eventstudy check s.yaml >&-", tmp_path) == (0, "", "")
    code, out, _ = shell("eventstudy check s.yaml 2>&-", tmp_path)
    assert code == 0
    assert "Day 0" in out
    assert shell("eventstudy check none.yaml >&- 2>&-", tmp_path) == (2, "", "")


@pytest.mark.slow
def test_an_encoding_without_our_signs(tmp_path):
    folder = tmp_path / "Kurse ü"
    folder.mkdir()
    study(folder)
    code, out, err = shell("eventstudy run s.yaml", folder, **ASCII)
    assert (code, err) == (0, "")
    assert "M?ller - EUR ?" in out
    assert "CAR [-1, 1]" in out
    code, _, err = shell("eventstudy check 'ß.yaml'", folder, **ASCII)
    assert code == 2
    assert err.endswith(".yaml: there is no such study file\ncheck the path\n")


def test_a_price_file_whose_name_the_system_cannot_write(tmp_path):
    study(tmp_path)
    path = tmp_path / "s.yaml"
    (tmp_path / "p.csv").rename(tmp_path / "prüfung.csv")
    path.write_text(path.read_text("utf-8").replace("p.csv", "prüfung.csv"), encoding="utf-8")
    code, _, err = shell("eventstudy check s.yaml", tmp_path, **ASCII)
    assert code == 3
    assert err.splitlines()[0].endswith("no file can have this name")
    assert shell("eventstudy check s.yaml", tmp_path, LC_ALL="C.UTF-8")[0] == 0


STOPPED_WHILE_IMPORTING = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs ignore it
class Stop:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Stop())
sys.argv = ["eventstudy", "run", "s.yaml"]
from eventstudy.cli import main
main()
"""


@pytest.mark.parametrize("module", ["typer", "numpy", "pandas", "pyarrow.csv", "exchange_calendars", "matplotlib"])
def test_ctrl_c_during_imports(module, tmp_path):
    study(tmp_path)
    script = STOPPED_WHILE_IMPORTING.format(module=module)
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (130, "stopped\n")


WARNS = """
import sys
class Warn:
    def find_spec(self, name, path=None, target=None):
        if name == "exchange_calendars":
            import warnings
            warnings.warn("old", UserWarning)
sys.meta_path.insert(0, Warn())
sys.argv = ["eventstudy", "check", "s.yaml", *{flags!r}]
from eventstudy.cli import main
main()
"""


@pytest.mark.parametrize("flags", [[], ["--debug"]])
def test_warnings_of_libraries_are_for_developers(flags, tmp_path):
    study(tmp_path)
    script = WARNS.format(flags=flags)
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert ("UserWarning: old" in done.stderr) is bool(flags)
    assert bool(done.stderr) is bool(flags)
