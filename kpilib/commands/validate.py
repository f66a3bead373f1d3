"""``kpilib validate``: every finding of the whole project in one run."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

from kpilib.commands.output import add_output, deliver, finding_lines, project_of
from kpilib.errors import UsageError
from kpilib.findings import Finding, Severity
from kpilib.project import Project
from kpilib.rules import RULES


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument("--select", metavar="CODES", help="only these rules, with commas between")
    parser.add_argument("--ignore", metavar="CODES", help="all but these rules")
    parser.add_argument("--fail-on", choices=("error", "warning"), default="error")
    add_output(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the findings; 1 if one of them is at or above --fail-on."""
    selected = _codes(options.select) or {rule.code for rule in RULES}
    wanted = selected - _codes(options.ignore)
    project = project_of(options)
    findings = [finding for finding in project.findings if finding.code in wanted]
    if options.format == "json":
        deliver(as_json(project, findings), options)
    else:
        deliver(as_text(project, findings), options, for_person=True)
    failing = set(Severity) if options.fail_on == "warning" else {Severity.ERROR}
    return int(any(finding.severity in failing for finding in findings))


def _codes(given: str | None) -> set[str]:
    if given is None:
        return set()
    known = {rule.code for rule in RULES}
    codes = {code.strip() for code in given.split(",") if code.strip()}
    if codes - known:
        raise UsageError(f"there is no rule `{min(codes - known)}`; see `kpilib rule`")
    return codes


def as_text(project: Project, findings: Sequence[Finding]) -> str:
    """Give the findings for a terminal, and a last line that counts them."""
    lines = [line for finding in findings for line in finding_lines(finding)]
    counts = [sum(f.severity == severity for f in findings) for severity in Severity]
    said = ", ".join(
        f"{count} {severity}{'s' * (count != 1)}"
        for severity, count in zip(Severity, counts, strict=True)
        if count
    )
    checked = f"{len(project.catalogue)} indicators in {project.files} files"
    return "\n".join([*lines, f"{said or 'no findings'}; checked {checked}"]) + "\n"


def as_json(project: Project, findings: Sequence[Finding]) -> str:
    """Give the findings as JSON."""
    import json

    data = {
        "findings": [_data(finding) for finding in findings],
        "checked": {"indicators": len(project.catalogue), "files": project.files},
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _data(finding: Finding) -> dict[str, Any]:
    span = finding.span
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": str(finding.severity),
        "message": finding.message,
        "file": span.file,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
        "hint": finding.hint,
        "ref": finding.ref,
    }
