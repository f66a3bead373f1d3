"""What contradicts itself across keys and files: dates, bases, columns of rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kpilib.project.project import Project
from kpilib.values.findings import Fault
from kpilib.values.period import Period

if TYPE_CHECKING:
    from kpilib.language.dataset import Dataset

CODE = "KPI106"
_ONE = "keep one of the two, or give the later one `recorded:`, the day on which it was revised"


def contradictions(project: Project) -> Iterator[Fault]:
    """Give the values that fit their key and contradict another."""
    for row in project.catalogue:
        if row.introduced is not None and row.ended is not None and row.ended < row.introduced:
            message = f"`{row.ref}` ends before it is introduced"
            yield Fault(CODE, row.places["ended"].span, message, None, row.ref)
        for key, names in (("part_of", (row.part_of,)), ("replaced_by", row.replaced_by)):
            if row.ref in names:
                message = f"`{row.ref}` names itself in `{key}`"
                yield Fault(CODE, row.places[key].span, message, "name another one", row.ref)
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
    yield from _twice(project)
    for dataset in project.datasets.values():
        yield from _columns_of_rows(dataset)
        yield from _columns_of_differences(dataset)


def _twice(project: Project) -> Iterator[Fault]:
    """Give the dated values of which two are in force at once."""
    registers = project.catalogue.registers
    for denominator in registers.denominators.values():
        seen: set[object] = set()
        for value in denominator.values:
            if value.value < 0:
                message = f"`{denominator.id}` is below 0"
                yield Fault(CODE, value.places["value"].span, message, "correct the value")
            key: object = (value.since, value.geography, value.recorded)
            if key in seen:
                message = f"`{denominator.id}` has a value from {Period.month(value.since)} already"
                yield Fault(CODE, value.places["from"].span, message, _ONE)
            seen.add(key)
    for comparator in registers.comparators.values():
        seen = set()
        for figure in comparator.values:
            key = (figure.ref, figure.period, figure.geography, figure.recorded)
            if key in seen:
                message = (
                    f"`{comparator.id}` has a figure of `{figure.ref}` for {figure.period} already"
                )
                yield Fault(CODE, figure.places["period"].span, message, _ONE)
            seen.add(key)


def _columns_of_differences(dataset: Dataset) -> Iterator[Fault]:
    seen = set()
    for difference in dataset.differences:
        key = (difference.period, difference.ref, difference.column)
        if key in seen:
            message = f"`{difference.ref}`, {difference.column} is declared already"
            yield Fault(CODE, difference.span, message, "keep one of the two", difference.ref)
        seen.add(key)
    known = {column.id for column in dataset.columns}
    for difference in dataset.differences:
        name = difference.column
        if name not in known and not re.fullmatch(r"[0-9]{4}-[0-9]{2}", name):
            message = f"`{name}` is neither a month nor a column of the dataset"
            hint = f"columns are {', '.join(sorted(known))}" if known else None
            yield Fault(CODE, difference.places["column"].span, message, hint, difference.ref)


def _columns_of_rows(dataset: Dataset) -> Iterator[Fault]:
    known = [column.id for column in dataset.columns]
    for row in dataset.rows or ():
        for name in row.columns or ():
            if name not in known:
                message = f"the dataset has no column `{name}`"
                hint = f"there are {', '.join(known)}"
                yield Fault(CODE, row.places["columns"].span, message, hint)
