"""What a rule is: a code, a name, a severity, a check and its page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from kpilib.findings import Fault, Severity
from kpilib.project import Project

ERROR, WARNING = Severity.ERROR, Severity.WARNING
Check = Callable[[Project], Iterable[Fault]]


class Rule(NamedTuple):
    """One rule; its page is the docstring of its module."""

    code: str
    name: str
    severity: Severity
    #: yields the places; the runner adds name and severity
    check: Check
    page: str | None


def reported(code: str) -> Check:
    """Make the check of a rule whose places are found while reading."""

    def check(project: Project) -> Iterator[Fault]:
        return (fault for fault in project.faults if fault.code == code)

    return check
