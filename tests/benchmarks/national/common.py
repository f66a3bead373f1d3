"""The work that every contender does, as plain tables, and what a contender is.

50 rows: 30 counts, 10 percentages, 5 rates, 5 sums. Of every row: the change against last month
and against the same month last year in percent, their directions and judgements, the 12-month
mean and maximum. A figure is called ``C0``, ``C0|change_month``, ``C0|change_month|direction``,
``C0|change_month|judgement``, ``C0|average_12`` and, of who has them, ``C0|change_month|reason``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks import workload

Values = NDArray[np.float64]
Counts = Mapping[str, Values]

DERIVED = [row[0] for row in [*workload.PERCENTS, *workload.RATES, *workload.SUMS]]
REFS = [*workload.COUNTS, *DERIVED]
CHANGES = {"change_month": 1, "change_year": 12}
COLUMNS = [*CHANGES, "average_12", "maximum_12"]
#: what a judgement multiplies a direction by: high is good, low is good, neither
SIGNS = np.array([(1, -1, 0)[number % 3] for number in range(len(REFS))], np.int8)
#: a change that rounds to 10 or more, half away from zero, is one from 9.5 on
LIMIT = 9.5
WINDOW = 12
#: why a cell has no value
MISSING_NOW, NO_BASE, ZERO_BASE, INPUT_MISSING, ZERO_DENOMINATOR, TOO_FEW = range(1, 7)
#: bytes of input and of output a month and geography
INPUT_BYTES = 31 * 8
OUTPUT_BYTES = 20 * 8 + 50 * (4 * 8 + 2 + 2)
REASON_BYTES = 50 * 5


class Step(NamedTuple):
    """How a derived row is made of two of the 31 inputs, by place; the 30th are the people."""

    kind: str
    left: int
    right: int
    scale: float = 0.0


PEOPLE = 30
STEPS = [Step("/", int(a[1:]), int(b[1:]), 100.0) for _, a, b in workload.PERCENTS]
STEPS += [Step("/", int(c[1:]), PEOPLE, 10_000.0) for _, c in workload.RATES]
STEPS += [Step(sign, int(a[1:]), int(b[1:])) for _, a, b, sign in workload.SUMS]


class Form(NamedTuple):
    """A contender: `prepare` is not timed, `run` is, `figures` reads its outputs for the check."""

    prepare: Callable[[Counts, Values], Any]
    run: Callable[[Any], Any]
    figures: Callable[[Any, str], Values]
    #: whether it gives a byte of reason a cell
    reasons: bool = False
    #: whether it does the work, or only moves its bytes
    computes: bool = True


def populations(geographies: int, months: int) -> Values:
    """Give the population in force, (geographies, months)."""
    people = np.empty((geographies, months))
    for place in range(geographies):
        for first, value in workload.populations(place, months):
            people[place, first - workload.FIRST :] = value
    return people


def names() -> list[str]:
    """Give every figure that is compared, without reasons."""
    found = list(REFS)
    for ref in REFS:
        found += [f"{ref}|{column}" for column in COLUMNS]
        found += [f"{ref}|{c}|{kind}" for c in CHANGES for kind in ("direction", "judgement")]
    return found


def reason_names() -> list[str]:
    """Give the reasons of every row and column."""
    return [f"{ref}|{column}|reason" for ref in REFS for column in ["value", *COLUMNS]]
