"""For programs: every finding whole."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from kpilib.project.project import Project
from kpilib.values.findings import Finding


def render(project: Project, findings: Sequence[Finding]) -> str:
    """Give the findings and what was checked, as docs/reference/formats.md describes it."""
    data = {
        "findings": [as_data(finding) for finding in findings],
        "checked": {"indicators": len(project.catalogue), "files": project.files},
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def as_data(finding: Finding) -> dict[str, Any]:
    """Give one finding as plain data."""
    said = {
        "code": finding.code,
        "name": finding.name,
        "severity": str(finding.severity),
        "message": finding.message,
    }
    return {**said, **finding.span._asdict(), "hint": finding.hint, "ref": finding.ref}
