"""Draws of placebo dates that keep what a group's real dates have in common."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from eventstudy.inference.draws import Draws, Pool
from eventstudy.messages import Message, message
from eventstudy.study.eligible_dates import EligibleDates

__all__ = ["DatePlan", "plan_dates"]

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

TRIES = 50
"""Times that a place which touches another is drawn again."""


@dataclass(frozen=True, eq=False)
class Block:
    """Firm-events of a sample that move together.

    Attributes
    ----------
    columns : ndarray of int, shape (n,)
        Their places in the sample.
    rows : ndarray of int, shape (A, n)
        Their rows of the pool at each of A places on the calendar.
    """

    columns: Ints
    rows: Ints


@dataclass(frozen=True, eq=False)
class DatePlan:
    """How placebo dates of a group are drawn.

    Attributes
    ----------
    blocks : tuple of Block
        Firm-events whose windows overlap; they keep their distances. Largest first.
    spans : tuple of ndarray of int, shape (A, 2)
        First and last day of each block's CAR windows at each place, on the calendar of the group.
    apart : bool
        Whether windows of different blocks are kept from touching.
    """

    blocks: tuple[Block, ...]
    spans: tuple[Ints, ...]
    apart: bool

    @property
    def size(self) -> int:
        """Firm-events."""
        return sum(len(block.columns) for block in self.blocks)

    @property
    def places(self) -> int:
        """Places of a group that moves as one; the fewest of any block of another."""
        return min(len(block.rows) for block in self.blocks)

    def exact(self, draws: int) -> bool:
        """Whether so many draws exhaust all places: then each is used once and nothing is random."""
        return len(self.blocks) == 1 and self.places <= draws

    def draw(self, pool: Pool, count: int, rng: np.random.Generator) -> Draws:
        """`count` random draws."""
        choice = np.zeros((count, len(self.blocks)), dtype=np.int64)
        crowded = np.zeros(count, dtype=bool)
        for b, block in enumerate(self.blocks):
            choice[:, b] = rng.integers(0, len(block.rows), count)
            if self.apart:
                crowded |= self._move_apart(choice, b, rng)
        return self._draws(pool, choice, crowded)

    def all(self, pool: Pool) -> Draws:
        """Every place of a group that moves as one."""
        return self._draws(pool, np.arange(self.places)[:, None], np.zeros(self.places, dtype=bool))

    def _move_apart(self, choice: Ints, b: int, rng: np.random.Generator) -> Bools:
        """Draw block `b` again where it touches an earlier one; which draws still touch in the end."""
        left = np.arange(len(choice))
        for again in range(TRIES + 1):
            left = left[self._touching(choice[left], b)]
            if not len(left) or again == TRIES:
                break
            choice[left, b] = rng.integers(0, len(self.spans[b]), len(left))
        crowded = np.zeros(len(choice), dtype=bool)
        crowded[left] = True
        return crowded

    def _touching(self, choice: Ints, b: int) -> Bools:
        own = self.spans[b][choice[:, b]]
        found = np.zeros(len(choice), dtype=bool)
        for other in range(b):
            theirs = self.spans[other][choice[:, other]]
            found |= (own[:, 0] <= theirs[:, 1]) & (theirs[:, 0] <= own[:, 1])
        return found

    def _draws(self, pool: Pool, choice: Ints, crowded: Bools) -> Draws:
        rows = np.empty((len(choice), self.size), dtype=np.int64)
        for block, at in zip(self.blocks, choice.T, strict=True):
            rows[:, block.columns] = block.rows[at]
        if not self.apart and len(self.blocks) > 1:
            return Draws(pool, rows)
        return Draws(pool, rows, crowded)


def plan_dates(
    events: pd.DataFrame, eligible: EligibleDates, window: tuple[int, int], *, independent: bool
) -> DatePlan | Message:
    """Blocks of a group and their places.

    The calendar of a group has each day on which an exchange of its assets is open. Firm-events of one announcement
    share its placebo date: day 0 of each is the first session of its exchange on or after that date, later by as many
    sessions as its real day 0 is. Announcements whose windows overlap keep their distance on the calendar.

    Parameters
    ----------
    events : DataFrame
        Firm-events of the group: event_id, asset, exchange, date, instant, position, day0.
    eligible : EligibleDates
    window : (first, last)
        All CAR windows together.
    independent : bool
        Whether announcements with overlapping windows are drawn by themselves too; those of one date never are.

    Returns
    -------
    DatePlan or Message
        Why no placebo can be drawn.
    """
    calendar = np.unique(np.concatenate([eligible.sessions[name].dates for name in events["exchange"].unique()]))
    dates, lag = _announced(events, eligible)
    place = np.searchsorted(calendar, dates)
    blocks, spans = [], []
    for members in _together(place, place + lag, window, independent):
        rows, at = _places(events.iloc[members], place[members], lag[members], eligible, calendar)
        if not len(rows):
            names = list(dict.fromkeys(events["event_id"].iloc[members]))
            return message("placebo_without_room", events=names)
        length = int((place[members] + lag[members]).max() - place[members].min())
        blocks.append(Block(members, rows))
        spans.append(np.stack([at + window[0], at + length + window[1]], axis=1))
    order = sorted(range(len(blocks)), key=lambda b: -len(blocks[b].columns))
    return DatePlan(tuple(blocks[b] for b in order), tuple(spans[b] for b in order), not independent)


def _announced(events: pd.DataFrame, eligible: EligibleDates) -> tuple[NDArray[np.datetime64], Ints]:
    """Date of each firm-event's announcement, its earliest day 0, and the sessions from there to its own day 0."""
    day0 = events["day0"].to_numpy().astype("datetime64[D]")
    codes = events.groupby(["date", "instant"], dropna=False, sort=False).ngroup().to_numpy()
    first = np.full(codes.max() + 1, day0.max())
    np.minimum.at(first, codes, day0)
    dates = first[codes]
    start = np.array(
        [np.searchsorted(eligible.sessions[x].dates, d) for x, d in zip(events["exchange"], dates, strict=True)]
    )
    return dates, events["position"].to_numpy() - start


def _together(start: Ints, end: Ints, window: tuple[int, int], independent: bool) -> list[Ints]:
    """Firm-events that move together, in order of time."""
    order = np.lexsort((end, start))
    reach = np.maximum.accumulate(end[order])
    gap = start[order][1:] + window[0] > reach[:-1] + window[1]
    if independent:
        gap = start[order][1:] > start[order][:-1]
    return [np.sort(part) for part in np.split(order, np.flatnonzero(gap) + 1)]


def _places(
    events: pd.DataFrame, place: Ints, lag: Ints, eligible: EligibleDates, calendar: NDArray[np.datetime64]
) -> tuple[Ints, Ints]:
    """Rows of the firm-events at every date where all may stand, and that date on the calendar; (A, n) and (A,)."""
    at = np.arange(len(calendar) - (place.max() - place.min()))
    rows = np.full((len(at), len(events)), -1)
    for i, event in enumerate(events.itertuples()):
        own = eligible.row_at[event.asset]
        date = calendar[at + place[i] - place.min()]
        position = np.searchsorted(eligible.sessions[event.exchange].dates, date) + lag[i]
        inside = (position >= 0) & (position < len(own))
        rows[inside, i] = own[position[inside]]
    usable = (rows >= 0).all(axis=1)
    rows, at = rows[usable], at[usable]
    fresh = np.sort(np.unique(rows, axis=0, return_index=True)[1])  # dates before the same sessions are one place
    return rows[fresh], at[fresh]
