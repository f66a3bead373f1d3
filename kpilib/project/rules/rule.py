"""What a rule is: a code, a name, a severity, and a module with its page and its check."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from types import ModuleType
from typing import Literal

from kpilib.project.project import Project
from kpilib.values.findings import Fault, Severity

ERROR, WARNING = Severity.ERROR, Severity.WARNING
LooksAt = Literal["files", "specs", "figures"]


class Rule:
    """One rule.

    What it looks at decides what has to run: the places of rules for files are found while those
    are read, and rules for figures have nothing to say where nothing is observed.
    """

    __slots__ = ("code", "concerns", "looks_at", "name", "severity")

    def __init__(
        self,
        code: str,
        name: str,
        severity: Severity,
        looks_at: LooksAt = "specs",
        concerns: Callable[[Project], bool] | None = None,
    ) -> None:
        self.code, self.name, self.severity, self.looks_at = code, name, severity, looks_at
        #: says quickly whether a project has anything for the rule, so that it need not be loaded
        self.concerns = concerns

    @property
    def module(self) -> ModuleType:
        """Its module: named like the rule."""
        return import_module(f"kpilib.project.rules.{self.name.replace('-', '_')}")

    @property
    def page(self) -> str:
        """Its manual page, plain text."""
        return self.module.__doc__ or self.name

    def check(self, project: Project) -> Iterable[Fault]:
        """Give the places in a project at which it has something to say."""
        if self.looks_at == "figures" and not project.is_observed:
            return ()
        if self.looks_at == "files":
            return project.faults_by_code.get(self.code, ())
        if self.concerns is not None and not self.concerns(project):
            return ()
        faults: Iterable[Fault] = self.module.check(project)
        return faults
