"""Renamed indicators: one that went and one that came, which say the same of themselves."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve

from kpilib.figures.difference.change import Change
from kpilib.figures.difference.side import Side
from kpilib.language.catalogue import Registers
from kpilib.language.dataset import Dataset
from kpilib.language.in_force import in_force
from kpilib.language.model import Check, Indicator
from kpilib.language.tokens import FormulaFault, tokens


def renames(base: Side, head: Side) -> dict[str, str]:
    """Give old refs and the new ones: those whose title is the same and on neither side twice."""
    old, new = base.by_ref, head.by_ref
    gone = [row for ref, row in old.items() if ref not in new]
    come = [row for ref, row in new.items() if ref not in old]
    found = {}
    for row in gone:
        same = [one for one in come if one.title == row.title and _alike(base, row, head, one)]
        if len(same) == 1 and sum(one.title == row.title for one in gone) == 1:
            found[row.ref] = same[0].ref
    return found


def _alike(base: Side, a: Indicator, head: Side, b: Indicator) -> bool:
    """Return whether two are of one kind: both collected or both worked out, in one unit."""
    known = base.project.catalogue, head.project.catalogue
    kinds = [
        [in_force(catalogue, row.ref, key) for key in ("unit", "measure")]
        for catalogue, row in zip(known, (a, b), strict=True)
    ]
    return (a.formula is None) == (b.formula is None) and kinds[0] == kinds[1]


def changes_of(names: Mapping[str, str]) -> tuple[Change, ...]:
    """Give the renames as changes, which move nothing."""
    return tuple(
        Change("indicator", new, "renamed", "", old, new, frozenset(), lambda side: side)
        for old, new in names.items()
    )


def renamed(side: Side, names: Mapping[str, str]) -> Side:
    """Give a side in which every use of the old refs is one of the new."""
    if not names:
        return side
    return side.changed(
        indicators=tuple(_indicator(row, names) for row in side.indicators),
        registers=_registers(side.registers, names),
        dataset=_dataset(side.dataset, names),
        series={
            (names.get(ref, ref), place): tuple(
                row._replace(ref=names.get(ref, ref)) for row in rows
            )
            for (ref, place), rows in side.series.items()
        },
    )


def _formula(text: str, names: Mapping[str, str]) -> str:
    try:
        found = list(tokens(text))
    except FormulaFault:
        return text
    parts, last = [], 0
    for one in found:
        if one.kind == "ref" and one.text[1:-1] in names:
            parts += [text[last : one.at[0]], f"[{names[one.text[1:-1]]}]"]
            last = one.at[1]
    return "".join((*parts, text[last:]))


def _indicator(row: Indicator, names: Mapping[str, str]) -> Indicator:
    return evolve(
        row,
        ref=names.get(row.ref, row.ref),
        formula=None if row.formula is None else _formula(row.formula, names),
        part_of=names.get(row.part_of or "", row.part_of),
        replaced_by=tuple(names.get(ref, ref) for ref in row.replaced_by),
        checks=tuple(_check(check, names) for check in row.checks),
    )


def _check(check: Check, names: Mapping[str, str]) -> Check:
    return evolve(check, expect=_formula(check.expect, names))


def _registers(registers: Registers, names: Mapping[str, str]) -> Registers:
    comparators = {
        id_: evolve(one, values=tuple(evolve(v, ref=names.get(v.ref, v.ref)) for v in one.values))
        for id_, one in registers.comparators.items()
    }
    return registers._replace(comparators=comparators)


def _dataset(dataset: Dataset, names: Mapping[str, str]) -> Dataset:
    rows = dataset.rows
    return evolve(
        dataset,
        rows=rows and tuple(evolve(row, ref=names.get(row.ref, row.ref)) for row in rows),
        columns=tuple(
            evolve(one, formula=one.formula and _formula(one.formula, names))
            for one in dataset.columns
        ),
        remarks=tuple(evolve(one, ref=names.get(one.ref, one.ref)) for one in dataset.remarks),
        differences=tuple(
            evolve(one, ref=names.get(one.ref, one.ref)) for one in dataset.differences
        ),
    )
