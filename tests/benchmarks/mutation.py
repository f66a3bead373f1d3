"""Mutate every formula of the shipped catalogue and columns; say which the tests do not catch.

    python -m tests.benchmarks.mutation

Operands swapped, a factor or a term dropped, another ref, another number: each mutant that can be
bound is run against all tests of indicators/tests. Equivalent ones are listed with the others that
pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from attrs import evolve

import kpilib
from kpilib.figures.proof.running import run_case
from kpilib.language.building import build
from kpilib.language.dataset import Dataset
from kpilib.language.parser import parse
from kpilib.language.syntax import Call, Expression, Operation
from kpilib.language.tokens import FormulaFault
from kpilib.project.project import Project
from tests.conftest import ROOT


def mutants(formula: str, others: list[str]) -> Iterator[tuple[str, str]]:  # noqa: C901
    """Give what was done and the formula that comes of it."""
    for node in nodes(parse(formula)):
        if isinstance(node, Call) and len(node.arguments) > 1:
            a, b = (text_of(formula, one) for one in node.arguments[:2])
            whole = text_of(formula, node)
            yield (
                "operands swapped",
                formula.replace(whole, whole.replace(a, "\0").replace(b, a).replace("\0", b)),
            )
            yield "first operand only", formula.replace(whole, a)
            yield "second operand only", formula.replace(whole, b)
        if isinstance(node, Operation):
            whole = text_of(formula, node)
            parts = [text_of(formula, one) for one in node.operands]
            for part in parts:
                yield "a term dropped", formula.replace(whole, part)
            for old, new in (("-", "+"), ("+", "-"), ("*", "/"), ("/", "*")):
                if old in node.operators:
                    yield f"{old} to {new}", formula.replace(f" {old} ", f" {new} ", 1)
    for ref in dict.fromkeys(re.findall(r"\[[^\]]*\]", formula)):
        for other in others:
            if f"[{other}]" != ref:
                yield f"{ref} to [{other}]", formula.replace(ref, f"[{other}]")
    for match in re.finditer(r"(?<![A-Za-z0-9\[-])[0-9]+(?![^\[]*\])", formula):
        for number in (int(match[0]) + 1, max(int(match[0]) - 1, 0), 2 * int(match[0])):
            if str(number) != match[0]:
                text = f"{formula[: match.start()]}{number}{formula[match.end() :]}"
                yield f"{match[0]} to {number}", text
    for a, b in (
        ("mean", "median"),
        ("maximum", "minimum"),
        ("percent", "change"),
        ("mean", "maximum"),
        ("rate", "abs"),
        ("maximum", "mean"),
    ):
        if formula.startswith(f"{a}("):
            yield f"{a} to {b}", formula.replace(f"{a}(", f"{b}(", 1)


def nodes(tree: Expression) -> Iterator[Expression]:
    from kpilib.language.syntax import walk

    return iter(walk(tree))


def text_of(formula: str, node: Expression) -> str:
    start, end = node.at
    return formula[start:end]


def caught(project: Project) -> bool:
    return any(not run_case(project, case).passed for case in project.cases)


def with_formula(project: Project, ref: str, formula: str) -> Project | None:
    """Give the project with another formula of a row; None where it cannot be bound."""
    rows = tuple(
        evolve(row, formula=formula) if row.ref == ref else row for row in project.catalogue
    )
    catalogue = build(rows, project.catalogue.registers, year_starts=project.catalogue.year_starts)
    return made(project, catalogue, project.dataset()) if ref in catalogue.bound else None


def with_column(project: Project, column: str, formula: str) -> Project | None:
    dataset = project.dataset()
    columns = tuple(
        evolve(one, formula=formula) if one.id == column else one for one in dataset.columns
    )
    changed = made(project, project.catalogue, evolve(dataset, columns=columns))
    found = changed.specs.columns[dataset.dataset]
    bound = found.bound(next(one for one in columns if one.id == column), "M1")
    return changed if bound is not None else None


def made(project: Project, catalogue: kpilib.Catalogue, dataset: Dataset) -> Project:
    changed = Project.of(catalogue, dataset, kpilib.Observations())
    changed.__dict__["_tests"] = project.cases, ()
    return changed


def main() -> None:
    project = kpilib.read(ROOT)
    refs = [row.ref for row in project.catalogue if row.formula is None]
    tried = 0
    missed = []
    subjects = [(row.ref, row.formula, False) for row in project.catalogue if row.formula]
    subjects += [(one.id, one.formula, True) for one in project.dataset().columns if one.formula]
    for name, formula, is_column in subjects:
        seen = {formula}
        for what, text in mutants(formula, [] if is_column else refs[::3]):
            if text in seen:
                continue
            seen.add(text)
            try:
                changed = (with_column if is_column else with_formula)(project, name, text)
            except FormulaFault:
                continue
            if changed is None:
                continue
            tried += 1
            if not caught(changed):
                missed.append(f"{name}: {what}: {text}")
    share = 100 * (tried - len(missed)) / tried
    print(f"{tried} mutants, {tried - len(missed)} caught ({share:.1f} %)")
    for line in missed:
        print(f"  not caught: {line}")


if __name__ == "__main__":
    main()
