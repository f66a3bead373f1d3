"""Hypothesis strategies: catalogues and observations, for tests of code that uses kpilib.

Needs hypothesis: ``pip install kpilib[test]``.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

try:
    from hypothesis import strategies as st
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(
        "kpilib.testing needs hypothesis: pip install kpilib[test]", name="hypothesis"
    ) from error

from kpilib.findings import Span, TextPlace
from kpilib.series.period import month
from kpilib.spec.building import build
from kpilib.spec.catalogue import Catalogue, Registers
from kpilib.spec.dated import Denominator, DenominatorValue
from kpilib.spec.model import Indicator
from kpilib.store.observations import Observation, Observations

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
    kinds = {"A0": "count", "A1": "count"}
    for number in range(2, draw(st.integers(3, max_size))):
        ref = f"A{number}"
        if draw(st.booleans()) and number > 2:
            rows.append(_collected(draw, ref))
            kinds[ref] = "count"
        else:
            kind, formula = draw(_formulas(dict(kinds)))
            kinds[ref] = kind
            rows.append(_derived(draw, ref, formula))
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


def _collected(draw: st.DrawFn, ref: str) -> Indicator:
    return Indicator(
        ref=ref, title=ref, area="a", owner="o", unit="count", measure="flow", span=_PLACE,
        places=_PLACES, **_life(draw),
    )  # fmt: skip


def _derived(draw: st.DrawFn, ref: str, formula: str) -> Indicator:
    return Indicator(
        ref=ref, title=ref, area="a", owner="o", formula=formula, denominator="people",
        per=draw(st.sampled_from((1000, 10_000))), span=_PLACE, places=_PLACES, **_life(draw),
    )  # fmt: skip


@st.composite
def _formulas(draw: st.DrawFn, kinds: dict[str, str]) -> tuple[str, str]:
    """Give a unit and a formula of it over the refs that are there."""
    kind = draw(st.sampled_from(("count", "percent", "rate", "number")))
    return kind, _of(draw, kind, kinds, 2)


def _of(draw: st.DrawFn, kind: str, kinds: dict[str, str], depth: int) -> str:
    there = [ref for ref, unit in kinds.items() if unit == kind]
    if there and (depth == 0 or draw(st.integers(0, 2)) == 0):
        return f"[{draw(st.sampled_from(there))}]"
    if depth == 0:
        return _ratio(draw, kind, kinds, 0)
    inner = _of(draw, kind, kinds, depth - 1)
    forms = [
        lambda: _ratio(draw, kind, kinds, depth - 1),
        lambda: f"({inner} + {_of(draw, kind, kinds, depth - 1)})",
        lambda: f"({inner} - {_of(draw, kind, kinds, depth - 1)})",
        lambda: f"coalesce({inner}, {draw(st.integers(0, 3))})",
        lambda: f"{draw(st.sampled_from(('least', 'greatest')))}({inner}, 5)",
        lambda: f"previous({inner}, months={draw(st.integers(1, 3))})",
        lambda: f"same_month_last_year({inner})",
        lambda: f"abs(-{inner} * 2)",
        lambda: f"{inner} / {draw(st.integers(0, 3))}",
        lambda: _window(draw, inner),
        lambda: _to_date(draw, kind, inner),
    ]
    return draw(st.sampled_from(forms))()


def _window(draw: st.DrawFn, inner: str) -> str:
    if "previous" in inner or not any(c.isalpha() for c in inner):
        return inner
    name = draw(st.sampled_from(("mean", "minimum", "maximum", "median")))
    length = draw(st.integers(1, 5))
    return f"{name}({inner}, months={length}, at_least={draw(st.integers(1, length))})"


def _to_date(draw: st.DrawFn, kind: str, inner: str) -> str:
    if kind == "count" and "previous" not in inner:
        name = draw(st.sampled_from(("year_to_date", "total")))
        return f"{name}(greatest({inner}, 0))"
    return inner


def _ratio(draw: st.DrawFn, kind: str, kinds: dict[str, str], depth: int) -> str:
    """Give a formula that comes out in a unit from counts."""
    part, whole = (_of(draw, "count", kinds, depth) for _ in range(2))
    if kind == "count":
        return part
    if kind == "number":
        return f"{part} / {whole}"
    if kind == "rate":
        return f"rate({part})"
    back = draw(st.integers(1, 3))
    return draw(st.sampled_from((f"percent({part}, {whole})", f"change({part}, months={back})")))


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
