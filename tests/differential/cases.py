"""What the engines are given, and what they give: figures by column, ref, place and month."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from fractions import Fraction
from random import Random
from typing import NamedTuple

from attrs import evolve
from hypothesis import strategies as st

from kpilib import Catalogue, Dataset, Indicator, Observations, testing
from kpilib.language.building import build
from kpilib.language.catalogue import Registers
from kpilib.language.dataset import ChangeRule, Column
from kpilib.language.dated import Denominator, DenominatorValue
from kpilib.project.stores.observations import Observation
from kpilib.values.change import ARROWS, direction
from kpilib.values.findings import Span, TextPlace
from kpilib.values.period import Period
from kpilib.values.rounding import decimal_text, scaled

HERE = Span("test")
PLACES = {name: TextPlace(HERE) for name in ("formula", "heading", "id")}
COLUMNS = {
    "month": "change(value, months=1)",
    "year": "change(value, months=12)",
    "mean": "mean(value, months=12)",
    "most": "maximum(value, months=12)",
    "middle": "median(value, months=5, at_least=2)",
    "before": "previous(value)",
    "share": "value / least([A0], 9)",
}


class Figure(NamedTuple):
    """One cell: a value or a reason, the printed text, the direction of a change."""

    value: float | None
    reason: str | None
    printed: str | None
    direction: str | None = None
    #: how far the value may lie from the exact one, as its engine says
    bound: float = 0.0


#: a column's id ("" for the row itself), a ref, a place and a month
Key = tuple[str, str, str, str]
Figures = Mapping[Key, Figure]


class Case(NamedTuple):
    """A catalogue, a dataset over it, and what was observed."""

    catalogue: Catalogue
    dataset: Dataset
    observations: Observations


def dataset(**given: object) -> Dataset:
    """Give a dataset with columns of many kinds."""
    columns = tuple(
        Column(id=name, heading=name, formula=formula, span=HERE, places=PLACES)
        for name, formula in COLUMNS.items()
    )
    return evolve(Dataset(dataset="d", title="D", columns=columns, span=HERE), **given)  # type: ignore[arg-type]


@st.composite
def cases(draw: st.DrawFn, size: int = 7, length: int = 15) -> Case:
    """Give random catalogues and panels, under every rule of rounding and change."""
    catalogue = draw(testing.catalogues(max_size=size))
    rule = ChangeRule(
        basis=draw(st.sampled_from(("exact", "printed"))),
        decided_on=draw(st.sampled_from(("rounded", "exact"))),
        threshold=draw(st.sampled_from((Fraction(10), Fraction(5, 2), Fraction(50)))),
    )
    chosen = dataset(change=rule, rounding=draw(st.sampled_from(("half up", "half even"))))
    return Case(catalogue, chosen, draw(testing.observations(catalogue, length=length)))


#: how far apart two floats of one figure may lie where no bound is said
_NEAR = 1e-11


class Compared(NamedTuple):
    """How many cells were compared, and which of them differ."""

    cells: int
    #: cells that differ within the tolerance that the engine declares
    inside: int
    #: those of them of which it prints nothing, and shows no arrow
    silent: int
    differences: list[tuple[Key, Figure, Figure]]


def compared(left: Figures, right: Figures) -> Compared:
    """Compare value, reason, printed text and direction of every cell."""
    assert left.keys() == right.keys(), sorted(left.keys() ^ right.keys())[:5]
    inside, silent, differences = 0, 0, []
    for key, one in left.items():
        other = right[key]
        apart = _apart(one, other)
        same = one[1:4] == other[1:4]
        if same and apart <= _NEAR * max(abs(one.value or 0.0), 1):
            continue
        # an engine that counts in floats says nothing where it is not sure
        nothing = other.reason is other.printed is other.direction is None
        if one.reason is None and (same or nothing) and apart <= one.bound + other.bound:
            inside, silent = inside + 1, silent + (not same)
        else:
            differences.append((key, one, other))
    return Compared(len(left), inside, silent, differences)


def _apart(one: Figure, other: Figure) -> float:
    if one.value is None or other.value is None:
        return 0.0 if one.value is other.value else math.inf
    return abs(one.value - other.value)


def compare(left: Figures, right: Figures, who: str) -> int:
    """Compare every cell, none of which may differ; return how many."""
    found = compared(left, right)
    assert not found.differences, (who, found.differences[:3])
    return found.cells


def rows(*given: Indicator, **people: Fraction) -> Catalogue:
    """Give a catalogue of indicators, with populations in force from 2015-01."""
    since = Period.parse("2015-01").first
    denominators = {
        name: Denominator(id=name, title=name, span=HERE, values=(
            DenominatorValue(since=since, value=value, span=HERE),
            DenominatorValue(since=since + 3, value=value + 7, geography="north", span=HERE),
        ))
        for name, value in people.items()
    }  # fmt: skip
    catalogue = build(given, Registers(denominators=denominators))
    assert not catalogue.faults, catalogue.faults
    return catalogue


def indicator(ref: str, formula: str | None = None, **given: object) -> Indicator:
    """Give an indicator; a collected one is a flow unless something else is said."""
    if formula is None:
        given = {"unit": "count", "measure": "flow", **given}
    return Indicator(ref=ref, title=ref, area="a", owner="o", formula=formula, span=HERE,
                     places=PLACES, **given)  # type: ignore[arg-type]  # fmt: skip


def thorough() -> Iterator[Case]:
    """Give cases of what random ones do not hold."""
    quoted = 'it\'s \\ `x` "y" */ -- %s ? é'
    many = [indicator(f"N{number}") for number in range(30)]
    catalogue = rows(
        indicator("A0"),
        indicator("B", decimals=2),
        indicator("Open", measure="stock", breaks=(Period.parse("2015-06").first,)),
        indicator("M", unit="money", decimals=2),
        indicator(quoted),
        indicator("share", "percent([A0], [B])", decimals=1),
        indicator("people", "rate([A0])", denominator="children"),
        indicator("pool", "pooled([share], months=5)"),
        indicator("pool-rate", "pooled([people], months=3)", decimals=2),
        indicator("to date", "year_to_date([Open])"),
        indicator("flow to date", "year_to_date([A0])"),
        indicator("share to date", "year_to_date([share])", decimals=1),
        indicator("rate to date", "year_to_date([people])"),
        indicator("turned", "previous([Open]) + [A0] - [B]"),
        indicator("points", "change([share], months=2, points=true)", decimals=3),
        indicator("moved", "change([Open], months=3)"),
        indicator("middle", "median([M], months=4, at_least=2)", decimals=2),
        indicator("odd", f"[{quoted}] + [{quoted}] - previous([{quoted}])"),
        *many,
        indicator("sum", " + ".join(f"[N{number}]" for number in range(30))),
        children=Fraction(49_209),
    )
    values = ["1234567", "0", "3", "-4", "x", "c", "z", None, "250", "9", "12", "987654321", "5"]
    observations = []
    for place, row in enumerate(row for row in catalogue if row.formula is None):
        for number in range(26):
            for step, geography in enumerate(("local", "north", "o'hara")):
                text = values[(place * 5 + number * 3 + step * 7 + number // 5) % len(values)]
                if row.ref.startswith("N") and text is None and number % 3:
                    text = "1"
                if row.ref == "M" and text not in (None, "x", "c", "z"):
                    text += ".05"
                value, marker = (None, text) if text in ("x", "c", "z") else (text, None)
                if text is not None:
                    when = testing.FIRST_MONTH + number
                    observations.append(Observation(row.ref, geography, when, value, marker))
    for rule in (ChangeRule(), ChangeRule(basis="printed", decided_on="exact")):
        yield Case(catalogue, dataset(change=rule), Observations(observations))


def ties(count: int) -> tuple[Case, dict[Key, str]]:
    """Give whole numbers, a third of them ties, with what their fractions print."""
    chance = Random(1)
    since = testing.FIRST_MONTH
    people = tuple(
        DenominatorValue(since=since, value=Fraction(20_000 + 7 * number), span=HERE,
                         geography=f"g{number:05}")
        for number in range(count)
    )  # fmt: skip
    catalogue = build(
        [
            indicator("A0"),
            indicator("W"),
            indicator("P", "percent([A0], [W])"),
            indicator("R", "rate([A0])", denominator="children"),
        ],
        Registers(denominators={
            "children": Denominator(id="children", title="C", span=HERE, values=people)
        }),
    )  # fmt: skip
    observations, exact = [], {}
    for number in range(count):
        where, whole = f"g{number:05}", chance.randint(1, 4_000)
        then, now = chance.randint(1, 4_000), chance.randint(0, 4_000)
        if number % 3 == 0:  # percentages and changes that end in a half
            whole = then = 200 * chance.randint(1, 20)
            now = then * chance.choice((1, 3, 219, 181, 209, 191)) // 200
        for ref, pair in (("A0", (then, now)), ("W", (whole, whole))):
            for month, value in enumerate(pair):
                when = testing.FIRST_MONTH + month
                observations.append(Observation(ref, where, when, str(value), None))
        percent = scaled(Fraction(100 * now, whole), 0)
        exact["", "P", where, "2015-02"] = f"{percent}%"
        rate = Fraction(10_000 * now) / people[number].value
        exact["", "R", where, "2015-02"] = str(scaled(rate, 0))
        moved = Fraction(100 * (now - then), then)
        arrow = ARROWS[direction(scaled(moved, 0), 10)]
        text = decimal_text(scaled(moved, 0), 0, thousands=True)
        exact["month", "A0", where, "2015-02"] = f"{arrow} {text}"
    return Case(catalogue, dataset(), Observations(observations)), exact
