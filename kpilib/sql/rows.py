"""The rows of a catalogue: derived ones step by step, then all of them one below another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from attrs import frozen

from kpilib.formula.syntax import Expression, Population, refs, walk
from kpilib.series.reasons import ENDED, NOT_APPLICABLE, NOT_YET
from kpilib.series.rounding import Rounding
from kpilib.spec.catalogue import Catalogue
from kpilib.spec.model import Indicator
from kpilib.sql.cell import Cell, Series
from kpilib.sql.codes import code
from kpilib.sql.compiling import Compiler, Steps
from kpilib.sql.printing import units
from kpilib.sql.text import literal, table


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
            made = Cell("CAST(NULL AS DOUBLE PRECISION)", str(code(NOT_APPLICABLE)))
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
    )


def indicator(shown: Sequence[str]) -> str:
    """Give the rows that are printed, by place."""
    return table(("place", "ref"), [(str(n), literal(ref)) for n, ref in enumerate(shown, 1)])


def long(
    rows: Wide,
    own: Callable[[str], str],
    shown: Sequence[str],
    beside: Iterable[str],
) -> str:
    """Give one line a row, place and month: its value and the number of its reason.

    What columns read besides stands beside them.
    """
    cells = [(place, rows.cells[ref]) for place, ref in enumerate(shown, 1)]
    value = " ".join(f"WHEN {place} THEN w.{cell.value}" for place, cell in cells)
    reason = " ".join(f"WHEN {place} THEN w.{cell.reason}" for place, cell in cells)
    more = "".join(f", w.{name}" for name in beside)
    return (
        f"SELECT i.place, i.ref, w.geography, w.month, w.shown, CASE i.place {value} END AS value,"
        f" CASE i.place {reason} END AS code{more}"
        f" FROM {rows.name} AS w CROSS JOIN {own('indicator')} AS i"
    )


def by_decimals(catalogue: Catalogue, shown: Sequence[str], make: Callable[[int], str]) -> str:
    """Give what depends on a row's decimals, for the row at hand."""
    places: dict[int, list[str]] = {}
    for place, ref in enumerate(shown, 1):
        places.setdefault(catalogue[ref].decimals, []).append(str(place))
    if len(places) == 1:
        return make(next(iter(places)))
    cases = "".join(
        f" WHEN place IN ({', '.join(several)}) THEN {make(decimals)}"
        for decimals, several in places.items()
    )
    return f"CASE{cases} END"


def sized(catalogue: Catalogue, shown: Sequence[str], rounding: Rounding) -> str:
    """Give the rounded size of a row's figure, in units of its last decimal."""
    return by_decimals(catalogue, shown, lambda decimals: units("value", decimals, rounding))
