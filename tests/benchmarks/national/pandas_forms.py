"""pandas by hand: padded, so that a plain shift and window never cross geographies; and groupby.

The padded form stacks every series under each other, 12 missing months before each: a few
operations over one long column do all fifty rows. `wide` keeps a column a row; `groupby` has
neither padding nor stacking.
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import numpy as np
import pandas as pd

from tests.benchmarks.national.common import (
    CHANGES,
    DERIVED,
    LIMIT,
    PEOPLE,
    REFS,
    SIGNS,
    STEPS,
    WINDOW,
    Counts,
    Form,
    Values,
)


class Prepared(NamedTuple):
    """Columns of the 31 inputs, `padding` missing months before each geography."""

    frame: pd.DataFrame
    geography: pd.Series
    signs: pd.Series
    shape: tuple[int, int]
    padding: int


class Done(NamedTuple):
    """Frames (or, stacked, series) by the name of the column; "value" are the rows."""

    made: dict[str, pd.DataFrame | pd.Series]
    shape: tuple[int, int]
    padding: int


def prepare(counts: Counts, people: Values, padding: int = WINDOW) -> Prepared:
    geographies, months = people.shape
    data = {}
    for name, series in [*counts.items(), ("people", people)]:
        padded = np.full((geographies, padding + months), np.nan)
        padded[:, padding:] = series
        data[name] = padded.reshape(-1)
    geography = pd.Series(np.repeat(np.arange(geographies), padding + months))
    signs = pd.Series(np.repeat(SIGNS, len(geography)))
    return Prepared(pd.DataFrame(data), geography, signs, people.shape, padding)


def derived(frame: pd.DataFrame) -> dict[str, pd.Series]:
    """Give the derived rows."""
    names, made = list(frame.columns), {}
    for ref, step in zip(DERIVED, STEPS, strict=True):
        left, right = frame[names[step.left]], frame[names[step.right]]
        if step.kind == "/":
            made[ref] = left * step.scale / right.where(right != 0)
        else:
            made[ref] = left + right if step.kind == "+" else left - right
    return made


def with_directions(made, x, then: dict, signs) -> None:
    """Add the changes, their directions and judgements."""
    for name, base in then.items():
        change = made[name] = (x - base) * 100.0 / base.abs()
        moved = (change >= LIMIT).astype(np.int8) - (change <= -LIMIT).astype(np.int8)
        made[f"{name}|direction"] = moved
        made[f"{name}|judgement"] = moved * signs


def stacked(inputs: Prepared) -> Done:
    counted = [inputs.frame[ref] for ref in REFS[:PEOPLE]]
    x = pd.concat([*counted, *derived(inputs.frame).values()], ignore_index=True)
    made = {"value": x}
    base = x.where(x != 0)
    with_directions(made, x, {n: base.shift(k) for n, k in CHANGES.items()}, inputs.signs)
    window = x.rolling(WINDOW, min_periods=1)
    made |= {"average_12": window.mean(), "maximum_12": window.max()}
    return Done(made, inputs.shape, inputs.padding)


def by_row(inputs: Prepared, grouped: bool = False) -> Done:
    counted = {ref: inputs.frame[ref] for ref in REFS[:PEOPLE]}
    x = pd.DataFrame(counted | derived(inputs.frame), copy=False)
    made, base = {"value": x}, x.where(x != 0)
    if grouped:
        bases, groups = base.groupby(inputs.geography), x.groupby(inputs.geography)
        window = groups.rolling(WINDOW, min_periods=1)
    else:
        bases, window = base, x.rolling(WINDOW, min_periods=1)
    with_directions(made, x, {n: bases.shift(k) for n, k in CHANGES.items()}, SIGNS)
    made |= {"average_12": window.mean(), "maximum_12": window.max()}
    return Done(made, inputs.shape, inputs.padding)


def figures(outputs: Done, name: str) -> Values:
    ref, _, rest = name.partition("|")
    found = outputs.made[rest or "value"]
    geographies, months = outputs.shape
    length = geographies * (outputs.padding + months)
    if isinstance(found, pd.DataFrame):
        column = found[ref].to_numpy()
    else:
        row = REFS.index(ref)
        column = found.to_numpy()[row * length : (row + 1) * length]
    shaped = column.reshape(geographies, outputs.padding + months)
    return np.asarray(shaped[:, outputs.padding :], float)


FORMS = {
    "pandas, stacked": Form(prepare, stacked, figures),
    "pandas, padded": Form(prepare, by_row, figures),
    "pandas, groupby": Form(partial(prepare, padding=0), partial(by_row, grouped=True), figures),
}
