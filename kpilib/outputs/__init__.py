"""Findings in the formats of people and of CI: one module each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module

from kpilib.findings import Finding
from kpilib.project import Project

FORMATS = ("text", "concise", "json", "github", "gitlab", "junit", "sarif")
#: formats for people: printed in the stream's encoding
FOR_PEOPLE = ("text", "concise", "github")


def rendered(name: str, project: Project, findings: Sequence[Finding]) -> str:
    """Give the findings in a format."""
    render: Callable[[Project, Sequence[Finding]], str]
    render = import_module(f"kpilib.outputs.{name}").render
    return render(project, findings)
