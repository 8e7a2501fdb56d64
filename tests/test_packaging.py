"""What is installed, and what is handed on as a package."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from email import message_from_bytes

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CONSTRAINTS = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Source distribution, unpacked, and the text that an index shows for it."""
    folder = tmp_path_factory.mktemp("built")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-d", str(folder)], cwd=ROOT, check=True, timeout=120)
    with tarfile.open(next(folder.glob("*.tar.gz"))) as archive:
        archive.extractall(folder, filter="data")
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        metadata = wheel.read(next(name for name in wheel.namelist() if name.endswith("/METADATA")))
    return next(path for path in folder.iterdir() if path.is_dir()), message_from_bytes(metadata).get_payload()


def test_every_requirement_has_an_exact_version_within_its_bounds():
    assert CONSTRAINTS[0].startswith("#")
    pinned = dict(re.fullmatch(r"([\w.-]+)==([\w.+!]+)", line).groups() for line in CONSTRAINTS[1:])
    pinned = {canonicalize_name(name): version for name, version in pinned.items()}
    asked = PROJECT["dependencies"] + [one for extra in PROJECT["optional-dependencies"].values() for one in extra]
    assert len(asked) > 30
    for requirement in map(Requirement, asked):
        assert requirement.specifier.contains(pinned[canonicalize_name(requirement.name)]), requirement


def test_both_lines_of_the_readme_and_the_scripts_agree_on_the_constraints():
    lines = [line for line in (ROOT / "README.md").read_text().splitlines() if line.startswith("    python3 -m venv")]
    assert [line.count("install -c constraints.txt") for line in lines] == [1, 1]
    assert "-c constraints.txt" not in (ROOT / ".ci/newest").read_text()
    assert "constraints.txt" in (ROOT / ".ci/renew-constraints").read_text()


def test_the_source_distribution_has_what_the_project_has(built):
    folder, _ = built
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("this is no checkout")
    missing = [name for name in listed.stdout.splitlines() if (ROOT / name).exists() and not (folder / name).exists()]
    assert missing == []


@pytest.mark.slow
def test_the_source_distribution_passes_tests_of_its_own(built):
    """Those that read the project's files; the rest is the same code."""
    folder, _ = built
    tests = ["architecture", "docs", "examples", "golden", "guarantees", "notebooks", "packaging", "readme", "results"]
    paths = [f"tests/test_{name}.py" for name in tests]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *paths],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder / "src")},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-3000:]
    assert re.search(r"\d{2,} passed", run.stdout)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["*.whl", "*.tar.gz"])
def test_each_package_runs_a_study_outside_the_repository(kind, built, tmp_path):
    """Beside the packages that are installed here; `.ci/try-packages` does the same in an environment of its own."""
    package, place, work = next(built[0].parent.glob(kind)), tmp_path / "installed", tmp_path / "work"
    work.mkdir()
    install = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "-q",
        "--no-deps",
        "--no-build-isolation",
        "--target",
        str(place),
    ]
    subprocess.run([*install, str(package)], check=True, timeout=300)

    def tool(*words):
        done = subprocess.run(
            [sys.executable, "-m", "eventstudy.cli", *words],
            cwd=work,
            env=os.environ | {"PYTHONPATH": str(place)},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    where = "import eventstudy; print(eventstudy.__file__)"
    env = os.environ | {"PYTHONPATH": str(place)}
    found = subprocess.run([sys.executable, "-c", where], cwd=work, env=env, capture_output=True, text=True, check=True)
    assert found.stdout.startswith(str(place))
    assert tool("--version") == f"eventstudy {PROJECT['version']}\n"
    tool("init", "study.yaml")
    assert "firm-events" in tool("run", "study.yaml", "--prices", "snapshot")
    assert (work / "results/report.html").stat().st_size > 10_000
    tool("verify", "results")


def test_ci_anywhere_is_the_same_script():
    workflow = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8"))
    (job,) = workflow["jobs"].values()
    assert [step["run"] for step in job["steps"] if "run" in step] == [".ci/run"]
    named = [text.rpartition(" ")[2] for text in PROJECT["classifiers"] if "Python :: 3." in text]
    assert job["strategy"]["matrix"]["python"] == named
    script = (ROOT / ".ci/run").read_text(encoding="utf-8")
    assert all(
        line in script for line in (".ci/try-packages", "sphinx-build -q -W -c docs . site/html", "pytest -m slow")
    )


def test_contributing_leads_to_the_map():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert "(docs/architecture.md)" in text
    assert all((ROOT / target).exists() for target in re.findall(r"\]\(([^)]+)\)", text))


def test_the_page_of_an_index_leads_nowhere_wrong(built):
    """There the repository's own files cannot be reached: a picture would be broken, a link dead."""
    _, text = built
    assert "# eventstudy" in text
    assert "eventstudy run events.yaml" in text
    targets = re.findall(r"\]\(([^)]*)\)", text)
    assert targets
    assert [target for target in targets if not target.startswith(("http://", "https://"))] == []
    assert "![" not in text


def test_python_versions_are_bounded_by_the_classifiers():
    named = [text.rpartition(" ")[2] for text in PROJECT["classifiers"] if "Python :: 3." in text]
    assert Requirement(f"python{PROJECT['requires-python']}").specifier.contains(named[0] + ".0")
    assert f"{sys.version_info.major}.{sys.version_info.minor}" in named
