"""The exceptions of kpilib: for misuse, and for the caller who asked to be stopped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kpilib.values.findings import Finding


class KpilibError(Exception):
    """The base of everything kpilib raises on purpose."""


class UsageError(KpilibError):
    """The question cannot be answered as it was put: a wrong argument, a bad configuration."""


class StoreError(KpilibError):
    """A store cannot be read or written: damaged, full, locked, or no store at all."""


class SpecError(KpilibError):
    """A project with errors was loaded; ``findings`` holds all of them, warnings too."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        errors = [f for f in self.findings if f.severity == "error"]
        first = f"{errors[0].span}: {errors[0].message}" if errors else "no error"
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        super().__init__(f"{first}{more}")
