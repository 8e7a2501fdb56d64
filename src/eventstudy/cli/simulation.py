"""The commands that simulate: size and power."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from eventstudy.cli.common import (
    Debug,
    Offline,
    Source,
    StudyFile,
    app,
    errors,
    load,
    prices_of,
    progress,
    terminal,
)

__all__ = ["power"]


@app.command()
def power(
    study: StudyFile,
    effect: Annotated[
        list[float] | None, typer.Option("--effect", help="Abnormal return on day 0, 0.01 for 1 %; repeat for more.")
    ] = None,
    firms: Annotated[int | None, typer.Option("--firms", help="Firm-events instead of the study's number.")] = None,
    draws: Annotated[int, typer.Option("--draws", help="Samples.", min=10)] = 1000,
    seed: Annotated[int | None, typer.Option("--seed", help="Instead of the study's.", min=0)] = None,
    jobs: Annotated[int, typer.Option("--jobs", help="Processes.", min=1)] = 1,
    out: Annotated[Path | None, typer.Option("--out", help="Folder for the table and a chart.")] = None,
    prices: Source = None,
    offline: Offline = False,
    debug: Debug = False,
) -> None:
    """Size and power of the study's tests, simulated at its own number of firm-events, windows and correlation."""
    with errors(debug):
        from eventstudy.report.charts import refuse_file, write_power
        from eventstudy.simulate import plan_power, power_table
        from eventstudy.tables import power_summary

        if out is not None:
            refuse_file(out)
        spec = load(study, prices, None, seed)
        plan = plan_power(spec, prices_of(spec, offline), firms)
        effects = effect or [0.005, 0.01, 0.02, 0.03, 0.05]
        with progress("simulating", draws * (len({*effects, 0.0}))) as advance:
            table = power_table(plan, effects, draws, spec.seed, jobs=jobs, progress=lambda n: advance("", n))
        for part in power_summary(plan.scenario.firms, plan.scenario.correlation, plan.sigma, table):
            terminal().print(part)
        if out is not None:
            write_power(table, out)
            terminal().print(f"power.csv, power.svg and power.png in {out}", markup=False, highlight=False)
