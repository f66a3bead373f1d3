"""What contradicts itself across keys and files: dates, bases, columns of rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kpilib.findings import Fault
from kpilib.project import Project

if TYPE_CHECKING:
    from kpilib.spec.dataset import Dataset

CODE = "KPI106"


def contradictions(project: Project) -> Iterator[Fault]:
    """Give the values that fit their key and contradict another."""
    for row in project.catalogue:
        if row.introduced is not None and row.ended is not None and row.ended < row.introduced:
            message = f"`{row.ref}` ends before it is introduced"
            yield Fault(CODE, row.places["ended"].span, message, None, row.ref)
    for comparator in project.catalogue.registers.comparators.values():
        for value in comparator.values:
            monthly = value.period.frequency == "monthly"
            if monthly != (value.basis == "monthly"):
                message = f"basis {value.basis} does not go with the period {value.period}"
                hint = "monthly goes with a month, annual with a year"
                yield Fault(CODE, value.places["basis"].span, message, hint, None)
            elif value.period.frequency == "quarterly":
                message = f"`{value.period}` is a quarter; a month or a year is expected"
                yield Fault(CODE, value.places["period"].span, message)
    for dataset in project.datasets.values():
        yield from _columns_of_rows(dataset)


def _columns_of_rows(dataset: Dataset) -> Iterator[Fault]:
    known = [column.id for column in dataset.columns]
    for row in dataset.rows or ():
        for name in row.columns or ():
            if name not in known:
                message = f"the dataset has no column `{name}`"
                hint = f"there are {', '.join(known)}"
                yield Fault(CODE, row.places["columns"].span, message, hint)
