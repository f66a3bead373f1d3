"""An evaluation as an Arrow table with printed texts, made column by column and not cell by cell.

Needs ``kpilib[arrow]``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from kpilib.figures.evaluation.tidying import reasons_of
from kpilib.project.interchange import Coded, spread, to_arrow
from kpilib.values.change import ARROWS, DIRECTIONS

if TYPE_CHECKING:
    from kpilib.figures.evaluation.evaluation import Evaluation
    from kpilib.figures.evaluation.line import Line

#: a figure of so many last decimals is printed by itself
_LARGEST = 2.0**50


def table_of(evaluation: Evaluation, columns: Sequence[str] = ()) -> Any:
    """Give a pyarrow.Table: ref, geography, period, value, reason, printed.

    With `columns` there is ``column`` first, empty for the row itself, and ``direction`` and
    ``judgement`` last. Rows in the order of refs, then columns, geographies, months; texts but
    the printed one are dictionaries. Raises UsageError where pyarrow is not installed.
    """
    lines = [("", evaluation[ref]) for ref in evaluation.refs] if not columns else []
    for ref in evaluation.refs if columns else ():
        lines.append(("", evaluation[ref]))
        for name in columns:
            line = evaluation.column(ref, name)
            if line is not None:
                lines.append((name, line))
    return _table(evaluation, lines, columns)


def plain_table(evaluation: Evaluation, columns: Sequence[str] = ()) -> Any:
    """Give the table with plain texts in place of dictionaries."""
    import pyarrow

    table = table_of(evaluation, columns)
    plain = [
        pyarrow.field(
            one.name, pyarrow.string() if pyarrow.types.is_dictionary(one.type) else one.type
        )
        for one in table.schema
    ]
    return table.cast(pyarrow.schema(plain))


def _table(
    evaluation: Evaluation, lines: Sequence[tuple[str, Line]], columns: Sequence[str]
) -> Any:
    places, months = evaluation.geographies, [str(period) for period in evaluation.periods]
    size = len(places) * len(months)
    values = np.empty(len(lines) * size)
    reasons = np.empty(len(lines) * size, np.int32)
    moved = np.full((2, len(lines) * size if columns else 0), -1, np.int32)
    texts: dict[str, int] = {}
    for number, (_, line) in enumerate(lines):
        rows = slice(number * size, (number + 1) * size)
        values[rows] = line.values.reshape(-1)
        reasons[rows] = reasons_of(line, texts).reshape(-1)
        if line.is_change and columns:
            moved[:, rows] = _moved(line)
    of_line, place, month = spread(len(lines), len(places), len(months))
    number_of = {ref: number for number, ref in enumerate(evaluation.refs)}
    refs = np.array([number_of[line.ref] for _, line in lines], np.int32)
    names = ["", *columns]
    whose = np.array([names.index(name) for name, _ in lines], np.int32)
    tidy: dict[str, Any] = {"column": Coded(whose[of_line], names)} if columns else {}
    tidy |= {
        "ref": Coded(refs[of_line], evaluation.refs),
        "geography": Coded(place, places),
        "period": Coded(month, months),
        "value": values,
        "reason": Coded(reasons, tuple(texts)),
    }
    table = to_arrow(tidy)
    table = table.append_column("printed", _chunks([printed(line) for _, line in lines]))
    for head, codes, words in (
        ("direction", moved[0], ("down", "similar", "up")),
        ("judgement", moved[1], ("negative", "similar", "positive")),
    ):
        if columns:
            coded = to_arrow({head: Coded(codes, words)})
            table = table.append_column(head, coded.column(0))
    return table


def _moved(line: Line) -> np.ndarray[Any, np.dtype[np.int32]]:
    """Give the places of direction and judgement in their words, -1 where there is none."""
    there = line.reasons == 0
    signs = np.stack([line.direction, line.judgement]).astype(np.int32) + 1
    signs[:, ~there] = -1
    if not line.is_judged:
        signs[1] = -1
    return signs.reshape(2, -1)


def _chunks(arrays: list[Any]) -> Any:
    import pyarrow

    return pyarrow.chunked_array(arrays, pyarrow.string())


def printed(line: Line) -> Any:
    """Give the printed texts of a line as a pyarrow array, null where there is no value.

    Whole-number arithmetic on the rounded figures: 28.0 is 28, and 12.5 is 125 and then 12 and 5.
    """
    import pyarrow
    from pyarrow import compute

    figures = line.rounded.reshape(-1) * 10.0**line.decimals
    missing = figures != figures
    large = np.abs(figures) >= _LARGEST
    units = np.where(missing | large, 0, np.rint(figures)).astype(np.int64)
    size = np.abs(units)
    if line.is_change:
        text = _thousands(size)
    elif line.decimals:
        whole, rest = np.divmod(size, 10**line.decimals)
        padded = compute.utf8_lpad(_texts(rest), line.decimals, "0")
        text = compute.binary_join_element_wise(_texts(whole), padded, ".")
    else:
        text = _texts(size)
    signs = pyarrow.array(["", "-"]).take(pyarrow.array((units < 0).astype(np.int8)))
    parts = [signs, text]
    if line.is_change:
        arrows = pyarrow.array([f"{ARROWS[DIRECTIONS[sign]]} " for sign in (-1, 0, 1)])
        parts.insert(0, arrows.take(pyarrow.array(line.direction.reshape(-1) + 1)))
    elif line.unit == "percent":
        parts.append("%")
    joined = compute.binary_join_element_wise(*parts, "")
    if large.any():
        joined = _by_themselves(line, joined, np.flatnonzero(large))
    return compute.if_else(pyarrow.array(missing), pyarrow.scalar(None, pyarrow.string()), joined)


def _texts(whole: np.ndarray[Any, np.dtype[np.int64]]) -> Any:
    import pyarrow

    return pyarrow.array(whole).cast(pyarrow.string())


def _thousands(size: np.ndarray[Any, np.dtype[np.int64]]) -> Any:
    """Give whole numbers with commas between their thousands."""
    from pyarrow import compute

    if not size.size or size.max() < 1000:
        return _texts(size)
    rest, last = np.divmod(size, 1000)
    grouped = compute.binary_join_element_wise(
        _thousands(rest), compute.utf8_lpad(_texts(last), 3, "0"), ","
    )
    import pyarrow

    return compute.if_else(pyarrow.array(size < 1000), _texts(size), grouped)


def _by_themselves(line: Line, texts: Any, places: np.ndarray[Any, np.dtype[np.intp]]) -> Any:
    """Print the few figures that are too large for floats one by one."""
    import pyarrow

    found = texts.to_pylist()
    for place in places.tolist():
        found[place] = line.text(*divmod(place, line.values.shape[1]))
    return pyarrow.array(found, pyarrow.string())
