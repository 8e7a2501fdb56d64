"""What rival specifications of one event agree on."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from eventstudy.result.schema import SCHEMA
from eventstudy.spec import StudySpec

__all__ = ["agreement_frame"]


def agreement_frame(table: pd.DataFrame, spec: StudySpec) -> pd.DataFrame:
    """Shares of models and estimation windows that agree with the study's own, for each window and test."""
    known = table[np.isfinite(table["p_value"].to_numpy(float)) & (table["n"] == table["n"].max())]
    first, last = spec.windows.estimation
    rows = []
    for (start, end), window in known.groupby(["start", "end"], sort=False):
        for test, rivals in window.groupby("test", sort=False):
            own = rivals[
                (rivals["model"] == spec.model.name)
                & (rivals["estimation_start"] == first)
                & (rivals["estimation_end"] == last)
            ]
            rows.append({"start": start, "end": end, "test": test} | _shares(rivals, own, spec.level))
    return pd.DataFrame(rows, columns=SCHEMA["agreement"].filled)


def _shares(rivals: pd.DataFrame, own: pd.DataFrame, level: float) -> dict[str, Any]:
    significant = rivals["p_value"] <= level
    estimate, p = (float(own[name].iloc[0]) if len(own) else np.nan for name in ("estimate", "p_value"))
    same = np.sign(rivals["estimate"]) == np.sign(estimate)
    agree = same & (significant == (p <= level))
    return {
        "specifications": len(rivals),
        "share_significant": float(significant.mean()),
        "own_estimate": estimate,
        "own_p_value": p,
        "share_same_sign": float(same.mean()) if len(own) else np.nan,
        "share_agree": float(agree.mean()) if len(own) else np.nan,
    }
