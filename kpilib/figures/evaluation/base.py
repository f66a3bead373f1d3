"""Rows worked out when they are asked for: their columns, single cells, printed texts."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Self

from kpilib.figures.arrays.block import Block
from kpilib.figures.evaluation.arrows import Signs, float_decides
from kpilib.figures.evaluation.blocks import Blocks
from kpilib.figures.evaluation.frame import Frame, Rules
from kpilib.figures.evaluation.line import Line
from kpilib.language.catalogue import Catalogue
from kpilib.language.columns import Columns
from kpilib.language.dataset import Column, Dataset
from kpilib.language.exact import Exact
from kpilib.language.syntax import Expression, input_names
from kpilib.values.change import SIGNS, Polarity
from kpilib.values.errors import UsageError
from kpilib.values.period import Period
from kpilib.values.reasons import Codes
from kpilib.values.suggest import did_you_mean


class EvaluationBase:
    """What an evaluation says of its rows, one by one; `Evaluation` works all of them out."""

    def __init__(
        self,
        blocks: Blocks,
        refs: tuple[str, ...],
        stretch: tuple[int, int],
        rules: Rules,
        dataset: Dataset | None = None,
        columns: Columns | None = None,
    ) -> None:
        self.blocks = blocks
        #: the rows asked for, in catalogue order
        self.refs = refs
        self.frame = Frame(blocks, rules, *stretch)
        self.dataset, self._columns = dataset, columns
        given = dataset.columns if dataset else ()
        self._derived_columns = {column.id: column for column in given if column.formula}
        self._lines: dict[str, Line] = {}
        self._worked: dict[tuple[str, str], tuple[Block, tuple[Signs, Signs] | None]] = {}

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue that was evaluated."""
        return self.blocks.catalogue

    @property
    def exact(self) -> Exact:
        """The same cells on fractions, one at a time."""
        return self.blocks.exact

    @property
    def geographies(self) -> tuple[str, ...]:
        """The geographies, by name: the first axis of `values`."""
        return self.blocks.geographies

    @property
    def periods(self) -> tuple[Period, ...]:
        """The months: the second axis of `values`."""
        return self.frame.periods

    def _repr_html_(self) -> str:
        """Give the printed figures of the first geography as a table, for notebooks."""
        from kpilib.values import safe

        last = self.periods[-(safe.MOST_COLUMNS - 1) :]
        skipped = len(self.periods) - len(last)
        rows = [
            (ref, *(self[ref].cell(0, skipped + number).text for number in range(len(last))))
            for ref in self.refs[: safe.MOST_ROWS]
        ]
        size = f"{len(self.refs)} indicators, {len(self.geographies)} geographies"
        caption = f"{self.geographies[0]} ({size}, {len(self.periods)} months)"
        return safe.html_table(caption, ("ref", *map(str, last)), rows)

    def __contains__(self, ref: object) -> bool:
        return ref in self.refs

    def __iter__(self) -> Iterator[str]:
        return iter(self.refs)

    def __len__(self) -> int:
        return len(self.refs)

    def __repr__(self) -> str:
        months = f"{self.periods[0]} to {self.periods[-1]}"
        return f"Evaluation({len(self.refs)} rows, {len(self.geographies)} geographies, {months})"

    def __getitem__(self, ref: str) -> Line:
        line = self._lines.get(ref)
        if line is None:
            if ref not in self.catalogue:
                near = did_you_mean(str(ref), self.catalogue.indicators)
                also = f"; did you mean `{near}`?" if near else ""
                raise KeyError(f"no indicator is called `{ref}`{also}")
            line = self._lines[ref] = self._row(ref)
        return line

    def _row(self, ref: str) -> Line:
        kind = self.catalogue.type_of(ref)
        return Line(
            self.frame,
            ref,
            self.blocks.block(ref),
            self.blocks.codes(ref),
            tree=self.catalogue.bound.get(ref),
            unit=kind.unit if kind else "number",
            decimals=self.catalogue[ref].decimals,
        )

    def column(self, ref: str, name: str) -> Line | None:
        """Give a derived column of a row; None where its formula has no meaning for that row.

        Raises UsageError for a column that the dataset does not derive (a comparator is a figure
        of the report), KeyError for a ref that is none.
        """
        if self.formula(ref, name) is None:
            return None
        block, signs = self._worked.get((ref, name), (None, None))
        if block is None:
            block = self.column_block(ref, name)
        return self.column_of(ref, name, block, signs)

    def formula(self, ref: str, name: str) -> Expression | None:
        """Give the formula of a derived column, bound to a row; None where it has no meaning."""
        column = self._derived(name)
        bound = self._columns.bound(column, ref) if self._columns else None
        return bound[1] if bound else None

    def _derived(self, name: str) -> Column:
        column = self._derived_columns.get(name)
        if column is None or self._columns is None:
            derived = ", ".join(self._derived_columns) or "none"
            raise UsageError(f"no derived column is called `{name}`: there are {derived}")
        return column

    def is_change(self, name: str) -> bool:
        """Say whether a derived column is a change, and so has directions."""
        column = self._derived(name)
        return self._columns is not None and self._columns.is_change(column)

    def takes_printed(self, name: str) -> bool:
        """Say whether a column is worked out from the printed figures of its rows."""
        return self.is_change(name) and self.frame.rules.change.basis == "printed"

    def value(self, ref: str, *, printed: bool) -> Block:
        """Give the block that a column of a row reads as `value`."""
        return self[ref].printed_block() if printed else self.blocks.block(ref)

    def float_decides(self, ref: str, name: str) -> bool:
        """Say whether floats decide every direction of a column of a row."""
        rules, printed = self.frame.rules, self.takes_printed(name)
        tree = self.formula(ref, name)
        return (
            self.is_change(name)
            and rules.change.decided_on == "rounded"
            and float_decides(self.blocks, rules, ref, tree, of_printed=printed)
        )

    def column_block(self, ref: str, name: str) -> Block:
        """Work out the block of a column of a row in which its formula has a meaning."""
        row, tree = self[ref], self.formula(ref, name)
        assert tree is not None
        printed, codes = self.takes_printed(name), self._column_codes(row, tree)
        arrays = self.blocks.arrays(
            tree,
            codes,
            len(row.codes.inputs),
            self.value(ref, printed=printed),
            partial(row.exact_value, printed),
        )
        return arrays.tidied(tree, arrays.block(tree))

    def _column_codes(self, row: Line, tree: Expression) -> Codes:
        others = input_names(tree)
        return Codes((*row.codes.inputs, *others)) if others else row.codes

    def column_of(
        self, ref: str, name: str, block: Block, signs: tuple[Signs, Signs] | None = None
    ) -> Line:
        """Give a column of a row of which the block, and perhaps the directions, are known."""
        row, column = self[ref], self._derived(name)
        bound = self._columns.bound(column, ref) if self._columns else None
        assert bound is not None
        kind, tree = bound
        is_change = self.is_change(name)
        return Line(
            self.frame,
            ref,
            block,
            self._column_codes(row, tree),
            tree=tree,
            unit=kind.unit if is_change else row.unit,
            decimals=0 if is_change else row.decimals,
            of=row,
            of_printed=self.takes_printed(name),
            is_change=is_change,
            sign=SIGNS[self.polarity(ref)],
            signs=signs,
        )

    def part(self, places: slice) -> Self:
        """Give the evaluation of some of the geographies."""
        blocks = self.blocks.part(places)
        stretch = self.frame.first, self.frame.last
        rules, dataset, columns = self.frame.rules, self.dataset, self._columns
        return type(self)(blocks, self.refs, stretch, rules, dataset, columns)

    def put(
        self, ref: str, name: str, block: Block, signs: tuple[Signs, Signs] | None = None
    ) -> None:
        """Take in a column that was worked out elsewhere, with its directions and judgements."""
        self._worked[ref, name] = block.frozen(), signs

    def polarity(self, ref: str) -> Polarity:
        """Give the polarity of a row in this dataset."""
        of = self._columns
        return of.polarity(ref) if of is not None else self.catalogue[ref].polarity
