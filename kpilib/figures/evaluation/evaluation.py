"""An evaluation: what `EvaluationBase` works out when it is asked, all at once, and as tables."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from kpilib.figures.evaluation.base import EvaluationBase
from kpilib.figures.evaluation.tidying import reasons_of
from kpilib.project import interchange


class Evaluation(EvaluationBase):
    """Every row of a catalogue over some months and all geographies of a panel.

    Indexing gives a `Line`: ``evaluation["M2-NI"].at("2016-09")``. Rows are worked out when they
    are first asked for, with what they read.
    """

    def work_out(self, columns: Iterable[str] | None = None, threads: int | None = None) -> None:
        """Work out every row asked for and its columns (default: all derived ones) at once.

        What is asked for afterwards is there already, in a third to two thirds of the time that
        asking line by line takes; docs/explanation/performance.md has figures. `threads` is how
        many processor cores to take (default: all). The arrays of a line are as `Line` gives them:
        float64, uint8 and int8, (geographies, months). Raises UsageError for a column that the
        dataset does not derive.
        """
        from kpilib.figures.evaluation.tiles import Tiling

        names = tuple(self._derived_columns if columns is None else dict.fromkeys(columns))
        Tiling(self, names).run(threads)

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Hand the tidy columns to whatever speaks Arrow, such as ``polars.from_arrow``."""
        return self.to_arrow().__arrow_c_stream__(requested_schema)

    def _tidy(self) -> interchange.Columns:
        """Return ref, geography, period, value and reason, in catalogue order."""
        refs, places = self.refs, self.geographies
        months = [str(period) for period in self.periods]
        size = len(places) * len(months)
        values = np.empty(len(refs) * size)
        reasons = np.empty(len(refs) * size, np.int32)
        texts: dict[str, int] = {}
        for number, ref in enumerate(refs):
            line, rows = self[ref], slice(number * size, (number + 1) * size)
            values[rows] = line.values.reshape(-1)
            reasons[rows] = reasons_of(line, texts).reshape(-1)
        of_ref, place, month = interchange.spread(len(refs), len(places), len(months))
        return {
            "ref": interchange.Coded(of_ref, refs),
            "geography": interchange.Coded(place, places),
            "period": interchange.Coded(month, months),
            "value": values,
            "reason": interchange.Coded(reasons, tuple(texts)),
        }

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
