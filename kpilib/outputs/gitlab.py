"""For GitLab: a code quality report."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from kpilib.findings import Finding, Severity
from kpilib.project import Project


def render(project: Project, findings: Sequence[Finding]) -> str:
    """Give the report; a fingerprint stays the same while a finding moves up or down its file."""
    seen: Counter[str] = Counter()
    return json.dumps([_issue(finding, seen) for finding in findings], indent=1) + "\n"


def _issue(finding: Finding, seen: Counter[str]) -> dict[str, Any]:
    span = finding.span
    key = "\0".join((finding.code, span.file, finding.ref or "", finding.message))
    seen[key] += 1
    print_ = hashlib.sha256(f"{key}\0{seen[key]}".encode("utf-8", "replace")).hexdigest()
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
