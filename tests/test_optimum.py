"""A minimum counts if two starts end there."""

from __future__ import annotations

import numpy as np
import pytest

from eventstudy.models.optimum import NotFound, Point, minimum


class Made:
    """A function of one parameter with its slope; what is reported is the parameter, or nothing of it."""

    lower, upper = np.array([-3.0]), np.array([3.0])

    def __init__(self, value, slope, told=True):
        self._value, self._slope, self._told = value, slope, told

    def at(self, theta):
        value = self._value(theta[0])
        return Point(value, np.array([self._slope(theta[0])]), np.eye(1)) if np.isfinite(value) else None

    def reported(self, theta):
        return theta * self._told, np.ones(1)


def starts(*places):
    return [np.array([place]) for place in places]


BOWL = Made(lambda x: (x - 1) ** 4 + (x - 1) ** 2, lambda x: 4 * (x - 1) ** 3 + 2 * (x - 1))
TILTED = Made(lambda x: (x**2 - 1) ** 2 + 0.1 * x, lambda x: 4 * x * (x**2 - 1) + 0.1)
EVEN = Made(lambda x: (x**2 - 1) ** 2, lambda x: 4 * x * (x**2 - 1))
SLOPE = Made(lambda x: x, lambda _: 1.0)
NOWHERE = Made(lambda _: np.nan, lambda _: np.nan)


@pytest.mark.parametrize("places", [(-2.0, 2.5), (2.5,), (1.0, -3.0)])
def test_the_minimum_is_found_from_anywhere(places):
    assert minimum(BOWL, starts(*places)) == pytest.approx(1.0, abs=1e-9)


def test_the_lowest_counts_whoever_comes_first():
    ends = [minimum(TILTED, starts(*places)) for places in [(2.0, -2.0), (-2.0, 2.0)]]
    assert ends[0] == pytest.approx(ends[1], abs=1e-9)
    assert -1.1 < ends[0][0] < -1.0


def test_a_bound_can_be_the_minimum():
    assert minimum(SLOPE, starts(0.0, 2.0)) == pytest.approx(-3.0)


def test_two_ends_that_fit_equally_well():
    with pytest.raises(NotFound, match="maxima_that_differ"):
        minimum(EVEN, starts(-2.0, 2.0))


def test_two_ends_that_report_the_same():
    same = Made(EVEN._value, EVEN._slope, told=False)
    assert abs(minimum(same, starts(-2.0, 2.0))[0]) == pytest.approx(1.0)


def test_no_end_at_all():
    with pytest.raises(NotFound, match="no_maximum"):
        minimum(NOWHERE, starts(0.0, 1.0))
