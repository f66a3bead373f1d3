"""What is added up is right, or refused: total(), year_to_date() and pooled() of anything.

The figures are worked out a second time, from the collected values and on plain lists; so is
whether they may be: only what is declared to add up is ever added up.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kpilib
from kpilib.language.building import build
from kpilib.language.catalogue import Registers
from kpilib.language.dated import Denominator, DenominatorValue
from kpilib.language.model import Indicator
from kpilib.project.stores.observations import Observation
from tests.differential.cases import HERE, PLACES

#: months before September 2015, the first that is observed: a formula may look back to them
BEFORE = 36
OBSERVED, FIRST = 16, 2015 * 12 + 8
MONTHS = BEFORE + OBSERVED
#: how many months of the reporting year, which begins in April, lie before a row
YEAR = [(FIRST - BEFORE + row - 3) % 12 for row in range(MONTHS)]
Series = list[Fraction | None]


class Part(NamedTuple):
    """A formula, and what it is worked out to by hand."""

    text: str
    unit: str
    measure: str
    series: Series
    #: of a ratio: part and whole, each with its measure; it is one over the other, moved
    parts: tuple[Series, str, Series, str] | None = None
    times: Fraction = Fraction(1)
    plus: Fraction = Fraction(0)


COLLECTED = {
    "F": ("count", "flow"), "G": ("count", "flow"), "S": ("count", "stock"),
    "T": ("count", "stock"), "C": ("count", "average"), "M": ("money", "flow"),
    "B": ("money", "stock"), "U": ("money", "average"), "D": ("days", None), "L": ("days", "flow"),
    "N": ("number", None), "P": ("percent", None), "Q": ("percent", None), "R": ("rate", None),
}  # fmt: skip
POPULATION: Series = [None] * BEFORE + [Fraction(1000)] * 8 + [Fraction(1250)] * 8


def both(a: Series, b: Series, combine: Callable[[Fraction, Fraction], Fraction | None]) -> Series:
    return [
        None if x is None or y is None else combine(x, y) for x, y in zip(a, b, strict=True)
    ]  # fmt: skip


def ratio(text: str, unit: str, scale: int, part: Part, whole: Part) -> Part:
    """Put one figure over another."""
    scaled: Series = [None if x is None else scale * x for x in part.series]
    series = both(scaled, whole.series, lambda x, y: x / y if y else None)
    kinds = ("flow", "stock", "in force")
    if part.measure in kinds and whole.measure in kinds:
        parts = (scaled, part.measure, whole.series, whole.measure)
        return Part(text, unit, "ratio", series, parts)
    return Part(text, unit, "average", series)


def moved(x: Part, text: str, times: Fraction, plus: Fraction) -> Part:
    """Multiply with a number, and add one."""
    series: Series = [None if v is None else times * v + plus for v in x.series]
    moved_ = x.times * times, x.plus * times + plus
    return Part(text, x.unit, x.measure, series, x.parts, *moved_)


def over(x: Part, top: Fraction | None, bottom: Fraction | None) -> Fraction | None:
    """Put the two parts of a ratio together, as far as they are rolled up."""
    if top is None or not bottom:
        return None
    return x.times * top / bottom + x.plus


def window(x: Part, name: str, months: int) -> Part:
    """Take a mean or a maximum, which are never added up."""
    series: Series = []
    for row in range(MONTHS):
        values = [v for v in x.series[max(row - months + 1, 0) : row + 1] if v is not None]
        if not values:
            series.append(None)
        else:
            series.append(max(values) if name == "maximum" else sum(values) / Fraction(len(values)))
    return Part(f"{name}({x.text}, months={months})", x.unit, "average", series)


def later(series: Series, months: int) -> Series:
    return [None] * months + series[: MONTHS - months]


def summed(series: Series, row: int, months: int, at_least: int) -> Fraction | None:
    """Add up the months ending in a row; None where too few have a value."""
    values = [v for v in series[max(row - months + 1, 0) : row + 1] if v is not None]
    return sum(values, Fraction(0)) if len(values) >= at_least else None


def total(x: Part, months: int, at_least: int | None) -> Part | None:
    if x.measure != "flow":
        return None
    needed = at_least or months
    series = [summed(x.series, row, months, needed) for row in range(MONTHS)]
    setting = f", at_least={at_least}" if at_least else ""
    return Part(f"total({x.text}, months={months}{setting})", x.unit, "accumulated", series)


def to_date(x: Part, at_least: int | None) -> Part | None:
    text = f"year_to_date({x.text}{f', at_least={at_least}' if at_least else ''})"

    def since(series: Series, measure: str) -> Series:
        if measure != "flow":
            return series
        return [
            summed(series, row, YEAR[row] + 1, at_least or YEAR[row] + 1) for row in range(MONTHS)
        ]

    if x.parts is not None:
        part, kind, whole, of = x.parts
        if kind == of == "flow":  # months in which both have a value
            pairs = both(part, whole, lambda p, w: Fraction(1))
            part, whole = (
                [v if pair else None for v, pair in zip(side, pairs, strict=True)]
                for side in (part, whole)
            )
        series = both(since(part, kind), since(whole, of), lambda p, w: over(x, p, w))
        return Part(text, x.unit, "accumulated", series)
    if x.measure not in ("flow", "stock"):
        return None
    return Part(text, x.unit, "accumulated", since(x.series, x.measure))


def pooled(x: Part, months: int, at_least: int | None) -> Part | None:
    if x.parts is None or "stock" in (x.parts[1], x.parts[3]):
        return None
    part, _, whole, _ = x.parts
    series: Series = []
    for row in range(MONTHS):
        span = range(max(row - months + 1, 0), row + 1)
        pairs = [(part[n], whole[n]) for n in span]
        given_ = [(p, w) for p, w in pairs if p is not None and w is not None]
        sums = [sum(side, Fraction(0)) for side in zip(*given_, strict=True)] or [None, None]
        few = len(given_) < (at_least or 1)
        series.append(None if few else over(x, *sums))
    setting = f", at_least={at_least}" if at_least else ""
    return Part(f"pooled({x.text}, months={months}{setting})", x.unit, "accumulated", series)


@st.composite
def formulas(draw: st.DrawFn, collected: dict[str, Part], depth: int = 3) -> Part:
    """Draw a formula that the validator takes, of any measure."""
    # flows often, since most else is refused
    drawn = st.sampled_from([*sorted(collected), *"FFFFFFGGGGGGMMLL"])
    x = collected[draw(drawn)]
    for _ in range(draw(st.integers(0, depth))):
        y = collected[draw(drawn)]
        number = Fraction(draw(st.integers(1, 9)), 2)
        forms = [
            lambda x=x, n=number: moved(x, f"({x.text} * {float(n)})", n, Fraction(0)),
            lambda x=x, n=number: moved(x, f"({x.text} / {float(n)})", 1 / n, Fraction(0)),
            lambda x=x, n=number: moved(x, f"({float(n)} - {x.text})", Fraction(-1), n),
            lambda x=x: moved(x, f"-{x.text}", Fraction(-1), Fraction(0)),
            lambda x=x: _previous(x, 2),
            lambda x=x: _coalesced(x),
            lambda x=x: window(x, "mean", 3),
            lambda x=x: window(x, "maximum", 3),
            lambda x=x: Part(f"abs({x.text})", x.unit, "average",
                             [None if v is None else abs(v) for v in x.series]),
            lambda x=x: total(x, 3, 2) or x,
            lambda x=x: to_date(x, 1) or x,
        ]  # fmt: skip
        if x.unit == y.unit:
            forms.append(
                lambda x=x, y=y: ratio(f"percent({x.text}, {y.text})", "percent", 100, x, y)
            )
            if x.unit != "number":
                forms.append(lambda x=x, y=y: ratio(f"({x.text} / {y.text})", "number", 1, x, y))
            if {x.measure, y.measure} != {"flow", "stock"}:
                forms.append(lambda x=x, y=y: _sum(x, y))
        if x.unit == "count":
            people = Part("", "count", "in force", POPULATION)
            forms.append(lambda x=x, p=people: ratio(f"rate({x.text})", "rate", 1000, x, p))
        x = draw(st.sampled_from(forms))()
    return x


def _previous(x: Part, months: int) -> Part:
    parts = None
    if x.parts:
        part, kind, whole, of = x.parts
        parts = later(part, months), kind, later(whole, months), of
    text = f"previous({x.text}, months={months})"
    return Part(text, x.unit, x.measure, later(x.series, months), parts, x.times, x.plus)


def _coalesced(x: Part) -> Part:
    series: Series = [Fraction(1) if v is None else v for v in x.series]
    measure = "average" if x.measure == "ratio" else x.measure
    return Part(f"coalesce({x.text}, 1)", x.unit, measure, series)


def _sum(x: Part, y: Part) -> Part:
    same = x.measure == y.measure and x.measure in ("flow", "stock", "accumulated")
    measure = x.measure if same else "average"
    series = both(x.series, y.series, lambda a, b: a + b)
    return Part(f"({x.text} + {y.text})", x.unit, measure, series)


@st.composite
def observed(draw: st.DrawFn) -> dict[str, Part]:
    """Draw collected rows of every unit and measure, with gaps."""
    found = {}
    for ref, (unit, measure) in COLLECTED.items():
        cell = st.one_of(st.integers(1, 40), st.integers(0, 40), st.just(None))
        drawn = draw(st.lists(cell, min_size=OBSERVED, max_size=OBSERVED))
        series: Series = [None] * BEFORE
        series += [None if v is None else Fraction(v, 4) for v in drawn]
        found[ref] = Part(f"[{ref}]", unit, measure or "average", series)
    return found


def evaluated(formula: str, collected: dict[str, Part]) -> kpilib.Line | None:
    """Evaluate a formula by the library; None where the validator refuses it."""
    rows = [
        Indicator(ref=ref, title=ref, area="a", owner="o", unit=unit, measure=measure, span=HERE,
                  places=PLACES)
        for ref, (unit, measure) in COLLECTED.items()
    ]  # fmt: skip
    rows.append(
        Indicator(ref="X", title="X", area="a", owner="o", formula=formula, denominator="people",
                  per=1000, span=HERE, places=PLACES)
    )  # fmt: skip
    values = tuple(
        DenominatorValue(since=FIRST + since, value=Fraction(value), span=HERE)
        for since, value in ((0, 1000), (8, 1250))
    )
    people = Denominator(id="people", title="People", values=values, span=HERE)
    catalogue = build(rows, Registers(denominators={"people": people}))
    if catalogue.faults:
        assert {fault.code for fault in catalogue.faults} <= {"KPI303", "KPI304", "KPI305"}
        return None
    observations = [
        Observation(ref, "local", FIRST - BEFORE + row, str(float(value)), None)
        for ref, part in collected.items()
        for row, value in enumerate(part.series)
        if value is not None
    ]
    end = "2016-12"
    return kpilib.evaluate(catalogue, kpilib.Observations(observations), start="2015-09", end=end)[
        "X"
    ]


@given(st.data())
def test_what_is_added_up_is_right_or_refused(data: st.DataObject) -> None:
    """Every measure and every function: the figure of the collected values, or a finding."""
    collected = data.draw(observed())
    name = data.draw(st.sampled_from(("total", "year_to_date", "pooled")))
    x = data.draw(formulas(collected))
    if name == "pooled" and x.unit == "count" and data.draw(st.booleans()):
        x = ratio(f"percent({x.text}, [G])", "percent", 100, x, collected["G"])
        x = moved(x, f"100 - {x.text}", Fraction(-1), Fraction(100))
    months, at_least = data.draw(st.integers(1, 5)), data.draw(st.sampled_from((None, 1, 2)))
    if at_least and at_least > months:
        at_least = None
    if name == "total":
        wanted = total(x, months, at_least)
        text = f"total({x.text}, months={months}{f', at_least={at_least}' if at_least else ''})"
    elif name == "pooled":
        wanted = pooled(x, months, at_least)
        text = f"pooled({x.text}, months={months}{f', at_least={at_least}' if at_least else ''})"
    else:
        wanted = to_date(x, at_least)
        text = f"year_to_date({x.text}{f', at_least={at_least}' if at_least else ''})"
    line = evaluated(text, collected)
    assert (line is None) == (wanted is None), text
    if line is None or wanted is None:
        return
    for row, value in enumerate(wanted.series[BEFORE:]):
        cell = line.cell(0, row)
        if value is None:
            assert cell.value is None, (text, row, cell)
        else:
            assert cell.value == pytest.approx(float(value), rel=1e-9, abs=1e-9), (text, row)
