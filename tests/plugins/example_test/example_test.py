"""A test of another package: a t test of the mean CAR without the smallest and the largest ones."""

import numpy as np

from eventstudy.inference import Test, TestResult, no_result, null_of, p_t
from eventstudy.messages import Message, message

SHARE = 0.1
"""Share of the CARs that is cut off at each end."""
FEWEST = 5
FEW = 20


def trimmed_t(sample):
    """Trimmed mean of the CARs over its standard error, t(h − 1) with h the number of CARs that are kept.

    The squared standard error is the winsorized CARs' sum of squares about their mean over h(h − 1).

    References
    ----------
    Tukey and McLaughlin (1963), Sankhyā A 25; Yuen (1974), Biometrika 61.
    """
    n, kept = sample.size, _kept(sample.size)
    null, law = null_of("null_trimmed_mean", sample.alternative), message("law_trimmed", df=kept - 1, kept=kept, n=n)
    if n < FEWEST:
        return no_result(sample, law, null, message("too_few_to_trim", n=n, fewest=FEWEST))
    t = float(_statistic(sample.car))
    if not np.isfinite(t):
        return no_result(sample, law, null, Message("values_equal"))
    note = message("few_to_trim", n=n) if n < FEW else Message("")
    return TestResult(t, float(p_t(t, kept - 1, sample.alternative)), law, n, null, note)


def _drawn(draws):
    """The same of many samples."""
    t = _statistic(draws.car())
    return t, p_t(t, _kept(draws.size) - 1, draws.pool.sample.alternative)


def _statistic(cars):
    """Over the last axis; NaN where what is kept does not vary."""
    n, kept = cars.shape[-1], _kept(cars.shape[-1])
    cut = (n - kept) // 2
    ordered = np.sort(cars, axis=-1)
    inner = ordered[..., cut : n - cut]
    winsorized = np.clip(ordered, inner[..., :1], inner[..., -1:])
    squares = winsorized.var(axis=-1) * n
    return inner.mean(axis=-1) / np.sqrt(np.where(squares > 0, squares, np.nan) / (kept * (kept - 1)))


def _kept(n):
    return n - 2 * int(SHARE * n)


TRIMMED_T = Test(
    "trimmed_t",
    trimmed_t,
    "group",
    {
        "en": "t test of the mean CAR without the smallest and largest tenth.",
        "de": "t-Test der mittleren CAR ohne das kleinste und das größte Zehntel.",
    },
    {
        "null_trimmed_mean": {
            "en": "trimmed mean of CARs {sign} 0",
            "de": "gestutzter Mittelwert der CARs {sign} 0",
        },
        "law_trimmed": {"en": "t({df}), {kept} of {n} kept", "de": "t({df}), {kept} von {n} behalten"},
        "too_few_to_trim": {
            "en": "{n} firm-events are too few to trim, {fewest} are needed",
            "de": "{n} Ereignisse sind zu wenig zum Stutzen, nötig sind {fewest}",
        },
        "few_to_trim": {
            "en": "{n} firm-events are few to trim",
            "de": "{n} Ereignisse sind wenig zum Stutzen",
        },
    },
    batched=_drawn,
    order="tail",
)
