"""A measure's life in a block: the months before it began, after it ended, and those unsaid."""

from __future__ import annotations

import numpy as np

from kpilib.figures.arrays.block import Block
from kpilib.figures.arrays.bounds import NO_FIGURES
from kpilib.language.model import Indicator
from kpilib.project.panel import Panel
from kpilib.values.reasons import ABSENT, ENDED, NOT_REPORTED, NOT_YET

#: a byte of a collected series to the reason it stands for inside the measure's life
_UNSAID = bytes(NOT_REPORTED if code == ABSENT else code for code in range(256))


def lifetime(row: Indicator, first: int, months: int) -> tuple[int, int]:
    """Give the first line of a row's life and the first one after it, of so many months."""
    begin = 0 if row.introduced is None else row.introduced - first
    end = months if row.ended is None else row.ended + 1 - first
    return min(max(begin, 0), months), min(max(end, 0), months)


def collected(row: Indicator, panel: Panel, first: int, months: int) -> Block:
    """Give the block of a collected row: what was observed, or why there is no value.

    Where the months are those of the panel its own array of values is handed on, not a copy.
    """
    given = _stretched(panel, row.ref, first, months)
    begin, end = lifetime(row, first, months)
    if given.reasons is None and end == months:
        return given
    absent = given.all_reasons() == ABSENT
    said = given.translated(_UNSAID)
    reasons = said.all_reasons()
    if begin == 0 and end == months:
        return said
    values, reasons = said.values.copy(), reasons.copy()
    reasons[end:][absent[end:] | (reasons[end:] == 0)] = ENDED
    reasons[:begin][absent[:begin]] = NOT_YET
    values[end:] = np.nan
    return Block(values, reasons, given.bound).tidy()


def within(row: Indicator, block: Block, first: int) -> Block:
    """Take away the values of a worked-out row outside its life."""
    months = len(block.values)
    begin, end = lifetime(row, first, months)
    if begin == 0 and end == months:
        return block
    values, reasons = block.values.copy(), block.all_reasons().copy()
    values[:begin] = values[end:] = np.nan
    # introduced comes first: a month before it and after the end is not yet collected
    reasons[end:] = ENDED
    reasons[:begin] = NOT_YET
    return Block(values, reasons, block.bound)


def without(shape: tuple[int, int], reason: int) -> Block:
    """Give a block without values, for one reason."""
    return Block(np.full(shape, np.nan), np.full(shape, np.uint8(reason)), NO_FIGURES)


def _stretched(panel: Panel, ref: str, first: int, months: int) -> Block:
    """Return a series over other months than the panel's: cut, and absent beyond them."""
    given, bound = panel.block(ref), panel.bound(ref)
    start, stop = first - panel.first, first + months - panel.first
    inside = slice(min(max(start, 0), panel.months), min(max(stop, 0), panel.months))
    reasons = None if given.reasons is None else given.reasons[inside]
    cut = Block(given.values[inside], reasons, bound)
    edges = ((max(-start, 0), max(stop - panel.months, 0)), (0, 0))
    if edges[0][0] or edges[0][1]:
        before = min(edges[0][0], months)
        edges = ((before, months - before - len(cut.values)), (0, 0))
        values = np.pad(cut.values, edges, constant_values=np.nan)
        reasons = np.pad(cut.all_reasons(), edges, constant_values=np.uint8(ABSENT))
        return Block(values, reasons, bound)
    return cut.tidy()
