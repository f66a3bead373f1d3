"""An evaluation one can index: rows, their columns, and single cells with their printed text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kpilib.engine.blocks import Blocks
from kpilib.engine.frame import Frame, Rules
from kpilib.engine.line import Line
from kpilib.engine.tidying import tidy_columns
from kpilib.errors import UsageError
from kpilib.formula.exact import Exact
from kpilib.formula.syntax import input_names
from kpilib.series import interchange
from kpilib.series.change import SIGNS, Polarity
from kpilib.series.period import Period
from kpilib.series.reasons import Codes
from kpilib.spec.catalogue import Catalogue
from kpilib.spec.columns import Columns
from kpilib.spec.dataset import Dataset
from kpilib.spec.suggest import did_you_mean


class Evaluation:
    """Every row of a catalogue over some months and all geographies of a panel.

    Indexing gives a `Line`: ``evaluation["M2-NI"].at("2016-09")``. Rows are worked out when they
    are first asked for, with what they read.
    """

    def __init__(
        self,
        blocks: Blocks,
        refs: tuple[str, ...],
        stretch: tuple[int, int],
        rules: Rules,
        dataset: Dataset | None = None,
        columns: Columns | None = None,
    ) -> None:
        self._blocks = blocks
        #: the rows asked for, in catalogue order
        self.refs = refs
        self.frame = Frame(blocks, rules, *stretch)
        self.dataset, self._columns = dataset, columns
        self._lines: dict[str, Line] = {}

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue that was evaluated."""
        return self._blocks.catalogue

    @property
    def exact(self) -> Exact:
        """The same cells on fractions, one at a time."""
        return self._blocks.exact

    @property
    def geographies(self) -> tuple[str, ...]:
        """The geographies, by name: the first axis of `values`."""
        return self._blocks.geographies

    @property
    def periods(self) -> tuple[Period, ...]:
        """The months: the second axis of `values`."""
        return self.frame.periods

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
            self._blocks.block(ref),
            self._blocks.codes(ref),
            tree=self.catalogue.bound.get(ref),
            unit=kind.unit if kind else "number",
            decimals=self.catalogue[ref].decimals,
        )

    def column(self, ref: str, name: str) -> Line | None:
        """Give a derived column of a row; None where its formula has no meaning for that row.

        Raises UsageError for a column that the dataset does not derive (a comparator is a figure
        of the report), KeyError for a ref that is none.
        """
        columns = self.dataset.columns if self.dataset else ()
        column = next((one for one in columns if one.id == name and one.formula), None)
        if column is None or self._columns is None:
            derived = ", ".join(one.id for one in columns if one.formula) or "none"
            raise UsageError(f"no derived column is called `{name}`: there are {derived}")
        row = self[ref]
        bound = self._columns.bound(column, ref)
        if bound is None:
            return None
        kind, tree = bound
        is_change = self._columns.is_change(column)
        codes, offset = row.codes, len(row.codes.inputs)
        if others := input_names(tree):
            codes = Codes((*codes.inputs, *others))
        printed = self.frame.rules.change.basis == "printed" and is_change
        value = row.printed_block() if printed else row.block
        return Line(
            self.frame,
            ref,
            self._blocks.arrays(tree, codes, offset, value).block(tree),
            codes,
            tree=tree,
            unit=kind.unit if is_change else row.unit,
            decimals=0 if is_change else row.decimals,
            of=row,
            of_printed=printed,
            is_change=is_change,
            sign=SIGNS[self.polarity(ref)],
        )

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Hand the tidy columns to whatever speaks Arrow, such as ``polars.from_arrow``."""
        return self.to_arrow().__arrow_c_stream__(requested_schema)

    def to_arrow(self) -> Any:
        """Give a pyarrow.Table: ref, geography, period, value, reason; null where there is none.

        Needs ``kpilib[arrow]``; raises UsageError where it is not installed.
        """
        return interchange.to_arrow(tidy_columns(self))

    def to_pandas(self) -> Any:
        """Give the same columns as a pandas.DataFrame, if the caller has pandas."""
        return interchange.to_pandas(tidy_columns(self))

    def to_polars(self) -> Any:
        """Give the same columns as a polars.DataFrame, if the caller has polars."""
        return interchange.to_polars(tidy_columns(self))

    def polarity(self, ref: str) -> Polarity:
        """Give the polarity of a row in this dataset."""
        for row in (self.dataset.rows or ()) if self.dataset else ():
            if row.ref == ref and row.polarity:
                return row.polarity
        return self.catalogue[ref].polarity
