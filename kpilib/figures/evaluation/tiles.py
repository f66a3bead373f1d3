"""Everything at once: rows, columns, directions and judgements, in pieces that stay in cache.

A tile is a run of geographies. Its rows are worked out one by one; its columns for many rows at a
time: the rows stand side by side in one block, as if they were more geographies, because a column
of `value` asks nothing but that block. Each piece holds about `CELLS` cells, so that the passes
over it stay in a core's own cache; every input is read into it once, and every figure written
out once.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from kpilib.figures.arrays.arrays import Arrays
from kpilib.figures.arrays.block import Block
from kpilib.figures.arrays.scratch import frame, reused, use
from kpilib.figures.arrays.ties import Places
from kpilib.figures.evaluation.arrows import Signs, arrows
from kpilib.figures.evaluation.base import EvaluationBase
from kpilib.figures.evaluation.slabs import Slab, side_by_side, spread
from kpilib.language.answers import Answer
from kpilib.language.syntax import Expression, inputs
from kpilib.values.change import SIGNS

#: cells of one line in a tile, and cells of the lines that are worked out together: one and two
#: megabytes of float64, which stay in a core's share of the cache
TILE, PIECE = 1 << 18, 1 << 17
#: work of fewer cells is not worth a second thread
_WORTH_A_THREAD = 1 << 24


class Group(NamedTuple):
    """Rows of which every column asked for is the same formula, decided in the same way."""

    refs: tuple[str, ...]
    #: the place of the first row in the arrays of each column
    start: int
    #: the bound formulas, by column
    trees: dict[str, Expression]
    #: the columns whose directions floats decide
    sure: frozenset[str]
    #: whether a column reads more than the row itself: it has the group to itself then
    reads: bool
    #: what an increase is, by row: 1 good, -1 bad, 0 neither
    polarities: Signs

    def pieces(self, size: int) -> Iterator[Piece]:
        """Cut the rows into pieces of that many."""
        for start in range(0, len(self.refs) if self.trees else 0, size):
            refs = self.refs[start : start + size]
            lines = slice(self.start + start, self.start + start + len(refs))
            yield Piece(self, refs, lines, self.polarities[start : start + size])


class Piece(NamedTuple):
    """Some rows of a group."""

    group: Group
    refs: tuple[str, ...]
    lines: slice
    polarities: Signs


def groups(evaluation: EvaluationBase, names: Sequence[str]) -> list[Group]:
    """Put together the rows that can be worked out as one."""
    found: dict[object, list[str]] = {}
    alike: dict[object, tuple[dict[str, Expression], frozenset[str], bool]] = {}
    reading: dict[int, bool] = {}
    changes = [name for name in names if evaluation.is_change(name)]
    for ref in evaluation.refs:
        trees = {name: tree for name in names if (tree := evaluation.formula(ref, name))}
        for tree in trees.values():
            if id(tree) not in reading:
                reading[id(tree)] = bool(inputs(tree))
        reads = any(reading[id(tree)] for tree in trees.values())
        sure = frozenset(n for n in changes if n in trees and evaluation.float_decides(ref, n))
        columns = tuple((name, id(tree)) for name, tree in trees.items())
        key: object = columns, sure, ref if reads else None
        found.setdefault(key, []).append(ref)
        alike[key] = trees, sure, reads
    made, start = [], 0
    for shared, refs in found.items():
        signs = np.array([SIGNS[evaluation.polarity(ref)] for ref in refs], np.int8)
        made.append(Group(tuple(refs), start, *alike[shared], signs))
        start += len(refs)
    return made


class Tiling:
    """The work on one evaluation: its rows, and the columns of those names."""

    def __init__(self, evaluation: EvaluationBase, names: Sequence[str]) -> None:
        self.evaluation = evaluation
        blocks = evaluation.blocks
        derived = (ref for ref in evaluation.refs if blocks.catalogue[ref].formula is not None)
        #: the lines of the derived rows
        self.rows = {ref: line for line, ref in enumerate(derived)}
        self.groups = groups(evaluation, names)
        months, places, lines = blocks.months, len(blocks.geographies), len(evaluation.refs)
        # few large arrays, because fresh memory is cheapest in large pieces
        shape = (len(self.rows) + lines * len(names), months, places)
        whole = Slab(np.empty(shape), np.empty(shape, np.uint8))
        edges = [0, len(self.rows)]
        edges += [edges[1] + lines * (number + 1) for number in range(len(names))]
        self.of_rows, *slabs = (whole.cut(slice(*pair)) for pair in pairwise(edges))
        self.of_columns = dict(zip(names, slabs, strict=True))
        changes = [name for name in names if evaluation.is_change(name)]
        signs = np.empty((len(changes), 2, lines, len(evaluation.periods), places), np.int8)
        #: by column: directions and judgements, (2, lines, months asked for, geographies)
        self.arrows: dict[str, Signs] = dict(zip(changes, signs, strict=True))

    def run(self, threads: int | None) -> None:
        """Work everything out and hand it to the evaluation."""
        blocks = self.evaluation.blocks
        blocks.prepare(self.evaluation.refs)
        lines = len(self.evaluation.refs) * (1 + len(self.of_columns))
        if threads is None:
            threads = _cores()
        if lines * blocks.months * len(blocks.geographies) < _WORTH_A_THREAD:
            threads = 1
        tiles = _tiles(len(blocks.geographies), blocks.months)
        cells = max(1, *(blocks.months * (tile.stop - tile.start) for tile in tiles))
        together = max(PIECE // cells, 1)
        with reused(cells * together):
            if threads == 1:
                self._work(tiles, together, map)
            else:
                with ThreadPoolExecutor(threads, "", use, (cells * together,)) as pool:
                    self._work(tiles, together, pool.map)
        self._hand_over()

    def _hand_over(self) -> None:
        for ref, line in self.rows.items():
            self.evaluation.blocks.put(ref, self.of_rows.block(line))
        for group in self.groups:
            for line, ref in enumerate(group.refs, group.start):
                for name in group.trees:
                    signs = self.arrows.get(name)
                    pair = None if signs is None else (signs[0, line], signs[1, line])
                    self.evaluation.put(ref, name, self.of_columns[name].block(line), pair)

    def _work(
        self, tiles: Iterable[slice], together: int, each: Callable[..., Iterator[None]]
    ) -> None:
        """Work out tile by tile the rows, then the pieces: `each` calls for several at a time.

        Threads share the lines and not the geographies of a tile, so that no two of them write
        to one page of fresh memory.
        """
        pieces = [piece for group in self.groups for piece in group.pieces(together)]
        for places in tiles:
            part = self.evaluation.part(places)
            for work, things in ((self._row, self.rows.items()), (self._piece, pieces)):
                for _ in each(partial(work, part, places), things):
                    pass

    def _row(self, part: EvaluationBase, places: slice, row: tuple[str, int]) -> None:
        ref, line = row
        self.of_rows.put(slice(line, line + 1), places, part.blocks.block(ref))
        part.blocks.put(ref, self.of_rows.block(line).part(places))

    def _piece(self, part: EvaluationBase, places: slice, piece: Piece) -> None:
        read: dict[bool, Block] = {}
        with frame():
            for name, tree in piece.group.trees.items():
                printed = part.takes_printed(name)
                if printed not in read and not piece.group.reads:
                    rows = [part.value(ref, printed=printed) for ref in piece.refs]
                    read[printed] = side_by_side(rows).remembering()
                with frame():
                    if piece.group.reads:
                        block = part.column_block(piece.refs[0], name)
                    else:
                        arrays = _reading(part, piece.refs, read[printed], printed)
                        block = arrays.tidied(tree, arrays.block(tree))
                    self._keep(part, places, piece, name, block)

    def _keep(
        self, part: EvaluationBase, places: slice, piece: Piece, name: str, block: Block
    ) -> None:
        """Copy a column of some rows out, with the directions and judgements of changes."""
        self.of_columns[name].put(piece.lines, places, block)
        if name in self.arrows:
            moved, judged = (array[piece.lines, :, places] for array in self.arrows[name])
            spread(moved, _signs(part, piece, name, block))
            np.multiply(moved, piece.polarities[:, None, None], out=judged)


def _reading(part: EvaluationBase, refs: Sequence[str], value: Block, printed: bool) -> Arrays:
    """Return what a column of rows side by side reads: nothing but the rows."""
    size = len(part.geographies)

    def decide(node: Expression, rows: Places, columns: Places) -> list[Answer]:
        found = []
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
            line, geography = part[refs[column // size]], part.geographies[column % size]
            exact = partial(line.exact_value, printed, geography)
            month = part.blocks.first + row
            found.append(part.exact.part(node, node, geography, month, exact))
        return found

    return Arrays(None, value.values.shape, part.blocks.first, decide, value)


def _signs(part: EvaluationBase, piece: Piece, name: str, block: Block) -> Signs:
    """Give the directions of rows side by side, those in doubt decided exactly."""
    sure = name in piece.group.sure
    bound = None if sure else block.bound
    rows, size = part.frame.rows, len(part.geographies)
    signs, near = arrows(block.values[rows], part.frame.rules.change, bound)
    if not len(near):
        return signs
    months, columns = np.divmod(near, signs.shape[1])
    for line in np.unique(columns // size).tolist():
        own = columns // size == line
        places = months[own] * size + columns[own] % size
        alone = block.part(slice(line * size, (line + 1) * size))
        of_row = part.column_of(piece.refs[line], name, alone)
        signs.reshape(-1)[near[own]] = of_row.decided(places)
    return signs


def _cores() -> int:
    """Give how many processor cores this process may use."""
    own = getattr(os, "sched_getaffinity", None)
    return len(own(0)) if own else os.cpu_count() or 1


def _tiles(geographies: int, months: int) -> list[slice]:
    """Give runs of geographies of nearly one length."""
    number = max(-(-geographies * months // TILE), 1)
    edges = [geographies * tile // number for tile in range(number + 1)]
    return [slice(start, end) for start, end in pairwise(edges)]
