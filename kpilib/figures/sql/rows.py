"""The rows of a catalogue: derived ones step by step, then all of them one below another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from attrs import frozen

from kpilib.figures.sql.cell import Cell, Series
from kpilib.figures.sql.codes import code
from kpilib.figures.sql.compiling import Compiler
from kpilib.figures.sql.printing import Size
from kpilib.figures.sql.steps import Steps
from kpilib.figures.sql.text import literal, table
from kpilib.language.catalogue import Catalogue
from kpilib.language.model import Indicator
from kpilib.language.syntax import (
    Call,
    Expression,
    Number,
    Operation,
    Population,
    refs,
    walk,
)
from kpilib.values.reasons import ENDED, NOT_APPLICABLE, NOT_YET
from kpilib.values.rounding import Rounding


@frozen(kw_only=True)
class Wide:
    """All rows side by side: the relations behind the collected ones, and the cell of each row."""

    relations: tuple[tuple[str, str], ...]
    #: the name of the last of them
    name: str
    cells: Mapping[str, Cell]


def running(catalogue: Catalogue) -> dict[str, str]:
    """Give the rows that read their own earlier months, and those that read such, with words.

    A view has no loop: SQL leaves them out.
    """
    left: dict[str, str] = {}
    for ref in catalogue.order:
        tree = catalogue.bound.get(ref)
        names = refs(tree) if tree is not None else ()
        if ref in names:
            left[ref] = f"[{ref}] reads its own earlier months, which a view cannot"
        elif found := next((name for name in names if name in left), None):
            left[ref] = f"[{ref}] reads [{found}], which is left out"
    return left


def people_in(trees: Iterable[Expression]) -> list[str]:
    """Give the denominators that formulas read, each once."""
    nodes = (node for tree in trees for node in walk(tree))
    return list(dict.fromkeys(n.denominator for n in nodes if isinstance(n, Population)))


def wide(
    catalogue: Catalogue,
    own: Callable[[str], str],
    cells: dict[str, Cell],
    people: Mapping[str, str],
) -> Wide:
    """Add the derived rows to the collected ones."""
    steps = Steps(own("collected"), own("row"), Series(), "f")
    left = running(catalogue)
    for ref in catalogue.order:
        row = catalogue[ref]
        if row.formula is None or ref in left:
            continue
        tree = catalogue.bound.get(ref)
        if tree is None:
            nothing = "CAST(NULL AS DOUBLE PRECISION)"
            made = Cell(nothing, str(code(NOT_APPLICABLE)), nothing)
        else:
            made = Compiler(steps, cells, people.__getitem__, tree).cell(tree)
        lived = _in_life(row, made)
        if lived is made and steps.is_named(made):
            cells[ref] = made
        else:
            cells[ref] = steps.add(steps.level(made), lived)
    return Wide(relations=tuple(steps.selects()), name=steps.last, cells=cells)


def _in_life(row: Indicator, made: Cell) -> Cell:
    early, late = f"month < {row.introduced}", f"month > {row.ended}"
    limits = [early] * (row.introduced is not None) + [late] * (row.ended is not None)
    if not limits:
        return made
    cases = f" WHEN {early} THEN {code(NOT_YET)}" if row.introduced is not None else ""
    cases += f" WHEN {late} THEN {code(ENDED)}" if row.ended is not None else ""
    outside = " OR ".join(limits)
    return Cell(
        f"CASE WHEN {outside} THEN NULL ELSE {made.value} END",
        f"CASE{cases} ELSE {made.reason} END",
        made.bound,
    )


def indicator(shown: Sequence[str]) -> str:
    """Give the rows that are printed, by place."""
    return table(("place", "ref"), [(str(n), literal(ref)) for n, ref in enumerate(shown, 1)])


def long(
    rows: Wide,
    own: Callable[[str], str],
    shown: Sequence[str],
    beside: Sequence[str],
) -> str:
    """Return one line a row, place and month: its value, the number of its reason, its bound.

    What columns read besides stands beside them.
    """
    cells = list(enumerate((rows.cells[ref] for ref in shown), 1))
    each = [
        " ".join(f"WHEN {place} THEN w.{cell.columns[part]}" for place, cell in cells)
        for part in range(3)
    ]
    parts = ", ".join(
        f"CASE i.place {one} END AS {name}"
        for one, name in zip(each, ("value", "code", "bound"), strict=True)
    )
    more = "".join(f", w.{name}" for name in beside)
    figure = as_shown(Cell("value", "code", "bound"))
    return (
        f"SELECT place, ref, geography, month, shown, {figure}{''.join(f', {n}' for n in beside)}"
        f" FROM (SELECT i.place, i.ref, w.geography, w.month, w.shown, {parts}{more}"
        f" FROM {rows.name} AS w CROSS JOIN {own('indicator')} AS i) AS l"
    )


def as_shown(cell: Cell) -> str:
    """Return the columns of a figure: its value, the number of its reason, its bound."""
    value, reason, bound = cell.shown.columns
    return f"{value} AS value, {reason} AS code, {bound} AS bound"


def quotients(catalogue: Catalogue) -> set[str]:
    """Return the rows that are one figure over another, or worked out from such."""
    found: set[str] = set()
    for ref in catalogue.order:
        tree = catalogue.bound.get(ref)
        if tree is not None and (divides(tree) or not found.isdisjoint(refs(tree))):
            found.add(ref)
    return found


def divides(tree: Expression) -> bool:
    """Say whether a formula divides by something else than a number that is written in it."""
    for node in walk(tree):
        if isinstance(node, Call):
            if node.name in _DIVIDING and not dict(node.options).get("points"):
                return True
        elif isinstance(node, Operation) and "/" in node.operators:
            wholes = zip(node.operators, node.operands[1:], strict=True)
            if any(one == "/" and not isinstance(whole, Number) for one, whole in wholes):
                return True
    return False


_DIVIDING = ("percent", "rate", "pooled", "pooled_to_date", "change")
#: what a figure as printed depends on: its decimals, and whether it is a quotient
Kind = tuple[int, bool]


def by_kind(kinds: Sequence[Kind], make: Callable[[int, bool], str]) -> str:
    """Return what depends on the kind of a row, by its place, for the row at hand."""
    places: dict[Kind, list[str]] = {}
    for place, kind in enumerate(kinds, 1):
        places.setdefault(kind, []).append(str(place))
    if len(places) == 1:
        return make(*next(iter(places)))
    cases = "".join(
        f" WHEN place IN ({', '.join(several)}) THEN {make(*kind)}"
        for kind, several in places.items()
    )
    return f"CASE{cases} END"


def sized(kinds: Sequence[Kind], rounding: Rounding, threshold: str = "") -> str:
    """Return the columns of a figure as rounded: `units` of its last decimal, and `unsure`.

    A change has a threshold where it is not its rounded figure that is held against it.
    """

    def units(decimals: int, quotient: bool) -> str:
        return Size.of("value", "bound", decimals, quotient=quotient).units(rounding)

    def unsure(decimals: int, quotient: bool) -> str:
        return Size.of("value", "bound", decimals, quotient=quotient).unsure(threshold)

    return f"{by_kind(kinds, units)} AS units, {by_kind(kinds, unsure)} AS unsure"
