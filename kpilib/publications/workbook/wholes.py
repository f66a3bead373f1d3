"""Which rows hold whole numbers, sums of which a spreadsheet gets exactly right."""

from __future__ import annotations

from collections.abc import Collection

from kpilib.language.catalogue import Catalogue
from kpilib.language.syntax import Call, Expression, Number, Operation, Population, Ref, children
from kpilib.project.panel import Panel
from kpilib.publications.workbook.grid import Key

#: functions that make whole numbers of whole numbers
_KEEPING = frozenset(
    ("previous", "same_month_last_year", "minimum", "maximum", "total", "year_to_date",
     "coalesce", "least", "greatest", "abs", "unbroken")
)  # fmt: skip


def whole_rows(catalogue: Catalogue, panel: Panel) -> frozenset[Key]:
    """Return the indicators and populations that hold whole numbers only."""
    denominators = catalogue.registers.denominators.items()
    found = {
        Key("population", name)
        for name, one in denominators
        if all(value.value.denominator == 1 for value in one.values)
    }
    for ref in catalogue.order:
        key, tree = Key("ref", ref), catalogue.bound.get(ref)
        if tree is None:
            holds = catalogue[ref].formula is None and panel.is_whole(ref)
        else:  # a row that reads itself is whole if it is whole wherever its earlier months are
            holds = is_whole(tree, {*found, key} if ref in catalogue.reads(ref) else found)
        if holds:
            found.add(key)
    return frozenset(found)


def is_whole(node: Expression, rows: Collection[Key], value: str | None = None) -> bool:
    """Return whether a formula over rows, some of which are whole, gives whole numbers.

    >>> from kpilib.language.parser import parse
    >>> is_whole(parse("[A] - 2"), {Key("ref", "A")}), is_whole(parse("[A] / 2"), {Key("ref", "A")})
    (True, False)
    """
    if isinstance(node, Number):
        return node.value.denominator == 1
    if isinstance(node, Ref):
        return Key("ref", node.ref) in rows
    if isinstance(node, Population):
        return Key("population", node.denominator) in rows
    if isinstance(node, Operation):
        keeps = "/" not in node.operators
    elif isinstance(node, Call):
        keeps = node.name in _KEEPING
    else:
        return value is not None and Key("ref", value) in rows
    return keeps and all(is_whole(part, rows, value) for part in children(node))
