"""The columns of a dataset, bound to the rows they stand in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kpilib.language.binder import unknown_refs
from kpilib.language.binding import bind, settled
from kpilib.language.catalogue import Catalogue
from kpilib.language.dataset import Column, Dataset, Row
from kpilib.language.functions import FUNCTIONS
from kpilib.language.parser import parse
from kpilib.language.syntax import Call, Expression, refs, walk
from kpilib.language.tokens import FormulaFault
from kpilib.language.types import Scope, Type
from kpilib.values.findings import Fault

if TYPE_CHECKING:
    from kpilib.values.change import Polarity


class Columns:
    """The formula columns of one dataset: each parsed once, bound to a row when asked."""

    def __init__(self, catalogue: Catalogue, dataset: Dataset) -> None:
        #: the catalogue, bound to the year of the dataset
        self.catalogue, self._dataset = catalogue, dataset
        rows = reversed(dataset.rows or ())
        self._polarities = {row.ref: row.polarity for row in rows if row.polarity}
        self._trees: dict[str, Expression] = {}
        self._broken: list[Fault] = []
        for column in dataset.columns:
            if column.formula is not None:
                self._parse(column, column.formula)
        # rows of one type share a binding, unless the column asks for more of the row
        self._shared: dict[object, tuple[Type, Expression] | FormulaFault] = {}
        self._bound: dict[tuple[str, str], tuple[Type, Expression] | FormulaFault | None] = {}

    def _parse(self, column: Column, formula: str) -> None:
        place = column.places["formula"]
        try:
            tree = parse(formula)
        except FormulaFault as fault:
            span = place.part(*fault.at)
            self._broken.append(Fault(fault.code, span, fault.message, fault.hint))
            return
        self._trees[column.id] = tree
        known, lost = self.catalogue.indicators, self.catalogue.lost
        self._broken += unknown_refs(tree, None, place, known, lost)

    def is_change(self, column: Column) -> bool:
        """Say whether the outermost call of a column is change()."""
        tree = self._trees.get(column.id)
        return isinstance(tree, Call) and tree.name == "change"

    def call(self, column: Column) -> Call | None:
        """Return the outermost call of a column with every option; None where it is none."""
        tree = self._trees.get(column.id)
        function = FUNCTIONS.get(tree.name) if isinstance(tree, Call) else None
        if function is None:
            return None
        assert isinstance(tree, Call)
        try:
            return settled(tree, function)
        except FormulaFault:
            return None

    def polarity(self, ref: str) -> Polarity:
        """Give the polarity of a row in the dataset, which may judge what its indicator leaves."""
        return self._polarities.get(ref) or self.catalogue[ref].polarity

    def is_broken(self, column: Column) -> bool:
        """Say whether the formula of a column cannot be read, or names what is not there."""
        if column.formula is None:
            return False
        tree = self._trees.get(column.id)
        return tree is None or any(name not in self.catalogue.indicators for name in refs(tree))

    def bound(self, column: Column, ref: str) -> tuple[Type, Expression] | None:
        """Give a column's formula bound to a row, None where it cannot be worked out there."""
        found = self._bind(column, ref)
        return None if isinstance(found, FormulaFault) else found

    def why_not(self, column: Column, ref: str) -> str | None:
        """Return why a column has no meaning for a row; None where it has, or nothing is known."""
        found = self._bind(column, ref)
        return found.message if isinstance(found, FormulaFault) else None

    def _bind(self, column: Column, ref: str) -> tuple[Type, Expression] | FormulaFault | None:
        key = column.id, ref
        if key not in self._bound:
            self._bound[key] = self._worked_out(column, ref)
        return self._bound[key]

    def _worked_out(
        self, column: Column, ref: str
    ) -> tuple[Type, Expression] | FormulaFault | None:
        tree = self._trees.get(column.id)
        row_type = self.catalogue.type_of(ref)
        if (
            tree is None
            or row_type is None
            or not self.catalogue.is_sound(ref)
            or any(name not in self.catalogue.types for name in refs(tree))
        ):
            return None
        scope = self.catalogue.scope(ref)
        key = column.id, row_type, scope.value_breaks, self._shape(column, ref)
        if key not in self._shared:
            self._shared[key] = self._typed(tree, row_type, scope)
        return self._shared[key]

    def _typed(
        self, tree: Expression, row_type: Type, scope: Scope
    ) -> tuple[Type, Expression] | FormulaFault:
        try:
            bound = bind(tree, self.catalogue.types.__getitem__, scope, value=row_type)
        except FormulaFault as fault:
            return fault
        return bound.type, bound.tree

    def faults(self) -> Iterator[Fault]:
        """Return what is wrong with the columns, by the first row of those that have no meaning.

        A column that has a meaning for some row is right: it is *not applicable* to the others.
        """
        yield from self._broken
        for column in self._dataset.columns:
            if column.id in self._trees:
                yield from self._meaningless(column)

    def _meaningless(self, column: Column) -> Iterator[Fault]:
        first: tuple[str, FormulaFault] | None = None
        for row in printed_rows(self.catalogue, self._dataset):
            if prints(row, column):
                found = self._bind(column, row.ref)
                if isinstance(found, FormulaFault):
                    first = first or (row.ref, found)
                elif found is not None:
                    return
        for one in (first[1], *first[1].others) if first else ():
            span = column.places["formula"].part(*one.at)
            message = f"{one.message} (in the row {first[0]})" if first else one.message
            yield Fault(one.code, span, message, one.hint)

    def _shape(self, column: Column, ref: str) -> object:
        """Give what the binding depends on besides the type of the row."""
        names = {p.name for p in walk(self._trees[column.id]) if isinstance(p, Call)}
        if names & {"rate", "pooled", "year_to_date"}:
            return ref
        return None


def printed_rows(catalogue: Catalogue, dataset: Dataset) -> tuple[Row, ...]:
    """Give the rows of a dataset that the catalogue knows, in printed order."""
    if dataset.rows is None:
        return tuple(Row(ref=row.ref, span=row.span) for row in catalogue)
    return tuple(row for row in dataset.rows if row.ref in catalogue)


def prints(row: Row, column: Column) -> bool:
    """Say whether a row prints a column."""
    return row.columns is None or column.id in row.columns
