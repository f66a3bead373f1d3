"""A panel: collected values of many series over the same months and geographies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike

from kpilib.figures.arrays.block import Block, bound_of, largest
from kpilib.figures.arrays.bounds import Bound
from kpilib.figures.arrays.kinds import Values
from kpilib.project import interchange
from kpilib.values.period import Period, month
from kpilib.values.reasons import ABSENT, CONFIDENTIAL, MARKERS, TEXT

_WHOLE = 2.0**32
_MARKER = {code: marker for marker, code in MARKERS.items()}


class Said(Protocol):
    """An observation, as far as a panel asks."""

    @property
    def cell(self) -> tuple[str, str, int]:
        """Ref, geography and month, as an ordinal."""

    @property
    def value(self) -> str | None:
        """The decimal as written."""


class Panel:
    """Blocks by ref, all of shape (months, geographies); reasons `ABSENT` where nothing was said.

    `exact` holds the values whose decimals a float64 cannot carry, by ref, geography and month.
    """

    def __init__(
        self,
        first: int,
        months: int,
        geographies: Sequence[str],
        blocks: Mapping[str, Block],
        exact: Mapping[tuple[str, str, int], Fraction] | None = None,
    ) -> None:
        self.first, self.months = first, months
        self.geographies = tuple(geographies)
        self.blocks = dict(blocks)
        self._exact = exact or {}
        self._whole: dict[str, bool] = {}
        self._bounds: dict[str, Bound] = {}
        self._beyond = {ref for ref, _, _ in self._exact}
        self._place = {name: place for place, name in enumerate(self.geographies)}

    @classmethod
    def from_arrays(
        cls, first: str, geographies: Sequence[str], values: Mapping[str, ArrayLike]
    ) -> Panel:
        """Make a panel of arrays (geographies, months), NaN where nothing was observed.

        `first` is the first month, such as ``2015-09``. Raises ValueError where shapes differ.
        """
        if isinstance(geographies, str) or len(set(geographies)) != len(geographies):
            raise ValueError("geographies are several names, each once")
        blocks = {}
        months = 0
        for ref, array in values.items():
            plain = np.ma.filled(np.ma.asarray(array, np.float64), np.nan)
            if np.isinf(plain).any():
                raise ValueError(f"`{ref}` holds a figure without end; NaN says that there is none")
            block = _absent_where_nan(np.array(plain.T, order="C"))
            if block.values.ndim != 2 or block.values.shape[1] != len(geographies):
                raise ValueError(f"`{ref}` has not the shape (geographies, months)")
            if months and block.values.shape[0] != months:
                raise ValueError(f"`{ref}` has another number of months than those before it")
            months = block.values.shape[0]
            blocks[ref] = block
        return cls(month(first), months, geographies, blocks)

    def __repr__(self) -> str:
        shape = f"{len(self.geographies)} geographies x {self.months} months"
        return f"Panel({len(self.blocks)} series, {shape} from {Period.month(self.first)})"

    def is_carried(self, ref: str) -> bool:
        """Say whether float64 carries every value of a series as it was written."""
        return ref not in self._beyond

    def is_whole(self, ref: str) -> bool:
        """Say whether a series holds whole numbers only, of a size that floats carry exactly."""
        found = self._whole.get(ref)
        if found is None:
            values = self.blocks[ref].values if ref in self.blocks else np.empty(0)
            found = self._whole[ref] = self.is_carried(ref) and whole_numbers(values)
        return found

    def bound(self, ref: str) -> Bound:
        """Return how far the floats of a series may lie from what was written."""
        found = self._bounds.get(ref)
        if found is None:
            values = self.blocks[ref].values if ref in self.blocks else np.empty(0)
            carried = self.is_carried(ref)
            found = self._bounds[ref] = bound_of(values, carried=carried)
        return found

    def block(self, ref: str) -> Block:
        """Give the block of a series, all absent where the panel has none."""
        found = self.blocks.get(ref)
        if found is not None:
            return found
        shape = (self.months, len(self.geographies))
        return Block(np.full(shape, np.nan), np.full(shape, np.uint8(ABSENT)))

    def part(self, places: slice) -> Panel:
        """Give some of the geographies, as views of the same arrays."""
        blocks = {ref: block.part(places) for ref, block in self.blocks.items()}
        part = Panel(self.first, self.months, self.geographies[places], blocks, self._exact)
        part._whole, part._bounds = dict(self._whole), dict(self._bounds)
        return part

    def withholding(self, now: Panel) -> Panel:
        """Return it without the figures that are confidential in another panel, that of today.

        So nothing that is withheld now is told from an earlier vintage, nor follows from it.
        """
        first = max(self.first, now.first)
        last = min(self.first + self.months, now.first + now.months)
        shared = [name for name in self.geographies if name in now._place]
        if first >= last or not shared:
            return self
        here = np.array([self._place[name] for name in shared])
        there = np.array([now._place[name] for name in shared])
        blocks = dict(self.blocks)
        gone: set[tuple[str, str, int]] = set()
        for ref, block in self.blocks.items():
            later = now.blocks.get(ref)
            if later is None or later.reasons is None:
                continue
            secret = later.reasons[first - now.first : last - now.first, there] == CONFIDENTIAL
            hidden = np.zeros(block.values.shape, np.bool_)
            hidden[first - self.first : last - self.first, here] = secret
            hidden &= block.values == block.values
            if hidden.any():
                values = np.where(hidden, np.nan, block.values)
                reasons = np.where(hidden, np.uint8(CONFIDENTIAL), block.all_reasons())
                blocks[ref] = Block(values, reasons)
                gone |= {
                    (ref, self.geographies[place], self.first + row)
                    for row, place in np.argwhere(hidden).tolist()
                }
        if not gone:
            return self
        exact = {key: value for key, value in self._exact.items() if key not in gone}
        return Panel(self.first, self.months, self.geographies, blocks, exact)

    def confidential_refs(self) -> frozenset[str]:
        """Return the refs of the series that hold a confidential cell."""
        return frozenset(
            ref
            for ref, block in self.blocks.items()
            if block.reasons is not None and (block.reasons == CONFIDENTIAL).any()
        )

    def revealing(self, rows: Iterable[Said]) -> Panel:
        """Return it with the figures of observations, whatever stood in their cells."""
        blocks = dict(self.blocks)
        exact = dict(self._exact)
        for row in rows:
            ref, geography, of_month = row.cell
            block = blocks[ref]
            if block is self.blocks[ref]:
                block = Block(block.values.copy(), block.all_reasons().copy())
                blocks[ref] = block
            place = of_month - self.first, self._place[geography]
            figure = Fraction(row.value or "0")
            block.values[place] = float(figure)
            block.all_reasons()[place] = 0
            exact[row.cell] = figure
        return Panel(self.first, self.months, self.geographies, blocks, exact)

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Hand the tidy columns to whatever speaks Arrow, such as ``polars.from_arrow``."""
        return self.to_arrow().__arrow_c_stream__(requested_schema)

    def to_arrow(self) -> Any:
        """Give a pyarrow.Table: ref, geography, period, value, reason; null where there is none.

        Needs ``kpilib[arrow]``; raises UsageError where it is not installed.
        """
        return interchange.to_arrow(self._tidy())

    def to_pandas(self) -> Any:
        """Give the same columns as a pandas.DataFrame, if the caller has pandas."""
        return interchange.to_pandas(self._tidy())

    def to_polars(self) -> Any:
        """Give the same columns as a polars.DataFrame, if the caller has polars."""
        return interchange.to_polars(self._tidy())

    def _tidy(self) -> interchange.Columns:
        """Give ref, geography, period, value and reason of every cell; no reason: nothing said."""
        refs, shape = tuple(self.blocks), (len(self.blocks), len(self.geographies), self.months)
        values, codes = np.empty(shape), np.empty(shape, np.uint8)
        for number, block in enumerate(self.blocks.values()):
            values[number] = block.values.T
            codes[number] = block.all_reasons().T
        table = np.full(256, -1, np.int32)
        for number, reason in enumerate(MARKERS.values()):
            table[reason] = number
        ref, place, month = interchange.spread(*shape)
        periods = [str(Period.month(self.first + number)) for number in range(self.months)]
        return {
            "ref": interchange.Coded(ref, refs),
            "geography": interchange.Coded(place, self.geographies),
            "period": interchange.Coded(month, periods),
            "value": values.reshape(-1),
            "reason": interchange.Coded(
                table[codes].reshape(-1), [TEXT[reason] for reason in MARKERS.values()]
            ),
        }

    def lookup(self, ref: str, geography: str, month: int) -> Fraction | str | None:
        """Give one cell as written: a value, its marker, or None where nothing was said."""
        exact = self._exact.get((ref, geography, month))
        if exact is not None:
            return exact
        block, place = self.blocks.get(ref), self._place.get(geography)
        row = month - self.first
        if block is None or place is None or not 0 <= row < self.months:
            return None
        value = float(block.values[row, place])
        if value == value:
            return Fraction(repr(value))
        return _MARKER.get(int(block.all_reasons()[row, place]))


def _absent_where_nan(values: Values) -> Block:
    missing = values != values
    if not missing.any():
        return Block(values)
    return Block(values, missing.astype(np.uint8) * np.uint8(ABSENT))


def whole_numbers(values: Values) -> bool:
    """Say whether all values are whole, and stay exact in long sums and times 100,000."""
    if largest(values) >= _WHOLE:
        return False
    return bool(((values == np.rint(values)) | (values != values)).all())
