"""For GitLab: a code quality report."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from kpilib.project.project import Project
from kpilib.publications.findings.lines import fingerprints
from kpilib.values.findings import Finding, Severity


def render(project: Project, findings: Sequence[Finding]) -> str:
    """Return the report; a fingerprint stays while a finding moves up or down its file."""
    pairs = zip(findings, fingerprints(findings), strict=True)
    return json.dumps([_issue(*pair) for pair in pairs], indent=1) + "\n"


def _issue(finding: Finding, print_: str) -> dict[str, Any]:
    span = finding.span
    text = finding.message + (f" ({finding.hint})" if finding.hint else "")
    return {
        "description": text,
        "check_name": f"{finding.code} {finding.name}",
        "fingerprint": print_,
        "severity": "major" if finding.severity == Severity.ERROR else "minor",
        "location": {
            "path": span.file,
            "lines": {"begin": span.line, "end": span.end_line},
            "positions": {
                "begin": {"line": span.line, "column": span.column},
                "end": {"line": span.end_line, "column": span.end_column},
            },
        },
    }
