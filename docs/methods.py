"""Write `docs/methods.md` from the docstrings of the registries.

python docs/methods.py
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from eventstudy.inference import FIRM_TESTS, GROUP_TESTS, Test
from eventstudy.models import MODELS, Model
from eventstudy.report.methods import method

PAGE = Path(__file__).with_name("methods.md")

HEAD = """# Models and tests

Written by `python docs/methods.py` from the docstrings of the code, which a test holds it to. How often each test
rejects a true null is in [size-and-power.md](size-and-power.md).

## Notation

Firm-event i is one asset at one event. Its estimation window has M observed days, its model k regressors, constant
included; X are the estimation regressors, x_t those of day t, e the estimation residuals. A CAR window W has L days.

- s² = e'e / (M − k), the residual variance; df = M − k.
- AR_t = R_t − x_t'β̂, CAR = Σ AR_t over W.
- Cov(AR_s, AR_t) = s² (1[s = t] + x_s'(X'X)⁻¹x_t), so Var CAR = s² (L + z'(X'X)⁻¹z) with z = Σ x_t over W. For the
  market model that is s² (L + L²/M + (Σ(R_m − R̄_m))² / SS). Without the cross-day term a 5 % test rejects 7 to 11 %.
- SCAR = CAR / √Var CAR.
- X = QR gives q (rows of Q) and u_t = R⁻ᵀx_t, so that x_s'(X'X)⁻¹x_t = u_s'u_t and the leverage of an estimation day
  is |q|².

p-values are two-sided unless the study says otherwise (`alternative:`), and come from survival functions.
Tests are read at 5 % unless the study says otherwise (`level: 0.01`); intervals and bands cover the rest, 99 % then.

## Which tests a study gets by default

- One firm-event: `filtered_sq`, whose ranks sentences and families of events use, and `t`.
- Several firm-events: `kpp`, whatever their dates. It is `kp` on one date and `bmp` where no windows overlap, and its
  note says which it is there and with which mean correlation.
- Beside it on one date `portfolio_sq` and, over a single day, `mvrm`; from ten dates on, where windows of different
  dates do not overlap, `wild`.

`grank_t` is no default: on real returns it rejects 5.6 to 7.3 % at 5 %.
Patell's test is never the default: it over-rejects as soon as variance rises at the event, which is normal.

## Placebo dates

`eventstudy placebo` computes the same statistics at dates without an event: dates whose event window touches the event
window of no event of the asset. The days of those event windows are taken out of estimation windows, because a shock
there widens σ and makes placebos look smaller than they are; with `--clean` an estimation window touches none at all.
What else happened there, earnings for one, stays in.

- A single firm-event is compared with every eligible date of its asset, each once.
- Firm-events of one announcement share their placebo date; each reacts as many sessions later as it really did.
- Announcements whose CAR windows overlap keep their distance. Otherwise every announcement is drawn by itself, and
  again where its CAR windows touch those of another; `--independent` leaves both out. A group that moves as one uses
  every eligible date once.
- Placebo p = (1 + #{|S*| ≥ |S|}) / (1 + B), S* the statistic at B placebos, in the direction that `alternative:` names.
- Beside it stand the effective dates: dates over the L days of the window. Windows at neighbouring dates share days, so
  that 500 dates are 24 windows of 21 days, and p is no more certain than a share of 24.
- Size is the share of placebos with p at most 10, 5 or 1 %. Its binomial error takes placebos as independent; windows
  of several days at neighbouring dates overlap, so that it is then too small.
- The smallest effect seen is the abnormal return on one day of every firm-event (day 0, or the first day of a window
  without it) with which 80 % of the placebos exceed the value that 5 % of them exceed without it, whichever its sign.
  A t over few firm-events is bounded, so that no effect may be large enough. Tests that are computed draw by draw have
  none.

## Power

`eventstudy power` measures how often the study's tests reject, with no effect (their size) and with an abnormal return
on day 0 of every firm-event. A sample is the study itself: its firm-events on their own days, with their assets,
markets and missing days. Only residuals are others. Events that are defined by their return (`endogenous`) stay out.

- Residuals are those of the estimation windows times √(M/(M − k)), as deviations from their mean, without days in
  event windows of the asset. They are drawn in blocks of 21 days, the same days for all assets, so that firms move
  together as they do and calm and troubled months stay so. Where the windows of some assets have no common days, each
  goes on with its own.
- An effect lies on day 0 of every firm-event, also where this is a day in the window of another event of the asset. The
  model is estimated anew on every sample.
- A test of single firm-events is tried on one that is drawn. With `--firms` fewer are drawn from the study's own; more
  than it has are made up, of other firms with normal residuals, and the output says so.
- Rates rest on as many days as there are. With one date and 240 days, a share of 5 % of these days has a standard error
  of 1.4 points, which more samples do not lessen.

## Specification curve

`eventstudy compare` estimates one event under every combination of model, estimation window and benchmark, for each CAR
window (Simonsohn, Simmons and Nelson 2020). Prices are read and audited once.

- Benchmarks vary where the study names some: whole markets, markets without some constituents (`exclude:`), and its
  `benchmarks:`. One that closes at another hour than an asset, or is the asset, is none for it; one without some
  constituents is for assets of that market alone.
- A specification whose estimate another has already counts once: over one day `bhar` is `market_adjusted`, and a model
  that estimates nothing is the same on every estimation window. Shares and medians are over different estimates.
- Joint p: the same specifications at up to 199 dates without an event, spread evenly over those that are eligible as
  placebo dates. p of the median is (1 + dates whose median estimate is at least as extreme) / (1 + dates), p of the
  share the same of the share with p at most the level, by the rank among ordinary days (of several assets by the first
  test that takes many samples at once). Beside them stands how many windows share no day.
"""


def entry(name: str, function: Callable[..., Any], options: str = "") -> str:
    """A registry entry as Markdown: what it is, when it holds, what a study may choose, where it comes from."""
    one = method(name, function)
    parts = [f"### `{name}`", one.title, one.body, options, f"*{one.reference}*"]
    return "\n\n".join(part for part in parts if part)


def model_entry(model: Model) -> str:
    """A model, with its options."""
    options = "\n".join(f"- `{one.name}` ({_default(one.default)}): {one.meaning['en']}" for one in model.declared)
    return entry(model.name, model.fit, options)


def _default(value: object) -> str:
    return "by default none" if value == () else f"by default {value}"


def page() -> str:
    """The whole document."""
    sections: dict[str, Mapping[str, Test[Any]]] = {
        "Tests of one firm-event": FIRM_TESTS,
        "Tests across firm-events": GROUP_TESTS,
    }
    parts = [HEAD, "## Normal-return models", *(model_entry(model) for model in MODELS.values())]
    for title, registry in sections.items():
        parts += [f"## {title}", *(entry(name, test.function) for name, test in registry.items())]
    return "\n\n".join(parts).replace("\n\n\n", "\n\n") + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
