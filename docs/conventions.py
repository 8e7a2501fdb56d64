"""Write `docs/conventions.md`: what `compat:` does, and by how much on the golden studies.

python docs/conventions.py
"""

from __future__ import annotations

from pathlib import Path

from written_tables import table

import eventstudy as es
from eventstudy.inference.conventions import COMPAT

PAGE = Path(__file__).with_name("conventions.md")
GOLDEN = Path(__file__).parent.parent / "tests/golden"
STUDIES = ("common", "spread")

HEAD = """# Conventions of other programs

`compat: NAME` in a study runs it by the steps of another program, to reproduce a published number and to see why the
default differs. Only the steps named here change; every result that ran so carries a note, and so does
`provenance.json`. The steps were read in the programs' code and checked against their own numbers, see
`tests/test_conventions.py` and `tests/golden/README.md`. Known for the market model.

Written by `python docs/conventions.py`. The numbers are of the two golden studies in `tests/golden`, 30 firm-events
each with 120 estimation days, one with a common date and one with a date for each firm-event; for `t` they are the mean
|t| of the 30.
"""


def statistics(study: str, compat: str | None) -> dict[tuple[str, str], float]:
    """Statistic by window and test."""
    spec = es.load_spec(GOLDEN / study / "study.yaml").replace(tests=["t", "patell", "bmp"], compat=compat)
    ran = es.run(spec, es.load_prices(spec))
    found = {}
    for start, end in spec.windows.car:
        window = f"[{start}, {end}]".replace("-", "−")
        firm = ran.firm_tests.query(f"start == {start} and end == {end}")
        found[window, "t"] = firm["statistic"].abs().mean()
        across = ran.tests.query(f"group == 'all' and start == {start} and end == {end}").set_index("test")
        found |= {(window, test): across["statistic"][test] for test in ("patell", "bmp")}
    return found


def section(name: str, default: dict[str, dict[tuple[str, str], float]]) -> str:
    """One convention: steps, reason, numbers."""
    program = COMPAT[name]
    parts = [
        f"## `compat: {name}`",
        f"{program.title}: {program.source}.",
        f"Steps: {program.steps}",
        f"Why the default differs: {program.reason}",
    ]
    theirs = {study: statistics(study, name) for study in STUDIES}
    header = ["test", "window", *(f"{study}: {which}" for study in STUDIES for which in ("default", "compat"))]
    rows = []
    for test in program.tests:
        for window in dict.fromkeys(window for window, _ in default[STUDIES[0]]):
            numbers = [f"{found[s][window, test]:.4f}" for s in STUDIES for found in (default, theirs)]
            rows.append([f"`{test}`", window, *numbers])
    return "\n\n".join([*parts, table(header, rows)])


def page() -> str:
    """The whole document."""
    default = {study: statistics(study, None) for study in STUDIES}
    return "\n".join([HEAD, "\n\n".join(section(name, default) for name in COMPAT)]).replace(" | -", " | −") + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
