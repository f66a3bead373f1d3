"""Findings in the formats of people and of CI: one module each."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from importlib import import_module

from kpilib.project.project import Project
from kpilib.values.findings import Finding
from kpilib.values.repository import within

FORMATS = ("text", "concise", "json", "github", "gitlab", "junit", "sarif")
#: formats whose readers look for files from the top of the repository
_OF_REPOSITORY = ("github", "gitlab", "sarif")
#: formats for people: printed in the stream's encoding
FOR_PEOPLE = ("text", "concise", "github")


def rendered(name: str, project: Project, findings: Sequence[Finding]) -> str:
    """Give the findings in a format."""
    render: Callable[[Project, Sequence[Finding]], str]
    render = import_module(f"kpilib.publications.findings.{name}").render
    is_hook = name == "concise" and "PRE_COMMIT" in os.environ
    if (name in _OF_REPOSITORY or is_hook) and (folder := within(project.root)):
        findings = [_below(folder, finding) for finding in findings]
    return render(project, findings)


def _below(folder: str, finding: Finding) -> Finding:
    span = finding.span
    return finding._replace(span=span._replace(file=f"{folder}{span.file}"))
