"""Write `docs/gallery.md` and its pictures: the studies here that run on the shipped prices.

python docs/gallery.py
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import eventstudy as es
from eventstudy import plots
from eventstudy.result import StudyResult

HERE = Path(__file__).parent
PAGE, PICTURES = HERE / "gallery.md", HERE / "pictures"
ROOT = HERE.parent

HEAD = """# Gallery

Studies that run without a network, on the shipped prices, each with a chart that the program draws unasked. Written by
`python docs/gallery.py`; a test holds words and numbers of the pictures to what the program computes.
"""


@dataclass(frozen=True)
class Shown:
    """A study with one chart of it, of one event or of all."""

    study: str
    chart: str
    says: str
    event: str | None = None

    @property
    def picture(self) -> str:
        """Name of its picture."""
        return f"{Path(self.study).stem}_{self.chart}.svg"


STUDIES = (
    Shown("events.yaml", "car", "Four assets after the shock of DeepSeek, each against its market.", "deepseek-shock"),
    Shown("events.yaml", "timeline", "All events of the study on one axis: which windows overlap."),
    Shown("examples/chip_export_controls.yaml", "returns", "The day on which rules of 2023 became known.", "rule-2023"),
    Shown("examples/chip_export_controls.yaml", "caar", "The mean of all firm-events of the rules, with its band."),
    Shown("examples/chatbots.yaml", "heatmap", "Abnormal returns of every event and asset."),
)


def study(path: str) -> StudyResult:
    """A study on the shipped prices."""
    spec = es.load_spec(ROOT / path)
    shipped = spec.replace(prices={"source": "snapshot"})
    return es.run(shipped, es.load_prices(shipped))


def pictures() -> Iterator[tuple[str, bytes]]:
    """Name and content of each picture."""
    ran = {path: study(path) for path in dict.fromkeys(one.study for one in STUDIES)}
    for one in STUDIES:
        of = (ran[one.study],) if one.event is None else (ran[one.study], one.event)
        yield one.picture, plots.render(es.CHARTS[one.chart].figure(*of), "svg")


def page() -> str:
    """The document."""
    parts = [HEAD.rstrip()]
    for path in dict.fromkeys(one.study for one in STUDIES):
        spec = es.load_spec(ROOT / path)
        parts += [f"## {spec.study}", f"`eventstudy run {path} --prices snapshot`"]
        for one in (one for one in STUDIES if one.study == path):
            parts += [one.says, f"![{one.says}](pictures/{one.picture})"]
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    PICTURES.mkdir(exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
    for name, content in pictures():
        (PICTURES / name).write_bytes(content)
