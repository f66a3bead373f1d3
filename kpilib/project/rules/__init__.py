"""The rules: this list, in the order of their codes, and a module for each, named like it.

A rule's module is loaded when it is needed: its docstring is the manual page, and its ``check``
yields the places. Rules that look at files only pass on what reading them found.
"""

from __future__ import annotations

from collections.abc import Callable

from kpilib.project.project import Project
from kpilib.project.rules.rule import ERROR, WARNING, Rule


def _has(key: str) -> Callable[[Project], bool]:
    return lambda project: any(getattr(row, key) for row in project.catalogue)


def _has_datasets(project: Project) -> bool:
    return bool(project.datasets)


def _names_refs(project: Project) -> bool:
    comparators = project.catalogue.registers.comparators
    named = any(row.part_of or row.replaced_by for row in project.catalogue)
    return bool(project.faults or project.datasets or comparators or named)


def _has_percentages(project: Project) -> bool:
    return any(row.unit == "percent" for row in project.catalogue)


def _is_judged(project: Project) -> bool:
    return any(row.polarity != "neither" for row in project.catalogue)


def _has_suffixes(project: Project) -> bool:
    return bool(project.configuration.suffixes)


def _has_odd_refs(project: Project) -> bool:
    return not all(row.ref.isascii() for row in project.catalogue)


def _has_several(project: Project) -> bool:
    registers = project.catalogue.registers
    return max(len(project.catalogue), len(registers.people), len(registers.areas)) > 1 or bool(
        project.datasets
    )


def _has_leavers(project: Project) -> bool:
    people = project.catalogue.registers.people.values()
    return any(person.left is not None for person in people)


def _needs_reasons(project: Project) -> bool:
    return project.configuration.require_because and project.base is not None


RULES: tuple[Rule, ...] = (
    Rule("KPI101", "not-utf8", ERROR, "files"),
    Rule("KPI102", "yaml-syntax", ERROR, "files"),
    Rule("KPI103", "duplicate-key", ERROR, "files"),
    Rule("KPI104", "unknown-key", ERROR, "files"),
    Rule("KPI105", "missing-key", ERROR, "files"),
    Rule("KPI106", "bad-value", ERROR),
    Rule("KPI107", "forbidden-yaml", ERROR, "files"),
    Rule("KPI108", "hidden-character", ERROR, "files"),
    Rule("KPI109", "unreadable-file", ERROR, "files"),
    Rule("KPI201", "unknown-reference", ERROR, concerns=_names_refs),
    Rule("KPI202", "duplicate-ref", ERROR, "files"),
    Rule("KPI203", "unknown-area", ERROR),
    Rule("KPI204", "unknown-person", ERROR),
    Rule("KPI205", "unknown-denominator", ERROR, concerns=_has("denominator")),
    Rule("KPI206", "unknown-comparator", ERROR, concerns=_has_datasets),
    Rule("KPI301", "formula-syntax", ERROR, "files"),
    Rule("KPI302", "unknown-function", ERROR, "files"),
    Rule("KPI303", "bad-argument", ERROR, "files"),
    Rule("KPI304", "unit-mismatch", ERROR, "files"),
    Rule("KPI305", "does-not-add-up", ERROR, "files"),
    Rule("KPI306", "cycle", ERROR, "files"),
    Rule("KPI307", "not-in-a-check", ERROR, "files"),
    Rule("KPI401", "bad-row", ERROR, "files"),
    Rule("KPI402", "duplicate-observation", ERROR, "figures"),
    Rule("KPI403", "observed-formula", ERROR, "figures"),
    Rule("KPI404", "after-the-end", ERROR, "figures"),
    Rule("KPI405", "part-above-whole", ERROR, "figures"),
    Rule("KPI406", "failed-check", ERROR, "figures"),
    Rule("KPI407", "out-of-range", ERROR, "figures"),
    Rule("KPI408", "gap", WARNING, "figures"),
    Rule("KPI409", "jump", WARNING, "figures"),
    Rule("KPI410", "stale-denominator", WARNING, "figures"),
    Rule("KPI411", "unknown-geography", WARNING, "figures"),
    Rule("KPI501", "near-duplicate-name", WARNING, concerns=_has_several),
    Rule("KPI502", "unused-allow", WARNING, concerns=_has("allow")),
    Rule("KPI503", "percent-without-count", WARNING, concerns=_has_percentages),
    Rule("KPI504", "polarity-without-notes", WARNING, concerns=_is_judged),
    Rule("KPI505", "suffix-against-unit", WARNING, concerns=_has_suffixes),
    Rule("KPI506", "missing-commentary", WARNING, "figures"),
    Rule("KPI507", "mixed-line-ends", WARNING, "files"),
    Rule("KPI508", "odd-space", WARNING, "files"),
    Rule("KPI509", "curly-quotes", WARNING, "files"),
    Rule("KPI510", "trailing-spaces", WARNING, "files"),
    Rule("KPI511", "retired-indicator-used", WARNING, concerns=_has("ended")),
    Rule("KPI512", "look-alike-ref", WARNING, concerns=_has_odd_refs),
    Rule("KPI513", "changed-without-because", ERROR, concerns=_needs_reasons),
    Rule("KPI514", "owner-has-left", WARNING, concerns=_has_leavers),
)
