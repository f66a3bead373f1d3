"""KPI206 unknown-comparator: a column shows a comparator that is in no register.

What it reports
    A column's `comparator` that is no id of comparators.yaml.

Why it matters
    The column would be empty in every row.

Example
    # file: specs/d/dataset.yaml
    dataset: d
    title: Example
    columns:
      - {id: nat, heading: Nat., comparator: englnd}

Use instead
    # file: specs/d/dataset.yaml
    dataset: d
    title: Example
    columns:
      - {id: nat, heading: Nat., comparator: england}
"""

from __future__ import annotations

from collections.abc import Iterator

from kpilib.project.project import Project
from kpilib.project.rules.registers import unknown
from kpilib.values.findings import Fault


def check(project: Project) -> Iterator[Fault]:
    """Look the comparators of columns up."""
    known = project.catalogue.registers.comparators
    if "comparators" in project.specs.broken:
        return
    for dataset in project.datasets.values():
        for column in dataset.columns:
            if column.comparator and column.comparator not in known:
                span = column.places["comparator"].span
                yield unknown("KPI206", column.comparator, "comparators", known, span, None)
