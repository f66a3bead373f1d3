"""Formulas of Excel that decide as the engine does, although a spreadsheet counts in floats.

The engine decides on fractions what is zero, what is a tie and which way an arrow points. A float
misses each by a little; how much is let pass is declared in the reference of formats.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import NamedTuple

from kpilib.language.dataset import ChangeRule
from kpilib.values.rounding import Rounding, decimal_text, scaled

#: decimals to which a figure is trusted beyond those that are printed
_SURE = 9
#: a sum within so much of its terms' sizes is zero, or the decimal of so many places beside it
CANCELS, _PLACES = "1E-13", 4
#: a change is on the threshold, and beside it in a way that cannot be told
_ON, _BESIDE = "1E-12", "1E-9"
#: no change is told from a threshold that lies further off than floats may err
_LARGEST = 1e300


def rounded(text: str, decimals: int, rounding: Rounding, *, sure: bool = False) -> str:
    """Write a rounding: what lies within 10^-9 of a tie is one, as floats miss ties by less.

    `sure` says that it is a decimal as written. Excel's own rounding takes ties away from zero;
    to even needs more words.

    >>> rounded("A1", 1, "half up")
    'ROUND(ROUND(A1,10),1)'
    """
    near = text if sure else f"ROUND({text},{decimals + _SURE})"
    if rounding == "half up":
        return f"ROUND({near},{decimals})"
    units = f"{near}*10^{decimals}" if decimals else near
    near_tie = f"MIN(0.1,MAX(1E-{_SURE},1E-15*ABS({units})))"
    tie = f"ABS(ABS({units})-INT(ABS({units}))-0.5)<={near_tie}"
    return f"IF({tie},2*ROUND({units}/2,0)/10^{decimals},ROUND({near},{decimals}))"


def decimal(value: Fraction) -> str:
    """Write a number as a formula takes it: a decimal of finite length, else a division.

    >>> decimal(Fraction(19, 2)), decimal(Fraction(1, 3))
    ('9.5', '(1/3)')
    """
    places = next((n for n in range(31) if (value * 10**n).denominator == 1), None)
    if places is None:
        return f"({value.numerator}/{value.denominator})"
    return decimal_text(int(value * 10**places), places)


def tidied(total: str, size: str) -> str:
    """Write a sum that is zero where its terms cancel, and else the decimal that it misses.

    0.3 - 0.1 - 0.2 is -2.8E-17 on floats, and 1048576.18 - 1048573.68 misses 2.5. `size` writes
    what the sizes of the terms add up to.

    >>> tidied("A1-B1", "ABS(A1)+ABS(B1)").count("A1-B1")
    5
    """
    limit = f"{CANCELS}*({size})"
    near = f"ROUND({total},{_PLACES})"
    beside = f"IF(ABS({total}-{near})<={limit},{near},{total})"
    return f"IF(ABS({total})<={limit},0,{beside})"


def sizes(*parts: str) -> str:
    """Write what the sizes of terms add up to."""
    return "+".join(f"ABS({part})" for part in parts)


def _limit(rule: ChangeRule) -> Fraction:
    """Return the change from which on an arrow points: 9.5 where it is rounded to 10 first."""
    if rule.decided_on == "exact":
        return rule.threshold
    return math.ceil(rule.threshold) - Fraction(1, 2)


class Doubt(NamedTuple):
    """What a float cannot tell of a change: how near to its threshold, and from which side."""

    within: float
    #: whether what looks as if it were on the threshold is beside it
    beside: bool

    @classmethod
    def of(cls, change: Fraction, slack: float, rule: ChangeRule) -> Doubt:
        """Return the doubt of an exact change from which floats may lie so far.

        >>> Doubt.of(Fraction("9.49999999999"), 0.0, ChangeRule())
        Doubt(within=1e-09, beside=True)
        """
        within = max(float(_BESIDE), min(slack, _LARGEST))
        return cls(within, 0 < abs(abs(change) - _limit(rule)) <= within)


def arrow(change: str, rule: ChangeRule, rounding: Rounding, doubt: Doubt) -> str:
    """Write the arrow of a change and a space; none where a float cannot tell which it is."""
    limit = _limit(rule)
    points = f'IF({change}>0,"↑ ","↓ ")'
    reaches = rule.decided_on == "exact" or scaled(limit, 0, rounding) > limit
    on = points if reaches else '"→ "'
    off = f"ABS(ABS({change})-{decimal(limit)})"
    clear = f'IF(ABS({change})<{decimal(limit)},"→ ",{points})'
    near = '""' if doubt.beside else f'IF({off}>{_ON},"",{on})'
    return f"IF({off}>{doubt.within:.1E},{clear},{near})"
