"""Hypothesis strategies: catalogues and observations, for tests of code that uses kpilib.

Needs hypothesis: ``pip install kpilib[test]``.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

try:
    from hypothesis import strategies as st
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(
        "kpilib.testing needs hypothesis: pip install kpilib[test]", name="hypothesis"
    ) from error

from kpilib.language.building import build
from kpilib.language.catalogue import Catalogue, Registers
from kpilib.language.dated import Denominator, DenominatorValue
from kpilib.language.model import Indicator
from kpilib.project.stores.observations import Observation, Observations
from kpilib.values.findings import Span, TextPlace
from kpilib.values.period import month

if TYPE_CHECKING:
    from kpilib.language.types import Measure

#: the months from which periods are drawn start here
FIRST_MONTH = month("2015-01")
_PLACE = Span("strategy")
_PLACES = {"formula": TextPlace(_PLACE)}


def months(count: int = 18) -> st.SearchStrategy[int]:
    """Give months, as ordinals, from 2015-01 on."""
    return st.integers(FIRST_MONTH, FIRST_MONTH + count - 1)


@st.composite
def catalogues(draw: st.DrawFn, max_size: int = 8) -> Catalogue:
    """Give catalogues of counts, percentages and formulas over them, all of them sound.

    The first two indicators, ``A0`` and ``A1``, are collected flows; later ones may be collected
    or stand on earlier ones, with lifetimes, breaks and decimals.
    """
    rows = [_collected(draw, "A0"), _collected(draw, "A1")]
    kinds = {row.ref: _Drawn(f"[{row.ref}]", "count", "flow") for row in rows}
    for number in range(2, draw(st.integers(3, max_size))):
        ref = f"A{number}"
        if draw(st.booleans()) and number > 2:
            measure: Measure = draw(st.sampled_from(("flow", "flow", "stock")))
            rows.append(_collected(draw, ref, measure))
            kinds[ref] = _Drawn(f"[{ref}]", "count", measure)
        else:
            drawn = draw(_formulas(dict(kinds)))
            kinds[ref] = drawn._replace(text=f"[{ref}]")
            rows.append(_derived(draw, ref, drawn.text))
    since = draw(st.integers(FIRST_MONTH - 3, FIRST_MONTH + 6))
    values = (
        DenominatorValue(since=since, value=Fraction(draw(_populations)), span=_PLACE),
        DenominatorValue(since=since + 7, value=Fraction(draw(_populations)), span=_PLACE),
    )
    people = Denominator(id="people", title="People", values=values, span=_PLACE)
    return build(rows, Registers(denominators={"people": people}))


_populations = st.sampled_from((0, 1, 7, 200, 20_000, 47_876))


def _life(draw: st.DrawFn) -> dict[str, Any]:
    given: dict[str, Any] = {"decimals": draw(st.sampled_from((0, 0, 1, 2)))}
    if draw(st.integers(0, 3)) == 0:
        given["introduced"] = draw(months())
    if draw(st.integers(0, 3)) == 0:
        given["ended"] = draw(months())
    if draw(st.integers(0, 4)) == 0:
        given["breaks"] = (draw(months()),)
    return given


def _collected(draw: st.DrawFn, ref: str, measure: Measure = "flow") -> Indicator:
    return Indicator(
        ref=ref, title=ref, area="a", owner="o", unit="count", measure=measure, span=_PLACE,
        places=_PLACES, **_life(draw),
    )  # fmt: skip


def _derived(draw: st.DrawFn, ref: str, formula: str) -> Indicator:
    return Indicator(
        ref=ref, title=ref, area="a", owner="o", formula=formula, denominator="people",
        per=draw(st.sampled_from((1000, 10_000))), span=_PLACE, places=_PLACES, **_life(draw),
    )  # fmt: skip


class _Drawn(NamedTuple):
    """A formula, and what it is."""

    text: str
    unit: str
    measure: str

    def average(self, text: str) -> _Drawn:
        return _Drawn(text, self.unit, "average")


_ADDITIVE = ("flow", "stock", "accumulated")


@st.composite
def _formulas(draw: st.DrawFn, kinds: dict[str, _Drawn]) -> _Drawn:
    """Return a formula of some unit over the refs that are there."""
    return _of(draw, draw(st.sampled_from(("count", "percent", "rate", "number"))), kinds, 2)


def _of(draw: st.DrawFn, unit: str, kinds: dict[str, _Drawn], depth: int) -> _Drawn:
    there = [one for one in kinds.values() if one.unit == unit]
    if there and (depth == 0 or draw(st.integers(0, 2)) == 0):
        return draw(st.sampled_from(there))
    if depth == 0:
        return _ratio(draw, unit, kinds, 0)
    x = _of(draw, unit, kinds, depth - 1)
    number = draw(st.integers(0, 3))
    forms = [
        lambda: _ratio(draw, unit, kinds, depth - 1),
        lambda: _sum(draw(st.sampled_from("+-")), x, _of(draw, unit, kinds, depth - 1)),
        lambda: _coalesced(x, number),
        lambda: x.average(f"{draw(st.sampled_from(('least', 'greatest')))}({x.text}, 5)"),
        lambda: x._replace(text=f"previous({x.text}, months={number + 1})"),
        lambda: x._replace(text=f"same_month_last_year({x.text})"),
        lambda: x.average(f"abs(-{x.text} * 2)"),
        lambda: x._replace(text=f"({x.text} / {number + 1})"),
        lambda: x.average(f"{x.text} / 0"),
        lambda: x._replace(text=f"(50 - {x.text})"),
        lambda: _window(draw, x),
        lambda: _added_up(draw, x),
    ]
    return draw(st.sampled_from(forms))()


def _sum(sign: str, x: _Drawn, y: _Drawn) -> _Drawn:
    if {x.measure, y.measure} == {"flow", "stock"}:
        return x
    same = x.measure == y.measure and x.measure in _ADDITIVE
    return _Drawn(f"({x.text} {sign} {y.text})", x.unit, x.measure if same else "average")


def _coalesced(x: _Drawn, number: int) -> _Drawn:
    text = f"coalesce({x.text}, {number})"
    return x._replace(text=text) if x.measure in _ADDITIVE else x.average(text)


def _window(draw: st.DrawFn, x: _Drawn) -> _Drawn:
    if "previous" in x.text or "[" not in x.text:
        return x
    name = draw(st.sampled_from(("mean", "minimum", "maximum", "median")))
    length = draw(st.integers(1, 5))
    return x.average(f"{name}({x.text}, months={length}, at_least={draw(st.integers(1, length))})")


def _added_up(draw: st.DrawFn, x: _Drawn) -> _Drawn:
    """Return what adds months up of a figure that does."""
    if "previous" in x.text or "[" not in x.text:
        return x
    least = draw(st.sampled_from(("", ", at_least=1", ", at_least=2")))
    forms = []
    if x.measure in ("flow", "stock", "ratio"):
        forms.append(f"year_to_date({x.text}{least})")
    if x.measure == "flow":
        forms.append(f"total({x.text}, months={draw(st.integers(2, 12))}{least})")
    if not forms:
        return x
    return _Drawn(draw(st.sampled_from(forms)), x.unit, "accumulated")


def _ratio(draw: st.DrawFn, unit: str, kinds: dict[str, _Drawn], depth: int) -> _Drawn:
    """Return a formula that comes out in a unit from counts."""
    part, whole = (_of(draw, "count", kinds, depth) for _ in range(2))
    if unit == "count":
        return part
    if unit == "rate":
        measure = "ratio" if part.measure in ("flow", "stock") else "average"
        return _Drawn(f"rate({part.text})", unit, measure)
    both = part.measure in ("flow", "stock") and whole.measure in ("flow", "stock")
    measure = "ratio" if both else "average"
    if unit == "number":
        return _Drawn(f"({part.text} / {whole.text})", unit, measure)
    if draw(st.booleans()):
        return _Drawn(f"percent({part.text}, {whole.text})", unit, measure)
    return _Drawn(f"change({part.text}, months={draw(st.integers(1, 3))})", unit, "average")


@st.composite
def observations(
    draw: st.DrawFn,
    catalogue: Catalogue,
    geographies: tuple[str, ...] = ("local", "north"),
    length: int = 14,
) -> Observations:
    """Give observations of the collected indicators: whole numbers, gaps and markers."""
    cell = st.one_of(st.integers(0, 60).map(str), st.sampled_from(("0", "x", "c", "z")), st.none())
    rows = []
    for row in catalogue:
        if row.formula is not None:
            continue
        for geography in geographies:
            drawn = draw(st.lists(cell, min_size=length, max_size=length))
            for number, text in enumerate(drawn):
                if text is not None:
                    value, marker = (None, text) if text in "xcz" else (text, None)
                    when = FIRST_MONTH + number
                    rows.append(Observation(row.ref, geography, when, value, marker))
    return Observations(rows)
