"""The blocks of a catalogue: every collected and derived row over one stretch of months."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TypeAlias

import numpy as np

from kpilib.figures.arrays.arrays import Arrays
from kpilib.figures.arrays.block import Block, bound_of, largest
from kpilib.figures.arrays.bounds import LARGEST_RELATIVE, NO_FIGURES, Bound, widest
from kpilib.figures.arrays.kinds import Values
from kpilib.figures.arrays.rational import rational
from kpilib.figures.arrays.rationals import Rationals
from kpilib.figures.arrays.scratch import frame
from kpilib.figures.arrays.ties import Places
from kpilib.figures.evaluation.lifetime import collected, lifetime, within, without
from kpilib.language.answers import Answer
from kpilib.language.catalogue import Catalogue
from kpilib.language.exact import Exact
from kpilib.language.model import Indicator
from kpilib.language.reach import lookback
from kpilib.language.syntax import (
    Expression,
    Operation,
    Population,
    Ref,
    input_name,
    input_names,
    inputs,
    refs,
)
from kpilib.project.panel import Panel, whole_numbers
from kpilib.project.stores.cells import Cells
from kpilib.values.reasons import NOT_APPLICABLE, NOT_REPORTED, Codes

#: gives the exact cells of a row in a geography and a month
Value: TypeAlias = Callable[[str, int], Answer]
#: exact fractions of arrays are taken through so many formulas above each other
_DEEPEST = 6


class Blocks:
    """Blocks (months, geographies) by ref, worked out when first asked for.

    `first`, an ordinal, and `months`, a number, are the stretch: what is asked for, and as many
    months before it as the formulas look back.
    """

    def __init__(
        self, catalogue: Catalogue, panel: Panel, first: int, months: int, geography: str
    ) -> None:
        self.catalogue, self.panel = catalogue, panel
        self.first, self.months, self.geography = first, months, geography
        self.geographies = panel.geographies
        self.shape = (months, len(self.geographies))
        self.cells = Cells(catalogue, panel.lookup, panel.first, geography)
        self.exact = Exact(self.cells)
        self._blocks: dict[str, Block] = {}
        self._codes: dict[str, Codes] = {}
        self._people: dict[str, Values] = {}
        self._whole: dict[str, bool] = {}

    def part(self, places: slice) -> Blocks:
        """Give the blocks of some of the geographies; what is known already is not worked out."""
        part = Blocks(
            self.catalogue, self.panel.part(places), self.first, self.months, self.geography
        )
        part._blocks = {ref: block.part(places) for ref, block in self._blocks.items()}
        part._people = {name: values[:, places] for name, values in self._people.items()}
        part._whole, part._codes = self._whole, self._codes
        return part

    def put(self, ref: str, block: Block) -> None:
        """Take in the block of a row that was worked out elsewhere."""
        self._blocks[ref] = block.frozen()

    def codes(self, ref: str) -> Codes:
        """Give the reading of the reasons of a row."""
        found = self._codes.get(ref)
        if found is None:
            tree = self.catalogue.bound.get(ref)
            found = self._codes[ref] = Codes(input_names(tree) if tree is not None else ())
        return found

    def block(self, ref: str) -> Block:
        """Give the block of a row, working out first what it reads."""
        if ref not in self._blocks:
            for name in self._lacking((ref,)):
                with frame():
                    row = self.catalogue[name]
                    block = self._worked_out(row)
                    self.put(name, block if row.formula is None else block.kept())
        return self._blocks[ref]

    def prepare(self, refs: Iterable[str]) -> None:
        """Have at hand what the rows read and what is not worked out: collected rows, people."""
        for name in self._lacking(refs):
            if self.catalogue[name].formula is None:
                self.block(name)
            elif (tree := self.catalogue.bound.get(name)) is not None:
                for node in inputs(tree):
                    if isinstance(node, Population):
                        self.people(node.denominator)

    def _lacking(self, wanted: Iterable[str]) -> Iterable[str]:
        """Give what has to be worked out, each behind all it reads, without recursion."""
        order: dict[str, None] = {}
        stack = [(ref, False) for ref in wanted]
        while stack:
            name, ready = stack.pop()
            if name in self._blocks or name in order:
                continue
            if ready:
                order[name] = None
                continue
            stack.append((name, True))
            stack += [(below, False) for below in self.reads(name) if below != name]
        return order

    def reads(self, ref: str) -> Sequence[str]:
        """Give the indicators that a row's bound formula reads."""
        tree = self.catalogue.bound.get(ref)
        return [name for name in refs(tree) if name in self.catalogue] if tree is not None else ()

    def _worked_out(self, row: Indicator) -> Block:
        if row.formula is None:
            return collected(row, self.panel, self.first, self.months)
        tree = self.catalogue.bound.get(row.ref)
        if tree is None:
            return without(self.shape, NOT_APPLICABLE)
        if row.ref in refs(tree):
            block = self._step_by_step(row, tree)
        else:
            arrays = self.arrays(tree, self.codes(row.ref))
            block = arrays.settled(tree, arrays.block(tree))
        return within(row, block.tidy(), self.first)

    def arrays(
        self,
        tree: Expression,
        codes: Codes,
        offset: int = 0,
        value: Block | None = None,
        value_of: Value | None = None,
    ) -> Arrays:
        """Return what a formula reads; its inputs stand in `codes` from `offset` on.

        `value` is the row itself, in a column, and `value_of` gives its exact cells.
        """
        places = {id(node): place for place, node in enumerate(inputs(tree), offset)}

        def decide(node: Expression, rows: Places, columns: Places) -> list[Answer]:
            return self.answers(tree, node, rows, columns, offset, value_of)

        return Arrays(
            lambda node: self._read(node, places[id(node)], codes),
            self.shape,
            self.first,
            decide,
            value,
        )

    def answers(
        self,
        tree: Expression,
        node: Expression,
        rows: Places,
        columns: Places,
        offset: int = 0,
        value_of: Value | None = None,
    ) -> list[Answer]:
        """Return the exact answers of a part of a formula in some cells of the blocks."""
        found = []
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
            geography = self.geographies[column]
            value = partial(value_of, geography) if value_of is not None else None
            found.append(self.exact.part(tree, node, geography, self.first + row, value, offset))
        return found

    def _read(self, node: Ref | Population, place: int, codes: Codes) -> Block:
        if isinstance(node, Ref):
            block = self.block(node.ref)
            if block.reasons is None:
                return block
            return block.translated(codes.reading(place, self.codes(node.ref)))
        values = self.people(node.denominator)
        missing = values != values
        reasons = missing * np.uint8(codes.pair(place, NOT_REPORTED))
        return Block(values, reasons, self._bound_of_people(node.denominator)).tidy()

    def _bound_of_people(self, name: str) -> Bound:
        steps = self.cells.populations.steps(name)
        if self.is_whole(name):
            return bound_of(steps.values)
        return Bound.of_fractions(largest(steps.values))

    def people(self, name: str) -> Values:
        """Give the denominator in force in every month and geography, NaN where there is none."""
        values = self._people.get(name)
        if values is None:
            values = np.full(self.shape, np.nan)
            steps = self.cells.populations.steps(name)
            place = {geography: column for column, geography in enumerate(self.geographies)}
            own = np.array([place.get(one, -1) for one in steps.geographies], np.intp)
            columns, rows = own[steps.which], np.maximum(steps.since - self.first, 0)
            inside = (columns >= 0) & (rows < self.months)
            values[rows[inside], columns[inside]] = steps.values[inside]
            for now, before in zip(values[1:], values, strict=False):
                np.copyto(now, before, where=now != now)
            self._people[name] = values
        return values

    def rational(self, ref: str, rows: Places, columns: Places, deep: int = 0) -> Rationals:
        """Give a few cells of a row, or of a denominator, as exact fractions.

        What stands on more than a few formulas above each other is not sound.
        """
        if ref not in self.catalogue:
            return self._picked(self.people(ref), rows, columns)
        tree = self.catalogue.bound.get(ref)
        cells = self._picked(self.block(ref).values, rows, columns)
        if tree is None and self.panel.is_carried(ref):
            return cells
        if tree is None or deep > _DEEPEST:
            cells.sound = np.zeros_like(cells.sound)
            return cells

        def read(name: str | None, ago: int) -> Rationals:
            return self.rational(str(name), rows - ago, columns, deep + 1)

        found = rational(tree, read, len(rows))
        found.missing = cells.missing
        return found

    def is_whole(self, ref: str) -> bool:
        """Say whether a row, or a denominator, holds whole numbers that floats carry exactly."""
        found = self._whole.get(ref)
        if found is None:
            tree = self.catalogue.bound.get(ref)
            if ref not in self.catalogue:
                found = whole_numbers(self.cells.populations.steps(ref).values)
            elif tree is None:
                found = self.panel.is_whole(ref)
            else:
                found = (
                    isinstance(tree, Operation)
                    and set(tree.operators) <= {"+", "-"}
                    and all(isinstance(part, Ref) for part in tree.operands)
                    and all(self.is_whole(name) for name in self.reads(ref) if name != ref)
                )
            self._whole[ref] = found
        return found

    def _picked(self, values: Values, rows: Places, columns: Places) -> Rationals:
        inside = rows >= 0
        found = values[np.where(inside, rows, 0), columns]
        return Rationals.decimals(np.where(inside, found, np.nan))

    def _step_by_step(self, indicator: Indicator, tree: Expression) -> Block:
        """Work out a formula that reads its own earlier months, a month at a time."""
        ref = indicator.ref
        result = within(indicator, without(self.shape, NOT_REPORTED), self.first)
        assert result.reasons is not None
        result.bound = NO_FIGURES
        begin, end = lifetime(indicator, self.first, self.months)
        codes = self.codes(ref)
        places = {id(node): place for place, node in enumerate(inputs(tree))}
        back = lookback(tree)
        for row in range(max(self.panel.first - self.first, begin, 0), end):
            start = max(row - back, 0)

            def read(node: Ref | Population, rows: slice = slice(start, row + 1)) -> Block:
                place = places[id(node)]
                if input_name(node) == ref:
                    whole = result.translated(codes.reading(place, codes))
                else:
                    whole = self._read(node, place, codes)
                return Block(whole.values[rows], whole.all_reasons()[rows], whole.bound)

            def decide(
                node: Expression, rows: Places, columns: Places, start: int = start
            ) -> list[Answer]:
                return self.answers(tree, node, rows + start, columns)

            shape = (row + 1 - start, self.shape[1])
            arrays = Arrays(read, shape, self.first + start, decide)
            step = arrays.block(tree).rows(slice(-1, None))
            if step.bound.relative > LARGEST_RELATIVE:
                # what month after month has cancelled is worked out on fractions
                step = arrays.decided(tree, step, step.values == step.values, row - start)
                step.bound = Bound.of_fractions(step.bound.size)
            step = arrays.settled(tree, step, row - start)
            result.values[row] = step.values[-1]
            result.reasons[row] = step.all_reasons()[-1]
            result.bound = widest(result.bound, step.bound)
        return result
