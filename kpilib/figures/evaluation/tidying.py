"""The reasons of a line as numbers of their texts, for tidy columns."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kpilib.figures.evaluation.line import Line


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
