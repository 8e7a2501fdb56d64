"""Tests of one firm-event's CAR, computed for all firm-events at once."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from eventstudy.inference.entry import ANY_DATES, DAY, INDEPENDENT, LONG, SHORT, Test, up_to
from eventstudy.inference.estimation_days import observed_first, stretches
from eventstudy.inference.laws import null_of, p_t, t_law, tail
from eventstudy.inference.resampled import DRAWS
from eventstudy.inference.sample import SINGLE_DAYS, FirmResult, Sample, by_number, same_for_all
from eventstudy.messages import NOTHING, Message, message

__all__ = ["FEW_STRETCHES", "HAC", "PERMUTATION", "SQ", "hac", "permutation", "sq", "t"]

Floats = NDArray[np.float64]

TOGETHER = 32
"""Firm-events whose days are drawn together."""
FEW_STRETCHES = 25
"""Below this ratio of estimation days to window days the stretches overlap so much that the sample quantile rejects too
often."""


def t(sample: Sample) -> FirmResult:
    """CAR over its forecast standard error, t(M − k).

    Exact with normal errors; with one firm-event and fat tails it over-rejects, see `filtered_sq`.

    References
    ----------
    MacKinlay (1997), Journal of Economic Literature 35, eq. 8 to 12; Salinger (1992) for the cross-day term.
    """
    p = p_t(sample.scar, sample.fit.df, sample.alternative)
    laws = by_number(sample.fit.df, t_law)
    null = null_of("null_car", sample.alternative)
    return FirmResult(sample.scar, p, laws, null, same_for_all(NOTHING, sample.size))


def sq(sample: Sample) -> FirmResult:
    """Sample quantile: the rank of the CAR among all stretches of as many consecutive estimation days.

    p = (1 + #{|S_j| ≥ |C|}) / (n_s + 1) over the n_s = M − L + 1 stretches of consecutive observed sessions; S_j and
    C are divided by σ times the root of their own variance factors, L − z'(X'X)⁻¹z and L + z'(X'X)⁻¹z. Needs no
    law for the errors; exact as M grows. Overlapping stretches are fewer than they look: below 25 estimation days for
    each day of the window, so from 10 days on with 240, a note says that p comes out too small: with independent errors
    it rejects 6.0 to 6.5 % at 5 % and 2.6 times too often at 1 %, on returns of 98 shares at dates without events 6.6 %
    with ten days and 8.5 % with 21. What a rank costs is power far out: with 240 days p ≤ .01 is the largest or second,
    so that on these returns a shift of four standard deviations in one day is seen in 44 % at 1 %, in 97 % at 5 %.

    References
    ----------
    Gelbach, Helland and Klick (2013), American Law and Economics Review 15.
    """
    length = sample.length
    scores, usable = stretches(sample)
    own = tail(sample.scar, sample.alternative)[:, None]
    extreme, counts = (usable & (tail(scores, sample.alternative) >= own)).sum(axis=1), usable.sum(axis=1)
    ok = (counts > 0) & np.isfinite(sample.scar)
    p = np.where(ok, (1 + extreme) / (counts + 1), np.nan)
    notes = by_number(sample.fit.n, lambda n: _few_stretches(n, length))
    notes[~ok] = Message("too_few_days_for_stretch")
    statistic = np.where(ok, sample.scar, np.nan)
    laws = by_number(counts, lambda count: message("law_stretches", count=count))
    return FirmResult(statistic, p, laws, null_of("null_car", sample.alternative), notes)


def _few_stretches(days: int, length: int) -> Message:
    """What to beware of with so many estimation days and so long a window."""
    return NOTHING if days >= FEW_STRETCHES * length else message("stretches_overlap", n=days, length=length)


def permutation(sample: Sample) -> FirmResult:
    """Permutation test: the studentised CAR among sums of as many days drawn from estimation and CAR window together.

    Under the null any of these days could have been the event's. A sum over drawn days is divided by the root of its
    variance factor, L − |Σq|² over drawn estimation days + |Σu|² over drawn event days, so that the event is not
    extreme merely because it is forecast. p = (1 + #{|S*| ≥ |S|}) / (draws + 1) over 999 draws without replacement;
    for one day every day is tried. Needs no law, but days that can be exchanged: no autocorrelation, no change of
    variance. Conservative where the window is long beside the estimation window.

    References
    ----------
    Nguyen and Wolf (2023), Empirical Economics 66, who permute the abnormal returns themselves.
    """
    n, null = sample.size, null_of("null_car", sample.alternative)
    law = Message("law_all_days") if sample.length == 1 else message("law_permutation", draws=DRAWS)
    laws = same_for_all(law, n)
    if sample.fit.over_gaps:
        nothing = np.full(n, np.nan)
        return FirmResult(nothing, nothing, laws, null, same_for_all(SINGLE_DAYS, n))
    p = np.empty(n)
    for count in np.unique(sample.fit.n):
        rows = np.flatnonzero(sample.fit.n == count)
        for some in np.split(rows, range(TOGETHER, len(rows), TOGETHER)):
            p[some] = _permuted_p(sample.take(some), int(count))
    return FirmResult(sample.scar, p, laws, null, same_for_all(NOTHING, n))


def _permuted_p(sample: Sample, observed: int) -> Floats:
    """Share of draws at least as extreme as each CAR of firm-events with so many estimation days; shape (N,)."""
    fit, length = sample.fit, sample.length
    inside = slice(sample.first, sample.last + 1)
    residuals, q = (values[:, :observed] for values in observed_first(fit))
    spread = np.sqrt(fit.relative_variance[:, inside])
    event, u = fit.ar[:, inside] / spread, fit.u[:, inside] / spread[:, :, None]
    days = np.concatenate([residuals, event], axis=1) / fit.sigma[:, None]
    takes = np.eye(days.shape[1])
    if length > 1:
        takes = np.zeros((DRAWS, days.shape[1]))
        np.put_along_axis(takes, _drawn_days(sample.seed, days.shape[1], length), 1.0, axis=1)
    past, future = _drawn_square(takes[:, :observed], q), _drawn_square(takes[:, observed:], u)
    sums = (takes @ days.T) / np.sqrt(np.maximum(length - past + future, 1e-9 * length))
    score = event.sum(axis=1) / (fit.sigma * np.sqrt(length + (u.sum(axis=1) ** 2).sum(axis=1)))
    own = tail(score, sample.alternative)
    extreme = (tail(sums, sample.alternative) >= own - 1e-12 * np.abs(own)).sum(axis=0)
    p: Floats = extreme / len(days[0]) if length == 1 else (1 + extreme) / (DRAWS + 1)
    return p


def _drawn_square(takes: Floats, values: Floats) -> Floats:
    """|Σ v|² over the days that each draw takes; shapes (draws, D) and (N, D, k) give (draws, N)."""
    firms, days, k = values.shape
    sums = takes @ values.transpose(1, 0, 2).reshape(days, firms * k)
    square: Floats = (sums.reshape(len(takes), firms, k) ** 2).sum(axis=2)
    return square


@lru_cache(maxsize=256)
def _drawn_days(seed: int, days: int, length: int) -> NDArray[np.int64]:
    """Which days each draw takes; shape (draws, length).

    The same stream for every firm-event: its p-value must not depend on which others are in the sample.
    """
    rng = np.random.default_rng([seed, 3])
    return np.argpartition(rng.random((DRAWS, days)), length, axis=1)[:, :length]


def hac(sample: Sample) -> FirmResult:
    """CAR over a Newey–West standard error, t(M − k): for autocorrelated or heteroskedastic errors.

    Var CAR = Σ_j w_j (L − |j|) γ_j + z'(X'X)⁻¹ S (X'X)⁻¹z with γ_j the residual autocovariances over M − k, S the
    Newey–West variance of Σ x_t e_t, Bartlett weights w_j = 1 − |j|/(q + 1) and q = ⌊4 (M/100)^(2/9)⌋ lags.

    References
    ----------
    Newey and West (1987), Econometrica 55; (1994), Review of Economic Studies 61 for the number of lags.
    """
    fit, length = sample.fit, sample.length
    lags = (4 * (fit.n / 100) ** (2 / 9)).astype(int)
    residuals = np.nan_to_num(fit.residuals)
    z = fit.regressor_sums(sample.first, sample.last)
    scores = residuals * (fit.q * z[:, None, :]).sum(axis=2)
    variance = np.zeros(sample.size)
    for lag in range(min(int(lags.max(initial=0)), residuals.shape[1] - 1) + 1):
        weight = np.maximum(1 - lag / (lags + 1), 0) * (2 if lag else 1)
        n = residuals.shape[1] - lag
        gamma, moment = ((v[:, lag:] * v[:, :n]).sum(axis=1) / fit.df for v in (residuals, scores))
        variance += weight * (max(length - lag, 0) * gamma + fit.n * moment)
    ok = variance > 0
    statistic = np.where(ok, sample.car / np.sqrt(np.where(ok, variance, 1.0)), np.nan)
    notes = same_for_all(NOTHING, sample.size)
    notes[~ok] = Message("variance_not_positive")
    p = p_t(statistic, fit.df, sample.alternative)
    return FirmResult(statistic, p, by_number(fit.df, t_law), null_of("null_car", sample.alternative), notes)


T = Test(
    "t",
    t,
    "firm",
    {
        "en": "t test of one asset: the CAR over its standard error, with the error of the forecast.",
        "de": "t-Test eines einzelnen Titels: CAR durch ihren Standardfehler samt Vorhersagefehler.",
    },
    order="tail",
    holds=up_to(LONG, *INDEPENDENT, "common", *ANY_DATES, "firms_6"),
    default=("single",),
    always=True,
)
SQ = Test(
    "sq",
    sq,
    "firm",
    {
        "en": "Sample quantile: the rank of the CAR among all stretches of as many days of the estimation window.",
        "de": "Stichproben-Quantil: Rang der CAR unter allen ebenso langen Strecken des Schätzfensters.",
    },
    order="tail",
    holds=up_to(SHORT, "independent", "t5", "skewed", "common", *ANY_DATES, "firms_6", "missing")
    | up_to(DAY, "days_60"),
)
PERMUTATION = Test(
    "permutation",
    permutation,
    "firm",
    {
        "en": "Permutation: the rank of the CAR among random choices of days.",
        "de": "Permutation: Rang der CAR unter zufälligen Auswahlen von Tagen.",
    },
    order="tail",
    holds=up_to(SHORT, *INDEPENDENT, "t5", "common", *ANY_DATES, "firms_6") | up_to(DAY, "skewed"),
    always=True,
)
HAC = Test(
    "hac",
    hac,
    "firm",
    {
        "en": "t test with a variance that allows autocorrelation (Newey, West).",
        "de": "t-Test mit einer Varianz, die Autokorrelation zulässt (Newey, West).",
    },
    order="tail",
    holds=up_to(SHORT, "independent", "common"),
)
