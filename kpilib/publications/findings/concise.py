"""One line a finding."""

from __future__ import annotations

from collections.abc import Sequence

from kpilib.project.project import Project
from kpilib.publications.findings.lines import counted, head, limited, shown
from kpilib.values.findings import Finding


def render(project: Project, findings: Sequence[Finding]) -> str:
    """Give a line for each finding, its hint in brackets, and a last line that counts."""
    blocks = (
        [head(finding) + (f" ({shown(finding.hint)})" if finding.hint else "")]
        for finding in findings
    )
    return "\n".join([*limited(blocks, len(findings)), counted(project, findings)]) + "\n"
