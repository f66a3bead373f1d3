"""Figures that cancel: zero on the decimals as written, and almost never on floats."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from random import Random

from attrs import evolve

from kpilib import Dataset, Observations, testing
from kpilib.language.catalogue import Catalogue
from kpilib.language.dataset import ChangeRule, Column
from kpilib.project.stores.observations import Observation
from kpilib.values.rounding import decimal_text
from tests.differential.cases import HERE, PLACES, Case, dataset, indicator, rows

#: money in pence, and whole numbers; the last of each three is what the first two leave
MONEY, COUNTS = ("Grant", "Spent", "Fees"), ("All", "Home", "Adopted")
MONTHS = 17
_BREAK, _LATE = testing.FIRST_MONTH + 12, testing.FIRST_MONTH + 4
COLUMNS = {
    "month": "change(value, months=1)",
    "year": "change(value, months=12)",
    "mean": "mean(value, months=3)",
    "whole": "mean(value, months=4, at_least=4)",
    "middle": "median(value, months=4)",
    "moved": "change(mean(value, months=3), months=2)",
    "by hand": "value - previous(value)",
    "against": "value / (previous(value) - value)",
    "to date": "year_to_date(value)",
    "pool": "pooled(value, months=6)",
}
_FORMULAS = {
    "Left": "[Grant] - [Spent] - [Fees]",
    "Share": "percent([Fees], [Left])",
    "Chain": "[Left] * 3 / 7",
    "Over": "[Grant] / [Chain]",
    "Adjusted": "total([Adjust], months=3)",
    "Fees of it": "percent([Fees], [Adjusted])",
    "To date": "year_to_date([Adjust], at_least=1)",
    "Of to date": "[Fees] / [To date]",
    "Mean left": "mean([Left], months=3)",
    "Of mean": "[Fees] / [Mean left]",
    "Middle": "median([Adjust], months=2)",
    "Of middle": "[Fees] / [Middle]",
    "Pooled": "pooled([Share], months=3)",
    "Share to date": "year_to_date([Share], at_least=1)",
    "PA": "percent([Adopted], [All])",
    "PH": "percent([Home], [All])",
    "Others": "100 - [PA] - [PH]",
    "Odds": "[PA] / [Others]",
    "Of others": "100 * [Others] / [PA]",
    "Thrice": "(100 - [PA]) * 3 - [PH] * 3",
    "Of thrice": "[PA] / [Thrice]",
    "Points": "change([PA], months=1, points=true) + change([PH], months=1, points=true)",
    "Of points": "[PA] / [Points]",
    "Least": "least([PA] + [PH], 100) - 100",
    "Of least": "[PA] / [Least]",
    "Under": "[Grant] - [Spent]",
    "Under again": "[Under] * 1",
    "Both": "abs(coalesce([Left], [Under])) + greatest([Left], 0)",
    "Since": "total([Grant], months=3)",
    "Mean since": "mean([All], months=6, at_least=6)",
    "Past": "[Grant] - previous([Grant])",
    "Kept": "coalesce(previous([Kept]), 120) + coalesce([Home], 0) - coalesce([Adopted], 0)",
    "Kept mean": "mean([Kept], months=3)",
    "Kept strictly": "coalesce(previous([Kept strictly]), 120) + [Home] - [Adopted]",
    "Kept twice": "coalesce(previous([Kept twice], months=2), 5) + [Home]",
    "Kept late": "coalesce(previous([Kept late]), 7) + coalesce([Home], 1)",
    "Kept window": "coalesce(mean(previous([Kept window]) + [Home], months=3), 100) - [Adopted]",
    "Kept to date": "year_to_date([Kept])",
    "Kept low": "minimum([Kept late], months=3)",
    "Kept share": "percent([Home], [Kept])",
    "Kept moved": "change([Kept share], months=2, points=true)",
    "Purse": "coalesce(previous([Purse]), 0) + coalesce([Adjust], 0)",
    "Of purse": "percent([Fees], [Purse])",
    "Purse of late": "mean([Purse], months=3) - [Purse]",
}


def catalogue() -> Catalogue:
    """Return collected money and counts, with a break, and what is worked out from them."""
    money = [indicator(ref, unit="money", decimals=2) for ref in (*MONEY, "Adjust")]
    money[0] = evolve(money[0], breaks=(_BREAK,))
    counts = [indicator(ref) for ref in COUNTS]
    decimals = {"Left": 2, "Adjusted": 2, "Under": 0, "Under again": 0, "Share": 1, "Thrice": 3}
    return rows(
        *money,
        *counts,
        *(
            indicator(
                ref,
                formula,
                decimals=decimals.get(ref, number % 3),
                introduced=_LATE if ref == "Kept late" else None,
            )
            for number, (ref, formula) in enumerate(_FORMULAS.items())
        ),
    )


def _dataset(rule: ChangeRule, rounding: str) -> Dataset:
    columns = tuple(
        Column(id=name.replace(" ", "_"), heading=name, formula=formula, span=HERE, places=PLACES)
        for name, formula in COLUMNS.items()
    )
    return evolve(dataset(change=rule, rounding=rounding), columns=columns, window=MONTHS)


def cancelling(places: int, seed: int = 1) -> Iterator[Case]:
    """Give cases under every rule, each over so many places."""
    chance, made = Random(seed), catalogue()
    rules = product(("exact", "printed"), ("rounded", "exact"), ("half up", "half even"))
    for basis, decided, rounding in rules:
        rule = ChangeRule(basis=basis, decided_on=decided, threshold=Fraction(10))  # type: ignore[arg-type]
        found = [one for place in range(places) for one in _observations(f"p{place:03}", chance)]
        yield Case(made, _dataset(rule, rounding), Observations(found))


def _observations(place: str, chance: Random) -> Iterator[Observation]:
    """Give the observations of a place, of figures of one size."""
    size = chance.choice((30, 500, 10_000, 300_000_00, 104_857_618))
    before: tuple[int, int] = 0, 0
    for month in range(MONTHS):
        grant = _amount(chance, size, month)
        spent = chance.randint(-size // 3, grant)
        fees = grant - spent - (chance.choice((1, size // 4)) if chance.randint(0, 3) == 0 else 0)
        adjust = -sum(before) if chance.randint(0, 1) else chance.randint(-size, size)
        before = before[1], adjust
        home, adopted = chance.randint(0, 40), chance.randint(0, 40)
        everyone = home + adopted + (chance.randint(1, 9) if chance.randint(0, 2) == 0 else 0)
        figures = dict(zip((*MONEY, "Adjust"), (grant, spent, fees, adjust), strict=True))
        texts = {ref: decimal_text(figure, 2) for ref, figure in figures.items()}
        texts |= {"All": str(everyone), "Home": str(home), "Adopted": str(adopted)}
        for ref, text in texts.items():
            if chance.randint(0, 30):
                marker = chance.choice("xxc") if chance.randint(0, 30) == 0 else None
                value = None if marker else text
                yield Observation(ref, place, testing.FIRST_MONTH + month, value, marker)


def _amount(chance: Random, size: int, month: int) -> int:
    """Return an amount, often by a tenth more or less than a round one."""
    if chance.randint(0, 2):
        return chance.choice((size, size * 11 // 10, size * 9 // 10, size * 219 // 200))
    return chance.randint(0, size)
