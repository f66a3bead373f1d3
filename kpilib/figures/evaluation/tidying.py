"""An evaluation as tidy columns: a row for every ref, geography and month, none left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kpilib.figures.evaluation.line import Line
from kpilib.project.interchange import Coded, Columns, spread

if TYPE_CHECKING:
    from kpilib.figures.evaluation.evaluation import Evaluation


def tidy_columns(evaluation: Evaluation) -> Columns:
    """Give ref, geography, period, value and reason, in catalogue order."""
    refs, places = evaluation.refs, evaluation.geographies
    months = [str(period) for period in evaluation.periods]
    size = len(places) * len(months)
    values = np.empty(len(refs) * size)
    reasons = np.empty(len(refs) * size, np.int32)
    texts: dict[str, int] = {}
    for number, ref in enumerate(refs):
        line, rows = evaluation[ref], slice(number * size, (number + 1) * size)
        values[rows] = line.values.reshape(-1)
        reasons[rows] = reasons_of(line, texts).reshape(-1)
    of_ref, place, month = spread(len(refs), len(places), len(months))
    return {
        "ref": Coded(of_ref, refs),
        "geography": Coded(place, places),
        "period": Coded(month, months),
        "value": values,
        "reason": Coded(reasons, tuple(texts)),
    }


def reasons_of(line: Line, texts: dict[str, int]) -> NDArray[np.int32]:
    """Give the number of each cell's reason, -1 for a value; new ones are added to `texts`.

    The shape is that of `Line.values`.
    """
    codes = line.reasons
    table = np.full(256, -1, np.int32)
    untold = []
    for code in np.unique(codes).tolist():
        words = line.codes.text(code) if code else None
        if words is not None:
            table[code] = texts.setdefault(words, len(texts))
        elif code:
            untold.append(code)
    found = table[codes]
    for place, month in np.argwhere(np.isin(codes, untold)).tolist() if untold else ():
        found[place, month] = texts.setdefault(line.reason(place, month), len(texts))
    return found
