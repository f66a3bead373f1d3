"""Cases in which figures cancel, which those of chance rarely do.

Money whose parts leave nothing over, to the last decimal or all but it; percentages that make a
hundred; months that come to nothing; changes that are ties, or start from such a nothing; windows
over them, behind breaks and over gaps; rows that read themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from random import Random

from kpilib import Catalogue, Indicator, Observations, testing
from kpilib.language.dataset import ChangeRule
from kpilib.project.stores.observations import Observation
from kpilib.values.period import Period
from kpilib.values.rounding import decimal_text
from tests.differential.cases import Case, dataset, indicator, rows

_LENGTH = 18
_PLACES = ("local", "north")
_CHANGED = Period.parse("2015-08").first
#: what is collected besides the parts: the parts add up to the first of them, or nearly
_PARTS = ("A", "B", "C")

#: what is worked out, each with its unit's decimals left to chance; {n} is a number of months, {m}
#: one that is enough
_FORMULAS = {
    "Left": "[T] - [A] - [B] - [C]",
    "Left by itself": "[T] - ([A] + [B] + [C])",
    "Left in steps": "[T AB] - [C]",
    "T AB": "[T] - [A] - [B]",
    "Left of hundred": "100 * [Left] / 7 + [Left] * 0.1",
    "Share": "100 - percent([A0], [W]) - percent([Q], [W])",
    "Of share": "percent([Share], [Part])",
    "Part": "percent([A0], [W])",
    "Change from share": "change([Share], months={n})",
    "Fees of left": "percent([Fees], [Left])",
    "Fees over left": "[Fees] / [Left in steps]",
    "Fees over chain": "[Fees] / [Left of hundred]",
    "Left of fees": "percent([Left], [Fees])",
    "Change of ties": "change([Tied], months={n})",
    "Total": "total([Left], months={n}, at_least={m})",
    "Total swing": "total([Swing], months=3)",
    "Swing broken": "total([Broken swing], months=3)",
    "Mean swing": "mean([Swing], months=3, at_least={n})",
    "Mean broken": "mean([Broken swing], months=6, at_least=6)",
    "Median swing": "median([Broken swing], months=4, at_least={m})",
    "Least swing": "minimum([Left], months={n})",
    "Most swing": "maximum([Broken swing], months=6, at_least=6)",
    "Fees of total": "percent([Fees], [Total swing])",
    "Fees of mean": "[Fees] / [Mean swing]",
    "Pooled": "pooled([Fees of left], months={n}, at_least={m})",
    "Pooled swing": "pooled([Fees of swing], months=3)",
    "Fees of swing": "percent([Fees], [Broken swing])",
    "Swing to date": "year_to_date([Broken swing], at_least={m})",
    "Left to date": "year_to_date([Left])",
    "Fees to date": "percent([Fees], [Left to date])",
    "Ratio to date": "year_to_date([Fees of swing], at_least=2)",
    "Moved": "change([Total swing], months={n})",
    "Moved by hand": "100 * ([Broken swing] - previous([Broken swing], months={n})) / 3",
    "Points": "change([Share], months={n}, points=true)",
    "Filled": "coalesce([Left], [Swing], 0)",
    "Nearest": "greatest([Left], least([Swing], 0))",
    "Sized": "abs([Left]) - abs([Swing])",
    "Fees of sized": "[Fees] / [Sized]",
    "Rate": "rate([A0])",
    "Rate less": "[Rate] - rate([A0]) + 1 - 1",
    "Count over nothing": "[Rate] / [Rate less]",
    "Run": "coalesce(previous([Run]), 0) + [Swing]",
    "Fees of run": "percent([Fees], [Run])",
}


def cancelling(seed: int) -> Case:
    """Return a case drawn by a seed."""
    chance = Random(seed)
    catalogue = _catalogue(chance)
    rule = ChangeRule(
        basis=chance.choice(("exact", "printed")),
        decided_on=chance.choice(("rounded", "exact")),
        threshold=chance.choice((Fraction(10), Fraction(5, 2), Fraction(50))),
    )
    chosen = dataset(change=rule, rounding=chance.choice(("half up", "half even")))
    found = []
    for place in _PLACES:
        for ref, cells in _drawn(chance).items():
            for number, text in enumerate(cells):
                if text is not None:
                    value, marker = (None, text) if text in ("x", "c", "z") else (text, None)
                    when = testing.FIRST_MONTH + number
                    found.append(Observation(ref, place, when, value, marker))
    return Case(catalogue, chosen, Observations(found))


def _catalogue(chance: Random) -> Catalogue:
    months = chance.choice((1, 2, 3))
    given: list[Indicator] = [
        indicator(ref, unit="money", decimals=chance.choice((0, 2)), **more)
        for ref, more in {
            "T": {}, "A": {}, "B": {}, "C": {}, "Fees": {}, "Swing": {}, "Tied": {},
            "Broken swing": {"breaks": (_CHANGED,)},
        }.items()
    ]  # fmt: skip
    given += [indicator(ref) for ref in ("A0", "Q", "W")]
    for ref, formula in _FORMULAS.items():
        written = formula.format(n=months, m=chance.randint(1, months))
        more = {"denominator": "people"} if "rate(" in formula else {}
        given.append(indicator(ref, written, decimals=chance.choice((0, 1, 2)), **more))
    return rows(*given, people=Fraction(chance.choice((4, 7, 200, 47_876))))


def _drawn(chance: Random) -> dict[str, list[str | None]]:
    """Draw the cells of one place: texts of figures, markers and gaps."""
    places = chance.choice((1, 2, 2, 3))
    size = chance.choice((9, 100, 10_000, 104_857_618))
    figures = _money(chance, size) | {"Tied": _tied(chance)}
    found: dict[str, list[str | None]] = {
        ref: [decimal_text(value, places) for value in values] for ref, values in figures.items()
    }
    found |= {ref: [str(n) for n in values] for ref, values in _counts(chance).items()}
    for cells in found.values():
        for number in range(_LENGTH):
            if chance.random() < 0.04:
                cells[number] = chance.choice((None, None, "x", "c", "z"))
    return found


def _money(chance: Random, size: int) -> dict[str, list[int]]:
    """Draw amounts in their last decimal: parts and what they come to, and months that cancel."""
    found: dict[str, list[int]] = {ref: [] for ref in ("T", *_PARTS, "Fees")}
    for _ in range(_LENGTH):
        parts = [chance.randint(0, size) for _ in _PARTS]
        over = chance.choice((0, 0, 0, 0, 1, -1, size, chance.randint(0, size)))
        for ref, value in zip(_PARTS, parts, strict=True):
            found[ref].append(value)
        found["T"].append(sum(parts) + over)
        found["Fees"].append(chance.choice((0, 20, chance.randint(0, size))))
    for ref in ("Swing", "Broken swing"):
        found[ref] = [step for _ in range(_LENGTH // 3) for step in _swing(chance, size)]
    return found


def _swing(chance: Random, size: int) -> Iterator[int]:
    """Draw three months that come to nothing, or nearly."""
    one, other = chance.randint(0, size), chance.randint(-size, size)
    yield from (one, other, chance.choice((0, 0, 0, 1)) - one - other)


def _tied(chance: Random) -> list[int]:
    """Draw figures whose changes are ties, or lie on a threshold."""
    found = [200 * chance.randint(1, 500)]
    while len(found) < _LENGTH:
        steps = (220, 219, 180, 181, 205, 203, 195, 300, 100, 200, 209)
        moved, rest = divmod(found[-1] * chance.choice(steps), 200)
        found.append(moved if not rest else 200 * chance.randint(1, 500))
    return found


def _counts(chance: Random) -> dict[str, list[int]]:
    """Draw two counts that make a whole, or nearly."""
    found: dict[str, list[int]] = {"A0": [], "Q": [], "W": []}
    most = chance.choice((3, 9, 1_000, 5_000_000))
    for _ in range(_LENGTH):
        one, other = chance.randint(0, most), chance.randint(0, most)
        found["A0"].append(one)
        found["Q"].append(other)
        found["W"].append(one + other + chance.choice((0, 0, 0, 1)))
    return found
