"""Answers of exact evaluation: a fraction, or a missing value with what is behind it."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from kpilib.values.reasons import CONFIDENTIAL, TEXT, input_missing, pair


class Missing(NamedTuple):
    """No value. Where several meet, the largest `rank` wins: reasons, then inputs in reading order.

    A reason of its own ranks by its code; an input missing ranks 0, -1, -2, ... by its place.
    """

    rank: int
    #: the deepest reason
    reason: int
    #: the input that is missing, where it is one
    ref: str | None = None

    @classmethod
    def because(cls, reason: int) -> Missing:
        """Make one of a reason's code."""
        return cls(reason, reason)

    def read_as(self, ref: str, place: int) -> Missing:
        """Say it as a formula does that reads `ref` as its input number `place`."""
        if self.reason == CONFIDENTIAL:
            return self
        return Missing(-place, self.reason, ref)

    @property
    def code(self) -> int:
        """The code of it in an array of reasons."""
        return self.reason if self.ref is None else pair(-self.rank, self.reason)

    def __str__(self) -> str:
        return input_missing(self.ref, self.reason) if self.ref else TEXT[self.reason]


Answer: TypeAlias = Fraction | Missing
#: gives argument number `i` of a call, that many months ago
At: TypeAlias = Callable[..., Answer]


def strongest(*answers: Answer) -> Missing | None:
    """Give the missing one that wins, None where every one is a value."""
    missing = [answer for answer in answers if isinstance(answer, Missing)]
    return max(missing, key=lambda one: one.rank) if missing else None


def confidential(*answers: Answer) -> Missing | None:
    """Give the confidential one among the answers, if there is one."""
    for answer in answers:
        if isinstance(answer, Missing) and answer.reason == CONFIDENTIAL:
            return answer
    return None
