"""DuckDB: one query with window functions over a table of a row a geography and month.

`long` is one query too, over a table of a row an indicator, geography and month: twelve
expressions in place of six hundred.
"""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

import duckdb
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

INPUTS = [*REFS[:PEOPLE], "people"]


class Prepared(NamedTuple):
    """A connection with the table `counts`, and the query."""

    connection: Any
    query: str
    shape: tuple[int, int]


class Done(NamedTuple):
    """What was worked out, as Arrow."""

    table: Any
    shape: tuple[int, int]


def derived() -> dict[str, str]:
    made = {}
    for ref, step in zip(DERIVED, STEPS, strict=True):
        left, right = INPUTS[step.left], INPUTS[step.right]
        if step.kind == "/":
            made[ref] = f"{left} * {step.scale}::DOUBLE / nullif({right}, 0)"
        else:
            made[ref] = f"{left} {step.kind} {right}"
    return made


def change(x: str, months: int) -> str:
    then = f"lag(nullif({x}, 0), {months}) OVER w"
    return f"({x} - {then}) * 100::DOUBLE / abs({then})"


def moved(name: str) -> str:
    up, down = f'"{name}" >= {LIMIT}::DOUBLE', f'"{name}" <= -{LIMIT}::DOUBLE'
    return f"CASE WHEN {up} THEN 1::TINYINT WHEN {down} THEN (-1)::TINYINT ELSE 0::TINYINT END"


def windows(x: str, prefix: str) -> list[str]:
    found = [f'{change(x, months)} AS "{prefix}{name}"' for name, months in CHANGES.items()]
    found.append(f'avg({x}) OVER y AS "{prefix}average_12"')
    found.append(f'max({x}) OVER y AS "{prefix}maximum_12"')
    return found


def directions(prefix: str, sign: str) -> tuple[list[str], list[str]]:
    """Give the directions and, one level further out, the judgements."""
    names = [prefix + name for name in CHANGES]
    first = [f'{moved(name)} AS "{name}|direction"' for name in names]
    second = [f'("{n}|direction" * {sign})::TINYINT AS "{n}|judgement"' for n in names]
    return first, second


def query(rows: str, prefixes: dict[str, str], signs: list[str], by: str) -> str:
    """Make the query over `rows`; a prefix and the name of its value for every row."""
    made = [one for prefix, x in prefixes.items() for one in windows(x, prefix)]
    both = [directions(prefix, sign) for prefix, sign in zip(prefixes, signs, strict=True)]
    first = [one for pair in both for one in pair[0]]
    second = [one for pair in both for one in pair[1]]
    frame = f"PARTITION BY {by} ORDER BY month"
    return f"""
        WITH derived AS ({rows}),
        made AS (SELECT *, {", ".join(made)} FROM derived
            WINDOW w AS ({frame}), y AS ({frame} ROWS {WINDOW - 1} PRECEDING)),
        moved AS (SELECT *, {", ".join(first)} FROM made)
        SELECT *, {", ".join(second)} FROM moved"""


def wide_query() -> str:
    made = ", ".join(f"{text} AS {ref}" for ref, text in derived().items())
    signs = [f"({sign})::TINYINT" for sign in SIGNS.tolist()]
    prefixes = {f"{ref}|": ref for ref in REFS}
    return query(f"SELECT * EXCLUDE people, {made} FROM counts", prefixes, signs, "geography")


def long_query() -> str:
    texts = dict.fromkeys(REFS[:PEOPLE]) | derived()
    parts = [
        f"SELECT {row}::TINYINT AS ref, ({sign})::TINYINT AS sign, geography, month, "
        f"{text or ref} AS x FROM counts"
        for row, ((ref, text), sign) in enumerate(zip(texts.items(), SIGNS.tolist(), strict=True))
    ]
    return query(" UNION ALL ".join(parts), {"": "x"}, ["sign"], "ref, geography")


def prepare(counts: Counts, people: Values, long: bool = False) -> Prepared:
    geographies, months = people.shape
    data = {
        "geography": np.repeat(np.arange(geographies, dtype=np.int32), months),
        "month": np.tile(np.arange(months, dtype=np.int32), geographies),
    }
    data |= {name: series.reshape(-1) for name, series in {**counts, "people": people}.items()}
    connection = duckdb.connect()
    connection.register("given", pd.DataFrame(data))
    inner = ", ".join(f"CASE WHEN isnan({n}) THEN NULL ELSE {n} END AS {n}" for n in INPUTS)
    connection.execute(f"CREATE TABLE counts AS SELECT geography, month, {inner} FROM given")
    connection.unregister("given")
    return Prepared(connection, long_query() if long else wide_query(), people.shape)


def run(inputs: Prepared) -> Done:
    return Done(inputs.connection.sql(inputs.query).to_arrow_table(), inputs.shape)


def run_table(inputs: Prepared) -> Done:
    """Leave the result in DuckDB; the check reads it later."""
    inputs.connection.execute(f"CREATE OR REPLACE TEMP TABLE result AS {inputs.query}")
    return Done(inputs.connection, inputs.shape)


def figures(outputs: Done, name: str) -> Values:
    """Put one column into the order of geographies and months, which a query does not promise."""
    table = outputs.table
    places = table["geography"].to_numpy() * outputs.shape[1] + table["month"].to_numpy()
    column = name
    if "ref" in table.column_names:
        ref, _, rest = name.partition("|")
        mine = table["ref"].to_numpy() == REFS.index(ref)
        places, column = places[mine], rest or "x"
    values = table[column].to_numpy().astype(float)
    found = np.empty(outputs.shape)
    found.reshape(-1)[places] = values[mine] if "ref" in table.column_names else values
    return found


FORMS = {
    "duckdb": Form(prepare, run, figures),
    "duckdb, long": Form(partial(prepare, long=True), run, figures),
}
