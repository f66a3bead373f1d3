"""Tidy columns handed over to pyarrow, pandas and polars, whichever the caller has.

A text column is a column of codes and the texts they stand for, so that a million rows share a
few texts. Arrow's stream is the PyCapsule interface:
https://arrow.apache.org/docs/format/CDataInterface/PyCapsuleInterface.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kpilib.values.errors import UsageError


class Coded(NamedTuple):
    """A column of texts: a code a row, -1 for none."""

    codes: NDArray[np.int32]
    texts: Sequence[str]


#: by name, in order; floats are NaN where there is no value
Columns = Mapping[str, Coded | NDArray[np.float64]]


def _module(name: str, extra: str) -> Any:
    from importlib import import_module

    try:
        return import_module(name)
    except ModuleNotFoundError:
        raise UsageError(f"{name} is not installed: pip install {extra}") from None


def to_arrow(columns: Columns) -> Any:
    """Give a pyarrow.Table: texts dictionary-encoded, null where there is no value or text."""
    arrow = _module("pyarrow", "kpilib[arrow]")
    arrays = {}
    for name, column in columns.items():
        if isinstance(column, Coded):
            codes = arrow.array(column.codes, mask=column.codes < 0)
            texts = arrow.array(list(column.texts), arrow.string())
            arrays[name] = arrow.DictionaryArray.from_arrays(codes, texts)
        else:
            arrays[name] = arrow.array(column, from_pandas=True)
    return arrow.table(arrays)


def to_pandas(columns: Columns) -> Any:
    """Give a pandas.DataFrame: texts as categories, NaN where there is no value."""
    pandas = _module("pandas", "pandas")
    return pandas.DataFrame(
        {
            name: pandas.Categorical.from_codes(column.codes, list(column.texts))
            if isinstance(column, Coded)
            else column
            for name, column in columns.items()
        }
    )


def to_polars(columns: Columns) -> Any:
    """Give a polars.DataFrame: null where there is no value or text."""
    polars = _module("polars", "polars")
    series = []
    for name, column in columns.items():
        if isinstance(column, Coded):
            # the last text, which -1 stands for, is none
            texts = polars.Series(name, [*column.texts, None], dtype=polars.String)
            series.append(texts.gather(np.where(column.codes < 0, len(column.texts), column.codes)))
        else:
            series.append(polars.Series(name, column, nan_to_null=True))
    return polars.DataFrame(series)


def spread(refs: int, geographies: int, months: int) -> tuple[NDArray[np.int32], ...]:
    """Give the codes of ref, geography and month of every row, in that order."""
    shape = (refs, geographies, months)
    return tuple(
        np.broadcast_to(np.arange(size, dtype=np.int32).reshape(view), shape).reshape(-1)
        for size, view in ((refs, (-1, 1, 1)), (geographies, (-1, 1)), (months, (-1,)))
    )
