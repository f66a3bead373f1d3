"""Direction and judgement: what a rounded change says, and whether that is good.

Up at or above the threshold, down at or below its negative, else similar; a mirror rule does not
hold and is not wanted (100 to 110 is +10, up; 110 to 100 is -9, similar). Judgement is polarity
times direction: similar stays similar.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

Direction = Literal["up", "similar", "down"]
Judgement = Literal["positive", "similar", "negative"]
Polarity = Literal["high is good", "low is good", "neither"]

ARROWS: dict[Direction, str] = {"up": "↑", "similar": "→", "down": "↓"}
#: the sign of a direction as arrays hold it
DIRECTIONS: dict[int, Direction] = {1: "up", 0: "similar", -1: "down"}
SIGNS: dict[Polarity, int] = {"high is good": 1, "low is good": -1, "neither": 0}


def direction(change: Fraction | int, threshold: Fraction | int) -> Direction:
    """Decide the arrow of a change; both in percent.

    >>> direction(10, 10), direction(-9, 10), direction(-10, 10)
    ('up', 'similar', 'down')
    """
    if change >= threshold:
        return "up"
    return "down" if change <= -threshold else "similar"


def judgement(moved: Direction, polarity: Polarity) -> Judgement | None:
    """Judge a direction; None where the polarity is neither.

    >>> judgement("up", "low is good"), judgement("similar", "high is good")
    ('negative', 'similar')
    """
    if polarity == "neither":
        return None
    if moved == "similar":
        return "similar"
    return "positive" if (moved == "up") == (polarity == "high is good") else "negative"
