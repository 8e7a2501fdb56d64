"""Which tests a study gets when it asks for the default, and why."""

from __future__ import annotations

import numpy as np

from eventstudy.inference.sample import Sample

__all__ = ["FIRM_DEFAULT", "choose_tests"]

FIRM_DEFAULT = ("t", "sq")


def choose_tests(sample: Sample) -> dict[str, str]:
    """Tests across firm-events by situation: name to reason.

    Parameters
    ----------
    sample : Sample

    Returns
    -------
    dict
        `kp` when all share day 0, which correlates them; else `bmp` and `gen_sign`.
    """
    if len(np.unique(sample.day0)) == 1:
        return {"kp": "default: one common day 0, so the correction for cross-correlation applies"}
    return {
        "bmp": "default: several dates; over-rejects where windows overlap and firm-events are correlated",
        "gen_sign": "default: several dates; without a law for the returns",
    }
