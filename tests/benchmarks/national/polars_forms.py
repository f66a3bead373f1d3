"""polars by hand, in several forms; the fastest is the one to be compared with.

Done in all of them to be fast: a base of 0 is made null once, so that a change needs no condition;
a direction is decided by two comparisons (a change rounds to 10 from 9.5 on); a null direction
stands for 0, which saves filling it; nothing is multiplied by 1.

- over: windows over the geography.
- padded: 12 months of nulls between geographies, so that nothing crosses from one to the next and
  plain shifts and windows do.
- tiles: the padded frame cut into pieces that fit the cache, worked out with `collect_all`.
- lazy: the padded frame as one lazy select of nested expressions; shared parts are found by the
  optimizer.
- streaming: the same by the streaming engine.
- lists: a row a geography, every series a list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import NamedTuple

import numpy as np
import polars as pl

from tests.benchmarks.national.common import (
    CHANGES,
    COLUMNS,
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
col = pl.col
#: measured: geographies of a piece that fits the cache
PIECE = 250


class Prepared(NamedTuple):
    """Frames of some geographies each, `padding` months of nulls before each geography."""

    frames: list[pl.DataFrame]
    shape: tuple[int, int]
    padding: int


class Done(NamedTuple):
    """The frames that hold everything worked out."""

    frames: list[pl.DataFrame]
    shape: tuple[int, int]
    padding: int


def prepare(counts: Counts, people: Values, padding: int = WINDOW, piece: int = 0) -> Prepared:
    geographies, months = people.shape
    frames = []
    for start in range(0, geographies, piece or geographies):
        some = slice(start, start + (piece or geographies))
        data = {}
        for name, series in {**counts, "people": people}.items():
            padded = np.full((len(people[some]), padding + months), np.nan)
            padded[:, padding:] = series[some]
            data[name] = padded.reshape(-1)
        frame = pl.DataFrame(data).with_columns(pl.all().fill_nan(None))
        length = len(people[some])
        geography = pl.Series("geography", np.repeat(np.arange(length), padding + months))
        frames.append(frame.with_columns(geography.set_sorted()).rechunk())
    return Prepared(frames, people.shape, padding)


def derived() -> list[pl.Expr]:
    """Give the derived rows."""
    made = []
    for ref, step in zip(DERIVED, STEPS, strict=True):
        left, right = col(INPUTS[step.left]), col(INPUTS[step.right])
        if step.kind == "/":
            part = left * step.scale / right
            made.append(pl.when(right != 0).then(part).alias(ref))
        else:
            made.append((left + right if step.kind == "+" else left - right).alias(ref))
    return made


def base(ref: str) -> pl.Expr:
    return pl.when(col(ref) != 0).then(col(ref))


def change(ref: str, then: pl.Expr) -> pl.Expr:
    return (col(ref) - then) * 100.0 / then.abs()


def direction(moved: pl.Expr) -> pl.Expr:
    return (moved >= LIMIT).cast(pl.Int8) - (moved <= -LIMIT).cast(pl.Int8)


def judgement(moved: pl.Expr, sign: int) -> pl.Expr:
    return moved * pl.lit(sign, pl.Int8)


def each_change() -> Iterable[tuple[str, str, int]]:
    """Give every change: its row, its name, and its sign for judgements."""
    for ref, sign in zip(REFS, SIGNS.tolist(), strict=True):
        for name in CHANGES:
            yield ref, f"{ref}|{name}", sign


def windows(by: Callable[[pl.Expr], pl.Expr]) -> list[pl.Expr]:
    found = []
    for ref in REFS:
        mean = col(ref).rolling_mean(WINDOW, min_samples=1)
        largest = col(ref).rolling_max(WINDOW, min_samples=1)
        found += [by(mean).alias(f"{ref}|average_12"), by(largest).alias(f"{ref}|maximum_12")]
    return found


def staged(frame: pl.LazyFrame, by: Callable[[pl.Expr], pl.Expr]) -> pl.LazyFrame:
    """Work out in stages: rows, bases, changes and windows, directions, judgements."""
    bases = [base(ref).alias(f"{ref}|base") for ref in REFS]
    changes = [
        change(ref, by(col(f"{ref}|base").shift(CHANGES[name.partition("|")[2]]))).alias(name)
        for ref, name, _ in each_change()
    ]
    moved = [direction(col(name)).alias(f"{name}|direction") for _, name, _ in each_change()]
    judged = [
        judgement(col(f"{name}|direction"), sign).alias(f"{name}|judgement")
        for _, name, sign in each_change()
    ]
    kept = [*REFS, *(f"{ref}|{name}" for ref in REFS for name in COLUMNS)]
    kept += [f"{n}|{k}" for _, n, _ in each_change() for k in ("direction", "judgement")]
    frame = frame.with_columns(derived()).with_columns(bases)
    frame = frame.with_columns(changes + windows(by))
    return frame.with_columns(moved).with_columns(judged).select(kept)


def plain(expression: pl.Expr) -> pl.Expr:
    return expression


def over(expression: pl.Expr) -> pl.Expr:
    return expression.over("geography")


def run_staged(inputs: Prepared, by: Callable[[pl.Expr], pl.Expr] = plain) -> Done:
    lazy = [staged(frame.lazy(), by) for frame in inputs.frames]
    frames = [lazy[0].collect()] if len(lazy) == 1 else pl.collect_all(lazy)
    return Done(frames, inputs.shape, inputs.padding)


def run_pieces(inputs: Prepared) -> Done:
    """Work out piece after piece, each on all threads: one piece stays in the cache."""
    frames = [staged(frame.lazy(), plain).collect() for frame in inputs.frames]
    return Done(frames, inputs.shape, inputs.padding)


def run_eager(inputs: Prepared) -> Done:
    """Work out piece after piece without the optimizer."""
    off = pl.QueryOptFlags.none()
    frames = [staged(frame.lazy(), plain).collect(optimizations=off) for frame in inputs.frames]
    return Done(frames, inputs.shape, inputs.padding)


def nested(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Work out in one select of nested expressions after the derived rows."""
    made = [col(ref) for ref in REFS]
    for ref, name, sign in each_change():
        then = base(ref).shift(CHANGES[name.partition("|")[2]])
        percent = change(ref, then)
        moved = direction(percent)
        made += [percent.alias(name), moved.alias(f"{name}|direction")]
        made.append(judgement(moved, sign).alias(f"{name}|judgement"))
    return frame.with_columns(derived()).select(made + windows(plain))


def run_lazy(inputs: Prepared) -> Done:
    return Done([nested(inputs.frames[0].lazy()).collect()], inputs.shape, inputs.padding)


def run_streaming(inputs: Prepared) -> Done:
    made = staged(inputs.frames[0].lazy(), plain).collect(engine="streaming")
    return Done([made], inputs.shape, inputs.padding)


def prepare_lists(counts: Counts, people: Values) -> Prepared:
    shaped = prepare(counts, people, padding=0)
    grouped = shaped.frames[0].group_by("geography", maintain_order=True).agg(pl.all())
    return Prepared([grouped], people.shape, 0)


def run_lists(inputs: Prepared) -> Done:
    """Work out inside every list; what stands beside it is done on the lists exploded."""
    flat = inputs.frames[0].explode(pl.exclude("geography")).with_columns(derived())
    rows = flat.with_columns(base(ref).alias(f"{ref}|base") for ref in REFS)
    lists = rows.group_by("geography", maintain_order=True).agg(pl.all())
    element = pl.element()
    inside = []
    for ref in REFS:
        mean = element.rolling_mean(WINDOW, min_samples=1)
        largest = element.rolling_max(WINDOW, min_samples=1)
        inside.append(col(ref).list.eval(mean).alias(f"{ref}|average_12"))
        inside.append(col(ref).list.eval(largest).alias(f"{ref}|maximum_12"))
        for name, months in CHANGES.items():
            then = col(f"{ref}|base").list.eval(element.shift(months))
            inside.append(then.alias(f"{ref}|{name}|then"))
    made = lists.with_columns(inside).explode(pl.exclude("geography"))
    made = made.with_columns(
        change(ref, col(f"{name}|then")).alias(name) for ref, name, _ in each_change()
    )
    made = made.with_columns(
        direction(col(name)).alias(f"{name}|direction") for _, name, _ in each_change()
    )
    made = made.with_columns(
        judgement(col(f"{name}|direction"), sign).alias(f"{name}|judgement")
        for _, name, sign in each_change()
    )
    return Done([made], inputs.shape, 0)


def figures(outputs: Done, name: str) -> Values:
    column = pl.concat([frame[name] for frame in outputs.frames]).cast(pl.Float64)
    if name.endswith(("direction", "judgement")):
        column = column.fill_null(0.0)
    geographies, months = outputs.shape
    whole = column.to_numpy().reshape(geographies, outputs.padding + months)
    return whole[:, outputs.padding :]


unpadded, pieces = partial(prepare, padding=0), partial(prepare, piece=PIECE)
FORMS = {
    "polars, over": Form(unpadded, partial(run_staged, by=over), figures),
    "polars, padded": Form(prepare, run_staged, figures),
    "polars, padded, unoptimized": Form(prepare, run_eager, figures),
    "polars, tiles": Form(pieces, run_pieces, figures),
    "polars, tiles together": Form(pieces, run_staged, figures),
    "polars, lazy": Form(prepare, run_lazy, figures),
    "polars, streaming": Form(prepare, run_streaming, figures),
    "polars, lists": Form(prepare_lists, run_lists, figures),
}
