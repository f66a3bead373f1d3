"""The same kernel on a Spark cluster: geographies spread over it, one set of figures.

Needs ``kpilib[spark]`` (and Java 17). See
https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.GroupedData.applyInArrow.html
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from attrs import evolve

from kpilib.figures.evaluation.evaluate import evaluate as on_arrays
from kpilib.figures.evaluation.frame import Rules
from kpilib.language.catalogue import Catalogue
from kpilib.language.dataset import Dataset
from kpilib.project.stores.panel import Grid
from kpilib.values.errors import UsageError
from kpilib.values.period import Period, asked_month

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql import DataFrame

_FIGURES = (
    "ref string, geography string, period string, value double, reason string, printed string"
)
_COLUMNS = f"column string, {_FIGURES}, direction string, judgement string"


def evaluate(
    dataframe: DataFrame,
    catalogue: Catalogue,
    dataset: Dataset | None = None,
    *,
    columns: Sequence[str] = (),
    as_of: str | None = None,
) -> DataFrame:
    """Evaluate a catalogue over a dataframe of observations, grouped by geography.

    `dataframe` has ``ref``, ``geography`` (where none is named, the dataset's is meant), ``period``
    (2016-09) and ``value`` (text or number), and, where there are such, ``marker`` and
    ``recorded``. The result has a row for every ref,
    geography and month from the first to the last observed anywhere: ref, geography, period,
    value, reason, printed; with derived `columns` of the dataset also ``column``, ``direction``
    and ``judgement``. Only the months' ends are asked for at once; the rest is worked out when
    the result is. Raises UsageError where columns are missing or nothing is observed.
    """
    from pyspark.sql import functions

    lacking = [
        name for name in ("ref", "geography", "period", "value") if name not in dataframe.columns
    ]
    if lacking:
        raise UsageError(f"the dataframe has no column {', '.join(lacking)}")
    known = dataframe
    if as_of is not None and "recorded" in dataframe.columns:
        recorded = functions.coalesce(functions.col("recorded").cast("string"), functions.lit(""))
        known = dataframe.where(recorded <= as_of)
    ends = known.agg(functions.min("period"), functions.max("period")).collect()[0]
    if ends[0] is None:
        raise UsageError("nothing is observed")
    # a copy has not what the original remembers, which need not travel
    months = asked_month(ends[0]), asked_month(ends[1])
    work = _work(evolve(catalogue.known_by(as_of)), dataset, tuple(columns), months, as_of)
    texts = _texts(dataframe, dataset.geography if dataset else Rules().geography)
    return texts.groupBy("geography").applyInArrow(work, _COLUMNS if columns else _FIGURES)


def _texts(dataframe: DataFrame, geography: str) -> DataFrame:
    """Give the columns that are read, as texts; `geography` where none is named."""
    from pyspark.sql import functions

    texts = {
        name: functions.col(name).cast("string").alias(name)
        for name in ("ref", "geography", "period", "value", "marker", "recorded")
        if name in dataframe.columns
    }
    named = functions.nullif(functions.col("geography").cast("string"), functions.lit(""))
    texts["geography"] = functions.coalesce(named, functions.lit(geography)).alias("geography")
    return dataframe.select(*texts.values())


def _work(
    catalogue: Catalogue,
    dataset: Dataset | None,
    columns: tuple[str, ...],
    months: tuple[int, int],
    as_of: str | None,
) -> Callable[[pyarrow.Table], pyarrow.Table]:
    """Give what is done with the observations of one geography; it is sent to the workers."""

    def work(table: pyarrow.Table) -> pyarrow.Table:
        from kpilib.figures.streams.tables import plain_table

        observed, known = _panel(table, months), len(table)
        if as_of is not None and "recorded" in table.column_names:
            earlier = table.filter(_recorded_by(table, as_of))
            observed, known = _panel(earlier, months).withholding(observed), len(earlier)
        start, end = (Period.month(one) for one in months)
        evaluation = on_arrays(catalogue, observed, dataset=dataset, start=start, end=end)
        evaluation.work_out(columns, threads=1)
        told = plain_table(evaluation, columns)
        # a place of which nothing was known then
        return told if known else told.slice(0, 0)

    return work


def _recorded_by(table: pyarrow.Table, day: str) -> Any:
    from pyarrow import compute

    return compute.less_equal(compute.fill_null(table.column("recorded"), ""), day)


def _panel(table: Any, months: tuple[int, int]) -> Any:
    from kpilib.figures.streams.parquet_source import fill

    grid = Grid(months, table.column("geography").unique().to_pylist())
    fill(grid, table)
    return grid.panel()
