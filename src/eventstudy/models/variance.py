"""Likelihoods of GARCH(1,1) and EGARCH(1,1) errors with their first derivatives; the recursions are those of `arch`."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from eventstudy.errors import EventStudyError
from eventstudy.models.model import Package
from eventstudy.models.optimum import Point

__all__ = ["ARCH", "Egarch", "Garch"]

Floats = NDArray[np.float64]

ARCH = Package("arch", "pip install 'market-eventstudy[garch]'")
ABSOLUTE = np.sqrt(2 / np.pi)
"""Mean of the absolute value of a standard normal."""
FAR = 5.0
"""Bound of α and β, in standard deviations of the residuals from least squares: a hundred standard errors and more."""
RUNAWAY = 1e8
"""A day that moves tomorrow's log variance by more leads to no number."""


def _process(kind: str, **orders: int) -> Any:
    try:
        from arch import univariate
    except ImportError as e:
        raise EventStudyError(*ARCH.lacking) from e
    return getattr(univariate, kind)(**orders)


class Garch:
    """Line with GARCH(1,1) errors, h_t = ω + a e²_{t−1} + b h_{t−1}, all at once.

    Parameters are two coefficients of orthonormal regressors, ω, a + b and a/(a + b); ω ≥ 0 and 0 ≤ a, b, a + b ≤ 1
    are then bounds.

    Parameters
    ----------
    y : ndarray, shape (M,)
        In standard deviations of the residuals of least squares.
    X : ndarray, shape (M, 2)
    """

    lower = np.array([-FAR, -FAR, 1e-8, 0.0, 0.0])
    upper = np.array([FAR, FAR, 10.0, 1.0, 1.0])

    def __init__(self, y: Floats, X: Floats) -> None:
        q, r = np.linalg.qr(X)
        self._unit = np.linalg.inv(r / np.sqrt(len(y)))
        self._X = q * np.sqrt(len(y))
        self._ordinary = self._X.T @ y / len(y)
        self._e = y - self._X @ self._ordinary
        self._process = _process("GARCH", p=1, o=0, q=1)
        self._before = self._process.backcast(self._e)
        self._limits = self._process.variance_bounds(self._e)

    def starts(self) -> list[Floats]:
        """Where to begin: from long memories to none, and where `arch` would."""
        pairs = ((0.98, 0.05), (0.9, 0.2), (0.6, 0.3), (0.2, 0.9), (0.5, 0.02), (0.99, 0.5), (0.9995, 0.0))
        omega, a, b = self._process.starting_values(self._e)
        own = [np.array([0.0, 0.0, 1 - memory, memory, share]) for memory, share in pairs]
        return [*own, np.array([0.0, 0.0, omega, a + b, a / (a + b)])]

    def at(self, theta: Floats) -> Point | None:
        """Minus the log-likelihood without its constant, as `Objective` has it."""
        from scipy import signal  # takes as long to load as all else of a command

        e, h, (_, a, b) = self._path(theta)
        memory, share = theta[3:]
        squares = np.concatenate([[self._before], e[:-1] ** 2])
        earlier = np.concatenate([[self._before], h[:-1]])
        own = np.zeros((5, len(e)))
        own[:2, 1:] = -2 * a * e[:-1] * self._X[:-1].T
        own[2:] = np.ones(len(e)), share * squares + (1 - share) * earlier, memory * (squares - earlier)
        slopes = signal.lfilter([1.0], [1.0, -b], own, axis=1) / h
        point = _likelihood(e, np.log(h), slopes)
        if point is None:
            return None
        point.gradient[:2] -= self._X.T @ (e / h)
        point.information[:2, :2] += (self._X.T / h) @ self._X
        return point

    def reported(self, theta: Floats) -> tuple[Floats, Floats]:
        """Coefficients in standard errors of least squares, and the variances of all days and of the next one."""
        e, h, (omega, a, b) = self._path(theta)
        return theta[:2] * np.sqrt(len(e)), np.append(h, omega + a * e[-1] ** 2 + b * h[-1])

    def result(self, theta: Floats, after: Floats, X_after: Floats) -> tuple[Floats, Floats, Floats]:
        """α and β, the variance of each day, and the variances of the days after the last.

        Parameters
        ----------
        theta : ndarray, shape (5,)
        after : ndarray, shape (steps,)
            What y is on the days after the last, NaN where that is not known before the event: such a day passes on
            its expected square, ω + (a + b) h.
        X_after : ndarray, shape (steps, 2)
        """
        e, h, (omega, a, b) = self._path(theta)
        line: Floats = self._unit @ (self._ordinary + theta[:2])
        squares, path = (after - X_after @ line) ** 2, np.empty(len(after))
        last = omega + a * e[-1] ** 2 + b * h[-1]
        for step, square in enumerate(squares):
            path[step] = last
            last = omega + a * (last if np.isnan(square) else square) + b * last
        return line, h, path

    def _path(self, theta: Floats) -> tuple[Floats, Floats, Floats]:
        """Errors, their variances, and ω, a and b."""
        omega, memory, share = theta[2:]
        e = self._e - self._X @ theta[:2]
        parameters = np.array([omega, memory * share, memory * (1 - share)])
        h = self._process.compute_variance(parameters, e, np.empty(len(e)), self._before, self._limits)
        return e, h, parameters


class Egarch:
    """EGARCH(1,1) errors, ln h_t = ω + a(|z_{t−1}| − √(2/π)) + g z_{t−1} + b ln h_{t−1}, z = e/√h.

    Parameters are ω, a + g, what a rise adds to the log variance, a − g, what a fall adds, and b; neither a rise nor a
    fall may lower it, and 0 ≤ b < 1.

    Parameters
    ----------
    e : ndarray, shape (M,)
        In standard deviations.
    """

    lower = np.array([-5.0, 0.0, 0.0, 0.0])
    upper = np.array([5.0, 2.0, 2.0, 1.0])

    def __init__(self, e: Floats) -> None:
        self._e = e
        self._process = _process("EGARCH", p=1, o=1, q=1)
        self._before = self._process.backcast(e)
        self._limits = self._process.variance_bounds(e)

    def starts(self) -> list[Floats]:
        """Where to begin: from long memories to none."""
        triples = (
            (0.1, 0.3, 0.9),
            (0.05, 0.05, 0.98),
            (0.1, 0.1, 0.5),
            (0.3, 0.1, 0.1),
            (0.2, 0.4, 0.6),
            (0.3, 0.3, 0.9),
        )
        return [np.array([0.0, *triple]) for triple in triples]

    def at(self, theta: Floats) -> Point | None:
        """Minus the log-likelihood without its constant, as `Objective` has it."""
        from scipy import linalg  # as above

        h = self._path(theta)
        if not (np.isfinite(h).all() and (h > 0).all()):
            return None
        log_h, z = np.log(h), self._e / np.sqrt(h)
        rises, falls = np.maximum(z, 0.0), np.maximum(-z, 0.0)
        passed_on = theta[3] - 0.5 * (theta[1] * rises + theta[2] * falls)
        if np.abs(passed_on).max() > RUNAWAY:
            return None
        own = np.ones((len(h), 4))
        own[:, 1] = np.concatenate([[0.0], rises[:-1] - ABSOLUTE / 2])
        own[:, 2] = np.concatenate([[0.0], falls[:-1] - ABSOLUTE / 2])
        own[:, 3] = np.concatenate([[self._before], log_h[:-1]])
        band = np.ones((2, len(h)))
        band[1, :-1] = -passed_on[:-1]
        slopes = linalg.lapack.dtbtrs(band, own, uplo="L", diag="U")[0].T
        return _likelihood(self._e, log_h, slopes)

    def reported(self, theta: Floats) -> tuple[Floats, Floats]:
        """No coefficients, and the variances of all days and of the next one."""
        return np.empty(0), np.append(self._path(theta), self.forecast(theta, np.full(1, np.nan)))

    def variance(self, theta: Floats) -> Floats:
        """Variance of each day."""
        return self._path(theta)

    def stationary(self, theta: Floats) -> bool:
        """Whether the log variance returns to a level."""
        return bool(theta[3] < self.upper[3])

    def forecast(self, theta: Floats, after: Floats) -> Floats:
        """Variances of the days after the last, given the errors of those that are known; shape of `after`.

        h follows day by day from the errors that are known; after one that is not (NaN) it is E h, and what that day
        passes on is ω + b ln h.
        """
        omega, _, _, b = self._parameters(theta)
        path, start = np.empty(len(after)), 0
        first = self._next(theta, np.log(self._path(theta)[-1]), self._e[-1])
        with np.errstate(over="ignore", invalid="ignore"):
            for day in np.flatnonzero(np.isfinite(after)).tolist():
                path[start : day + 1] = self._expected(theta, first, day + 1 - start)
                for _ in range(start, day):
                    first = omega + b * first
                first, start = self._next(theta, first, after[day]), day + 1
            path[start:] = self._expected(theta, first, len(after) - start)
        return path

    def _next(self, theta: Floats, log_h: float, error: float) -> float:
        """Log variance of the day after one with this log variance and error."""
        omega, a, g, b = self._parameters(theta)
        z = error / np.exp(log_h / 2)
        return float(omega + a * (abs(z) - ABSOLUTE) + g * z + b * log_h)

    def _expected(self, theta: Floats, first: float, steps: int) -> Floats:
        """E h of so many days, `first` the log variance of the first of them; shape (steps,).

        ln h_{T+s} = b^{s−1} ln h_{T+1} + Σ_{j<s−1} b^j (ω + a(|z| − √(2/π)) + g z) with independent standard normal z,
        and E exp(c|z| + d z) = exp((c + d)²/2) Φ(c + d) + exp((c − d)²/2) Φ(c − d).
        """
        omega, a, g, b = self._parameters(theta)
        power = b ** np.arange(steps)
        c, d = a * power[:-1], g * power[:-1]
        moment = np.exp((c + d) ** 2 / 2) * special.ndtr(c + d) + np.exp((c - d) ** 2 / 2) * special.ndtr(c - d)
        steady = np.exp(omega * power[:-1] - c * ABSOLUTE) * moment
        path: Floats = np.exp(power * first) * np.concatenate([np.ones(min(steps, 1)), np.cumprod(steady)])
        return path

    def _path(self, theta: Floats) -> Floats:
        h: Floats = self._process.compute_variance(
            self._parameters(theta), self._e, np.empty(len(self._e)), self._before, self._limits
        )
        return h

    def _parameters(self, theta: Floats) -> Floats:
        """ω, a, g and b."""
        omega, rise, fall, b = theta
        return np.array([omega, (rise + fall) / 2, (rise - fall) / 2, b])


def _likelihood(e: Floats, log_h: Floats, slopes: Floats) -> Point | None:
    """½ Σ (ln h + e²/h), and what the slopes ∂ ln h/∂θ, shape (k, M), add to its gradient and information."""
    if not (np.isfinite(slopes).all() and np.isfinite(log_h).all()):
        return None
    squares = e**2 / np.exp(log_h)
    return Point(float(np.sum(log_h + squares)) / 2, slopes @ (1 - squares) / 2, slopes @ slopes.T / 2)
