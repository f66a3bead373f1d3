"""Run the rules over a project: `read`, `load` and `validate` of the public API."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from os import PathLike

from kpilib.project.project import Project
from kpilib.project.rules import RULES
from kpilib.project.rules.rule import Rule
from kpilib.project.yaml.configuration import Configuration, at, find
from kpilib.project.yaml.loader import load_specs
from kpilib.values.errors import SpecError, UsageError
from kpilib.values.findings import Fault, Finding, Findings, Severity

#: the rule that looks at what the others found
UNUSED_ALLOW = "KPI502"


def read(path: str | PathLike[str] = ".") -> Project:
    """Read the project of a folder (or the nearest folder above it) with all its findings.

    Never raises for what the files hold; raises UsageError where there is no project, or its
    project file cannot be used.
    """
    return examined(find(os.fspath(path)))


def read_at(path: str | PathLike[str]) -> Project:
    """Read the project whose project file stands in exactly that folder."""
    return examined(at(os.fspath(path)))


def load(path: str | PathLike[str] = ".") -> Project:
    """Read a project; raises SpecError, with all findings, if one of them is an error."""
    project = read(path)
    if any(finding.severity == Severity.ERROR for finding in project.findings):
        raise SpecError(project.findings)
    return project


def validate(source: Project | str | PathLike[str] = ".") -> Findings:
    """Give every finding of a project, in the order of file, line, column, code."""
    return source.findings if isinstance(source, Project) else read(source).findings


def examined(configuration: Configuration, base: Project | None = None) -> Project:
    """Read a project and run every rule over it; some look at what it was before, `base`."""
    unknown = set(configuration.rules) - {rule.code for rule in RULES}
    if unknown:
        raise UsageError(f"[rules] names `{min(unknown)}`, and there is no such rule")
    project = Project(load_specs(configuration))
    project.base = base
    named = configuration.dataset
    if named is not None and named not in project.datasets:
        raise UsageError(f"`dataset` of the project file names `{named}`, and there is none")
    project.findings = Findings(sorted(_found(project), key=lambda finding: finding.order))
    return project


def _found(project: Project) -> Iterator[Finding]:
    used: set[tuple[str, str]] = set()
    for rule in RULES:
        yield from _stamped(project, rule, rule.check(project), used)
    known = {rule.code for rule in RULES}
    last = next(rule for rule in RULES if rule.code == UNUSED_ALLOW)
    if any(row.allow for row in project.catalogue):
        rest = last.module.unused(project, frozenset(used), known)
        yield from _stamped(project, last, rest, used)


def _stamped(
    project: Project, rule: Rule, faults: Iterable[Fault], used: set[tuple[str, str]]
) -> Iterator[Finding]:
    """Give the findings of a rule; what an indicator allows is noted as used instead."""
    severity = _severity(project, rule)
    for fault in faults:
        if _allowed(project, fault):
            used.add((str(fault.ref), fault.code))
        elif severity:
            yield _finding(rule, severity, fault)


def _severity(project: Project, rule: Rule) -> Severity | None:
    chosen = project.configuration.rules.get(rule.code, rule.severity)
    return None if chosen == "off" else Severity(chosen)


def _allowed(project: Project, fault: Fault) -> bool:
    row = project.catalogue.indicators.get(fault.ref) if fault.ref else None
    return row is not None and fault.code in row.allow


def _finding(rule: Rule, severity: Severity, fault: Fault) -> Finding:
    return Finding(
        code=rule.code,
        name=rule.name,
        severity=severity,
        message=fault.message,
        span=fault.span,
        hint=fault.hint,
        ref=fault.ref,
    )
