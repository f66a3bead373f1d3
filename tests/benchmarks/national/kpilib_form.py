"""kpilib itself: every row, every column, the direction and judgement of every change, all held."""

from __future__ import annotations

from functools import partial
from typing import Any

import attrs
import numpy as np

from kpilib import evaluate
from kpilib.language.dataset import Row
from tests.benchmarks import workload
from tests.benchmarks.national.common import REFS, SIGNS, Counts, Form, Values

POLARITIES = {1: "high is good", -1: "low is good", 0: "neither"}


def prepare(counts: Counts, people: Values) -> tuple[Any, Any, Any]:
    geographies, months = people.shape
    names = [f"g{n:05}" for n in range(geographies)]
    rows = tuple(
        Row(ref=ref, polarity=POLARITIES[int(sign)], span=workload.HERE)  # type: ignore[arg-type]
        for ref, sign in zip(REFS, SIGNS, strict=True)
    )
    dataset = attrs.evolve(workload.dataset(names[0]), rows=rows)
    return workload.catalogue(names, months), workload.panel(names, dict(counts)), dataset


def run(inputs: tuple[Any, Any, Any], threads: int | None = None) -> Any:
    catalogue, panel, dataset = inputs
    evaluation = evaluate(catalogue, panel, dataset=dataset)
    evaluation.work_out(threads=threads)
    return evaluation


def figures(outputs: Any, name: str) -> Values:
    ref, *rest = name.split("|")
    line = outputs.column(ref, rest[0]) if rest and rest[0] != "value" else outputs[ref]
    assert line is not None
    kind = rest[-1] if rest[1:] or rest == ["value"] else "values"
    return np.asarray(getattr(line, "values" if kind == "value" else kind), float)


FORMS = {
    "kpilib": Form(prepare, run, figures),
    "kpilib, 1 thread": Form(prepare, partial(run, threads=1), figures),
}
